"""CERT-format logs, and what a lake holds, in a form that two lakes can be compared by."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from custodes.lake import Lake, open_engine
from custodes.model.event import EVENT_SCHEMA
from custodes.pipeline.ingest import ingest
from custodes.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOGON = "id,date,user,pc,activity\n"
NO_ID = "date,user,pc,activity\n"
EMAIL = "id,date,user,pc,to,cc,bcc,from,size,attachments\n"
LDAP = "employee_name,user_id,email,role,business_unit,functional_unit,department,team,supervisor\n"
CONTENT = [f.name for f in EVENT_SCHEMA if f.name not in ("file", "record")]


def logon(i: int, *, user: str = "ABC0001", day: int = 2, second: int = 0) -> str:
    return f"{{R{i}}},01/{day:02d}/2010 07:{second // 60:02d}:{second % 60:02d},{user},PC-1,Logon\n"


def plain(second: int, *, user: str = "ABC0001", day: int = 2) -> str:
    return logon(0, user=user, day=day, second=second).partition(",")[2]


def mail(i: int, to: str, *, day: int = 2, user: str = "ABC0001") -> str:
    return f"{{M{i}}},01/{day:02d}/2010 07:00:00,{user},PC-1,{to},,,me@own.example,100,1\n"


def person(name: str) -> str:
    return f"{name},{name[:3]}0001,{name}@own.example,Clerk,1,2,3,4,Boss\n"


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def made(lake: Path, *paths: Path, settings: Settings | None = None) -> Lake:
    settings = settings or Settings()
    opened = Lake.create(lake, settings)
    ingest(paths, opened, settings)
    return opened


def events(lake: Lake) -> list[dict[str, Any]]:
    """Return all events, read without the engine: quick, and another way than the program's own."""
    tables = [pq.read_table(path, partitioning=None) for path in lake.parts("events")]
    return [row for table in tables for row in table.to_pylist()]


def through_engine(lake: Lake) -> list[dict[str, Any]]:
    with open_engine(lake.settings, lake.tmp) as engine:
        return lake.events(engine).to_pyarrow().to_pylist()


def content(lake: Lake) -> Counter[tuple[Any, ...]]:
    """Return the events without where they came from, as a multiset."""
    return Counter(tuple(row[name] for name in CONTENT) for row in events(lake))


def numbered(lake: Lake) -> Counter[tuple[Any, ...]]:
    """Return the events with their record's number, without the hash of the file."""
    return Counter(tuple(row[name] for name in [*CONTENT, "record"]) for row in events(lake))


def rejects(lake: Lake) -> Counter[tuple[Any, ...]]:
    return Counter(
        (r["path"], r["record"], r["reason"], r["sample"]) for r in lake.rows("rejects").to_pylist()
    )


def sums(lake: Lake) -> dict[str, int]:
    """Return the ledger's totals, and check that they describe the tables."""
    files = lake.files()
    total: Counter[str] = Counter()
    for file in files:
        assert file.records == file.behind_events + file.rejects + sum(file.set_aside.values()), file
        total.update(file.set_aside)
        total.update(
            records=file.records, behind=file.behind_events, events=file.events, rejects=file.rejects
        )
    rows = events(lake)
    assert total["events"] == len(rows)
    assert total["behind"] == len({(row["file"], row["record"]) for row in rows})
    assert total["rejects"] == sum(row["record"] > 0 for row in lake.rows("rejects").to_pylist())
    return {key: n for key, n in total.items() if n}


def whole(lake: Lake) -> dict[str, Any]:
    """Return everything a lake says, but for numbers and times of arrival."""
    ledger = [
        (
            f.path,
            f.format,
            f.sha256,
            f.records,
            f.behind_events,
            f.events,
            f.rejects,
            dict(f.set_aside),
            f.note,
        )
        for f in lake.files()
    ]
    rows = Counter(tuple(row.values()) for row in events(lake))
    return {"files": ledger, "events": rows, "rejects": rejects(lake), "directory": lake.directory()}


def traces(folder: Path, *words: bytes) -> list[str]:
    """Return where any file below a folder holds one of the words, or is named so; compressed tables are unpacked."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = [str(path.relative_to(folder)).encode(), path.read_bytes()]
            if path.suffix == ".parquet":
                data += _unpacked(path)
            found += [f"{path}: {word.decode()}" for word in words if any(word in one for one in data)]
    return found


def _unpacked(path: Path) -> Iterator[bytes]:
    """Yield what a Parquet file holds: rows, every buffer of every column, and its metadata with the statistics."""
    with pq.ParquetFile(path) as file:
        yield repr(file.metadata.to_dict()).encode()
        yield repr(file.schema_arrow.metadata).encode()
        for batch in file.iter_batches():
            yield repr(batch.to_pylist()).encode()
            for column in batch.columns:
                yield from (buffer.to_pybytes() for buffer in column.buffers() if buffer is not None)
