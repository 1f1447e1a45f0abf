"""Writes the Microsoft 365 unified audit log as JSON lines, in the order of time.

References: https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind, To
from custodes.simulate.people import SERVICES
from custodes.simulate.text import chosen, column, joined, numbered, pick, stamps

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from custodes.simulate.actions import Actions
    from custodes.simulate.people import People
    from custodes.simulate.store import Store
    from custodes.simulate.world import World

__all__ = ["write_m365"]

_OPERATIONS = {
    Kind.READ: "FileAccessed",
    Kind.MODIFY: "FileModified",
    Kind.DOWNLOAD: "FileDownloaded",
    Kind.SYNC: "FileSyncDownloadedFull",
    Kind.UPLOAD: "FileUploaded",
    Kind.DELETE: "FileDeleted",
    Kind.RENAME: "FileRenamed",
    Kind.SHARE: "SharingSet",
    Kind.ARCHIVE: "FileArchived",
    Kind.SIGNIN: "UserLoggedIn",
}
_TENANT = "7f1c2a90-0000-4000-8000-00000000c057"
_SIGN_IN = (
    '"RecordType":15,"Workload":"AzureActiveDirectory","ResultStatus":"Success","ObjectId":"Unknown"}\n'
)
_STEP = 100_000


def write_m365(path: Path, world: World, first_day: int) -> int:
    """Write one file; returns the number of records. ``first_day`` in days since 1970. Memory: 100,000 records."""
    path.parent.mkdir(parents=True, exist_ok=True)
    actions = world.actions[np.isin(world.actions["kind"], list(_OPERATIONS))]
    with path.open("wb") as stream:
        for start in range(0, len(actions), _STEP):
            rows = actions[start : start + _STEP]
            rest = chosen(rows["kind"] == Kind.SIGNIN, _SIGN_IN, _of_files(rows, world.people, world.store))
            lines = joined(_head(rows, start, world.people, first_day), rest)
            stream.write("".join(lines.to_pylist()).encode())
    return len(actions)


def _head(rows: Actions, start: int, people: People, first_day: int) -> pa.Array:
    """Return what every record begins with."""
    names = [_OPERATIONS.get(Kind(kind), "") for kind in range(max(Kind) + 1)]
    names.append("AnonymousLinkCreated")
    operation = np.where((rows["kind"] == Kind.SHARE) & (rows["to"] == To.LINK), len(names) - 1, rows["kind"])
    accounts = range(len(people) + len(SERVICES))
    return joined(
        '{"CreationTime":"',
        stamps(first_day, rows["day"], rows["second"], "%Y-%m-%dT%H:%M:%S"),
        '","Id":"',
        numbered("5a000000-0000-4000-8000-", np.arange(start, start + len(rows)), 12),
        '","Operation":"',
        pick(names, operation),
        f'","OrganizationId":"{_TENANT}","UserKey":"',
        numbered("1003", rows["person"], 12),
        '","UserType":',
        pick(["0"] * len(people) + ["5"] * len(SERVICES), rows["person"]),
        ',"Version":1,"UserId":"',
        pick([*people.mail, *SERVICES], rows["person"]),
        '","ClientIP":"',
        pick([f"10.{i // 62500}.{i // 250 % 250}.{i % 250}" for i in accounts], rows["person"]),
        '",',
    )


def _of_files(rows: Actions, people: People, store: Store) -> pa.Array:
    """Return the rest of a record about a file."""
    folder = np.maximum(rows["file"], 0) // store.per_folder
    sites = [f"https://sim.example/sites/{store.site(f)}/" for f in range(store.folders)]
    paths = [f"Documents/{store.path(f)}" for f in range(store.folders)]
    site, path = pick(sites, folder), pick(paths, folder)
    packed = (rows["kind"] == Kind.ARCHIVE).tolist()
    names = [
        f"bundle_{f:06d}.zip" if zipped else store.name(f)
        for f, zipped in zip(rows["file"].tolist(), packed, strict=True)
    ]
    name = column(names)
    return joined(
        '"RecordType":6,"Workload":"SharePoint","ItemType":"File","SiteUrl":"',
        site,
        '","SourceRelativeUrl":"',
        path,
        '","SourceFileName":"',
        name,
        '","SourceFileExtension":"',
        column([n.rsplit(".", 1)[1] for n in names]),
        '","ObjectId":"',
        site,
        path,
        "/",
        name,
        _where_to(rows, name, people),
        '"}\n',
    )


def _where_to(rows: Actions, name: pa.Array, people: People) -> pa.Array:
    """Return the new name of what was renamed, and with whom something was shared; nothing else."""
    guest = numbered("guest", rows["file"] % 50, 2, "@partner07.example")
    guest = joined('","TargetUserOrGroupType":"Guest","TargetUserOrGroupName":"', guest)
    member = pick(people.mail, np.maximum(rows["file"], 0) % len(people))
    member = joined('","TargetUserOrGroupType":"Member","TargetUserOrGroupName":"', member)
    private = joined('","TargetUserOrGroupType":"Guest","TargetUserOrGroupName":"', _home(rows, people))
    share = rows["kind"] == Kind.SHARE
    more = chosen(rows["kind"] == Kind.RENAME, joined('","DestinationFileName":"', "renamed_", name), "")
    more = chosen(share & (rows["to"] == To.OUTSIDE), guest, more)
    more = chosen(share & (rows["to"] == To.HOME), private, more)
    return chosen(share & (rows["to"] == To.INSIDE), member, more)


def _home(rows: Actions, people: People) -> pa.Array:
    """Return the private address of whoever acts; services have none."""
    return pick([*people.home, *SERVICES], rows["person"])
