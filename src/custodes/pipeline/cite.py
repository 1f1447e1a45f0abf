"""Evidence that can be tested: the raw record behind every cited event is fetched, hashed and kept.

The source is looked for where it was read. Its decompressed content must have the hash that the event carries, or
begin with such a content where the log has grown since; else nothing is taken from it and the citation says so.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from custodes.errors import CustodesError, LakeError
from custodes.lake.cited import KEPT_BYTES, RawRecord, keep_cited, kept_records
from custodes.lake.protected import Protection
from custodes.pipeline.contents import READ_ERRORS, first_bytes
from custodes.pipeline.mappings import kept_mappings
from custodes.pipeline.progress import Silent
from custodes.pipeline.redact import redacted
from custodes.sources.base import LogFile
from custodes.sources.files.walk import locate
from custodes.sources.forms.csvfile import delimited
from custodes.sources.registry import by_name, recognise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from custodes.lake.ledger import Arrival
    from custodes.lake.store import Lake
    from custodes.model.evidence import EventRef, Evidence
    from custodes.model.review import Review
    from custodes.pipeline.progress import Progress
    from custodes.sources.base import Source

__all__ = ["cite", "fetch"]

_CHUNK = 1024 * 1024
_HEAD = 64 * 1024
_CONTENTS = frozenset({"content", "body", "message", "text"})
_LEFT_OUT = "[contents are never kept]"

KEPT, GONE, CHANGED, NOT_FETCHED = "kept", "gone", "changed", "not fetched"

Key = tuple[str, int]


def cite(review: Review, lake: Lake, progress: Progress | None = None) -> Review:
    """Return the review with the raw record of every cited event, and keep those records in the lake.

    Where another run is writing to the lake the records are fetched and shown, but kept only by a later review.
    Cost: two passes over each cited log that is still there.
    """
    refs = list(_refs(review))
    found = fetch(lake, {(r.file_sha256, r.record) for r in refs}, progress or Silent())
    people = tuple(replace(p, evidence=tuple(_cited(e, found) for e in p.evidence)) for p in review.people)
    leavers = tuple(replace(p, evidence=tuple(_cited(e, found) for e in p.evidence)) for p in review.leavers)
    return replace(review, people=people, leavers=leavers)


def fetch(lake: Lake, wanted: Collection[Key], progress: Progress) -> dict[Key, tuple[str, RawRecord | None]]:
    """Return status and raw record of (SHA-256 of the file, record number), and keep what was fetched."""
    kept = kept_records(lake, wanted)
    found: dict[Key, tuple[str, RawRecord | None]] = {key: (KEPT, raw) for key, raw in kept.items()}
    missing: dict[str, set[int]] = defaultdict(set)
    for sha256, record in wanted:
        if (sha256, record) not in found:
            missing[sha256].add(record)
    progress.phase("Fetching the cited records", len(missing), "files")
    protection = Protection(lake.settings.protected)
    arrivals = {a.sha256: a for a in lake.arrivals() if a.sha256}
    mappings = _kept(lake)
    new: dict[Key, RawRecord] = {}
    for sha256, records in sorted(missing.items()):
        status, fetched = _from_source(arrivals.get(sha256), records, mappings)
        for record in records:
            raw = fetched.get(record)
            if raw is None or protection.concerns(raw.raw.decode("utf-8", "replace")):
                found[sha256, record] = (NOT_FETCHED if status == KEPT else status, None)
            else:
                found[sha256, record] = (KEPT, raw)
                new[sha256, record] = raw
        progress.advance(1)
    if new:
        try:
            with lake.writing() as journal:
                keep_cited(lake, journal, new)
        except LakeError as error:
            if "another run" not in error.message:
                raise
    return found


def _refs(review: Review) -> Iterator[EventRef]:
    def below(evidence: Iterable[Evidence]) -> Iterator[EventRef]:
        for node in evidence:
            yield from node.events
            yield from below(node.children)

    for person in review.people:
        yield from below(person.evidence)
    for leaver in review.leavers:
        yield from below(leaver.evidence)


def _cited(node: Evidence, found: Mapping[Key, tuple[str, RawRecord | None]]) -> Evidence:
    events = []
    for ref in node.events:
        status, raw = found[ref.file_sha256, ref.record]
        text = raw.raw.decode("utf-8", "replace") if raw is not None else None
        events.append(
            replace(ref, raw=text, raw_status=status, raw_sha256=raw.sha256 if raw is not None else "")
        )
    return replace(
        node, events=tuple(events), children=tuple(_cited(child, found) for child in node.children)
    )


def _from_source(
    arrival: Arrival | None, records: set[int], mappings: Sequence[Source]
) -> tuple[str, dict[int, RawRecord]]:
    """Look into the log that an arrival was read from; return a status and what was found."""
    file = locate(arrival.path) if arrival is not None else None
    if arrival is None or not isinstance(file, LogFile):
        return GONE, {}
    try:
        if _prefix_hash(file, arrival.bytes) != arrival.sha256:
            return CHANGED, {}
        with file.open() as stream:
            hidden, delimiter = _hidden_columns(first_bytes(stream, _HEAD)[0])
        with file.open() as stream:
            source = _source(file, arrival.format, mappings)
            found = source.raw(stream, file, frozenset(records))
            return KEPT, {n: _raw(data, hidden, delimiter) for n, data in found}
    except READ_ERRORS:
        return CHANGED, {}
    except CustodesError:  # a source of another package that is not installed any more
        return NOT_FETCHED, {}


def _kept(lake: Lake) -> Sequence[Source]:
    try:
        return kept_mappings(lake.path)
    except CustodesError:  # one that somebody has edited: what it read is not fetched, the rest is
        return ()


def _source(file: LogFile, name: str, mappings: Sequence[Source]) -> Source:
    """Return the source of that name; the file says in which frame its records stand."""
    found = recognise(file, mappings)
    if found is not None and found.name == name:
        return found
    return next((source for source in mappings if source.name == name), None) or by_name(name)


def _prefix_hash(file: LogFile, length: int) -> str:
    """Hash the first ``length`` bytes of a content; an error beyond them does not matter."""
    sha, left = hashlib.sha256(), length
    with file.open() as stream:
        while left and (chunk := stream.read(min(_CHUNK, left))):
            sha.update(chunk)
            left -= len(chunk)
    return sha.hexdigest() if left == 0 else ""


def _hidden_columns(head: bytes) -> tuple[frozenset[int], str]:
    """Return which columns of a table hold contents of files, pages or messages, and what separates its values."""
    names, delimiter = delimited(head)
    return frozenset(i for i, name in enumerate(names) if name in _CONTENTS), delimiter


def _raw(data: bytes, hidden: frozenset[int], delimiter: str) -> RawRecord:
    return RawRecord(
        redacted(_without_contents(data, hidden, delimiter))[:KEPT_BYTES],
        len(data),
        hashlib.sha256(data).hexdigest(),
    )


def _without_contents(data: bytes, hidden: frozenset[int], delimiter: str = ",") -> bytes:
    """Return a record of a table without the cells that hold contents.

    >>> _without_contents(b'1,"secret, words",x', frozenset({1}))
    b'1,[contents are never kept],x'
    """
    if not hidden:
        return data
    try:
        text = io.StringIO(data.decode("utf-8", "replace"), newline="")
        cells = next(csv.reader(text, delimiter=delimiter), [])
    except csv.Error:  # a cell beyond the module's own limit
        return _LEFT_OUT.encode()
    shown = [_LEFT_OUT if i in hidden and cell else cell for i, cell in enumerate(cells)]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(shown)
    return out.getvalue().encode()
