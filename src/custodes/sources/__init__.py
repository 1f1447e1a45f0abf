"""Log formats, a family of products in each folder, and what a source of another package is made of."""

from __future__ import annotations

from custodes.identity.accounts import canonical_account
from custodes.model.event import ANYONE, Action, Channel, SetAside
from custodes.sources.base import LogFile, ReadContext
from custodes.sources.columns import YIELDED
from custodes.sources.forms.products import JsonSource, LineSource, TableSource
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import Moment, TimeError, common_log, epoch, iso
from custodes.sources.rows import Row

__all__ = [
    "ANYONE",
    "YIELDED",
    "Action",
    "Channel",
    "Guide",
    "JsonSource",
    "LineSource",
    "LogFile",
    "Moment",
    "ReadContext",
    "Row",
    "SetAside",
    "TableSource",
    "Tested",
    "TimeError",
    "canonical_account",
    "common_log",
    "epoch",
    "iso",
]
