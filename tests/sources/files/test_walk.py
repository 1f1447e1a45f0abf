"""Walking: everything is found once, in order; what cannot be opened is listed; own outputs are left alone."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from custodes.sources.base import LogFile, Unreadable
from custodes.sources.files import walk as module
from custodes.sources.files.walk import locate, walk


def names(*paths: Path, **options) -> list[str]:
    return [found.path for found in walk(list(paths), **options)]


def test_a_folder_is_walked_in_order(tmp_path):
    for name in ("b/2.csv", "b/1.csv", "a.csv", "c/d/e.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    assert names(tmp_path) == [str(tmp_path / name) for name in ("a.csv", "b/1.csv", "b/2.csv", "c/d/e.csv")]


def test_files_of_the_same_name_are_two(tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "log.csv").write_text("same")
    assert len(names(tmp_path)) == 2


def test_what_is_known_of_a_file(tmp_path):
    path = tmp_path / "LDAP" / "2010-01.csv.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(b"content"))
    (file,) = walk([tmp_path])
    assert (file.name, file.folder, file.size, file.stored_size) == (
        "2010-01.csv",
        "LDAP",
        None,
        path.stat().st_size,
    )
    assert file.modified.timestamp() == pytest.approx(path.stat().st_mtime, abs=1)
    assert file.open().read() == b"content"
    assert next(walk([path])).folder == "LDAP"


@pytest.mark.skipif(os.name == "nt", reason="needs a file system with modes")
def test_loops_and_dead_links_end(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "log.csv").write_text("x")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "b").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "dead").symlink_to(tmp_path / "nowhere")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "twice.csv").symlink_to(tmp_path / "a" / "log.csv")
    found = list(walk([tmp_path, tmp_path / "a"]))
    assert [one.path for one in found if isinstance(one, LogFile)] == [str(tmp_path / "a" / "log.csv")]
    reasons = {Path(one.path).name: one.reason for one in found if isinstance(one, Unreadable)}
    assert reasons["dead"] == "the link points nowhere"
    assert set(reasons) == {"dead", "self"}


@pytest.mark.skipif(os.name == "nt", reason="needs a file system with modes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert list(walk([tmp_path])) == [Unreadable(str(tmp_path / "pipe"), "it is not a regular file")]


def test_one_unreadable_file_among_a_thousand_costs_itself(tmp_path, monkeypatch):
    for number in range(1000):
        (tmp_path / f"{number:04}.csv").write_text("id")
    real = Path.open

    def refuse(self, *args, **options):
        if self.name == "0500.csv":
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **options)

    monkeypatch.setattr(Path, "open", refuse)
    found = list(walk([tmp_path]))
    assert len(found) == 1000
    assert [one for one in found if isinstance(one, Unreadable)] == [
        Unreadable(str(tmp_path / "0500.csv"), "permission denied")
    ]


def test_lakes_answers_and_own_outputs_are_never_read(tmp_path):
    (tmp_path / "custodes-lake").mkdir()
    (tmp_path / "custodes-lake" / "_custodes_lake").write_text("{}")
    (tmp_path / "custodes-lake" / "x.csv").write_text("x")
    (tmp_path / "old" / "events" / "_delta_log").mkdir(parents=True)
    (tmp_path / "old" / "x.csv").write_text("x")
    (tmp_path / "answers.csv").write_text("x")
    (tmp_path / "Answers-2024.csv.gz").write_text("x")
    (tmp_path / "review.json").write_text('{\n  "schema": "custodes.review/1"}')
    (tmp_path / "report.html").write_text(
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n<meta name="generator" content="custodes 0.1">'
    )
    (tmp_path / "scores.csv").write_text("person,week,score,p_value,unknown\n")
    (tmp_path / "log.csv").write_text("id,date\n")
    (tmp_path / "excluded.json").write_text("{}")
    assert names(tmp_path, exclude=[tmp_path / "excluded.json", tmp_path / "not there"]) == [
        str(tmp_path / "log.csv")
    ]


def test_what_is_not_there_is_said(tmp_path):
    gone = tmp_path / "gone.csv"
    assert list(walk([gone])) == [Unreadable(str(gone), "it does not exist")]
    assert locate(str(gone)) == Unreadable(str(gone), "it is not there any more")
    assert isinstance(locate(str(tmp_path)), Unreadable)


def test_a_name_with_an_exclamation_mark_is_found_again(tmp_path):
    path = tmp_path / "hey!you.csv"
    path.write_text("x")
    assert locate(str(path)).open().read() == b"x"


@pytest.mark.skipif(os.name == "nt", reason="needs a file system with modes")
def test_names_that_are_no_unicode_become_text(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.csv")).write_text("x")
    (file,) = walk([tmp_path])
    assert file.path.encode().decode().endswith("caf\\udce9.csv")
    assert file.open().read() == b"x"


@pytest.mark.skipif(os.name == "nt", reason="needs a file system with modes")
def test_folders_of_any_depth(tmp_path, monkeypatch):
    depth = 1100
    monkeypatch.chdir(tmp_path)
    try:
        for _ in range(depth):
            Path("d").mkdir()
            os.chdir("d")
        Path("log.csv").write_text("x")
        os.chdir(tmp_path)
        assert [Path(one.path).name for one in walk([Path("d")])] == ["log.csv"]
    finally:  # what clears temporary folders cannot go so deep
        os.chdir(tmp_path / "/".join("d" * depth))
        Path("log.csv").unlink()
        for _ in range(depth):
            os.chdir("..")
            Path("d").rmdir()


def test_the_module_says_what_it_gives():
    assert module.__all__ == ["head_of", "is_own", "locate", "walk"]
