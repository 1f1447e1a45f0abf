"""The README's two commands on machines that lack something: `tools/environment.sh` finds a way or says one line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")

MADE = """#!/bin/sh
echo "$*" >> {log}
"""
MAKE = f"""#!/bin/sh
echo "NAME $*" >> {{log}}
mkdir -p .venv/bin && printf '%s' '{MADE}' > .venv/bin/python && chmod +x .venv/bin/python
"""
BARE_PYTHON = """#!/bin/sh
case "$*" in
  *ensurepip*|*"import virtualenv"*) exit 1 ;;
  "-m venv .venv") test -f {log}.installed && {make} && exit 0; mkdir -p .venv/bin; exit 1 ;;
esac
exec {python} "$@"
"""


@pytest.fixture
def machine(tmp_path):
    """A project folder and a PATH on which Python can make no environment."""
    project, tools = tmp_path / "project", tmp_path / "bin"
    (project / "tools").mkdir(parents=True)
    tools.mkdir()
    for name in ("pyproject.toml", "constraints.txt", "tools/environment.sh"):
        shutil.copy(ROOT / name, project / name)
    log = tmp_path / "log"
    add(tools, "make-venv", MAKE.replace("NAME", "venv").format(log=log))
    bare = BARE_PYTHON.format(python=sys.executable, log=log, make=tools / "make-venv")
    add(tools, "python3", bare)
    add(tools, "id", "#!/bin/sh\necho 1000\n")
    for name in ("sh", "cat", "cksum", "dirname", "mkdir", "rm", "printf", "chmod", "env", "test"):
        found = shutil.which(name)
        if found:
            (tools / name).symlink_to(found)
    return project, tools, log


def add(tools, name, text):
    (tools / name).write_text(text)
    (tools / name).chmod(0o755)


def run(machine, *arguments):
    project, tools, log = machine
    done = subprocess.run(
        ["/bin/sh", "tools/environment.sh", *arguments],
        cwd=project,
        env={"PATH": str(tools), "HOME": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done, log.read_text().splitlines() if log.exists() else []


def test_without_any_way_it_is_one_line_of_advice(machine):
    done, log = run(machine, "test")
    assert done.returncode == 1
    assert "python3-venv" in done.stderr
    assert done.stderr.count("\n") == 1
    assert log == []
    assert not (machine[0] / ".venv").exists()  # no half environment that the next run would trust


@pytest.mark.parametrize(("name", "first"), [("virtualenv", "virtualenv -q"), ("uv", "uv venv -q --seed")])
def test_an_installed_tool_is_used(machine, name, first):
    add(machine[1], name, MAKE.replace("NAME", name).format(log=machine[2]))
    done, log = run(machine, "test")
    assert done.returncode == 0, done.stderr
    assert log[0].startswith(first)
    assert log[-1] == "-m pip install -q -c constraints.txt -e . --group test"


def test_root_on_debian_installs_the_package(machine):
    add(machine[1], "id", "#!/bin/sh\necho 0\n")
    add(machine[1], "apt-get", f'#!/bin/sh\necho "apt-get $*" >> {machine[2]}; touch-installed\n')
    add(machine[1], "touch-installed", f"#!/bin/sh\n: > {machine[2]}.installed\n")
    done, log = run(machine, "run")
    assert done.returncode == 0, done.stderr
    assert log[0] == "apt-get update -qq"
    assert "install" in log[1]
    assert "python3-venv" in log[1]
    assert log[-1] == "-m pip install -q -c constraints.txt -e ."


def test_a_second_run_does_nothing_and_a_changed_pin_installs_again(machine):
    add(machine[1], "uv", MAKE.replace("NAME", "uv").format(log=machine[2]))
    _, first = run(machine, "check")
    done, second = run(machine, "check")
    assert done.stdout == ""
    assert second == first
    with (machine[0] / "constraints.txt").open("a") as file:
        file.write("another==1.0\n")
    _, third = run(machine, "check")
    assert len(third) > len(second)
    assert not any(line.startswith("uv") for line in third[len(second) :])  # the environment itself is kept


def test_an_old_python_is_told_so(machine):
    add(machine[1], "python3", '#!/bin/sh\ncase "$*" in --version) echo Python 3.9.2 ;; *) exit 1 ;; esac\n')
    done, _ = run(machine, "test")
    assert done.returncode == 1
    assert "Python 3.9.2 is too old" in done.stderr
