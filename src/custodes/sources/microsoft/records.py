"""Values of Microsoft's records, whose tables write the same thing as text, object, or JSON within a text."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from custodes.identity.accounts import canonical_account
from custodes.sources.microsoft.m365.fields import alias_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["aliases", "first", "opened", "windows_login"]


def first(record: Mapping[str, Any], *keys: str) -> str | None:
    """Return the first of the values that says something.

    >>> first({"a": "", "b": None, "c": 7}, "a", "b", "c")
    '7'
    """
    for key in keys:
        if (text := text_of(record.get(key))) is not None:
            return text
    return None


def opened(value: object) -> dict[str, Any]:
    """Return an object, also one that stands as JSON in a text; empty for anything else.

    >>> opened('{"errorCode": 0}'), opened({"a": 1}), opened("[1]"), opened("{")
    ({'errorCode': 0}, {'a': 1}, {}, {})
    """
    if isinstance(value, str) and value[:1] == "{":
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


@lru_cache(100_000)
def windows_login(domain: str | None, name: str) -> str:
    r"""Return the account of a login of Windows.

    >>> windows_login("CORP", "JDoe"), windows_login(None, "jdoe")
    ('windows:corp\\jdoe', 'windows:jdoe')
    """
    return canonical_account("windows", f"{domain}\\{name}" if domain else name)


def aliases(account: str, *identifiers: str | None, mail: str | None = None) -> str | None:
    """Return what else a record calls an account: SIDs, GUIDs and PUIDs that are well-formed, and an address.

    >>> aliases("entra:jane@x.org", "S-1-5-21-1-2-3-4", "none", None, mail="Jane@x.org")
    'sid:S-1-5-21-1-2-3-4'
    """
    known = [alias_of(each) for each in identifiers if each]
    if mail and "@" in mail and account != canonical_account("entra", mail):
        known.append(canonical_account("mail", mail))
    return (
        ";".join(
            dict.fromkeys(
                each for each in known if each and each[each.find(":") :] != account[account.find(":") :]
            )
        )
        or None
    )
