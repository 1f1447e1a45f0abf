r"""Pages of an API: objects around an array of records, ``{"kind":"…","items":[…],"nextPageToken":"…"}``.

A record may itself begin with such a key (an activity of Google has its ``events``), so an object is a page only where
the first element of its array has the codec's mark at its top and the object itself does not have it before that.
``value`` (OData) needs no such proof: it is nothing else in any record. Nor does an object that begins with ``records``: so
clouds hand on the records of several products at once.
"""

from __future__ import annotations

import re

__all__ = ["PAGE_END", "page_at"]

_TEXT = rb'"(?:[^"\\]|\\.){0,9000}+"'
_FLAT = rb'\{(?:[^{}\[\]"]++|' + _TEXT + rb"){0,200}+\}"
_SCALAR = rb"-?[\d.]{1,20}(?:[eE][+-]?\d{1,3})?|null|true|false"
_PAIR = rb'\s*+"[^"\\]{1,64}"\s*+:\s*+(?:' + _TEXT + rb"|" + _SCALAR + rb"|" + _FLAT + rb")\s*+"
_KEYS = rb"value|items|[rR]ecords|entries|entities|events|data|results|logs"
_PAGE = re.compile(
    rb"\s*+(?P<head>\{(?:" + _PAIR + rb',){0,16}+)\s*+"(?P<key>' + _KEYS + rb')"\s*+:\s*+\[', re.DOTALL
)
_FIRST = (b"records", b"Records")
PAGE_END = re.compile(rb"(?:\s*+," + _PAIR + rb"){0,16}+\s*+\}", re.DOTALL)
"""What may stand behind the array, up to the end of the page."""
_EMPTY = re.compile(rb"\s*+\]")
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
"""A text that is cut goes to the end: its escaped quotes begin no others."""
_COLON = re.compile(rb"\s*:")


def page_at(text: bytes | bytearray, mark: bytes) -> int | None:
    r"""Return where the elements of the page begin that ``text`` begins with; None where it is none.

    ``mark``: a quoted key that every record has at its top; without one, only ``value`` makes a page.

    >>> page_at(b'{"n": 2, "items": [{"id": 1}, {"id": 2}]}', b'"id"')
    19
    >>> page_at(b'{"events": [{"name": "view"}], "id": 1}', b'"id"')
    """
    found = _PAGE.match(text)
    if found is None:
        return None
    if found["key"] == b"value" or (found["key"] in _FIRST and not found["head"].strip(b"{ \t\r\n")):
        return found.end()
    if not mark or mark in found["head"]:
        return None
    empty = _EMPTY.match(text, found.end())
    if empty:
        end = PAGE_END.match(text, empty.end())
        return found.end() if end and mark not in end[0] else None
    return found.end() if _has_at_top(text, found.end(), mark) else None


def _has_at_top(text: bytes | bytearray, start: int, mark: bytes) -> bool:
    """Say whether the first element of an array is an object with that key."""
    depth = 0
    for token in _TOKEN.finditer(text, start):
        said = token[0]
        if said in (b"{", b"["):
            depth += 1
            if depth == 1 and said == b"[":
                return False
        elif said in (b"}", b"]"):
            depth -= 1
            if depth <= 0:
                return False
        elif depth == 1 and said == mark and _COLON.match(text, token.end()):
            return True
    return False
