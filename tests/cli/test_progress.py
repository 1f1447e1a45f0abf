"""Progress: bars on a terminal, few lines elsewhere, no name that stays."""

from __future__ import annotations

import io

from rich.console import Console
from rich.progress import Progress, TextColumn

from custodes.cli.progress import Bars, Lines, amount


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_lines_are_few_and_name_nobody():
    told, clock = [], Clock()
    lines = Lines(told.append, clock)
    lines.phase("Reading", 1_000_000_000, "B")
    for _ in range(100):
        clock.now += 1
        lines.advance(5_000_000, "jane.doe/mail.csv")
    lines.phase("Reviewing")
    clock.now += 2
    lines.end()
    assert told[0] == "Reading: 75.0 MB of 1.0 GB"
    assert told[-2:] == ["Reading: 500.0 MB (100.0 s)", "Reviewing (2.0 s)"]
    assert len(told) == 8
    assert not any("jane" in line for line in told)


def test_bars_count_and_finish():
    display = Progress(TextColumn("{task.description}"), console=Console(file=io.StringIO()), disable=True)
    bars = Bars(display)
    bars.advance(3)  # before any phase: nothing to add to
    bars.phase("Reading \x1b[2J", 10, "B")
    bars.advance(4, "a\x1b[2Jb" * 20)
    task = display.tasks[0]
    assert task.completed == 4
    assert "\x1b" not in task.description
    assert "\x1b" not in task.fields["note"]
    assert len(task.fields["note"]) <= 40
    bars.phase("Reviewing")
    assert task.completed == 10
    bars.end()
    assert all(task.finished for task in display.tasks)


def test_amounts():
    assert amount(999, "B") == "999 B"
    assert amount(12_000_000_000_000, "B") == "12000.0 GB"
    assert amount(1234.4, "records") == "1,234 records"
