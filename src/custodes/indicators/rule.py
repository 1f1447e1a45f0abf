"""The rule model: one behaviour as data, with its innocent explanations and its proof.

A rule is a TOML file in ``library/``. Its examples are run by the tests: a history, what then happens, and
whether the indicator must find it.
"""

from __future__ import annotations

import hashlib
import tomllib
from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from custodes.baselines.series import SERIES, is_match, series_of
from custodes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from custodes.model.event import Channel

__all__ = ["CARRYING", "Example", "Indicator", "Stage", "library_hash", "load_library"]

USUAL_WEIGHT = 0.5
_READINGS = 2  # innocent ones that a rule must know
FOUND = 3.0  # bans from which an example counts as found

Window = Annotated[int, Field(ge=1, le=62)]


class Stage(StrEnum):
    """Where in the course of things a behaviour stands."""

    PREPARATION = "preparation"
    EXPLORATION = "exploration"
    COLLECTION = "collection"
    STAGING = "staging"
    EGRESS = "egress"
    CONCEALMENT = "concealment"
    TIMING = "timing"
    PLACE = "place"
    DESTINATION = "destination"


CARRYING = frozenset({Stage.EXPLORATION, Stage.COLLECTION, Stage.STAGING, Stage.EGRESS, Stage.CONCEALMENT})
"""Stages in which documents move or tracks go. The others are context: they modulate and never carry."""


class Example(BaseModel):
    """A history, what then happens, and whether it is found. Values are a day's count or a [low, high] to draw from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    expect: Literal["found", "not found"]
    history: dict[str, Any]
    then: dict[str, Any]


class Indicator(BaseModel):
    """One rule. Fields are those of the design; see :data:`custodes.baselines.series.SERIES` for ``measures``.

    scores: False where trials showed that it does not help to find anybody; it is then shown, never counted
    weights: what a measure's strength counts for in the score, 0 to 1, decided by trial; 0.5 where nothing is said
    innocent: what else it may be · triage: what to look at first · blind_when: which records it needs
    misses: what it does not see though the records are there; a file of a library says at least one, and two innocents
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{2,60}$")]
    title: Annotated[str, Field(min_length=5, max_length=80)]
    stage: Stage
    measures: Annotated[tuple[str, ...], Field(min_length=1)]
    windows: Annotated[tuple[Window, ...], Field(min_length=1)] = (1, 7, 28)
    scores: bool = True
    weights: dict[str, Annotated[float, Field(ge=0, le=1)]] = {}
    against: tuple[Literal["own", "peers"], ...] = ("own", "peers")
    itm: tuple[
        Annotated[str, Field(pattern=r"^(AR|MT|ME|PR|IF|AF)\d*(\.\d{3})?$|^[A-Z]{2}\d{3}(\.\d{3})?$")], ...
    ] = ()
    attack: tuple[Annotated[str, Field(pattern=r"^T\d{4}(\.\d{3})?$")], ...] = ()
    innocent: Annotated[tuple[str, ...], Field(min_length=1)]
    triage: Annotated[tuple[str, ...], Field(min_length=1)]
    blind_when: Annotated[str, Field(min_length=10)]
    misses: tuple[Annotated[str, Field(min_length=15)], ...] = ()
    references: tuple[str, ...] = ()
    example: Annotated[tuple[Example, ...], Field(min_length=1)]

    @field_validator("measures")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [name for name in value if name not in SERIES and not is_match(name)]
        if unknown:
            message = f"unknown measure {', '.join(unknown)}; known are {', '.join(sorted(SERIES))}"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _protected_reading(self) -> Indicator:
        """Collecting and taking documents out may be the making of a protected report: every such rule says so."""
        if self.stage in {Stage.EXPLORATION, Stage.COLLECTION, Stage.EGRESS} and not any(
            "protected report" in text for text in self.innocent
        ):
            message = (
                "a collection or egress rule must carry the reading 'may be preparing a protected report'"
            )
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _own_weights(self) -> Indicator:
        """A weight for a measure that the rule does not name would be a silent mistake."""
        other = sorted(set(self.weights) - set(self.measures))
        if other:
            message = f"weights of measures that the rule does not name: {', '.join(other)}"
            raise ValueError(message)
        return self

    def weight(self, measure: str) -> float:
        """Return what a measure's strength counts for; 0 where the rule does not score."""
        return self.weights.get(measure, USUAL_WEIGHT) if self.scores else 0.0

    @property
    def carries(self) -> bool:
        """Whether documents move or tracks go in this stage."""
        return self.stage in CARRYING

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Channels on which it can fire."""
        return tuple(dict.fromkeys(c for name in self.measures for c in series_of(name).channels))


def load_library(folder: Traversable | None = None) -> tuple[Indicator, ...]:
    """Return the rules of the package, or of a folder, sorted by id. Raises UsageError with file and field."""
    where = folder if folder is not None else files("custodes.indicators") / "library"
    rules = [
        _load(item) for item in sorted(where.iterdir(), key=lambda i: i.name) if item.name.endswith(".toml")
    ]
    return tuple(sorted(rules, key=lambda rule: rule.id))


def library_hash(library: Sequence[Indicator]) -> str:
    """Return the first 16 hex digits of the library's SHA-256, as a review freezes it."""
    return hashlib.sha256("\n".join(rule.model_dump_json() for rule in library).encode()).hexdigest()[:16]


def _load(item: Traversable) -> Indicator:
    try:
        rule = Indicator.model_validate(tomllib.loads(item.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        message = f"the indicator is no TOML: {error}"
        raise UsageError(message, place=item.name) from error
    except ValidationError as error:
        first = error.errors()[0]
        message = f"the indicator's field {'.'.join(map(str, first['loc']))} is not possible: {first['msg']}"
        raise UsageError(message, place=item.name, advice="see CONTRIBUTING: add an indicator") from error
    if f"{rule.id}.toml" != item.name:
        message = f"the indicator's id is '{rule.id}', its file is named otherwise"
        raise UsageError(message, place=item.name)
    if not rule.misses or len(rule.innocent) < _READINGS:
        message = f"the indicator says less than what it misses and {_READINGS} innocent readings"
        raise UsageError(message, place=item.name, advice="see CONTRIBUTING: add an indicator")
    return rule
