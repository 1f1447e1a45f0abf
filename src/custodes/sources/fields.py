"""Reading a decoded JSON record with care: what is not of the expected kind is as if it were not there."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from custodes.identity.accounts import canonical_account

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "account_of",
    "aliases_of",
    "bare_address",
    "inner",
    "items_of",
    "mail_domains",
    "number",
    "said",
    "text",
]

_MAIL = re.compile(r"[^\s@;]+@((?![\d.]+\.?$)[\w-]+(?:\.[\w-]+)+)\.?")
_NOTHING = frozenset({"", "-", "null", "none", "unknown", "n/a"})


def inner(record: object, *keys: str) -> dict[str, Any]:
    """Return the object under a path of keys; an empty one where there is none.

    >>> inner({"a": {"b": {"c": 1}}}, "a", "b"), inner({"a": [1]}, "a", "b")
    ({'c': 1}, {})
    """
    for key in keys:
        record = record.get(key) if isinstance(record, dict) else None
    return record if isinstance(record, dict) else {}


def items_of(value: object) -> list[dict[str, Any]]:
    """Return the objects of an array, or the one object that stands in its place.

    >>> items_of([{"a": 1}, 2]), items_of({"a": 1}), items_of("a")
    ([{'a': 1}], [{'a': 1}], [])
    """
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, dict)]


def text(value: object) -> str | None:
    """Return a text or whole number as a trimmed text; None where there is nothing."""
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def said(value: object) -> str | None:
    """Return a text unless it is one of the words that products write for nothing.

    >>> said(" jdoe "), said("null"), said("unknown")
    ('jdoe', None, None)
    """
    found = text(value)
    return None if found is None or found.lower() in _NOTHING else found


def number(value: object) -> int | None:
    """Return a whole number or the text of one; None otherwise.

    >>> number(7), number("7"), number(True), number("7 kB")
    (7, 7, None, None)
    """
    found = text(value)
    return int(found) if found and len(found) < 20 and found.isascii() and found.isdecimal() else None


@lru_cache(100_000)
def account_of(system: str, login: str) -> str:
    """Return the account; the same as :func:`canonical_account`, remembered."""
    return canonical_account(system, login)


def aliases_of(*spellings: tuple[str, str | None]) -> str | None:
    """Return further spellings of an account as (system, login), joined.

    >>> aliases_of(("id", "42"), ("mail", "Jane@Example.org"), ("sid", None))
    'id:42;mail:jane@example.org'
    """
    found = [account_of(system, login) for system, login in spellings if login and ";" not in login]
    return ";".join(dict.fromkeys(found)) or None


def mail_domains(names: Iterable[str]) -> str | None:
    """Return the distinct domains of mail addresses, lower case, sorted, joined; an address literal names none.

    >>> mail_domains(["b@Example.org", "a@example.com.", "Owners", "root@[192.0.2.1]", "root@192.0.2.1"])
    'example.com;example.org'
    """
    found = {match[1].lower() for name in names if (match := _MAIL.fullmatch(name.strip()))}
    return ";".join(sorted(found)) or None


_SECRET = re.compile(r"[?#]|%3f|;\w*(?:session|sid|token)\w*=", re.IGNORECASE)


def bare_address(url: str) -> str:
    """Return an address on the web without a sign-in and without what stands behind "?" or a session: they may be secrets.

    >>> bare_address("http://jane:pw@example.org/a;jsessionid=1?key=2"), bare_address("http://example.org/a@b%3Fkey=1")
    ('http://example.org/a', 'http://example.org/a@b')
    """
    scheme, mark, rest = _SECRET.split(url, maxsplit=1)[0].partition("://")
    if not mark:
        return scheme
    place, slash, path = rest.partition("/")
    return f"{scheme}://{place.rpartition('@')[2]}{slash}{path}"
