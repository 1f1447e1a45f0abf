"""``custodes decide`` from the command line: refused, written down, shown, and without names."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from tests.cli.organisation import build, secrets
from typer.testing import CliRunner

from custodes.cases.audit import AuditChain
from custodes.cli.app import app
from custodes.lake import Lake
from custodes.lake.decided import kept_decisions
from custodes.settings import Settings

REASON = "Castellani's project moved to a new disk, ticket 4711"


def call(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


class World:
    """The organisation scanned, its first person cleared, and reviewed again."""

    def __init__(self, folder):
        self.lake = folder / "lake"
        self.lake.mkdir()
        (self.lake / "custodes.toml").write_text("[detection]\nbudget = 50.0\n", encoding="utf-8")
        self.before = self.review(folder, "scan", build(folder / "logs"))
        self.person = self.before["people"][0]["person"]
        self.refused = call("decide", self.person, "--outcome", "explained", "--reason", "rank 1, score 12.3, p 0.01: it looks fine", "--lake", self.lake)  # fmt: skip
        self.lines_when_refused = len(AuditChain(self.lake).lines())
        self.result = call("decide", self.person, "--outcome", "explained", "--reason", REASON, "--lake", self.lake)  # fmt: skip
        self.html = folder / "after.html"
        self.after = self.review(folder, "review", "--html", self.html)
        self.explained = call("explain", self.person, "--lake", self.lake)

    def review(self, folder, command, *arguments):
        result = call(command, *arguments, "--lake", self.lake, "--json", folder / "r.json")
        assert result.exit_code == 0, result.output
        return json.loads((folder / "r.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("decided"))


def test_figures_said_again_are_refused_before_anything_is_written(world):
    assert world.refused.exit_code == 2
    assert "only repeats figures or the outcome" in world.refused.output
    assert "for example --reason" in world.refused.output
    assert world.lines_when_refused == 0


def test_it_is_written_to_the_chain_and_to_the_lake(world):
    assert world.result.exit_code == 0, world.result.output
    (line,) = AuditChain(world.lake).lines()
    assert (line.action, line.reason) == ("decide", REASON)
    assert line.detail == {
        "person": world.person, "outcome": "explained", "decided_on": "2024-04-06", "until": "2024-10-03",
    }  # fmt: skip
    (kept,) = kept_decisions(Lake.open(world.lake, Settings()))
    assert (kept.person, kept.reason, kept.by) == ("E0003", REASON, line.by)
    assert kept.score == pytest.approx(world.before["people"][0]["peak_score"])
    peak = date.fromisoformat(world.before["people"][0]["peak_day"])
    assert kept.week == peak - timedelta(peak.weekday())
    shown: dict[str, float] = {}  # of the peak's week and of the review's
    for e in world.before["people"][0]["evidence"]:
        shown[e["indicator"]] = max(e["strength"], shown.get(e["indicator"], 0.0))
    assert shown.items() <= dict(kept.indicators).items()
    assert set(kept.stages) == {"egress"}


def test_it_says_until_when_and_what_would_bring_the_person_up_again(world):
    assert "Until 2024-10-03" in world.result.output
    assert "something explained grows by 1 ban" in world.result.output


def test_the_review_ends_that_day_and_is_gone_since_last(world):
    assert world.person in world.before["since_last"]["new"]
    assert world.after["since_last"]["gone"] == [world.person]
    assert world.person not in world.after["since_last"]["again"]
    was, now = world.before["people"][0], world.after["people"][0]
    assert was == now  # rank, p and the weeks in which reviews opened are what they were


def test_it_stands_on_every_output(world):
    (note,) = [n for n in world.after["head"]["notes"] if "was cleared on" in n]
    assert note.startswith(f"{world.person} was cleared on 2024-04-06 for this: ")
    assert "would come up again if" in note
    page = world.html.read_text(encoding="utf-8")
    assert "project moved to a new disk, ticket 4711" in page
    assert "Decided before: nothing is recorded." in page  # of the others
    assert "ticket 4711" in world.explained.output
    assert "not under review" in world.explained.output


def test_no_name_anywhere(world):
    outputs = {
        "decide": world.result.output,
        "explain": world.explained.output,
        "html": world.html.read_text(encoding="utf-8"),
        "json": json.dumps(world.after),
    }
    for where, text in outputs.items():
        assert [secret for secret in secrets() if secret.casefold() in text.casefold()] == [], where


def test_the_listing_up_to_an_earlier_day_knows_nothing_of_it(world, tmp_path):
    page = tmp_path / "earlier.html"
    result = call(
        "review", "--to", "2024-03-31", "--lake", world.lake, "--html", page, "--json", tmp_path / "e.json"
    )
    assert result.exit_code == 0, result.output
    assert "ticket 4711" not in page.read_text(encoding="utf-8")
    earlier = json.loads((tmp_path / "e.json").read_text(encoding="utf-8"))
    assert not any("cleared" in note for note in earlier["head"]["notes"])
    assert world.person in earlier["since_last"]["new"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--outcome", "ask", "--reason", REASON, "--until", "2024-09-01"), "clears nobody"),
        (("--outcome", "explained", "--reason", REASON, "--until", "2024-01-01"), "lies before 2024-04-06"),
        (("--outcome", "guilty", "--reason", REASON), "guilty"),
        (("--outcome", "explained"), "--reason"),
    ],
)
def test_what_cannot_be_is_refused(world, arguments, said):
    result = call("decide", world.person, *arguments, "--lake", world.lake)
    assert result.exit_code == 2
    assert said in result.output
    assert len(AuditChain(world.lake).lines()) == 1


def test_an_id_needs_names(world):
    result = call("decide", "E0004", "--outcome", "ask", "--reason", REASON, "--lake", world.lake)
    assert result.exit_code == 2
    assert "needs --names" in result.output


def test_with_names_an_id_is_taken_and_that_is_written_first(tmp_path, world):
    import shutil

    shutil.copytree(world.lake, tmp_path / "lake")
    result = call("decide", "E0004", "--outcome", "refer", "--reason", REASON, "--names", "--lake", tmp_path / "lake")  # fmt: skip
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1].startswith("E0004: ")
    assert [line.action for line in AuditChain(tmp_path / "lake").lines()][-2:] == ["names", "decide"]
    assert [d.person for d in kept_decisions(Lake.open(tmp_path / "lake", Settings()))] == ["E0003", "E0004"]


def test_a_reason_that_names_a_protected_channel_is_not_kept(tmp_path, world):
    settings = tmp_path / "c.toml"
    settings.write_text("[protected]\naddresses = ['council@union.example']\n", encoding="utf-8")
    reason = "wrote to council@union.example about a meeting"
    result = call("decide", world.person, "--outcome", "ask", "--reason", reason, "--config", settings, "--lake", world.lake)  # fmt: skip
    assert result.exit_code == 2
    assert "protected channel" in result.output
