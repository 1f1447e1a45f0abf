"""Tables of Log Analytics and Sentinel as JSON: OfficeActivity, sign-ins, AuditLogs, and Defender's tables.

Sample::

    {"TimeGenerated":"2024-03-04T10:00:00Z","Type":"OfficeActivity","OfficeId":"699e","RecordType":"SharePointFileOperation",
     "Operation":"FileDownloaded","OfficeWorkload":"SharePoint","UserType":"Regular","UserId":"jane@example.org",
     "ClientIP":"203.0.113.7","OfficeObjectId":"https://example.sharepoint.com/sites/legal/Docs/plan.docx"}

Each table means what its product means (``m365``, ``entra``, ``defender``); only some names of columns differ, and objects
stand as JSON in a text. Tables that belong to none of them are out of scope. Times are UTC.

References: learn.microsoft.com/azure/azure-monitor/reference/tables/officeactivity, .../signinlogs, .../auditlogs;
learn.microsoft.com/azure/azure-monitor/logs/logs-data-export.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec

from custodes.model.event import Channel, SetAside
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Guide, Tested
from custodes.sources.microsoft.defender_rows import found_of
from custodes.sources.microsoft.defender_tables import ASIDE, TABLES, table_of
from custodes.sources.microsoft.entra_signin import audit_of, signin_of
from custodes.sources.microsoft.m365.rows import row_of
from custodes.sources.microsoft.records import first
from custodes.sources.moments import iso

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["LogAnalytics"]

_UTC = ZoneInfo("UTC")
_SIGNINS = frozenset(
    {
        "signinlogs",
        "aadnoninteractiveusersigninlogs",
        "aadserviceprincipalsigninlogs",
        "aadmanagedidentitysigninlogs",
        "adfssigninlogs",
    }
)
_DEFENDER = frozenset(table.lower() for table, _ in TABLES) | ASIDE | {"deviceinfo", "devicenetworkinfo"}
_KNOWN = _DEFENDER | _SIGNINS | {"officeactivity", "auditlogs"}
_OFFICE = {
    "OfficeWorkload": "Workload",
    "OfficeObjectId": "ObjectId",
    "OfficeId": "Id",
    "Client_IPAddress": "ClientIPAddress",
    "Site_Url": "SiteUrl",
    "UserSharedWith": "TargetUserOrGroupName",
    "Logon_Type": "LogonType",
}
"""Columns of OfficeActivity that the audit log itself calls otherwise."""
_LOGON_TYPES = {"owner": 0, "admin": 1, "delegated": 2}
_C = Channel


class LogAnalytics(JsonSource):
    """Microsoft's cloud logs out of a Log Analytics workspace."""

    name = "log_analytics"
    title = (
        "Log Analytics and Microsoft Sentinel tables (JSON): OfficeActivity, sign-ins, AuditLogs, Defender"
    )
    mark = "TimeGenerated"
    guide = Guide(
        channels=(
            *(_C.CLOUD, _C.SYNC, _C.SHARE, _C.MAIL, _C.REMOVABLE, _C.PRINT),
            *(_C.WEB, _C.FILE, _C.MESSAGING, _C.SIGNIN, _C.ADMIN),
        ),
        becomes=(
            ("`OfficeActivity`", "what the unified audit log says of the same action"),
            ("`SigninLogs` and the other tables of sign-ins", "a sign-in"),
            ("`AuditLogs`", "administrative, under its own name"),
            ("tables of Defender (`DeviceFileEvents`, `EmailEvents`, …)", "what Defender's own export says"),
            ("any other table", "out of scope"),
        ),
        switch_on=(
            "Connect Microsoft 365, Entra ID and Defender XDR to the workspace, and export the tables by a data export "
            "rule to a storage account, or a query's result as JSON.",
        ),
        blind=(
            "What the connector leaves out: OfficeActivity holds Exchange, SharePoint, OneDrive and Teams only, "
            "and no endpoint DLP.",
        ),
        tested=Tested.RECORDS,
        references=(
            "learn.microsoft.com/azure/azure-monitor/reference/tables/officeactivity",
            "learn.microsoft.com/azure/azure-monitor/reference/tables/signinlogs",
            "learn.microsoft.com/azure/azure-monitor/reference/tables/auditlogs",
            "learn.microsoft.com/azure/azure-monitor/logs/logs-data-export",
        ),
    )

    def is_record(self, record: Record) -> bool:
        """Say whether an object is a row of one of the tables."""
        table = _table(record) if "TimeGenerated" in record else ""
        return table in _KNOWN

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return _found


def _table(record: Record) -> str:
    """Return the table's name in lower case: its column Type, which a query may have overwritten, or what others show."""
    named = (first(record, "Type", "$table") or "").lower()
    if named in _KNOWN:
        return named
    if "OfficeWorkload" in record:
        return "officeactivity"
    if "InitiatedBy" in record and "ActivityDateTime" in record:
        return "auditlogs"
    if "UserPrincipalName" in record and "ResultType" in record:
        return "signinlogs"
    return named or (table_of(frozenset(map(str.lower, record))) or "").lower()


def _found(record: Record) -> Found:
    table = _table(record)
    when = iso(first(record, "TimeGenerated"), _UTC, utc=True)
    if table == "officeactivity":
        return row_of(_office(record), when, table)
    said: dict[str, Any] = {key.lower(): _value(value) for key, value in record.items()}
    tenant = first(record, "AADTenantId", "TenantId")
    if table in _SIGNINS:
        return signin_of(said, tenant, table)
    if table == "auditlogs":
        return audit_of(said, tenant, table)
    if table in _DEFENDER:
        return found_of(table, said, iso(first(record, "Timestamp", "TimeGenerated"), _UTC, utc=True), tenant)
    return SetAside.OUT_OF_SCOPE


def _office(record: Record) -> Mapping[str, Any]:
    """Return a row under the audit log's own names."""
    said = {_OFFICE.get(key, key): _value(value) for key, value in record.items() if value not in (None, "")}
    logon = said.get("LogonType")
    if isinstance(logon, str):
        said["LogonType"] = _LOGON_TYPES.get(logon.lower(), logon)
    return said


def _value(value: object) -> object:
    """Open a list that stands as JSON in a text, or an object."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return msgspec.json.decode(value)
        except (ValueError, RecursionError):
            return value
    return value
