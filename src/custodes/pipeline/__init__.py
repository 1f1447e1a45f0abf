"""The steps in their order: ingest, review, scan. The one place that knows the whole way."""

from __future__ import annotations

from custodes.pipeline.ingest import ingest
from custodes.pipeline.review import review

__all__ = ["ingest", "review"]
