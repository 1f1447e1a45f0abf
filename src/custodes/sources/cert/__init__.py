"""The folder format of CERT's test data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.cert.directory import CertDirectory, CertPsychometric
from custodes.sources.cert.logs import Cert

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (CertPsychometric(), CertDirectory(), Cert())
"""In the order in which they are asked."""
