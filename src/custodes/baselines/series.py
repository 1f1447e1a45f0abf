"""Every series that an indicator may name: stored measures, and those derived from touches and hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from custodes.baselines.measures import MEASURES
from custodes.baselines.moving import SENT_OUT, TAKEN_BY_NAME, TAKEN_OUT
from custodes.model.event import Channel

if TYPE_CHECKING:
    from collections.abc import Mapping


__all__ = [
    "CORRELATIONS",
    "DAYS_OF",
    "EVENTS_OF",
    "RULES",
    "SERIES",
    "Series",
    "is_match",
    "known_series",
    "series_of",
]

_ALL = tuple(Channel)
_OUT = (Channel.REMOVABLE, Channel.SHARE, Channel.PRINT, Channel.WEB)
_FETCHED_AS: Mapping[Channel, str] = {
    Channel.CLOUD: "downloads",
    Channel.SYNC: "syncs",
    Channel.FILE: "downloads",
    Channel.CODE: "clones",
    Channel.RECORDS: "records_copied",
}
_FETCHED = tuple(_FETCHED_AS)
_STORES = (Channel.CLOUD, Channel.FILE, Channel.SYNC, Channel.REMOVABLE)


@dataclass(frozen=True, slots=True)
class Series:
    """What an indicator may name.

    unit, doing: as in :class:`~custodes.baselines.measures.Measure` · channels: where it can be seen
    settles: weeks after a person's first activity during which everything is new and nothing is learned
    of: stored measures that it is computed from, where it needs one of them: it is blind while none was ever counted
    and_of: further ones of which it needs one too, wherever they are counted
    here: channel -> the stored measure that must have been counted in it before anything shows there; empty: none
    """

    unit: str
    doing: str
    channels: tuple[Channel, ...]
    settles: int = 0
    of: tuple[str, ...] = ()
    and_of: tuple[str, ...] = ()
    here: Mapping[Channel, str] = field(default_factory=dict)


SERIES: Mapping[str, Series] = {m.name: Series(m.unit, m.doing, m.channels) for m in MEASURES} | {
    "new_areas": Series("folders", "touched for the first time", _STORES, settles=4),
    "reach": Series(
        "points",
        "scored for different files in folders new to this person, each by how few colleagues used the folder before",
        _STORES,
        settles=4,
    ),
    "reach_moved": Series(
        "points",
        "scored for different files taken along from folders new to this person, each by how few colleagues used the "
        "folder before",
        _STORES,
        settles=4,
    ),
    "days_removable": Series(
        "days",
        "on which files were copied to removable media",
        (Channel.REMOVABLE,),
        of=("copies_removable",),
    ),
    "days_personal": Series(
        "days",
        "on which attachments went to personal mail addresses",
        (Channel.MAIL,),
        of=("attached_personal",),
    ),
    "days_shared": Series(
        "days", "on which access was given to somebody outside", (Channel.SHARE,), of=("shares_outside",)
    ),
    "days_fetching": Series(
        "days",
        "on which more different files than usual for this person were downloaded",
        (Channel.CLOUD,),
        of=("distinct_downloads",),
    ),
    "days_syncing": Series(
        "days", "on which files were taken by synchronisation", (Channel.SYNC,), of=("syncs",)
    ),
    "days_cloning": Series("days", "on which repositories were cloned", (Channel.CODE,), of=("clones",)),
    "days_copying_records": Series(
        "days", "on which records were copied", (Channel.RECORDS,), of=("records_copied",)
    ),
    "days_printing": Series("days", "on which pages were printed", (Channel.PRINT,), of=("prints",)),
    "days_exploring": Series("days", "on which folders were touched for the first time", _STORES, settles=4),
    "new_hosts": Series("devices", "used for the first time", _ALL, settles=4),
    "new_recipients": Series(
        "mail domains outside", "written to for the first time", (Channel.MAIL,), settles=4
    ),
    "offhours_moves": Series(
        "actions that move documents", "done at hours unusual for this person", _STORES, settles=4
    ),
    "offhours_events": Series("actions", "done at hours unusual for this person", _ALL, settles=4),
    "offhours_out": Series(
        "actions by which documents leave",
        "done at hours unusual for this person",
        (Channel.REMOVABLE, Channel.PRINT, Channel.MAIL, Channel.WEB, Channel.SHARE),
        settles=4,
    ),
    "offdays_moves": Series(
        "actions that move documents", "done on days of the week unusual for this person", _STORES, settles=4
    ),
    "first_hosts": Series("devices", "used that nobody here had used before", _ALL, settles=4),
    "reach_hosts": Series(
        "points",
        "scored for devices new to this person, each by how few colleagues used it before",
        _ALL,
        settles=4,
    ),
    "media_on_others": Series(
        "times",
        "removable media were used on a machine of somebody else",
        (Channel.REMOVABLE,),
        settles=4,
        and_of=("mounts_removable", "copies_removable"),
    ),
    "first_domains": Series(
        "mail domains outside",
        "written to that nobody here had written to before",
        (Channel.MAIL,),
        settles=4,
    ),
    "reach_mail": Series(
        "points",
        "scored for mail domains outside new to this person, each by how few colleagues wrote to it before",
        (Channel.MAIL,),
        settles=4,
    ),
    "new_guests": Series(
        "domains outside", "given access to files for the first time", (Channel.SHARE,), settles=4
    ),
    "labelled_beyond": Series(
        "labelled files",
        "opened beyond the usual share of labelled ones among all files",
        (Channel.CLOUD, Channel.FILE),
        settles=4,
        of=("labelled_reads",),
    ),
    "unfamiliar_beyond": Series(
        "files",
        "touched in folders new to this person, beyond the usual share of such files among all",
        _STORES,
        settles=4,
    ),
    "first_fetched": Series(
        "files of different names",
        "fetched that this person had not fetched before",
        _FETCHED,
        settles=4,
        here=_FETCHED_AS,
    ),
    "first_taken": Series(
        "files of different names",
        "taken or sent out that this person had not taken out before",
        _OUT,
        settles=4,
        here=TAKEN_BY_NAME,
    ),
    "fetched_taken": Series(
        "different files",
        "taken out after they had been fetched",
        _OUT,
        and_of=tuple(_FETCHED_AS.values()),
        here=TAKEN_BY_NAME,
    ),
    "disguised_taken": Series(
        "different files",
        "taken out after they had been renamed or packed",
        _OUT,
        and_of=("renames", "archives"),
        here=TAKEN_BY_NAME,
    ),
    "taken_deleted": Series(
        "different files",
        "deleted after they had been taken out",
        _OUT,
        and_of=("deletes",),
        here=TAKEN_BY_NAME,
    ),
    "days_fetched_out": Series(
        "days",
        "on which files were both downloaded and taken or sent out",
        (*_OUT, Channel.MAIL),
        of=("distinct_downloads",),
        here=SENT_OUT,
    ),
    "days_new_out": Series(
        "days",
        "on which files from folders new to this person were taken along, and files were taken or sent out",
        (*_OUT, Channel.MAIL),
        settles=4,
        here=SENT_OUT,
    ),
    "days_taken_deleted": Series(
        "days",
        "on which files were deleted after they had been taken out",
        _OUT,
        and_of=("deletes",),
        here=TAKEN_BY_NAME,
    ),
}

RULES = "sigma_rule."
"""How the names of series begin that count the events a Sigma rule matched."""

CORRELATIONS = "sigma_correlation."
"""How the names of series begin that count the events that completed a Sigma correlation."""

_MATCHED = {
    RULES: Series("events", "matched by a Sigma rule", _ALL),
    CORRELATIONS: Series("events", "found that complete a Sigma correlation", _ALL),
}


def is_match(name: str) -> bool:
    """Say whether a series counts matches of a Sigma rule or correlation."""
    return name.startswith(tuple(_MATCHED))


def known_series(name: str) -> Series | None:
    """Return what is known of a series, None where nothing is: a review may have been made by another version."""
    return series_of(name) if name in SERIES or is_match(name) else None


def series_of(name: str) -> Series:
    """Return what is known of a series; KeyError for a name that is none.

    >>> series_of("prints").unit, series_of("sigma_rule.mass_download").unit
    ('pages', 'events')
    """
    return SERIES[name] if name in SERIES else _MATCHED[f"{name.partition('.')[0]}."]


DAYS_OF = {
    "days_removable": "copies_removable",
    "days_personal": "attached_personal",
    "days_shared": "shares_outside",
    "days_exploring": "new_areas",
    "days_syncing": "syncs",
    "days_cloning": "clones",
    "days_copying_records": "records_copied",
    "days_printing": "prints",
    "days_taken_deleted": "taken_deleted",
}
"""Persistence: a drip differs from a burst by its days, not by its files."""

EVENTS_OF: Mapping[str, tuple[str, ...]] = {name: (of,) for name, of in DAYS_OF.items()} | {
    "days_fetching": ("distinct_downloads",),
    "days_fetched_out": ("distinct_downloads", *TAKEN_OUT),
    "days_new_out": ("reach_moved", *TAKEN_OUT),
    "labelled_beyond": ("labelled_reads",),
}
"""The measures whose events stand behind a count of days, or behind what is computed from them."""
