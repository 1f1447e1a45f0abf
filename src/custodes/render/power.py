"""What would be found and what would be missed: as sentences, as JSON, and as a page with two pictures."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from custodes.render.wording import number, plural
from custodes.trials.power import BUDGETS
from custodes.trials.recall import Recall, recalls

if TYPE_CHECKING:
    from custodes.trials.power import Power

__all__ = ["power_json", "power_lines", "power_page"]

_NOTE = (
    "Thefts that we laid over people's own histories: it says how sensitive the method is here, not how many thefts there "
    "are. Whoever is careful enough is missed, and what began before the logs did cannot be seen."
)


def power_lines(power: Power, budget: float) -> list[str]:
    """Return the trial as text; nobody stands in it."""
    lines = [_head(power, budget), _NOTE, ""]
    rows = recalls(power, budget)
    for name in dict.fromkeys(row.scenario for row in rows):
        mine = [row for row in rows if row.scenario == name]
        lines.append(f"Documents {mine[0].title}:")
        lines += [f"  {_line(row)}" for row in mine]
    lines += ["", *_missed(rows, power), "", "Against the budget, all scenarios and sizes together:"]
    lines += [f"  {b:g} in 1,000 a week: {share:.0%} found" for b, share in _by_budget(power, budget)] + [
        f"  in the first 1 % of a week's people: {_first_percent(power):.0%}"
    ]
    return lines


def power_json(power: Power, budget: float) -> str:
    """Return the trial as JSON, ``custodes.power/1``."""
    document: dict[str, Any] = {
        "schema": "custodes.power/1",
        "people": power.people,
        "weeks": power.weeks,
        "budget": budget,
        "note": _NOTE,
        "impossible": [{"scenario": s.id, "channels": s.missing(power.seen)} for s in power.impossible],
        "rows": [asdict(row) for b in sorted({*BUDGETS, budget}) for row in recalls(power, b)],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar of a picture: its label, length and interval in percent, and what it was computed from."""

    label: str
    share: float
    low: float
    high: float
    told: str


@dataclass(frozen=True, slots=True)
class _Block:
    title: str
    bars: tuple[_Bar, ...]


def power_page(power: Power, budget: float) -> str:
    """Return one HTML page without a network: recall against size, recall against budget."""
    style = files("custodes.render.html").joinpath("templates/style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(
        loader=PackageLoader("custodes.render.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rows = recalls(power, budget)
    blocks = [
        _Block(mine[0].title, tuple(_bar(row) for row in mine))
        for name in dict.fromkeys(row.scenario for row in rows)
        for mine in [[row for row in rows if row.scenario == name]]
    ]
    budgets = [
        _Bar(f"{b:g} in 1,000", 100 * share, 100 * share, 100 * share, f"{share:.0%} of all cases found")
        for b, share in _by_budget(power, budget)
    ]
    page: str = environment.get_template("power.html.j2").render(
        style=style,
        style_hash=digest,
        head=_head(power, budget),
        note=_NOTE,
        blocks=blocks,
        budgets=budgets,
        missed=_missed(rows, power),
    )
    return page + "\n"


def _head(power: Power, budget: float) -> str:
    return (
        f"{plural(len(power.outcomes), 'theft')} laid over the histories of {plural(power.people, 'person', 'people')}, "
        f"{plural(power.weeks, 'week')} of logs, at a budget of {budget:g} in 1,000 a week."
    )


def _line(row: Recall) -> str:
    low, high = row.interval
    until = f", first look after {number(row.until)} days" if row.until is not None else ""
    saved = f", {row.saved:.0%} of the documents still there" if row.found and row.days else ""
    return (
        f"{_what(row)}: {row.found} of {row.cases} found ({low:.0%}–{high:.0%}){until}{saved}; "
        f"in the first 1 % {row.first_percent} of {row.cases}"
    )


def _what(row: Recall) -> str:
    return f"{row.documents:,} documents" if row.days else f"{row.documents:,} a day"


def _bar(row: Recall) -> _Bar:
    low, high = row.interval
    return _Bar(_what(row), 100 * row.found / row.cases, 100 * low, 100 * high, _line(row))


def _missed(rows: list[Recall], power: Power) -> list[str]:
    """Name what is found in less than half of the cases, and what cannot be seen at all."""
    told = []
    for name in dict.fromkeys(row.scenario for row in rows):
        mine = [row for row in rows if row.scenario == name]
        poor = [row for row in mine if row.found < row.cases / 2]
        if poor:
            sizes = "at every size that was tried" if len(poor) == len(mine) else f"up to {_what(poor[-1])}"
            told.append(f"Missed more often than found: documents {mine[0].title}, {sizes}.")
    blind = [
        f"Cannot be seen here: documents {s.title}; there are no records of "
        f"{', '.join(s.missing(power.seen))}."
        for s in power.impossible
    ]
    return told + blind


def _by_budget(power: Power, budget: float) -> list[tuple[float, float]]:
    of = max(1, len(power.outcomes))
    return [(b, sum(o.found[b] is not None for o in power.outcomes) / of) for b in sorted({*BUDGETS, budget})]


def _first_percent(power: Power) -> float:
    return sum(o.first_percent for o in power.outcomes) / max(1, len(power.outcomes))
