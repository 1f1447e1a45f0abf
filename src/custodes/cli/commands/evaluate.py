"""``custodes evaluate``: detection against labelled people, beside four rivals on the same weeks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from custodes.cli import options
from custodes.cli.opening import DEFAULT_LAKE

if TYPE_CHECKING:
    from custodes.pipeline.progress import Progress
    from custodes.settings import Settings
    from custodes.trials.worlds import World

__all__ = ["evaluate"]

Lakes = Annotated[
    list[Path] | None,
    typer.Option(
        "--lake", metavar="DIR", help="Where events are kept; repeat it, and --answers, to pool several."
    ),
]
Answers = Annotated[
    list[Path],
    typer.Option("--answers", metavar="F", help="CSV person,kind,first,last: who acted, and when."),
]
JsonOut = Annotated[
    str | None, typer.Option("--json", metavar="F", help="Write the figures as JSON; - is stdout.")
]


def evaluate(
    answers: Answers,
    lake: Lakes = None,
    json: JsonOut = None,
    zone: options.Zone = None,
    sigma: options.Sigma = None,
    engine: options.EngineName = None,
    config: options.Config = None,
    verbose: options.Verbose = False,
) -> None:
    """What detection finds of people whose acts are known.

    Beside four others on the same weeks: a five-line rule, the leave date alone, Isolation Forest, PCA. Detection
    never sees the answers; the output names nobody.
    """
    from custodes.cli.opening import settings_for
    from custodes.cli.output import STDOUT, check_targets, write
    from custodes.cli.progress import shown
    from custodes.cli.talk import say
    from custodes.errors import UsageError
    from custodes.render.evaluated import evaluation_json, evaluation_lines
    from custodes.trials.evaluate import evaluate as measured

    lakes = lake or [DEFAULT_LAKE]
    if len(lakes) != len(answers):
        message = f"there are {len(lakes)} lakes and {len(answers)} files of answers"
        raise UsageError(message, place="--lake, --answers", advice="name one file of answers for each lake")
    for path in lakes:
        check_targets(path, answers, json=json)
    with shown() as progress:
        worlds = [
            _world(path, truth, settings_for(path, config, zone=zone, sigma=sigma, engine=engine), progress)
            for path, truth in zip(lakes, answers, strict=True)
        ]
        progress.phase("Comparing", None)
        found = measured(worlds)
    for line in evaluation_lines(found):
        say(line, error=json == STDOUT)
    if json is not None:
        write(json, evaluation_json(found))


def _world(path: Path, truth: Path, settings: Settings, progress: Progress) -> World:
    from custodes.cli.opening import existing_lake
    from custodes.cli.rules import told
    from custodes.errors import InputError
    from custodes.lake.engine import open_engine
    from custodes.pipeline.assess import assess
    from custodes.trials.labels import read_labels
    from custodes.trials.worlds import world_of

    labels = read_labels(truth)
    store = existing_lake(path, settings)
    with open_engine(settings, store.tmp) as opened:
        assessed = assess(store, opened, told(settings).indicators, progress)
        if assessed is None:
            raise InputError(
                "the lake holds no event of a person", place=str(path), advice="ingest logs first"
            )
        progress.phase("Ranking the same weeks by other methods", None)
        return world_of(assessed, labels, settings.detection, str(truth))
