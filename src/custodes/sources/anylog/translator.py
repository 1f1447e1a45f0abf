"""From the values of one record to its event, as a mapping says."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from custodes.identity.accounts import canonical_account, is_service
from custodes.model.event import Action, Channel, SetAside, TimeBasis
from custodes.sources.anylog.clock import by_pattern, stamped, zone_of
from custodes.sources.anylog.mapping import Effect
from custodes.sources.anylog.pairs import area_in, domains_in, host_in, number
from custodes.sources.anylog.words import outcome_of
from custodes.sources.moments import MICROSECOND, MILLISECOND, SECOND, Moment, epoch, iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as Pairs
    from zoneinfo import ZoneInfo

    from custodes.sources.anylog.mapping import Choice, Mapping
    from custodes.sources.forms.products import Record
    from custodes.sources.rows import Found

__all__ = ["Translator", "is_there", "value_at"]

_UNITS = {"epoch_s": SECOND, "epoch_ms": MILLISECOND, "epoch_us": MICROSECOND}
_PLAIN = ("native_action", "object", "object_id", "url", "area", "target", "target_domains", "host", "process", "address",
          "label", "organization", "record_id")  # fmt: skip
_NONE = frozenset({"", "-", "none", "n/a", "na", "null"})


class Translator:
    """From the values of one record to what it is; made for each file."""

    def __init__(self, mapping: Mapping, zone: ZoneInfo) -> None:
        self._mapping = mapping
        self._zone = (zone_of(mapping.time.zone) if mapping.time.zone else None) or zone
        self._when = _reader_of(mapping)
        self._fields: dict[str, tuple[str, ...]] = mapping.fields.model_dump()
        self._tables = [(table.column, _matcher(table.says), table.otherwise) for table in mapping.words]
        self._only = [(choice.column, _chosen(choice)) for choice in mapping.only]
        self._out = [
            (choice.column, _chosen(choice)) for choice in (*mapping.leave_out, *mapping.never_scored)
        ]

    def __call__(self, get: Callable[[str], str | None]) -> Found:
        """Return the event of a record whose values ``get`` looks up by column."""
        if any(chosen(get(column) or "") for column, chosen in self._out):
            return SetAside.OUT_OF_SCOPE
        if not all(chosen(get(column) or "") for column, chosen in self._only):
            return SetAside.OUT_OF_SCOPE
        when = self._time(get)
        login = self._first("account", get)
        if login is None:
            return SetAside.OUT_OF_SCOPE
        effect = self._effect(get)
        said: dict[str, Any] = {name: self._first(name, get) for name in _PLAIN}
        channel = effect.channel or Channel.ADMIN
        if channel in (Channel.WEB, Channel.CLOUD) and not said["target"]:
            said["target"] = host_in(said["url"] or said["object"])
        return Row(
            when=when,
            account=_account(self._mapping.account.system, self._first("domain", get), login),
            aliases=self._aliases(get),
            actor=effect.actor or ("service" if is_service(login) else "user"),
            action=effect.action or Action.OTHER,
            channel=channel if effect.action else Channel.ADMIN,
            items=number(self._first("items", get)),
            bytes=number(self._first("bytes", get)),
            outcome=effect.outcome or outcome_of(self._first("outcome", get)),
            **said
            | {
                "object": said["object"] or said["url"],
                "url": said["url"] if said["object"] else None,
                "area": said["area"]
                or (host_in(said["object"]) if _is_url(said["object"]) else area_in(said["object"])),
                "target_domains": said["target_domains"] or domains_in(said["target"]),
            },
        )

    def _first(self, name: str, get: Callable[[str], str | None]) -> str | None:
        for column in self._fields[name]:
            value = (get(column) or "").strip()
            if value.lower() not in _NONE:
                return value
        return None

    def _time(self, get: Callable[[str], str | None]) -> Moment:
        text = " ".join(value for column in self._fields["time"] if (value := (get(column) or "").strip()))
        when = self._when(text, self._zone)
        declared = self._mapping.time.zone and when.basis is TimeBasis.SETTING
        return when._replace(basis=TimeBasis.FORMAT) if declared else when

    def _effect(self, get: Callable[[str], str | None]) -> Effect:
        said = {name: value for name, value in self._mapping.defaults if value is not None}
        for column, match, otherwise in self._tables:
            found = match((get(column) or "").strip().lower()) or otherwise
            said |= {name: value for name, value in found if value is not None}
        return Effect.model_construct(**said)

    def _aliases(self, get: Callable[[str], str | None]) -> str | None:
        known = [(system, (get(column) or "").strip()) for system, column in self._mapping.aliases.items()]
        return (
            ";".join(canonical_account(system, name) for system, name in known if name.lower() not in _NONE)
            or None
        )


def value_at(record: Pairs[str, Any], key: str) -> str | None:
    """Return the value at a dotted key as a text: a key with dots in it goes before nested ones; lists are joined by ";".

    >>> value_at({"a": {"b": [1, "x"]}, "a.c": True}, "a.b"), value_at({"a.c": True}, "a.c"), value_at({}, "a")
    ('1;x', 'true', None)
    """
    return _text(_at(record, key))


def _at(record: Any, key: str) -> Any:
    if not isinstance(record, dict):
        return None
    if key in record:
        return record[key]
    first, dot, rest = key.partition(".")
    return _at(record.get(first), rest) if dot else None


def is_there(record: Record, key: str) -> bool:
    """Say whether a record has a dotted key, whatever its value."""
    first, dot, rest = key.partition(".")
    if key in record:
        return True
    return bool(dot) and isinstance(record.get(first), dict) and is_there(record[first], rest)


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return (
            ";".join(text for each in value[:1000] if not isinstance(each, list) and (text := _text(each)))
            or None
        )
    return None


def _is_url(text: str | None) -> bool:
    return "://" in (text or "")[:12]


@lru_cache(100_000)
def _account(system: str, domain: str | None, login: str) -> str:
    whole = f"{domain}\\{login}" if domain and "\\" not in login and "@" not in login else login
    return canonical_account(system, whole)


def _reader_of(mapping: Mapping) -> Callable[[str | None, ZoneInfo], Moment]:
    form = mapping.time.format
    if form in _UNITS:
        return lambda text, _zone: epoch(text, _UNITS[form])
    return {"iso": iso, "any": stamped}.get(form) or by_pattern(form)


def _matcher(says: Pairs[str, Effect]) -> Callable[[str], Effect | None]:
    exact = {word.strip().lower(): effect for word, effect in says.items() if "*" not in word}
    wild = [(_pattern(word), effect) for word, effect in says.items() if "*" in word]

    @lru_cache(10_000)
    def match(value: str) -> Effect | None:
        if value in exact:
            return exact[value]
        return next((effect for pattern, effect in wild if pattern.fullmatch(value[:1000])), None)

    return match


def _chosen(choice: Choice) -> Callable[[str], bool]:
    match = _matcher(dict.fromkeys(choice.words, Effect()))
    return lambda value: match(value.strip().lower()) is not None


def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, word.strip().lower().split("*"))), re.DOTALL)
