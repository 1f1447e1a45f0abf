"""A departure that no list knew in time is said, not skipped."""

from __future__ import annotations

from datetime import date

from custodes.identity import Identity
from custodes.model.person import DirectoryEntry
from custodes.pipeline.notes import late_notes

FIRST, LAST = date(2024, 1, 1), date(2024, 4, 29)


def _left(person: str, last_day: date, *, listed: date, notice: date | None = None) -> DirectoryEntry:
    return DirectoryEntry(person, "hr", None, listed, notice=notice, last_day=last_day)


def _told(*entries: DirectoryEntry) -> list[str]:
    return list(late_notes(Identity(entries), FIRST, LAST))


def test_departures_that_a_later_list_states_are_counted_with_the_day_they_are_known_from() -> None:
    (told,) = _told(
        _left("E1", date(2024, 3, 17), listed=date(2024, 5, 2)),
        _left("E2", date(2024, 4, 29), listed=date(2024, 5, 2)),
    )
    assert told.startswith("2 departures of these days are not reviewed: known only from 2024-05-02 on")
    (told,) = _told(_left("E1", date(2024, 3, 17), listed=date(2024, 5, 2)))
    assert told.startswith("1 departure of these days is not reviewed")


def test_nothing_is_said_of_departures_known_in_time_before_the_logs_or_after_them() -> None:
    late = date(2024, 5, 2)
    assert not _told(
        _left("E1", date(2024, 3, 17), listed=date(2024, 3, 31)),
        _left("E2", date(2024, 3, 17), listed=late, notice=date(2024, 2, 1)),
        _left("E3", date(2023, 12, 31), listed=late),
        _left("E4", date(2024, 6, 30), listed=late),
    )
