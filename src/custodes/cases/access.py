"""Uncovering names: for a reason, into the chain first, and only where nobody else has to approve.

Until two people can uncover a name together (cases), one can, with a reason that stands in the chain and in the
output. Where ``[access] approvers`` is set, one person alone is refused.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from custodes.cases.audit import AuditChain
from custodes.errors import UsageError
from custodes.model.review import NamesUse

if TYPE_CHECKING:
    from pathlib import Path

    from custodes.settings import Settings

__all__ = ["SHORTEST_REASON", "USUAL_TOP", "permitted", "plain", "uncover", "widen"]

SHORTEST_REASON = 10
"""Characters that a reason must have, spaces at its ends and runs of spaces not counted."""

USUAL_TOP = 20
"""People shown with evidence besides those under review; more is written to the chain."""


def permitted(settings: Settings, reason: str) -> str:
    """Return the reason as it will be quoted; writes nothing.

    Raises UsageError where the reason is too short or approvers are set.
    """
    sentence = plain(reason)
    if len(sentence) < SHORTEST_REASON:
        message = (
            f"--names needs --reason with {SHORTEST_REASON} characters or more: why must a name be seen?"
        )
        raise UsageError(
            message, place="--reason", advice="for example --reason 'case 17, approved by A. Example'"
        )
    if settings.access.approvers:
        message = "names are uncovered here only with a second person's approval, which cannot be given yet"
        advice = "work under pseudonyms; approval comes with cases"
        raise UsageError(message, place="[access] approvers", advice=advice)
    return sentence


def uncover(lake: Path, settings: Settings, reason: str, *, command: str = "", person: str = "") -> NamesUse:
    """Write to the lake's audit chain that names are uncovered, then return what the output must quote.

    command, person: which command asked, and about whom, where about one person only.
    Raises UsageError as :func:`permitted`, LakeError where the chain is broken.
    """
    sentence = permitted(settings, reason)
    detail = {key: value for key, value in (("command", command), ("person", person)) if value}
    line = AuditChain(lake).append("names", reason=sentence, detail=detail)
    return NamesUse(by=line.by, at=line.time, reason=sentence)


def widen(lake: Path, top: int, budget: float, agreed: float) -> None:
    """Write to the chain that more is shown than usual: evidence of more people, or a budget above the agreed one."""
    if top > USUAL_TOP:
        AuditChain(lake).append("top", detail={"top": top, "usual": USUAL_TOP})
    if budget > agreed:
        AuditChain(lake).append("budget", detail={"budget": budget, "agreed": agreed})


def plain(text: str) -> str:
    r"""One line without control characters: it is quoted in terminals, HTML and CSV.

    >>> plain(" case 17,\n\x1b[31m urgent ")
    'case 17, [31m urgent'
    """
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return " ".join(
        "".join(c for c in kept if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn"}).split()
    )
