"""Sign-ins and directory audit of Microsoft Entra, as JSON: the portal's download, Graph, or a diagnostic setting's stream.

Samples::

    {"id":"66ea54eb","createdDateTime":"2024-03-04T10:00:00Z","userPrincipalName":"jane@example.org",
     "userId":"aead923d-498b-4f64-a66c-2af91447a8b6","appDisplayName":"Office 365 SharePoint Online",
     "ipAddress":"203.0.113.7","status":{"errorCode":0},"deviceDetail":{"displayName":"PC-7"}}
    {"time":"2024-03-04T10:00:00.1Z","category":"SignInLogs","tenantId":"0e1d","properties":{"id":"66ea54eb", ...}}

A sign-in is one event, of the user or of the service that signed in; anything that is no 0 in its error code did not get
in. Records of the directory's audit are administrative. Times are UTC.

References: learn.microsoft.com/graph/api/resources/signin, .../directoryaudit;
learn.microsoft.com/entra/identity/monitoring-health/howto-download-logs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from custodes.identity.accounts import canonical_account
from custodes.model.event import Action, Channel
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Guide, Tested
from custodes.sources.microsoft.m365.fields import account_of, address_of
from custodes.sources.microsoft.records import aliases, first, opened
from custodes.sources.moments import iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["REFERENCES", "EntraLogs", "audit_of", "signin_of"]

_UTC = ZoneInfo("UTC")
_SIGNINS = frozenset(
    {
        "signinlogs",
        "noninteractiveusersigninlogs",
        "serviceprincipalsigninlogs",
        "managedidentitysigninlogs",
        "adfssigninlogs",
    }
)
REFERENCES = (
    "learn.microsoft.com/graph/api/resources/signin",
    "learn.microsoft.com/entra/identity/monitoring-health/howto-download-logs",
)


class EntraLogs(JsonSource):
    """Who signed in to what from where, and what was changed in the directory."""

    name = "entra"
    title = "Microsoft Entra sign-in and audit logs (JSON: portal download, Graph, diagnostic stream)"
    mark = "id"
    guide = Guide(
        channels=(Channel.SIGNIN, Channel.ADMIN),
        becomes=(
            ("a sign-in, interactive or not", "a sign-in to an application, by a user or a service"),
            ("a record of the directory's audit", "administrative, under its own name"),
        ),
        switch_on=(
            "In the Entra admin centre *Monitoring & health > Sign-in logs > Download > JSON*, interactive and "
            "non-interactive sign-ins each.",
            "The portal keeps 7 to 30 days by licence: download monthly, or send the categories `SignInLogs` and "
            "`AuditLogs` to a storage account by a diagnostic setting.",
        ),
        blind=("What was done after the sign-in: that is in the unified audit log.",),
        tested=Tested.PAPER,
        references=(*REFERENCES, "learn.microsoft.com/graph/api/resources/directoryaudit"),
    )

    def is_record(self, record: Record) -> bool:
        """Say whether an object is one, in itself or in its ``properties``."""
        said = _inner(record)
        signin = (
            "createdDateTime" in said and ("appDisplayName" in said or "appId" in said) and "status" in said
        )
        return signin or ("activityDateTime" in said and "initiatedBy" in said)

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return _found


def _inner(record: Record) -> dict[str, Any]:
    inner = record.get("properties")
    return inner if isinstance(inner, dict) else record


def _found(record: Record) -> Found:
    said = {key.lower(): value for key, value in _inner(record).items()}
    tenant = first(record, "tenantId")
    if "activitydatetime" in said:
        return audit_of(said, tenant, "audit")
    category = str(record.get("category", "")).lower()
    if "createddatetime" not in said and category not in _SIGNINS:
        return "neither a sign-in nor a record of the directory's audit"
    return signin_of(said, tenant, "signin")


def signin_of(said: Mapping[str, Any], tenant: str | None, stream: str) -> Found:
    """Return the event of a sign-in, by its keys in lower case: Graph and Log Analytics differ in case only."""
    when = iso(first(said, "createddatetime", "timegenerated"), _UTC, utc=True)
    user = first(said, "userprincipalname", "userid")
    service = (
        None if user else first(said, "serviceprincipalname", "serviceprincipalid", "appdisplayname", "appid")
    )
    if not user and not service:
        return "no account"
    account = account_of(user) if user else canonical_account("entra", service or "")
    code = first(opened(said.get("status")), "errorCode") or first(said, "resulttype")
    device = opened(said.get("devicedetail"))
    return Row(
        when=when,
        account=account,
        aliases=aliases(account, first(said, "userid")) if user else None,
        actor="user" if user else "service",
        organization=tenant or first(said, "hometenantid", "aadtenantid"),
        action=Action.LOGON,
        channel=Channel.SIGNIN,
        native_action=first(said, "operationname") or "Sign-in activity",
        object=first(said, "appdisplayname", "resourcedisplayname"),
        object_id=first(said, "appid"),
        host=first(device, "displayName"),
        address=address_of(first(said, "ipaddress") or ""),
        outcome=None if code is None else "success" if code == "0" else "failure",
        record_id=first(said, "id", "originalrequestid"),
        stream=stream,
    )


def audit_of(said: Mapping[str, Any], tenant: str | None, stream: str) -> Found:
    """Return the administrative event of a record of the directory's audit, by its keys in lower case."""
    by = opened(said.get("initiatedby"))
    user, app = opened(by.get("user")), opened(by.get("app"))
    login = first(user, "userPrincipalName", "id")
    service = first(app, "displayName", "servicePrincipalId", "appId") or first(
        said, "loggedbyservice", "identity"
    )
    if not login and not service:
        return "no account"
    account = account_of(login) if login else canonical_account("entra", service or "")
    result = (first(said, "result", "resulttype") or "").lower()
    targets = said.get("targetresources")
    target = opened(targets[0]) if isinstance(targets, list) and targets else {}
    return Row(
        when=iso(first(said, "activitydatetime", "timegenerated"), _UTC, utc=True),
        account=account,
        aliases=aliases(account, first(user, "id")) if login else None,
        actor="user" if login else "service",
        organization=tenant or first(said, "aadtenantid"),
        action=Action.OTHER,
        channel=Channel.ADMIN,
        native_action=first(said, "activitydisplayname", "operationname"),
        object=first(target, "userPrincipalName", "displayName") or first(said, "targetdisplayname"),
        object_id=first(target, "id"),
        address=address_of(first(user, "ipAddress") or ""),
        outcome={"success": "success", "failure": "failure", "timeout": "failure"}.get(result),
        record_id=first(said, "id"),
        stream=stream,
    )
