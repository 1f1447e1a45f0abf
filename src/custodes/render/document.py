"""The review as JSON, exactly as the command line's contract says. The schema lies beside this module.

Keys of the contract are always present, empty where nothing is known. Two keys are ours on top: ``head``, which carries
what every output must say (claim, scope, purpose, names, notes) and the files behind the counts, and ``went``: where
documents went, without people.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from custodes.render.head import NOT_FOR, base_rate, claim_text, head_lines
from custodes.render.sentences import line_text
from custodes.render.visible import visible

if TYPE_CHECKING:
    from datetime import date

    from custodes.model.evidence import EventRef, Evidence
    from custodes.model.reading import Coverage, FileRead, Went
    from custodes.model.review import Leaver, PersonReview, Review
    from custodes.render.veil import Veil

__all__ = ["SCHEMA", "json_schema", "review_document", "review_json"]

SCHEMA = "custodes.review/1"
_EVENTS = 50


def review_json(review: Review, veil: Veil) -> str:
    """Return the document as text, one line per key of the top level being the only layout."""
    return json.dumps(review_document(review, veil), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the document."""
    text = files("custodes.render").joinpath("review.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def review_document(review: Review, veil: Veil) -> dict[str, Any]:
    """Return the review as plain values. Cost: linear in people and cited events."""
    return {
        "schema": SCHEMA,
        "head": _head(review, veil),
        "from": _day(review.period_first),
        "to": _day(review.period_last),
        "engine": review.engine,
        "software": review.software,
        "settings_hash": review.settings_hash,
        "records": {"read": review.records, "behind_events": review.behind_events},
        "events": review.events,
        "rejects": review.rejects,
        "set_aside": {str(reason): count for reason, count in sorted(review.set_aside.items())},
        "budget": {"innocents_per_1000_per_week": review.claim.budget},
        "coverage": [_coverage(row) for row in review.coverage],
        "since_last": {
            "new": [veil.person(p) for p in review.since_last.new],
            "again": [veil.person(p) for p in review.since_last.again],
            "gone": [veil.person(p) for p in review.since_last.gone],
        },
        "leavers": [_leaver(leaver, veil) for leaver in review.leavers],
        "people": [_person(person, veil) for person in review.people],
        "went": [_went(row, veil) for row in review.went],
    }


def _head(review: Review, veil: Veil) -> dict[str, Any]:
    return {
        "organisation": visible(review.organisation),
        "claim": claim_text(review.claim),
        "base_rate": base_rate(review.claim),
        "provisional": review.claim.provisional,
        "not_for": NOT_FOR,
        **{label.replace(" ", "_"): text for label, text in head_lines(review, veil) if label != "not for"},
        "notes": [visible(veil.text(note)) for note in review.notes],
        "created": review.created,
        "zone": review.zone,
        "lake_version": review.lake_version,
        "library_hash": review.library_hash,
        "unresolved": [[veil.account(account), events] for account, events in review.unresolved],
        "service_accounts": [[visible(veil.text(a)), events] for a, events in review.service_accounts],
        "shared_accounts": [[visible(veil.text(a)), events] for a, events in review.shared_accounts],
        "learned": [
            {
                "account": veil.account(one.account),
                "person": veil.person(one.person),
                "since": one.since.isoformat(),
                "events": one.events,
                "confirmed": one.confirmed,
            }
            for one in review.learned
        ],
        "files": [_file(file, veil) for file in review.files],
        "unreadable": [
            {
                "path": visible(veil.place(r.path)),
                "record": r.record,
                "reason": visible(r.reason),
            }
            for r in review.rejected
        ],
    }


def _file(file: FileRead, veil: Veil) -> dict[str, Any]:
    return {
        "path": visible(veil.place(file.path)),
        "format": file.format,
        "sha256": file.sha256,
        "records": file.records,
        "behind_events": file.behind_events,
        "events": file.events,
        "rejects": file.rejects,
        "set_aside": {str(reason): count for reason, count in sorted(file.set_aside.items())},
        "note": visible(veil.text(file.note)),
    }


def _coverage(row: Coverage) -> dict[str, Any]:
    return {
        "channel": row.channel,
        "sources": list(row.sources),
        "first": _day(row.first),
        "last": _day(row.last),
        "silent_days": [day.isoformat() for day in row.silent_days],
        "indicators": list(row.indicators),
        "blind": list(row.blind),
        "advice": row.advice,
    }


def _went(row: Went, veil: Veil) -> dict[str, Any]:
    return {
        "label": visible(veil.text(row.label)),
        "destination": row.destination,
        "files": row.files,
        "different": row.different,
    }


def _leaver(leaver: Leaver, veil: Veil) -> dict[str, Any]:
    return {
        "person": veil.person(leaver.person),
        "last_day": _day(leaver.last_day),
        "known_from": _day(leaver.known_from),
        "p_value": leaver.p_value,
        "of": leaver.of,
        "evidence": [_evidence(node, veil) for node in leaver.evidence],
    }


def _person(person: PersonReview, veil: Veil) -> dict[str, Any]:
    return {
        "person": veil.person(person.person),
        "rank": person.rank,
        "peak_score": person.peak_score,
        "peak_day": _day(person.peak_day),
        "p_value": person.p_value,
        "q_value": person.q_value,
        "flagged": person.flagged,
        "first_flagged": _day(person.first_flagged),
        "flagged_weeks": [week.isoformat() for week in person.flagged_weeks],
        "unknown": person.unknown,
        "evidence": [_evidence(node, veil) for node in person.evidence],
    }


def _evidence(node: Evidence, veil: Veil) -> dict[str, Any]:
    return {
        "indicator": node.indicator,
        "stage": node.stage,
        "itm": list(node.itm),
        "attack": list(node.attack),
        "from": _day(node.first),
        "to": _day(node.last),
        "observed": node.observed,
        "expected": node.expected,
        "compared_with": node.compared_with,
        "strength": node.strength,
        "innocent": list(node.innocent),
        "events_total": node.events_total,
        "events": [_event(event, veil) for event in node.events[:_EVENTS]],
    }


def _event(event: EventRef, veil: Veil) -> dict[str, Any]:
    return {
        "id": event.id,
        "source": visible(veil.place(event.source)),
        "record": event.record,
        "time": event.time,
        "text": line_text(event, veil),
        "hash": event.file_sha256,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
