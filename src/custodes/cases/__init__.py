"""Who looked at what, and why: the audit chain, the keys, and the uncovering of names."""

from __future__ import annotations
