"""Between a command and its user: errors become a diagnosis and an exit code, never a trace unless asked for."""

from __future__ import annotations

import functools
import os
import sys
import traceback
from typing import TYPE_CHECKING, Any

import typer

from custodes.cli.talk import printable, say
from custodes.errors import CustodesError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["INTERRUPTED", "guarded"]

INTERRUPTED = 130
_DAMAGED = {"IOException", "InvalidInputException", "SerializationException"}  # DuckDB's, of Parquet files
_STOPPED = "Stopped. What was finished is kept; the same command goes on from there."


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Wrap a command so that it ends as the contract says.

    CustodesError: its own code · Ctrl-C: 130 · anything else: 1. ``--verbose`` shows the trace.
    """

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except GeneratorExit:
            raise
        except BaseException as error:  # noqa: BLE001 -- no user ever sees a trace; Rust's panics are no Exception
            code, sentence = _judge(error)
            if kwargs.get("verbose"):
                say(printable("".join(traceback.format_exception(error))).rstrip())
            if sentence:
                say(sentence)
            raise typer.Exit(code) from None

    return run


def _judge(error: BaseException) -> tuple[int, str]:
    """Return exit code and what to say."""
    if isinstance(error, CustodesError):
        return error.exit_code, f"custodes: {error.diagnostics()}"
    if isinstance(error, SystemExit):
        return (error.code if isinstance(error.code, int) else 1), ""
    name = type(error).__name__
    if isinstance(error, KeyboardInterrupt) or name == "InterruptException":  # DuckDB's own
        return INTERRUPTED, _STOPPED
    if isinstance(error, BrokenPipeError):  # the reader (`| head`) has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0, ""
    if isinstance(error, MemoryError) or name == "OutOfMemoryException":
        advice = "raise [engine] memory_limit in custodes.toml, or run it on a larger machine"
        return (
            1,
            f"custodes: {CustodesError('there is not enough memory for this', advice=advice).diagnostics()}",
        )
    if name in _DAMAGED and "duckdb" in type(error).__module__:
        advice = "restore the lake from a copy, or read the logs into a new one; --verbose shows which file"
        return 1, f"custodes: {CustodesError('a file of the lake is damaged', advice=advice).diagnostics()}"
    if isinstance(error, OSError) and error.strerror:
        place = str(error.filename or "")
        advice = "check space and rights there; --verbose shows where it happened"
        told = CustodesError(f"the system refused: {error.strerror}", place=place, advice=advice)
        return 1, f"custodes: {told.diagnostics()}"
    told = CustodesError(
        f"something of ours failed: {name}",
        place=_place(error),
        advice="this is a fault of custodes: please report what --verbose shows (without personal data)",
    )
    return 1, f"custodes: {told.diagnostics()}"


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "custodes" in frame.filename] or frames
    return f"{own[-1].filename}:{own[-1].lineno}" if own else ""
