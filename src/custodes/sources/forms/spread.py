"""Files of lines, read block by block: in this process, or spread over several where lines do not lean on each other.

A block holds whole lines. Whoever reads it numbers its records from 1; here they get their numbers within the file, in
the file's order, whichever process was first. So both ways give the same batches.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from custodes.model.event import Batch, Reject
from custodes.sources.forms.jsonrecords import line_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.forms.chunks import Chunks

__all__ = ["ByLines", "by_blocks", "by_lines", "together"]


_BLOCK = 4 * 1024 * 1024


class ByLines(Protocol):
    """A source whose lines can be read a block at a time."""

    name: str

    def block(self, data: bytes, file: LogFile, context: ReadContext, /) -> Batch:
        """Read a block of whole lines as if it were the whole file."""


def by_lines(
    source: ByLines, chunks: Chunks, file: LogFile, context: ReadContext, *, apart: bool
) -> Iterator[Batch]:
    """Yield the batches of a file of lines, then what is to be said of the file as a whole.

    apart: whether lines may be read apart from each other, by other processes, where the context has some
    """
    blocks = _larger(line_blocks(iter(chunks), context.max_record))
    yield from by_blocks(source, blocks, file, context, apart=apart)
    failure = (Reject(0, chunks.failure),) if chunks.failure else ()
    yield Batch(0, rejects=failure, warnings=(chunks.note,) if chunks.note else ())


def by_blocks(
    source: ByLines, blocks: Iterator[bytes], file: LogFile, context: ReadContext, *, apart: bool
) -> Iterator[Batch]:
    """Yield the batches of blocks of whole records, numbered within the file."""
    count = 0
    if apart and context.spread is not None:
        read = context.spread(source.name, file, context, blocks)
    else:
        read = (source.block(block, file, context) for block in blocks)
    for batch in read:
        if batch.records or batch.rejects:
            yield _numbered(batch, count)
            count += batch.records


def _larger(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Put small blocks together: a batch has its fixed cost, whatever it holds."""
    held: list[bytes] = []
    size = 0
    for block in blocks:
        held.append(block)
        size += len(block)
        if size >= _BLOCK:
            yield b"\n".join(held)
            held, size = [], 0
    yield b"\n".join(held)


def _numbered(batch: Batch, before: int) -> Batch:
    """Move record numbers behind those of the blocks before."""
    if not before:
        return batch
    rejects = tuple(
        replace(reject, record=reject.record and reject.record + before) for reject in batch.rejects
    )
    events = batch.events
    if events is not None:
        at = events.schema.get_field_index("record")
        moved = pc.add(events.column(at), pa.scalar(before, pa.int64()))
        events = events.set_column(at, events.schema.field(at), moved)
    return replace(batch, events=events, rejects=rejects)


def together(batches: Iterable[Batch]) -> Batch:
    """Return what several consecutive batches of one block say as one; numbers count through already."""
    several = [batch for batch in batches if batch.records]
    if len(several) == 1:
        return several[0]
    aside: Counter[object] = Counter()
    for batch in several:
        aside.update(batch.set_aside)
    tables = [batch.events for batch in several if batch.events is not None]
    events = pa.Table.from_batches(tables).combine_chunks().to_batches()[0] if tables else None
    rejects = tuple(reject for batch in several for reject in batch.rejects)
    return Batch(sum(batch.records for batch in several), events, rejects, dict(aside))  # type: ignore[arg-type]
