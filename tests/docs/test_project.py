"""What is declared agrees: pins, dependencies, reasons, entry points."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import custodes

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_pins_are_name_and_version_only():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in pins)
    assert not any(line.lower().startswith("custodes==") for line in pins)


def test_every_dependency_is_pinned():
    pinned = {line.split("==")[0].lower() for line in (ROOT / "constraints.txt").read_text().splitlines()}
    groups = PROJECT["dependency-groups"].values()
    wanted = [*PROJECT["project"]["dependencies"], *(line for group in groups for line in group)]
    names = {re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in wanted}
    assert names - pinned == set()


def test_every_dependency_and_every_exception_has_a_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for block in re.findall(
        r"^(?:dependencies|test|lint|docs|ignore) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL
    ):
        for line in block.strip().splitlines():
            assert "#" in line, line


def test_versions_agree():
    assert PROJECT["project"]["version"] == custodes.__version__
    assert custodes.__version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_public_face_is_curated():
    assert list(custodes.__all__) == sorted(custodes.__all__)
    for name in custodes.__all__:
        assert getattr(custodes, name) is not None


def test_the_licence_is_whole():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
