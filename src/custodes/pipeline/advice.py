"""The one setting that would open a blind channel: of a product whose source is registered, before all of one that the lake reads.

What to switch on for one channel of a product that has many stands here; everything else comes from the sources'
own guides, so that a new source is advised by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.model.event import Channel
from custodes.sources.registry import sources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from custodes.sources.base import Source

__all__ = ["advice_for", "offering"]

_C = Channel
_PURVIEW = "Export the Microsoft 365 audit log: {}"
_DLP = "Switch on endpoint DLP in Microsoft Purview ({}) and export the audit log"
_SETTINGS: Mapping[Channel, Mapping[str, str]] = {
    _C.REMOVABLE: {"m365": _DLP.format("'File copied to removable media'")},
    _C.PRINT: {
        "cups": "Collect the page_log of CUPS",
        "m365": _DLP.format("'File printed'"),
    },
    _C.MAIL: {"m365": _PURVIEW.format("the mailbox action Send (it names no recipients)")},
    _C.WEB: {"m365": _DLP.format("'File uploaded to cloud'")},
    _C.CLOUD: {"m365": _PURVIEW.format("SharePoint and OneDrive file activities")},
    _C.SYNC: {"m365": _PURVIEW.format("FileSyncDownloadedFull")},
    _C.SHARE: {"m365": _PURVIEW.format("sharing activities")},
    _C.FILE: {"m365": _DLP.format("file activities on devices")},
    _C.CODE: {"github": "Export the GitHub Enterprise audit log with git events"},
    _C.MESSAGING: {"m365": _PURVIEW.format("Teams")},
    _C.RECORDS: {
        "reading_room": "Write loans, orders and copies of the records office as a reading-room list (the manual's page on "
        "sources says how)"
    },
    _C.SIGNIN: {"m365": _PURVIEW.format("sign-ins (UserLoggedIn)")},
    _C.ADMIN: {"m365": _PURVIEW.format("administrators' activities, so that clearing of logs shows")},
}
"""Channel -> name of a source -> what to do, the likeliest product first."""
_DATASETS = frozenset({"cert"})
"""Formats that nothing writes which could be switched on."""
_OTHERS = 3  # further formats that are named


def offering(channel: Channel) -> tuple[Source, ...]:
    """Return the registered sources that can fill a channel, those first that are the likeliest."""
    able = {s.name: s for s in sources() if channel in s.guide.channels and s.name not in _DATASETS}
    first = [name for name in _SETTINGS.get(channel, {}) if name in able]
    return tuple(able[name] for name in dict.fromkeys([*first, *able]))


def advice_for(channel: Channel, read: Collection[str] = ()) -> str:
    """Return one sentence; ``read`` are the names of sources that the lake has read, whose products are at hand.

    >>> advice_for(Channel.CODE, ["github"]).startswith("Export the GitHub Enterprise audit log with git events")
    True
    """
    able = sorted(
        offering(channel), key=lambda source: source.name not in read
    )  # stable: the likeliest stay first
    if not able:
        return "No source of this installation can fill it: another package may bring one"
    chosen, *others = able
    return _sentence(channel, chosen) + "".join(_others(others))


def _sentence(channel: Channel, source: Source) -> str:
    told = _SETTINGS.get(channel, {}).get(source.name)
    if told is not None:
        return told
    switch = f": {source.guide.switch_on[0].rstrip('.')}" if source.guide.switch_on else ""
    return f"{source.title}{switch}"


def _others(others: list[Source]) -> Iterator[str]:
    if others:
        more = f" and {len(others) - _OTHERS} more" if len(others) > _OTHERS else ""
        yield f". Also read: {', '.join(map(_short, others[:_OTHERS]))}{more}"


def _short(source: Source) -> str:
    """Return a source's title without its forms and parts."""
    return source.title.partition(" (")[0].partition(":")[0]
