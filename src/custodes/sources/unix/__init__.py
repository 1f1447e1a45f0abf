"""Servers and services of Unix systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.unix.auditd import Auditd
from custodes.sources.unix.cups import CupsPages
from custodes.sources.unix.nextcloud import Nextcloud
from custodes.sources.unix.samba import Samba
from custodes.sources.unix.squid import Squid
from custodes.sources.unix.syslog import UnixSyslog

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (CupsPages(), Auditd(), Squid(), Samba(), Nextcloud(), UnixSyslog())
"""In the order in which they are asked."""
