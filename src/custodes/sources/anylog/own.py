"""What ``custodes events`` writes beside a standard's fields, read again: the words of ours that the standard lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from custodes.model.event import Action, Channel
from custodes.sources.anylog.translator import value_at
from custodes.sources.anylog.words import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Own", "own_of"]


class Own(NamedTuple):
    """Account and kind as they were, and the columns that only we have."""

    account: str
    kind: Kind
    columns: Mapping[str, Any]


def own_of(said: object) -> Own | None:
    """Return what an export of ours says of its event; None where it is another's."""
    if not isinstance(said, dict):
        return None
    account, action, channel = (value_at(said, key) for key in ("account", "action", "channel"))
    if not account or action not in set(Action) or channel not in set(Channel):
        return None
    items = said.get("items")
    columns: dict[str, Any] = {key: value_at(said, key) for key in ("area", "target", "target_domains")}
    columns["items"] = items if isinstance(items, int) and not isinstance(items, bool) else None
    return Own(account, Kind(Action(action), Channel(channel)), columns)
