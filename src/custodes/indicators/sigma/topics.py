"""Topics that are never scored, looked for in Sigma rules: job boards, health, union, religion, politics, legal advice.

A rule that asks for one, by a word in its values or title or by a site of the package's ignored list, is refused. Events
that went to such a site are no Sigma rule's business in any case (:mod:`~custodes.indicators.sigma.matches`), so that a
rule as wide as ``c-uri: '*'`` cannot count them either. Words compiled by hand, 2026-11.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from sigma.correlations import SigmaCorrelationRule
from sigma.types import SigmaExpansion, SigmaRegularExpression, SigmaString

from custodes.baselines.destinations import Destination
from custodes.indicators.sigma.refusal import UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sigma.rule import SigmaDetection, SigmaDetectionItem, SigmaRule

    from custodes.baselines.destinations import Destinations

__all__ = ["check_topics"]

_WORDS: Mapping[str, str] = {
    "job boards": """
        bewerbung career careers curriculumvitae headhunter hiring jobapplication jobboard jobhunt joblist jobs jobsearch
        jobsite lebenslauf linkedin recruiter recruiting recruitment resume resumes stellenangebot stepstone vacancies
        vacancy xing""",
    "health": """
        abortion addiction alcoholism antidepressant antidepressants disability gynaecologist hivtest menopause
        pregnancy pregnant psychiatrist psychiatry psychologist psychotherapist psychotherapy schwanger
        schwangerschaft sickleave sicknote sickness suicide therapist""",
    "union": """
        betriebsrat collectivebargaining gewerkschaft gewerkschaften labourunion laborunion personalrat shopsteward
        tradeunion union unionise unionize unions workscouncil""",
    "religion": """
        bible bishop catholic christian church gospel hindu imam islam islamic jewish judaism kirche koran lutheran
        moschee mosque muslim prayer priest quran rabbi religion religious sikh synagogue torah""",
    "politics": """
        activist afd anarchist communist election electoral fascist petition political politics protest
        republicans socialist voting""",
    "legal advice": """
        anwalt attorney barrister employmentlaw employmentlawyer labourlaw laborlaw lawyer lawyers legaladvice ombudsman
        ombudsperson rechtsanwalt solicitor whistleblower whistleblowers whistleblowing""",
}
_TOPIC = {word: topic for topic, text in _WORDS.items() for word in text.split()}
_TOKEN = re.compile(r"[^\W\d_]+")
_ADVICE = "such topics are never scored: docs/privacy.md"


def check_topics(rule: SigmaRule | SigmaCorrelationRule, destinations: Destinations) -> None:
    """Raise UnsupportedError where a rule asks for a topic that is never scored."""
    texts = [rule.title or ""]
    if not isinstance(rule, SigmaCorrelationRule):
        texts += [text for d in rule.detection.detections.values() for text in _texts(d)]
    for text in texts:
        words = _TOKEN.findall(text.lower())
        for word in (*words, *(a + b for a, b in pairwise(words))):
            if word in _TOPIC:
                message = f"the word '{word}' is about {_TOPIC[word]}"
                raise UnsupportedError(message, _ADVICE)
        site = _ignored(text, destinations)
        if site:
            message = f"'{site}' is a site that exists only to be ignored"
            raise UnsupportedError(message, _ADVICE)


def _ignored(text: str, destinations: Destinations) -> str:
    r"""Return the first site in a text that the ignored list has.

    >>> from custodes.baselines.destinations import Destinations
    >>> from custodes.settings import Settings
    >>> where = Destinations(Settings())
    >>> _ignored("https://www.indeed.com/jobs", where), _ignored(r"indeed\.com", where), _ignored("a.doc", where)
    ('www.indeed.com', 'indeed.com', '')
    """
    plain = text.replace("\\", "")
    for site in re.findall(r"[\w-]+(?:\.[\w-]+)+", plain):
        if destinations.of(site.lower()) is Destination.IGNORED:
            return str(site)
    return ""


def _texts(item: SigmaDetection | SigmaDetectionItem) -> Iterator[str]:
    """Yield every text that a detection compares with."""
    inner = getattr(item, "detection_items", None)
    if inner is not None:
        for one in inner:
            yield from _texts(one)
        return
    for value in getattr(item, "value", ()):
        yield from _written(value)


def _written(value: object) -> Iterator[str]:
    match value:
        case SigmaExpansion():
            for one in value.values:
                yield from _written(one)
        case SigmaRegularExpression():
            yield str(value.regexp)
        case SigmaString():
            yield "".join(part if isinstance(part, str) else "" for part in value.s)
