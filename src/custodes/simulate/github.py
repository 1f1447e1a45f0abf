"""Writes a GitHub Enterprise audit log with git events as JSON lines, in the order of time.

References: docs.github.com, "Audit log events for your enterprise" (keys of git.clone, repo.download_zip, repo.access).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind
from custodes.simulate.text import chosen, column, joined, numbered, pick

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from custodes.simulate.actions import Actions, Ints
    from custodes.simulate.people import People
    from custodes.simulate.store import Store
    from custodes.simulate.world import World

__all__ = ["write_github"]

_ACTIONS = {
    Kind.CLONE: "git.clone",
    Kind.FETCH: "git.fetch",
    Kind.PUSH: "git.push",
    Kind.ZIP: "repo.download_zip",
    Kind.PUBLISH: "repo.access",
    Kind.INVITE: "repo.add_member",
}
_BOTS = ("dependabot[bot]", "builds[bot]")
_NAMES = ("engine", "console", "firmware", "models", "infra", "tools", "tests", "docs", "sdk", "gateway")
_STEP = 100_000


def write_github(path: Path, world: World, first_day: int) -> int:
    """Write one file; returns the number of records. ``first_day`` in days since 1970. Memory: 100,000 records."""
    path.parent.mkdir(parents=True, exist_ok=True)
    actions = world.actions[np.isin(world.actions["kind"], list(_ACTIONS))]
    store = world.shelf if world.shelf is not None else world.store
    with path.open("wb") as stream:
        for start in range(0, len(actions), _STEP):
            lines = _lines(actions[start : start + _STEP], start, world.people, store, first_day)
            stream.write("".join(lines.to_pylist()).encode())
    return len(actions)


def _lines(rows: Actions, start: int, people: People, store: Store, first_day: int) -> pa.Array:
    """Return one record a row."""
    repository = pick([f"sim/{_repository(store, f)}" for f in range(store.folders)], _folder(rows, store))
    seconds = (first_day + rows["day"].astype(np.int64)) * 86_400 + rows["second"]
    names = [_ACTIONS.get(Kind(kind), "") for kind in range(max(Kind) + 1)]
    accounts = range(len(people) + len(_BOTS))
    return joined(
        '{"@timestamp":',
        numbered("", seconds * 1000 + rows["file"] % 1000, 0),
        ',"_document_id":"',
        numbered("sim", np.arange(start, start + len(rows)), 12),
        '","action":"',
        pick(names, rows["kind"]),
        '","actor":"',
        pick([*people.login, *_BOTS], rows["person"]),
        '","actor_ip":"',
        pick([f"10.{i // 62500}.{i // 250 % 250}.{i % 250}" for i in accounts], rows["person"]),
        '","actor_is_bot":',
        pick(["false"] * len(people) + ["true"] * len(_BOTS), rows["person"]),
        ',"business":"sim","org":"sim","repo":"',
        repository,
        '","repository":"',
        repository,
        '"',
        _more(rows),
        "}\n",
    )


def _folder(rows: Actions, store: Store) -> Ints:
    return np.asarray(np.maximum(rows["file"], 0) // store.per_folder)


def _repository(store: Store, folder: int) -> str:
    """Return a repository's name."""
    team = int(store.folder_team[folder])
    name = _NAMES[folder % len(_NAMES)]
    return f"shared-{name}-{folder:04d}" if team < 0 else f"team{team:03d}-{name}-{folder:04d}"


def _more(rows: Actions) -> pa.Array:
    """Return what only some kinds say: the transport of git, the new visibility, who was let in."""
    kind = rows["kind"]
    git = np.isin(kind, (Kind.CLONE, Kind.FETCH, Kind.PUSH))
    more = chosen(
        git, ',"repository_public":false,"transport_protocol":2,"transport_protocol_name":"ssh"', ""
    )
    more = chosen(kind == Kind.PUBLISH, ',"previous_visibility":"private","visibility":"public"', more)
    member = joined(',"permission":"read","user":"', numbered("guest", rows["file"] % 80, 3), '"')
    return column(chosen(kind == Kind.INVITE, member, more))
