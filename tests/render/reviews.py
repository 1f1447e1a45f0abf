"""Reviews for the tests of output: small ones full of hostile strings, large ones full of people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from custodes.model.evidence import EventRef, Evidence
from custodes.model.person import Spellings
from custodes.model.reading import Coverage, FileRead, Rejected, Went
from custodes.model.review import Claim, Leaver, PersonReview, Review, SinceLast, Timeline, WeekScore

KEY = b"0123456789abcdef0123456789abcdef"
MONDAY = date(2024, 5, 6)
SHA = "ab" * 32
HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07",
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "..\\..\\..\\windows\\system32",
    "\u202egnp.exe",
    "{{ 7*7 }}{% raw %}",
    "]]>--><!--",
    "a" * 5000,
)
JANE = frozenset(
    {
        "E7001",
        "Jane Quimby",
        "Quimby, Jane",
        "jane.quimby@acme.example",
        "jane.quimby",
        "entra:jane.quimby@acme.example",
        "windows:ACME\\jquim7",
        "S-1-5-21-1004336348-1177238915-682003330-51200",
    }
)
BOB = frozenset({"E7002", "Robert Zelazny", "rzelaz", "windows:rzelaz", "entra:r.zelazny@acme.example"})
EVE = frozenset({"E7003", "Jürgen Öztürkmen", "entra:joztur@acme.example", "joztur@acme.example"})
SPELLINGS = Spellings(
    {"E7001": JANE, "E7002": BOB, "E7003": EVE},
    frozenset({"entra:mallory.outside@other.example", "cert:KLM4711"}),
    frozenset({"LAPTOP-QX77", "ws-0042.corp.acme.example"}),
)
SECRETS = (
    "quimby",
    "jquim7",
    "51200",
    "zelazny",
    "rzelaz",
    "öztürkmen",
    "ozturkmen",
    "joztur",
    "e7001",
    "e7002",
    "e7003",
    "mallory",
    "klm4711",
    "qx77",
    "ws-0042",
    "divorce",
    "uncle.ted",
)
"""What must not occur, in any case, in an output under the veil."""

DIRT = " ".join(
    (
        r"\\srv\home$\jquim7 C:\Users\RZELAZ\x /personal/jane_quimby_acme_example/Documents",
        "QUIMBY,%20JANE mailto:Jane%2EQuimby%40acme.example JUERGEN.OEZTUERKMEN laptop-qx77 WS-0042",
        "cert:klm4711 S-1-5-21-1004336348-1177238915-682003330-51200",
        *HOSTILE[:-1],
    )
)


def event(i: int = 1, **changes: object) -> EventRef:
    ref = EventRef(
        id=f"{SHA[:12]}:{i}",
        source=f"logs/jquim7/{DIRT}.csv",
        record=i,
        time=f"2024-05-10T21:{i % 60:02d}:00",
        file_sha256=SHA,
        account="entra:jane.quimby@acme.example",
        action="copy",
        channel="removable",
        object=f"C:\\Users\\jquim7\\Divorce papers {i}.docx",
        area=f"C:/Users/jquim7 {DIRT}",
        target="uncle.ted@mail.example;E:\\" + DIRT if i % 2 else None,
        items=i,
        bytes=1000 * i,
        host="LAPTOP-QX77",
        raw=f'{{"user":"jane.quimby@acme.example","x":"{DIRT}"}}',
        raw_status=("kept", "gone", "changed", "not fetched")[i % 4],
        raw_sha256="cd" * 32,
    )
    return replace(ref, **changes)  # type: ignore[arg-type]


def evidence(*, events: int = 3, **changes: object) -> Evidence:
    node = Evidence(
        indicator="bulk_copy_to_removable_media",
        title="Many files copied to removable media",
        stage="egress",
        carries=True,
        itm=("IF002",),
        attack=("T1052.001",),
        innocent=(
            "A hand-over, a field visit or a backup that the team knows about",
            "May be preparing a protected report; do not ask about it, route to the ombudsperson",
        ),
        triage=("Was a transfer announced?", "Which of the files are in the register?"),
        blind_when="removable-media logging is off: see `custodes coverage`",
        measure="copies_removable",
        unit="files",
        window=7,
        first=MONDAY,
        last=MONDAY + timedelta(6),
        week=MONDAY,
        observed=412.0,
        expected=1.4,
        band=(0.0, 3.0),
        peers=1.23,
        compared_with="their own 26 active weeks before and 43 colleagues of the department",
        strength=4.2,
        counted=3.2,
        events_total=412,
        events=tuple(event(i) for i in range(1, events + 1)),
        children=(),
    )
    return replace(node, **changes)  # type: ignore[arg-type]


def context(**changes: object) -> Evidence:
    return evidence(
        indicator="work_outside_own_hours",
        title="Work at hours unusual for this person",
        stage="timing",
        carries=False,
        measure="offhours_events",
        unit="actions",
        observed=37.0,
        expected=4.0,
        band=(0.0, 11.0),
        peers=None,
        strength=2.4,
        counted=0.0,
        events=2,
        innocent=("A deadline, a release, an on-call shift", "Travel across time zones"),
        **changes,
    )


def timeline(weeks: int = 52) -> Timeline:
    mondays = tuple(MONDAY - timedelta(7 * k) for k in range(weeks - 1, -1, -1))
    quiet = [float((7 * k) % 5) for k in range(weeks)]
    return Timeline(
        measure="copies_removable",
        unit="files",
        weeks=mondays,
        observed=tuple([None if k in (9, 10) else v for k, v in enumerate(quiet[:-1])] + [412.0]),
        low=tuple(None if k < 6 else 0.0 for k in range(weeks)),
        high=tuple(None if k < 6 else 3.0 + (k % 3) for k in range(weeks)),
        peers=tuple(None if k < 6 else 1.2 for k in range(weeks)),
        marked=(MONDAY,),
    )


def person(name: str, rank: int, **changes: object) -> PersonReview:
    row = PersonReview(
        person=name,
        rank=rank,
        peak_score=5.0 / rank,
        peak_day=MONDAY + timedelta(4),
        p_value=min(1.0, rank / 40_000),
        q_value=min(1.0, rank / 900),
        flagged=False,
        first_flagged=None,
        flagged_weeks=(),
        under_review=False,
        unknown="",
        team="Archive of Jane Quimby",
        department="Records",
        role="Curator",
        group_sizes=(7, 60, 2),
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def listed(name: str, rank: int, **changes: object) -> PersonReview:
    given: dict[str, object] = {
        "flagged": True,
        "first_flagged": MONDAY + timedelta(5),
        "flagged_weeks": (MONDAY,),
        "under_review": True,
        "evidence": (
            evidence(children=(evidence(events=0, measure="bytes_removable", unit="MiB"),)),
            context(),
        ),
        "timeline": timeline(),
    }
    return person(name, rank, **(given | changes))


def unknown(name: str, rank: int) -> PersonReview:
    return person(
        name, rank, peak_score=None, peak_day=None, p_value=None, q_value=None, unknown="no activity seen"
    )


def claim(people: int, **changes: object) -> Claim:
    k = people / 1000
    made = Claim(
        budget=1.0,
        people=people,
        per_week=k,
        max_week=max(1.0, 4 * k),
        max_year=52 * k + max(1.0, 4 * k),
        history_from=MONDAY - timedelta(7 * 26),
        history_to=MONDAY - timedelta(1),
        person_weeks=26 * people,
        resolvable=1000 / (26 * people + 1),
        account_balance=0.4,
        opened=3,
        people_weeks=52 * people,
        provisional="",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def coverage() -> tuple[Coverage, ...]:
    mondays = tuple(MONDAY - timedelta(7 * k) for k in range(51, -1, -1))
    counts = tuple(0 if k in (9, 10) else 400 + 13 * (k % 9) for k in range(52))
    seen = Coverage(
        "removable", ("cert.file", "cert.device"), mondays[0], MONDAY + timedelta(6), (date(2024, 3, 5),),
        ("bulk_copy_to_removable_media",), ("copied_then_deleted",), "", mondays, counts,
    )  # fmt: skip
    late = replace(seen, channel="cloud", weeks=mondays[30:], counts=counts[30:], silent_days=(), blind=())
    blind = Coverage(
        "print", (), None, None, (), (), ("bulk_printing",), "Switch on PrintService 307 in the event log"
    )
    return (seen, late, blind, replace(blind, channel="mail", blind=(), advice="Export the message trace"))


def files() -> tuple[FileRead, ...]:
    return (
        FileRead("logs/file.csv", "cert", SHA, 1000, 990, 990, 4, {"header": 1, "duplicate": 5}),
        FileRead(f"logs/{DIRT}", "unknown", SHA, 0, 0, 0, 0, {}, "looks like text of rzelaz"),
        FileRead("logs/secret.zip!a.csv", "unreadable", "", 0, 0, 0, 0, {}, "it is encrypted"),
    )


def review(people: tuple[PersonReview, ...] | None = None, **changes: object) -> Review:
    """Return a review of three persons and two unresolved accounts, full of hostile strings."""
    if people is None:
        people = (
            listed("E7001", 1),
            person("E7002", 2, evidence=(evidence(), context()), timeline=timeline(20)),
            person("KLM4711", 3),
            unknown("E7003", 4),
        )
    made = Review(
        organisation="Acme Institute <b>",
        period_first=MONDAY - timedelta(51 * 7),
        period_last=MONDAY + timedelta(6),
        lake_first=MONDAY - timedelta(60 * 7),
        lake_last=MONDAY + timedelta(6),
        zone="Europe/Berlin",
        scope="all activity, no register: for trial, not for routine",
        engine="duckdb 1.5.6",
        software="custodes 0.1.0",
        settings_hash="0123456789abcdef",
        library_hash="fedcba9876543210",
        lake_version=7,
        created="2024-05-13T08:00:00+00:00",
        governance={"purpose": "protection of research documents", "contact": "dpo@acme.example"},
        protected_channels=0,
        claim=claim(len(people)),
        since_last=SinceLast(("E7001",), (), ("E7002",)),
        files=files(),
        records=1000,
        behind_events=990,
        events=990,
        rejects=4,
        set_aside={"header": 1, "duplicate": 5},
        coverage=coverage(),
        unresolved=(("entra:mallory.outside@other.example", 12), ("cert:KLM4711", 3)),
        service_accounts=(("entra:app@sharepoint", 900),),
        people=people,
        leavers=(
            Leaver("E7002", date(2024, 6, 30), date(2024, 4, 1), 0.04, 31, 0.02, (evidence(),)),
            Leaver("E7003", date(2024, 5, 31), date(2024, 5, 2), None, 3, None),
        ),
        rejected=(
            Rejected("logs/Jane Quimby.csv", 7, "the date is not one: <b>"),
            Rejected("b.json", 0, "cut short"),
        ),
        weeks=tuple(
            WeekScore(p.person, MONDAY, p.peak_score, p.p_value) for p in people
        ),
        went=(
            Went("", "removable media", 12_345, 678),
            Went(f"Secret of Jane Quimby {DIRT}", "personal mail addresses", 3, None),
        ),
        notes=(f"The source of rzelaz was silent {DIRT}",),
        indicators={"bulk_copy_to_removable_media": "Many files copied to removable media"},
        spellings=SPELLINGS,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def crowd(people: int, under: int = 30, top: int = 20) -> Review:
    """Return a review of many people, the first of them under review, then others with evidence."""
    many = tuple(f"N{i:06d}" for i in range(people))
    shown = evidence(events=20)
    rows = tuple(
        listed(name, i + 1, evidence=(shown, context(), shown))
        if i < under
        else person(name, i + 1, evidence=(shown,), timeline=timeline())
        if i < under + top
        else person(name, i + 1, flagged=i % 20 == 0, flagged_weeks=(MONDAY,) if i % 20 == 0 else ())
        for i, name in enumerate(many)
    )
    known = Spellings({name: frozenset({name, f"u{name}@acme.example"}) for name in many})
    return review(
        rows, claim=claim(people), leavers=(), since_last=SinceLast(many[:5], many[5:9], ()), spellings=known
    )


def nobody(**changes: object) -> Review:
    """Return a review in which nobody is under review and no evidence is shown."""
    rows = (person("E7001", 1), person("E7002", 2), unknown("E7003", 3))
    sentence = "Provisional: nobody is listed before week 9 of this lake; it has 5 so far."
    return review(
        rows, claim=claim(3, provisional=sentence, history_from=None, history_to=None), leavers=(), **changes
    )
