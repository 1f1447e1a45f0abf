"""Keycloak server log with its events (the ``jboss-logging`` listener): lines of text.

Sample (of a release on Quarkus; older ones write the values without quotes)::

    2024-05-20 19:21:05,403 WARN  [org.keycloak.events] (executor-thread-1) type="LOGIN_ERROR", realmId="acme",
        clientId="files", userId="null", ipAddress="203.0.113.15", error="invalid_user_credentials", username="jdoe"

(one line). Lines of other categories are out of scope, so are those that go on with an exception. What a container or
syslog put before the time is passed over. A time without a zone is local. A login that no account belongs to is kept as
"unknown", since the address tells something.

References: www.keycloak.org/docs/latest/server_admin, "Auditing user and admin events"; the source of
``JBossLoggingEventListenerProvider``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from custodes.model.event import Channel, SetAside
from custodes.sources.forms.products import LineSource
from custodes.sources.guide import Guide, Tested
from custodes.sources.identity_providers.keycloak_events import keycloak_row, pairs
from custodes.sources.moments import iso

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["KeycloakLog"]

_LINE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,]\d{1,6}(?: ?(?:Z|[+-]\d\d:?\d\d))?)\s+"
    r"(?P<level>[A-Z]{4,7})\s+\[(?P<category>[\w.$-]{1,200})\] +\((?P<thread>[^)]{0,200})\) +(?P<message>.*)",
    re.DOTALL,
)
_BEFORE = 200  # characters that a container or syslog may put before the time
_GOES_ON = re.compile(r"\s|Caused by:|Suppressed:|\.\.\. \d+ more|[\w.$]{3,200}(?:Exception|Error)\b")
_EVENTS = "org.keycloak.events"


class KeycloakLog(LineSource):
    """The server log of a Keycloak."""

    name = "keycloak"
    title = "Keycloak server log with events (text)"
    guide = Guide(
        channels=(Channel.SIGNIN,),
        becomes=(
            ("`type=LOGIN`, `LOGIN_ERROR`", "a sign-in to the client named, or a failed one"),
            ("`type=LOGOUT`", "a sign-out"),
            ("other types", "kept beside the sign-ins, never scored"),
            ("`operationType=…`", "administrative"),
            ("lines of other categories", "out of scope"),
        ),
        switch_on=(
            "Keep the event listener `jboss-logging` of the realm; start with `--log-level=INFO,org.keycloak.events:debug`, "
            "else only failed sign-ins are written.",
        ),
        blind=("What was done in an application after the sign-in.",),
        tested=Tested.RECORDS,
        references=("www.keycloak.org, Server Administration Guide, Auditing user and admin events",),
    )

    def is_line(self, line: str) -> bool:
        """Say whether a line is an event of Keycloak, or one that names it as its category."""
        found = _LINE.search(line[:4096])
        return found is not None and ".keycloak." in f"{found['category']}."

    def reader(self, file: LogFile, context: ReadContext) -> Reader[str]:
        """Return the function that reads a line."""

        def read(line: str) -> Found:
            found = _LINE.search(line)
            if found is None or found.start() > _BEFORE:
                return SetAside.OUT_OF_SCOPE if _GOES_ON.match(line) else "not a line of a Keycloak log"
            if found["category"] != _EVENTS:
                return SetAside.OUT_OF_SCOPE
            when = iso(found["time"].replace(",", "."), context.zone)
            return keycloak_row(when, pairs(found["message"]))

        return read
