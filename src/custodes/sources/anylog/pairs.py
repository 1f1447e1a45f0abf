"""What CEF and LEEF have in common: a product's header and pairs of key and value, and what an event is made of.

| event | CEF | LEEF |
|---|---|---|
| time | `rt`, `start`, `end`, `deviceCustomDate1`, else the syslog head; zone by `dtz` | `devTime` by `devTimeFormat`, else the head |
| account | `suser` (`duser` of a sign-in), `suid` | `usrName`, `accountName`, `identUserName` |
| object | `filePath` with `fname`, else `request` | `filePath`, `fileName`, `resource`, `url` |
| target | `duser` of a mail, the host of `request`, `dhost`; the new name of a renamed file | `recipient`, host of `url`, `dstHost` |
| bytes | `fsize`, of an upload `out`, of a download `in` | `fileSize`, `srcBytes`, `dstBytes` |
| host, address | `shost`, `dvchost`; `src` | `identHostName`, `srcHost`; `src` |
| outcome | `outcome`, else the words of `act` and name | `outcome`, `action`, `cat` |
| action, channel | words of `act`, name, signature, `cat`, product: :mod:`custodes.sources.anylog.words` | the same |
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from custodes.identity.accounts import canonical_account, is_service
from custodes.model.event import Action, Channel, SetAside
from custodes.sources.anylog.words import Kind, kind_of, outcome_of
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found

__all__ = ["Header", "account_of", "aliases_of", "area_in", "domains_in", "event_of", "host_in", "number"]


class Header(NamedTuple):
    """Who wrote a record and what about; empty where it does not say."""

    vendor: str
    product: str
    signature: str
    name: str


_CUSTOM = re.compile(r"((?:cs|cn|flexString)\d{1,2})Label")
_LABELS = frozenset({"label", "sensitivity", "classification", "sensitivitylabel", "datalabel"})


def event_of(header: Header, said: Mapping[str, str], when: Moment) -> Found:
    """Return the event of a record; one without an account is nobody's."""
    get = _Getter(said)
    path, url = _path(get), get("request", "requestUrl", "url")
    kind = _kind(header, get, path, url)
    login = _login(get, kind)
    if login is None:
        return SetAside.OUT_OF_SCOPE
    moved = kind.action in (Action.RENAME, Action.MOVE)
    old = get("oldFilePath", "oldFileName")
    target = _target(get, kind, url) if not (moved and old) else path
    act = get("act", "action")
    return Row(
        when=when,
        account=account_of(login, get("sntdom", "domain"), header.product or "cef"),
        aliases=aliases_of(login, mail=get("smail", "emailAddress"), sid=get("suid", "usrId")),
        actor="service" if is_service(login) else "user",
        action=kind.action,
        native_action=header.name or act or header.signature,
        channel=kind.channel,
        object=(old if moved and old else path)
        or (None if kind.channel is Channel.MAIL else url)
        or get("resource"),
        object_id=get("fileId"),
        url=url if path else None,
        area=area_in(old if moved and old else path) or host_in(url),
        target=target,
        target_domains=domains_in(target),
        items=_items(get),
        bytes=number(_size(get, kind)),
        host=get("shost", "identHostName", "srcHost", "dvchost")
        or _far_host(get, kind)
        or get("deviceExternalId"),
        process=get("sproc", "deviceProcessName", "processName", "dproc"),
        address=get("src", "sourceAddress", "identSrc", "c6a2"),
        outcome=outcome_of(get("outcome", "categoryOutcome"), act, header.name, get("cat")),
        label=_label(said),
        record_id=get("externalId", "eventId", "id"),
        stream=_slug(header.product or header.vendor),
    )


class _Getter:
    """The first of some keys that has a value."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self._said = said

    def __call__(self, *keys: str) -> str | None:
        return next(
            (value for key in keys if (value := self._said.get(key, "").strip()) not in ("", "-", "N/A")),
            None,
        )


def _kind(header: Header, get: _Getter, path: str | None, url: str | None) -> Kind:
    otherwise = Channel.FILE if path else Channel.WEB if url else None
    says = (get("act", "action", "operation"), header.name, header.signature, get("cat"))
    about = (get("cat"), get("app", "proto"), header.product, header.vendor)
    return kind_of([text for text in says if text], [text for text in about if text], otherwise)


def _login(get: _Getter, kind: Kind) -> str | None:
    ours = ("suser", "usrName", "accountName", "identUserName", "suid")
    keys = ("duser", *ours) if kind.channel is Channel.SIGNIN else (*ours, "duser", "duid")
    return get(*keys)


def _path(get: _Getter) -> str | None:
    folder, name = get("filePath", "filepath"), get("fname", "fileName", "filename")
    if folder and name and "/" not in name and "\\" not in name:
        last = folder.replace("\\", "/").rpartition("/")[2]
        if last.lower() != name.lower():
            return folder.rstrip("\\/") + ("\\" if "\\" in folder else "/") + name
    return folder or name


def _target(get: _Getter, kind: Kind, url: str | None) -> str | None:
    if kind.channel is Channel.MAIL:
        to = get("duser", "recipient", "recipients")
        return ";".join(part for part in re.split(r"[;,\s]+", to) if part) if to else None
    if kind.channel is Channel.SIGNIN:
        return None
    far = get("dhost", "dstHost", "destinationDnsDomain")
    return host_in(url) or (far if kind.channel is not Channel.FILE or get("shost") else None) or get("dpath")


def _far_host(get: _Getter, kind: Kind) -> str | None:
    """Return the destination host, where a product that watches one machine calls it so."""
    here = kind.channel in (Channel.FILE, Channel.REMOVABLE, Channel.PRINT, Channel.SIGNIN)
    return get("dhost", "dstHost") if here else None


def _size(get: _Getter, kind: Kind) -> str | None:
    more = {Action.UPLOAD: ("out", "srcBytes"), Action.DOWNLOAD: ("in", "dstBytes")}.get(kind.action, ())
    return get("fsize", "fileSize", *more)


def _items(get: _Getter) -> int | None:
    count = number(get("cnt"))
    return count if count and count > 1 else None


def _label(said: Mapping[str, str]) -> str | None:
    """Return the sensitivity label of a custom string."""
    for key, name in said.items():
        custom = _CUSTOM.fullmatch(key)
        if custom and name.replace(" ", "").lower() in _LABELS:
            return said.get(custom[1]) or None
    return None


@lru_cache(100_000)
def account_of(login: str, domain: str | None, product: str) -> str:
    r"""Return the account: an address is of "mail", DOMAIN\\login of "windows", another login of the product.

    >>> account_of("Jane@Example.org", None, "x"), account_of("jdoe", "CORP", "x"), account_of("jdoe", None, "Box 3")
    ('mail:jane@example.org', 'windows:corp\\jdoe', 'box_3:jdoe')
    """
    if "@" in login:
        return canonical_account("mail", login)
    if "\\" in login or domain:
        return canonical_account("windows", login if "\\" in login else f"{domain}\\{login}")
    return canonical_account(_slug(product), login)


def aliases_of(
    login: str, *, mail: str | None = None, sid: str | None = None, id: str | None = None
) -> str | None:
    """Join what else a record calls an account."""
    more = {"mail": mail if mail and "@" in mail else None, "id": id}
    if sid:
        more["sid" if sid.upper().startswith("S-1-") else "id"] = sid
    known = [canonical_account(system, name) for system, name in more.items() if name and name != login]
    return ";".join(known) or None


@lru_cache(10_000)
def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:40] or "other"


def host_in(url: str | None) -> str | None:
    """Return the host of an address, lower case, without port and "www."; None where there is none.

    >>> host_in("https://www.Example.org:8443/a"), host_in("example.org/a"), host_in("http://[x")
    ('example.org', 'example.org', None)
    """
    if not url:
        return None
    try:
        host = urlsplit(url if "://" in url else f"//{url}").hostname
    except ValueError:
        return None
    return (host or "").removeprefix("www.").rstrip(".") or None


def area_in(path: str | None) -> str | None:
    r"""Return the folder of a path: drive or share and at most three levels.

    >>> area_in("C:\\a\\b\\c\\d\\e.doc"), area_in("e.doc")
    ('C:/a/b/c', None)
    """
    parts = [part for part in (path or "").replace("\\", "/").split("/") if part][:-1]
    return "/".join(parts[:4]) or None


def domains_in(target: str | None) -> str | None:
    """Return the distinct domains of recipients or of a host; None for a path or a name without a dot."""
    found = set()
    for part in (target or "").split(";"):
        name = part.rpartition("@")[2].strip(" <>").lower()
        if "." in name and not re.search(r"[\s/\\:]", name) and not re.fullmatch(r"[\d.]+", name):
            found.add(name)
    return ";".join(sorted(found)) or None


def number(text: str | None) -> int | None:
    """Return a whole number, also one with its unit or thousands; None for anything else.

    >>> number("1,024"), number("1.5 KB"), number("2048.0"), number("many")
    (1024, 1536, 2048, None)
    """
    found = re.fullmatch(
        r"\s*(\d{1,18}(?:,\d{3}){0,5})(\.\d{1,9})?\s*([KMGT]?)i?(?:B|bytes)?\s*", text or "", re.IGNORECASE
    )
    if found is None:
        return None
    scale = 1024 ** " KMGT".index(found[3].upper() or " ")
    return (
        int(float(found[1].replace(",", "") + (found[2] or "")) * scale)
        if found[2]
        else int(found[1].replace(",", "")) * scale
    )
