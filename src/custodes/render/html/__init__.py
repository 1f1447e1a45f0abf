"""The report: one self-contained page that needs no network and no script."""

from __future__ import annotations

from custodes.render.html.page import report

__all__ = ["report"]
