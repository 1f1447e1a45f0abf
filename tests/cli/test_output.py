"""Results appear whole or not at all, and what cannot be written is refused before the work."""

from __future__ import annotations

import os
import stat

import pytest

from custodes.cli.output import check_targets, to_stdout, write
from custodes.errors import UsageError


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "out.json"
    path.write_text("old")
    write(str(path), "new ü\r\n")
    assert path.read_bytes() == "new ü\r\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "out.json"
    path.write_text("old")
    with pytest.raises(TypeError):
        write(str(path), 5)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="needs a file system with modes")
def test_names_are_for_the_owner(tmp_path):
    write(str(tmp_path / "named"), "x", private=True)
    assert stat.S_IMODE((tmp_path / "named").stat().st_mode) == 0o600


def test_a_lone_surrogate_is_written_out(tmp_path):
    write(str(tmp_path / "odd"), "a\udcffb")
    assert (tmp_path / "odd").read_text() == "a\\udcffb"


def test_standard_output_takes_one_result(tmp_path, capfdbinary):
    assert to_stdout((None, "-"))
    assert not to_stdout((None, "a"))
    check_targets(json="-", html=str(tmp_path / "a"), scores=None)
    with pytest.raises(UsageError, match="only one"):
        check_targets(json="-", html="-")
    write("-", "ü\n")
    assert capfdbinary.readouterr().out == "ü\n".encode()


def test_impossible_targets_are_refused_early(tmp_path):
    with pytest.raises(UsageError, match="is a folder"):
        check_targets(html=str(tmp_path))
    with pytest.raises(UsageError, match="does not exist"):
        check_targets(html=str(tmp_path / "no" / "out.html"))


def test_two_results_in_one_file_are_refused(tmp_path):
    with pytest.raises(UsageError, match="another result's"):
        check_targets(json=str(tmp_path / "a"), html=str(tmp_path / "." / "a"))


def test_nothing_is_written_into_a_lake_or_over_what_is_read(tmp_path):
    lake, logs = tmp_path / "lake", tmp_path / "logs"
    lake.mkdir()
    logs.mkdir()
    (logs / "hr.csv").write_text("person,name,accounts\n")
    (logs / "old.json").write_text('{"schema": "custodes.review/1"}')
    with pytest.raises(UsageError, match="inside the lake"):
        check_targets(lake, json=str(lake / "audit.jsonl"))
    for read in (logs, logs / "hr.csv"):
        with pytest.raises(UsageError, match="among what is to be read"):
            check_targets(lake, [read], json=str(logs / "hr.csv"))
    check_targets(lake, [logs], json=str(logs / "old.json"), html=str(logs / "new.html"))


@pytest.mark.skipif(os.name != "posix", reason="needs a file system with modes")
def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    check_targets(json=str(pipe))
    write(str(pipe), "result")
    assert os.read(reader, 100) == b"result"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
