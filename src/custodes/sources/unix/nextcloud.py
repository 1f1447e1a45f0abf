r"""Nextcloud's audit.log, written by the app admin_audit: JSON, one record a line.

Sample::

    {"reqId":"Zk7","level":1,"time":"2024-05-20T19:21:05+00:00","remoteAddr":"203.0.113.7","user":"jdoe","app":"admin_audit",
     "method":"GET","url":"/remote.php/dav/files/jdoe/plans/a.pdf","message":"File with id \"17\" accessed: \"/plans/a.pdf\"",
     "userAgent":"Mozilla/5.0","version":"29.0.1.1","data":{"app":"admin_audit"}}

What was done stands in the message, an English sentence. A file is accessed when it is shown and when it is fetched: an
access by a desktop or mobile client (``mirall``, ``Nextcloud-``) is taken to be synchronisation, any other ``GET`` of the
file's own address a download, the rest a read. A record without a user (``--``) is the machine's: a public link, a job.

References: docs.nextcloud.com, "Logging", "Admin audit log"; apps/admin_audit/lib/Actions of nextcloud/server.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from custodes.model.event import ANYONE, Action, Channel
from custodes.sources.fields import mail_domains
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import iso
from custodes.sources.rows import Row
from custodes.sources.unix.logins import NOBODY, actor_of, address_of, login, machine

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["Nextcloud"]

_A, _C = Action, Channel
_LONGEST = 8_192  # characters; a path has at most 4,000
_ID = r'(?: with id "(?P<id>[^"]*)")?'


def _table(
    *rows: tuple[str, Action, Channel, str],
) -> tuple[tuple[re.Pattern[str], Action, Channel, str], ...]:
    return tuple((re.compile(text, re.DOTALL), *rest) for text, *rest in rows)  # type: ignore[misc]


_THE = r'The (?:file|folder) "(?P<path>.*?)" (?:with ID "(?P<id>[^"]*)" )?has been '
_SENTENCES = _table(
    (rf'File{_ID} accessed: "(?P<path>.*)"', _A.READ, _C.CLOUD, "accessed"),
    (
        r'Preview accessed: \(id: "(?P<id>[^"]*)".*?, path: "(?P<path>.*)"\)',
        _A.READ,
        _C.CLOUD,
        "preview accessed",
    ),
    (rf'File{_ID} created: "(?P<path>.*)"', _A.CREATE, _C.CLOUD, "created"),
    (rf'File{_ID} written to: "(?P<path>.*)"', _A.UPDATE, _C.CLOUD, "written to"),
    (rf'File renamed{_ID} from "(?P<path>.*?)" to "(?P<to>.*)"', _A.RENAME, _C.CLOUD, "renamed"),
    (rf'File{_ID} renamed(?: from)?: "(?P<path>.*?)" to:? "(?P<to>.*)"', _A.RENAME, _C.CLOUD, "renamed"),
    (
        r'File id copied from: "(?P<id>[^"]*)" to "[^"]*", path from "(?P<path>.*?)" to "(?P<to>.*)"',
        _A.COPY,
        _C.CLOUD,
        "copied",
    ),
    (rf'File{_ID} copied: "(?P<path>.*?)" to "(?P<to>.*)"', _A.COPY, _C.CLOUD, "copied"),
    (rf'File{_ID} deleted: "(?P<path>.*)"', _A.DELETE, _C.CLOUD, "deleted"),
    (r'File "(?P<path>.*)" deleted from trash ?bin\.?', _A.DELETE, _C.CLOUD, "deleted from trash bin"),
    (r'File "(?P<path>.*)" restored from trash ?bin\.?', _A.CREATE, _C.CLOUD, "restored from trash bin"),
    (_THE + r"shared via link .*", _A.SHARE, _C.SHARE, "shared via link"),
    (_THE + r'shared to the [\w ]+? "(?P<to>.*?)" with .*', _A.SHARE, _C.SHARE, "shared"),
    (_THE + r"unshared.*", _A.UNSHARE, _C.SHARE, "unshared"),
    (
        r'The shared (?:file|folder) with the token "[^"]*" by "[^"]*" has been accessed\.?',
        _A.READ,
        _C.CLOUD,
        "share accessed",
    ),
    (r'Login (?P<how>attempt|successful): "(?P<who>.*)"', _A.LOGON, _C.SIGNIN, "login"),
    (r'Login failed: "?(?P<who>[^"(]*?)"?(?: \(Remote IP: .*\))?', _A.LOGON, _C.SIGNIN, "login failed"),
    (r"Logout occurred", _A.LOGOFF, _C.SIGNIN, "logout"),
)
_SYNC = re.compile(r"mirall/|Nextcloud-(?:android|iOS)|csyncoC/", re.IGNORECASE)


class Nextcloud(JsonSource):
    """Files of a Nextcloud opened, changed, shared, deleted; sign-ins."""

    name = "nextcloud"
    title = "Nextcloud admin_audit (audit.log)"
    mark = "reqId"
    guide = Guide(
        channels=(_C.CLOUD, _C.SHARE, _C.SYNC, _C.SIGNIN),
        becomes=(
            ("a file `accessed`", "downloaded, synchronised by a client, or read, by method and client"),
            (
                "`created`, `written to`, `renamed`, `copied`, `deleted`",
                "the same of a document in the cloud",
            ),
            ("`shared via link`, `shared to the user …`, `unshared`", "a share, with whom, or its end"),
            ("`Login successful`, `Login failed`, `Logout occurred`", "a sign-in, a failed one, a sign-out"),
            ("everything else, `Login attempt` too", "administrative"),
        ),
        switch_on=(
            "`occ app:enable admin_audit`, and `'log.condition' => ['apps' => ['admin_audit']]` in `config.php`; take "
            "`data/audit.log`.",
        ),
        blind=("Who used a public link.", "How large a file was.", "What was done with a copy on a client."),
        tested=Tested.PAPER,
        references=('docs.nextcloud.com, "Logging"', "github.com/nextcloud/server, apps/admin_audit"),
    )

    def is_record(self, record: Record) -> bool:
        """Say whether it is a record of the app admin_audit."""
        return record.get("app") == "admin_audit" and "reqId" in record and "message" in record

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""

        def found(record: Record) -> Found:
            return _row(record, context)

        return found


def _row(record: Record, context: ReadContext) -> Found:
    if not isinstance(record.get("message"), str):
        return "no message"
    if len(record["message"]) > _LONGEST:
        return f"the message is longer than {_LONGEST:,} characters"
    when = iso(_text(record, "time"), context.zone)
    action, channel, native, said = _meaning(record["message"].strip())
    if native == "accessed":
        action, channel = _fetched(record)
    user = _text(record, "user") or ""
    if said.get("how") == "attempt":
        action = _A.OTHER
    if channel is _C.SIGNIN and said.get("who"):
        user = said["who"] or ""
    nobody = user in NOBODY or not user.strip("-")
    address = address_of(_text(record, "remoteAddr"))
    target = ANYONE if native == "shared via link" else said.get("to")
    return Row(
        when=when,
        account=machine(address) if nobody else login(user, "nextcloud"),
        aliases=f"mail:{user.lower()}" if "@" in user else None,
        actor="system" if nobody else actor_of(user),
        action=action,
        native_action=native,
        channel=channel,
        object=said.get("path"),
        object_id=said.get("id"),
        area="/".join((said.get("path") or "").split("/")[:-1][:4]) or None,
        target=target,
        target_domains=mail_domains([target]) if target and action is _A.SHARE else None,
        address=address,
        outcome="failure"
        if native == "login failed"
        else "success"
        if said.get("how") == "successful"
        else None,
        stream="audit",
    )


def _meaning(message: str) -> tuple[Action, Channel, str, dict[str, str | None]]:
    for pattern, action, channel, native in _SENTENCES:
        if found := pattern.fullmatch(message):
            return action, channel, native, found.groupdict()
    return _A.OTHER, _C.ADMIN, "admin_audit", {}


def _fetched(record: Record) -> tuple[Action, Channel]:
    """Say how a file was accessed."""
    if _SYNC.search(_text(record, "userAgent") or ""):
        return _A.SYNC, _C.SYNC
    own = any(place in (_text(record, "url") or "") for place in ("/dav/files/", "/webdav/", "/download"))
    return (_A.DOWNLOAD if record.get("method") == "GET" and own else _A.READ), _C.CLOUD


def _text(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    return (value.strip() or None) if isinstance(value, str) else None
