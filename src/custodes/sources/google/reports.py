"""Google Workspace activities: Drive, login, admin, token and others, as the Reports API gives them.

Sample (one record a line, in an array, or in the pages of the API: ``{"kind":"admin#reports#activities","items":[…]}``)::

    {"kind":"admin#reports#activity","id":{"time":"2024-05-20T19:21:05.123Z","uniqueQualifier":"-4711",
     "applicationName":"drive","customerId":"C0abc"},"actor":{"callerType":"USER","email":"jdoe@example.org",
     "profileId":"1042"},"ipAddress":"203.0.113.15","events":[{"type":"access","name":"download","parameters":[
     {"name":"doc_id","value":"1AbC"},{"name":"doc_title","value":"plan"},{"name":"visibility","value":"private"}]}]}

A record tells one or several events of one moment; each is a part. Shippers write ``events`` as one object, too.
Times are UTC. What nobody signed in for (an anonymous view of a public link) is nobody's and is out of scope.

References: developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list; and the appendices "Drive",
"Login", "Token", "SAML", "Takeout" and "Rules" beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from custodes.model.event import Action, Channel, SetAside
from custodes.sources.fields import account_of, aliases_of, inner, items_of, mail_domains, number, said, text
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.google.drive import drive_event
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["GoogleReports"]

_A, _C = Action, Channel
_KINDS = {
    ("login", "login_success"): (_A.LOGON, _C.SIGNIN),
    ("login", "login_failure"): (_A.LOGON, _C.SIGNIN),
    ("login", "logout"): (_A.LOGOFF, _C.SIGNIN),
    ("saml", "login_success"): (_A.LOGON, _C.SIGNIN),
    ("saml", "login_failure"): (_A.LOGON, _C.SIGNIN),
    ("takeout", "COMPLETED_USER_TAKEOUT"): (_A.COPY, _C.CLOUD),
    ("takeout", "DOWNLOADED_USER_TAKEOUT"): (_A.DOWNLOAD, _C.CLOUD),
    ("rules", "rule_match"): (_A.DETECT, _C.CLOUD),
    ("rules", "action_complete"): (_A.DETECT, _C.CLOUD),
    ("chat", "attachment_upload"): (_A.UPLOAD, _C.MESSAGING),
    ("chat", "attachment_download"): (_A.DOWNLOAD, _C.MESSAGING),
}
_PLAIN = {"login": (_A.OTHER, _C.SIGNIN), "saml": (_A.OTHER, _C.SIGNIN)}
_OUTCOMES = {"login_success": "success", "login_failure": "failure"}
_OBJECTS = (
    "doc_title",
    "resource_title",
    "attachment_name",
    "app_name",
    "PRODUCTS_REQUESTED",
    "GROUP_EMAIL",
    "USER_EMAIL",
)
_IDS = ("doc_id", "resource_id", "client_id", "TAKEOUT_ID")
_TARGETS = ("TAKEOUT_DESTINATION", "affected_email_address", "USER_EMAIL")
_UTC = ZoneInfo("UTC")
_OTHER_KINDS = ("multiValue", "intValue", "boolValue")
_ANONYMOUS = "105250506097979753968"  # the profile that Google writes for everybody who is not signed in


class GoogleReports(JsonSource):
    """The activities of a Google Workspace domain."""

    name = "google"
    title = "Google Workspace activities of the Reports API (JSON)"
    mark = "id"
    guide = Guide(
        channels=(_C.CLOUD, _C.SYNC, _C.SHARE, _C.PRINT, _C.MAIL, _C.MESSAGING, _C.SIGNIN),
        becomes=(
            ("Drive `view`, `preview`, `access_item_content`", "a document read"),
            (
                "Drive `download`, `copy`, `source_copy`, `print`, `email_as_attachment`",
                "a copy of that kind",
            ),
            ("Drive `sync_item_content`, `prefetch_item_content`", "a document taken by the desktop client"),
            (
                "Drive `create`, `upload`, `edit`, `move`, `rename`, `trash`, `delete`",
                "a change of that kind",
            ),
            (
                "Drive `change_user_access`, `change_document_visibility`, `change_owner`, membership of a shared drive",
                "a share or its end, whichever the values before and after say; a link for anybody is one for anybody",
            ),
            ("Login and SAML `login_success`, `login_failure`, `logout`", "a sign-in or sign-out"),
            (
                "Takeout downloads, matches of data-loss rules, attachments in Chat",
                "a download, a match, a copy",
            ),
            ("everything else", "administrative; what nobody signed in for is out of scope"),
        ),
        switch_on=(
            "Read `activities.list` of the Reports API for `drive`, `login`, `admin`, `token` and `takeout`, at least "
            "every 180 days: Google keeps them no longer.",
            "Drive activities are logged for files whose owner has an edition with Drive audit (Business Standard and above).",
        ),
        blind=(
            "How large a document was: Drive logs no sizes.",
            "What somebody outside did with a document after a link for anybody was made.",
        ),
        tested=Tested.RECORDS,
        references=(
            "developers.google.com, Reports API, activities.list",
            "developers.google.com, Reports API, Drive audit activity events",
        ),
    )

    def is_record(self, record: Record) -> bool:
        """Say whether it is an activity, by its kind or by the application in its identifier."""
        identifier = inner(record, "id")
        named = isinstance(identifier.get("applicationName"), str) and "time" in identifier
        return record.get("kind") == "admin#reports#activity" or (named and "events" in record)

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return _found


def _found(record: Record) -> Found:
    identifier = inner(record, "id")
    when = iso(text(identifier.get("time")), _UTC, utc=True)
    application = (text(identifier.get("applicationName")) or "unknown").lower()
    events = items_of(record.get("events"))
    if not events:
        return "no event"
    actor = _actor(inner(record, "actor"))
    if actor is None:
        return SetAside.OUT_OF_SCOPE
    about = {
        **actor,
        "when": when,
        "address": text(record.get("ipAddress")),
        "organization": text(identifier.get("customerId")),
        "record_id": text(identifier.get("uniqueQualifier")),
        "stream": application,
    }
    names = frozenset(text(event.get("name")) or "" for event in events)
    rows = [Row(**{**about, **_event(application, event, names)}) for event in events]
    return rows[0] if len(rows) == 1 else rows


def _actor(actor: Record) -> dict[str, Any] | None:
    """Return account and its spellings; None where nobody was signed in."""
    mail, profile, key = text(actor.get("email")), said(actor.get("profileId")), text(actor.get("key"))
    if profile == _ANONYMOUS:
        profile = None
    login = mail or profile or key
    if login is None:
        return None
    return {
        "account": account_of("google", login),
        "aliases": aliases_of(("id", profile)),
        "actor": "user" if mail or profile else "system",
    }


def _event(application: str, event: Record, names: frozenset[str]) -> dict[str, Any]:
    name = text(event.get("name")) or "unknown"
    given = _parameters(event.get("parameters"))
    if application == "drive":
        return {"native_action": name, **drive_event(name, given, names)}
    action, channel = _KINDS.get((application, name), _PLAIN.get(application, (_A.OTHER, _C.ADMIN)))
    target = _first(given, _TARGETS)
    return {
        "native_action": name,
        "action": action,
        "channel": channel,
        "object": _first(given, _OBJECTS),
        "object_id": _first(given, _IDS),
        "url": _first(given, ("WEB_ADDRESS",)),
        "target": target,
        "target_domains": mail_domains([target]) if target else None,
        "bytes": number(given.get("num_response_bytes")),
        "outcome": _outcome(name, given),
    }


def _outcome(name: str, given: dict[str, Any]) -> str | None:
    status = text(given.get("login_challenge_status")) or text(given.get("TAKEOUT_STATUS"))
    if name in _OUTCOMES or status is None:
        return _OUTCOMES.get(name)
    return "success" if "passed" in status.lower() or status == "COMPLETED" else "failure"


def _parameters(value: object) -> dict[str, Any]:
    """Return an event's parameters by their names; of nested messages nothing is needed."""
    found: dict[str, Any] = {}
    for each in value if isinstance(value, list) else ():
        if not isinstance(each, dict) or not isinstance(name := each.get("name"), str):
            continue
        given = each.get("value")
        if given is None:
            given = next((each[kind] for kind in _OTHER_KINDS if each.get(kind) is not None), None)
        found[name] = given
    return found


def _first(given: dict[str, Any], names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := text(given.get(name)))), None)
