"""Writes CERT-format files: logon, device, file (copies to removable media), http, email; no contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv

from custodes.simulate.actions import Kind
from custodes.simulate.ordinary import SITES
from custodes.simulate.text import joined, numbered, pick, stamps

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from custodes.simulate.people import People
    from custodes.simulate.store import Store

__all__ = ["write_cert"]

_TABLES = {
    "logon": (Kind.LOGON, Kind.LOGOFF),
    "device": (Kind.CONNECT, Kind.DISCONNECT),
    "file": (Kind.USB_COPY,),
    "http": (Kind.HTTP,),
    "email": (Kind.EMAIL,),
}
_STEP = 250_000


def write_cert(folder: Path, actions: NDArray[np.void], people: People, store: Store, first_day: int, seed: int) -> int:
    """Write five tables; returns the number of rows. ``actions`` in the order of time."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([seed, 7])
    written = 0
    for name, kinds in _TABLES.items():
        chosen = actions[np.isin(actions["kind"], kinds)]
        with (folder / f"{name}.csv").open("wb") as stream:
            for start in range(0, max(len(chosen), 1), _STEP):
                rows = chosen[start : start + _STEP]
                columns = _common(name, rows, start, people, first_day) | _own(name, rows, people, store, rng)
                options = pv.WriteOptions(include_header=start == 0, quoting_style="needed")
                pv.write_csv(pa.table(columns), stream, options)
                written += len(rows)
    return written


def _common(name: str, rows: NDArray[np.void], start: int, people: People, first_day: int) -> dict[str, pa.Array]:
    host = np.where(rows["own_host"], rows["person"], len(people) + rows["person"] % 7)
    return {
        "id": numbered("{" + name[:2].upper() + "-", np.arange(start, start + len(rows)), 9, "}"),
        "date": stamps(first_day, rows["day"], rows["second"], "%m/%d/%Y %H:%M:%S"),
        "user": pick(people.login, rows["person"]),
        "pc": numbered("PC-", host, 5),
    }


def _own(name: str, rows: NDArray[np.void], people: People, store: Store, rng: np.random.Generator) -> dict[str, pa.Array]:
    if name == "logon":
        return {"activity": pick(["Logon", "Logoff"], rows["kind"])}
    if name == "device":
        return {"activity": pick(["Connect", "Disconnect"], rows["kind"] - Kind.CONNECT)}
    nothing = pa.nulls(len(rows), pa.string()).fill_null("")
    if name == "file":
        folder = rows["file"] // store.per_folder
        paths = ["R:\\" + store.site(f) + "\\" + store.path(f).replace("/", "\\") + "\\" for f in range(store.folders)]
        names = pa.array([store.name(int(f)) for f in rows["file"]], pa.string())
        return {"filename": joined(pick(paths, folder), names), "content": nothing}
    if name == "http":
        page = numbered("/p", rng.integers(0, 5000, len(rows)), 4, ".html")
        return {"url": joined("http://", pick(SITES, rows["where"]), page), "content": nothing}
    return _email(rows, people, rng) | {"content": nothing}


def _email(rows: NDArray[np.void], people: People, rng: np.random.Generator) -> dict[str, pa.Array]:
    inside = pick(people.mail, rng.integers(0, len(people), len(rows)))
    outside = numbered("contact", rng.zipf(1.5, len(rows)) % 400, 3, "@partner")
    outside = joined(outside, numbered("", rng.zipf(1.6, len(rows)) % 60, 2), ".example")
    home = joined(pick([m.split("@")[0] for m in people.mail], rows["person"]), "@gmail.com")
    recipient = np.select([rows["where"] == 0, rows["where"] == 1], [np.asarray(inside), np.asarray(outside)], np.asarray(home))
    size = 4000 + rows["items"].astype(np.int64) * rng.integers(20_000, 900_000, len(rows))
    empty = pa.nulls(len(rows), pa.string()).fill_null("")
    return {
        "to": pa.array(recipient, pa.string()),
        "cc": empty,
        "bcc": empty,
        "from": pick(people.mail, rows["person"]),
        "size": pa.array(size),
        "attachments": pa.array(rows["items"].astype(np.int64)),
    }
