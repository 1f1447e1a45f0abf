"""The history of a Git repository, read in place: who added, changed, moved or deleted which file, and when.

``custodes scan PATH`` finds a repository by itself and reads one JSON line for each file that a commit touched
(:mod:`custodes.sources.files.repository`).

Sample::

    {"commit":"3f1c…","author":"jdoe@example.org","time":"2024-05-20T10:00:00+02:00","change":"M","path":"docs/a.md","blob":"9d…"}

The time is the author's own, with the author's own offset: not that of the commit, which a rebase renews. The account
is the author's mail address; the name is never read. A merge, or a commit that touches no file, is a line without a
change and out of scope; so is the commit at which a shallow clone was cut, which seems to add every file. A history is a store of files, so its channel is "file".

References: git-log(1), "--raw", "Raw output format" (git-diff(1)).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

from custodes.identity.accounts import canonical_account
from custodes.model.event import Action, Batch, Channel, SetAside
from custodes.sources.forms.jsonfile import peek
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["GitHistory"]

_CHANGES = {
    "A": Action.CREATE,
    "M": Action.UPDATE,
    "T": Action.UPDATE,
    "D": Action.DELETE,
    "R": Action.RENAME,
    "C": Action.COPY,
}
_GITHUB = re.compile(r"(?:\d{1,12}\+)?([A-Za-z0-9-]{1,39}(?:\[bot\])?)@users\.noreply\.github\.com")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_CUT = re.compile(rb'"cut":\s?"shallow"')
_NOTHING = re.compile(r"0*")


class GitHistory(JsonSource):
    """What the commits of a repository did to its files."""

    name = "git"
    title = "Git repository (its history, read in place)"
    mark = "commit"
    guide = Guide(
        channels=(Channel.FILE,),
        becomes=(
            ("a file added", "created"),
            ("a file changed", "updated"),
            ("a file under another name", "renamed; moved where its folder is another"),
            ("a file deleted", "deleted"),
            ("a merge, a commit without a file, the commit at which a shallow clone was cut", "out of scope"),
        ),
        switch_on=(
            "Nothing: name the folder of a clone (or a bare repository). Git must be installed.",
            "Fetch all branches first: what is not in the clone is not read.",
        ),
        blind=(
            "Who read, cloned or downloaded: git does not know. Take the audit log of the server.",
            "Who it really was: an author writes any address and any time that they like.",
            "What was rewritten: a history that was cleaned up shows what is left.",
            "Files that a merge itself changed, and a move of a file that was mostly rewritten on the way.",
        ),
        tested=Tested.SOFTWARE,
        references=("git-log(1)", 'git-diff(1), "Raw output format"'),
    )

    def is_record(self, record: Record) -> bool:
        """Say whether it is a line of a history."""
        commit = record.get("commit")
        return (
            isinstance(commit, str)
            and bool(_COMMIT.fullmatch(commit))
            and {"author", "time"} <= record.keys()
        )

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a line; the file's name is the repository's."""
        repository = file.name.removesuffix(".jsonl")

        return lambda record: _found(record, repository, context)

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the lines, and say where the clone was cut: its first line is of the oldest commit."""
        head, again = peek(stream)
        yield from super().read(again, file, context)
        if _CUT.search(head):
            yield Batch(0, warnings=("a shallow clone: what was done before it was cut is not there",))


def _found(record: Record, repository: str, context: ReadContext) -> Found:
    change, path = record.get("change"), record.get("path")
    if change is None and path is None:
        return SetAside.OUT_OF_SCOPE
    if not isinstance(change, str) or not isinstance(path, str) or not path:
        return "no change or no path"
    when = iso(record.get("time"), context.zone)
    author = str(record.get("author") or "").strip()
    if not author:
        return "the commit names no address of an author"
    to = record.get("to") if isinstance(record.get("to"), str) else None
    action = _CHANGES.get(change[:1], Action.OTHER)
    if action is Action.RENAME and to and _folder(to) != _folder(path):
        action = Action.MOVE
    blob = record.get("blob")
    account, alias, actor = _account(author)
    return Row(
        when=when,
        account=account,
        aliases=alias,
        actor=actor,
        action=action,
        native_action=change[:1],
        channel=Channel.FILE if action is not Action.OTHER else Channel.ADMIN,
        object=f"{repository}/{path}",
        object_id=blob if isinstance(blob, str) and not _NOTHING.fullmatch(blob) else None,
        area="/".join([repository, *path.split("/")[:-1]][:3]),
        target=f"{repository}/{to}" if to else None,
        record_id=f"{record.get('commit')}:{to or path}",
        stream="history",
    )


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


@lru_cache(100_000)
def _account(address: str) -> tuple[str, str | None, str]:
    """Return account, the login at GitHub that a hidden address names, and who acts under it.

    >>> _account("4711+jdoe@users.noreply.github.com")
    ('git:4711+jdoe@users.noreply.github.com', 'github:jdoe', 'user')
    >>> _account("renovate[bot]@example.org")[2]
    'service'
    """
    hidden = _GITHUB.fullmatch(address)
    bot = "[bot]" in address or address.lower() == "noreply@github.com"
    return (
        canonical_account("git", address),
        canonical_account("github", hidden[1]) if hidden else None,
        "service" if bot else "user",
    )
