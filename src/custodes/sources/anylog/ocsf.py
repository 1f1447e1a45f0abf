r"""Events of the Open Cybersecurity Schema Framework (OCSF) as JSON, as security lakes and products write them.

Sample::

    {"class_uid":1001,"activity_id":2,"time":1716225665000,"status_id":1,"metadata":{"version":"1.5.0","uid":"a-1",
     "product":{"name":"Example","vendor_name":"Example"}},"actor":{"user":{"name":"jdoe","domain":"CORP"}},
     "device":{"hostname":"PC-00042"},"file":{"name":"a.docx","path":"C:\\plans\\a.docx","size":20480}}

What ``custodes events --format ocsf`` writes is read again with all that it carries.

References: schema.ocsf.io, classes file_activity 1001, event_log_activity 1008, peripheral_activity 1010, authentication
3002, http_activity 4002, smb_activity 4006, ftp_activity 4008, email_activity 4009, file_hosting 6006.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from custodes.model.event import Channel
from custodes.sources.anylog.ocsfmap import event_of
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Guide, Tested

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Reader

__all__ = ["GUIDE", "Ocsf"]

GUIDE = Guide(
    channels=(
        Channel.FILE,
        Channel.REMOVABLE,
        Channel.CLOUD,
        Channel.MAIL,
        Channel.WEB,
        Channel.SIGNIN,
    ),
    becomes=(
        (
            "`file_activity` 1001, `smb_activity` 4006",
            "a file created, read, changed, deleted, renamed, encrypted",
        ),
        (
            "`file_hosting` 6006, `network_file_activity` 4010, `web_resources_activity` 6001",
            "the same in a store, and down- and uploads, shares",
        ),
        ("`peripheral_activity` 1010", "a medium connected or disconnected; other devices are out of scope"),
        ("`http_activity` 4002, `ftp_activity` 4008", "a page requested; POST, PUT and PATCH are uploads"),
        ("`email_activity` 4009, `email_file_activity` 4011", "a mail sent or received"),
        ("`authentication` 3002", "a sign-in or sign-off"),
        ("findings 2004 and 2006", "a detection"),
        ("`event_log_activity` 1008, cleared", "a log cleared"),
        (
            "everything else",
            "administrative; processes, connections and records without a user are out of scope",
        ),
    ),
    switch_on=(
        "Export events as JSON lines, arrays or Parquet; classes 1001, 6006, 4002, 4009, 1010 and 3002 carry the most.",
    ),
    blind=("What a producer leaves out of its events: a user above all.",),
    tested=Tested.PAPER,
    references=("schema.ocsf.io, version 1.5",),
)


class Ocsf(JsonSource):
    """Actions of people in OCSF events of any producer."""

    name = "ocsf"
    title = "OCSF events (JSON)"
    mark = "class_uid"
    guide = GUIDE

    def is_record(self, record: Record) -> bool:
        """Say whether it has a class and an activity."""
        return "class_uid" in record and ("activity_id" in record or "type_uid" in record)

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads an event."""
        return _reading(context.zone)


@lru_cache(16)
def _reading(zone: ZoneInfo) -> Reader[Record]:
    """Return one and the same function for a zone, so that several processes may read a file."""
    return lambda record: event_of(record, zone)
