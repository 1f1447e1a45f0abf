"""Measures: numbers per account, day and label, computed from events in one pass and kept.

Only what adds is kept, so that a window is a sum of days and a person a sum of accounts: "distinct" means
distinct within the day. Failed actions and those of service or system actors count for nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from custodes.baselines.calendar import DAY_US, local_us
from custodes.baselines.destinations import Destination
from custodes.baselines.portable import any_case
from custodes.model.event import ANYONE, Action, Channel

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from custodes.baselines.destinations import Destinations

__all__ = ["CARRYING_ACTIONS", "HOURS", "MEASURES", "Measure", "categorised", "measure_table", "touch_tables"]

_ARCHIVES = ["zip", "7z", "rar", "tar", "tgz", "gz", "bz2", "xz", "cab", "iso", "zst"]
_ARCHIVE = rf"\.({'|'.join(any_case(name) for name in _ARCHIVES)})\z"
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that adds over days and accounts.

    name:    column of the table
    unit:    what it counts, plural, as sentences say it
    doing:   the sentence's verb: "41 files were <copied to removable media>"
    channels: where its records come from; it is blind where none of them is seen
    where:   which events count; ``value`` what is summed (None: one each), ``distinct`` the column counted once a day
    per:     what is stored is so many times the unit: bytes are kept, and read as MiB
    """

    name: str
    unit: str
    doing: str
    channels: tuple[Channel, ...]
    where: Callable[[ir.Table], ir.BooleanColumn]
    value: Callable[[ir.Table], ir.IntegerColumn] | None = None
    distinct: str | None = None
    per: int = 1

    def expression(self, t: ir.Table) -> ir.Scalar:
        """Return the aggregate over a table of events."""
        if self.distinct is not None:
            return t[self.distinct].nunique(where=self.where(t))
        if self.value is not None:
            return self.value(t).sum(where=self.where(t))
        return self.where(t).sum()


def _did(
    *actions: Action, channel: Channel | tuple[Channel, ...] | None = None
) -> Callable[[ir.Table], ir.BooleanColumn]:
    names = [a.value for a in actions]
    channels = () if channel is None else (channel,) if isinstance(channel, Channel) else channel

    def where(t: ir.Table) -> ir.BooleanColumn:
        chosen = t.action.isin(names) if len(names) > 1 else t.action == names[0]
        return chosen & t.channel.isin([c.value for c in channels]) if channels else chosen

    return where


def _to(
    base: Callable[[ir.Table], ir.BooleanColumn], *kinds: Destination
) -> Callable[[ir.Table], ir.BooleanColumn]:
    return lambda t: base(t) & t.category.isin([k.value for k in kinds])


def _shared_outside(t: ir.Table) -> ir.BooleanColumn:
    outside = t.category.isin([Destination.PERSONAL.value, Destination.EXTERNAL.value]).fill_null(False)
    return _did(Action.SHARE)(t) & (outside | (t.target == ANYONE).fill_null(False))


def _items(t: ir.Table) -> ir.IntegerColumn:
    return t["items"].fill_null(1).cast("int64")


def _attached(t: ir.Table) -> ir.IntegerColumn:
    return t["items"].fill_null(0).cast("int64")


def _bytes(t: ir.Table) -> ir.IntegerColumn:
    return t.bytes.fill_null(0)


def _archive(t: ir.Table) -> ir.BooleanColumn:
    made = t.action.isin([Action.CREATE.value, Action.RENAME.value, Action.UPLOAD.value, Action.COPY.value])
    name = ibis.coalesce(t.target, t.object)
    return (t.action.isin([Action.ARCHIVE.value, Action.ENCRYPT.value])) | (
        made & name.re_search(_ARCHIVE).fill_null(False)
    )


_STORE = (Channel.CLOUD, Channel.FILE, Channel.SYNC, Channel.CODE, Channel.RECORDS)
_COPY = _did(Action.COPY, channel=Channel.REMOVABLE)
_SEND = _did(Action.SEND, channel=Channel.MAIL)
_OUT = (Destination.FILE_SHARING, Destination.PASTE, Destination.LEAK, Destination.WEBMAIL)
_FETCH = _did(Action.DOWNLOAD, Action.SYNC, Action.COPY, channel=(Channel.CLOUD, Channel.SYNC, Channel.FILE))
_READ = _did(Action.READ, channel=_STORE)
_MAIL = (Channel.MAIL,)
_REMOVABLE = (Channel.REMOVABLE,)

MEASURES: tuple[Measure, ...] = (
    Measure("copies_removable", "files", "copied to removable media", _REMOVABLE, _COPY, value=_items),
    Measure(
        "distinct_removable",
        "different files",
        "copied to removable media",
        _REMOVABLE,
        _COPY,
        distinct="object",
    ),
    Measure("bytes_removable", "MiB", "copied to removable media", _REMOVABLE, _COPY, value=_bytes, per=MIB),
    Measure(
        "mounts_removable",
        "times",
        "a removable medium was connected",
        _REMOVABLE,
        _did(Action.MOUNT, channel=Channel.REMOVABLE),
    ),
    Measure(
        "mails_personal", "mails", "sent to personal mail addresses", _MAIL, _to(_SEND, Destination.PERSONAL)
    ),
    Measure(
        "attached_personal",
        "attachments",
        "sent to personal mail addresses",
        _MAIL,
        _to(_SEND, Destination.PERSONAL),
        value=_attached,
    ),
    Measure(
        "bytes_personal",
        "MiB",
        "sent to personal mail addresses",
        _MAIL,
        _to(_SEND, Destination.PERSONAL),
        value=_bytes,
        per=MIB,
    ),
    Measure(
        "attached_external",
        "attachments",
        "sent outside by mail",
        _MAIL,
        _to(_SEND, Destination.EXTERNAL),
        value=_attached,
    ),
    Measure(
        "uploads_web",
        "files",
        "uploaded to web sites outside",
        (Channel.WEB,),
        _did(Action.UPLOAD, channel=Channel.WEB),
        value=_items,
    ),
    Measure(
        "visits_sharing",
        "pages",
        "requested from file-sharing or webmail sites",
        (Channel.WEB,),
        _to(_did(Action.VISIT, channel=Channel.WEB), *_OUT),
    ),
    Measure(
        "visits_leak",
        "pages",
        "requested from leak or paste sites",
        (Channel.WEB,),
        _to(_did(Action.VISIT, Action.UPLOAD, channel=Channel.WEB), Destination.LEAK, Destination.PASTE),
    ),
    Measure("shares", "times", "access to files was given", (Channel.SHARE,), _did(Action.SHARE)),
    Measure(
        "shares_outside",
        "times",
        "access to files was given to somebody outside",
        (Channel.SHARE,),
        _shared_outside,
    ),
    Measure("downloads", "files", "downloaded", (Channel.CLOUD,), _FETCH, value=_items),
    Measure(
        "distinct_downloads", "different files", "downloaded", (Channel.CLOUD,), _FETCH, distinct="object"
    ),
    Measure("syncs", "files", "taken by synchronisation", (Channel.SYNC,), _did(Action.SYNC), value=_items),
    Measure(
        "distinct_reads", "different files", "opened", (Channel.CLOUD, Channel.FILE), _READ, distinct="object"
    ),
    Measure(
        "deletes",
        "files",
        "deleted",
        (Channel.CLOUD, Channel.FILE),
        _did(Action.DELETE, channel=_STORE),
        value=_items,
    ),
    Measure(
        "deletes_mail", "mails", "deleted", _MAIL, _did(Action.DELETE, channel=Channel.MAIL), value=_items
    ),
    Measure(
        "renames",
        "files",
        "renamed or moved",
        (Channel.CLOUD, Channel.FILE),
        _did(Action.RENAME, Action.MOVE, channel=_STORE),
    ),
    Measure("archives", "archives", "made", (Channel.CLOUD, Channel.FILE), _archive),
    Measure("prints", "pages", "printed", (Channel.PRINT,), _did(Action.PRINT), value=_items),
    Measure("logons", "sign-ins", "made", (Channel.SIGNIN,), _did(Action.LOGON)),
    Measure("clears", "logs", "cleared", (Channel.ADMIN,), _did(Action.CLEAR)),
)
"""All stored measures, in the order of the table's columns."""

HOURS: tuple[str, ...] = tuple(f"h{hour:02d}" for hour in range(24)) + tuple(
    f"c{hour:02d}" for hour in range(24)
)
"""Events of a person by local hour: ``hHH`` all of them, ``cHH`` those in which documents move or media are used."""

CARRYING_ACTIONS: tuple[str, ...] = tuple(
    a.value
    for a in (
        Action.COPY,
        Action.DOWNLOAD,
        Action.SYNC,
        Action.UPLOAD,
        Action.MOUNT,
        Action.PRINT,
        Action.SHARE,
        Action.ARCHIVE,
    )
)
"""Actions in which documents move or media are used."""


def categorised(
    events: ir.Table, destinations: Destinations, zone_offsets: list[tuple[int, int]]
) -> ir.Table:
    """Add ``day``, ``hour`` and ``category`` to events, and leave out failures and what no person did.

    The category is looked up for distinct destinations only (thousands), in Python, in one place.
    """
    people = events.filter(
        (events.actor == "user") & ((events.outcome != "failure") | events.outcome.isnull())
    )
    local = local_us(people.ts_us, zone_offsets)
    timed = people.mutate(
        day=(local // DAY_US).cast("int32"), hour=((local // 3_600_000_000) % 24).cast("int32")
    )
    seen = events.target_domains.as_table().distinct().to_pyarrow()["target_domains"].drop_null().to_pylist()
    table = ibis.memtable(
        {"target_domains": seen or [""], "category": [destinations.of(d).value for d in seen] or [""]},
        schema={"target_domains": "string", "category": "string"},
    )
    return timed.left_join(table, "target_domains").drop("target_domains_right")


def measure_table(t: ir.Table) -> ir.Table:
    """Return the measures of categorised events: one row per account, day and label. Cost: one scan."""
    wanted = {m.name: m.expression(t).fill_null(0).cast("int64") for m in MEASURES}
    carrying = t.action.isin(list(CARRYING_ACTIONS))
    for hour in range(24):
        wanted[f"h{hour:02d}"] = (t.hour == hour).sum().cast("int32")
    for hour in range(24):
        wanted[f"c{hour:02d}"] = ((t.hour == hour) & carrying).sum().cast("int32")
    return t.group_by(account=t.account, day=t.day, label=t.label.fill_null("")).aggregate(
        events=t.count(), **wanted
    )


def touch_tables(t: ir.Table) -> list[ir.Table]:
    """Return, a table a kind, which areas, hosts and destinations an account touched on a day, with distinct objects.

    Columns: account, day, kind ("area", "moved": areas that files were taken from, "host", "mail", "web"), key, n. Ignored sites are left out. How they
    are joined is the engine's business (:meth:`custodes.lake.engine.base.Engine.union`).
    """
    ignored = (t.category == Destination.IGNORED.value).fill_null(False)
    kept = t.channel.isin([c.value for c in (*_STORE, Channel.REMOVABLE)])
    kinds = (
        ("area", t.area, kept),
        ("moved", t.area, kept & t.action.isin([*CARRYING_ACTIONS])),
        ("host", t.host, t.host.notnull()),
        ("mail", t.target_domains, (t.action == Action.SEND.value) & (t.category != Destination.OWN.value)),
        ("web", t.target_domains, (t.channel == Channel.WEB.value) & ~ignored),
    )
    parts = []
    for kind, key, where in kinds:
        chosen = t.mutate(key=key).filter(where & key.notnull())
        n = chosen.object.nunique() if kind in ("area", "moved") else chosen.count()
        parts.append(
            chosen.group_by(["account", "day", "key"])
            .aggregate(n=n.cast("int64"))
            .mutate(kind=ibis.literal(kind))
            .select("account", "day", "kind", "key", "n")
        )
    return parts
