"""``custodes --help`` loads no engine."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = [
    "ibis",
    "duckdb",
    "pyarrow",
    "pandas",
    "deltalake",
    "numpy",
    "scipy",
    "sklearn",
    "pydantic",
    "rich.progress",
    "jinja2",
]


def test_importing_the_command_line_imports_no_engine():
    code = "import sys, json, custodes.cli.app as a; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
    assert "custodes.cli.commands.scan" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_python_m_custodes_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "custodes", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("custodes 0.")
