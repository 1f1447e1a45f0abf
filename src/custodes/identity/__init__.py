"""Who an account belongs to, as of a time, and what the directory knew of a person on a day."""

from __future__ import annotations

from custodes.identity.accounts import canonical_account, is_service
from custodes.identity.facts import Fact
from custodes.identity.resolve import Identity, Resolution

__all__ = ["Fact", "Identity", "Resolution", "canonical_account", "is_service"]
