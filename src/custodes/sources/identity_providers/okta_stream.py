"""Okta System Log as its log streaming sends it to Amazon EventBridge: the record of the API in an envelope.

Sample::

    {"version":"0","id":"8e2c","detail-type":"SystemLog","source":"aws.partner/okta.com/acme/log","time":"2024-05-20T19:21:06Z",
     "detail":{"uuid":"faf7398a","published":"2024-05-20T19:21:05.843Z","eventType":"user.session.start","actor":{}}}

References: developer.okta.com, "Log streaming"; docs.aws.amazon.com/eventbridge, "Okta".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from custodes.sources.fields import inner
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Tested
from custodes.sources.identity_providers.okta import Okta, okta_event

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["OktaStream"]


class OktaStream(JsonSource):
    """The system log of an Okta organisation, streamed."""

    name = "okta_stream"
    title = "Okta System Log streamed to EventBridge (JSON)"
    mark = "detail-type"
    guide = replace(
        Okta.guide,
        switch_on=(
            "Add a log stream to Amazon EventBridge under *Reports > Log streaming* and keep its events as JSON.",
        ),
        tested=Tested.PAPER,
    )

    def is_record(self, record: Record) -> bool:
        """Say whether an envelope holds a record of the system log."""
        return record.get("detail-type") == "SystemLog" and "eventType" in inner(record, "detail")

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return _found


def _found(record: Record) -> Found:
    return okta_event(inner(record, "detail"))
