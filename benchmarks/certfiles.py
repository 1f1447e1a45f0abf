"""CERT-format files of any size for benchmarks, made quickly; shapes as in release 4.2, contents random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SHARES = {"http": 0.80, "email": 0.08, "file": 0.02, "logon": 0.07, "device": 0.03}
_STEP = 250_000


def write_cert(
    folder: Path, records: int, *, people: int = 1000, days: int = 500, seed: int = 1
) -> list[Path]:
    """Write five tables with together about ``records`` rows in the order of time, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    paths = []
    for name, share in SHARES.items():
        path = folder / f"{name}.csv"
        seconds = np.sort(rng.integers(0, days * 86_400, int(records * share)))
        with path.open("wb") as stream:
            for start in range(0, len(seconds), _STEP):
                table = _TABLES[name](rng, seconds[start : start + _STEP], people)
                options = pv.WriteOptions(include_header=start == 0, quoting_style="none")
                pv.write_csv(table, stream, options)
        paths.append(path)
    return paths


def _common(rng: np.random.Generator, seconds: NDArray[np.int64], people: int) -> dict[str, Any]:
    count = len(seconds)
    stamps = pa.array(seconds + 1_262_304_000, pa.timestamp("s"))
    user = rng.integers(0, people, count)
    first = pa.array(rng.integers(10**13, 10**14, count)).cast(pa.string())
    return {
        "id": pc.binary_join_element_wise("{", first, "-", pa.array(user + 1000).cast(pa.string()), "}", ""),
        "date": pc.strftime(stamps, "%m/%d/%Y %H:%M:%S"),
        "user": _numbered("ABC", user + 1000),
        "pc": _numbered("PC-", user + 1000),
    }


def _numbered(prefix: str, numbers: NDArray[np.int64], suffix: str = "") -> pa.Array:
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), suffix, "")


def _pick(rng: np.random.Generator, count: int, *values: str) -> pa.Array:
    return pa.array(values).take(pa.array(rng.integers(0, len(values), count)))


def _http(rng: np.random.Generator, seconds: NDArray[np.int64], people: int) -> pa.Table:
    count = len(seconds)
    site = _numbered("http://site", rng.zipf(1.3, count) % 3000, ".com/")
    page = _numbered("Some_Path/page_of_words_", rng.integers(0, 10**6, count), ".html")
    return pa.table(_common(rng, seconds, people) | {"url": pc.binary_join_element_wise(site, page, "")})


def _email(rng: np.random.Generator, seconds: NDArray[np.int64], people: int) -> pa.Table:
    count = len(seconds)
    to = _numbered("Person.Number.", rng.integers(0, people, count), "@dtaa.com")
    more = _numbered("friend", rng.integers(0, people * 5, count), "@gmail.com")
    return pa.table(
        _common(rng, seconds, people)
        | {
            "to": pc.binary_join_element_wise(to, more, ";"),
            "cc": pc.if_else(pa.array(rng.random(count) < 0.3), to, ""),
            "bcc": pa.array([""] * count),
            "from": to,
            "size": pa.array(rng.integers(1_000, 60_000, count)),
            "attachments": pa.array(rng.poisson(0.4, count)),
        }
    )


def _file(rng: np.random.Generator, seconds: NDArray[np.int64], people: int) -> pa.Table:
    name = _numbered("FILE", rng.integers(10**6, 10**7, len(seconds)), ".doc")
    return pa.table(_common(rng, seconds, people) | {"filename": name})


def _activity(*values: str) -> Any:
    def make(rng: np.random.Generator, seconds: NDArray[np.int64], people: int) -> pa.Table:
        return pa.table(_common(rng, seconds, people) | {"activity": _pick(rng, len(seconds), *values)})

    return make


_TABLES = {
    "http": _http,
    "email": _email,
    "file": _file,
    "logon": _activity("Logon", "Logoff"),
    "device": _activity("Connect", "Disconnect"),
}
