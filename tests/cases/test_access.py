"""Names: a reason, the chain first, and nobody alone where approvers are set."""

from __future__ import annotations

import pytest

from custodes.cases.access import uncover, widen
from custodes.cases.audit import AuditChain
from custodes.errors import LakeError, UsageError
from custodes.settings import Access, Settings


def test_the_chain_knows_before_the_caller(tmp_path):
    use = uncover(tmp_path, Settings(), "case 17, approved by the council", command="review")
    (line,) = AuditChain(tmp_path).lines()
    assert (use.by, use.at, use.reason) == (line.by, line.time, line.reason)
    assert line.action == "names"
    assert line.detail == {"command": "review"}


@pytest.mark.parametrize(
    "reason", ["", "short", "         a         ", "x\n\n\n\n\n\n\n\n\ny", "\u200b" * 20]
)
def test_a_reason_of_nothing_is_refused_and_nothing_is_written(tmp_path, reason):
    with pytest.raises(UsageError) as caught:
        uncover(tmp_path, Settings(), reason)
    assert caught.value.advice
    assert not AuditChain(tmp_path).path.exists()


def test_approvers_refuse_one_person_alone(tmp_path):
    settings = Settings(access=Access(approvers=("a@example.org",)))
    with pytest.raises(UsageError, match="second person"):
        uncover(tmp_path, settings, "a long enough reason")
    assert not AuditChain(tmp_path).path.exists()


def test_an_altered_chain_uncovers_nothing(tmp_path):
    uncover(tmp_path, Settings(), "the first time round")
    AuditChain(tmp_path).path.write_text("")
    with pytest.raises(LakeError):
        uncover(tmp_path, Settings(), "the second time round")


def test_a_reason_cannot_steer_a_terminal(tmp_path):
    use = uncover(tmp_path, Settings(), "case 17 \x1b[31mred\x07 \u202eback\r\nnext")
    assert use.reason == "case 17 [31mred back next"


def test_only_more_than_was_agreed_is_written(tmp_path):
    widen(tmp_path, 20, 1.0, 1.0)
    widen(tmp_path, 5, 0.5, 1.0)
    assert not AuditChain(tmp_path).path.exists()
    widen(tmp_path, 50, 20.0, 1.0)
    told = [(line.action, line.detail) for line in AuditChain(tmp_path).lines()]
    assert told == [("top", {"top": 50, "usual": 20}), ("budget", {"budget": 20.0, "agreed": 1.0})]
