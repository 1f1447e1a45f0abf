"""One Microsoft 365 audit record: the keys that are used, decoded fast where it is well-formed, with care where not.

The fast way decodes many records at once into :class:`Record` and does not look at other keys. What it refuses
(NaN, a number where a text belongs, lone surrogates, bytes that are not UTF-8) goes through :func:`careful`, which
reads any JSON object that Python reads. Keys are compared with their case: real records have both "Id" and "ID".

References: learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from custodes.sources.forms.chunks import repaired

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MalformedError", "Record", "careful", "many", "plain", "record_of"]

_NONE = msgspec.Raw(b"")


class Record(msgspec.Struct, gc=False):
    """The keys of a record that are used, named as Microsoft names them; None or empty where missing.

    Values of type ``Raw`` are undecoded JSON; :func:`plain` opens them.
    """

    CreationTime: str | None = None  # UTC
    Id: str | None = None
    Operation: str | None = None
    RecordType: int | str | None = None  # enumeration AuditLogRecordType
    UserType: int | str | None = None
    UserId: str | None = None
    UserKey: str | None = None
    OrganizationId: str | None = None
    Workload: str | None = None
    ResultStatus: str | bool | None = None
    ObjectId: str | None = None
    ClientIP: str | None = None
    ClientIPAddress: str | None = None
    ActorIpAddress: str | None = None
    # SharePoint and OneDrive
    SiteUrl: str | None = None
    SourceRelativeUrl: str | None = None
    SourceFileName: str | None = None
    ListItemUniqueId: str | None = None
    DestinationRelativeUrl: str | None = None
    DestinationFileName: str | None = None
    TargetUserOrGroupName: str | None = None
    FileSizeBytes: int | str | None = None
    SensitivityLabelId: str | None = None
    # the rest is read for the records of its own part only
    FileSize: msgspec.Raw = _NONE
    DeviceName: msgspec.Raw = _NONE
    Application: msgspec.Raw = _NONE
    DeviceProperties: msgspec.Raw = _NONE
    TargetFilePath: msgspec.Raw = _NONE
    TargetDomain: msgspec.Raw = _NONE
    TargetUrl: msgspec.Raw = _NONE
    TargetPrinterName: msgspec.Raw = _NONE
    RemovableMediaDeviceAttributes: msgspec.Raw = _NONE
    PreviousFileName: msgspec.Raw = _NONE
    EnforcementMode: msgspec.Raw = _NONE
    SensitivityLabelEventData: msgspec.Raw = _NONE
    SensitivityLabelIds: msgspec.Raw = _NONE
    Sha256: msgspec.Raw = _NONE
    Item: msgspec.Raw = _NONE
    AffectedItems: msgspec.Raw = _NONE
    Folder: msgspec.Raw = _NONE
    Folders: msgspec.Raw = _NONE
    MailboxOwnerUPN: msgspec.Raw = _NONE
    LogonUserSid: msgspec.Raw = _NONE
    LogonType: msgspec.Raw = _NONE
    ClientProcessName: msgspec.Raw = _NONE
    Parameters: msgspec.Raw = _NONE
    ExchangeMetaData: msgspec.Raw = _NONE
    SharePointMetaData: msgspec.Raw = _NONE
    PolicyDetails: msgspec.Raw = _NONE
    ExceptionInfo: msgspec.Raw = _NONE  # somebody overrode the policy, or called the match wrong
    TeamName: msgspec.Raw = _NONE
    ChannelName: msgspec.Raw = _NONE
    ChatName: msgspec.Raw = _NONE
    Members: msgspec.Raw = _NONE


_MANY = msgspec.json.Decoder(list[Record])
_ONE = msgspec.json.Decoder(Record)
_LONG = 2**63
_NUMBERS = frozenset({"RecordType", "UserType", "FileSizeBytes"})  # or texts
_TEXTS = frozenset(field.name for field in msgspec.structs.fields(Record) if field.type is not msgspec.Raw)


class MalformedError(ValueError):
    """A record cannot be read; the message is a clause without any content of it."""


def many(raws: list[bytes]) -> list[Record]:
    """Decode whole records at once; raises ValueError or RecursionError where one is not as expected.

    Cost: about 1 microsecond per record of 700 bytes.
    """
    records = _MANY.decode(b"[" + b",".join(raws) + b"]")
    if len(records) != len(raws):  # "{},{}" was taken for one record
        raise MalformedError("several records in one")
    return records


def careful(raw: bytes) -> Record:
    r"""Decode one record that the fast way may refuse; raises MalformedError with the reason.

    >>> careful(b'{"CreationTime":"2020-02-07T16:43:53","Score":NaN,"UserId":7}').UserId
    '7'
    """
    try:
        return _ONE.decode(raw)
    except (ValueError, RecursionError):
        pass
    try:
        found = json.loads(repaired(raw)[0].decode(), strict=False)
    except json.JSONDecodeError as error:
        raise MalformedError(f"not valid JSON: {error.msg.lower()} at byte {error.pos + 1}") from error
    except RecursionError as error:
        raise MalformedError("nested too deeply") from error
    except ValueError as error:  # a number of thousands of digits
        raise MalformedError("not valid JSON: a number is too long") from error
    if not isinstance(found, dict):
        raise MalformedError("not a JSON object")
    return record_of(found)


def record_of(found: Mapping[str, Any]) -> Record:
    """Return the record of an object that was decoded already; values of other types than declared are left out."""
    values: dict[str, Any] = {}
    for name in Record.__struct_fields__:
        value = found.get(name)
        if value is not None:
            values[name] = _scalar(value, name) if name in _TEXTS else msgspec.Raw(_encoded(value))
    return Record(**values)


def _scalar(value: object, name: str) -> Any:
    """Return a scalar as the field takes it; None for an object or a list."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int) and name in _NUMBERS and abs(value) < _LONG:
        return value
    return str(value) if isinstance(value, int | float) else None


def _encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def plain(raw: msgspec.Raw | bytes) -> Any:
    """Open an undecoded value; None where it is missing or cannot be read.

    >>> plain(msgspec.Raw(b'{"a":[1]}')), plain(msgspec.Raw(b""))
    ({'a': [1]}, None)
    """
    data = bytes(raw)
    if not data:
        return None
    try:
        return msgspec.json.decode(data)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(repaired(data)[0].decode(), strict=False)
    except (ValueError, RecursionError):
        return None


class AuditCodec:
    """How :mod:`custodes.sources.forms.jsonrecords` decodes records of this log."""

    mark = b'"CreationTime"'

    def many(self, raws: list[bytes]) -> list[Record]:
        """See :func:`many`."""
        return many(raws)

    def one(self, raw: bytes) -> Record:
        """See :func:`careful`."""
        return careful(raw)
