"""Events of Google Drive, as the Reports API and the admin console name them: what each does, and with whom it shares.

References: developers.google.com/workspace/admin/reports/v1/appendix/activity/drive (event names and parameters).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from custodes.model.event import ANYONE, Action, Channel
from custodes.sources.fields import mail_domains, said, text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["drive_event", "normalised"]

_A, _C = Action, Channel
_KINDS = {
    "view": (_A.READ, _C.CLOUD),
    "preview": (_A.READ, _C.CLOUD),
    "access_item_content": (_A.READ, _C.CLOUD),
    "item_content_accessed": (_A.READ, _C.CLOUD),
    "download": (_A.DOWNLOAD, _C.CLOUD),
    "download_forms_response": (_A.DOWNLOAD, _C.CLOUD),
    "sync_item_content": (_A.SYNC, _C.SYNC),
    "item_content_synced": (_A.SYNC, _C.SYNC),
    "prefetch_item_content": (_A.SYNC, _C.SYNC),
    "item_content_prefetched": (_A.SYNC, _C.SYNC),
    "print": (_A.PRINT, _C.PRINT),
    "copy": (_A.COPY, _C.CLOUD),
    "source_copy": (_A.COPY, _C.CLOUD),
    "create": (_A.CREATE, _C.CLOUD),
    "upload": (_A.UPLOAD, _C.CLOUD),
    "edit": (_A.UPDATE, _C.CLOUD),
    "trash": (_A.DELETE, _C.CLOUD),
    "delete": (_A.DELETE, _C.CLOUD),
    "rename": (_A.RENAME, _C.CLOUD),
    "move": (_A.MOVE, _C.CLOUD),
    "add_to_folder": (_A.MOVE, _C.CLOUD),
    "email_as_attachment": (_A.SEND, _C.MAIL),
    "change_owner": (_A.SHARE, _C.SHARE),
}
_PLAIN = (_A.OTHER, _C.CLOUD)
_VISIBILITY = frozenset(
    {"change_document_visibility", "change_document_access_scope", "link_sharing_visibility_change"}
    | {"link_sharing_access_type_change", "publish_change"}
)
_ACCESS = frozenset(
    {"change_user_access", "change_acl_editors", "user_sharing_permissions_change"}
    | {"shared_drive_membership_change", "team_drive_membership_change"}
)
_LEVELS = (
    "none",
    "can_view_published",
    "can_view",
    "can_comment",
    "can_edit",
    "writer",
    "content_manager",
    "file_organizer",
    "organizer",
    "owner",
)
_REACH = (
    "private",
    "shared_internally",
    "people_within_domain_with_link",
    "public_in_the_domain",
    "shared_externally",
    "people_with_link",
    "public_on_the_web",
)
_ANYONE = frozenset({"people_with_link", "public_on_the_web", "all"})
_OUTWARD = ("external", "newly external")
_HIERARCHY = "_hierarchy_reconciled"  # what a change of a folder did to what lies in it


@lru_cache(10_000)
def normalised(name: str) -> str:
    """Return the name of an event or value as the API writes it, also for the console's own words.

    >>> normalised("Source copy"), normalised("People with link")
    ('source_copy', 'people_with_link')
    """
    return re.sub(r"[\s-]+", "_", name.strip().lower())


def drive_event(name: str, given: Mapping[str, Any], names: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the columns that an event's name and parameters decide; ``names``: of all events of the record."""
    base = normalised(name).removesuffix(_HIERARCHY)
    action, channel = _kind(base, given, names)
    title, old = text(given.get("doc_title")), text(given.get("old_value"))
    renamed = action is _A.RENAME and old is not None
    return {
        "action": action,
        "channel": channel,
        "object": old if renamed else title,
        "object_id": text(given.get("doc_id")),
        "area": said(given.get("owner")),
        "label": text(given.get("label_title")),
        **({"actor": "service"} if given.get("actor_is_collaborator_account") is True else {}),
        **_target(base, action, title if renamed else None, given),
    }


def _kind(base: str, given: Mapping[str, Any], names: frozenset[str]) -> tuple[Action, Channel]:
    if base not in _VISIBILITY and base not in _ACCESS:
        return _KINDS.get(base, _PLAIN)
    if base == "change_document_access_scope" and "change_document_visibility" in names:
        return _PLAIN  # the two tell one change of a link
    wider = _wider(base, given)
    return _PLAIN if wider is None else (_A.SHARE if wider else _A.UNSHARE, _C.SHARE)


def _wider(base: str, given: Mapping[str, Any]) -> bool | None:
    """Say whether more people can do more afterwards; None where the event does not tell."""
    membership = said(given.get("membership_change_type"))
    if membership:
        return not membership.startswith("remove")
    if said(given.get("visibility_change")) in _OUTWARD:
        return True
    if base in _VISIBILITY:
        published = said(given.get("new_publish_visibility"))
        if published:
            return "public" in published and "un" not in published
        return _rises(_REACH, given.get("old_visibility"), given.get("visibility"))
    return _rises(_LEVELS, given.get("old_value"), given.get("new_value"))


def _rises(order: tuple[str, ...], before: object, after: object) -> bool | None:
    """Say whether a value stands later in the order than the one before it; None where one is not known.

    >>> _rises(_LEVELS, "none", ["can_edit"]), _rises(_LEVELS, "can_view", "none"), _rises(_LEVELS, "x", "none")
    (True, False, None)
    """
    places = []
    for value in (before, after):
        values = value if isinstance(value, list) else [value]
        known = [order.index(word) for each in values if (word := normalised(str(each))) in order]
        places.append(max(known, default=-1))
    first, last = places
    if last < 0 or first == last or (first < 0 and before is not None):
        return None
    return last > first


def _target(base: str, action: Action, renamed: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """Say where it went: a new name, a folder, a person, or anybody."""
    if renamed:
        return {"target": renamed}
    if action in (_A.MOVE, _A.COPY, _A.CREATE, _A.UPLOAD):
        return {"target": text(given.get("destination_folder_title"))}
    if action not in (_A.SHARE, _A.UNSHARE, _A.SEND):
        return {}
    if base in _VISIBILITY:
        reach = normalised(str(given.get("visibility")))
        domain = said(given.get("target_domain"))
        if action is _A.SHARE and (reach in _ANYONE or domain == "all" or base == "publish_change"):
            return {"target": ANYONE}
        return {"target": domain, "target_domains": domain.lower() if domain and "." in domain else None}
    who = said(given.get("target_user")) or said(given.get("target")) or said(given.get("new_owner"))
    return {"target": who, "target_domains": mail_domains([who])} if who else {}
