"""From records to persons: what is learned waits for confirmation, services and shared logins stand apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.lake.logs import made, write

from custodes.identity.known import identity_of
from custodes.lake import Lake, open_engine
from custodes.model.event import Action, Channel, TimeBasis
from custodes.model.reading import Learned
from custodes.pipeline.accounts import tally_accounts
from custodes.pipeline.learnt import learned_notes
from custodes.pipeline.review import review
from custodes.render.document import review_document
from custodes.render.veil import Veil
from custodes.settings import Settings, load_settings
from custodes.sources import guide, records, registry
from custodes.sources.forms.products import TableSource
from custodes.sources.moments import DAY, Moment
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from pathlib import Path

SID = "S-1-5-21-10-20-30-1104"
HR = "Personalnummer;Name;Vorname;E-Mail;Abteilung\n7;Doe;Jane;jane@example.org;Lab\n8;Roe;Bob;bob@example.org;Lab\n"
USERS = (
    '#TYPE Microsoft.ActiveDirectory.Management.ADUser\n"DistinguishedName","SamAccountName","SID","mail"\n'
    f'"CN=Jane Doe,DC=corp,DC=example,DC=org","jane","{SID}","jane@example.org"\n'
)
START = date(2024, 1, 1)


class Shares(TableSource):
    """A file server that gives the account and its SID.

    Sample: ``made_day,made_login,made_sid``. References: none, it is made up.
    """

    name = "made"
    title = "made up"
    guide = guide.Guide((), (), (), (), guide.Tested.PAPER, ())
    columns = ("made_day", "made_login", "made_sid")

    def is_header(self, names):
        return frozenset(self.columns) <= names

    def reader(self, _file, _context):
        def read(row):
            day = datetime.combine(date.fromisoformat(row["made_day"]), datetime.min.time(), UTC)
            return Row(
                when=Moment(int(day.timestamp()) * 10**6, None, DAY, TimeBasis.RECORD),
                account=row["made_login"],
                action=Action.DOWNLOAD,
                channel=Channel.FILE,
                object="plan.docx",
                aliases=f"sid:{row['made_sid']}" if row["made_sid"] else None,
            )

        return read


@pytest.fixture(autouse=True)
def _shares(monkeypatch):
    monkeypatch.setattr(records, "SOURCES", (*records.SOURCES, Shares()))
    registry.sources.cache_clear()
    yield
    registry.sources.cache_clear()


def lake_of(folder: Path, **identity: object) -> tuple[Lake, Settings]:
    """Ten weeks: Jane by a login that only her SID ties to her from the third week on, Bob, a scanner, a front desk.

    On one day of the last week Jane takes far more than ever.
    """
    rows = ["made_day,made_login,made_sid"]
    for n in range(70):
        day = START + timedelta(days=n)
        rows += [
            f"{day},windows:firma\\jdoe,{SID if n >= 14 else ''}",
            f"{day},google:bob@example.org,",
            f"{day},windows:corp\\scan-1,",
            f"{day},windows:corp\\front,",
            f"{day},windows:corp\\pc-9$,",
        ]
    rows += [f"{START + timedelta(days=66)},windows:firma\\jdoe,{SID}"] * 300
    source = write(folder / "in", shares="\n".join(rows) + "\n")
    (source / "hr-2024-01-01.csv").write_bytes(HR.encode("cp1252"))
    (source / "users-2024-01-01.csv").write_text(USERS, encoding="utf-16")
    settings = load_settings(
        None, identity={"service": ["scan-*"], "shared": ["windows:corp\\front"], **identity}
    )
    return made(folder / "lake", source, settings=settings), settings


def test_who_is_who_in_a_lake(tmp_path):
    lake, _ = lake_of(tmp_path)
    with open_engine(lake.settings, lake.tmp) as engine:
        identity = identity_of(lake, engine)
        found = tally_accounts(lake, engine, identity)
    assert identity.persons == ("7", "8")
    assert found.unresolved == (("windows:firma\\jdoe", 370),)
    assert found.service == (("windows:corp\\pc-9$", 70), ("windows:corp\\scan-1", 70))
    assert found.shared == (("windows:corp\\front", 70),)
    since = START + timedelta(days=14)
    assert found.learned == (Learned("windows:firma\\jdoe", "7", since, f"sid:{SID}".lower(), 370, False),)


def test_unconfirmed_it_stands_for_itself_and_is_named(tmp_path):
    lake, _ = lake_of(tmp_path)
    seen = review(lake, cited=False, record=False)
    assert {p.person for p in seen.people} == {"7", "8", "windows:firma\\jdoe", "windows:corp\\front"}
    assert next(p.unknown for p in seen.people if p.person == "7").startswith("no activity")
    (told,) = [note for note in seen.notes if "probably" in note]
    assert "windows:firma\\jdoe is probably 7's (since 2024-01-15, 370 events)" in told
    veil = Veil(seen.spellings, b"k" * 32)
    shown = review_document(seen, veil)
    assert shown["head"]["learned"] == [
        {
            "account": veil.account("windows:firma\\jdoe"),
            "person": veil.person("7"),
            "since": "2024-01-15",
            "events": 370,
            "confirmed": False,
        }
    ]
    assert not [text for text in ("jdoe", SID, "firma\\") if text in str(shown)]
    assert veil.text(f"raw: {SID} FIRMA\\jdoe {SID.lower()}").count(SID) == 0


def test_confirmed_it_counts_from_its_day_and_is_marked(tmp_path):
    lake, _ = lake_of(tmp_path, confirmed=["windows:firma\\jdoe"])
    seen = review(lake, cited=False, record=False, top=5)
    jane = next(p for p in seen.people if p.person == "7")
    assert jane.peak_score is not None
    behind = [event for node in jane.evidence for event in node.events]
    assert behind
    assert all(event.learned for event in behind)
    shown = review_document(seen, Veil(seen.spellings, b"k" * 32))
    texts = [
        event["text"] for person in shown["people"] for node in person["evidence"] for event in node["events"]
    ]
    assert texts
    assert all(text.endswith("by an account that is theirs by records only") for text in texts)
    assert [note for note in seen.notes if note.startswith("Learned from records and confirmed")]
    assert seen.unresolved == ()


def test_many_are_counted_and_not_all_named():
    learned = [Learned(f"a:{n}", "P", START, "sid:x", 1, False) for n in range(8)]
    (told,) = learned_notes(learned)
    assert "a:4" in told
    assert "a:5" not in told
    assert "and 3 more" in told
