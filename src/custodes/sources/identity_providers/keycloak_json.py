r"""Keycloak events as JSON: of its admin API and of webhooks, and its server log in JSON.

Sample of the API (``/admin/realms/REALM/events``, ``…/admin-events``)::

    {"time":1716232865403,"type":"LOGIN","realmId":"acme","clientId":"files","userId":"8f14e45f","ipAddress":"203.0.113.15",
     "details":{"username":"jdoe","redirect_uri":"https://files.example.org/"}}

Sample of the log (``--log-console-output=json``), whose message is that of the text log::

    {"timestamp":"2024-05-20T19:21:05.403Z","loggerName":"org.keycloak.events","level":"WARN","message":"type=\"LOGIN\", …"}

References: www.keycloak.org/docs-api/latest/rest-api, ``EventRepresentation`` and ``AdminEventRepresentation``;
www.keycloak.org/server/logging.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from custodes.model.event import Channel, SetAside
from custodes.sources.fields import inner, text
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.identity_providers.keycloak import KeycloakLog
from custodes.sources.identity_providers.keycloak_events import keycloak_row, pairs
from custodes.sources.moments import MILLISECOND, epoch, iso

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["KeycloakEvents", "KeycloakJsonLog"]

_EVENTS = "org.keycloak.events"


class KeycloakEvents(JsonSource):
    """Events and admin events of a realm."""

    name = "keycloak_api"
    title = "Keycloak events and admin events of its API (JSON)"
    mark = "realmId"
    guide = replace(
        KeycloakLog.guide,
        becomes=(
            *KeycloakLog.guide.becomes[:3],
            ("`operationType`", "administrative; its representation is not kept"),
        ),
        switch_on=(
            "Switch on *Realm settings > Events > Save events* for user and admin events and read them within their expiration.",
        ),
        channels=(Channel.SIGNIN,),
    )

    def is_record(self, record: Record) -> bool:
        """Say whether it has a realm, a time in milliseconds, and the type of an event or of an operation."""
        timed = isinstance(record.get("time"), int)
        return timed and "realmId" in record and ("type" in record or "operationType" in record)

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return _event


def _event(record: Record) -> Found:
    when = epoch(record.get("time"), MILLISECOND)
    given = {**inner(record, "details"), **inner(record, "authDetails"), **record}
    given.pop("representation", None)
    return keycloak_row(when, given, text(record.get("id")))


class KeycloakJsonLog(JsonSource):
    """The server log of a Keycloak in JSON."""

    name = "keycloak_json"
    title = "Keycloak server log with events (JSON)"
    mark = "loggerName"
    guide = KeycloakLog.guide

    def is_record(self, record: Record) -> bool:
        """Say whether a line of the log names Keycloak as its logger."""
        return str(record.get("loggerName")).startswith("org.keycloak.") and "message" in record

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""

        def read(record: Record) -> Found:
            message = text(record.get("message"))
            if record.get("loggerName") != _EVENTS or message is None:
                return SetAside.OUT_OF_SCOPE
            return keycloak_row(iso(text(record.get("timestamp")), context.zone), pairs(message))

        return read
