"""A reason says something about the work; figures and outcomes said again are none."""

from __future__ import annotations

import pytest

from custodes.cases.reasons import reason_given
from custodes.errors import UsageError


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "score 12.3", "rank 1, p 0.001", "explained", "looks fine", "no finding", "12345678901234",
        "score is 12.3 bans and the rank was 1 with p 0.0002 this week", "It all looks normal and not suspicious.",
        "Reviewed: no issue, nothing found, case closed", "refer", "p\u200bp\u200bp\u200bp p-value below budget", "ok ok ok ok ok ok",
    ],
)  # fmt: skip
def test_what_says_nothing_is_refused(text):
    with pytest.raises(UsageError) as refused:
        reason_given(text)
    assert "--reason '" in (refused.value.advice or "")


@pytest.mark.parametrize(
    "text",
    [
        "Moved the project archive to the new share, ticket 4711",
        "rank 1, p 0.001: quarterly backup of the drawings, confirmed by the team lead",
        "Übergabe an die Nachfolgerin laut Bereichsleitung",
        "项目归档移交给新的团队并且已经得到确认",
    ],
)
def test_what_was_found_out_is_taken(text):
    assert reason_given(f"  {text}\n") == text


def test_a_reason_stands_on_one_line():
    assert reason_given("handed over\nthe archive\x1b[2J") == "handed over the archive [2J"
