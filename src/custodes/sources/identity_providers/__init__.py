"""Services that sign people in for other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.identity_providers.keycloak import KeycloakLog
from custodes.sources.identity_providers.keycloak_json import KeycloakEvents, KeycloakJsonLog
from custodes.sources.identity_providers.okta import Okta
from custodes.sources.identity_providers.okta_stream import OktaStream

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (Okta(), OktaStream(), KeycloakEvents(), KeycloakJsonLog(), KeycloakLog())
"""In the order in which they are asked."""
