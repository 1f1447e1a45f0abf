"""Sources made from mappings: one class for tables, one for JSON records, and the mappings that ship with the package.

Sample of a mapping (the whole language is in docs/mapping.md)::

    name = "acme-usb"
    title = "USB log of Acme (CSV)"
    form = "csv"
    recognise = ["Date", "User", "Drive", "Operation"]
    [fields]
    time = "Date"
    account = "User"
    object = "File"
    [time]
    format = "%d.%m.%Y %H:%M:%S"
    [account]
    system = "windows"
    [defaults]
    channel = "removable"
    [[words]]
    column = "Operation"
    says = { "Write" = { action = "copy" }, "Read" = { action = "read" } }

References: docs/mapping.md; those of each mapping stand in its file.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from custodes.model.event import Action, Channel
from custodes.sources.anylog.mapping import Effect, parsed
from custodes.sources.anylog.translator import Translator, is_there, value_at
from custodes.sources.forms.products import JsonSource, TableSource
from custodes.sources.guide import Guide, Tested

if TYPE_CHECKING:
    from custodes.sources.anylog.mapping import Mapping
    from custodes.sources.base import LogFile, ReadContext, Source
    from custodes.sources.forms.products import Record
    from custodes.sources.rows import Found, Reader

__all__ = ["MappedJson", "MappedTable", "shipped", "source_of"]


class MappedTable(TableSource):
    """A table that a mapping describes."""

    def __init__(self, mapping: Mapping, tested: Tested = Tested.PAPER) -> None:
        self.mapping = mapping
        self.name, self.title, self.guide = mapping.name, mapping.title, _guide(mapping, tested)
        self.columns = tuple(dict.fromkeys(map(_normal, mapping.columns())))

    def is_header(self, names: frozenset[str]) -> bool:
        """Say whether all columns are there that the mapping asks for."""
        return names.issuperset(map(_normal, self.mapping.recognise))

    def reader(self, file: LogFile, context: ReadContext) -> Reader[dict[str, str | None]]:
        """Return the function that reads a row."""
        translate = Translator(self.mapping, context.zone)

        def read(row: dict[str, str | None]) -> Found:
            return translate(lambda column: row.get(_normal(column)))

        return read


class MappedJson(JsonSource):
    """JSON records that a mapping describes."""

    def __init__(self, mapping: Mapping, tested: Tested = Tested.PAPER) -> None:
        self.mapping = mapping
        self.name, self.title, self.guide = mapping.name, mapping.title, _guide(mapping, tested)
        self.mark = mapping.recognise[0].partition(".")[0]

    def is_record(self, record: Record) -> bool:
        """Say whether all keys are there that the mapping asks for."""
        return all(is_there(record, key) for key in self.mapping.recognise)

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        translate = Translator(self.mapping, context.zone)

        def read(record: Record) -> Found:
            return translate(lambda key: value_at(record, key))

        return read


def source_of(mapping: Mapping, tested: Tested = Tested.PAPER) -> Source:
    """Return the source that reads what a mapping describes."""
    return (MappedTable if mapping.form == "csv" else MappedJson)(mapping, tested)


def shipped() -> tuple[Source, ...]:
    """Return the sources of the mappings in the package, by name."""
    folder = files("custodes.sources.anylog") / "mappings"
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return tuple(source_of(parsed(one.read_text(encoding="utf-8"), one.name)) for one in found)


def _normal(column: str) -> str:
    return column.strip().lower()


def _guide(mapping: Mapping, tested: Tested) -> Guide:
    channels = {effect.channel for effect in (mapping.defaults, *mapping.effects()) if effect.channel}
    base = mapping.defaults
    becomes = [
        (f"`{word}` in `{table.column}`", _told(effect, base))
        for table in mapping.words
        for word, effect in table.says.items()
    ]
    rest = _told(Effect(), base) if base.action else "administrative"
    return Guide(
        channels=tuple(
            channel for channel in Channel if channel in channels and channel is not Channel.ADMIN
        ),
        becomes=(*becomes[:12], ("everything else", f"{rest}; a record without an account is out of scope")),
        switch_on=mapping.about.switch_on,
        blind=mapping.about.blind,
        tested=tested,
        references=mapping.about.references,
    )


def _told(effect: Effect, base: Effect) -> str:
    if not effect.action and not effect.channel and effect.outcome:
        return f"outcome {effect.outcome}"
    action, channel = (
        effect.action or base.action or Action.OTHER,
        effect.channel or base.channel or Channel.ADMIN,
    )
    return f"{action.value} ({channel.value})" + (f", outcome {effect.outcome}" if effect.outcome else "")
