"""Lines of which several tell one event: parts with one key are gathered until the last has come.

The first line is the record behind the event, ``also`` names the others, and those are set aside as joined. Events come
out in the order of their first lines, so that a log that has grown can be continued. An event whose last line does
not come within ``window`` lines is told with what there is; so is one of more than ``most`` lines.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeAlias

from custodes.model.event import Batch, Reject, SetAside
from custodes.sources.forms.chunks import Chunks
from custodes.sources.forms.products import LineSource
from custodes.sources.moments import TimeError
from custodes.sources.rows import Row, batch_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["JoinedSource", "Part", "PartReader"]


_REMEMBERED = 100_000  # events that went out before their last line


class Part(NamedTuple):
    """A line that tells an event together with others.

    key: the same for all lines of one event · value: what the line says · last: no further line belongs to it
    """

    key: str
    value: Any
    last: bool = False


PartReader: TypeAlias = "Callable[[str], Part | Found]"


class JoinedSource(LineSource):
    """Lines of text, some of which belong together."""

    window: int = 5_000
    """Lines after its first within which an event must be complete."""
    most: int = 500
    """Lines of one event."""

    @abstractmethod
    def parts(self, file: LogFile, context: ReadContext) -> PartReader:
        """Return the function that reads one line of this file: a part, or whatever it means by itself."""

    @abstractmethod
    def event(self, parts: list[Any]) -> Found:
        """Say what the parts of one event mean together."""

    def reader(self, file: LogFile, context: ReadContext) -> Reader[str]:
        """Return the function that reads a line as if it stood alone."""
        read = self.parts(file, context)

        def alone(line: str) -> Found:
            found = read(line)
            return self.event([found.value]) if isinstance(found, Part) else found

        return alone

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the lines; ``record`` counts those that are not blank."""
        chunks = Chunks(stream)
        gathered = _Gathered(self)
        read = self.parts(file, context)
        for piece in self.pieces(chunks, context):
            for number, reason in piece.lost:
                gathered.alone(number, reason)
            for number, text in zip(piece.numbers, piece.values, strict=True):
                gathered.take(number, text, read)
            yield gathered.batch()
        gathered.end()
        yield gathered.batch()
        failure = (Reject(0, chunks.failure),) if chunks.failure else ()
        yield Batch(0, rejects=failure, warnings=(chunks.note,) if chunks.note else ())


class _Slot:
    """The lines of one event, or one line by itself (``found``)."""

    __slots__ = ("done", "found", "key", "numbers", "parts")

    def __init__(self, number: int) -> None:
        self.numbers = [number]
        self.parts: list[Any] = []
        self.found: Found | None = None
        self.key = ""
        self.done = False


class _Gathered:
    """Slots in the order of their first lines; those before the first open one can go out."""

    def __init__(self, source: JoinedSource) -> None:
        self._source = source
        self._queue: deque[_Slot] = deque()
        self._open: dict[str, _Slot] = {}
        self._told: dict[str, None] = {}  # keys of events that went out before their last line
        self._now = 0

    def alone(self, number: int, found: Found) -> None:
        slot = _Slot(number)
        slot.found, slot.done = found, True
        self._queue.append(slot)

    def take(self, number: int, text: str, read: PartReader) -> None:
        self._now = number
        found = _tried(read, text)
        if not isinstance(found, Part):
            self.alone(number, found)
            return
        if found.key in self._told:
            if found.last:
                del self._told[found.key]
            self.alone(number, SetAside.JOINED)
            return
        slot = self._open.get(found.key)
        if slot is None:
            slot = _Slot(number)
            slot.key = found.key
            self._queue.append(slot)
            self._open[found.key] = slot
        else:
            slot.numbers.append(number)
        slot.parts.append(found.value)
        if found.last:
            self._close(slot)
        elif len(slot.parts) >= self._source.most:
            self._end_early(slot)

    def end(self) -> None:
        for slot in list(self._open.values()):
            self._close(slot)

    def _end_early(self, slot: _Slot) -> None:
        self._close(slot)
        self._told[slot.key] = None
        if len(self._told) > _REMEMBERED:
            del self._told[next(iter(self._told))]

    def _close(self, slot: _Slot) -> None:
        slot.done = True
        self._open.pop(slot.key, None)

    def batch(self) -> Batch:
        """Return what is complete, up to the first event that is not."""
        queue, numbers, values = self._queue, [], []
        while queue and (queue[0].done or self._now - queue[0].numbers[0] > self._source.window):
            slot = queue.popleft()
            if not slot.done:
                self._end_early(slot)
            found = slot.found if slot.found is not None else self._event(slot)
            numbers.append(slot.numbers[0])
            values.append(found)
            rest: Found = SetAside.JOINED if not isinstance(found, SetAside | str) else found
            numbers += slot.numbers[1:]
            values += [rest] * (len(slot.numbers) - 1)
        return batch_of(len(numbers), numbers, values, (), _itself, self._source.name)

    def _event(self, slot: _Slot) -> Found:
        found: Found = _tried(self._source.event, slot.parts)
        also = ";".join(map(str, slot.numbers[1:]))
        if also and not isinstance(found, SetAside | str):
            for row in (found,) if isinstance(found, Row) else found:
                row.also = also
        return found


def _itself(found: Found) -> Found:
    return found


def _tried(read: Callable[[Any], Any], value: Any) -> Any:
    """Return what a reader found; its exception is a reject's reason, without a text that may quote a secret."""
    try:
        return read(value)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        return _reason(error)


def _reason(error: Exception) -> str:
    return (
        str(error)
        if isinstance(error, TimeError)
        else f"not as this product writes it ({type(error).__name__})"
    )
