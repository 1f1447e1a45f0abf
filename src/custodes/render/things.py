"""What a stored event names, taken apart: the login of an account, the path or address of an object."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

__all__ = ["FILE_CHANNELS", "Login", "Thing", "is_address", "iso_time", "login_of", "mail_of", "thing_of"]

FILE_CHANNELS = frozenset({"removable", "print", "cloud", "sync", "share", "file", "code", "records"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SITE = re.compile(r"\A/?(?:sites|teams|personal)/[^/]+/", re.IGNORECASE)
_EXTENSION = re.compile(r"\A[A-Za-z0-9]{1,10}\Z")


@dataclass(frozen=True, slots=True)
class Login:
    r"""An account's parts; empty where it has none.

    id: the login as a whole · name: without domain · domain: of the address, or of ``DOMAIN\name`` · mail: the address
    """

    id: str
    name: str
    domain: str
    mail: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A path or web address; empty where it has no such part.

    path: of a file that is not on the web · name, directory, extension · url: as logged · host: of the url
    Directories of SharePoint addresses are those within the site, as the product itself gives them.
    """

    path: str = ""
    name: str = ""
    directory: str = ""
    extension: str = ""
    url: str = ""
    host: str = ""


def iso_time(ts_us: int) -> str:
    """Return UTC with milliseconds, or microseconds where there are any, and a Z. Integers only.

    >>> iso_time(1), iso_time(-1_000)
    ('1970-01-01T00:00:00.000001Z', '1969-12-31T23:59:59.999Z')
    """
    moment = (_EPOCH + timedelta(microseconds=ts_us)).replace(tzinfo=None)
    return moment.isoformat(timespec="microseconds" if ts_us % 1000 else "milliseconds") + "Z"


@lru_cache(maxsize=200_000)
def login_of(account: str) -> Login:
    r"""Take "system:login" apart.

    >>> login_of("entra:jane@x.org")
    Login(id='jane@x.org', name='jane', domain='x.org', mail='jane@x.org')
    >>> login_of("windows:corp\\jdoe").name, login_of("cert:ABC0123").domain
    ('jdoe', '')
    """
    login = account.partition(":")[2] or account
    local, at, domain = login.rpartition("@")
    if at and local and domain and " " not in login:
        return Login(login, local, domain, login)
    domain, slash, name = login.rpartition("\\")
    if slash and name:
        return Login(login, name, domain, "")
    return Login(login, login, "", "")


def thing_of(text: str) -> Thing:
    r"""Take an object apart.

    >>> thing_of("https://acme.example/sites/lab/Shared Documents/a/plan.v2.docx").directory
    'Shared Documents/a'
    >>> thing_of("C:\\A1B2\\x.doc")
    Thing(path='C:\\A1B2\\x.doc', name='x.doc', directory='C:\\A1B2', extension='doc', url='', host='')
    >>> thing_of("http://[broken").url
    'http://[broken'
    """
    if "://" in text[:12]:
        try:
            parts = urlsplit(text)
            host, path = parts.hostname or "", parts.path
        except ValueError:
            return Thing(url=text)
        if not _SITE.match(path) and parts.query:
            return Thing(url=text, host=host)
        directory, name, extension = _parts(_SITE.sub("", path).lstrip("/"), "/")
        return Thing("", name, directory, extension, text, host)
    separator = "\\" if "\\" in text else "/"
    directory, name, extension = _parts(text, separator)
    return Thing(text, name, directory, extension)


def mail_of(address: str | None) -> str | None:
    """Return an event's address where it is the sender of a mail."""
    return address if address and "@" in address else None


def is_address(text: str) -> bool:
    """Say whether a text is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _parts(path: str, separator: str) -> tuple[str, str, str]:
    directory, _, name = path.rpartition(separator)
    stem, dot, extension = name.rpartition(".")
    return directory, name, extension if dot and stem and _EXTENSION.match(extension) else ""
