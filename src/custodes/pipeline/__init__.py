"""The steps in their order: ingest, review, scan. The one place that knows the whole way."""
