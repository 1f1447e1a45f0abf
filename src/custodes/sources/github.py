"""GitHub Enterprise audit log with git events: JSON lines, or a JSON array as the API and the export give it.

Sample::

    {"@timestamp":1624445969188,"_document_id":"fXwGe7IW-BX8Ze64V_AORg","action":"git.clone","actor":"jdoe",
     "actor_ip":"203.0.113.15","org":"acme","repo":"acme/engine","repository":"acme/engine",
     "repository_public":false,"transport_protocol_name":"ssh","actor_location":{"country_code":"DE"}}

Each record is one event; times are milliseconds of UTC. A clone and a downloaded archive are a copy of the repository
on a device (``download``); a fetch brings an existing copy up to date and counts as opening it (``read``), since editors
fetch every few minutes. Git events are logged only where that is switched on, and are kept for seven days: stream or
export them. A record without an actor (an anonymous clone of a public repository) is nobody's and is out of scope.

References: docs.github.com, "Audit log events for your enterprise" and "Using the audit log API for your enterprise".
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import msgspec
import pyarrow as pa

from custodes.identity.accounts import canonical_account
from custodes.model.event import ANYONE, Action, Batch, Channel, Reject, SetAside
from custodes.sources.chunks import Chunks, repaired
from custodes.sources.columns import YIELDED, events
from custodes.sources.jsonelements import Elements
from custodes.sources.jsonrecords import Lines, is_lines
from custodes.sources.m365_framing import is_json, peek
from custodes.sources.times import FIRST_US, LAST_US

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.jsonrecords import Piece

__all__ = ["GitHub"]

_MAX_RECORD = 16 * 1024 * 1024
_A, _C = Action, Channel
_KINDS = {
    "git.clone": (_A.DOWNLOAD, _C.CODE),
    "git.fetch": (_A.READ, _C.CODE),
    "git.push": (_A.UPDATE, _C.CODE),
    "repo.download_zip": (_A.DOWNLOAD, _C.CODE),
    "repo.create": (_A.CREATE, _C.CODE),
    "repo.destroy": (_A.DELETE, _C.CODE),
    "repo.rename": (_A.RENAME, _C.CODE),
    "repo.transfer": (_A.MOVE, _C.CODE),
    "repo.add_member": (_A.SHARE, _C.SHARE),
    "repo.remove_member": (_A.UNSHARE, _C.SHARE),
    "org.add_outside_collaborator": (_A.SHARE, _C.SHARE),
    "org.remove_outside_collaborator": (_A.UNSHARE, _C.SHARE),
    "user.login": (_A.LOGON, _C.SIGNIN),
    "org.sso_response": (_A.LOGON, _C.SIGNIN),
    "user.failed_login": (_A.LOGON, _C.SIGNIN),
}
"""What moves or opens code, or lets somebody in; everything else is administrative. See :func:`_kind` for visibility."""


class GitHub:
    """The audit log of a GitHub enterprise or organisation."""

    name = "github"
    title = "GitHub Enterprise audit log with git events (JSON)"

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether the first records have @timestamp, a dotted action, and the actor or repository of GitHub's."""
        text = b"".join(Chunks(io.BytesIO(head))).lstrip()
        if not is_json(text):
            return False
        for piece in _reader(text, iter([text]), len(text)):
            for record in piece.values:
                return _is_github(record)
        return False

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the records as events; ``record`` counts lines that are not blank, or array elements."""
        head, again = peek(stream)
        chunks = Chunks(again)
        reader = _reader(head, iter(chunks), context.max_record)
        for piece in reader:
            if piece.count:
                yield _batch(piece)
        notes = [chunks.note] if chunks.note else []
        failure = (Reject(0, chunks.failure),) if chunks.failure else ()
        yield Batch(0, rejects=failure, warnings=(*notes, *reader.notes))

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted records."""
        head, again = peek(stream)
        for piece in _reader(head, iter(Chunks(again)), _MAX_RECORD):
            for number, raw in zip(piece.numbers, piece.raws, strict=True):
                if number in wanted:
                    yield number, raw.strip()


class _Codec:
    """Decodes a record to a dictionary."""

    mark = b'"@timestamp"'

    def many(self, raws: list[bytes]) -> list[dict[str, Any]]:
        return [msgspec.json.decode(raw, type=dict[str, Any]) for raw in raws]

    def one(self, raw: bytes) -> dict[str, Any]:
        try:
            return msgspec.json.decode(repaired(raw)[0], type=dict[str, Any])
        except (ValueError, RecursionError):
            raise ValueError("not a JSON object") from None


def _reader(
    text: bytes, chunks: Iterator[bytes], max_record: int
) -> Lines[dict[str, Any]] | Elements[dict[str, Any]]:
    return (Lines if is_lines(text) else Elements)(chunks, _Codec(), max_record)


def _is_github(record: dict[str, Any]) -> bool:
    action = record.get("action")
    known = any(key in record for key in ("org", "repo", "business", "_document_id"))
    return "@timestamp" in record and isinstance(action, str) and "." in action and known


class _Row(NamedTuple):
    """The columns that differ between records."""

    ts_us: int
    account: str
    actor: str
    action: str
    native_action: str
    channel: str
    object: str | None
    area: str | None
    target: str | None
    address: str | None
    outcome: str | None
    record_id: str | None


def _batch(piece: Piece[dict[str, Any]]) -> Batch:
    """Turn decoded records into events, rejects, and what is nobody's."""
    rows: list[_Row] = []
    numbers: list[int] = []
    rejects = [Reject(number, reason) for number, reason in piece.lost]
    nobody = 0
    for number, record in zip(piece.numbers, piece.values, strict=True):
        row = _row(record)
        if isinstance(row, str):
            rejects.append(Reject(number, row))
        elif row is None:
            nobody += 1
        else:
            rows.append(row)
            numbers.append(number)
    rejects.sort(key=lambda reject: reject.record)
    aside = {SetAside.OUT_OF_SCOPE: nobody} if nobody else {}
    return Batch(piece.count, _events(rows, numbers) if rows else None, tuple(rejects), aside)


def _events(rows: list[_Row], numbers: list[int]) -> pa.RecordBatch:
    columns = {
        name: pa.array(values, YIELDED.field(name).type)
        for name, values in zip(_Row._fields, zip(*rows, strict=True), strict=True)
    }
    record = pa.array(numbers, YIELDED.field("record").type)
    return events(len(rows), source="github", stream="github.audit", part=0, record=record, **columns)


def _row(record: dict[str, Any]) -> _Row | str | None:
    """Read one record: its columns, why there is no event, or None where it is nobody's."""
    action = _text(record, "action")
    if action is None:
        return "no action"
    ts_us = _time(record.get("@timestamp", record.get("created_at")))
    if isinstance(ts_us, str):
        return ts_us
    actor = _text(record, "actor")
    if actor is None:
        return None
    verb, channel = _kind(action, record.get("visibility"), record.get("previous_visibility"))
    repository = _text(record, "repo") or _text(record, "repository")
    bot = record.get("actor_is_bot") in (True, "true") or actor.endswith("[bot]")
    return _Row(
        ts_us,
        _account(actor),
        "service" if bot else "user",
        verb.value,
        action,
        channel.value,
        repository,
        repository,
        _target(action, verb, record),
        _text(record, "actor_ip"),
        "failure" if action == "user.failed_login" else None,
        _text(record, "_document_id"),
    )


def _kind(action: str, now: object, before: object) -> tuple[Action, Channel]:
    """Return action and channel; a repository that becomes public is shared with anybody."""
    if action == "repo.access":
        shared = now == "public" and before != "public"
        return (_A.SHARE, _C.SHARE) if shared else (_A.OTHER, _C.ADMIN)
    return _KINDS.get(action, (_A.OTHER, _C.ADMIN))


def _target(action: str, verb: Action, record: dict[str, Any]) -> str | None:
    """Say who was let in or put out: a login, or anybody."""
    if action == "repo.access" and verb is Action.SHARE:
        return ANYONE
    return _text(record, "user") if verb in (Action.SHARE, Action.UNSHARE) else None


@lru_cache(100_000)
def _account(login: str) -> str:
    return canonical_account("github", login)


def _text(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    return (value.strip() or None) if isinstance(value, str) else None


def _time(value: object) -> int | str:
    """Return microseconds UTC of milliseconds, or why there are none; some exports write numbers as texts.

    >>> _time(1624445969188), _time("1624445969188.000000"), _time(None), _time(12)
    (1624445969188000, 1624445969188000, 'no time', 'impossible time')
    """
    if value is None or value == "":
        return "no time"
    try:
        ts_us = int(float(value) * 1000) if isinstance(value, str) else int(value) * 1000  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return "the time is not a number of milliseconds"
    return ts_us if FIRST_US <= ts_us < LAST_US else "impossible time"
