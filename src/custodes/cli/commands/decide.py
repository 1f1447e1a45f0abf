"""``custodes decide``: what a human concluded about a person, and for how long it holds."""

from __future__ import annotations

from typing import Annotated

import typer

from custodes.cli import options
from custodes.cli.opening import DEFAULT_LAKE
from custodes.model.decision import Outcome

__all__ = ["decide"]


def decide(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="The pseudonym (P-…); an id needs --names --reason.")
    ],
    outcome: Annotated[Outcome, typer.Option("--outcome", help="What was concluded.")],
    reason: Annotated[
        str,
        typer.Option("--reason", metavar="TEXT", help="What was found out; figures said again are refused."),
    ],
    until: options.Until = None,
    lake: options.LakePath = DEFAULT_LAKE,
    sigma: options.Sigma = None,
    names: options.Names = False,
    engine: options.EngineName = None,
    config: options.Config = None,
    verbose: options.Verbose = False,
) -> None:
    """Record what was concluded about a person.

    explained and no-finding end the review; what was shown does not bring the person up again until a day, unless it
    grows by one ban or reaches a further stage. ask changes nothing. refer leaves the person's weeks out of what
    others are compared with.

    Decisions are written to the audit chain and shown with the person.
    """
    from datetime import datetime

    from custodes.cli.naming import check_names, check_person, uncovered, veil_for
    from custodes.cli.opening import existing_lake, settings_for
    from custodes.cli.progress import shown
    from custodes.cli.rules import told
    from custodes.cli.talk import say
    from custodes.pipeline.decide import Conclusion, check

    settings = settings_for(lake, config, sigma=sigma, engine=engine)
    conclusion = check(Conclusion(outcome, reason, until), settings)
    check_names(names, reason if names else None, settings)
    check_person(person, named=names)
    store = existing_lake(lake, settings)
    from custodes.cli.selecting import whose
    from custodes.evidence.decided import decision_text
    from custodes.lake.engine import open_engine
    from custodes.pipeline.decide import decision_about, record
    from custodes.pipeline.review import review
    from custodes.render.visible import visible

    covered = veil_for(store, None)
    with open_engine(settings, store.tmp) as opened:
        _, meant = whose(store, opened, person, covered, named=names)
    with shown() as progress:
        result = review(store, progress=progress, record=False, cited=False, found=told(settings))
    today = datetime.now(settings.time.info).date()
    decision = decision_about(result, meant, conclusion, today)
    pseudonym = covered.pseudonym(meant)
    use = uncovered(store, names=names, reason=reason, command="decide", person=pseudonym)
    record(store, decision, pseudonym)
    veil = covered if use is None else veil_for(store, use)
    text = veil.text(decision_text(decision, result.indicators, decision.until))
    say(f"{veil.person(meant)}: {visible(text)}", error=False)
