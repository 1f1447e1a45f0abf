"""Columns of events, built from columns of text without a loop over rows."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from custodes.model.event import EVENT_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["YIELDED", "area_of", "distinct_joined", "each_distinct", "events", "url_host", "whole_numbers"]

YIELDED = pa.schema([column for column in EVENT_SCHEMA if column.name != "file"])
"""Columns of the events that a source yields: all but ``file``, which the lake adds."""


def events(count: int, **columns: Any) -> pa.RecordBatch:
    """Return ``count`` events; a column is an array or one value for all, a missing one is null.

    >>> events(2, ts_us=pa.array([1, 2]), account="cert:A", actor="user", action="read", channel="file",
    ...        source="cert", stream="cert.file", record=pa.array([1, 2]), part=0).num_rows
    2
    """
    arrays = []
    for column in YIELDED:
        value = columns.pop(column.name, None)
        if value is None:
            array = pa.nulls(count, column.type)
        elif isinstance(value, pa.Array):
            array = value if value.type == column.type else value.cast(column.type)
        elif isinstance(value, np.ndarray):
            array = pa.array(value, column.type)
        else:
            array = pa.repeat(pa.scalar(value, column.type), count)
        arrays.append(array)
    if columns:
        raise TypeError(f"no columns of an event: {', '.join(columns)}")
    return pa.RecordBatch.from_arrays(arrays, schema=YIELDED)


def each_distinct(texts: pa.Array, change: Callable[[str], Any], kind: pa.DataType | None = None) -> pa.Array:
    """Apply a function to every distinct text once; null stays null. Cheap where few texts are distinct.

    Columns come in batches, so a function that costs more than a look-up is best cached.

    >>> each_distinct(pa.array(["a", "b", None, "a"]), str.upper).to_pylist()
    ['A', 'B', None, 'A']
    """
    codes = texts.dictionary_encode()
    changed = pa.array([change(text) for text in codes.dictionary.to_pylist()], kind or pa.string())
    return changed.take(codes.indices)


def distinct_joined(lists: pa.ListArray, change: Callable[[str], str]) -> pa.Array:
    """Apply a function to every distinct text of the lists, then join each list's distinct results, sorted, by ";".

    Empty results are left out; a list without any gives null.

    >>> rows = pa.array([["b@y.org", "a@x.org", "c@y.org"], [], None])
    >>> distinct_joined(rows, lambda text: text.partition("@")[2]).to_pylist()
    ['x.org;y.org', None, None]
    """
    values = lists.flatten().dictionary_encode()
    if values.null_count == len(values):
        return pa.nulls(len(lists), pa.string())
    changed = [change(text) if text else "" for text in values.dictionary.to_pylist()]
    names = sorted(set(changed) - {""})
    rank = {name: place for place, name in enumerate(names)}
    ranks = np.array([rank.get(name, -1) for name in changed], np.int64)
    codes = pc.fill_null(values.indices, -1).to_numpy(zero_copy_only=False)
    ranks = np.append(ranks, -1)[codes]
    rows = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    keys = np.unique((rows * (len(names) + 1) + ranks)[ranks >= 0])
    offsets = np.searchsorted(keys, np.arange(len(lists) + 1) * (len(names) + 1))
    found = pa.array(names, pa.string()).take(pa.array(keys % (len(names) + 1)))
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), found), ";")
    return pc.if_else(pa.array(np.diff(offsets) > 0), joined, pa.scalar(None, pa.string()))


def url_host(urls: pa.Array) -> pa.Array:
    """Return the host of each URL, lower case, without "www.", port and user; null where there is none.

    >>> url_host(pa.array(["http://www.Example.org:80/a/b", "example.org/x", None])).to_pylist()
    ['example.org', 'example.org', None]
    """
    rest = pc.list_element(pc.split_pattern(_padded(urls), "/", max_splits=3), 2)
    return each_distinct(rest, _host)


def _padded(urls: pa.Array) -> pa.Array:
    """Bring every URL into the form scheme://host/."""
    whole = pc.match_substring(urls, "://")
    if not pc.all(pc.fill_null(whole, True)).as_py():
        urls = pc.if_else(whole, urls, pc.binary_join_element_wise("http://", urls, ""))
    return pc.binary_join_element_wise(urls, "/", "") if len(urls) else urls


@lru_cache(100_000)
def _host(authority: str) -> str | None:
    host = authority.partition("?")[0].partition("#")[0].rpartition("@")[2].strip().lower()
    if not host.startswith("["):
        host = host.partition(":")[0]
    return host.removeprefix("www.").rstrip(".") or None


def whole_numbers(texts: pa.Array, otherwise: Callable[[str], int | None]) -> pa.Array:
    """Read a column of whole numbers as int64; a text that is none goes through ``otherwise``, below zero is null.

    >>> whole_numbers(pa.array(["7", None, "x", "-1"]), lambda text: None).to_pylist()
    [7, None, None, None]
    """
    try:
        numbers = texts.cast(pa.int64())
    except pa.ArrowInvalid:
        plain = pc.fill_null(pc.match_substring_regex(texts, r"^-?\d{1,18}$"), True)
        numbers = pc.if_else(plain, texts, None).cast(pa.int64())
        numbers = pc.coalesce(numbers, each_distinct(pc.if_else(plain, None, texts), otherwise, pa.int64()))
    return pc.if_else(pc.greater_equal(numbers, 0), numbers, None)


def area_of(paths: pa.Array) -> pa.Array:
    r"""Return the folder of each path, drive and at most three levels, joined by "/"; null without one.

    >>> area_of(pa.array(["C:\\A1B2\\x.doc", "R:\\a\\b\\c\\d.doc", "x.doc", None])).to_pylist()
    ['C:/A1B2', 'R:/a/b/c', None, None]
    """
    return each_distinct(pc.replace_substring_regex(paths, r"[^\\/]*$", ""), _area)


@lru_cache(100_000)
def _area(folder: str) -> str | None:
    return "/".join([part for part in folder.replace("\\", "/").split("/") if part][:4]) or None
