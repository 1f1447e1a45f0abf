"""Requests and mails on the wire: Zeek's http and smtp. Only what goes unencrypted shows its paths and addresses.

References: docs.zeek.org, "http.log", "smtp.log".
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from custodes.model.event import Action, Channel
from custodes.sources.fields import bare_address, mail_domains
from custodes.sources.network.parties import is_inside, login
from custodes.sources.network.zeek_event import client, outcome_of, row
from custodes.sources.network.zeek_record import number, text, texts

if TYPE_CHECKING:
    from custodes.sources.network.zeek_event import Record
    from custodes.sources.rows import Row

__all__ = ["mail", "request"]

_A, _C = Action, Channel
_GIVES = frozenset({"POST", "PUT", "PATCH"})


def request(record: Record) -> Row:
    """Read a request; what stands behind "?" in its address may be a secret and is not kept."""
    method = text(record, "method")
    gives = (method or "").upper() in _GIVES and bool(number(record, "request_body_len"))
    url = _url(record)
    host = urlsplit(url).hostname if url else None
    user = text(record, "username")
    status = number(record, "status_code")
    return row(
        record,
        login("http", user) if user else client(record),
        _A.UPLOAD if gives else _A.VISIT,
        _C.WEB,
        method,
        object=url,
        object_id=next(iter(texts(record, "orig_fuids" if gives else "resp_fuids")), None),
        target=host,
        target_domains=host,
        items=len(texts(record, "orig_fuids")) or None if gives else None,
        bytes=number(record, "request_body_len" if gives else "response_body_len"),
        outcome=None if not status else "success" if status < 400 else "failure",
    )


def _url(record: Record) -> str | None:
    """Return scheme, host and path of what was asked for; None where the request was not seen."""
    uri = text(record, "uri") or ""
    host = text(record, "host") or text(record, "id.resp_h")
    if "://" in uri[:12]:
        scheme, _, rest = uri.partition("://")
        host, slash, path = rest.partition("/")
        uri = slash + path
    elif uri and not uri.startswith("/"):  # CONNECT host:port, OPTIONS *
        scheme, host, uri = "http", uri if ":" in uri else host, ""
    else:
        scheme = "http"
    if not host or not (uri or text(record, "method")):
        return None
    url = bare_address(f"{scheme}://{host}{uri}")
    try:
        urlsplit(url)
    except ValueError:
        return None
    return url


def mail(record: Record) -> Row:
    """Read a mail by its envelope. One that comes in from a public address is nobody's sending."""
    sender = _bare(text(record, "mailfrom"))
    to = list(dict.fromkeys(filter(None, map(_bare, texts(record, "rcptto")))))
    inside = is_inside(text(record, "id.orig_h"))
    reply = text(record, "last_reply") or ""
    who, action = client(record), _A.OTHER  # an encrypted or empty session: who wrote to whom was not seen
    if sender and to and inside:
        who, action = login("mail", sender), _A.SEND
    elif to:
        action = _A.RECEIVE
    return row(
        record,
        who,
        action,
        _C.MAIL,
        None,
        object=text(record, "subject") if action is not _A.OTHER else None,
        object_id=text(record, "msg_id"),
        target=";".join(to) or None,
        target_domains=mail_domains(to),
        outcome=outcome_of(int(reply[:3]))
        if action is not _A.OTHER and reply[:3].isdecimal() and reply.isascii()
        else None,
    )


def _bare(address: str | None) -> str | None:
    """Return the address within angle brackets, lower case; None where there is none."""
    bare = (address or "").rpartition("<")[2].partition(">")[0].strip().lower()
    return bare if "@" in bare else None
