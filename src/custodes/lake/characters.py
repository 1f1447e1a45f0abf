"""Characters that no store and no engine agrees on: NUL in a text is stored as U+FFFD."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["without_nul"]


def without_nul(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    r"""Return a column whose texts hold no NUL. Cost: one look at its bytes where there is none.

    >>> without_nul(pa.array(["a\0b", None, "c"])).to_pylist()
    ['a\ufffdb', None, 'c']
    """
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    if not any(_has_nul(chunk) for chunk in chunks):
        return column
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return pc.replace_substring(column, "\0", "\ufffd")


def _has_nul(chunk: pa.Array) -> bool:
    values = chunk.dictionary if isinstance(chunk, pa.DictionaryArray) else chunk
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        return False
    data = values.buffers()[2]
    return data is not None and b"\0" in data.to_pybytes()
