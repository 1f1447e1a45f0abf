"""One event of Windows, in whatever form it was read: which product wrote it, its number, when, where, and its fields.

Every form (EVTX, Winlogbeat, a flat export, XML) makes this noun; what an event means is not its business.

References: learn.microsoft.com/windows/win32/wes/eventschema-systempropertiestype-complextype.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec

from custodes.model.event import TimeBasis
from custodes.sources.moments import SECOND, Moment, iso

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["WindowsEvent", "event_id", "failed_by", "moment", "plain", "product_of"]

_PROVIDERS = {
    "microsoft-windows-security-auditing": "security",
    "microsoft-windows-eventlog": "security",
    "microsoft-windows-printservice": "print",
    "microsoft-windows-sysmon": "sysmon",
}
_LOGS = {
    "security": "security",
    "microsoft-windows-printservice/operational": "print",
    "microsoft-windows-sysmon/operational": "sysmon",
}
_SUCCESS, _FAILURE = 1 << 53, 1 << 52
_UTC = ZoneInfo("UTC")
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]{1,16}|-?\d{1,20})")


class WindowsEvent(msgspec.Struct, kw_only=True, gc=False):
    """An event.

    product: "security", "print" or "sysmon" · number: the event id
    when: TimeCreated · host: the computer that wrote it · log_id: its number in that computer's log, or ""
    log: the channel ("Security") · failed: whether the audit was of a failure; None where it is not said
    user: (domain, name, SID) of the account that wrote the event, "" where not known
    data: the event's own fields by their names in the manifest; values are texts or numbers
    task: the kind of event in its product, as a number where the form gives one, else in words
    """

    product: str
    number: int
    when: Moment
    host: str
    log: str
    data: Mapping[str, Any]
    log_id: str = ""
    task: str = ""
    failed: bool | None = None
    user: tuple[str, str, str] = ("", "", "")

    def text(self, name: str) -> str | None:
        """Return a field; None where it is missing, empty or "-", as Windows writes what it does not know."""
        return plain(self.data.get(name)) or None

    def whole(self, name: str) -> int | None:
        """Return a field as a whole number, decimal or 0x; None where it is none."""
        return _number(plain(self.data.get(name)))


def plain(value: object) -> str:
    """Return a value as text, "" for none.

    >>> plain(" a "), plain(7), plain("-"), plain(None), plain(["a"])
    ('a', '7', '', '', '')
    """
    if isinstance(value, str):
        text = value.strip()
        return text if text != "-" else ""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def event_id(value: object) -> int | None:
    """Return an event id, however it was written; None for anything else.

    >>> event_id(4663), event_id("4663"), event_id(-1), event_id(None)
    (4663, 4663, None, None)
    """
    text = plain(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def moment(text: str) -> Moment:
    """Read a time of Windows, which is UTC.

    >>> moment("2024-05-06T07:08:09.123456Z") == iso("2024-05-06T07:08:09.123456Z", ZoneInfo("UTC"))
    True
    """
    second, fraction = text[17:19], text[20:26]
    usual = len(text) == 27 and text[16] == ":" and text[19] == "." and text[26] == "Z"
    if usual and second.isdecimal() and fraction.isdecimal() and second < "60" and text.isascii():
        return Moment(_minute(text[:16]) + int(second) * SECOND + int(fraction), 0, 1, TimeBasis.RECORD)
    return iso(text, _UTC, utc=True)


@lru_cache(10_000)
def _minute(text: str) -> int:
    """Read a minute: a log in the order of time says each many times."""
    return iso(f"{text}Z", _UTC).ts_us


@lru_cache(1_000)
def product_of(provider: str, log: str) -> str | None:
    """Say which product wrote an event, by its provider, else by its log; None for all others.

    >>> product_of("Microsoft-Windows-Sysmon", ""), product_of("", "Security"), product_of("MSSQLSERVER", "Security")
    ('sysmon', 'security', None)
    """
    return _PROVIDERS.get(provider.lower()) if provider else _LOGS.get(log.lower())


def failed_by(keywords: object) -> bool | None:
    """Say whether an audit was of a failure, by the keywords: a bit field as a number or text, or words.

    >>> failed_by("0x8010000000000000"), failed_by(["Audit Success"]), failed_by("-9214364837600034816"), failed_by("")
    (True, False, False, None)
    """
    if isinstance(keywords, list):
        keywords = ",".join(word for word in keywords if isinstance(word, str))
    return _failed(plain(keywords))


@lru_cache(1_000)
def _failed(text: str) -> bool | None:
    bits = _number(text)
    if bits is None:
        words = text.lower()
        return True if "audit failure" in words else False if "audit success" in words else None
    return True if bits & _FAILURE else False if bits & _SUCCESS else None


@lru_cache(10_000)
def _number(text: str) -> int | None:
    if not _NUMBER.fullmatch(text):
        return None
    return int(text, 16) if text[1:2] in ("x", "X") else int(text)
