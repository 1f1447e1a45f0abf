"""Planted people beside their ranks: what a review found of a simulated truth, and what a five-line rule would have."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from custodes.errors import InputError
from custodes.trials.metrics import auc, recall_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from custodes.model.review import PersonReview, Review

__all__ = ["Answer", "Comparison", "Placed", "compare", "read_answers"]

_COLUMNS = ("person", "kind", "first", "last")


@dataclass(frozen=True, slots=True)
class Answer:
    """The truth about one person: what was planted, and its first and last day."""

    person: str
    kind: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one planted person stands.

    rank:       1..n in the review; None where the review does not know the person
    share:      rank / n; 1.0 without a rank
    rule_rank:  place under the five-line rule, equals placed last (ties count against the rule as against us)
    flagged:    the budget account opened a review
    in_time:    the strongest week overlaps the acts or the seven days after
    indicators: of the person's evidence, strongest first, each once; empty where the review keeps none
    """

    answer: Answer
    rank: int | None
    share: float
    rule_rank: int
    flagged: bool
    in_time: bool
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A review against the truth.

    people:    persons ranked, n
    placed:    planted people, best rank first
    auc:       of the ranking; None where nobody is planted or everybody is
    rule_auc:  of the five-line rule on the same people
    first_5_percent: share of the planted among the first ceil(n / 20); None without planted people
    """

    people: int
    placed: tuple[Placed, ...]
    auc: float | None
    rule_auc: float | None
    first_5_percent: float | None

    @property
    def worst_share(self) -> float:
        """Return the share of the ranking that must be read to have seen all planted people; 0 without any."""
        return max((p.share for p in self.placed), default=0.0)

    def lines(self) -> list[str]:
        """Return a table as text, one planted person a line, then the two AUCs.

        >>> Comparison(40, (), None, None, None).lines()[-1]
        'Ranking: AUC –. Five-line rule (most copies to removable media in a week): AUC –.'
        """
        head = f"{'person':<10} {'planted':<15} {'from':<10}  {'to':<10}  {'rank':>11}  {'rule':>5}  evidence"
        rows = [self._line(p) for p in self.placed]
        return [head, *rows, self._sentence()]

    def _line(self, p: Placed) -> str:
        rank = "–" if p.rank is None else f"{p.rank} ({p.share:.1%})"
        a = p.answer
        evidence = ", ".join(p.indicators[:4]) or "none kept"
        return f"{a.person:<10} {a.kind:<15} {a.first}  {a.last}  {rank:>11}  {p.rule_rank:>5}  {evidence}"

    def _sentence(self) -> str:
        ours, rule = (_figure(v) for v in (self.auc, self.rule_auc))
        return f"Ranking: AUC {ours}. Five-line rule (most copies to removable media in a week): AUC {rule}."


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def read_answers(path: Path) -> tuple[Answer, ...]:
    """Read ``answers.csv``: person,kind,first,last. Raises InputError with the line where it is not that."""
    found: list[Answer] = []
    advice = "it must be the answers.csv that `custodes simulate` wrote"
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            rows = csv.DictReader(stream)
            if tuple(rows.fieldnames or ()) != _COLUMNS:
                raise InputError("the answers have other columns", place=f"{path}:1", advice=advice)
            for row in rows:
                first, last = (date.fromisoformat(row[k] or "") for k in ("first", "last"))
                found.append(Answer(row["person"], row["kind"], first, last))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"the answers cannot be read: {error}", place=str(path), advice=advice) from error
    except (ValueError, TypeError) as error:
        place = f"{path}:{len(found) + 2}"
        raise InputError("this line of the answers has no dates", place=place, advice=advice) from error
    return tuple(found)


def compare(review: Review, answers: Path, rule: Mapping[str, float]) -> Comparison:
    """Place each planted person in the ranking and under the rule.

    rule: everybody's value; a person of the review that it does not name counts as 0, one that only it names is
    left out, so that both rank the same people. A planted person whom the review does not know is placed last.
    """
    truth = read_answers(answers)
    by_person = {p.person: p for p in review.people}
    last = len(by_person) + 1
    ranking = {name: -float(p.rank) for name, p in by_person.items()}
    ranking |= {a.person: -float(last) for a in truth if a.person not in by_person}
    values = {name: float(rule.get(name, 0.0)) for name in ranking}
    planted = {a.person for a in truth}
    placed = [_place(a, by_person.get(a.person), len(ranking), values) for a in truth]
    placed.sort(key=lambda p: (p.rank or last, p.answer.person))
    return Comparison(
        people=len(ranking),
        placed=tuple(placed),
        auc=auc(ranking, planted),
        rule_auc=auc(values, planted),
        first_5_percent=recall_at(ranking, planted, -(-len(ranking) // 20)),
    )


def _place(answer: Answer, found: PersonReview | None, of: int, values: Mapping[str, float]) -> Placed:
    rule_rank = sum(v >= values[answer.person] for v in values.values())
    if found is None:
        return Placed(answer, None, 1.0, rule_rank, flagged=False, in_time=False, indicators=())
    strongest = sorted(found.evidence, key=lambda e: (-e.counted, -e.strength))
    return Placed(
        answer,
        found.rank,
        found.rank / of,
        rule_rank,
        flagged=found.flagged,
        in_time=_in_time(answer, found.peak_day),
        indicators=tuple(dict.fromkeys(e.indicator for e in strongest)),
    )


def _in_time(answer: Answer, peak: date | None) -> bool:
    if peak is None:
        return False
    monday = peak - timedelta(days=peak.weekday())
    return monday + timedelta(days=6) >= answer.first and monday <= answer.last + timedelta(days=7)
