"""What ingest and coverage say: counts that add up, and nobody's name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
import typer

from custodes.cli.commands.coverage import described
from custodes.cli.ingesting import check_rejects, summary
from custodes.cli.naming import person_meant
from custodes.errors import UsageError
from custodes.model.reading import Coverage, FileRead


@dataclass
class Result:
    files: tuple[FileRead, ...] = ()
    events_added: int = 0
    already: tuple[str, ...] = field(default=())
    left_out: tuple[str, ...] = ()


def a_file(path, format_="cert", *, records=10, events=8, rejects=1, aside=None, note=""):
    return FileRead(path, format_, "0" * 64, records, events, events, rejects, aside or {"header": 1}, note)


def veiled(text):
    return text.replace("jdoe", "P-XXXXXXXX")


def test_the_records_add_up_in_words():
    files = (a_file("a.csv"), a_file("b.csv", records=20, events=15, rejects=3, aside={"duplicate": 2}))
    lines = summary(Result(files, 23, ("c.csv",)), veiled)
    assert lines == [
        "2 files read, 23 events added.",
        "1 file added nothing: the lake holds the content already.",
        "30 records = 23 behind events + 4 unreadable + 3 set aside (duplicate 2, header 1).",
    ]


def test_what_was_not_read_is_listed_under_the_veil():
    files = (
        a_file("/home/jdoe/x.bin", "unknown", records=0, events=0, rejects=0, note="looks like an image"),
        a_file("locked.csv", "unreadable", records=0, events=0, rejects=0, note="permission denied"),
        a_file("audit.csv", note="exactly 50,000 rows: the export was probably cut"),
    )
    text = "\n".join(summary(Result(files), veiled))
    assert "Not recognised: 1\n  /home/P-XXXXXXXX/x.bin (looks like an image)" in text
    assert "Could not be opened: 1\n  locked.csv (permission denied)" in text
    assert "probably cut" in text
    assert "jdoe" not in text


def test_a_thousand_unknown_files_are_counted():
    files = tuple(a_file(f"{n}.bin", "unknown") for n in range(1000))
    lines = summary(Result(files), veiled)
    assert len(lines) == 23
    assert lines[-1] == "  and 980 more"


def test_rejects_above_the_limit_end_with_4():
    result = Result((a_file("a", rejects=2), a_file("b", rejects=3)))
    check_rejects(result, None)
    check_rejects(result, 5)
    with pytest.raises(typer.Exit) as caught:
        check_rejects(result, 4)
    assert caught.value.exit_code == 4


def test_coverage_says_what_is_blind_and_what_would_open_it():
    day = date(2024, 1, 1)
    silent = tuple(date(2024, 2, n) for n in range(1, 9))
    seen = Coverage("mail", ("cert.email",), day, day, silent, ("a", "b"), ("c",), "", (day,), (1234,))
    blind = Coverage("print", (), None, None, (), (), ("d",), "Switch it on")
    assert described((blind, seen)) == [
        "mail: cert.email, 2024-01-01 to 2024-01-01",
        (
            "  records:  1,234 events in 1 week; 8 silent days: 2024-02-01, 2024-02-02, 2024-02-03, 2024-02-04, "
            "2024-02-05 and 3 more"
        ),
        "  can fire: a, b",
        "  blind:    c",
        "print: no records",
        "  blind:    d",
        "  to open:  Switch it on",
    ]


class FakeVeil:
    def pseudonym(self, person):
        return f"P-{person.encode().hex().upper()[:8]:0<8}"


def test_a_person_is_meant_by_the_pseudonym():
    persons = ["E1", "E2"]
    assert person_meant(FakeVeil().pseudonym("E2"), persons, FakeVeil(), named=False) == "E2"
    assert person_meant(" " + FakeVeil().pseudonym("E1").lower(), persons, FakeVeil(), named=False) == "E1"
    assert person_meant("e2", persons, FakeVeil(), named=True) == "E2"


def test_names_cannot_be_tried():
    said = set()
    for argument in ("E1", "E9"):
        with pytest.raises(UsageError) as caught:
            person_meant(argument, ["E1"], FakeVeil(), named=False)
        said.add(caught.value.message)
    assert len(said) == 1
    with pytest.raises(UsageError, match="nobody"):
        person_meant("P-AAAAAAAA", ["E1"], FakeVeil(), named=False)
