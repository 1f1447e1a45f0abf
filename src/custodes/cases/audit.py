"""The audit chain: who saw more than a pseudonym, when and why, in a file in which rewriting shows.

``LAKE/audit.jsonl`` has one line per act. Each carries the SHA-256 of the line before it and its own, so a
changed, removed or inserted line breaks the chain from there on. ``LAKE/audit.head`` keeps the last line's number
and hash, so a cut tail shows as well. Somebody who may write the lake can rewrite both; therefore every user's
configuration folder keeps what that user last saw (:mod:`custodes.cases.witness`): all witnesses would have to be
rewritten too.

A line is written, flushed to the disk, and only then the head: after a crash between the two the file is one
line ahead of its head, which is intact. Half a line at the end was never acknowledged; the next append
removes it and says so in a line of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from custodes.cases import witness
from custodes.cases.login import login
from custodes.errors import LakeError
from custodes.lake.lock import locked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["GENESIS", "AuditChain", "AuditLine", "Verdict"]

GENESIS = "0" * 64
"""What stands for "the line before" in the first line."""

_PATIENCE = 10.0  # seconds that another line is waited for
_FIELDS = ("seq", "time", "by", "action", "reason", "detail", "previous", "hash")


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One act.

    seq:      1, 2, 3 …
    time:     UTC, ISO, seconds
    by:       login of the operating system
    action:   "names", "top", "budget", "events", "decide", "purge", "recovered", "begun anew" (the file was gone though this user had seen lines of it) …
    reason:   the sentence that was given; empty where none is asked for
    detail:   more about the act (text, numbers)
    previous: hash of the line before, 64 zeros in the first
    hash:     SHA-256 (hex) of all the other fields
    """

    seq: int
    time: str
    by: str
    action: str
    reason: str
    detail: Mapping[str, Any]
    previous: str
    hash: str

    def text(self) -> str:
        """Return the line as it is stored, without its end."""
        return _dump({name: getattr(self, name) for name in _FIELDS})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What :meth:`AuditChain.verify` found. ``broken`` is the first line that does not hold, None where all do."""

    lines: int
    broken: int | None = None
    reason: str = ""

    @property
    def intact(self) -> bool:
        """True where every line follows from the one before and none is missing at the end."""
        return self.broken is None


class AuditChain:
    """The chain of one lake. Append and verify read the whole file; it has a line per uncovering."""

    def __init__(self, lake: Path) -> None:
        self.lake = lake
        self.path = lake / "audit.jsonl"
        self.head = lake / "audit.head"

    def append(self, action: str, *, reason: str = "", detail: Mapping[str, Any] | None = None) -> AuditLine:
        """Add a line and return it once it is on the disk.

        Raises LakeError where the end of the chain is not what the head says, or it cannot be written.
        """
        try:
            with locked(self.lake / "audit.lock", wait=_PATIENCE):
                torn = self._remove_torn()
                last = self._last()
                self._refuse_altered()
                seen = witness.recall(self.lake)
                if last is None and seen is not None and seen[0] > 0:
                    last = self._write(
                        last, "begun anew", "", {"lines_before": seen[0], "last_hash": seen[1]}
                    )
                if torn:
                    last = self._write(last, "recovered", "", {"bytes": len(torn), "sha256": _sha256(torn)})
                line = self._write(last, action, reason, dict(detail or {}))
                witness.remember(self.lake, line.seq, line.hash)
        except OSError as error:
            message = (
                f"the audit chain cannot be written ({error.strerror or error}), so nothing is uncovered"
            )
            raise LakeError(
                message, place=str(self.path), advice="check rights and space of the lake"
            ) from error
        return line

    def lines(self) -> tuple[AuditLine, ...]:
        """Return all complete lines, unchecked; LakeError where one is no audit line at all."""
        found = []
        for number, text in enumerate(self._complete(), start=1):
            line = _parse(text)
            if line is None:
                message = f"line {number} of the audit chain cannot be read"
                raise LakeError(
                    message, place=f"{self.path}:{number}", advice="keep the file: it was altered"
                )
            found.append(line)
        return tuple(found)

    def state(self) -> str:
        """Say in a sentence how many lines there are and whether they hold, for the head of every output."""
        verdict = self.verify()
        if not verdict.intact:
            return f"BROKEN at line {verdict.broken}: {verdict.reason}; keep the file, somebody altered it"
        anew = [line for line in self.lines() if line.action == "begun anew"]
        gone = f"; begun anew on {anew[-1].time[:10]}, what was written before is gone" if anew else ""
        return f"{verdict.lines:,} line{'' if verdict.lines == 1 else 's'}, unbroken{gone}"

    def verify(self) -> Verdict:
        """Check every line against the one before, the head, and what this user saw last."""
        previous, number, hashes = GENESIS, 0, [GENESIS]
        for number, text in enumerate(self._complete(), start=1):
            line = _parse(text)
            if line is None or line.text() != text:
                return Verdict(number, number, "the line is not as it was written")
            if line.seq != number or line.previous != previous:
                return Verdict(number, number, "the line does not follow from the one before")
            if line.hash != _hash(line):
                return Verdict(number, number, "the line was changed after it was written")
            previous = line.hash
            hashes.append(previous)
        for what, known in (
            ("its head", self._head()),
            ("what this account saw last", witness.recall(self.lake)),
        ):
            if known is None:
                continue
            seq, digest = known
            if seq > number:
                return Verdict(
                    number, number + 1, f"lines are missing at the end: {what} says there were {seq}"
                )
            if hashes[max(seq, 0)] != digest:
                return Verdict(
                    number, seq or 1, f"the chain was written anew: {what} says another line {seq}"
                )
        known = self._head()
        if number > (known[0] if known else 0) + 1:
            return Verdict(number, number, "lines were added without their head")
        return Verdict(number)

    def _complete(self) -> list[str]:
        if not self.path.exists():
            return []
        text = self.path.read_text(encoding="utf-8", errors="replace")
        return text.split("\n")[:-1]  # what follows the last end of line was never acknowledged

    def _remove_torn(self) -> bytes:
        if not self.path.exists():
            return b""
        with self.path.open("r+b") as file:
            content = file.read()
            whole = content.rfind(b"\n") + 1
            file.truncate(whole)
        return content[whole:]

    def _refuse_altered(self) -> None:
        """Raise LakeError where the chain does not hold; a file that is gone altogether begins anew, and says so."""
        verdict = self.verify()
        if not verdict.intact and verdict.lines:
            message = f"the audit chain was altered at line {verdict.broken}: {verdict.reason}"
            advice = "keep audit.jsonl and audit.head as they are; moving both away begins a new chain, which says so"
            raise LakeError(message, place=str(self.path), advice=advice)

    def _last(self) -> AuditLine | None:
        lines = self._complete()
        last = _parse(lines[-1]) if lines else None
        at = (last.seq, last.hash) if last else (0, GENESIS)
        before = (last.seq - 1, last.previous) if last else at  # a crash between the line and its head
        whole = not lines or (last is not None and last.hash == _hash(last) and last.seq == len(lines))
        if not whole or (self._head() or (0, GENESIS)) not in {at, before}:
            message = "the audit chain was altered: its end is not what its head says"
            advice = "keep audit.jsonl and audit.head as they are; moving both away begins a new chain"
            raise LakeError(message, place=str(self.path), advice=advice)
        return last

    def _head(self) -> tuple[int, str] | None:
        try:
            seq, digest = self.head.read_text(encoding="ascii", errors="replace").split()
            return int(seq), digest
        except FileNotFoundError:
            return None
        except ValueError:
            return 0, ""  # unreadable: agrees with no chain

    def _write(self, last: AuditLine | None, action: str, reason: str, detail: dict[str, Any]) -> AuditLine:
        line = AuditLine(
            seq=last.seq + 1 if last else 1,
            time=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            by=login(),
            action=action,
            reason=reason,
            detail=detail,
            previous=last.hash if last else GENESIS,
            hash="",
        )
        line = AuditLine(**{name: getattr(line, name) for name in _FIELDS[:-1]}, hash=_hash(line))
        handle = os.open(
            self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600
        )
        with os.fdopen(handle, "ab") as file:
            file.write(line.text().encode("utf-8") + b"\n")
            file.flush()
            os.fsync(file.fileno())
        new = self.head.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(f"{line.seq} {line.hash}\n", encoding="ascii")
        new.replace(self.head)
        return line


def _dump(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=True, separators=(",", ":"), default=str)


def _hash(line: AuditLine) -> str:
    return _sha256(_dump({name: getattr(line, name) for name in _FIELDS[:-1]}).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _parse(text: str) -> AuditLine | None:
    try:
        fields = json.loads(text)
        if tuple(fields) != _FIELDS or not isinstance(fields["seq"], int):
            return None
        return AuditLine(**fields)
    except (ValueError, TypeError, RecursionError):
        return None
