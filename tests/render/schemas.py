"""The part of JSON Schema 2020-12 that our schema uses; an unknown keyword is an error, so nothing goes unchecked."""

from __future__ import annotations

import re
from typing import Any

KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
IGNORED = {"$schema", "$id", "$defs", "title", "description", "$ref"}


def problems(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$") -> list[str]:
    if "$ref" in schema:
        target = root["$defs"][schema["$ref"].rpartition("/")[2]]
        schema = {**target, **{k: v for k, v in schema.items() if k != "$ref"}}
    found: list[str] = []
    for keyword, wanted in schema.items():
        found += _check(keyword, wanted, value, schema, root, at)
    return found


def _check(keyword, wanted, value, schema, root, at):  # noqa: C901, PLR0911, PLR0912
    number = isinstance(value, int | float) and not isinstance(value, bool)
    match keyword:
        case k if k in IGNORED:
            return []
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            ok = any(
                isinstance(value, KINDS[k]) and (k == "boolean" or not isinstance(value, bool)) for k in kinds
            )
            return [] if ok else [f"{at}: {value!r} is no {wanted}"]
        case "const":
            return [] if value == wanted else [f"{at}: not {wanted!r}"]
        case "pattern":
            return [f"{at}: {value!r}"] if isinstance(value, str) and not re.search(wanted, value) else []
        case "required":
            return [f"{at}.{k} is missing" for k in wanted if isinstance(value, dict) and k not in value]
        case "properties":
            return [
                p for k, s in wanted.items() if k in value for p in problems(value[k], s, root, f"{at}.{k}")
            ]
        case "additionalProperties":
            known = schema.get("properties", {})
            extra = {k: v for k, v in value.items() if k not in known}
            if wanted is False:
                return [f"{at}.{k} is not known" for k in extra]
            return [p for k, v in extra.items() for p in problems(v, wanted, root, f"{at}.{k}")]
        case "items":
            return [p for i, v in enumerate(value) for p in problems(v, wanted, root, f"{at}[{i}]")]
        case "prefixItems":
            return [
                p
                for i, (v, s) in enumerate(zip(value, wanted, strict=False))
                for p in problems(v, s, root, f"{at}[{i}]")
            ]
        case "minItems":
            return [f"{at}: too short"] if len(value) < wanted else []
        case "maxItems":
            return [f"{at}: too long"] if len(value) > wanted else []
        case "minimum":
            return [f"{at}: {value} < {wanted}"] if number and value < wanted else []
        case "maximum":
            return [f"{at}: {value} > {wanted}"] if number and value > wanted else []
        case "exclusiveMinimum":
            return [f"{at}: {value} <= {wanted}"] if number and value <= wanted else []
    raise AssertionError(f"unknown keyword {keyword}")
