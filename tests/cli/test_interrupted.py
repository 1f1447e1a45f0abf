"""Ctrl-C: one sentence, 130, and a lake that goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from tests.cli.organisation import build
from typer.testing import CliRunner

from custodes.cli.app import app

LISTENING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background is started deaf
from custodes.cli import main
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
def test_ctrl_c_in_the_middle_of_a_scan(tmp_path):
    logs, lake = build(tmp_path / "logs"), tmp_path / "lake"
    call = [sys.executable, "-c", LISTENING, "scan", str(logs), "--lake", str(lake)]
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
