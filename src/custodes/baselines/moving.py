"""Measures of ways out: removable media, mail, the web, shares, printers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.baselines.destinations import Destination
from custodes.baselines.measure import MIB, Measure, did, ending, items, to
from custodes.model.event import ANYONE, Action, Channel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

__all__ = ["COPY", "MOVING", "SENT_OUT", "TAKEN_BY_NAME", "TAKEN_OUT", "UPLOAD", "leaves"]


def _outside(t: ir.Table) -> ir.BooleanColumn:
    return t.category.isin([Destination.PERSONAL.value, Destination.EXTERNAL.value]).fill_null(False)


def _shared_outside(t: ir.Table) -> ir.BooleanColumn:
    return did(Action.SHARE)(t) & (_outside(t) | (t.target == ANYONE).fill_null(False))


def _shared_with_anyone(t: ir.Table) -> ir.BooleanColumn:
    return did(Action.SHARE)(t) & (t.target == ANYONE).fill_null(False)


def _attached(t: ir.Table) -> ir.IntegerColumn:
    return t["items"].fill_null(0).cast("int64")


def _size(t: ir.Table) -> ir.IntegerColumn:
    return t.bytes.fill_null(0)


def _recipients(t: ir.Table) -> ir.IntegerColumn:
    """Count the recipients of a mail: they are joined by ";"."""
    names = t.target.fill_null("")
    return names.length() - names.replace(";", "").length() + 1


COPY = did(Action.COPY, channel=Channel.REMOVABLE)
SEND = did(Action.SEND, channel=Channel.MAIL)
UPLOAD = did(Action.UPLOAD, channel=Channel.WEB)
_PROGRAMS = "exe msi com scr dll sys bat cmd ps1 vbs jar sh bin run deb rpm apk dmg pkg appimage"
_OUT = (Destination.FILE_SHARING, Destination.PASTE, Destination.LEAK, Destination.WEBMAIL)
_MAIL = (Channel.MAIL,)
_REMOVABLE = (Channel.REMOVABLE,)


def leaves(t: ir.Table) -> ir.BooleanColumn:
    """Say where documents leave the organisation or the screen: media, paper, web, shares and attachments outside."""
    attached = SEND(t) & _outside(t) & (t["items"] > 0).fill_null(False)
    return COPY(t) | UPLOAD(t) | did(Action.PRINT)(t) | _shared_outside(t) | attached


MOVING: tuple[Measure, ...] = (
    Measure("copies_removable", "files", "copied to removable media", _REMOVABLE, COPY, value=items),
    Measure(
        "distinct_removable",
        "different files",
        "copied to removable media",
        _REMOVABLE,
        COPY,
        distinct="object",
    ),
    Measure("bytes_removable", "MiB", "copied to removable media", _REMOVABLE, COPY, value=_size, per=MIB),
    Measure(
        "mounts_removable",
        "times",
        "a removable medium was connected",
        _REMOVABLE,
        did(Action.MOUNT, channel=Channel.REMOVABLE),
    ),
    Measure(
        "mails_personal", "mails", "sent to personal mail addresses", _MAIL, to(SEND, Destination.PERSONAL)
    ),
    Measure(
        "attached_personal",
        "attachments",
        "sent to personal mail addresses",
        _MAIL,
        to(SEND, Destination.PERSONAL),
        value=_attached,
    ),
    Measure(
        "bytes_personal",
        "MiB",
        "sent to personal mail addresses",
        _MAIL,
        to(SEND, Destination.PERSONAL),
        value=_size,
        per=MIB,
    ),
    Measure(
        "attached_external",
        "attachments",
        "sent outside by mail",
        _MAIL,
        to(SEND, Destination.EXTERNAL),
        value=_attached,
    ),
    Measure(
        "uploads_web",
        "files",
        "uploaded to web sites outside",
        (Channel.WEB,),
        UPLOAD,
        value=items,
    ),
    Measure(
        "visits_sharing",
        "pages",
        "requested from file-sharing or webmail sites",
        (Channel.WEB,),
        to(did(Action.VISIT, channel=Channel.WEB), *_OUT),
    ),
    Measure(
        "visits_leak",
        "pages",
        "requested from leak or paste sites",
        (Channel.WEB,),
        to(did(Action.VISIT, Action.UPLOAD, channel=Channel.WEB), Destination.LEAK, Destination.PASTE),
    ),
    Measure("shares", "times", "access to files was given", (Channel.SHARE,), did(Action.SHARE)),
    Measure(
        "shares_outside",
        "times",
        "access to files was given to somebody outside",
        (Channel.SHARE,),
        _shared_outside,
    ),
    Measure("prints", "pages", "printed", (Channel.PRINT,), did(Action.PRINT), value=items),
    Measure(
        "links_anyone",
        "times",
        "a link was made or changed that works for anybody",
        (Channel.SHARE,),
        _shared_with_anyone,
    ),
    Measure(
        "shares_personal",
        "times",
        "access to files was given to a personal address",
        (Channel.SHARE,),
        to(did(Action.SHARE), Destination.PERSONAL),
    ),
    Measure(
        "recipients_outside",
        "recipients",
        "addressed by mails that went outside",
        _MAIL,
        to(SEND, Destination.PERSONAL, Destination.EXTERNAL),
        value=_recipients,
    ),
    Measure(
        "uploads_sharing",
        "files",
        "uploaded to file-sharing, webmail or paste sites",
        (Channel.WEB,),
        to(UPLOAD, *_OUT),
        value=items,
    ),
    Measure(
        "bytes_uploaded", "MiB", "uploaded to web sites outside", (Channel.WEB,), UPLOAD, value=_size, per=MIB
    ),
    Measure(
        "uploads_assistant",
        "times",
        "text or files were given to an AI assistant outside",
        (Channel.WEB,),
        to(UPLOAD, Destination.ASSISTANT),
    ),
    Measure(
        "programs_removable",
        "copies of programs or scripts",
        "made to removable media",
        _REMOVABLE,
        ending(COPY, _PROGRAMS),
        value=items,
    ),
)
"""In the order of the table's columns."""

SENT_OUT: Mapping[Channel, str] = {
    Channel.REMOVABLE: "copies_removable",
    Channel.SHARE: "shares_outside",
    Channel.WEB: "uploads_web",
    Channel.MAIL: "attached_personal",
}
"""What counts as taken or sent out on a day, by its way out; what people print is not in it, since they do that every day."""

TAKEN_BY_NAME: Mapping[Channel, str] = {
    **{channel: name for channel, name in SENT_OUT.items() if channel is not Channel.MAIL},
    Channel.PRINT: "prints",
}
"""What a document that is told by its name is counted as when it is taken out: a print names it, a mail does not."""

TAKEN_OUT = tuple(SENT_OUT.values())
"""Measures of documents that are taken or sent out."""
