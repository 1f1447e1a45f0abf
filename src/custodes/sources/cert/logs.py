"""CERT-format folders: logon, device, file, http and email tables of any release (r1 to r6).

Sample (file.csv of r4; r5 adds activity, to_removable_media, from_removable_media)::

    id,date,user,pc,filename,content
    {L9G8-J9QE34VM-2834VDPB},01/02/2010 07:23:14,MOH0273,PC-6699,EYPC9Y08.doc,"D0-CF-11 during the ..."

Columns vary between releases, may stand in any order and may be missing; the header alone decides which table it
is. Times are local, without a zone, month first. The column ``content`` is never read.

References: Glasser & Lindauer, "Bridging the Gap: A Pragmatic Approach to Generating Insider Threat Data" (2013);
the releases' own readme.txt.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from custodes.identity.accounts import canonical_account, is_service
from custodes.model.event import Batch, Channel, Reject, SetAside
from custodes.sources.cert.tables import Table, table_of
from custodes.sources.columns import area_of, distinct_joined, each_distinct, events, url_host, whole_numbers
from custodes.sources.forms.csvfile import CsvFile, Rows, columns_of, raw_records
from custodes.sources.forms.dateorder import Order, order_of
from custodes.sources.guide import Guide, Tested
from custodes.sources.times import REASONS, Times, Zone, month_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from custodes.sources.base import LogFile, ReadContext

__all__ = ["Cert"]


class Cert:
    """The five event tables of a CERT-format folder."""

    name = "cert"
    title = "CERT-format tables (logon, device, file, http, email)"
    guide = Guide(
        channels=(Channel.SIGNIN, Channel.REMOVABLE, Channel.WEB, Channel.MAIL),
        becomes=(
            ("a row of `logon.csv`", "a sign-in or its end"),
            ("a row of `device.csv`", "removable media connected or taken off"),
            ("a row of `file.csv`", "a file copied to removable media"),
            ("a row of `http.csv`", "a web page visited, or a file sent to or fetched from it"),
            ("a row of `email.csv`", "a mail sent or received, with its attachments' number"),
        ),
        switch_on=(
            "Put the tables into one folder, with `LDAP/YYYY-MM.csv` beside them; any release is read.",
            "Other products' logs can be brought into these columns with a few lines.",
        ),
        blind=("Printing, file servers and the cloud: the format has no table of them.",),
        tested=Tested.PAPER,
        references=("CERT Insider Threat Test Dataset, the readme of each release",),
    )

    def sniff(self, head: bytes, _file: LogFile) -> bool:
        """Say whether the header is one of the five tables'."""
        return table_of(columns_of(head)) is not None

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext) -> Iterator[Batch]:
        """Yield the rows as events; ``record`` counts data rows after the header.

        Where the file's dates are day first (13/01/2010), every one of them is rejected: reading those up to the
        12th month first would silently move them to another month.
        """
        csv = CsvFile(stream, context)
        table = table_of(csv.columns)
        if table is None:
            yield Batch(0, rejects=(Reject(0, "the header is not a CERT table's"),))
            return
        zone = Zone(context.zone)
        order = Order.NONE
        wanted = [name for name in table.columns if name in csv.columns]
        for rows in csv.rows(wanted, samples=not table.content):
            if order is Order.NONE:
                order = order_of(rows.table["date"], "date", file, context)
            yield _batch(table, rows, zone, refused=order is Order.DAY_FIRST)
        if order in _TOLD:
            yield Batch(0, warnings=(_TOLD[order],))

    def raw(self, stream: BinaryIO, _file: LogFile, wanted: frozenset[int]) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted data rows."""
        return raw_records(stream, wanted)


_TOLD = {
    Order.DAY_FIRST: "the dates are day first (DD/MM/YYYY); export them month first or as ISO 8601",
    Order.UNCLEAR: "no date tells month from day (all numbers are 12 or less); they were read month first: "
    "where that is wrong, export them as ISO 8601",
}


def _batch(table: Table, rows: Rows, zone: Zone, *, refused: bool) -> Batch:
    """Turn some rows into events and rejects."""
    data, numbers = rows.table, rows.numbers
    times = month_first(data["date"], zone, refuse=refused)
    logins = each_distinct(data["user"], _login)
    kinds = _kinds(table, data)
    reasons = _faults(times, logins, kinds)
    rejects = list(rows.rejects)
    bad = reasons > 0
    if bad.any():
        rejects += [
            Reject(number, _REASONS[reason])
            for number, reason in zip(numbers.to_numpy()[bad].tolist(), reasons[bad].tolist(), strict=True)
        ]
        rejects.sort(key=lambda reject: reject.record)
        keep = pa.array(~bad)
        data, numbers, logins, kinds = (each.filter(keep) for each in (data, numbers, logins, kinds))
        times = times.only(~bad)
    return Batch(
        records=rows.records,
        events=_events(table, data, numbers, times, logins, kinds) if len(numbers) else None,
        rejects=tuple(rejects),
        set_aside={SetAside.HEADER: rows.headers} if rows.headers else {},
        warnings=rows.notes,
    )


_NO_ACCOUNT, _NO_ACTIVITY = 100, 101
_REASONS = {**REASONS, _NO_ACCOUNT: "no account", _NO_ACTIVITY: "no activity"}


def _faults(times: Times, logins: pa.Array, kinds: pa.RecordBatch) -> np.ndarray:
    """Return for each row why it cannot be an event, as a key of _REASONS, or 0."""
    reasons = times.fault.copy()
    for column, reason in ((logins, _NO_ACCOUNT), (kinds["action"], _NO_ACTIVITY)):
        if column.null_count:
            reasons[(reasons == 0) & column.is_null().to_numpy(zero_copy_only=False)] = reason
    return reasons


def _login(user: str) -> str | None:
    """Return the login without its domain: r1 writes "DTAA/ABC0123"."""
    return user.replace("\\", "/").rpartition("/")[2].strip(" \t\r\n\0") or None


@lru_cache(100_000)
def _account(login: str) -> str:
    return canonical_account("cert", login)


@lru_cache(100_000)
def _actor(login: str) -> str:
    return "service" if is_service(login) else "user"


def _kinds(table: Table, data: pa.RecordBatch) -> pa.RecordBatch:
    """Return action, channel, native_action and stream of each row; action is null where there is no activity."""
    names = data.schema.names
    flags = [
        data[name] for name in ("activity", "to_removable_media", "from_removable_media") if name in names
    ]
    keys = flags[0] if len(flags) == 1 else pc.binary_join_element_wise(*flags, "\t", null_handling="replace")
    if not flags:
        keys = pa.nulls(len(data), pa.string())
    codes = pc.fill_null(keys, "").dictionary_encode()
    kinds = [table.kind(*key.split("\t")) for key in codes.dictionary.to_pylist()]
    fields = list(zip(*kinds, strict=True)) or [()] * 4
    columns = [pa.array(field, pa.string()).take(codes.indices) for field in fields]
    return pa.RecordBatch.from_arrays(columns, names=["action", "channel", "native", "stream"])


def _events(
    table: Table,
    data: pa.RecordBatch,
    numbers: pa.Array,
    times: Times,
    logins: pa.Array,
    kinds: pa.RecordBatch,
) -> pa.RecordBatch:
    """Build the events of rows that are in order."""
    return events(
        len(numbers),
        ts_us=times.ts_us,
        offset_min=times.offset,
        account=each_distinct(logins, _account),
        actor=each_distinct(logins, _actor),
        action=kinds["action"],
        native_action=kinds["native"],
        channel=kinds["channel"],
        host=_column(data, "pc"),
        source="cert",
        stream=kinds["stream"],
        record=numbers,
        part=0,
        record_id=_column(data, "id"),
        **_SPECIFIC[table.name](data),
    )


def _column(data: pa.RecordBatch, name: str) -> pa.Array:
    """Return a column, all null where this release has none."""
    return data[name] if name in data.schema.names else pa.nulls(len(data), pa.string())


def _file(data: pa.RecordBatch) -> dict[str, Any]:
    return {"object": data["filename"], "area": area_of(data["filename"])}


def _http(data: pa.RecordBatch) -> dict[str, Any]:
    host = url_host(data["url"])
    return {"object": data["url"], "target": host, "target_domains": host}


def _email(data: pa.RecordBatch) -> dict[str, Any]:
    parts = [pc.utf8_trim(_column(data, name), " ;") for name in ("to", "cc", "bcc")]
    parts = [pc.if_else(pc.equal(part, ""), None, part) for part in parts]
    none = pa.array(
        [""] * len(data), pa.string()
    )  # a row that is null in all of them would be left out altogether
    joined = pc.utf8_ltrim(pc.binary_join_element_wise(none, *parts, ";", null_handling="skip"), ";")
    target = pc.if_else(pc.equal(joined, ""), None, joined)
    attached = next((name for name in ("attachments", "attachment_count") if name in data.schema.names), None)
    return {
        "address": pc.utf8_trim(_column(data, "from"), " ;"),
        "target": target,
        "target_domains": distinct_joined(pc.split_pattern(target, ";"), _domain),
        "items": None if attached is None else _items(data[attached]),
        "bytes": whole_numbers(_column(data, "size"), lambda _text: None),
    }


def _items(attachments: pa.Array) -> pa.Array:
    """Count attachments: r4 gives their number, r5 and later names with sizes ("a.doc(123);b.xls(4)")."""
    numbers = whole_numbers(pc.fill_null(attachments, "0"), _named)
    return pc.min_element_wise(numbers, 2**31 - 1, skip_nulls=False).cast(pa.int32())


@lru_cache(100_000)
def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip(" <>").lower() if "@" in address else ""


def _named(text: str) -> int:
    return sum(1 for part in text.split(";") if part.strip())


def _nothing(_data: pa.RecordBatch) -> dict[str, Any]:
    return {}


_SPECIFIC = {"file": _file, "http": _http, "email": _email, "logon": _nothing}
