r"""Windows event logs: EVTX files, the JSON that Winlogbeat ships or Log Analytics exports, and XML.

Sample: see :mod:`custodes.sources.windows.json` and :mod:`custodes.sources.windows.xml`; an EVTX file is binary (:mod:`custodes.sources.windows.evtx`).

Each record that the table of :mod:`windows_meaning` knows is one event, in scope or administrative; all others are out
of scope. Times are UTC. Command lines are not read.

References: learn.microsoft.com/windows/security/threat-protection/auditing/advanced-security-audit-policy-settings;
learn.microsoft.com/sysinternals/downloads/sysmon.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

from custodes.model.event import Batch, Reject
from custodes.sources.forms.chunks import Chunks
from custodes.sources.forms.jsonfile import peek, text_of
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.forms.spread import by_blocks
from custodes.sources.gaps import Gaps
from custodes.sources.rows import batch_of
from custodes.sources.windows import evtx, xml
from custodes.sources.windows.guide import GUIDE
from custodes.sources.windows.json import found_in_record, is_record
from custodes.sources.windows.system import found_in_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Reader

__all__ = ["WindowsLogs"]

_PER_BATCH = 4096
_LONGEST = 16 * 1024 * 1024


class WindowsLogs:
    """The logs Security, System, PrintService and Sysmon, in each of the forms in which people have them."""

    name = "windows"
    title = "Windows event logs: Security, PrintService, Sysmon (EVTX, Winlogbeat or flat JSON, XML)"
    guide = GUIDE

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether it is EVTX, or the first records are events of Windows."""
        if head.startswith(evtx.MAGIC) or xml.is_xml(text_of(head)):
            return True
        return any(form.sniff(head, file) for form in _JSON)

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the records as events; ``record`` counts from 1 in the file's order."""
        head, again = peek(stream)
        if head.startswith(evtx.MAGIC):
            yield from self._chunks(again, file, context)
        elif xml.is_xml(head):
            yield from self._xml(again, context)
        else:
            yield from _json(head).read(again, file, context)

    def block(self, data: bytes, file: LogFile, context: ReadContext, /) -> Batch:
        """Read some chunks of an EVTX file, or a block of lines."""
        if not data.startswith(evtx.MAGIC):
            return _JSON[0].block(data, file, context)
        count, numbers, texts, lost = evtx.contents(data)
        return batch_of(count, numbers, texts, lost, found_in_json, self.name)

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, record) of the wanted ones; those of EVTX as the XML that Windows shows."""
        head, again = peek(stream)
        if head.startswith(evtx.MAGIC):
            yield from _raw_chunks(again, wanted)
        elif xml.is_xml(head):
            last = max(wanted, default=0)
            for number, one in enumerate(xml.records(iter(Chunks(again)), _LONGEST), 1):
                if number in wanted:
                    yield number, one
                if number >= last:
                    return
        else:
            yield from _json(head).raw(again, file, wanted)

    def _chunks(self, stream: BinaryIO, file: LogFile, context: ReadContext) -> Iterator[Batch]:
        failure: list[str] = []
        gaps = Gaps()
        yield from by_blocks(self, evtx.blocks(stream, failure, gaps), file, context, apart=True)
        told = (gaps.note,) if gaps.note else ()
        yield Batch(0, rejects=tuple(Reject(0, reason) for reason in failure[:1]), warnings=told)

    def _xml(self, stream: BinaryIO, context: ReadContext) -> Iterator[Batch]:
        chunks = Chunks(stream)
        one = _reader_of_xml(context.max_record)
        before, held = 0, []
        for record in xml.records(iter(chunks), context.max_record):
            held.append(record)
            if len(held) == _PER_BATCH:
                yield batch_of(len(held), range(before + 1, before + len(held) + 1), held, (), one, self.name)
                before, held = before + len(held), []
        yield batch_of(len(held), range(before + 1, before + len(held) + 1), held, (), one, self.name)
        failure = (Reject(0, chunks.failure),) if chunks.failure else ()
        yield Batch(0, rejects=failure, warnings=(chunks.note,) if chunks.note else ())


class _Json(JsonSource):
    """JSON whose records have ``mark`` at their top."""

    name, title, guide = WindowsLogs.name, WindowsLogs.title, GUIDE

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def is_record(self, record: Record) -> bool:
        """Say whether a record is an event of Windows."""
        return is_record(record)

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return _reader_of_records(context.zone)


_JSON = (_Json("winlog"), _Json("Event"), _Json("EventID"), _Json("event_data"))


def _json(head: bytes) -> _Json:
    return next((form for form in _JSON if f'"{form.mark}"'.encode() in head), _JSON[0])


@lru_cache(100)
def _reader_of_records(zone: ZoneInfo) -> Reader[Record]:
    return lambda record: found_in_record(record, zone)


@lru_cache(100)
def _reader_of_xml(longest: int) -> Reader[bytes]:
    too_long = f"the record is longer than {longest:,} bytes"
    return lambda raw: xml.found_in_xml(raw) if len(raw) <= longest else too_long


def _raw_chunks(stream: BinaryIO, wanted: frozenset[int]) -> Iterator[tuple[int, bytes]]:
    before, last = 0, max(wanted, default=0)
    for block in evtx.blocks(stream, [], Gaps()):
        count, found = evtx.xml_records(block)
        yield from (
            (before + number, text.encode()) for number, text in found.items() if before + number in wanted
        )
        before += count
        if before >= last:
            return
