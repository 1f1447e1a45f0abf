"""How a Microsoft 365 audit export is put together: which of its forms it is, and whether it is one at all."""

from __future__ import annotations

import json
import re

import msgspec

from custodes.sources.forms.csvfile import columns_of
from custodes.sources.forms.jsonfile import is_json, reader, text_of, typeless
from custodes.sources.microsoft.m365.record import AuditCodec

__all__ = ["COLUMN", "is_audit"]

COLUMN = "auditdata"
_KEYS = frozenset({"CreationTime", "RecordType"})


def is_audit(head: bytes) -> bool:
    r"""Say whether a file is such an export: by the column AuditData, or by two keys of its first whole records.

    Where no record is whole within the head, the keys must stand anywhere in it.

    >>> is_audit(b'{"CreationTime":"2020-02-07T16:44:07","RecordType":6}\n'), is_audit(b'RecordId,AuditData\n')
    (True, True)
    >>> is_audit(b'{"TimeGenerated":"2021-08-02T13:32:07Z","RecordType":"50"}\n')
    False
    """
    text = text_of(typeless(head))
    if not is_json(text):
        return COLUMN in columns_of(text)
    whole = False
    for piece in reader(text, iter([text]), _KeyCodec(), len(text)):
        for keys in piece.values:
            if keys >= _KEYS:
                return True
            whole = True
    return not whole and all(re.search(rf'"{key}"\s*:'.encode(), text) for key in _KEYS)


class _KeyCodec:
    """Decodes a record to its keys."""

    mark = AuditCodec.mark

    def many(self, raws: list[bytes]) -> list[frozenset[str]]:
        return [self.one(raw) for raw in raws]

    def one(self, raw: bytes) -> frozenset[str]:
        try:
            return frozenset(msgspec.json.decode(raw, type=dict[str, msgspec.Raw]))
        except (ValueError, RecursionError):
            pass
        try:
            return frozenset(json.loads(raw))
        except (TypeError, RecursionError) as error:
            raise ValueError("not a JSON object") from error
