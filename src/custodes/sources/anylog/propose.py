"""A first mapping for a file that nobody described yet: guessed from names and first values, to be checked by a person.

Names say which column is what; values say how times are written and which words an action has. What was guessed is
marked; nothing is used until somebody has read it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

from custodes.model.event import Action, Channel
from custodes.sources.anylog.guess import MOST_WORDS, fields_of, sample_from, time_columns, time_form
from custodes.sources.anylog.mapping import Fields
from custodes.sources.anylog.words import kind_of, outcome_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custodes.sources.anylog.guess import Sample
    from custodes.sources.base import LogFile

__all__ = ["proposal"]


def proposal(file: LogFile) -> str:
    """Return the text of a mapping for a file. Raises InputError where it is neither a table nor JSON."""
    sample = sample_from(file)
    times = time_columns(sample)
    fields = fields_of(sample, times)
    name = re.sub(r"[^a-z0-9]+", "_", file.name.rpartition(".")[0].lower() or file.name.lower()).strip("_")[
        :30
    ]
    name = name if re.fullmatch(r"[a-z][a-z0-9_]+", name) else f"log_{name}".rstrip("_")
    parts = [
        "# Guessed from the first records: read every line, then try it with `custodes map check THIS FILE`.",
        f"name = {_quoted(name)} # stored with every event",
        f"title = {_quoted(f'{name} (describe the product here)')}",
        f'form = "{sample.form}"',
        f"recognise = {_list(_telling(sample, (*times, *fields.values())))} # a file that has all of these is read by this mapping",
        "",
        "[fields] # what each column is; take out what is guessed wrongly",
        f"time = {_list(times)}" if times else 'time = "" # not found: name the column',
        *_field_lines(fields),
        "# not used: "
        + _comment(", ".join(c for c in sample.columns if c not in (*times, *fields.values())) or "none"),
        "",
        "[time]",
        *_time_lines(sample.joined(times)),
        "",
        "[account]",
        'system = "windows" # whose logins these are: windows, entra, google, mail, or a name of your own',
        "",
        *_word_lines(sample, fields),
        "",
        "# [[leave_out]]  # records that are no action of a person on a document, a mail, a page, a print or a medium",
        '# column = "…"',
        '# words = ["heartbeat*"]',
        "",
        "# [[never_scored]]  # categories that are none of an employer's business: job boards, health, union, religion, politics",
        '# column = "…"',
        '# words = ["*health*", "*job search*"]',
    ]
    return "\n".join(parts) + "\n"


def _telling(sample: Sample, used: tuple[str, ...]) -> list[str]:
    """Return up to five columns by which a file is recognised: those that are used, then others."""
    ordered = sorted(sample.columns, key=lambda column: column not in used)
    return ordered[: max(2, min(5, len(used) + 1))]


def _field_lines(fields: dict[str, str]) -> list[str]:
    lines = [f"{field} = {_quoted(fields[field])}" for field in Fields.model_fields if field in fields]
    return lines if "account" in fields else [*lines, 'account = "" # not found: name the column']


def _time_lines(values: Sequence[str]) -> list[str]:
    form, doubt = time_form(values) or time_form(values[:50]) or ("iso", "GUESSED: no time was found")
    note = f" # {doubt}" if doubt else ""
    return [
        f"format = {_quoted(form)}{note}",
        'zone = "" # of times that name none: "UTC", "Europe/Berlin"; empty: that of the settings',
    ]


def _word_lines(sample: Sample, fields: dict[str, str]) -> list[str]:
    """Return defaults and tables of words."""
    column = fields.get("native_action")
    beside = [*(field for field in ("url", "object") if field in fields), column or ""]
    lines = [
        "[defaults] # what every record is, where no word says otherwise",
        'action = "other"',
        'channel = "admin"',
    ]
    for field, what in (("native_action", "what was done"), ("outcome", "what came of it")):
        where = fields.get(field)
        words = Counter(sample.values(where)) if where else Counter()
        shown = [word for word, _ in words.most_common(MOST_WORDS) if not re.search(r"[@\\]", word)]
        if not where or not shown:
            continue
        lines += ["", f"[[words]] # {what}", f"column = {_quoted(where)}", "[words.says]"]
        lines += [f"{_quoted(word)} = {_effect(word, field, beside)}" for word in sorted(shown)]
    if column is None:
        lines.append(
            "# no column of words was found: name what was done in [defaults], or a table in [[words]]"
        )
    return lines


def _effect(word: str, field: str, beside: list[str]) -> str:
    outcome = outcome_of(word)
    if field == "outcome":
        return f'{{ outcome = "{outcome}" }}' if outcome else "{} # unknown"
    kind = kind_of([word], beside, Channel.FILE if "object" in beside else None)
    if kind.action is Action.OTHER:
        return f'{{ outcome = "{outcome}" }}' if outcome else "{} # unknown: it stays what [defaults] says"
    told = f'{{ action = "{kind.action.value}", channel = "{kind.channel.value}"'
    return told + (f', outcome = "{outcome}" }}' if outcome else " }") + " # GUESSED"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)[:2000]


def _list(texts: Sequence[str]) -> str:
    return "[" + ", ".join(map(_quoted, texts)) + "]"
