"""The review: the frozen result of one run. Every output is rendered from it and from nothing else.

Persons stand here under their real identifier; only ``custodes.render`` may turn a review into output,
and it replaces them (the veil) unless names were uncovered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from custodes.model.person import Spellings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from custodes.model.evidence import Evidence
    from custodes.model.reading import Coverage, FileRead, Learned, Rejected, Went

__all__ = [
    "Claim",
    "Leaver",
    "NamesUse",
    "PersonReview",
    "Review",
    "SinceLast",
    "Timeline",
    "WeekScore",
]


@dataclass(frozen=True, slots=True)
class WeekScore:
    """One person's score in one week, as known at its end.

    person, week (its Monday), score (s, restated) or None when unknown, p_value or None
    """

    person: str
    week: date
    score: float | None
    p_value: float | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The year of one person in one measure, by week, for a picture.

    measure, unit: what is drawn (the measure of the strongest evidence)
    weeks:  Mondays, ascending; the other tuples are parallel to it
    observed: the week's sum; None where the source was silent
    low, high: the person's usual band (5th to 95th percentile of the expectation); None while unknown
    peers:  the peers' mean; None without peers
    marked: weeks in which a review opened or stayed open
    """

    measure: str
    unit: str
    weeks: tuple[date, ...]
    observed: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    peers: tuple[float | None, ...]
    marked: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonReview:
    """Where one person stands. Everybody of the directory has one; most have no evidence attached.

    rank:       1..n, unique over the whole period, strongest first, unknown last
    peak_score, peak_day, p_value, q_value: of the strongest week that has a p; None when unknown
    flagged:    True where the budget account opened a review within the reported weeks
    first_flagged: the day a reviewer could first have seen it (the morning after)
    flagged_weeks: Mondays, ascending, of weeks in which a review opened
    openings:   (day, p on that day) of each review that opened, ascending; the p of the decision, while ``p_value``
                is the peak week's
    under_review: True where a review is still open on the last day
    waiting:    True where the person is within the bound and waits for the account
    leaves:     (last day, known from) where a departure was known on the last reported day
    unknown:    why there is no score ("no activity seen", "less than four weeks of history"); empty when known
    team, department, role: as of the last day; shown only from five members on
    group_sizes: members of (team, department, role) on the last day
    decided:    what was decided about the person before, a sentence each, in order
    evidence:   of the peak week and of every week in which a review opened; empty for people neither under
                review nor among the first N
    """

    person: str
    rank: int
    peak_score: float | None
    peak_day: date | None
    p_value: float | None
    q_value: float | None
    flagged: bool
    first_flagged: date | None
    flagged_weeks: tuple[date, ...]
    under_review: bool
    unknown: str
    openings: tuple[tuple[date, float], ...] = ()
    waiting: bool = False
    leaves: tuple[date, date] | None = None
    team: str = ""
    department: str = ""
    role: str = ""
    group_sizes: tuple[int, int, int] = (0, 0, 0)
    decided: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    timeline: Timeline | None = None


@dataclass(frozen=True, slots=True)
class Leaver:
    """A departure that is known, and its 60-day review, outside the budget account.

    last_day, known_from: when they leave and since when that could be known
    p_value:    rank among ``of`` earlier leavers' windows; None below 20 of them
    p_stayers:  rank among equal windows of those who stayed: not calibrated for leavers, and marked so
    """

    person: str
    last_day: date
    known_from: date
    p_value: float | None
    of: int
    p_stayers: float | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """The printed promise and what it was computed from.

    budget:      b, innocents per 1,000 people per week
    people:      people with a score in the last week
    per_week:    k = b x people / 1,000; while nobody has a score yet, of those seen lately
    max_week, max_year: max(1, 4k) and 52k + max(1, 4k)
    history_from, history_to: the weeks that the last week was compared with; None while there are fewer than four
    person_weeks: |N| of the last week
    resolvable:  smallest budget that this history can resolve, 1,000/(|N|+1)
    account_balance: the account's balance on the last day
    opened, people_weeks: reviews opened over the whole lake, and person-weeks with a score: counted, not assumed
    provisional: a sentence where nobody can be listed yet ("nobody is listed before week 6"), else empty
    """

    budget: float
    people: int
    per_week: float
    max_week: float
    max_year: float
    history_from: date | None
    history_to: date | None
    person_weeks: int
    resolvable: float
    account_balance: float
    opened: int
    people_weeks: int
    provisional: str = ""


@dataclass(frozen=True, slots=True)
class NamesUse:
    """That names are uncovered in this output: by which operating-system account, when, and why."""

    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class SinceLast:
    """Persons under review compared with the review before: new, again, gone."""

    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """The frozen result of one run.

    period_first, period_last: the reported days, inclusive (whole weeks of the organisation's zone)
    lake_first, lake_last: first and last day with events in the whole lake
    scope:        "all activity, no register: for trial, not for routine" or "protected documents"
    governance:   purpose, legal_basis, contact, agreement, retention; what is missing reads
                  "trial run: not recorded"
    protected_channels: number of entries in ``[protected]``; 0 is announced on every output
    unresolved:   accounts that the directory does not know, with their number of events, most first
    service_accounts: accounts set apart because they are no person, with their number of events
    shared_accounts: logins that several people use, with their number of events; they stand for themselves
    learned:      accounts that the directory does not know, and whose they are by what records say
    people:       ranks ascending
    weeks:        every person and reported week, for ``--scores``
    notes:        sentences that belong on every output (a change of the organisation, late logs, a silent source)
    rejected:     the first records that could not be read, by file and number; ``rejects`` counts them all
    went:         where documents went in the reported days, most first; without people
    audit:        the state of the audit chain when the review was made
    indicators:   id -> title of the library used
    spellings:    how persons, unresolved accounts and devices are written, for the veil
    """

    organisation: str
    period_first: date | None
    period_last: date | None
    lake_first: date | None
    lake_last: date | None
    zone: str
    scope: str
    engine: str
    software: str
    settings_hash: str
    library_hash: str
    lake_version: int
    created: str
    governance: Mapping[str, str]
    protected_channels: int
    claim: Claim
    since_last: SinceLast
    files: tuple[FileRead, ...]
    records: int
    behind_events: int
    events: int
    rejects: int
    set_aside: Mapping[str, int]
    coverage: tuple[Coverage, ...]
    unresolved: tuple[tuple[str, int], ...]
    service_accounts: tuple[tuple[str, int], ...]
    people: tuple[PersonReview, ...]
    leavers: tuple[Leaver, ...]
    weeks: tuple[WeekScore, ...]
    shared_accounts: tuple[tuple[str, int], ...] = ()
    learned: tuple[Learned, ...] = ()
    notes: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    went: tuple[Went, ...] = ()
    audit: str = "0 lines, unbroken"
    indicators: Mapping[str, str] = field(default_factory=dict)
    spellings: Spellings = field(default_factory=lambda: Spellings({}))
