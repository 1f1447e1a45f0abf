"""Evidence in plain sentences with its numbers. Accounts act, not people: nothing here says that somebody did a thing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from custodes.baselines.series import known_series
from custodes.render.visible import clip, visible
from custodes.render.wording import counted, day, is_are, number, rarity

if TYPE_CHECKING:
    from custodes.model.evidence import EventRef, Evidence
    from custodes.render.veil import Veil

__all__ = ["compared", "happened", "innocent", "line_text", "rare", "sentence", "usual"]

_DID = {
    "read": "opened",
    "download": "downloaded",
    "upload": "uploaded",
    "sync": "taken by synchronisation",
    "copy": "copied",
    "create": "created",
    "update": "changed",
    "delete": "deleted",
    "rename": "renamed",
    "move": "moved",
    "archive": "packed",
    "encrypt": "encrypted",
    "share": "access given",
    "unshare": "access withdrawn",
    "send": "mail sent",
    "receive": "mail received",
    "print": "printed",
    "mount": "medium connected",
    "unmount": "medium disconnected",
    "logon": "signed in",
    "logoff": "signed off",
    "visit": "page requested",
    "clear": "log cleared",
    "detect": "a policy of another product matched",
}
_WHERE = {
    "removable": "removable media",
    "mail": "mail",
    "web": "the web",
    "cloud": "the cloud store",
    "sync": "synchronisation",
    "share": "sharing",
    "file": "files",
    "print": "a printer",
    "signin": "sign-in",
}


def happened(node: Evidence) -> str:
    """Say what was observed, without a subject: "41 files were copied to removable media in the 7 days to 12 May 2024"."""
    when = f"on {day(node.last)}" if node.window == 1 else f"in the {node.window} days to {day(node.last)}"
    series = known_series(node.measure)
    if series is None:
        return f"{counted(node.observed, visible(node.unit))} {is_are(node.observed)} counted ({visible(node.measure)}) {when}"
    if node.unit == "days":
        some = f"{number(node.observed)} of the {node.window} days to " if node.window > 1 else ""
        return f"{series.doing.removeprefix('on which ')} on {some}{day(node.last)}"
    if node.unit == "times":
        return f"{series.doing} {_times(node.observed)} {when}"
    verb = "were" if node.unit in {"MiB", "points"} else is_are(node.observed)
    return f"{counted(node.observed, node.unit)} {verb} {series.doing} {when}"


def usual(node: Evidence) -> str:
    """Say what would have been usual for this person: "0 to 3 would have been usual"."""
    low, high = max(0, math.floor(node.band[0])), max(0, math.ceil(node.band[1]))
    if high == 0:
        return "none would have been usual"
    if low == high:
        return f"{number(high)} would have been usual"
    return f"{number(low)} to {number(high)} would have been usual"


def compared(node: Evidence) -> str:
    """Say what the colleagues did and what the comparison was learnt from."""
    peers = f"Colleagues: {number(node.peers)} on average. " if node.peers is not None else ""
    return f"{peers}Compared with {visible(node.compared_with)}."


def sentence(node: Evidence) -> str:
    """Return the whole sentence of one piece of evidence."""
    return f"From this person's accounts, {happened(node)}; {usual(node)}."


def rare(node: Evidence) -> str:
    """Say how rare it is, and what it added to the score."""
    window = "day" if node.window == 1 else f"{node.window} days"
    weight = "it counts towards the score" if node.counted > 0 else "shown only, it adds nothing to the score"
    return f"By the baseline, {rarity(node.strength)} ordinary spans of {window} reach this; {weight}."


def innocent(nodes: tuple[Evidence, ...]) -> tuple[str, ...]:
    """Return the innocent readings of some evidence, each once, in the order of the evidence."""
    return tuple(dict.fromkeys(visible(reading) for node in nodes for reading in node.innocent))


def line_text(event: EventRef, veil: Veil) -> str:
    """Return one event in words, as far as the veil allows.

    With pseudonyms: what was done, extension, area, number of recipients and their domains. With names: the object
    and the targets too. Control characters are written out.
    """
    done = _DID.get(event.action, event.action)
    parts = [f"{done} ({_WHERE.get(event.channel, event.channel)})"]
    thing = veil.file(event.object, event.area) if event.channel not in _NO_OBJECT else ""
    if thing:
        parts.append(thing)
    if event.target:
        parts.append(f"to {_targets(event.target, veil)}")
    if event.items is not None and event.items != 1:
        parts.append(f"{event.items:,} items")
    if event.bytes:
        parts.append(f"{event.bytes:,} bytes")
    if event.host:
        parts.append(f"on {veil.host(event.host)}")
    if event.learned:
        parts.append("by an account that is theirs by records only")
    return visible(clip(", ".join(parts), 400))


_NO_OBJECT = frozenset({"signin"})


def _targets(target: str, veil: Veil) -> str:
    """Name the recipients, or count them by domain."""
    if not veil.covered:
        return clip(target, 200)
    each = [part.strip() for part in target.split(";") if part.strip()]
    mails = [part.rpartition("@")[2].lower() for part in each if "@" in part]
    if not mails:
        return veil.file(target, None) or "another place"
    domains = list(dict.fromkeys(veil.text(domain) for domain in mails))
    shown = ", ".join(domains[:5]) + (f" and {len(domains) - 5} more" if len(domains) > 5 else "")
    return f"{len(mails)} address{'es' if len(mails) != 1 else ''} at {shown}"


def _times(value: float) -> str:
    return {1: "once", 2: "twice"}.get(int(value) if value == int(value) else 0, f"{number(value)} times")
