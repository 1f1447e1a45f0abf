"""Where long work is: bars on a terminal, a line now and then where standard error is a file."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from custodes.cli.talk import printable, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from custodes.pipeline.progress import Progress

__all__ = ["Bars", "Lines", "amount", "shown"]

_NOTE = 40  # characters of a note beside a bar
_QUIET = 15.0  # seconds between two lines of the same phase


def amount(value: float, unit: str) -> str:
    """Write an amount as people read it.

    >>> amount(3_500_000, "B"), amount(12345, "records"), amount(2.0, "")
    ('3.5 MB', '12,345 records', '2')
    """
    if unit != "B":
        return f"{value:,.0f} {unit}".rstrip()
    for name in ("B", "kB", "MB", "GB"):
        if value < 1000 or name == "GB":
            return f"{value:.0f} {name}" if name == "B" else f"{value:.1f} {name}"
        value /= 1000
    raise AssertionError  # the loop returns


class Bars:
    """A bar a phase, with its rate. Notes (a file's name) are shown in passing and never kept."""

    def __init__(self, display: RichProgress) -> None:
        self._display = display
        self._task: TaskID | None = None
        self._unit = ""
        self._begun = time.monotonic()

    def phase(self, title: str, total: float | None = None, unit: str = "") -> None:
        """Begin a phase; the one before counts as finished."""
        self.end()
        self._unit, self._begun = unit, time.monotonic()
        self._task = self._display.add_task(printable(title), total=total, rate="", note="")

    def advance(self, amount_done: float, note: str = "") -> None:
        """Add to the running phase."""
        if self._task is None:
            return
        done = self._display.tasks[-1].completed + amount_done
        seconds = max(time.monotonic() - self._begun, 0.1)
        rate = f"{amount(done / seconds, self._unit)}/s" if self._unit else ""
        shown_note = printable(note).replace("\n", " ")[-_NOTE:]
        self._display.update(self._task, advance=amount_done, rate=rate, note=shown_note)

    def end(self) -> None:
        """Fill the running bar."""
        if self._task is not None:
            task = self._display.tasks[-1]
            total = task.total if task.total is not None else max(task.completed, 1)
            self._display.update(self._task, total=total, completed=total, note="")
            self._task = None


class Lines:
    """A line when a phase begins, every 15 seconds, and when it ends. Without notes: lines are kept."""

    def __init__(
        self, write: Callable[[str], None] = say, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._write, self._clock = write, clock
        self._title, self._unit = "", ""
        self._total: float | None = None
        self._done = self._begun = self._told = 0.0

    def phase(self, title: str, total: float | None = None, unit: str = "") -> None:
        """Begin a phase; the one before is told with its duration."""
        self.end()
        self._title, self._total, self._unit, self._done = title, total, unit, 0.0
        self._begun = self._told = self._clock()

    def advance(self, amount_done: float, note: str = "") -> None:  # noqa: ARG002 -- a note may name somebody
        """Add to the running phase."""
        self._done += amount_done
        if self._title and self._clock() - self._told >= _QUIET:
            self._told = self._clock()
            self._write(f"{self._title}: {self._so_far()}")

    def end(self) -> None:
        """Tell the running phase as done."""
        if self._title:
            seconds = self._clock() - self._begun
            done = f": {amount(self._done, self._unit)}" if self._done and self._unit else ""
            self._write(f"{self._title}{done} ({seconds:.1f} s)")
            self._title = ""

    def _so_far(self) -> str:
        if self._total:
            return f"{amount(self._done, self._unit)} of {amount(self._total, self._unit)}"
        return amount(self._done, self._unit)


@contextmanager
def shown() -> Iterator[Progress]:
    """Yield what a command passes on as progress: bars on a terminal, else lines."""
    if not sys.stderr.isatty():
        lines = Lines()
        yield lines
        lines.end()
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f}%", markup=False),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}", markup=False),
    )
    console = Console(stderr=True)
    with RichProgress(*columns, console=console, transient=False, refresh_per_second=4) as display:
        bars = Bars(display)
        yield bars
        bars.end()
