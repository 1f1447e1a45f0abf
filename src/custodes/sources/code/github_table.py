"""GitHub audit log as the settings of an organisation export it: a table, one event a row.

Sample::

    action,actor,user,actor_location.country_code,org,repo,created_at,data.visibility,data.previous_visibility
    repo.access,jdoe,,DE,acme,acme/engine,1624445969188,public,private

Each row is what the same record in JSON is; details of ``data`` stand in columns of their own. Times are milliseconds
or a text in UTC.

References: docs.github.com, "Reviewing the audit log for your organization", "Exporting the audit log".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from custodes.sources.code.github import GitHub, github_event
from custodes.sources.forms.products import TableSource
from custodes.sources.guide import Tested

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["GitHubTable"]

_NEEDED = frozenset({"action", "actor", "created_at"})
_DETAILS = (
    "actor_ip",
    "actor_id",
    "actor_is_bot",
    "user",
    "org",
    "repo",
    "visibility",
    "previous_visibility",
)


class GitHubTable(TableSource):
    """The audit log of a GitHub organisation as a table."""

    name = "github_table"
    title = "GitHub audit log exported as a table (CSV)"
    columns = (*sorted(_NEEDED), "_document_id", *_DETAILS, *(f"data.{name}" for name in _DETAILS))
    guide = replace(
        GitHub.guide,
        switch_on=(
            "Choose *Settings > Audit log > Export > CSV* of the organisation; git events are exported as JSON only.",
        ),
        tested=Tested.PAPER,
    )

    def is_header(self, names: frozenset[str]) -> bool:
        """Say whether a header has an action, an actor, when, and where."""
        return names >= _NEEDED and bool(names & {"org", "repo"})

    def reader(self, file: LogFile, context: ReadContext) -> Reader[dict[str, str | None]]:
        """Return the function that reads a row."""
        return _row


def _row(row: dict[str, str | None]) -> Found:
    return github_event(
        {name.removeprefix("data."): value for name, value in row.items() if value is not None}
    )
