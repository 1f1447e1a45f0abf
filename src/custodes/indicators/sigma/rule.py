"""A Sigma rule as an indicator: its stage from its tags, its harmless readings, its modest weight."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import Field, PrivateAttr, ValidationError

from custodes.indicators.rule import Example, Indicator, Stage
from custodes.indicators.sigma.refusal import UnsupportedError
from custodes.model.event import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sigma.correlations import SigmaCorrelationRule
    from sigma.rule import SigmaRule

    from custodes.indicators.sigma.matches import Plan

__all__ = ["MOST", "TOGETHER", "SigmaIndicator", "as_indicator", "identifier_of", "plan_of", "weighed"]

TOGETHER = 1.0
"""What all Sigma rules of a set weigh together at the most: as much as two measures of the library."""

MOST = 0.2
"""What one rule weighs at the most; a measure of the library usually weighs 0.5."""

_READING = "May be preparing a protected report; do not ask about it, route to the ombudsperson"
_ORDINARY = "Ordinary work of which the rule's author did not think"
_TRIAGE = (
    "Does each cited event show what the rule describes?",
    "Was the work announced, or is it part of the person's task?",
    "Which of the files are in the register?",
)
_NO_READING = frozenset({"unknown", "none", "unlikely", "n/a", "-", "tbd"})
_TACTICS: Mapping[str, Stage] = {
    "exfiltration": Stage.EGRESS,
    "defense_evasion": Stage.CONCEALMENT,
    "collection": Stage.COLLECTION,
    "discovery": Stage.EXPLORATION,
}
_THEMES: Mapping[str, Stage] = {"if": Stage.EGRESS, "af": Stage.CONCEALMENT, "pr": Stage.COLLECTION}


class SigmaIndicator(Indicator):
    """An indicator whose measure counts what a Sigma rule matched.

    source:  SHA-256 of the rule's text and of those that it refers to, so that a review's library hash names them
    file:    where it stands below the folder of rules
    seen_on: channels on which it can see anything
    """

    example: tuple[Example, ...] = ()
    source: str = Field(pattern=r"^[0-9a-f]{64}$")
    file: str
    seen_on: tuple[Channel, ...]
    _plan: Plan | None = PrivateAttr(default=None)

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Channels of its log source."""
        return self.seen_on


def identifier_of(rule: SigmaRule | SigmaCorrelationRule) -> str:
    """Return the indicator's id: from the rule's name, else its id, else its title.

    >>> from types import SimpleNamespace
    >>> identifier_of(SimpleNamespace(name="Mass-Download v2", id=None, title="x"))
    'sigma_mass_download_v2'
    """
    text = rule.name or (str(rule.id) if rule.id else "") or rule.title
    slug = re.sub(r"[^a-z0-9]+", "_", str(text).lower()).strip("_")
    return f"sigma_{slug}"[:60].rstrip("_")


def as_indicator(
    rule: SigmaRule | SigmaCorrelationRule,
    measure: str,
    channels: Sequence[Channel],
    *,
    source: str,
    file: str,
) -> SigmaIndicator:
    """Return a rule as an indicator. Raises UnsupportedError where its part ``custodes`` is not possible."""
    own = _own(rule)
    attack, itm, tags = _tagged(rule)
    named = own.get("stage")
    stage = _stage(str(named)) if named is not None else _stage_of(tags, itm)
    try:
        return SigmaIndicator(
            id=identifier_of(rule),
            title=f"Sigma: {' '.join(str(rule.title or identifier_of(rule)).split())}"[:80],
            stage=stage or Stage.PREPARATION,
            measures=(measure,),
            scores=stage is not None,
            itm=itm,
            attack=attack,
            innocent=tuple(_innocent(rule, own, stage)),
            triage=_texts(own, "triage") or _TRIAGE,
            blind_when=f"no log of {_logs(channels)} is read: see `custodes coverage`",
            references=tuple(str(r) for r in rule.references),
            source=source,
            file=file,
            seen_on=tuple(channels),
        )
    except ValidationError as error:
        first = error.errors()[0]
        message = f"it cannot become an indicator: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise UnsupportedError(message) from error


def weighed(indicators: Sequence[SigmaIndicator]) -> tuple[SigmaIndicator, ...]:
    """Return indicators with their weights: MOST each, and no more than TOGETHER all in all."""
    scoring = sum(rule.scores and rule.carries for rule in indicators)
    weight = min(MOST, TOGETHER / scoring) if scoring else 0.0
    return tuple(rule.model_copy(update={"weights": {rule.measures[0]: weight}}) for rule in indicators)


def plan_of(library: Sequence[Indicator]) -> Plan | None:
    """Return what the Sigma rules of a library count, None where it has none."""
    return next((rule._plan for rule in library if isinstance(rule, SigmaIndicator)), None)  # noqa: SLF001


def _own(rule: SigmaRule | SigmaCorrelationRule) -> Mapping[str, Any]:
    own = rule.custom_attributes.get("custodes", {})
    unknown = set(own) - {"stage", "innocent", "triage"} if isinstance(own, dict) else {"custodes"}
    if unknown:
        message = f"'custodes' has no key {', '.join(sorted(map(str, unknown)))}"
        raise UnsupportedError(message, "stage, innocent and triage can be said")
    return own  # type: ignore[no-any-return]  # checked above


def _stage(text: str) -> Stage:
    if text not in list(Stage):
        message = f"there is no stage '{text}'"
        raise UnsupportedError(message, f"stages are {', '.join(Stage)}")
    return Stage(text)


def _tagged(rule: SigmaRule | SigmaCorrelationRule) -> tuple[tuple[str, ...], tuple[str, ...], set[str]]:
    """Return ATT&CK techniques, ITM ids, and ATT&CK tactics."""
    names = [(tag.namespace, tag.name) for tag in rule.tags]
    attack = [n.upper() for space, n in names if space == "attack" and re.fullmatch(r"t\d{4}(\.\d{3})?", n)]
    itm = [n.upper() for space, n in names if space == "itm" and re.fullmatch(r"[a-z]{2}\d{3}(\.\d{3})?", n)]
    tactics = {n.replace("-", "_") for space, n in names if space == "attack"}
    return tuple(dict.fromkeys(attack)), tuple(dict.fromkeys(itm)), tactics


def _stage_of(tactics: set[str], itm: Sequence[str]) -> Stage | None:
    """Return the stage that the tags say, the latest in the course of things; None where they say none."""
    said = {stage for name, stage in _TACTICS.items() if name in tactics}
    said = said or {
        stage for theme, stage in _THEMES.items() if any(i.lower().startswith(theme) for i in itm)
    }
    return next((stage for stage in _TACTICS.values() if stage in said), None)


def _innocent(
    rule: SigmaRule | SigmaCorrelationRule, own: Mapping[str, Any], stage: Stage | None
) -> Iterator[str]:
    given = [*_texts(own, "innocent"), *(" ".join(str(text).split()) for text in rule.falsepositives)]
    readings = [text for text in given if text.lower().strip(" .") not in _NO_READING]
    yield from readings or [_ORDINARY]
    if stage in {Stage.EXPLORATION, Stage.COLLECTION, Stage.EGRESS} and _READING not in readings:
        yield _READING


def _texts(own: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = own.get(key, ())
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
        message = f"'custodes: {key}' is no list of texts"
        raise UnsupportedError(message)
    return tuple(" ".join(text.split()) for text in texts)


def _logs(channels: Sequence[Channel]) -> str:
    return ", ".join(channels) if len(channels) < len(Channel) else "its product"
