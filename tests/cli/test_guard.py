"""However a command ends, its user reads a sentence and a script reads the contract's code."""

from __future__ import annotations

import errno
import os

import pytest
import typer
from typer.testing import CliRunner

from custodes.cli.guard import guarded
from custodes.errors import CustodesError, InputError, LakeError, SettingsError, UsageError


def run(error, *arguments):
    app = typer.Typer(pretty_exceptions_enable=False)

    @guarded
    def command(verbose: bool = typer.Option(False, "--verbose")) -> None:
        if error is not None:
            raise error

    app.command()(command)
    return CliRunner().invoke(app, list(arguments))


class OutOfMemoryException(Exception):  # noqa: N818 -- DuckDB's name
    pass


class InterruptException(Exception):  # noqa: N818 -- DuckDB's name
    pass


class PanicException(BaseException):
    pass


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (None, 0),
        (CustodesError("x"), 1),
        (LakeError("x"), 1),
        (UsageError("x"), 2),
        (SettingsError("x"), 2),
        (InputError("x"), 3),
        (KeyboardInterrupt(), 130),
        (InterruptException(), 130),
        (ValueError("x"), 1),
        (MemoryError(), 1),
        (OutOfMemoryException(), 1),
        (PanicException("x"), 1),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/a/file"), 1),
        (typer.Exit(4), 4),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, int) else str(value),
)
def test_codes(error, code):
    result = run(error)
    assert result.exit_code == code
    assert "Traceback" not in result.output


def test_the_diagnosis_says_where_and_what_to_try():
    result = run(InputError("the file is empty", place="a.csv", advice="export it again"))
    assert result.stderr.splitlines() == [
        "custodes: the file is empty",
        "  where: a.csv",
        "  try:   export it again",
    ]
    assert result.stdout == ""


def test_verbose_gives_the_trace_as_well():
    result = run(InputError("the file is empty"), "--verbose")
    assert "Traceback (most recent call last)" in result.stderr
    assert "custodes: the file is empty" in result.stderr
    assert result.exit_code == 3


def test_ctrl_c_is_one_sentence():
    assert run(KeyboardInterrupt()).stderr.count("\n") == 1


def test_memory_and_disk_have_advice():
    assert "memory_limit" in run(OutOfMemoryException()).stderr
    assert "No space left" in run(OSError(errno.ENOSPC, "No space left on device", "/x")).stderr


def test_an_error_cannot_steer_the_terminal():
    result = run(InputError("bad \x1b[2J\u202e name", place="\x1b]0;x\x07.csv"))
    assert "\x1b" not in result.stderr
    assert "\u202e" not in result.stderr
    assert "\\x1b[2J" in result.stderr
