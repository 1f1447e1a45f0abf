"""Ctrl-C: one sentence, 130, and a lake that goes on."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys

import pytest
from tests.cli.organisation import build
from typer.testing import CliRunner

from custodes.cli.app import app
from custodes.cli.interrupting import heard
from custodes.cli.progress import Lines


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
def test_ctrl_c_in_the_middle_of_a_scan(tmp_path):
    logs, lake = build(tmp_path / "logs"), tmp_path / "lake"
    call = [sys.executable, "-m", "custodes", "scan", str(logs), "--lake", str(lake)]
    with subprocess.Popen(call, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as child:
        said = child.stderr.readline()  # the first phase is over, the review has begun
        child.send_signal(signal.SIGINT)
        said += child.stderr.read()
    assert child.wait(60) == 130, said
    assert "Traceback" not in said
    assert said.rstrip().endswith("the same command goes on from there.")
    again = CliRunner().invoke(app, ["scan", str(logs), "--lake", str(lake), "--scores", "-"])
    assert again.exit_code == 0, again.output
    assert "already" not in again.stdout


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
def test_a_swallowed_ctrl_c_stops_where_progress_is_told_next():
    lines = Lines(write=lambda _: None)
    with heard():
        lines.phase("Counting", 3)
        with contextlib.suppress(KeyboardInterrupt):  # as a library would
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            lines.advance(1)
    lines.advance(1)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
