"""Custodes keeps an organisation's confidential documents.

It shows unusual copying of protected documents, accounts for what a leaver holds, and traces a leaked
document to the copy it came from. The names below are the public interface; they are loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "CustodesError": "custodes.errors",
    "Lake": "custodes.lake",
    "Review": "custodes.model.review",
    "Settings": "custodes.settings",
    "ingest": "custodes.pipeline.ingest",
    "load_settings": "custodes.settings",
    "review": "custodes.pipeline.review",
}

__all__ = ["CustodesError", "Lake", "Review", "Settings", "ingest", "load_settings", "review"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        message = f"module 'custodes' has no attribute '{name}'"
        raise AttributeError(message)
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
