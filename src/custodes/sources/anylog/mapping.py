"""A mapping: a log that is a CSV table or JSON records, described in a TOML file. Read and checked here, used in ``mapped``.

Every fault of a file is told at once, each with its line, what is wrong and what would be possible.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from custodes.errors import UsageError
from custodes.model.event import Action, Channel
from custodes.sources.anylog.clock import zone_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Choice", "Effect", "Fields", "Mapping", "Words", "load", "parsed"]

_KINDS = ("iso", "any", "epoch_s", "epoch_ms", "epoch_us")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Columns: TypeAlias = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_listed)]


class Fields(_Part):
    r"""Which column fills what of an event; of several, the first with a value. JSON keys are dotted: ``event.user``.

    time: several are put together with blanks (a date and a time) · domain: goes before the account, ``DOMAIN\\login``
    object: path, address or subject acted on · target: where it went (recipients, host, device, new path)
    """

    time: Columns
    account: Columns
    domain: Columns = ()
    native_action: Columns = ()
    object: Columns = ()
    object_id: Columns = ()
    url: Columns = ()
    area: Columns = ()
    target: Columns = ()
    target_domains: Columns = ()
    items: Columns = ()
    bytes: Columns = ()
    host: Columns = ()
    process: Columns = ()
    address: Columns = ()
    outcome: Columns = ()
    label: Columns = ()
    organization: Columns = ()
    record_id: Columns = ()


class TimeForm(_Part):
    """How times are written. ``format``: "iso", "epoch_s", "epoch_ms", "epoch_us", "any" or a pattern of ``strptime``.

    zone: IANA name for times that name none; empty: that of the settings
    """

    format: str = "iso"
    zone: str = ""

    @field_validator("format")
    @classmethod
    def _format(cls, value: str) -> str:
        if value not in _KINDS and not re.search(r"%[a-zA-Z]", value):
            raise ValueError(
                f"'{value}' is no form of a time (there are {', '.join(_KINDS)} and patterns like '%d.%m.%Y %H:%M:%S')"
            )
        if bad := re.findall(r"%[^aAbBdHIjmMpSyYfzTD%]", value):
            raise ValueError(f"'{bad[0]}' is not a part of a pattern that is read here")
        return value

    @field_validator("zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value and zone_of(value) is None:
            raise ValueError(f"'{value}' is not an IANA time zone (write it like 'Europe/Berlin')")
        return value


class Effect(_Part):
    """What a word of the log says about its record; what it leaves open stays as it was."""

    action: Action | None = None
    channel: Channel | None = None
    outcome: Literal["success", "failure"] | None = None
    actor: Literal["user", "service", "system"] | None = None


class Words(_Part):
    """A table of words: ``column``, and what each of its values says; ``*`` stands for anything, case does not matter."""

    column: Annotated[str, Field(min_length=1)]
    says: dict[str, Effect]
    otherwise: Effect = Effect()


class Choice(_Part):
    """Records whose ``column`` has one of these ``words``; ``*`` stands for anything, case does not matter."""

    column: Annotated[str, Field(min_length=1)]
    words: Annotated[tuple[str, ...], Field(min_length=1)]


class About(_Part):
    """What people must know: how to get the log, what it cannot show, where it is documented."""

    switch_on: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class Account(_Part):
    """``system``: the system whose logins the accounts are, as in the HR list: windows, entra, mail, or a name of one's own."""

    system: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]


class Mapping(_Part):
    """A whole file. See docs/mapping.md.

    name: stored with every event · recognise: columns or keys that a file must have, all of them
    words: tables of what the log's words say, the later over the earlier · only, leave_out: which records are in scope
    never_scored: records of categories that are none of an employer's business; left out
    aliases: system -> column with a further spelling of the account
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]
    title: Annotated[str, Field(min_length=3, max_length=120)]
    form: Literal["csv", "json"]
    recognise: Annotated[Columns, Field(min_length=2)]
    fields: Fields
    time: TimeForm = TimeForm()
    account: Account
    aliases: dict[str, str] = {}
    defaults: Effect = Effect()
    words: tuple[Words, ...] = ()
    only: tuple[Choice, ...] = ()
    leave_out: tuple[Choice, ...] = ()
    never_scored: tuple[Choice, ...] = ()
    about: About = About()

    @model_validator(mode="after")
    def _does_something(self) -> Mapping:
        effects = [self.defaults, *self.effects()]
        for what in ("action", "channel"):
            if not any(getattr(effect, what) for effect in effects):
                raise ValueError(
                    f"nothing says the {what} of a record: give it in [defaults] or in a table of [[words]]"
                )
        return self

    def effects(self) -> list[Effect]:
        """Return what the tables may say."""
        return [effect for table in self.words for effect in (*table.says.values(), table.otherwise)]

    def columns(self) -> tuple[str, ...]:
        """Return every column or key that is used, once."""
        used = [column for columns in self.fields.model_dump().values() for column in columns]
        asked = [table.column for table in self.words]
        asked += [choice.column for choice in (*self.only, *self.leave_out, *self.never_scored)]
        return tuple(dict.fromkeys([*self.recognise, *used, *self.aliases.values(), *asked]))


def load(path: Path) -> Mapping:
    """Read a mapping file. Raises UsageError that tells every fault."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageError(
            "the mapping file does not exist", place=str(path), advice="check its name"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the mapping file cannot be read: {error}", place=str(path), advice="it must be TOML in UTF-8"
        ) from error
    return parsed(text, str(path))


def parsed(text: str, place: str) -> Mapping:
    """Read a mapping from its text; ``place`` is where it stands. Raises UsageError that tells every fault."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"the mapping is not TOML: {error}",
            place=place,
            advice="`custodes map init FILE` writes one to start from",
        ) from error
    try:
        return Mapping.model_validate(raw)
    except ValidationError as error:
        faults = [_fault(one["loc"], one["msg"], one["type"], text) for one in error.errors()]
        told = "\n  ".join(fault for _, fault in sorted(faults))
        count = "one fault" if len(faults) == 1 else f"{len(faults)} faults"
        advice = "see docs/mapping.md, and try it with `custodes map check MAPPING FILE`"
        raise UsageError(f"the mapping has {count}:\n  {told}", place=place, advice=advice) from error


def _fault(where: Sequence[int | str], message: str, kind: str, text: str) -> tuple[int, str]:
    line = _line_of(where[:-1] if kind == "missing" else where, text)
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in where)
    message = (
        message.removeprefix("Value error, ").replace("Input should", "it should", 1).replace("tuple", "list")
    )
    said = {
        "extra_forbidden": "there is no such key",
        "missing": "it is missing",
        "string_too_short": "it is empty",
    }.get(kind, message)
    return line, f"line {line}: {f'{key}: ' if key else ''}{said}"


def _line_of(where: Sequence[int | str], text: str) -> int:
    r"""Return the line at which a key stands, or that of the nearest table around it.

    >>> _line_of(("words", 1, "column"), "[[words]]\ncolumn='a'\n[[words]]\ncolumn='b'")
    4
    """
    lines, at = text.splitlines(), 0
    names = [part for part in where if isinstance(part, str)]
    place = next((part for part in where if isinstance(part, int)), 0)
    for depth, name in enumerate(names):
        known = rf"[\"']?{re.escape(name)}[\"']?"
        heading = [
            n for n in range(at, len(lines)) if re.match(rf"\s*\[+(?:[\w.\s-]+\.)?\s*{known}\s*\]", lines[n])
        ]
        key = [n for n in range(at, len(lines)) if re.search(rf"(?:^|[{{,])\s*{known}\s*[=.]", lines[n])]
        found = (heading or key) if depth == 0 else sorted([*heading, *key])
        if not found:
            break
        repeated = depth == 0 and lines[found[0]].lstrip().startswith("[[")
        at = found[min(place, len(found) - 1) if repeated else 0]
    return at + 1
