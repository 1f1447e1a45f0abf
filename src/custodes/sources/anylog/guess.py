"""What the first records of an unknown log suggest: which column is what, by its name, and how its times are written."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from custodes.errors import InputError
from custodes.sources.anylog.clock import by_pattern, stamped
from custodes.sources.anylog.translator import value_at
from custodes.sources.base import ReadContext
from custodes.sources.files.walk import head_of
from custodes.sources.forms.csvfile import CsvFile, columns_of
from custodes.sources.forms.jsonfile import is_json, reader, text_of
from custodes.sources.moments import MICROSECOND, MILLISECOND, SECOND, Moment, TimeError, epoch, iso

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from custodes.sources.base import LogFile

__all__ = ["MOST_WORDS", "Sample", "fields_of", "sample_from", "time_columns", "time_form"]

_HEAD = 1024 * 1024
_ROWS = 500
MOST_WORDS = 40
"""A column with more distinct values holds no words for actions."""
_TIME = r"(?:event|log|incident|generated|creation|created|start|action|local|utc)?(?:date)?(?:time|timestamp|datetime|date|zeit|datum|zeitpunkt|when|ts)(?:utc|gmt|ms)?"
_NAMES: tuple[tuple[str, str], ...] = (
    ("account", r"(?:src|source|actor|login|account|os|client|event|principal)?(?:user|username|userid|login|loginname|account|accountname|actor|upn|userprincipalname|benutzer|benutzername|email|useremail|who)(?:name|id)?"),
    ("domain", r"(?:user|nt|windows|account)?domain(?:name)?"),
    ("native_action", r"(?:event|user|file)?(?:action|operation|activity|event|eventtype|eventname|type|method|verb|aktion|vorgang|accesstype|requestmethod)(?:name|type)?"),
    ("object", r"(?:source|full|src)?(?:file|filename|filepath|path|fullpath|object|objectname|document|documentname|dateiname|datei|resource|item|itemname|subject|target?file|name)"),
    ("url", r"(?:request|full)?(?:url|uri|link|address)"),
    ("target", r"(?:dest|destination|target|recipient|recipients|to|destinationpath|device|devicename|drive|printer|printername|ziel|empfaenger|volumelabel|destinationhost)(?:name|s)?"),
    ("bytes", r"(?:file|total|data|request|sent|upload)?(?:size|bytes|length|filesize|groesse|transactionsize|bytessent)"),
    ("items", r"(?:page|file|attachment|item)?(?:count|pages|copies|anzahl|items|attachments|seiten)"),
    ("host", r"(?:client|source|src|user|end)?(?:host|hostname|computer|computername|device|devicehostname|machine|machinename|workstation|endpoint|pc|pcname|rechner)"),
    ("address", r"(?:client|source|src|user|remote|c)?(?:ip|ipaddress|ipaddr|clientip|address)"),
    ("process", r"(?:process|application|processname|app|program|executable|image)(?:name|path)?"),
    ("outcome", r"(?:event)?(?:result|outcome|status|success|verdict|decision|ergebnis|policyaction)"),
    ("label", r"(?:sensitivity|label|classification|sensitivitylabel|datalabel)(?:name)?"),
    ("record_id", r"(?:record|event|log|incident|unique)?(?:id|guid|uuid|eventid|recordid|logid|incidentid)"),
)  # fmt: skip
"""Field -> the names that columns of it have, in lower case without anything but letters."""
_PATTERNS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S",
             "%d-%m-%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M",
             "%d-%b-%Y %H:%M:%S", "%d %b %Y %H:%M:%S", "%b %d, %Y %I:%M:%S %p")  # fmt: skip
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Sample:
    """The first records of a file: its form, the columns in their order, and rows of values."""

    form: str
    columns: tuple[str, ...]
    rows: list[dict[str, str | None]]

    def joined(self, columns: Sequence[str]) -> list[str]:
        """Return the values of some columns, put together with blanks; empty ones are left out."""
        rows = (" ".join((row.get(column) or "").strip() for column in columns).strip() for row in self.rows)
        return [value for value in rows if value]

    def values(self, column: str) -> list[str]:
        """Return the values of a column that are not empty."""
        return self.joined((column,))


def sample_from(file: LogFile) -> Sample:
    """Return the first records of a file. Raises InputError where it is neither a table nor JSON."""
    try:
        head = head_of(file, _HEAD)
    except OSError as error:
        raise InputError(f"the file cannot be opened: {error.strerror or error}", place=file.path) from error
    text = text_of(head)
    if is_json(text):
        return _json(text, file)
    columns = tuple(dict.fromkeys(name for name in columns_of(head[: 64 * 1024]) if name))
    if len(columns) < 3:
        advice = "a mapping is for CSV with a header and for JSON records; see docs/mapping.md"
        raise InputError("it is neither a table with a header nor JSON", place=file.path, advice=advice)
    rows: list[dict[str, str | None]] = []
    for found in CsvFile(io.BytesIO(head), ReadContext(_UTC)).rows(columns):
        rows += found.table.to_pylist()[: _ROWS - len(rows)]
    return Sample("csv", columns, rows)


def _json(text: bytes, file: LogFile) -> Sample:
    records: list[dict[str, Any]] = []
    for piece in reader(text, iter([text]), _Objects(), len(text)):
        records += piece.values[: _ROWS - len(records)]
    if not records:
        raise InputError("no JSON record can be read at its beginning", place=file.path)
    columns = tuple(dict.fromkeys(key for record in records for key in _keys(record, 4)))[:500]
    rows = [{column: value_at(record, column) for column in columns} for record in records]
    return Sample("json", columns, rows)


class _Objects:
    mark = b'"no such key"'  # a broken record is not looked into

    def many(self, raws: list[bytes]) -> list[dict[str, Any]]:
        return [self.one(raw) for raw in raws]

    def one(self, raw: bytes) -> dict[str, Any]:
        try:
            found = json.loads(raw, strict=False)
        except (ValueError, RecursionError):
            raise ValueError("not a JSON object") from None
        if not isinstance(found, dict):
            raise ValueError("not a JSON object")  # noqa: TRY004 -- a codec's way to say that a record is lost
        return found


def _keys(record: dict[str, Any], depth: int, before: str = "") -> list[str]:
    found: list[str] = []
    for key, value in record.items():
        if isinstance(value, dict) and depth > 1:
            found += _keys(value, depth - 1, f"{before}{key}.")
        else:
            found.append(before + key)
    return found


def time_columns(sample: Sample) -> tuple[str, ...]:
    """Return the column of the time, or those of date and time; none where their values cannot be read."""
    named = [column for column in sample.columns if re.fullmatch(_TIME, _bare(column))]
    pairs = [
        (a, b) for a in named for b in named if "dat" in _bare(a) and _bare(b) in ("time", "zeit", "uhrzeit")
    ]
    tries = [*pairs, *((column,) for column in named)]
    return next((columns for columns in tries if time_form(sample.joined(columns)[:50])), ())


def fields_of(sample: Sample, times: tuple[str, ...]) -> dict[str, str]:
    """Return field -> column: the first column whose name, or its last part, says so, and whose values do not deny it."""
    found: dict[str, str] = {}
    for field, pattern in _NAMES:
        fits = _FITS.get(field)
        for column in sample.columns:
            taken = column in times or column in found.values()
            if (
                not taken
                and re.fullmatch(pattern, _bare(column))
                and (not fits or fits(sample.values(column)))
            ):
                found[field] = column
                break
    return found


def time_form(values: Sequence[str]) -> tuple[str, str] | None:
    """Return the form of times and what is doubtful about it; None where no form reads all of them."""
    units = (("epoch_s", SECOND), ("epoch_ms", MILLISECOND), ("epoch_us", MICROSECOND))
    tries: list[tuple[str, Callable[[str], Moment]]] = [("iso", partial(iso, zone=_UTC))]
    tries += [(name, partial(epoch, unit=unit)) for name, unit in units]
    tries.append(("any", partial(stamped, zone=_UTC)))
    tries += [(pattern, partial(_by, pattern)) for pattern in _PATTERNS]
    fitting = [name for name, read in tries if values and all(_reads(read, value) for value in values)]
    if not fitting:
        return None
    swapped = fitting[0].replace("%d", "%_").replace("%m", "%d").replace("%_", "%m")
    doubt = "GUESSED: no value tells day from month" if swapped in fitting[1:] else ""
    return fitting[0], doubt


def _by(pattern: str, text: str) -> Moment:
    return by_pattern(pattern)(text, _UTC)


def _reads(read: Callable[[str], Moment], value: str) -> bool:
    try:
        read(value)
    except TimeError:
        return False
    return True


def _bare(column: str) -> str:
    last = column.rpartition(".")[2].lower().replace("ö", "oe").replace("ä", "ae").replace("ü", "ue")
    return re.sub(r"[^a-z]", "", last)


def _is_number(values: Sequence[str]) -> bool:
    return bool(values) and all(re.fullmatch(r"[\d.,]+ ?\w{0,5}", value) for value in values[:50])


def _is_words(values: Sequence[str]) -> bool:
    return len(set(values)) <= MOST_WORDS and all(len(value) <= 60 for value in values)


_FITS: dict[str, Callable[[Sequence[str]], bool]] = {
    "native_action": _is_words,
    "outcome": _is_words,
    "label": _is_words,
    "bytes": _is_number,
    "items": _is_number,
}
