"""What the budget account keeps when the weeks that it was replayed from are purged."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Kept", "KeptReview", "KeptWait"]


@dataclass(frozen=True, slots=True)
class KeptReview:
    """A review that is open, or was opened within the days that are kept.

    person: as the lake knew the person · day: whose data opened it · last: last day on which a flag belonged to it
    closed: day on which it ended, None while open · p_value, score: what opened it
    """

    person: str
    day: date
    last: date
    p_value: float
    score: float
    closed: date | None = None


@dataclass(frozen=True, slots=True)
class KeptWait:
    """Somebody who passed on a day and waits for the account to hold a review."""

    person: str
    day: date
    p_value: float
    score: float


@dataclass(frozen=True, slots=True)
class Kept:
    """The account at the end of a day.

    through:  the day; days up to it are not replayed again
    balance:  reviews that it holds
    reviews:  in the order in which they were opened · gone: how many more there were, of which nothing else is kept
    waiting:  every day of the last four weeks, and of those that are kept, on which somebody passed
    in_vain, person_weeks: counted since the lake's first week
    """

    through: date
    balance: float
    reviews: tuple[KeptReview, ...] = ()
    gone: int = 0
    waiting: tuple[KeptWait, ...] = ()
    in_vain: int = 0
    person_weeks: int = 0

    def of(self, stays: Callable[[str], bool]) -> Kept:
        """Return it without the persons for whom ``stays`` says False; their reviews are counted only."""
        reviews = tuple(r for r in self.reviews if stays(r.person))
        gone = self.gone + len(self.reviews) - len(reviews)
        return replace(
            self, reviews=reviews, gone=gone, waiting=tuple(w for w in self.waiting if stays(w.person))
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as it is stored: days as ISO dates."""
        found: dict[str, Any] = _plain(asdict(self))
        return found

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Kept:
        """Read it as it is stored.

        >>> kept = Kept(date(2026, 3, 1), 0.5, (KeptReview("p", date(2026, 2, 3), date(2026, 2, 9), 0.001, 4.0),))
        >>> Kept.from_json(kept.to_json()) == kept
        True
        """
        reviews = (_dated(row, "day", "last", "closed") for row in raw["reviews"])
        return cls(
            through=date.fromisoformat(raw["through"]),
            balance=float(raw["balance"]),
            reviews=tuple(KeptReview(**row) for row in reviews),
            gone=int(raw["gone"]),
            waiting=tuple(KeptWait(**_dated(row, "day")) for row in raw["waiting"]),
            in_vain=int(raw["in_vain"]),
            person_weeks=int(raw["person_weeks"]),
        )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _dated(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return row | {name: date.fromisoformat(row[name]) for name in names if row[name] is not None}
