"""The manual cannot lie: what is generated is current, what it refers to exists, and its words are plain."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from tools import generate

from custodes.baselines.destinations import Destinations
from custodes.indicators.sigma import load_sigma
from custodes.render.document import json_schema
from custodes.settings import Settings
from custodes.sources.anylog.mapping import Mapping

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PAGES = [page for page in PAGES if "_build" not in page.parts]
WORDS = ("suspect", "thief", "insider threat detected", "malicious", "culprit", "guilty", "accused")


def relative(page):
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("name", generate.FILES)
def test_generated_parts_are_current(name, monkeypatch):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert generate.renewed(text) == text, "run: .venv/bin/python tools/generate.py"


def test_every_part_that_can_be_generated_is_used():
    used = {
        part for name in generate.FILES for part in re.findall(r"generated: (\w+)", (ROOT / name).read_text())
    }
    assert used == set(generate.PARTS)


def test_every_setting_stands_in_the_manual():
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for section, field in Settings.model_fields.items():
        assert f"## [{section}]" in text
        for key in field.annotation.model_fields:
            assert f"| `{key}` |" in text


def test_every_key_of_the_review_is_explained():
    text = (ROOT / "docs/json.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z_0-9]+)[`.\[]", text))
    assert set(json_schema()["properties"]) - told - {"schema", "people"} == set()


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_local_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_options_in_the_manual_exist(page):
    known = set(re.findall(r"--[a-z][a-z-]*", generate.commands()))
    text = page.read_text(encoding="utf-8")
    for line in re.findall(r"^\s*(custodes [a-z]+ .*)$", text, re.MULTILINE):
        assert set(re.findall(r"--[a-z][a-z-]*", line)) <= known, line


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_toml_in_the_manual_is_possible(page):
    for block in re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        lines = [line.removeprefix("   ") for line in block.splitlines()]
        found = tomllib.loads("\n".join(lines))
        (Mapping if "recognise" in found else Settings).model_validate(found)


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_nobody_is_called_names(page):
    text = page.read_text(encoding="utf-8").lower()
    assert [word for word in WORDS if re.search(rf"\b{word}s?\b", text)] == []


def test_the_manuals_sigma_rules_are_in_force(tmp_path):
    page = (ROOT / "docs" / "sigma.md").read_text(encoding="utf-8")
    (tmp_path / "manual.yml").write_text(
        re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[0], encoding="utf-8"
    )
    loaded = load_sigma(tmp_path, Destinations(Settings()))
    assert not loaded.refused
    assert [one.id for one in loaded.indicators] == ["sigma_packed_then_shared"]
