"""Ctrl-C that cannot get lost.

A library that runs when the signal comes may swallow it, or turn it into an error of its own that somebody else catches. So
it is remembered, and raised again where progress is told next.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

__all__ = ["heard", "stop_if_asked"]

_pressed = threading.Event()


@contextmanager
def heard() -> Iterator[None]:
    """Remember Ctrl-C while a command runs. Without a main thread, or where somebody else listens, nothing changes."""
    usual = signal.getsignal(signal.SIGINT)
    main = threading.current_thread() is threading.main_thread()
    if not main or usual is not signal.default_int_handler:
        yield
        return
    _pressed.clear()
    signal.signal(signal.SIGINT, _noted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
        _pressed.clear()


def stop_if_asked() -> None:
    """Raise KeyboardInterrupt where Ctrl-C was pressed since the command began."""
    if _pressed.is_set():
        raise KeyboardInterrupt


def _noted(number: int, frame: FrameType | None) -> None:
    _pressed.set()
    signal.default_int_handler(number, frame)
