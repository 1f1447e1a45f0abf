"""Keys: made once, for the owner only, never in a lake."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from custodes.cases.folder import configuration_folder
from custodes.cases.keys import pseudonym_key
from custodes.errors import UsageError
from custodes.settings import Keys, Settings

GOOD = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CUSTODES_CONFIG_HOME", str(tmp_path / "config home"))
    return tmp_path / "config home"


def named(where):
    return Settings(keys=Keys(pseudonym=str(where)))


def test_made_at_first_use_and_the_same_ever_after(home):
    first = pseudonym_key(Settings())
    assert len(first) == 64
    assert pseudonym_key(Settings()) == first
    assert [p.name for p in home.iterdir()] == ["pseudonym.key"]


@pytest.mark.skipif(os.name != "posix", reason="needs a file system with modes")
def test_nobody_else_may_read_it(home):
    pseudonym_key(Settings())
    path = home / "pseudonym.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    with pytest.raises(UsageError) as caught:
        pseudonym_key(Settings())
    assert "0640" in caught.value.message
    assert caught.value.advice.startswith("chmod 600")


def test_two_first_runs_agree(home):
    code = "from custodes.cases.keys import pseudonym_key;from custodes.settings import Settings;print(pseudonym_key(Settings()).decode())"
    children = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(4)]
    assert len({child.communicate(timeout=60)[0] for child in children}) == 1


def test_a_named_file_is_read_and_never_made(tmp_path):
    path = tmp_path / "my key"
    with pytest.raises(UsageError, match="cannot be read"):
        pseudonym_key(named(path))
    assert not path.exists()
    path.write_text(GOOD + "\n")
    path.chmod(0o600)
    assert pseudonym_key(named(path)) == GOOD.encode()


def test_a_short_key_is_refused(tmp_path):
    path = tmp_path / "key"
    path.write_text("hunter2")
    path.chmod(0o600)
    with pytest.raises(UsageError, match="7 characters"):
        pseudonym_key(named(path))


def test_a_key_in_a_lake_is_refused(tmp_path):
    (tmp_path / "lake" / "keys").mkdir(parents=True)
    (tmp_path / "lake" / "_custodes_lake").write_text("{}")
    path = tmp_path / "lake" / "keys" / "key"
    path.write_text(GOOD)
    path.chmod(0o600)
    with pytest.raises(UsageError, match="must not lie in a lake"):
        pseudonym_key(named(path))


def test_a_command_prints_it(tmp_path):
    script = tmp_path / "key script.py"
    script.write_text(f"print('{GOOD}')")
    command = f'command:"{sys.executable}" "{script}"'
    assert pseudonym_key(named(command)) == GOOD.encode()


@pytest.mark.parametrize("command", ["command:", "command:no-such-program-anywhere", "command:'unclosed"])
def test_a_failing_command_is_a_plain_message(command):
    with pytest.raises(UsageError, match="command that should print the key failed"):
        pseudonym_key(named(command))


def test_where_the_folder_is(monkeypatch, home, tmp_path):
    assert configuration_folder() == home
    monkeypatch.delenv("CUSTODES_CONFIG_HOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "xdg"))
    assert configuration_folder() == tmp_path / "xdg" / "custodes"
