"""Ways in which documents go, as counts that can be laid over somebody's own history: for ``custodes power``.

A scenario says what is added in all at size 1 and over how many of the person's working days; a size multiplies it. It
needs the channels of its measures: in a lake that has no records of removable media nobody can be found by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from custodes.baselines.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from custodes.model.event import Channel

__all__ = ["SCENARIOS", "SIZES", "Scenario"]

SIZES = (0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One course of things.

    title:   as it is told · days: working days that it lasts · documents: how many go at size 1
    counts:  stored measure -> what is added in all at size 1
    daily:   stored measure -> what is added on each of its days, whatever the size
    foreign: share of the documents that come from folders the person had not used; 0 where no folder is touched
    moves:   whether those documents are taken along (downloaded, copied), or only opened
    from_start: laid over the whole history from the first week on: what a baseline learns as usual
    """

    id: str
    title: str
    days: int
    documents: int
    counts: Mapping[str, int]
    daily: Mapping[str, int]
    foreign: float = 0.0
    moves: bool = True
    from_start: bool = False

    @property
    def channels(self) -> frozenset[Channel]:
        """Channels without whose records nothing of it is seen."""
        return frozenset(_CHANNEL[name] for name in self.counts)

    def possible(self, seen: Collection[str]) -> bool:
        """Say whether a lake with these channels could see it."""
        return not self.missing(seen)

    def missing(self, seen: Collection[str]) -> list[str]:
        """Name the channels that it needs and a lake with these channels does not have, sorted."""
        return sorted(channel.value for channel in self.channels if channel.value not in seen)


_CHANNEL = {m.name: m.channels[0] for m in MEASURES}

_MEDIA = {"copies_removable": 1, "distinct_removable": 1}
_FETCH = {"downloads": 1, "distinct_downloads": 1}


def _times(documents: int, *of: Mapping[str, int]) -> dict[str, int]:
    return {name: documents * each for one in of for name, each in one.items()}


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "media_rush",
        "copied to removable media within three days",
        3,
        150,
        _times(150, _MEDIA),
        {"mounts_removable": 1},
        foreign=0.3,
    ),
    Scenario(
        "media_drip",
        "copied to removable media, a few a day for eight weeks",
        40,
        160,
        _times(160, _MEDIA),
        {"mounts_removable": 1},
        foreign=0.3,
    ),
    Scenario(
        "private_mail",
        "sent to a private mail address within two weeks",
        10,
        80,
        {"mails_personal": 40, "attached_personal": 80, "bytes_personal": 40 * 400_000},
        {},
    ),
    Scenario(
        "sweep",
        "downloaded from other teams' folders within two weeks",
        10,
        200,
        _times(200, _FETCH, {"distinct_reads": 1}),
        {},
        foreign=1.0,
    ),
    Scenario(
        "download_drip",
        "downloaded, a few a day for eight weeks",
        40,
        240,
        _times(240, _FETCH),
        {},
        foreign=0.5,
    ),
    Scenario(
        "sync",
        "taken by synchronisation within a week",
        5,
        400,
        _times(400, _FETCH, {"syncs": 1}),
        {},
        foreign=0.3,
    ),
    Scenario(
        "shares",
        "opened to people outside within two weeks",
        10,
        60,
        {"shares": 60, "shares_outside": 60},
        {},
    ),
    Scenario(
        "cover",
        "downloaded and renamed, copied to removable media, then deleted",
        8,
        150,
        _times(150, _FETCH, _MEDIA, {"deletes": 1}) | {"renames": 50},
        {"mounts_removable": 1},
        foreign=0.4,
    ),
    Scenario(
        "from_the_first_week",
        "copied to removable media, a few a day since the logs began",
        0,
        4,
        _times(4, _MEDIA),
        {"mounts_removable": 1},
        from_start=True,
    ),
)
"""What is tried. The last one is there to be missed: nobody is compared with a time before the first record."""
