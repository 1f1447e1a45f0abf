"""Converts Sigma rules into indicators, and refuses what cannot be run by name, file and line.

A fault of one rule never stops the others. Rules that only serve correlations (``generate: false``, the default) do not
count by themselves, as Sigma says; where such a correlation is refused, they do.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sigma.collection import SigmaCollection
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError, SigmaRegularExpressionError
from sigma.rule import SigmaRule

from custodes.baselines.series import CORRELATIONS, RULES
from custodes.errors import UsageError
from custodes.indicators.sigma.backend import IbisBackend
from custodes.indicators.sigma.documents import Document, documents_of
from custodes.indicators.sigma.matches import Plan
from custodes.indicators.sigma.products import channels_of, known_logsource
from custodes.indicators.sigma.refusal import Refusal, UnsupportedError
from custodes.indicators.sigma.regex import POLICY
from custodes.indicators.sigma.rule import as_indicator, identifier_of, weighed
from custodes.indicators.sigma.topics import check_topics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import ibis.expr.types as ir

    from custodes.baselines.destinations import Destinations
    from custodes.indicators.sigma.rule import SigmaIndicator
    from custodes.model.event import Channel

__all__ = ["MAX_RULES", "Loaded", "load_sigma"]

MAX_RULES = 500
"""Rules in force at once: each costs a column of the scan and three windows of everybody's days."""

_MAX_CONDITION = 2000  # characters
_LOGSOURCES = "docs/sigma.md lists the log sources; product custodes is the event table itself"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rules in force as indicators, by id, and what was refused, by file and line."""

    indicators: tuple[SigmaIndicator, ...]
    refused: tuple[Refusal, ...]


@dataclass(eq=False)
class _Rule:
    """A rule on its way: its document, its column, and once converted what gives it."""

    document: Document
    rule: SigmaRule | SigmaCorrelationRule
    measure: str = ""
    indicator: SigmaIndicator | None = None
    predicate: Callable[[ir.Table], ir.BooleanColumn] | None = None
    completion: Callable[[ir.Table, str], ir.Table] | None = None
    refers_to: list[_Rule] = field(default_factory=list)

    @property
    def in_force(self) -> bool:
        """Whether it could be converted."""
        return self.indicator is not None

    @property
    def sources(self) -> list[str]:
        """Hashes of its file and of those it refers to."""
        return sorted({self.document.sha256, *(s for other in self.refers_to for s in other.sources)})

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Channels on which it can see anything."""
        if isinstance(self.rule, SigmaCorrelationRule):
            return tuple(dict.fromkeys(c for other in self.refers_to for c in other.channels))
        return channels_of(self.rule.logsource)

    @property
    def reach_us(self) -> int:
        """How far back its matches depend on events."""
        before = max((other.reach_us for other in self.refers_to), default=0)
        own = self.rule.timespan.seconds * 1_000_000 if isinstance(self.rule, SigmaCorrelationRule) else 0
        return own + before


def load_sigma(folder: Path, destinations: Destinations) -> Loaded:
    """Load a folder of rules, or one file. Raises UsageError where there is none, or more than MAX_RULES."""
    documents, unread = documents_of(folder)
    run = _Loading(destinations, list(unread))
    for document in documents:
        run.parse(document)
    run.convert()
    chosen = run.counted()
    if len(chosen) > MAX_RULES:
        message = f"{len(chosen):,} Sigma rules could be in force"
        raise UsageError(message, place=str(folder), advice=f"{MAX_RULES} are the most; choose among them")
    refused = tuple(sorted(run.refused, key=lambda r: (r.file, r.line)))
    if not chosen:
        return Loaded((), refused)
    indicators = weighed([one.indicator for one in chosen if one.indicator is not None])
    plan = run.plan(chosen)
    for indicator in indicators:
        indicator._plan = plan  # noqa: SLF001 -- set once, here
    return Loaded(tuple(sorted(indicators, key=lambda rule: rule.id)), refused)


class _Loading:
    """One load while it runs."""

    def __init__(self, destinations: Destinations, refused: list[Refusal]) -> None:
        self.refused = refused
        self._destinations = destinations
        self._backend = IbisBackend()
        self._rules: list[_Rule] = []
        self._ids: Counter[str] = Counter()

    def parse(self, document: Document) -> None:
        """Parse a document; what is no rule, or not one that can be read, is refused."""
        data = document.data
        for key, reason in _NO_RULES.items():
            if key in data:
                self.refused.append(document.refused(*reason))
                return
        kind = SigmaCorrelationRule if "correlation" in data else SigmaRule
        try:
            rule = kind.from_dict(data, policy=POLICY)
            _check(rule)
        except UnsupportedError as error:
            self.refused.append(document.refused(error.message, error.advice))
        except SigmaRegularExpressionError as error:
            self.refused.append(document.refused(_one_line(error).replace("b'", "'"), _RE2))
        except RecursionError:
            self.refused.append(document.refused("it is nested too deeply"))
        except Exception as error:  # noqa: BLE001 -- pySigma promises no kind; a bad rule must not stop the rest
            self.refused.append(document.refused(_one_line(error), "see the Sigma specification 2.1"))
        else:
            self._rules.append(_Rule(document, rule))

    def convert(self) -> None:
        """Convert plain rules, then correlations, those referred to first."""
        for one in self._rules:
            if isinstance(one.rule, SigmaRule):
                self._convert(one)
        collection = SigmaCollection([one.rule for one in self._rules], resolve_references=False)
        by_rule = {id(one.rule): one for one in self._rules}
        waiting = [one for one in self._rules if isinstance(one.rule, SigmaCorrelationRule)]
        resolved = [one for one in waiting if self._resolve(one, collection, by_rule)]
        while resolved:
            ready = [one for one in resolved if not any(other in resolved for other in one.refers_to)]
            if not ready:
                for one in resolved:
                    self.refused.append(one.document.refused("it refers to itself in a circle"))
                return
            for one in ready:
                self._convert(one)
            resolved = [one for one in resolved if one not in ready]

    def _resolve(self, one: _Rule, collection: SigmaCollection, by_rule: dict[int, _Rule]) -> bool:
        """Find the rules that a correlation refers to, also those of its aliases."""
        rule = one.rule
        assert isinstance(rule, SigmaCorrelationRule)  # noqa: S101 -- for the type checker; the caller chose so
        try:
            rule.resolve_rule_references(collection)
            for alias in rule.aliases:
                alias.resolve_rule_references(collection)
        except SigmaError as error:
            reason = f"it refers to a rule that is not there or was refused ({_one_line(error)})"
            self.refused.append(one.document.refused(reason))
            return False
        one.refers_to = [by_rule[id(reference.rule)] for reference in rule.referenced_rules]
        return True

    def _convert(self, one: _Rule) -> None:
        try:
            self._converted(one)
        except UnsupportedError as error:
            self.refused.append(one.document.refused(error.message, error.advice))
        except RecursionError:
            self.refused.append(one.document.refused("its condition is nested too deeply"))
        except SigmaError as error:
            self.refused.append(one.document.refused(_one_line(error), "see the Sigma specification 2.1"))

    def _converted(self, one: _Rule) -> None:
        check_topics(one.rule, self._destinations)
        if isinstance(one.rule, SigmaCorrelationRule):
            for other in one.refers_to:
                if not other.in_force:
                    message = f"it refers to '{other.document.title}', which is refused"
                    raise UnsupportedError(message)
            one.completion = self._backend.completion(one.rule)
        else:
            one.predicate = self._backend.predicate(one.rule)
        name = identifier_of(one.rule)
        if self._ids[name]:
            message = f"another rule has the id '{name}' already"
            raise UnsupportedError(message, "give it a name of its own")
        prefix = CORRELATIONS if one.completion is not None else RULES
        one.measure = f"{prefix}{name.removeprefix('sigma_')}"
        text = hashlib.sha256("".join(one.sources).encode()).hexdigest()
        one.indicator = as_indicator(one.rule, one.measure, one.channels, source=text, file=one.document.file)
        self._ids[name] += 1
        self._backend.flags[id(one.rule)] = one.measure

    def counted(self) -> list[_Rule]:
        """Return the rules that are indicators: all in force but those that serve a correlation in force only."""
        correlations = [
            (one, one.rule.generate)
            for one in self._rules
            if one.in_force and isinstance(one.rule, SigmaCorrelationRule)
        ]
        serving = {id(other) for one, _ in correlations for other in one.refers_to}
        shown = {id(other) for one, generate in correlations if generate for other in one.refers_to}
        hidden = serving - shown
        return [one for one in self._rules if one.in_force and id(one) not in hidden]

    def plan(self, chosen: Sequence[_Rule]) -> Plan:
        """Return how the chosen rules are run, with those that they refer to."""
        needed = list(dict.fromkeys(id(r) for one in chosen for r in _with_referred(one)))
        ordered = [one for one in self._rules if id(one) in set(needed)]
        ordered.sort(key=_depth)
        sources = "\n".join(f"{one.measure} {' '.join(one.sources)}" for one in ordered)
        return Plan(
            {one.measure: one.predicate for one in ordered if one.predicate is not None},
            tuple((one.measure, one.completion) for one in ordered if one.completion is not None),
            tuple(one.measure for one in chosen),
            max(one.reach_us for one in chosen),
            hashlib.sha256(f"{sources}\n{self._destinations.fingerprint}".encode()).hexdigest()[:16],
        )


_NO_RULES = {
    "action": ("it is a collection of an older form ('action')", "write each rule as a document of its own"),
    "filter": (
        "it is a Sigma filter, which cannot be applied",
        "write its exception into the rules themselves",
    ),
}
_RE2 = "RE2 knows no look-around and no back-reference; write the expression without"


def _check(rule: SigmaRule | SigmaCorrelationRule) -> None:
    """Refuse what no conversion would notice."""
    if isinstance(rule, SigmaCorrelationRule):
        return
    source = rule.logsource
    if not known_logsource(source):
        parts = (("product", source.product), ("category", source.category), ("service", source.service))
        said = ", ".join(f"{name} {value}" for name, value in parts if value)
        message = f"no events are of the log source {said}"
        raise UnsupportedError(message, _LOGSOURCES)
    longest = max((len(str(text)) for text in rule.detection.condition), default=0)
    if longest > _MAX_CONDITION:
        message = f"a condition of {longest:,} characters is too long"
        raise UnsupportedError(message, f"{_MAX_CONDITION:,} are the most")


def _with_referred(one: _Rule) -> Iterator[_Rule]:
    yield one
    for other in one.refers_to:
        yield from _with_referred(other)


def _depth(one: _Rule) -> int:
    return 1 + max((_depth(other) for other in one.refers_to), default=0)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
