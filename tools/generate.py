"""Write what is generated in README and manual: help texts, settings, sources, indicators.

usage: .venv/bin/python tools/generate.py [--check]     --check changes nothing and ends with 1 where something is stale

A generated part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from custodes.sources.base import Source

ROOT = Path(__file__).resolve().parent.parent
FILES = (
    "README.md",
    "docs/commands.md",
    "docs/destinations.md",
    "docs/indicators.md",
    "docs/json.md",
    "docs/limits.md",
    "docs/settings.md",
    "docs/sigma.md",
    "docs/sources.md",
)
_PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def commands() -> str:
    """Return the help of the program and of every command, as printed 100 columns wide."""
    from typer.testing import CliRunner

    from custodes.cli.app import COMMANDS, app

    parts = []
    for name in ("", *(command.__name__ for command in COMMANDS)):
        call = [name, "--help"] if name else ["--help"]
        environment = {"COLUMNS": "100", "NO_COLOR": "1"}
        shown = CliRunner(env=environment).invoke(app, call, prog_name="custodes").stdout.rstrip()
        parts.append(f"## custodes {name}".rstrip() + f"\n\n```text\n{shown}\n```\n")
    return "\n".join(parts)


def settings() -> str:
    """Return a table per section of the settings, from the model itself."""
    from custodes.settings import Settings

    parts = []
    for section, field in Settings.model_fields.items():
        model = field.annotation
        about = [line.strip() for line in (model.__doc__ or "").strip().splitlines()]
        rows = [
            f"| `{name}` | {_kind(f.annotation)} | {_default(f.default)} |"
            for name, f in model.model_fields.items()
        ]
        text = "\n".join(line or "" for line in about).replace("``", "`")
        parts.append(
            f"## [{section}]\n\n{_as_list(text)}\n\n| key | kind | default |\n|---|---|---|\n"
            + "\n".join(rows)
        )
    return "\n\n".join(parts) + "\n"


def _as_list(text: str) -> str:
    """Keep a section's own lines apart where each describes a key."""
    head, _, rest = text.partition("\n\n")
    items: list[str] = []
    for line in rest.splitlines():
        if re.match(r"\w+: ", line) or not items:
            items.append(f"- {line}")
        else:
            items[-1] += f" {line}"
    return head + ("\n\n" + "\n".join(items) if items else "")


def _kind(annotation: object) -> str:
    from typing import Literal, get_args, get_origin

    if get_origin(annotation) is Literal:
        return "one of " + ", ".join(f"`{value}`" for value in get_args(annotation))
    if get_origin(annotation) is tuple:
        return "list of texts"
    if get_origin(annotation) is dict:
        return "table of texts"
    return {str: "text", int: "whole number", float: "number", bool: "true or false"}.get(annotation, "text")  # type: ignore[call-overload, no-any-return]


def _default(value: object) -> str:
    if value in ("", (), {}):
        return "empty"
    return f"`{value}`"


def sources() -> str:
    """Return the table of the formats that are read."""
    from custodes.sources.registry import sources as known

    rows = [
        f"| {_cell(source.title)} | `{source.name}` | {source.guide.tested.value} |" for source in known()
    ]
    return "| format | name | tested on |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def guides() -> str:
    """Return a section for each source: what it becomes, what to switch on, what it cannot show."""
    from custodes.sources.registry import sources as known

    return "\n".join(_guide(source) for source in known())


def _cell(text: str) -> str:
    """Return a text as it may stand in a table."""
    return text.replace("|", "\\|")


def _guide(source: Source) -> str:
    guide = source.guide
    fills = ", ".join(channel.value for channel in guide.channels) or "none: it is about people"
    becomes = "\n".join(f"| {_cell(record)} | {_cell(what)} |" for record, what in guide.becomes)
    parts = [
        f"### {source.title}",
        f"Name: `{source.name}`. Channels: {fills}. Tested on {guide.tested.value}.",
    ]
    parts.append(f"| record | becomes |\n|---|---|\n{becomes}")
    for heading, sentences in (("How to get it", guide.switch_on), ("What it cannot show", guide.blind)):
        if sentences:
            parts.append(f"{heading}:\n\n" + "\n".join(f"- {sentence}" for sentence in sentences))
    parts.append("References: " + "; ".join(guide.references) + ".")
    return "\n\n".join(parts) + "\n"


def destinations() -> str:
    """Return a section for each kind of destination: what it is, where the list is from, its domains."""
    from custodes.baselines.destinations import DATED, listed

    parts = [f"The package's lists are of {DATED}."]
    for kind, one in listed().items():
        domains = ", ".join(f"`{domain}`" for domain in one["domains"])
        parts.append(f"## {kind.value}\n\n{one['what']}. Compiled from {one['source']}.\n\n{domains}")
    return "\n\n".join(parts) + "\n"


def indicators() -> str:
    """Return the table of the library's indicators."""
    from custodes.indicators import load_library

    rows = [
        f"| {rule.title} (`{rule.id}`) | {rule.stage}{'' if rule.scores else ', *shown*'} | {', '.join((*rule.itm, *rule.attack))} | {rule.blind_when} |"
        for rule in load_library()
    ]
    return "| indicator | stage | ids | blind when |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"


def limits() -> str:
    """Return a section for each indicator: what it misses, what fires it innocently, when it is blind, whether it counts."""
    from custodes.indicators import load_library

    parts = []
    for rule in load_library():
        counts = "" if rule.scores else " Shown only: it adds nothing to the score."
        parts.append(
            f"### {rule.title}\n\n`{rule.id}`, {rule.stage}.{counts}\n\n"
            f"- *Misses:* {_clauses(rule.misses)}.\n"
            f"- *Fired innocently by:* {_clauses(rule.innocent)}.\n"
            f"- *Blind when* {rule.blind_when}.\n"
        )
    return "\n".join(parts)


def _clauses(texts: tuple[str, ...]) -> str:
    """Join clauses into one line, the first as it stands, the others in lower case where they begin with a usual word."""
    first, *others = (text for text in texts if "protected report" not in text)  # said once, above
    return "; ".join(
        [first, *(t if t[:2].isupper() and t[1] != " " else t[0].lower() + t[1:] for t in others)]
    )


def sigma_fields() -> str:
    """Return the table of the fields that a Sigma rule may ask for."""
    from custodes.indicators.sigma.fields import FIELDS
    from custodes.indicators.sigma.products import NAMES

    rows = [
        f"| `{name}` | {field.kind} | "
        + "; ".join(
            f"{source}: {', '.join(f'`{k}`' for k, v in names.items() if v == name)}"
            for source, names in NAMES.items()
            if name in names.values()
        )
        + " |"
        for name, field in FIELDS.items()
    ]
    return "| field | kind | what products call it |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def sigma_logsources() -> str:
    """Return the table of the log sources that a Sigma rule may name."""
    from custodes.indicators.sigma.products import LOGSOURCES

    rows = []
    for known in LOGSOURCES:
        parts = (("product", known.product), ("category", known.category), ("service", known.service))
        if known.product in {"windows", "linux", "macos"}:  # the same as without a product
            continue
        said = ", ".join(f"{name}: {value}" for name, value in parts if value)
        meant = "; ".join(f"{name} is {' or '.join(values)}" for name, values in known.conditions.items())
        rows.append(f"| `{said}` | {meant or '–'} |")
    return "| log source | adds the condition |\n|---|---|\n" + "\n".join(rows) + "\n"


def schema() -> str:
    """Return the JSON Schema of the review, as it ships."""
    from custodes.render.document import json_schema

    return "```json\n" + json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n```\n"


PARTS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "destinations": destinations,
    "indicators": indicators,
    "limits": limits,
    "schema": schema,
    "settings": settings,
    "sigma_fields": sigma_fields,
    "sigma_logsources": sigma_logsources,
    "sources": sources,
    "guides": guides,
}


def renewed(text: str) -> str:
    """Return a page with its generated parts made anew."""
    return _PART.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}{found[3]}", text)


def main() -> int:
    """Renew the pages, or say which are stale."""
    stale = []
    for name in FILES:
        path = ROOT / name
        old = path.read_text(encoding="utf-8")
        new = renewed(old)
        if new != old:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(new, encoding="utf-8", newline="\n")
    sys.stdout.write(
        "".join(f"{name}: {'stale' if '--check' in sys.argv else 'renewed'}\n" for name in stale)
    )
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    os.environ.setdefault("CUSTODES_CONFIG_HOME", os.devnull)
    sys.exit(main())
