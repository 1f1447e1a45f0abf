"""Scores everybody: from stored measures to calibrated scores and the replayed budget account.

This half of the review knows no evidence and writes nothing; trials run it on worlds with planted truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.book import SeriesBook
from custodes.baselines.delivered import deliveries_of
from custodes.baselines.known import known_from, new_after
from custodes.baselines.panel import build_panel
from custodes.baselines.series import series_of
from custodes.baselines.stored import bring_up_to_date, own_domains
from custodes.baselines.tables import Tables
from custodes.identity.known import identity_of
from custodes.identity.merging import own_addresses
from custodes.indicators.engine import evaluate, probes
from custodes.lake.decided import kept_decisions
from custodes.lake.schemas import KNOWN
from custodes.leavers import leaver_windows, left_out
from custodes.pipeline.decisions import cleared_persons, decided, held_back, refer_out
from custodes.pipeline.progress import Silent
from custodes.pipeline.sigma import seen_matching, sigma_matches
from custodes.ranking.account import Account, replay
from custodes.ranking.calibration import Calibrated, calibrate
from custodes.ranking.combine import combine, running_maximum
from custodes.ranking.eligible import scored_days
from custodes.ranking.kept import start_from

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel
    from custodes.identity import Identity
    from custodes.indicators import Indicator
    from custodes.indicators.engine import Stages
    from custodes.lake import Lake
    from custodes.lake.engine import Engine
    from custodes.leavers import LeaverWindow
    from custodes.model.budget import Kept
    from custodes.model.decision import Decision
    from custodes.model.event import Channel
    from custodes.pipeline.progress import Progress
    from custodes.settings import Settings

__all__ = ["Assessment", "assess", "score"]


@dataclass(frozen=True)
class Assessment:
    """Everything that is known of everybody, in arrays (persons × weeks, or × 7 days)."""

    identity: Identity
    panel: Panel
    book: SeriesBook
    stages: Stages
    calibrated: Calibrated
    scored: NDArray[np.bool_]
    account: Account
    windows: tuple[LeaverWindow, ...]
    own: frozenset[str]
    min_weeks: int
    decided: dict[int, tuple[Decision, ...]]

    @property
    def weekly_score(self) -> NDArray[np.float32]:
        """Return persons × weeks: s as known at the week's end (the last day with events, in the last week)."""
        return self.calibrated.score[:, :, 6]

    @property
    def weekly_p(self) -> NDArray[np.float64]:
        """Return persons × weeks: p as known at the week's end."""
        return self.calibrated.p_value[:, :, 6]

    @property
    def last_day(self) -> date:
        """The last day with events."""
        return self.panel.day(self.panel.last_day - self.panel.first_day)


def assess(lake: Lake, engine: Engine, library: Sequence[Indicator], progress: Progress) -> Assessment | None:
    """Bring the derived tables up to date and score everybody; None while the lake holds no event of a person."""
    identity = identity_of(lake, engine)
    own = own_domains(address for entry in lake.directory() for address in own_addresses(entry))
    progress.phase("Measures", 5, "tables")
    bring_up_to_date(lake, engine, own, progress.advance)
    if not lake.exists("measures"):
        return None
    mark = lake.watermark
    tables = Tables(
        lake.read(engine, "measures"),
        lake.read(engine, "touches"),
        lake.read(engine, "handled"),
        sigma_matches(lake, engine, own, library),
        deliveries_of(lake.read(engine, "deliveries")),
        known=known_from(lake.rows(KNOWN.name)) if mark is not None else {},
        new_after=new_after(lake.settings.detection.novelty_days, mark),
    )
    panel = build_panel(tables, identity)
    return (
        None
        if panel is None
        else score(
            panel,
            identity,
            library,
            lake.settings,
            own,
            progress,
            kept_decisions(lake),
            mark.account if mark is not None else None,
        )
    )


def score(
    panel: Panel,
    identity: Identity,
    library: Sequence[Indicator],
    settings: Settings,
    own: frozenset[str] = frozenset(),
    progress: Progress | None = None,
    decisions: Sequence[Decision] = (),
    kept: Kept | None = None,
) -> Assessment:
    """Score a panel. Nothing that happened after a day enters what is known on it (tested by cutting at any day).

    decisions: made so far; each changes nothing before its day
    kept: the account as it was when the weeks before were purged
    """
    progress = progress or Silent()
    detection = settings.detection
    book = SeriesBook(panel)
    library = seen_matching(panel, library)
    progress.phase("Comparing everybody with their own past", len(probes(library)), "measures")
    by_person = decided(panel, identity, decisions)
    stages = evaluate(book, library, progress.advance, cleared_persons(by_person))
    raw = running_maximum(combine(stages.carried, stages.daily))
    scored = scored_days(panel, detection.min_weeks)
    n_days = panel.last_day - panel.first_day + 1
    windows = leaver_windows(panel, identity, detection.leaver_days, panel.day(n_days - 1))
    groups = [panel.groups[0].codes, panel.groups[2].codes, panel.groups[1].codes]
    progress.phase("Calibrating", None)
    calibrated = calibrate(
        raw,
        scored,
        groups,
        refer_out(left_out(panel, windows), by_person, panel),
        detection,
        panel.silence.whole(_carrying_channels(library)),
    )
    in_scope = _in_scope(settings, stages, scored[:, :, 6])
    account = replay(
        calibrated.p_value,
        calibrated.score,
        in_scope,
        detection.budget,
        detection.review_weeks,
        n_days,
        held_back(by_person, panel, stages, library, n_days),
        start_from(kept, panel.persons, panel.first_day),
    )
    return Assessment(
        identity,
        panel,
        book,
        stages,
        calibrated,
        scored,
        account,
        windows,
        own,
        detection.min_weeks,
        by_person,
    )


def _carrying_channels(library: Sequence[Indicator]) -> frozenset[Channel]:
    """Return the channels of everything that can put somebody on the list."""
    return frozenset(
        channel
        for rule in library
        if rule.carries
        for measure in rule.measures
        for channel in series_of(measure).channels
    )


def _in_scope(settings: Settings, stages: Stages, like: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return persons × weeks: where a review may open. Under ``protected`` without a register: log clearing only."""
    if settings.scope.flag != "protected":
        return np.ones_like(like)
    in_scope = np.zeros_like(like)
    cleared = stages.reached("clears")
    in_scope[cleared["person"], cleared["week"]] = True
    return in_scope
