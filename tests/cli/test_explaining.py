"""What explain prints: why nothing is shown is true, and what it says to call can be pasted."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
from tests.render.reviews import KEY, SPELLINGS, evidence, listed, person, review

from custodes.cli.explaining import explanation
from custodes.render.veil import Veil

if TYPE_CHECKING:
    from custodes.model.review import PersonReview

VEIL = Veil(SPELLINGS, KEY)
MORE = shlex.join(["custodes", "events", "--person", VEIL.person("E7001"), "--lake", "/srv/our lake"])


def lines(one: PersonReview, top: int = 20) -> list[str]:
    return list(explanation(review((one,)), one, VEIL, top, MORE))


@pytest.mark.parametrize(
    ("rank", "changes", "told"),
    [
        (20, {}, "No single count stood out by itself (to 1 in 100 weeks or rarer)."),
        (400, {"under_review": True}, "No single count stood out by itself (to 1 in 100 weeks or rarer)."),
        (400, {"flagged": True}, "they reached the edge of the budget."),
        (21, {}, "for the first 20 only. Nothing follows from this rank."),
        (20, {"unknown": "no activity seen"}, "no activity seen"),
    ],
)
def test_it_says_truly_why_no_evidence_is_shown(rank: int, changes: dict[str, object], told: str) -> None:
    assert lines(person("E7001", rank, **changes))[-1].endswith(told)


def test_the_command_for_the_earlier_events_is_whole() -> None:
    node = evidence(events_total=1000)
    said = lines(listed("E7001", 1, evidence=(node,)))
    command = next(line.strip() for line in said if "custodes events" in line)
    assert "…" not in command
    assert shlex.split(command) == [
        *("custodes", "events", "--person", VEIL.person("E7001"), "--lake", "/srv/our lake"),
        *("--from", str(node.first), "--to", str(node.last)),
    ]


@pytest.mark.parametrize(
    ("catalogues", "told"),
    [
        ({"itm": (), "attack": ()}, "Title [place]"),
        ({"itm": ("IF002",), "attack": ()}, "Title [place; IF002]"),
        ({"itm": ("IF002",), "attack": ("T1052.001",)}, "Title [place; IF002, T1052.001]"),
    ],
)
def test_what_stands_in_no_catalogue_has_no_empty_place_for_it(
    catalogues: dict[str, tuple[str, ...]], told: str
) -> None:
    assert told in lines(listed("E7001", 1, evidence=(evidence(title="Title", stage="place", **catalogues),)))
