"""Writes CERT-format files: logon, device, file (copies to removable media), http, email.

References: the columns of release r4.2 of the CERT insider threat data set (Glasser and Lindauer 2013).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from custodes.simulate.actions import PROGRAM, Kind, To
from custodes.simulate.text import column, constant, joined, numbered, pick, stamps
from custodes.simulate.web import ALL_SITES

if TYPE_CHECKING:
    from pathlib import Path

    from custodes.simulate.actions import Actions, Ints
    from custodes.simulate.people import People
    from custodes.simulate.store import Store
    from custodes.simulate.world import World

__all__ = ["write_cert"]

_TABLES = {
    "logon": (Kind.LOGON, Kind.LOGOFF),
    "device": (Kind.CONNECT, Kind.DISCONNECT),
    "file": (Kind.USB_COPY,),
    "http": (Kind.HTTP,),
    "email": (Kind.EMAIL,),
}
_STEP = 250_000
_TALK = [
    f"{a} {b} {c}"
    for a in ("budget", "review", "lunch")
    for b in ("meeting", "draft")
    for c in ("plan", "note")
]


def write_cert(folder: Path, world: World, first_day: int, seed: int) -> int:
    """Write five tables; returns the number of rows. ``first_day`` in days since 1970. Memory: 250,000 rows."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([seed, 7])
    written = 0
    for name, kinds in _TABLES.items():
        chosen = world.actions[np.isin(world.actions["kind"], kinds)]
        with (folder / f"{name}.csv").open("wb") as stream:
            for start in range(0, max(len(chosen), 1), _STEP):
                rows = chosen[start : start + _STEP]
                columns = _common(name, rows, start, world.people, first_day)
                columns |= _own(name, rows, world.people, world.store, rng)
                options = pv.WriteOptions(include_header=start == 0, quoting_style="needed")
                pv.write_csv(pa.table(columns), stream, options)
                written += len(rows)
    return written


def _common(name: str, rows: Actions, start: int, people: People, first_day: int) -> dict[str, pa.Array]:
    """Return id, date, user and machine."""
    host = np.where(rows["host"] < 0, rows["person"], rows["host"])
    return {
        "id": numbered("{" + name[:2].upper() + "-", np.arange(start, start + len(rows)), 9, "}"),
        "date": stamps(first_day, rows["day"], rows["second"], "%m/%d/%Y %H:%M:%S"),
        "user": pick(people.login, rows["person"]),
        "pc": numbered("PC-", host, 5),
    }


def _own(
    name: str, rows: Actions, people: People, store: Store, rng: np.random.Generator
) -> dict[str, pa.Array]:
    """Return the columns that one table has for itself."""
    if name == "logon":
        return {"activity": pick(["Logon", "Logoff"], rows["kind"] - Kind.LOGON)}
    if name == "device":
        return {"activity": pick(["Connect", "Disconnect"], rows["kind"] - Kind.CONNECT)}
    content = pick(_TALK, rng.integers(0, len(_TALK), len(rows)))
    if name == "file":
        return {"filename": _copied(rows, store), "content": content}
    if name == "http":
        page = numbered("/p", rng.integers(0, 5000, len(rows)), 4, ".html")
        return {"url": joined("http://", pick(ALL_SITES, rows["to"]), page), "content": content}
    return _mail(rows, people, rng) | {"content": content}


def _copied(rows: Actions, store: Store) -> pa.Array:
    """Return paths on a removable medium: the folders are copied along."""
    programs = rows["file"] == PROGRAM
    file = np.where(programs, 0, rows["file"])
    paths = [f"R:\\{store.site(f)}\\{store.path(f)}\\".replace("/", "\\") for f in range(store.folders)]
    names = column([store.name(int(f)) for f in file])
    documents = joined(pick(paths, file // store.per_folder), names)
    installers = pick(
        [f"R:\\tools\\setup{n:02d}.exe" for n in range(40)], (rows["person"] + rows["day"]) % 40
    )
    return pc.if_else(pa.array(programs), installers, documents)


def _mail(rows: Actions, people: People, rng: np.random.Generator) -> dict[str, pa.Array]:
    """Return recipients, sender, size and number of attachments. A person's partners are mostly the same few."""
    person, n = rows["person"], len(rows)
    inside = pick(people.mail, _one_of_few(rng, person, len(people)))
    partner = numbered("contact", _one_of_few(rng, person, 400), 3, "@partner")
    outside = joined(partner, numbered("", _one_of_few(rng, person, 60), 2), ".example")
    rival = numbered("jobs@rival", person % 5, 1, ".example")
    to = [np.asarray(words) for words in (inside, outside, rival)]
    which = [rows["to"] == kind for kind in (To.INSIDE, To.OUTSIDE, To.RIVAL)]
    recipient = np.select(which, to, np.asarray(pick(people.home, person)))
    size = 4000 + rows["items"].astype(np.int64) * rng.integers(20_000, 900_000, n)
    return {
        "to": column(recipient),
        "cc": constant("", n),
        "bcc": constant("", n),
        "from": pick(people.mail, person),
        "size": pa.array(size),
        "attachments": pa.array(rows["items"].astype(np.int64)),
    }


def _one_of_few(rng: np.random.Generator, person: Ints, n: int) -> Ints:
    """Return a number below ``n`` for each person: their own favourite mostly, anything seldom."""
    rank = np.minimum(rng.zipf(1.5, len(person)), 10_000)
    return np.asarray((person.astype(np.int64) * 37 + rank * 11) % n)
