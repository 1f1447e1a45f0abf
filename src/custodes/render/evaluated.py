"""An evaluation as text and as JSON (``custodes.evaluation/1``). Counts only: no person stands in either."""

from __future__ import annotations

import json
import math
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import custodes
from custodes.trials.figures import RESAMPLES, SEED

if TYPE_CHECKING:
    from custodes.trials.evaluation import At, Budget, Evaluation, Method, Part
    from custodes.trials.figures import Figure, Quartiles

__all__ = ["SCHEMA", "evaluation_json", "evaluation_lines"]

SCHEMA = "custodes.evaluation/1"
_WIDTH = 26
_LEGEND = (
    "Both count as not found. Intervals are 95 %.",
    "A list of a week finds somebody only where the week overlaps the acts or the seven days after.",
    '"Each acting alone": the other people who are labelled are left out of the list.',
)


def evaluation_json(found: Evaluation) -> str:
    """Return the document as text."""
    head = {
        "schema": SCHEMA,
        "software": f"custodes {custodes.__version__}",
        "confidence": 0.95,
        "resamples": RESAMPLES,
        "seed": SEED,
    }
    return json.dumps(head | _plain(found), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def evaluation_lines(found: Evaluation) -> list[str]:
    """Return the evaluation as lines for a terminal."""
    part = found.everybody
    organisations = "one organisation" if found.worlds == 1 else f"{found.worlds} organisations"
    period = f"{found.first} to {found.last}"
    lines = [
        f"{found.people:,} people, {found.person_weeks:,} person-weeks with a p, {period}, {organisations}.",
        f"{found.leavers:,} of these people leave. {_labelled(part)}",
    ]
    lines += [*_LEGEND, "", _row("AUC by person, best week", "leave dates known", "without", "leavers alone")]
    lines += [_areas(method) for method in part.methods]
    lines += ["", *_lists(part, dated=False), "", *_lists(part, dated=True)]
    lines += ["", "The budget account (reviews open on any day; all activity in scope):"]
    lines.append(
        _row(
            "  innocents per 1,000",
            "reviews (at most)",
            "found in time",
            "days before the end",
            "by half",
        )
    )
    lines += [_account(row) for row in part.account]
    lines += [line for kind, own in found.kinds.items() for line in _kind(kind, own)]
    return lines


def _labelled(part: Part) -> str:
    return (
        f"{part.insiders:,} are labelled; {part.unknown:,} of those are not in the lake, "
        f"{part.never_ranked:,} have no p while it counts."
    )


def _row(name: str, *cells: str) -> str:
    return f"{name:<{_WIDTH}}" + "".join(f"{cell:>21}" for cell in cells)


def _areas(method: Method) -> str:
    views = (method.leave_dates.auc, method.no_leave_dates.auc, method.leavers)
    return _row(f"  {method.title}", *(_spanned(figure) for figure in views))


def _lists(part: Part, *, dated: bool) -> list[str]:
    known = "leave dates known at the time" if dated else "no leave dates"
    shares = [at.share for at in part.methods[0].no_leave_dates.at]
    lines = [f"Found in lists of a week, {known}:"]
    lines.append(_row("  share of people listed", *(f"{share:.1%}" for share in shares)))
    for method in part.methods:
        view = method.leave_dates if dated else method.no_leave_dates
        lines.append(_row(f"  {method.title}", *(_spanned(at.recall) for at in view.at)))
    ours = part.methods[0].leave_dates if dated else part.methods[0].no_leave_dates
    lines.append(_row("  ours: each acting alone", *(_spanned(at.alone) for at in ours.at)))
    lines.append(_row("  ours: listings that find", *(_spanned(at.precision) for at in ours.at)))
    lines.append(_row("  ours: days before end", *(_median(at.days_before_end) for at in ours.at)))
    lines.append(_row("  ours: by half, 14 days +", *(_half(at) for at in ours.at)))
    return lines


def _account(row: Budget) -> str:
    opened = f"{row.opened:,} ({math.floor(row.bound):,}{'' if row.kept else ', NOT KEPT'})"
    return _row(
        f"  b = {row.budget:g}", opened, _spanned(row.found), _quartiles(row.days_before_end), _half(row)
    )


def _kind(kind: str, part: Part) -> list[str]:
    lines = ["", f"{kind}: {part.insiders:,} labelled"]
    lines.append(_row("  ", "AUC, leave dates", "AUC without", "found at 1 %", "found at 0.1 %"))
    for method in part.methods:
        at = {one.share: one.recall for one in method.no_leave_dates.at}
        areas = (method.leave_dates.auc, method.no_leave_dates.auc)
        lines.append(_row(f"  {method.title}", *(_spanned(f) for f in (*areas, at[0.01], at[0.001]))))
    opened = ", ".join(f"{row.found.count} of {row.found.of} at b = {row.budget:g}" for row in part.account)
    lines.append(f"  the account opened a review in time: {opened}")
    return lines


def _spanned(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "–"
    return f"{figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f})"


def _median(found: Quartiles) -> str:
    return "–" if found.median is None else f"{found.median:g}"


def _quartiles(found: Quartiles) -> str:
    if found.median is None:
        return "–"
    return f"{found.median:g} ({found.lower:g}–{found.upper:g})"


def _half(found: At | Budget) -> str:
    return f"{found.before_half.count} of {found.before_half.of}"
