"""The page as a whole: its sections in their order, from a review and through the veil."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from custodes.render.head import MEASURED, base_rate, claim_text, head_lines, why_so_many
from custodes.render.html.cards import card, groups
from custodes.render.html.picture import HEIGHT
from custodes.render.html.strip import WEEKS, strips
from custodes.render.html.tables import format_table, remarkable_files, went_rows
from custodes.render.reading import aside_text, period_text, reading_lines, unread_lines
from custodes.render.visible import visible
from custodes.render.wording import about, day, plural

if TYPE_CHECKING:
    from custodes.model.review import Leaver, Review
    from custodes.render.html.cards import Group
    from custodes.render.veil import Veil

__all__ = ["report"]

_CARDS = 200  # cards on one page; further people under review stand in a list
_ENDED = 100
_LEAVERS = 100
_RECENT = 60  # days after a departure for which it stands in the open list
_UNREAD = 50


def report(review: Review, veil: Veil) -> str:
    """Return the report as one HTML text. Size: the people under review and the first N, never everybody."""
    style = files("custodes.render.html").joinpath("templates/style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    template = _environment().get_template("report.html.j2")
    return template.render(style=style, style_hash=digest, **_page(review, veil)) + "\n"


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("custodes.render.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _page(review: Review, veil: Veil) -> dict[str, Any]:
    """Return everything the template shows; no template reads the review itself."""
    return {
        "organisation": visible(review.organisation),
        "period": period_text(review),
        "claim": claim_text(review.claim),
        "base_rate": base_rate(review.claim),
        "head": head_lines(review, veil),
        "covered": veil.covered,
        "plot": HEIGHT,
        **_this_time(review, veil),
        **_cards(review, veil),
        **_seen(review),
        "went": went_rows(review.went, veil),
        "went_total": len(review.went),
        **_read(review, veil),
        "measured": MEASURED,
        "made": _made(review),
        "budget": f"{review.claim.budget:g}",
    }


def _this_time(review: Review, veil: Veil) -> dict[str, Any]:
    under = sum(p.under_review for p in review.people)
    since = review.since_last
    shown = _latest(review.leavers)
    since_day = (review.period_last or date.max) - timedelta(_RECENT)
    return {
        "under": under,
        "people": len(review.people),
        "unknown": sum(bool(p.unknown) for p in review.people),
        "why": why_so_many(review.claim),
        "provisional": review.claim.provisional,
        "new": [visible(veil.person(p)) for p in since.new[:_ENDED]],
        "again": [visible(veil.person(p)) for p in since.again[:_ENDED]],
        "gone": [visible(veil.person(p)) for p in since.gone[:_ENDED]],
        "since": (len(since.new), len(since.again), len(since.gone)),
        "notes": [visible(veil.text(note)) for note in review.notes],
        "leavers": [_leaver(leaver, veil) for leaver in shown if leaver.last_day >= since_day],
        "earlier_leavers": [_leaver(leaver, veil) for leaver in shown if leaver.last_day < since_day],
        "leavers_total": len(review.leavers),
    }


def _cards(review: Review, veil: Veil) -> dict[str, Any]:
    listed = [p for p in review.people if p.under_review]
    ended = [p for p in review.people if p.flagged and not p.under_review]
    past = [p for p in ended if p.evidence]
    others = [p for p in review.people if p.evidence and not p.under_review and not p.flagged]
    total = len(review.people)
    room = max(0, _CARDS - len(listed))
    return {
        "cards": [card(p, veil, total) for p in listed[:_CARDS]],
        "more": [visible(veil.person(p.person)) for p in listed[_CARDS:]],
        "past": [card(p, veil, total) for p in past[: room - len(others)]] if room > len(others) else [],
        "others": [card(p, veil, total) for p in others[:room]],
        "ended": [visible(veil.person(p.person)) for p in ended[:_ENDED]],
        "ended_total": len(ended),
    }


@dataclass(frozen=True, slots=True)
class _Leaving:
    person: str
    last_day: str
    known_from: str
    rank: str
    groups: tuple[Group, ...]


def _latest(leavers: tuple[Leaver, ...]) -> list[Leaver]:
    """Return the latest departures first; older ones stand in the JSON."""
    return sorted(leavers, key=lambda leaver: leaver.last_day, reverse=True)[:_LEAVERS]


def _leaver(leaver: Leaver, veil: Veil) -> _Leaving:
    if leaver.p_value is not None:
        rank = f"p {about(leaver.p_value)} among {plural(leaver.of, 'earlier departure')}"
    else:
        rank = f"no p: {plural(leaver.of, 'earlier departure')} to compare with, 20 are needed"
    if leaver.p_stayers is not None:
        rank += f"; {about(leaver.p_stayers)} among equal windows of those who stayed (not calibrated for leavers)"
    return _Leaving(
        person=visible(veil.person(leaver.person)),
        last_day=day(leaver.last_day),
        known_from=day(leaver.known_from),
        rank=rank,
        groups=groups(leaver.evidence, veil),
    )


def _seen(review: Review) -> dict[str, Any]:
    seen, blind, times = strips(review.coverage, review.indicators)
    weeks = max((len(row.weeks) for row in review.coverage), default=0)
    return {"strips": seen, "blind": blind, "strip_times": times, "cut": weeks > WEEKS}


def _read(review: Review, veil: Veil) -> dict[str, Any]:
    return {
        "reading": reading_lines(review),
        "aside": aside_text(review),
        "formats": format_table(review.files),
        "remarkable": remarkable_files(review.files, veil),
        "unread": unread_lines(review.rejected, veil, _UNREAD),
        "unread_total": review.rejects,
        "unresolved": [(visible(veil.account(a)), n) for a, n in review.unresolved[:10]],
        "unresolved_total": len(review.unresolved),
    }


def _made(review: Review) -> list[tuple[str, str]]:
    return [
        ("software", visible(review.software)),
        ("engine", visible(review.engine)),
        ("settings", visible(review.settings_hash)),
        ("indicators", f"{len(review.indicators)}, library {visible(review.library_hash)}"),
        ("lake version", str(review.lake_version)),
        ("made at", visible(review.created)),
    ]
