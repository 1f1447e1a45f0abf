"""Atlassian Confluence audit log: of Data Center (its file and its API) and of Cloud (its API).

Sample of Data Center (the API says ``type`` and a text as ``timestamp``, and gives pages: ``{"entities":[…]}``)::

    {"timestamp":{"epochSecond":1716232865,"nano":873000000},"author":{"id":"2c95","name":"jdoe","type":"user"},
     "auditType":{"action":"Page viewed","actionI18nKey":"audit.logging.summary.page.viewed","category":"Pages"},
     "affectedObjects":[{"id":"4711","name":"Plan","type":"Page"},{"id":"12","name":"Lab","type":"Space"}],
     "source":"203.0.113.15","system":"https://wiki.example.org"}

Sample of Cloud (pages: ``{"results":[…]}``)::

    {"author":{"type":"user","displayName":"Jane Doe","accountId":"5f2c"},"remoteAddress":"203.0.113.15",
     "creationDate":1716232865873,"summary":"Space exported","category":"Spaces",
     "affectedObject":{"name":"Lab","objectType":"Space"},"associatedObjects":[]}

Jira and Bitbucket Data Center write the same form and are read, too. Descriptions and changed values are not kept.

References: confluence.atlassian.com/doc/audit-log-events-in-confluence; .../doc/audit-log-integrations-in-confluence;
developer.atlassian.com/cloud/confluence/rest/v1/api-group-audit.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from custodes.model.event import Channel
from custodes.sources.collaboration.confluence_words import DOCUMENTS, kind_of
from custodes.sources.fields import account_of, aliases_of, inner, items_of, number, said, text
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import MICROSECOND, MILLISECOND, TimeError, epoch, iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found, Reader

__all__ = ["Confluence"]

_UTC = ZoneInfo("UTC")
_SMALL = 4096  # bytes


class Confluence(JsonSource):
    """The audit log of a Confluence site."""

    name = "confluence"
    title = "Atlassian Confluence audit log, Cloud and Data Center (JSON)"
    mark = "author"
    guide = Guide(
        channels=(Channel.CLOUD, Channel.SHARE, Channel.SIGNIN),
        becomes=(
            ("a page, blog post or attachment viewed", "a document read"),
            ("exports of pages and spaces, attachments downloaded", "a download"),
            ("pages and attachments created, edited, moved, copied, deleted", "a change of that kind"),
            ("permissions added or removed, public links, shared pages", "a share or its end"),
            ("sign-ins", "a sign-in"),
            ("everything else", "administrative"),
        ),
        switch_on=(
            "Data Center: set *Settings > Audit log > End user activity* to *Full*, and ship `log/audit` of each node.",
            "Cloud: read `/wiki/rest/api/audit`; it holds administrative changes, exports and permissions only.",
        ),
        blind=("Which pages were read, in Cloud, and in Data Center below full coverage.",),
        tested=Tested.PAPER,
        references=(
            "confluence.atlassian.com, Audit log events in Confluence",
            "developer.atlassian.com, Confluence Cloud REST API, Audit",
        ),
    )

    def is_record(self, record: Record) -> bool:
        """Say whether it has an author and either form's time and kind of event."""
        if not isinstance(record.get("author"), dict):
            return False
        cloud = (
            "creationDate" in record and isinstance(record.get("summary"), str) and "affectedObject" in record
        )
        return cloud or ("timestamp" in record and "action" in _kind(record) and "category" in _kind(record))

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether one of the first records is of this product, or it is a page of its API without any."""
        return super().sniff(head, file) or _is_empty(head)

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return _found


def _is_empty(head: bytes) -> bool:
    """Say whether a file is one empty page: those who ask every hour have many.

    >>> _is_empty(b'{"entities":[],"pagingInfo":{"lastPage":true,"size":0}}'), _is_empty(b'{"results":[]}')
    (True, False)
    """
    try:
        page = json.loads(head) if len(head) < _SMALL else None
    except (ValueError, RecursionError):
        return False
    server = inner(page, "pagingInfo") and inner(page).get("entities") == []
    cloud = inner(page).get("results") == [] and "/rest/api/audit" in str(inner(page, "_links").get("self"))
    return bool(server or cloud)


def _found(record: Record) -> Found:
    kind = _kind(record)
    words = text(kind.get("action")) or text(record.get("summary"))
    native = text(kind.get("actionI18nKey")) or words
    if native is None:
        return "no action"
    action, channel, outcome = kind_of(f"{native} {words or ''}")
    source = text(record.get("source")) or text(record.get("remoteAddress")) or ""
    return Row(
        when=_when(record),
        **_author(inner(record, "author")),
        action=action,
        native_action=native,
        channel=channel,
        **_objects(record, channel),
        address=said(source.partition(",")[0]),
        outcome=outcome,
        organization=text(record.get("system")),
        record_id=text(record.get("id")),
        stream="audit",
    )


def _kind(record: Record) -> Record:
    return inner(record, "auditType") or inner(record, "type")


def _when(record: Record) -> Moment:
    """Return the time: milliseconds of Cloud, text or seconds and nanoseconds of Data Center."""
    if "creationDate" in record:
        return epoch(record["creationDate"], MILLISECOND)
    stamp = record.get("timestamp")
    if not isinstance(stamp, dict):
        return iso(stamp, _UTC, utc=True) if isinstance(stamp, str) else epoch(stamp, MILLISECOND)
    seconds, nano = number(stamp.get("epochSecond")), number(stamp.get("nano")) or 0
    if seconds is None:
        raise TimeError("no time")
    return epoch(seconds * 1_000_000 + nano // 1000, MICROSECOND)


def _author(author: Record) -> dict[str, Any]:
    """Return account and its spellings; ``name`` is a login in the file and the full name in the API."""
    identifier = said(author.get("accountId")) or said(author.get("id")) or said(author.get("userKey"))
    name = said(_login(author.get("uri"))) or said(author.get("username")) or said(author.get("name"))
    if author.get("accountId") or (name and " " in name and identifier):
        name = None
    login = name or identifier or said(author.get("displayName"))
    person = (text(author.get("type")) or "user").lower() == "user" and not (identifier or "").startswith("-")
    return {
        "account": account_of("confluence", login or "unknown"),
        "aliases": aliases_of(("id", identifier)),
        "actor": "user" if person and login else "system",
    }


def _login(uri: object) -> str | None:
    """Return the login that the address of somebody's profile names.

    >>> _login("https://wiki.example.org/admin/users/viewuser.action?username=jdoe"), _login("http://[")
    ('jdoe', None)
    """
    try:
        found = parse_qs(urlsplit(uri).query).get("username") if isinstance(uri, str) else None
    except ValueError:
        return None
    return found[0] if found else None


def _objects(record: Record, channel: Channel) -> dict[str, Any]:
    """Say what it was done to, in which space; of permissions, who got them."""
    things = items_of(record.get("affectedObjects"))
    things += items_of(record.get("affectedObject")) + items_of(record.get("associatedObjects"))
    named = [
        ((text(t.get("type")) or text(t.get("objectType")) or "").lower(), t)
        for t in things
        if said(t.get("name"))
    ]
    first = next((t for kind, t in named if kind in DOCUMENTS), named[0][1] if named else {})
    space = next((t for kind, t in named if kind == "space"), {})
    shared = channel is Channel.SHARE
    whom = next((t for kind, t in named if kind in ("user", "group")), {}) if shared else {}
    if first is whom and space:
        first = space
    return {
        "object": said(first.get("name")),
        "object_id": said(first.get("id")),
        "url": said(first.get("uri")) if channel in (Channel.CLOUD, Channel.SHARE) else None,
        "area": said(space.get("name")),
        "target": said(whom.get("name")),
    }
