"""Sign-ins of Microsoft Entra as the CSV that administrators download ("Download sign-ins").

Sample (some of some sixty columns)::

    Date (UTC),Request ID,User agent,Correlation ID,User ID,User,Username,Application,IP address,Status,Sign-in error code
    2024-03-04T10:00:00Z,66ea54eb,Mozilla/5.0,7b1c,aead923d-…,Jane Doe,jane@example.org,Azure Portal,203.0.113.7,Success,

Only ISO 8601 times are read: older downloads wrote them in the browser's language, where nobody can tell month from day.

References: learn.microsoft.com/entra/identity/monitoring-health/howto-download-logs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from custodes.identity.accounts import canonical_account
from custodes.model.event import Action, Channel
from custodes.sources.forms.products import TableSource
from custodes.sources.guide import Guide, Tested
from custodes.sources.microsoft.entra_signin import REFERENCES
from custodes.sources.microsoft.m365.fields import account_of, address_of
from custodes.sources.microsoft.records import aliases
from custodes.sources.moments import iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["EntraTable"]

_UTC = ZoneInfo("UTC")
_TIME = ("date (utc)", "date")
_OUTCOME = {"success": "success", "failure": "failure", "interrupted": "failure"}
"""An interrupted sign-in was asked for more; the one that got in has a row of its own."""


class EntraTable(TableSource):
    """The same sign-ins as rows."""

    name = "entra_csv"
    title = "Microsoft Entra sign-ins (CSV of the portal's download)"
    columns = (
        *_TIME,
        *(
            "request id",
            "user id",
            "username",
            "sign-in identifier",
            "service principal id",
            "service principal name",
        ),
        *(
            "application",
            "application id",
            "resource",
            "ip address",
            "status",
            "sign-in error code",
            "device id",
        ),
        *("home tenant id", "resource tenant id"),
    )
    guide = Guide(
        channels=(Channel.SIGNIN,),
        becomes=(("a row", "a sign-in to an application, by a user or a service"),),
        switch_on=(
            "In the Entra admin centre *Monitoring & health > Sign-in logs > Download > CSV*; better JSON, which also "
            "names the device.",
            "A download holds at most 100,000 rows: shorten the period.",
        ),
        blind=("The device's name, and what was done after the sign-in.",),
        tested=Tested.PAPER,
        references=REFERENCES,
    )

    def is_header(self, names: frozenset[str]) -> bool:
        """Say whether the header is that of the download."""
        return (
            "request id" in names
            and "ip address" in names
            and "application" in names
            and bool(names & set(_TIME))
        )

    def reader(self, file: LogFile, context: ReadContext) -> Reader[dict[str, str | None]]:
        """Return the function that reads a row."""
        return _found


def _found(row: Mapping[str, str | None]) -> Found:
    when = iso(row["date (utc)"] or row["date"], _UTC, utc=True)
    user = row["username"] or row["sign-in identifier"] or row["user id"]
    service = row["service principal name"] or row["service principal id"]
    if not user and not service:
        return "no account"
    account = account_of(user) if user else canonical_account("entra", service or "")
    outcome = _OUTCOME.get((row["status"] or "").strip().lower())
    if outcome is None and row["sign-in error code"]:
        outcome = "success" if row["sign-in error code"].strip() == "0" else "failure"
    return Row(
        when=when,
        account=account,
        aliases=aliases(account, row["user id"]) if user else None,
        actor="user" if user else "service",
        organization=row["resource tenant id"] or row["home tenant id"],
        action=Action.LOGON,
        channel=Channel.SIGNIN,
        native_action="Sign-in activity",
        object=row["application"] or row["resource"],
        object_id=row["application id"],
        address=address_of(row["ip address"] or ""),
        outcome=outcome,
        record_id=row["request id"],
        stream="signin",
    )
