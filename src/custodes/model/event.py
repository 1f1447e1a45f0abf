"""Records and events: what sources yield and the lake keeps.

A *record* is one entry of a log as it was read. An *event* is one observed action.
One record may give several events (``part`` numbers them), or none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.model.context import ContextEntry
    from custodes.model.person import DirectoryEntry

__all__ = ["ANYONE", "EVENT_SCHEMA", "Action", "Batch", "Channel", "Reject", "SetAside", "TimeBasis"]


class Action(StrEnum):
    """What was done, in OCSF's verbs where it has one. The product's own word is ``native_action``."""

    READ = "read"  # opened or viewed
    DOWNLOAD = "download"  # fetched from a store to a device
    UPLOAD = "upload"  # sent to a web site or store
    SYNC = "sync"  # taken by a synchronisation client
    COPY = "copy"  # copied to the medium the channel names
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    RENAME = "rename"
    MOVE = "move"
    ARCHIVE = "archive"  # packed or compressed
    ENCRYPT = "encrypt"
    SHARE = "share"  # access given to somebody
    UNSHARE = "unshare"
    SEND = "send"  # a mail or message left
    RECEIVE = "receive"
    PRINT = "print"
    MOUNT = "mount"  # a removable medium was connected
    UNMOUNT = "unmount"
    LOGON = "logon"
    LOGOFF = "logoff"
    VISIT = "visit"  # a web page was requested
    CLEAR = "clear"  # a log was cleared
    DETECT = "detect"  # another product's policy matched (DLP)
    OTHER = "other"  # administrative or unknown to us; never scored


class Channel(StrEnum):
    """The way a document could move; the rows of ``custodes coverage``."""

    REMOVABLE = "removable"
    PRINT = "print"
    MAIL = "mail"
    WEB = "web"
    CLOUD = "cloud"  # a document store in the cloud: reads, downloads
    SYNC = "sync"
    SHARE = "share"
    FILE = "file"  # file servers and local files
    CODE = "code"
    MESSAGING = "messaging"
    RECORDS = "records"
    SIGNIN = "signin"
    ADMIN = "admin"  # settings and rights


class TimeBasis(StrEnum):
    """What an event's time rests on."""

    RECORD = "record"  # the record gives time and zone (or seconds since 1970)
    FORMAT = "format"  # the record names no zone; the product writes UTC, by its documentation
    SETTING = "setting"  # a local time without zone, read in the zone of the settings
    FILE = "file"  # the record gives no year or day: taken from the file's name, its neighbours or its modification time


ANYONE = "anyone with the link"
"""The target of a share that needs no sign-in: outside, though it names no domain."""

EVENT_SCHEMA = pa.schema(
    [
        # when
        pa.field("ts_us", pa.int64(), nullable=False),  # microseconds since 1970-01-01 UTC
        pa.field(
            "offset_min", pa.int16()
        ),  # local offset in minutes that the record itself gave; null: none given
        pa.field(
            "precision_us", pa.int64()
        ),  # the smallest step that the record's time can express, in microseconds; null: not said
        pa.field("time_basis", pa.string()),  # a TimeBasis: what ts_us rests on; null: as the record says it
        # who
        pa.field(
            "account", pa.string(), nullable=False
        ),  # "system:login" as identity.canonical_account writes it
        pa.field(
            "aliases", pa.string()
        ),  # other spellings of the account in the same record, "system:login" joined by ";": SID, GUID, mail
        pa.field(
            "actor", pa.string(), nullable=False
        ),  # "user", "service" (sync, backup, scanner) or "system"
        pa.field("organization", pa.string()),  # the product's identifier of the tenant
        # what
        pa.field("action", pa.string(), nullable=False),  # an Action
        pa.field("native_action", pa.string()),  # the product's own word
        pa.field("channel", pa.string(), nullable=False),  # a Channel
        pa.field("object", pa.string()),  # path, URL, mail subject, name of a device: what was acted on
        pa.field("object_id", pa.string()),  # the product's identifier of it
        pa.field("url", pa.string()),  # its address on the web, where ``object`` is a path or a title
        pa.field(
            "area", pa.string()
        ),  # where it lives: site and top folders (at most three levels), or share
        pa.field("target", pa.string()),  # where it went: recipients joined by ";", the new path, the host
        pa.field(
            "target_domains", pa.string()
        ),  # distinct domains of target, lower case, sorted, joined by ";"
        pa.field("items", pa.int32()),  # attachments, pages or files in it; null: one or unknown
        pa.field("bytes", pa.int64()),
        pa.field("host", pa.string()),  # the device it was done on
        pa.field("process", pa.string()),  # the program that did it, as a path where the log gives one
        pa.field("address", pa.string()),  # source address; of a mail, the sender's
        pa.field("client", pa.string()),  # source address of a mail, whose ``address`` is its sender
        pa.field("outcome", pa.string()),  # "success", "failure" or null
        pa.field("label", pa.string()),  # sensitivity label as the product wrote it
        # where it came from
        pa.field("source", pa.string(), nullable=False),  # the format, e.g. "cert"
        pa.field(
            "stream", pa.string(), nullable=False
        ),  # the part of it, e.g. "cert.logon", "m365.sharepoint"
        pa.field("file", pa.string(), nullable=False),  # SHA-256 (hex) of the file as read, decompressed
        pa.field("record", pa.int64(), nullable=False),  # counts from 1 within the file
        pa.field(
            "also", pa.string()
        ),  # further records of the file that tell the same event, numbers joined by ";"; they are set aside as joined
        pa.field("part", pa.int16(), nullable=False),  # 0 for the first event of a record
        pa.field("record_id", pa.string()),  # the product's identifier of the record, for finding duplicates
    ]
)
"""Columns of an event. A column that a log does not fill is null, never an empty string or 0."""


class SetAside(StrEnum):
    """Why a readable record is left out on purpose. Counted per file, never per person."""

    DUPLICATE = "duplicate"  # identifier and content are in the lake already
    HEADER = "header"
    DIRECTORY = "directory"  # stored as a directory entry, not as an event
    CONTEXT = "context"  # stored as dated context (visitors, travel, badge), which nothing scores
    JOINED = "joined"  # tells an event together with another record, whose ``also`` names it
    OUT_OF_SCOPE = "out_of_scope"  # readable, but not an action on documents, media, mail, web or sign-in
    WITHHELD = "withheld"  # touches a protected channel
    PURGED = "purged"  # older than the purge watermark


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be read.

    record: its number in the file, from 1; 0 where the file itself could not be read on
    reason: what was wrong, without any content of the record
    sample: the first 200 characters with control characters escaped; empty where it may hold a secret
    """

    record: int
    reason: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some consecutive records of one file, as a source yields them.

    Invariant, asserted at every ingest:
    ``records == distinct records behind events + len(rejects) + sum(set_aside.values())``
    (a reject with record 0 describes the file and counts as no record).

    records:   how many records were consumed
    events:    rows of EVENT_SCHEMA without the column ``file`` (the lake adds it)
    rejects:   records that could not be read
    set_aside: records left out on purpose, by reason
    directory: entries of a directory, where the file is one
    context:   entries of a list of visitors, travel or badges, where the file is one
    warnings:  sentences about the file as a whole ("exactly 50,000 rows: the export was probably cut")
    """

    records: int
    events: pa.RecordBatch | None = None
    rejects: tuple[Reject, ...] = ()
    set_aside: Mapping[SetAside, int] = field(default_factory=dict)
    directory: tuple[DirectoryEntry, ...] = ()
    warnings: tuple[str, ...] = ()
    context: tuple[ContextEntry, ...] = ()
