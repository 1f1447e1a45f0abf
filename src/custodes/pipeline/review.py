"""The review: scores everybody, lists whom the account allows, explains them, and freezes the result."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import custodes
from custodes.baselines.calendar import day_number
from custodes.baselines.destinations import Destinations
from custodes.baselines.known import new_after
from custodes.cases.audit import AuditChain
from custodes.errors import UsageError
from custodes.identity.known import identity_of
from custodes.indicators import library_hash
from custodes.lake.engine import open_engine
from custodes.lake.schemas import DECISIONS
from custodes.model.review import PersonReview, Review, SinceLast, WeekScore
from custodes.pipeline.accounts import Accounts, tally_accounts
from custodes.pipeline.assess import assess
from custodes.pipeline.cite import cite
from custodes.pipeline.claim import claim_of
from custodes.pipeline.coverage import coverage
from custodes.pipeline.history import since_last
from custodes.pipeline.learnt import learned_notes, with_marks
from custodes.pipeline.notes import look_alike_notes, notes_of, purge_notes
from custodes.pipeline.people import People, people_of
from custodes.pipeline.progress import Silent
from custodes.pipeline.rejected import rejected
from custodes.pipeline.sigma import InForce, in_force, sigma_notes
from custodes.pipeline.told import decision_notes
from custodes.pipeline.went import where_documents_went

if TYPE_CHECKING:
    from datetime import date

    from custodes.identity import Identity
    from custodes.lake import Lake
    from custodes.lake.engine import Engine
    from custodes.model.reading import Went
    from custodes.pipeline.assess import Assessment
    from custodes.pipeline.progress import Progress

__all__ = ["review"]

_NO_REGISTER = "all activity, no register: for trial, not for routine"
_NOTHING_PROTECTED = (
    "protected documents, of which no register names any yet: scores and ranks are of all activity, and only the "
    "clearing of logs can open a review"
)


def review(
    lake: Lake,
    *,
    first: date | None = None,
    last: date | None = None,
    top: int = 20,
    progress: Progress | None = None,
    found: InForce | None = None,
    record: bool = True,
    cited: bool = True,
) -> Review:
    """Review a lake.

    first, last: limit the weeks that are reported, never history or the account
    top:    people who get evidence besides those under review
    record: keep who is under review, for ``since_last`` of the next
    found:  the indicators; else those that the settings ask for
    cited:  fetch, hash and keep the raw record of every event that the evidence names

    Cost: one pass over the new events, then measures × persons × days.
    """
    if first is not None and last is not None and first > last:
        message = f"the first day, {first}, is after the last, {last}"
        raise UsageError(message, place="--from, --to", advice="swap the two days")
    progress = progress or Silent()
    settings = lake.settings
    found = found or in_force(settings)
    rules = found.indicators
    lake.check()
    lake.protect()
    with open_engine(settings, lake.tmp) as engine:
        a = assess(lake, engine, rules, progress)
        weeks = _weeks(a, first, last)
        part, notes = People(), []
        if a is not None and len(weeks):
            part = people_of(lake, engine, a, rules, weeks, top, progress)
        identity = a.identity if a else identity_of(lake, engine)
        if a is None:
            part = _nobody_seen(identity)
        seen_accounts = tally_accounts(lake, engine, identity)
        accounts = seen_accounts if a else Accounts()
        if a is not None and len(weeks):
            notes = notes_of(a, settings.detection, weeks, accounts.seen)
            notes += look_alike_notes(a, Destinations(settings, a.own), weeks)
            notes += decision_notes(a, rules, min(weeks.stop * 7 - 1, a.panel.last_day - a.panel.first_day))
        seen = coverage(lake, engine, rules, a.panel.tables.deliveries if a is not None else ())
        unread = rejected(lake, engine)
        went = _went(lake, engine, a, weeks)
        name = engine.name
    part = with_marks(part, accounts.learned)
    notes += learned_notes(accounts.learned)
    mark = lake.watermark
    notes += [*purge_notes(mark, new_after(settings.detection.novelty_days, mark)), *sigma_notes(found)]
    inputs = f"{lake.version()}:{settings.hash}:{library_hash(rules)}:{first}:{last}"
    if lake.exists(DECISIONS.name):
        inputs += f":{lake.version(DECISIONS.name)}"
    begun = a.panel.day(int(a.panel.active.any(axis=0).argmax())) if a else None
    series = f"{settings.detection.model_dump_json()}:{settings.scope.flag}:{last}"
    under = [p.person for p in part.people if p.under_review]
    files = lake.files()
    frozen = Review(
        organisation=settings.organisation.name,
        period_first=max(a.panel.monday(weeks.start), begun) if a and begun and len(weeks) else None,
        period_last=min(a.panel.day(weeks.stop * 7 - 1), a.last_day) if a and len(weeks) else None,
        lake_first=begun,
        lake_last=a.last_day if a else None,
        zone=settings.time.zone,
        scope=_NO_REGISTER if settings.scope.flag != "protected" else _NOTHING_PROTECTED,
        engine=name,
        software=f"custodes {custodes.__version__}",
        settings_hash=settings.hash,
        library_hash=library_hash(rules),
        lake_version=lake.version(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        governance=settings.governance.model_dump(),
        protected_channels=settings.protected.entries,
        claim=claim_of(a, settings.detection),
        since_last=since_last(lake.path, series, inputs, under, record=record) if a else SinceLast(),
        files=files,
        records=sum(f.records for f in files),
        behind_events=sum(f.behind_events for f in files),
        events=sum(f.events for f in files),
        rejects=sum(f.rejects for f in files),
        set_aside=dict(sum((Counter(f.set_aside) for f in files), Counter())),
        coverage=seen,
        unresolved=accounts.unresolved,
        service_accounts=accounts.service,
        shared_accounts=accounts.shared,
        learned=accounts.learned,
        people=part.people,
        leavers=part.leavers,
        weeks=part.weeks,
        notes=tuple(notes),
        rejected=unread,
        went=went,
        audit=AuditChain(lake.path).state(),
        indicators={rule.id: rule.title for rule in rules},
        spellings=identity.spellings(seen_accounts.seen, seen_accounts.hosts),
    )
    return cite(frozen, lake, progress) if cited else frozen


def _went(lake: Lake, engine: Engine, a: Assessment | None, weeks: range) -> tuple[Went, ...]:
    """Say where documents went in the reported days."""
    if a is None or not len(weeks):
        return ()
    last = min(a.panel.day(weeks.stop * 7 - 1), a.last_day)
    return where_documents_went(lake, engine, a.own, a.panel.monday(weeks.start), last)


def _weeks(a: Assessment | None, first: date | None, last: date | None) -> range:
    """Return the columns of the reported weeks: whole ones that overlap the given days."""
    if a is None:
        return range(0)
    low = 0 if first is None else max(0, (day_number(first) - a.panel.first_day) // 7)
    high = (
        a.panel.n_weeks
        if last is None
        else min(a.panel.n_weeks, (day_number(last) - a.panel.first_day) // 7 + 1)
    )
    return range(low, max(low, high))


def _nobody_seen(identity: Identity) -> People:
    """Everybody of the directory, unknown: no log has been read yet."""
    why = "no activity seen in any log"
    rows = (
        PersonReview(p, i, None, None, None, None, False, None, (), False, why)
        for i, p in enumerate(identity.persons, 1)
    )
    return People(people=tuple(rows), weeks=tuple[WeekScore, ...]())
