"""How far events in ECS agree with the vendors' own parses of sample records, a table per product and stream.

usage: .venv/bin/python benchmarks/agreement.py SAMPLES [--write] [--show] [--check]

SAMPLES holds ``agree.py``, which says what is compared, and ``samples/raw`` with ``samples/expected``. --write renews
docs/agreement.md, --show prints each disagreement, --check ends with 1 where a disagreement has no reason below, a stream is
below .90, or all together are below .97. Records are read in this process; nothing is stored.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from custodes.render.ecs import ecs
from custodes.sources.base import LogFile, ReadContext
from custodes.sources.files.walk import walk
from custodes.sources.registry import recognise

if TYPE_CHECKING:
    from types import ModuleType

_NOBODY = "S-1-0-0 stands for nobody: kept as an alias it would make one person of all who failed to sign in"
PAGE = Path(__file__).resolve().parent.parent / "docs" / "agreement.md"
_NOTHING = "the record says when and of which type, not who or what: it is out of scope"
_TWO = "a mail within the organisation is two events, sent and received; there it is one of two people"
REASONS: dict[tuple[str, str], str] = {
    (
        "google_workspace/drive",
        "file.name",
    ): "of a document that was renamed, the old name is the object and the new one "
    "the target; the other parser keeps the new one",
    (
        "google_workspace/login",
        "event.outcome",
    ): 'a challenge with the status "Challenge Passed." was passed; the other '
    "parser stumbles over the full stop",
    ("windows/forwarded", "user.id"): _NOBODY,
    ("system/security", "user.id"): _NOBODY,
    (
        "windows/sysmon_operational",
        "user.id",
    ): "the SID is that of the service which writes the record, not the person's",
    (
        "o365/audit",
        "host.name",
    ): "the tenant's domain there; here a host is a device, and the tenant is in organization.id",
    ("o365/audit", "user.id"): "the agent that matched there; here the person whose mail or file it was",
    ("o365/audit", "user.email"): "the mailbox's owner there; the account that acted was the system's own",
    (
        "o365/audit",
        "file.directory",
    ): "a sharing record writes the file's name behind its folder: left out here",
    ("o365/audit", "@timestamp"): _NOTHING,
    ("o365/audit", "event.outcome"): _NOTHING,
    ("m365_defender/event", "file.directory"): "FolderPath with the file's name behind it there",
    ("m365_defender/event", "user.name"): "the display name there; the record has no login but an identifier",
    ("m365_defender/event", "user.id"): "the identifier in Entra here, that of Defender for Cloud Apps there",
    (
        "m365_defender/event",
        "source.ip",
    ): "both ends of a connection there, neither of which is where an account came from",
    (
        "auditd/log",
        "event.action",
    ): "of the lines of one event, that of the folder here, that of the path there",
    (
        "auditd/log",
        "user.id",
    ): "the account that signed in (auid) here, the process's own number or none there",
    ("microsoft_exchange_online_message_trace/log", "user.name"): _TWO,
    ("microsoft_exchange_online_message_trace/log", "user.email"): _TWO,
    ("microsoft_exchange_online_message_trace/log", "user.id"): _TWO,
}
"""(stream, field) -> why we read it otherwise. A stream or a field may be "*"."""


def documents(path: Path) -> tuple[dict[int, list[dict[str, object]]], Counter[str]]:
    """Return the ECS documents of a case by record number, and why records have none."""
    found: dict[int, list[dict[str, object]]] = defaultdict(list)
    why: Counter[str] = Counter()
    file = next(iter(walk([path])))
    source = recognise(file) if isinstance(file, LogFile) else None
    if source is None or not isinstance(file, LogFile):
        return found, Counter({"the file is not recognised": 1})
    for batch in source.read(file.open(), file, ReadContext(ZoneInfo("UTC"))):
        why.update(reject.reason for reject in batch.rejects)
        why.update({reason.value: count for reason, count in batch.set_aside.items()})
        for row in batch.events.to_pylist() if batch.events is not None else ():
            document = json.loads(json.dumps(ecs(row | {"file": "0" * 64, "path": str(path)})))
            sequence = document["event"]["sequence"]
            for number in sequence if isinstance(sequence, list) else [sequence]:
                found[int(number)].append(document)
    return found, why


def compared(agree: ModuleType, root: Path) -> dict[str, Counter[str]]:
    """Compare every stream in scope; keys of its counter: records, seen, present, equal, "- FIELD", "set aside: …"."""
    result: dict[str, Counter[str]] = {}
    for stream in sorted((root / "raw").glob("*/*")):
        product = stream.parent.name
        if stream.name not in agree.SCOPE.get(product, ()):
            continue
        counts = result[f"{product}/{stream.name}"] = Counter()
        for raw in sorted(stream.iterdir()):
            _case(agree, raw, root / "expected" / product / stream.name / f"{raw.stem}.jsonl", counts)
    return result


def _case(agree: ModuleType, raw: Path, expected: Path, counts: Counter[str]) -> None:
    wanted = [json.loads(line) for line in expected.read_text(encoding="utf-8").splitlines()]
    rows = [line for line in raw.read_text(errors="replace").split("\n") if line.strip()]
    found, why = documents(raw)
    counts.update({f"without an event: {reason}": count for reason, count in why.items()})
    windows = raw.parent.parent.name in ("windows", "system")
    for number, document in enumerate(wanted, 1):
        if not document or not agree.get(document, "@timestamp"):
            continue
        event = agree.get(document, "winlog.event_id")
        if (windows and event and int(event) not in agree.WINDOWS) or (
            rows[number - 1] in rows[: number - 1] and not found[number]
        ):
            continue
        counts["records"] += 1
        counts["seen"] += bool(found[number])
        low = rows[number - 1].lower().replace("\\\\", "\\").replace("\\/", "/")
        for field in agree.FIELDS:
            value = agree.get(document, field)
            if value in (None, "", []) or not agree.readable(field, value, low):
                continue
            got = [agree.get(one, field) for one in found[number]]
            equal = any(agree.norm(one) == agree.norm(value) for one in got)
            counts.update({"present": 1, "equal": equal})
            if not equal:
                counts[f"- {field}"] += 1
                if "--show" in sys.argv:
                    print(
                        f"{raw.parent.parent.name}/{raw.parent.name} {raw.name}:{number} {field}: {value!r}, we {got!r}"
                    )


def reason_of(stream: str, field: str) -> str:
    """Return why a field is read otherwise; empty where nobody has said it."""
    keys = ((stream, field), (stream, "*"), ("*", field))
    return next((REASONS[key] for key in keys if key in REASONS), "")


def page(result: dict[str, Counter[str]]) -> str:
    """Return the manual's page."""
    total = sum(result.values(), Counter())
    lines = [
        "# Agreement with the vendors' parses",
        "",
        "Sample records of the products, read by Custodes and by a well-known collection of parsers into the Elastic Common",
        "Schema. A field counts where its value can be read off the record. Written by `benchmarks/agreement.py SAMPLES --write`;",
        "the samples are others' and not part of this project. Through a lake fewer records count: one with the identifier and, in",
        "every column that an event has, the content of another is set aside as its duplicate, whatever else its text says.",
        "",
        "| stream | records with an event | fields alike | share |",
        "|---|---:|---:|---:|",
    ]
    for stream, counts in (*result.items(), ("**all**", total)):
        share = counts["equal"] / max(counts["present"], 1)
        lines.append(
            f"| {stream} | {counts['seen']} of {counts['records']} | {counts['equal']} of {counts['present']} | {share:.3f} |"
        )
    lines += [
        "",
        "## What is read otherwise",
        "",
        "| stream | field | how often | why |",
        "|---|---|---:|---|",
    ]
    for stream, counts in result.items():
        for key, count in sorted(counts.items()):
            if key.startswith("- "):
                lines.append(f"| {stream} | `{key[2:]}` | {count} | {reason_of(stream, key[2:])} |")
    lines += [
        "",
        "## Records without an event",
        "",
        "Over whole samples, records outside the comparison included.",
        "",
    ]
    lines += ["| stream | why | how often |", "|---|---|---:|"]
    for stream, counts in result.items():
        for key, count in sorted(counts.items()):
            if key.startswith("without an event: "):
                lines.append(f"| {stream} | {key.partition(': ')[2].replace('_', ' ')} | {count} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Compare, print, and write or check."""
    options = argparse.ArgumentParser()
    options.add_argument("samples", type=Path)
    for name in ("--write", "--show", "--check"):
        options.add_argument(name, action="store_true")
    asked = options.parse_args()
    spec = importlib.util.spec_from_file_location("agree", asked.samples / "agree.py")
    if spec is None or spec.loader is None:
        raise SystemExit(2)
    agree = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(agree)
    result = compared(agree, asked.samples / "samples")
    text = page(result)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")
    print(text)
    share = {s: counts["equal"] / counts["present"] for s, counts in result.items() if counts["present"]}
    total = sum(result.values(), Counter())
    silent = sorted(
        f"{stream} {key[2:]}"
        for stream, counts in result.items()
        for key in counts
        if key.startswith("- ") and not reason_of(stream, key[2:])
    )
    if silent:
        print("no reason is given for:", *silent, sep="\n  ")
    low = [stream for stream, found in share.items() if found < 0.90]
    bad = bool(silent or low or total["equal"] < 0.97 * total["present"])
    return int(asked.check and bad)


if __name__ == "__main__":
    sys.exit(main())
