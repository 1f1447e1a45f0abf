"""Measures of tracks and rights: deleting, renaming, packing, clearing; what was refused; rules and settings changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.baselines.destinations import Destination
from custodes.baselines.measure import STORE, Measure, did, items, made, native, to
from custodes.model.event import Action, Channel

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["PACKED", "TRACKS"]

PACKED = made("zip 7z rar tar tgz gz bz2 xz cab iso zst", Action.ARCHIVE, Action.ENCRYPT)
_ENCRYPTED = made("gpg pgp age aes axx enc kdbx hc tc p7m", Action.ENCRYPT)
_KIND = r"\.([A-Za-z0-9]{1,10})\z"  # of a file, by its name
_MAIL = (Channel.MAIL,)
_STORES = (Channel.CLOUD, Channel.FILE)
_DELETE = did(Action.DELETE, channel=STORE)


def _other_kind(t: ir.Table) -> ir.BooleanColumn:
    """Say where a file's ending became another one. Names are looked at only where something was renamed."""
    before = t.object.fill_null("").re_extract(_KIND, 1).lower()
    after = t.target.fill_null("").re_extract(_KIND, 1).lower()
    other = (before != "") & (t.target.fill_null("") != "") & (before != after)
    return did(Action.RENAME, channel=STORE)(t).ifelse(other, False)


def _others_mailbox(t: ir.Table) -> ir.BooleanColumn:
    """Say where mails of a mailbox were used whose owner's address is not the account's.

    The area of a mail begins with the owner's address; where it does not, nobody can tell.
    """
    owner = t.area.fill_null("").split("/")[0]
    login = t.account.re_replace("^[^:]*:", "")
    used = did(Action.READ, Action.COPY, Action.MOVE, Action.SEND, Action.DOWNLOAD, channel=Channel.MAIL)(t)
    return used.ifelse(owner.contains("@") & (owner != login), False)


_FORWARDING = native(Action.OTHER, "New-InboxRule", "Set-InboxRule", "UpdateInboxRules", "Set-Mailbox")
_AUDITING = native(
    Action.OTHER,
    "Set-AdminAuditLogConfig",
    "Set-MailboxAuditBypassAssociation",
    "Remove-UnifiedAuditLogRetentionPolicy",
    "Set-UnifiedAuditLogRetentionPolicy",
)
_FOR_GOOD = native(
    Action.DELETE,
    "FileDeletedFirstStageRecycleBin",
    "FileDeletedSecondStageRecycleBin",
    "FolderDeletedFirstStageRecycleBin",
    "FolderDeletedSecondStageRecycleBin",
    "FileVersionRecycled",
    "FileVersionsAllDeleted",
    "FileVersionsAllMinorsRecycled",
    "FileVersionsAllRecycled",
)
_DETECTED = did(Action.DETECT)
_WAYS_OUT = (Channel.REMOVABLE, Channel.PRINT, Channel.WEB, Channel.SHARE, Channel.MAIL)
_GOING_OUT = did(Action.COPY, Action.PRINT, Action.UPLOAD, Action.SHARE, Action.SEND, channel=_WAYS_OUT)
_LABELS = native(Action.UPDATE, "FileSensitivityLabelChanged", "FileSensitivityLabelRemoved")

TRACKS: tuple[Measure, ...] = (
    Measure(
        "deletes",
        "files",
        "deleted",
        (Channel.CLOUD, Channel.FILE),
        _DELETE,
        value=items,
    ),
    Measure("deletes_mail", "mails", "deleted", _MAIL, did(Action.DELETE, channel=Channel.MAIL), value=items),
    Measure(
        "renames",
        "files",
        "renamed or moved",
        (Channel.CLOUD, Channel.FILE),
        did(Action.RENAME, Action.MOVE, channel=STORE),
    ),
    Measure("archives", "archives", "made", (Channel.CLOUD, Channel.FILE), PACKED),
    Measure("logons", "sign-ins", "made", (Channel.SIGNIN,), did(Action.LOGON)),
    Measure("clears", "logs", "cleared", (Channel.ADMIN,), did(Action.CLEAR)),
    Measure(
        "deletes_for_good", "times", "files or versions were deleted for good", (Channel.CLOUD,), _FOR_GOOD
    ),
    Measure(
        "restores",
        "times",
        "files or folders were restored",
        (Channel.CLOUD,),
        native(Action.CREATE, "FileRestored", "FolderRestored"),
    ),
    Measure("kinds_changed", "files", "given another ending", _STORES, _other_kind),
    Measure("encrypts", "files", "encrypted", _STORES, _ENCRYPTED),
    Measure(
        "labels_changed", "times", "a sensitivity label was changed or removed", (Channel.CLOUD,), _LABELS
    ),
    Measure(
        "mails_of_others", "mails", "used in other people's mailboxes", _MAIL, _others_mailbox, value=items
    ),
    Measure(
        "forwards_outside",
        "times",
        "mail was set to be forwarded outside",
        (Channel.ADMIN,),
        to(_FORWARDING, Destination.PERSONAL, Destination.EXTERNAL),
    ),
    Measure("audit_changes", "times", "what is audited was changed", (Channel.ADMIN,), _AUDITING),
    Measure(
        "refused_reads",
        "refused attempts",
        "made to open or take files",
        _STORES,
        did(Action.READ, Action.DOWNLOAD, Action.SYNC, Action.COPY, channel=STORE),
        outcome="refused",
    ),
    Measure(
        "stopped",
        "stopped attempts",
        "made to copy, print, upload, share or send",
        (*_WAYS_OUT, Channel.ADMIN),
        lambda t: _GOING_OUT(t) | _DETECTED(t),
        outcome="refused",
    ),
    Measure(
        "detections",
        "times",
        "a policy of another product matched",
        (Channel.ADMIN,),
        _DETECTED,
        outcome="any",
    ),
)
"""In the order of the table's columns."""
