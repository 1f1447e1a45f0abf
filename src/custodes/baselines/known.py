"""What was not new any more when everything older was purged.

New is what was not touched within ``[detection] novelty_days`` before. A purge takes the days away that would tell, so it
keeps for the touches that are left the one bit whether the first of them was a first time: (person, kind, key), without a
day, and never a key that no touch that is left names. Of areas the folders above are keys too.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.firsts import firsts
from custodes.baselines.touched import Touches, touches_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel
    from custodes.lake.watermark import Watermark

__all__ = [
    "ANYBODY",
    "BEFORE",
    "KINDS",
    "LEVELS",
    "known_from",
    "known_touches",
    "levels_of",
    "new_after",
    "touches_and_known",
]

KINDS = ("area", "host", "mail", "guest")
"""Kinds of touches of which it is asked whether they are new."""
ANYBODY = ""
"""Stands for somebody, whoever it was."""
BEFORE = -28
"""Column of what is known from before a purge; its true day is not kept."""
LEVELS = 8
"""Deepest level of areas that is looked at."""
_LEAST = 28


def new_after(novelty_days: int, mark: Watermark | None) -> int:
    """Return after how many days without a touch a thing is new again: no more than a purge left.

    >>> new_after(400, None)
    400
    """
    return novelty_days if mark is None else max(_LEAST, min(novelty_days, mark.kept_days))


def known_from(rows: pa.Table) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return kind -> (person, key) of the rows of the table ``known``."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows.to_pylist():
        found[row["kind"]].append((row["person"], row["key"]))
    return dict(found)


def touches_and_known(panel: Panel, kind: str) -> Touches:
    """Return the touches of a kind, and in the column ``BEFORE`` what was known, with no object."""
    t = touches_of(panel, kind)
    people = {person: i for i, person in enumerate(panel.persons)}
    pairs = [(people[p], key) for p, key in panel.tables.known.get(kind, ()) if p in people]
    if not pairs:
        return t
    names = list(t.names)
    code = {name: i for i, name in enumerate(names)}
    for _, key in pairs:
        if key not in code:
            code[key] = len(names)
            names.append(key)
    person, key = np.array([(p, code[k]) for p, k in pairs], np.int64).T
    nothing = np.zeros(len(pairs), np.float32)
    return Touches(
        np.concatenate([t.person, person]),
        np.concatenate([t.day, np.full(len(pairs), BEFORE, np.int64)]),
        np.concatenate([t.key, key]),
        np.concatenate([t.n, nothing]),
        names,
    )


def levels_of(names: Sequence[str]) -> list[NDArray[np.int64]]:
    """Return per level the code of each area's prefix; -1 where the area is not that deep."""
    return [codes for codes, _ in _levels(names)]


def _levels(names: Sequence[str]) -> Iterator[tuple[NDArray[np.int64], list[str]]]:
    """Yield per level the code of each area's prefix (-1 where the area is not that deep), and the prefixes."""
    parts = [name.split("/")[:LEVELS] for name in names]
    for level in range(1, max(map(len, parts), default=0) + 1):
        known: dict[str, int] = {}
        codes = [known.setdefault("/".join(p[:level]), len(known)) if len(p) >= level else -1 for p in parts]
        yield np.array(codes, np.int64), list(known)


def known_touches(panel: Panel, before: int) -> Iterator[tuple[str, str, str]]:
    """Yield (person, kind, key) of what touches from column ``before`` on touch first and not as new."""
    within = panel.tables.new_after
    for kind in KINDS:
        t = touches_and_known(panel, kind)
        if not len(t.key):
            continue
        levels = _levels(t.names) if kind == "area" else [(np.arange(len(t.names)), list(t.names))]
        for codes, names in levels:
            deep = codes[t.key] >= 0
            person, key, day = t.person[deep], codes[t.key[deep]], t.day[deep]
            for p, k in _old(person, key, day, before, within):
                yield panel.persons[p], kind, names[k]
        if kind != "area":
            anybody = np.zeros(len(t.key), np.int64)
            for _, k in _old(
                anybody, t.key, t.day, before, within, panel.tables.known.get(kind, ()), t.names
            ):
                yield ANYBODY, kind, t.names[k]


def _old(
    person: NDArray[np.int64],
    key: NDArray[np.int64],
    day: NDArray[np.int64],
    before: int,
    within: int,
    known: Sequence[tuple[str, str]] = (),
    names: Sequence[str] = (),
) -> list[tuple[int, int]]:
    """Return (person, key) whose first touch from ``before`` on continues an older one."""
    left = np.flatnonzero(day >= before)
    first, _ = firsts(person[left], key[left], day[left])
    rows = left[first]
    _, first_of = firsts(person, key, day, within)
    old = day[first_of[rows]] < before
    if known:
        somebody = {key for person, key in known if person == ANYBODY}
        old |= np.array([names[k] in somebody for k in key[rows].tolist()], np.bool_)
    chosen = rows[old]
    return list(zip(person[chosen].tolist(), key[chosen].tolist(), strict=True))
