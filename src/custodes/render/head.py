"""What stands at the head of every output: the printed claim in its exact words, scope, purpose, who uncovered names."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from custodes.render.visible import visible
from custodes.render.wording import about, day, is_are, number, plural

if TYPE_CHECKING:
    from custodes.model.review import Claim, Review
    from custodes.render.veil import Veil

__all__ = [
    "GOVERNANCE",
    "MEASURED",
    "NOT_FOR",
    "base_rate",
    "claim_text",
    "head_lines",
    "listed_people",
    "why_so_many",
]

MEASURED = (
    "That no more reviews open than the budget allows is counted here, not assumed. Measured for version 0.1: in sixty "
    "simulated organisations of 1,000 people in which nobody took anything, 0.5 to 0.7 reviews opened per 1,000 people a week "
    "at a budget of 1, and p was kept to within a fourth in a steady one. In ten mixed ones 79 of 80 planted thefts, in forty "
    "of other characters 349 of 400, were among the first 1 in 100 people of some week; a budget of 1 opened a review in "
    "time for 40 of the 80 and for 102 of the 400, one of 5 for 77 and for 260. What would be found in this organisation, custodes power says."
)
NOT_FOR = "Not for appraisal, selection or dismissal."
GOVERNANCE = ("purpose", "legal_basis", "contact", "agreement", "retention")
_MISSING = "trial run: not recorded"
_CASES_PER_PERSON_YEAR = 1 / 10_000
_FOUND = 0.9


def claim_text(claim: Claim) -> str:
    """Return the claim in the design's words, with this organisation's numbers.

    Reviews open one at a time, so an upper limit of 1.6 is said as 1.
    """
    return (
        "Custodes lists people for a second look; being listed is not evidence of wrongdoing. If everybody had acted "
        f"properly, up to {claim.budget:g} in 1,000 people would still be listed a week on average: here "
        f"{_per_week(claim)}, never more than {_whole(claim.max_week)} in one week or {_whole(claim.max_year)} in a "
        f"year. This holds as far as this period resembles {_history(claim)}; it is an average over everybody, not "
        "over this person, and p is not the chance that the person is innocent."
    )


def base_rate(claim: Claim) -> str:
    """Say how many listings there are for one real case, where real cases are as rare as surveys say."""
    listings = claim.budget / 1000 * 52 / (_CASES_PER_PERSON_YEAR * _FOUND) + 1
    return (
        f"At this budget, with one real case per 10,000 people a year of which 90 % are found, about 1 in "
        f"{about(listings)} listings is a real case."
    )


def why_so_many(claim: Claim) -> str:
    """Say why that many people are listed: the budget, the account, and what it has opened so far."""
    opened = (
        f"Over the whole lake {plural(claim.opened, 'review')} opened in {claim.people_weeks:,} person-weeks with a "
        f"score; the budget allows {number(claim.budget * claim.people_weeks / 1000)} and one more."
    )
    if claim.people and claim.resolvable > claim.budget and not claim.provisional:
        opened += f" This history can resolve a budget of {about(claim.resolvable)} in 1,000 or more, not {claim.budget:g}."
    return (
        f"The budget is {claim.budget:g} in 1,000 people a week; {plural(claim.people, 'person has', 'people have')} "
        f"a score in the last week. {opened} The account's balance is {number(claim.account_balance)}."
    )


def head_lines(review: Review, veil: Veil) -> list[tuple[str, str]]:
    """Return (label, text) of the head, in order; every output carries all of them.

    Settings are the organisation's own words and are not veiled.
    """
    lines = [("scope", review.scope)]
    lines += [(key.replace("_", " "), visible(review.governance.get(key) or _MISSING)) for key in GOVERNANCE]
    lines.append(
        ("protected channels", protected_text(review.protected_channels, review.set_aside.get("withheld", 0)))
    )
    lines.append(("names", names_text(veil)))
    lines.append(("audit chain", visible(review.audit)))
    lines.append(("not for", "appraisal, selection or dismissal"))
    return lines


def protected_text(entries: int, withheld: int) -> str:
    """Say how many protected channels there are and how many records were withheld; an empty list is announced."""
    told = f"{plural(withheld, 'record')} that touch{'es' if withheld == 1 else ''} one {is_are(withheld)} withheld"
    if entries:
        return f"{plural(entries, 'entry', 'entries')}; {told}"
    none = (
        "none are set: records of the works council, ombudsperson, doctor, lawyer or whistle-blowing line are not "
        "withheld"
    )
    return f"{none}; {told} under earlier entries" if withheld else none


def names_text(veil: Veil) -> str:
    """Say whether names are uncovered, by whom, when and why."""
    if veil.names is None:
        return "pseudonyms; nobody uncovered names for this output"
    use = veil.names
    return f"uncovered by {visible(use.by)} at {visible(use.at)}, reason: “{visible(use.reason)}” (written to the audit chain)"


def listed_people(count: int) -> str:
    """Say how many people there are to look at; plainly nobody where there are none.

    >>> listed_people(0), listed_people(1)
    ('Nobody is under review.', '1 person to look at.')
    """
    return f"{plural(count, 'person', 'people')} to look at." if count else "Nobody is under review."


def _per_week(claim: Claim) -> str:
    if claim.per_week >= 1 or claim.per_week <= 0:
        return f"{number(claim.per_week)} a week"
    weeks = round(1 / claim.per_week)
    return "about one person a week" if weeks <= 1 else f"about one person in {weeks:,} weeks"


def _whole(value: float) -> str:
    return f"{math.floor(value + 1e-9):,}"


def _history(claim: Claim) -> str:
    if claim.history_from is None or claim.history_to is None:
        return "the weeks before, of which there are not enough yet"
    return f"{day(claim.history_from)}–{day(claim.history_to)}"
