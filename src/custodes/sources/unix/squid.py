"""Squid's access.log: the native format, and the common and combined ones (``logformat squid``, ``common``, ``combined``).

Samples::

    1716225665.123    456 203.0.113.7 TCP_MISS/200 48213 GET http://example.org/a.pdf jdoe HIER_DIRECT/198.51.100.9 application/pdf
    203.0.113.7 - jdoe [20/May/2024:19:21:05 +0200] "GET http://example.org/a.pdf HTTP/1.1" 200 48213 TCP_MISS:HIER_DIRECT

One line is one request that a client made. What stands behind "?" may be a secret and is not kept. An encrypted page is
one ``CONNECT`` to its host, whatever was fetched or sent within. The bytes are those sent to the client; how much a
client sent is not in these formats, so that a ``POST`` is an upload of unknown size. A request that asks for a user name
(``TCP_DENIED/407``) is nobody's; without proxy authentication all are the machine's.

References: wiki.squid-cache.org, "Features/LogFormat"; squid.conf, "logformat", "access_log".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from custodes.model.event import Action, Channel, SetAside
from custodes.sources.fields import bare_address
from custodes.sources.forms.products import LineSource
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import SECOND, common_log, epoch
from custodes.sources.rows import Row
from custodes.sources.unix.logins import actor_of, address_of, login, machine

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["Squid"]

_NATIVE = re.compile(
    r"(?P<time>\d{9,11}\.\d{3})\s+-?\d+ (?P<client>\S+) (?P<result>[A-Z_]+)/(?P<status>\d{1,3}) (?P<bytes>\d{1,18}) "
    r"(?P<method>\S+) (?P<url>\S+) (?P<user>\S+) [A-Z_0-9]+/\S+ \S+(?: .*)?"
)
_COMMON = re.compile(
    r"(?P<client>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]{26})\] \"(?P<method>\S+) (?P<url>\S+) \S+\" "
    r"(?P<status>\d{1,3}) (?P<bytes>\d{1,18}|-)(?: \".*\")? (?P<result>(?:TCP|UDP|NONE)[A-Z_]*):[A-Z_0-9]+\s*"
)
_GIVES = frozenset({"POST", "PUT", "PATCH"})


class Squid(LineSource):
    """Which pages and files were fetched through the proxy, by whom, and how much."""

    name = "squid"
    title = "Squid access.log (native, common, combined)"
    guide = Guide(
        channels=(Channel.WEB,),
        becomes=(
            ("`POST`, `PUT`, `PATCH`", "an upload of unknown size"),
            ("every other request, `CONNECT` too", "a visit, with the bytes that came"),
            ("a connection without a request (`error:…`)", "out of scope"),
        ),
        switch_on=(
            "`access_log daemon:/var/log/squid/access.log squid`; for accounts, proxy authentication (`auth_param`, "
            "`acl … proxy_auth REQUIRED`).",
        ),
        blind=(
            "What goes through an encrypted connection: only its host is seen.",
            "How much was sent out, in these formats.",
            "Who was at a machine, without proxy authentication.",
        ),
        tested=Tested.SOFTWARE,
        references=('wiki.squid-cache.org, "Features/LogFormat"',),
    )

    def is_line(self, line: str) -> bool:
        """Say whether a line is of one of the three formats."""
        return (_NATIVE.fullmatch(line) or _COMMON.fullmatch(line)) is not None

    def reader(self, file: LogFile, context: ReadContext) -> Reader[str]:
        """Return the function that reads a line."""
        return _found


def _found(text: str) -> Found:
    native = _NATIVE.fullmatch(text)
    line = native or _COMMON.fullmatch(text)
    if line is None:
        return "the line is of none of Squid's three formats"
    if line["url"].startswith("error:"):  # a connection without a request
        return SetAside.OUT_OF_SCOPE
    user, status, method = unquote(line["user"]), int(line["status"]), line["method"].upper()
    url, host = _url(line["url"], method)
    named = user not in ("-", "")
    client = address_of(line["client"])
    return Row(
        when=epoch(line["time"], SECOND) if native else common_log(line["time"]),
        account=login(user, "squid") if named else machine(client),
        actor=actor_of(user) if named else "system",
        action=Action.UPLOAD if method in _GIVES else Action.VISIT,
        native_action=line["method"],
        channel=Channel.WEB,
        object=url,
        target=host,
        target_domains=host,
        bytes=int(line["bytes"]) if line["bytes"] != "-" and method not in _GIVES else None,
        address=client,
        outcome=_outcome(status, line["result"]),
        stream="access",
    )


def _url(text: str, method: str) -> tuple[str | None, str | None]:
    """Return the address without what may be a secret, and its host.

    >>> _url("http://jane:pw@example.org/a?key=1", "GET"), _url("example.org:443", "CONNECT")
    (('http://example.org/a', 'example.org'), ('https://example.org', 'example.org'))
    """
    if method == "CONNECT" and "://" not in text:
        host = text.rpartition(":")[0] if text.endswith(":443") else text
        text = f"https://{host}"
    bare = bare_address(text)
    if "://" not in bare[:12]:
        return (bare if bare.startswith("/") else None), None
    try:
        return bare, urlsplit(bare).hostname
    except ValueError:
        return None, None


def _outcome(status: int, result: str) -> str | None:
    if "DENIED" in result or status >= 400:
        return "failure"
    return "success" if status else None
