"""Settings: a configuration never loosens what the lake protects, and messages say what would be possible."""

from __future__ import annotations

import pytest

from custodes.cli.opening import agreed_budget, settings_for
from custodes.errors import SettingsError


@pytest.fixture
def lake(tmp_path):
    folder = tmp_path / "lake"
    folder.mkdir()
    (folder / "custodes.toml").write_text(
        '[access]\napprovers = ["anna"]\n[protected]\ndomains = ["union.example"]\n[detection]\nbudget = 2\n'
    )
    return folder


def test_another_configuration_keeps_approvers_and_protected_channels(lake, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text('[protected]\npaths = ["/council/"]\n[detection]\nbudget = 9\n')
    found = settings_for(lake, other)
    assert found.access.approvers == ("anna",)
    assert (found.protected.domains, found.protected.paths) == (("union.example",), ("/council/",))
    assert (found.detection.budget, agreed_budget(lake)) == (9, 2)


def test_options_go_before_the_lake_s_settings(lake):
    found = settings_for(lake, None, budget=5.0, zone="Europe/Berlin")
    assert (found.detection.budget, found.time.zone, found.access.approvers) == (
        5.0,
        "Europe/Berlin",
        ("anna",),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[detection]\nbudget = 0", "'detection.budget': it should be greater than 0"),
        ("[protected]\ndomains = 'union.example'", "'protected.domains': it should be a valid list"),
        ("[protcted]", "'protcted': there is no such setting"),
        (
            "[protected]\ndomains = ['*']",
            "'protected.domains': the entry '*' would protect nothing or everything",
        ),
        ("[engine]\nmemory_limit = 'bogus'", "'engine.memory_limit'"),
    ],
)
def test_what_is_impossible_is_said_plainly(tmp_path, text, told):
    path = tmp_path / "c.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as caught:
        settings_for(tmp_path / "lake", path)
    assert told in caught.value.message
    assert "input" not in caught.value.message.lower().replace("inputs", "")
    assert caught.value.place == str(path)


def test_an_option_is_named_as_the_place(tmp_path):
    with pytest.raises(SettingsError) as caught:
        settings_for(tmp_path / "lake", None, budget=0.0)
    assert caught.value.place == "--budget"
