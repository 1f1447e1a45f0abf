"""Writes the Microsoft 365 unified audit log as JSON lines, in the order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from custodes.simulate.actions import Kind
from custodes.simulate.text import joined, numbered, pick, stamps

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from custodes.simulate.people import People
    from custodes.simulate.store import Store

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
    Kind.ARCHIVE: "FileUploaded",
    Kind.SIGNIN: "UserLoggedIn",
}
_TENANT = "7f1c2a90-0000-4000-8000-00000000c057"
_STEP = 100_000


def write_m365(path: Path, actions: NDArray[np.void], people: People, store: Store, first_day: int) -> int:
    """Write one file; returns the number of records."""
    path.parent.mkdir(parents=True, exist_ok=True)
    chosen = actions[np.isin(actions["kind"], list(_OPERATIONS))]
    with path.open("wb") as stream:
        for start in range(0, len(chosen), _STEP):
            rows = chosen[start : start + _STEP]
            lines = joined(_head(rows, start, people, first_day), _rest(rows, people, store), "\n")
            stream.write("".join(lines.to_pylist()).encode())
    return len(chosen)


def _head(rows: NDArray[np.void], start: int, people: People, first_day: int) -> pa.Array:
    names = [""] * (max(Kind) + 1)
    for kind, operation in _OPERATIONS.items():
        names[kind] = operation
    return joined(
        '{"CreationTime":"',
        stamps(first_day, rows["day"], rows["second"], "%Y-%m-%dT%H:%M:%S"),
        '","Id":"',
        numbered("5a000000-0000-4000-8000-", np.arange(start, start + len(rows)), 12),
        '","Operation":"',
        pick(names, rows["kind"]),
        f'","OrganizationId":"{_TENANT}","UserKey":"',
        numbered("1003", rows["person"], 12),
        '","UserType":0,"Version":1,"UserId":"',
        pick(people.mail, rows["person"]),
        '","ClientIP":"10.',
        pick([str(i // 250) for i in range(len(people))], rows["person"]),
        ".0.",
        pick([str(i % 250) for i in range(len(people))], rows["person"]),
        '",',
    )


def _rest(rows: NDArray[np.void], people: People, store: Store) -> pa.Array:
    folder = np.maximum(rows["file"], 0) // store.per_folder
    sites = [f"https://sim.example/sites/{store.site(f)}/" for f in range(store.folders)]
    paths = [f"Documents/{store.path(f)}" for f in range(store.folders)]
    archive = rows["kind"] == Kind.ARCHIVE
    names = [
        f"bundle_{f:06d}.zip" if packed else store.name(int(f)) for f, packed in zip(rows["file"], archive, strict=True)
    ]
    name = pa.array(names, pa.string())
    endings = pa.array([n.rsplit(".", 1)[1] for n in names], pa.string())
    outside = joined('","TargetUserOrGroupType":"Guest","TargetUserOrGroupName":"', numbered("guest", rows["file"] % 50, 2), "@partner07.example")
    inside = joined('","TargetUserOrGroupType":"Member","TargetUserOrGroupName":"', pick(people.mail, rows["file"] % len(people)))
    shared = np.where(rows["where"] > 0, np.asarray(outside), np.asarray(inside))
    more = np.where(rows["kind"] == Kind.SHARE, shared, "")
    more = np.where(rows["kind"] == Kind.RENAME, np.asarray(joined('","DestinationFileName":"', "renamed_", name)), more)
    files = joined(
        '"RecordType":6,"Workload":"SharePoint","ItemType":"File","SiteUrl":"',
        pick(sites, folder),
        '","SourceRelativeUrl":"',
        pick(paths, folder),
        '","SourceFileName":"',
        name,
        '","SourceFileExtension":"',
        endings,
        '","ObjectId":"',
        pick(sites, folder),
        pick(paths, folder),
        "/",
        name,
        pa.array(more, pa.string()),
        '"}',
    )
    sign_in = '"RecordType":15,"Workload":"AzureActiveDirectory","ResultStatus":"Success","ObjectId":"Unknown"}'
    return pa.array(np.where(rows["kind"] == Kind.SIGNIN, sign_in, np.asarray(files)), pa.string())
