"""Whole ingest, wall time: JSON records of about 1 kB, lines of text, EVTX beside the bare reader of one thread.

usage: .venv/bin/python benchmarks/throughput.py [--gigabytes N] [--evtx FILE]

N: size of the JSON file (default 1); the text file has as many lines. FILE: an event log whose first chunk of 64 KiB is
repeated; without one that part is left out. Prints one JSON object; seconds are those of the child process as a whole,
its start and the commit included.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from pathlib import Path

CHUNK, HEADER = 64 * 1024, 4096
_BARE = """
import sys, time
from evtx import PyEvtxParser
begun = time.monotonic()
count = sum(1 for _ in PyEvtxParser(sys.argv[1], number_of_threads=1).records_json())
print(count, time.monotonic() - begun)
"""


def write_json(path: Path, size: int, rng: random.Random) -> int:
    """Write Microsoft 365 audit records, one a line, until ``size`` bytes; return how many."""
    bodies = [_body(rng) for _ in range(20_000)]
    count = written = 0
    with path.open("wb") as file:
        while written < size:
            second = count // 40
            clock = f"2024-{1 + second // 2_419_200 % 12:02d}-{1 + second // 86_400 % 28:02d}T"
            clock += f"{second // 3600 % 24:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
            head = f'{{"CreationTime":"{clock}","Id":"{rng.getrandbits(128):032x}",'.encode()
            line = head + bodies[rng.randrange(len(bodies))]
            file.write(line)
            written += len(line)
            count += 1
    return count


def _body(rng: random.Random) -> bytes:
    user, document = rng.randrange(3000), rng.randrange(300_000)
    site, folder = (
        f"https://example.sharepoint.com/sites/lab{user % 40}/",
        f"Shared Documents/area{document % 300}",
    )
    record = {
        "Operation": rng.choice(["FileAccessed", "FileDownloaded", "FileModified", "FileSyncDownloadedFull"]),
        "OrganizationId": "b86ab9d4-fcf1-4b11-8a06-7a8f91b47fbd",
        "RecordType": 6,
        "UserKey": f"i:0h.f|membership|1003{user:012x}@live.com",
        "UserType": 0,
        "Version": 1,
        "Workload": "SharePoint",
        "ClientIP": f"203.0.113.{user % 250}",
        "UserId": f"user{user}@example.org",
        "CorrelationId": f"{rng.getrandbits(128):032x}",
        "EventSource": "SharePoint",
        "ItemType": "File",
        "ListId": "93ca4ef8-2d3a-4d54-b6e4-a4a4a4a4a4a4",
        "ListItemUniqueId": f"{document:08x}-2d3a-4d54-b6e4-a4a4a4a4a4a4",
        "Site": "d5180cfc-3479-44d6-b410-8c985ac894e3",
        "UserAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79",
        "WebId": "8c5c94bb-8396-470c-87d7-8999f440cd30",
        "SourceFileExtension": "docx",
        "SiteUrl": site,
        "SourceFileName": f"plan {document}.docx",
        "SourceRelativeUrl": folder,
        "ObjectId": f"{site}{folder}/plan {document}.docx",
    }
    return json.dumps(record, separators=(",", ":")).encode()[1:] + b"\n"


def write_lines(path: Path, count: int, rng: random.Random) -> int:
    """Write lines of a CUPS page log and return their bytes."""
    tails = [
        f"+0000] total {rng.randrange(1, 40)} - PC-{rng.randrange(3000):05d} minutes {rng.randrange(10**6)}.docx "
        "iso_a4_210x297mm one-sided\n"
        for _ in range(20_000)
    ]
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    with path.open("w", encoding="ascii") as file:
        for number in range(count):
            second = number // 40
            clock = f"{1 + second // 86_400 % 28:02d}/{months[second // 2_419_200 % 12]}/2024:"
            clock += f"{second // 3600 % 24:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
            head = f"floor{rng.randrange(20):02d} user{rng.randrange(3000)} {number % 10**8} [{clock} "
            file.write(head + tails[rng.randrange(len(tails))])
    return path.stat().st_size


def write_evtx(path: Path, sample: Path, chunks: int) -> None:
    """Write an event log that repeats the first chunk of another."""
    data = sample.read_bytes()
    header = bytearray(data[:HEADER])
    header[16:24] = (chunks - 1).to_bytes(8, "little")  # number of the last chunk
    header[42:44] = min(chunks, 0xFFFF).to_bytes(2, "little")
    header[124:128] = zlib.crc32(bytes(header[:120])).to_bytes(4, "little")
    with path.open("wb") as file:
        file.write(header)
        for _ in range(chunks):
            file.write(data[HEADER : HEADER + CHUNK])


def ingested(path: Path, lake: Path) -> tuple[float, float]:
    """Ingest a file in a child process; return wall seconds and the peak GiB of it and its own children together."""
    begun = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-m", "custodes", "ingest", str(path), "--lake", str(lake)],
        stdout=subprocess.DEVNULL,
    )
    peak = [0]
    watch = threading.Thread(target=_watch, args=(child, peak))
    watch.start()
    code = child.wait()
    seconds = time.monotonic() - begun
    watch.join()
    if code:
        raise SystemExit(code)
    return seconds, peak[0] / 2**30


def _watch(child: subprocess.Popen[bytes], peak: list[int]) -> None:
    while child.poll() is None:
        peak[0] = max(peak[0], sum(_resident(pid) for pid in (child.pid, *_children(child.pid))))
        time.sleep(0.1)


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _resident(pid: int) -> int:
    """Return the bytes of a process that are in memory and not shared with others."""
    try:
        _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--gigabytes", type=float, default=1)
    options.add_argument("--evtx", type=Path)
    asked = options.parse_args()
    rng = random.Random(time.time_ns())
    figures: dict[str, object] = {"benchmark": "throughput", "cores": len(os.sched_getaffinity(0))}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = write_json(folder / "audit.jsonl", round(asked.gigabytes * 1e9), rng)
        size = (folder / "audit.jsonl").stat().st_size
        seconds, peak = ingested(folder / "audit.jsonl", folder / "json")
        (folder / "audit.jsonl").unlink()
        told = (
            f"{records:,} JSON records of {size / records:.0f} bytes ({size / 1e9:.1f} GB) are ingested at "
            f"{records / seconds:,.0f} a second, at most {peak:.1f} GiB"
        )
        figures |= {"json_per_second": round(records / seconds), "json_peak_gib": round(peak, 2)}
        write_lines(folder / "page_log", records, rng)
        seconds, peak = ingested(folder / "page_log", folder / "text")
        told += f"; as many lines of text at {records / seconds:,.0f} a second, {peak:.1f} GiB"
        figures |= {"lines_per_second": round(records / seconds), "lines_peak_gib": round(peak, 2)}
        if asked.evtx is not None:
            write_evtx(folder / "big.evtx", asked.evtx, 4000)
            bare = subprocess.run(
                [sys.executable, "-c", _BARE, str(folder / "big.evtx")],
                check=True,
                capture_output=True,
                text=True,
            )
            count, alone = int(bare.stdout.split()[0]), float(bare.stdout.split()[1])
            seconds, peak = ingested(folder / "big.evtx", folder / "evtx")
            told += (
                f"; {count:,} EVTX records at {count / seconds:,.0f} a second, {alone / seconds:.0%} of the bare "
                f"reader's {count / alone:,.0f} in one thread"
            )
            figures |= {
                "evtx_per_second": round(count / seconds),
                "evtx_share_of_bare": round(alone / seconds, 2),
            }
    print(json.dumps({**figures, "told": told}))


if __name__ == "__main__":
    main()
