"""Postfix in syslog: the lines of one queue id are one mail.

Samples (the message behind the syslog head, from postfix/smtpd, cleanup, qmgr, smtp, qmgr)::

    4VjK2q1sTdz1: client=pc7.example.org[203.0.113.7], sasl_method=PLAIN, sasl_username=jdoe
    4VjK2q1sTdz1: message-id=<a1@example.org>
    4VjK2q1sTdz1: from=<jdoe@example.org>, size=48213, nrcpt=1 (queue active)
    4VjK2q1sTdz1: to=<x@example.net>, relay=mx.example.net[198.51.100.9]:25, delay=1, dsn=2.0.0, status=sent (250 ok)
    4VjK2q1sTdz1: removed

A mail that an account submitted (SASL, or ``pickup`` on the machine) or that left by SMTP is sent, by that account or
else by its sender; one that came in and was delivered here is received, once for each recipient. Bounces (an empty
sender) are out of scope. A subject is known only where ``header_checks`` logs it (``warning: header Subject: …``).

References: postfix.org, "Postfix Architecture Overview"; postlogd(8); header_checks(5), WARN; qmgr(8), smtp(8).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from custodes.model.event import Action, Channel, SetAside
from custodes.sources.fields import mail_domains
from custodes.sources.forms.joined import Part
from custodes.sources.rows import Row
from custodes.sources.unix.logins import actor_of, login, machine

if TYPE_CHECKING:
    from custodes.sources.forms.syslog import SysLine
    from custodes.sources.rows import Found

__all__ = ["is_postfix", "postfix_event", "postfix_line"]

_PROGRAM = re.compile(r"postfix(?:-[\w.-]+)?/(?:[\w.-]+/)*[\w.-]+")
_LINE = re.compile(
    r"(?P<queue>[0-9A-F]{5,20}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,20}): (?P<rest>.*)", re.DOTALL
)
_FROM = re.compile(r"from=<(?P<from>[^>]*)>(?:, size=(?P<size>\d{1,15}))?")
_TO = re.compile(
    r"to=<(?P<to>[^>]*)>(?:, orig_to=<(?P<first>[^>]*)>)?.*?, status=(?P<status>[a-z]+)\b", re.DOTALL
)
_CLIENT = re.compile(
    r"client=(?P<name>[^\[,\s]*)\[(?P<address>[^\]]*)\](?:.*?sasl_username=(?P<login>[^,\s]+))?", re.DOTALL
)
_PICKUP = re.compile(r"uid=(?P<uid>\d+) from=<(?P<from>[^>]*)>")
_SUBJECT = re.compile(r"(?:warning|info): header Subject: (?P<subject>.*?) from [^;]*; from=<.*", re.DOTALL)
_OUTWARD = re.compile(r"(?:.*/)?smtp")
_RECIPIENTS = 2_000  # named in one event, and all to whom it left


def is_postfix(app: str) -> bool:
    """Say whether a program is a daemon of Postfix, also of a named instance.

    >>> is_postfix("postfix/submission/smtpd"), is_postfix("postfix-out/qmgr"), is_postfix("postfixadmin")
    (True, True, False)
    """
    return _PROGRAM.fullmatch(app) is not None


def postfix_line(line: SysLine) -> Part | Found:
    """Read a line: a part of its mail, or out of scope where it names none."""
    found = _LINE.fullmatch(line.message)
    if found is None:
        return SetAside.OUT_OF_SCOPE
    rest = found["rest"]
    return Part(
        f"mail {line.host} {found['queue']}", (line, found["queue"], rest), last=rest.strip() == "removed"
    )


def postfix_event(parts: list[tuple[SysLine, str, str]]) -> Found:
    """Return the event, or events, of one mail."""
    mail = _Mail()
    for line, _, rest in parts:
        mail.see(line.app, rest)
    first, queue, _ = parts[0]
    return mail.rows(first, queue)


class _Mail:
    """What the lines of a mail have said so far."""

    def __init__(self) -> None:
        self.sender: str | None = None
        self.login = ""
        self.uid = ""
        self.client = ""
        self.size: int | None = None
        self.message = ""
        self.subject: str | None = None
        self.left = False
        self.statuses: dict[str, str] = {}
        self.first: dict[str, str] = {}  # what was written on the envelope, where an alias led elsewhere

    def see(self, app: str, rest: str) -> None:
        """Take in what a daemon says."""
        if found := _TO.match(rest):
            outward = _OUTWARD.fullmatch(app) is not None
            if len(self.statuses) < _RECIPIENTS or outward:
                self.statuses[found["to"]] = found["status"]
                if found["first"]:
                    self.first[found["to"]] = found["first"]
            self.left |= outward
        elif found := _FROM.match(rest):
            self.sender = found["from"]
            self.size = int(found["size"]) if found["size"] else self.size
        elif found := _CLIENT.match(rest):
            self.client, self.login = found["address"], found["login"] or ""
        elif found := _PICKUP.match(rest):
            self.uid, self.sender = found["uid"], found["from"]
        elif rest.startswith(("message-id=", "resent-message-id=")):
            self.message = rest.partition("=")[2].strip().strip("<>")
        elif found := _SUBJECT.match(rest):
            self.subject = found["subject"]

    def rows(self, first: SysLine, queue: str) -> Found:
        """Say who sent it, or who received it."""
        if not self.sender or not self.statuses:
            return SetAside.OUT_OF_SCOPE
        to = list(self.statuses)
        if self.login or self.uid or self.left:
            return [self._row(first, queue, Action.SEND, self._account(), to)]
        return [self._row(first, queue, Action.RECEIVE, login(one, "mail"), [one]) for one in to]

    def _account(self) -> str:
        if self.login:
            return login(self.login, "mail" if "@" in self.login else "postfix")
        sender = self.sender or ""
        return login(sender, "mail") if "@" in sender else login(sender)

    def _row(self, first: SysLine, queue: str, action: Action, account: str, to: list[str]) -> Row:
        name = account.partition(":")[2]
        sender = f"mail:{(self.sender or '').lower()}" if "@" in (self.sender or "") else ""
        own = action is Action.SEND and sender and sender != account
        named = list(dict.fromkeys(filter(None, [*map(self.first.get, to), *to])))
        return Row(
            when=first.when,
            account=account if name else machine(first.host),
            aliases=sender if own else None,
            actor=actor_of(name),
            action=action,
            native_action=";".join(sorted({self.statuses[one] for one in to})),
            channel=Channel.MAIL,
            object=self.subject,
            object_id=self.message or None,
            target=";".join(named),
            target_domains=mail_domains(named),
            bytes=self.size,
            host=first.host,
            address=self.sender,
            outcome=_outcome({self.statuses[one] for one in to}),
            record_id=queue,
            stream="postfix",
        )


def _outcome(statuses: set[str]) -> str | None:
    if "sent" in statuses:
        return "success"
    return "failure" if statuses & {"bounced", "expired"} else None
