"""A Git repository's history as lines: in order, in place, whatever its own settings say, and nothing of it runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from custodes.sources.base import LogFile, Unreadable
from custodes.sources.files import repository as module
from custodes.sources.files.walk import locate, walk

GIT = shutil.which("git") or "git"
CLEAN = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Secret Name",
    "GIT_AUTHOR_EMAIL": "jdoe@example.org",
    "GIT_COMMITTER_NAME": "c",
    "GIT_COMMITTER_EMAIL": "c@example.org",
}


def git(folder: Path, *words: str, when: str = "1716192000 +0200", **more: str) -> str:
    environment = CLEAN | {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} | more
    done = subprocess.run([GIT, *words], cwd=folder, env=environment, check=True, capture_output=True)
    return done.stdout.decode()


@pytest.fixture
def repository(tmp_path):
    """Two commits: three files added; one changed, one moved, one deleted."""
    folder = tmp_path / "plans"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "a.md").write_text("one\n")
    (folder / "Pläne, alt\n2.md").write_text("two\n" * 20)
    (folder / "gone.md").write_text("three\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    (folder / "a.md").write_text("one more\n")
    (folder / "sub").mkdir()
    (folder / "Pläne, alt\n2.md").rename(folder / "sub" / "neu.md")
    (folder / "gone.md").unlink()
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "second", when="1716278400 -0330")
    return folder


def lines(file: LogFile | Unreadable) -> list[dict[str, str]]:
    assert isinstance(file, LogFile)
    with file.open() as stream:
        return [json.loads(line) for line in stream.read().splitlines()]


def test_a_repository_is_one_file_and_its_own_files_are_none(repository):
    left_out: list[str] = []
    (file,) = walk([repository.parent], left_out=left_out)
    assert (file.path, file.name) == (f"{repository}!git-history", "plans")
    assert left_out == [f"{repository} (a Git repository: its history is read, not its files)"]
    said = [(line["change"], line["path"], line.get("to")) for line in lines(file)]
    assert said == [
        ("A", "Pläne, alt\n2.md", None),
        ("A", "a.md", None),
        ("A", "gone.md", None),
        ("M", "a.md", None),
        ("D", "gone.md", None),
        ("R100", "Pläne, alt\n2.md", "sub/neu.md"),
    ]


def test_the_time_is_the_authors_and_the_name_is_not_there(repository):
    first, *_, last = lines(next(walk([repository])))
    assert (first["time"], last["time"]) == ("2024-05-20T10:00:00+02:00", "2024-05-21T04:30:00-03:30")
    assert first["author"] == "jdoe@example.org"
    assert "Secret" not in json.dumps([first, last])


def test_a_history_that_grows_only_grows(repository):
    (file,) = walk([repository])
    before = file.open().read()
    (repository / "b.md").write_text("b")
    git(repository, "checkout", "-qb", "side")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "third", when="1716364800 +0000")
    git(repository, "checkout", "-q", "main")
    git(repository, "merge", "-q", "--no-ff", "side", "-m", "merged", when="1716364900 +0000")
    after = file.open().read()
    assert after.startswith(before)
    added, merge = (json.loads(line) for line in after[len(before) :].splitlines())
    assert added["path"] == "b.md"
    assert "change" not in merge


def test_bare_and_empty_repositories(repository, tmp_path):
    git(tmp_path, "clone", "-q", "--bare", str(repository), "plans.git")
    (bare,) = walk([tmp_path / "plans.git"])
    assert bare.name == "plans"
    assert lines(bare) == lines(next(walk([repository])))
    (tmp_path / "empty").mkdir()
    git(tmp_path / "empty", "init", "-q")
    assert lines(next(walk([tmp_path / "empty"]))) == []


def test_where_a_shallow_clone_was_cut_nobody_added_anything(repository, tmp_path):
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "cut")
    (line,) = lines(next(walk([tmp_path / "cut"])))
    assert (line["cut"], "change" in line) == ("shallow", False)


def test_a_history_is_found_again(repository):
    (file,) = walk([repository])
    again = locate(file.path)
    assert isinstance(again, LogFile)
    assert again.open().read() == file.open().read()
    assert isinstance(locate(f"{repository.parent}!git-history"), Unreadable)


def test_without_git_it_is_listed_with_advice(repository, monkeypatch):
    monkeypatch.setattr(module.shutil, "which", lambda _name: None)
    (found,) = walk([repository])
    assert isinstance(found, Unreadable)
    assert "install git" in found.reason


def test_a_damaged_repository_says_so(repository):
    for pack in (repository / ".git" / "objects").rglob("*"):
        if pack.is_file():
            pack.chmod(0o600)
            pack.write_bytes(b"damaged")
    (file,) = walk([repository])
    with file.open() as stream, pytest.raises(OSError, match="could not read the history"):
        stream.read()


def test_git_that_stands_still_is_ended(repository, monkeypatch, tmp_path):
    still = tmp_path / "git"
    still.write_text("#!/bin/sh\nexec sleep 60\n")
    still.chmod(0o700)
    monkeypatch.setattr(module.shutil, "which", lambda _name: str(still))
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    (file,) = walk([repository])
    with file.open() as stream, pytest.raises(OSError, match="could not read the history"):
        stream.read()


def test_a_reading_that_is_given_up_leaves_no_git_behind(repository, monkeypatch):
    (file,) = walk([repository])
    begun, start = [], module.subprocess.Popen
    monkeypatch.setattr(module.subprocess, "Popen", lambda *a, **k: begun.append(start(*a, **k)) or begun[-1])
    stream = file.open()
    (process,) = begun
    stream.close()
    assert process.poll() is not None


def test_a_link_to_a_repository_elsewhere_is_not_followed(repository, tmp_path):
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / ".git").write_text(f"gitdir: {repository / '.git'}\n")
    assert [Path(found.path).name for found in walk([linked])] == [".git"]


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_nothing_that_a_hostile_repository_names_is_run(repository, tmp_path):
    """Every setting by which git runs a program names one that leaves a mark."""
    mark = tmp_path / "mark"
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\necho $0 $* >> {mark}\ncat\n")
    trap.chmod(0o700)
    (repository / "a.md").unlink()
    (repository / "z.md").write_text("one more, and other\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "third")
    signed = (
        git(repository, "cat-file", "commit", "HEAD")
        .replace(
            "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----\n\n", 1
        )
        .encode()
    )
    made = subprocess.run(
        [GIT, "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=repository,
        env=CLEAN,
        input=signed,
        check=True,
        capture_output=True,
    )
    git(repository, "update-ref", "refs/heads/signed", made.stdout.decode().strip())
    (repository / ".gitattributes").write_text("* diff=trap filter=trap\n")
    (repository / ".git" / "info").mkdir(exist_ok=True)
    (repository / ".git" / "info" / "attributes").write_text("* diff=trap filter=trap\n")
    for key in (
        *("core.fsmonitor", "core.pager", "pager.log", "core.sshCommand", "core.alternateRefsCommand"),
        *("core.editor", "core.askPass", "diff.external", "diff.trap.command", "diff.trap.textconv"),
        *("filter.trap.clean", "filter.trap.smudge", "filter.trap.process", "gpg.program", "gpg.ssh.program"),
        *("credential.helper", "remote.origin.uploadpack", "remote.origin.vcs", "alias.log"),
    ):
        git(repository, "config", key, f"!{trap}" if key.startswith("alias") else str(trap))
    for key, value in (
        ("log.showSignature", "true"),
        ("core.hooksPath", str(tmp_path)),
        ("log.showRoot", "false"),
        ("log.follow", "true"),
        ("format.pretty", "oneline"),
        ("diff.renames", "false"),
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", f"ext::{trap} %S"),
        ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"),
    ):
        git(repository, "config", key, value)
    (repository / "new.md").write_text("three four\n")
    git(repository, "-c", "core.hooksPath=/dev/null", "update-index", "--refresh", "-q")
    assert mark.exists()  # the traps work: this call of git's own met some
    mark.unlink()
    (file,) = walk([repository])
    assert [line["change"][0] for line in lines(file)].count(
        "A"
    ) == 5  # two of them by the signed commit, which repeats the third
    assert not mark.exists()
    missing = git(repository, "rev-parse", "HEAD~1:a.md").strip()  # to be fetched, were it allowed
    (repository / ".git" / "objects" / missing[:2] / missing[2:]).unlink()
    with file.open() as stream, pytest.raises(OSError, match="could not read the history"):
        stream.read()
    assert not mark.exists()
