"""Fields and log sources of products, mapped to what events hold, as a pySigma processing pipeline.

References: sigmahq.io/docs/basics/log-sources and the taxonomy appendix of the Sigma specification 2.1;
learn.microsoft.com/office/office-365-management-api (common schema); www.elastic.co/guide/en/ecs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sigma.processing.conditions import LogsourceCondition
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations import AddConditionTransformation, FieldMappingTransformation
from sigma.rule import SigmaLogSource

from custodes.indicators.sigma.fields import ACCOUNT
from custodes.model.event import Action, Channel

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LOGSOURCES", "NAMES", "channels_of", "known_logsource", "pipeline"]

_FILES = (Channel.FILE.value, Channel.REMOVABLE.value)


@dataclass(frozen=True, slots=True)
class LogSource:
    """A log source of Sigma and what it means here: conditions on fields of events, each one of the values."""

    product: str | None
    category: str | None
    service: str | None
    conditions: Mapping[str, tuple[str, ...]]

    @property
    def sigma(self) -> SigmaLogSource:
        """The same as pySigma's."""
        return SigmaLogSource(category=self.category, product=self.product, service=self.service)


def _files(category: str, *actions: Action) -> tuple[LogSource, ...]:
    conditions = {"channel": _FILES, "action": tuple(a.value for a in actions)}
    products = (LogSource(product, category, None, {}) for product in ("windows", "linux", "macos"))
    return (LogSource(None, category, None, conditions), *products)


def _m365(service: str | None, stream: str | None) -> LogSource:
    return LogSource("m365", None, service, {"stream": (f"m365.{stream}",)} if stream else {})


LOGSOURCES: tuple[LogSource, ...] = (
    LogSource("m365", None, None, {"source": ("m365",)}),
    _m365("audit", None),
    _m365("exchange", "exchange"),
    _m365("sharepoint", "sharepoint"),
    _m365("onedrive", "sharepoint"),
    _m365("teams", "teams"),
    _m365("endpoint", "endpoint"),
    *_files("file_event", Action.CREATE, Action.COPY, Action.UPDATE, Action.ARCHIVE),
    *_files("file_access", Action.READ),
    *_files("file_change", Action.UPDATE),
    *_files("file_delete", Action.DELETE),
    *_files("file_rename", Action.RENAME, Action.MOVE),
    LogSource(None, "proxy", None, {"channel": (Channel.WEB.value,)}),
    LogSource(None, "email", None, {"channel": (Channel.MAIL.value,)}),
    LogSource("cert", None, None, {"source": ("cert",)}),
    *(
        LogSource("cert", None, name, {"stream": (f"cert.{name}",)})
        for name in ("logon", "device", "file", "http", "email")
    ),
    LogSource("custodes", None, None, {}),
    *(LogSource("custodes", c.value, None, {"channel": (c.value,)}) for c in Channel),
)
"""What a rule's ``logsource`` may say; what says less applies to what says more. ``product: custodes`` is the event table itself; its category is a channel."""

_ECS = {
    "event.action": "native_action",
    "event.module": "source",
    "event.dataset": "stream",
    "event.outcome": "outcome",
    "@timestamp": "time",
    "file.path": "object",
    "file.name": "object.name",
    "file.extension": "object.extension",
    "file.size": "bytes",
    "host.name": "host",
    "host.hostname": "host",
    "user.name": ACCOUNT,
    "user.id": ACCOUNT,
    "user.email": ACCOUNT,
    "source.ip": "address",
    "source.address": "address",
    "client.ip": "address",
    "url.original": "object",
    "url.full": "object",
    "url.domain": "target_domains",
    "destination.domain": "target_domains",
    "email.to.address": "target",
}
_M365 = {
    "Operation": "native_action",
    "Operations": "native_action",
    "eventName": "native_action",
    "UserId": ACCOUNT,
    "UserKey": ACCOUNT,
    "Workload": "workload",
    "ObjectId": "object",
    "SourceFileName": "object.name",
    "SourceFileExtension": "object.extension",
    "DestinationFileName": "target.name",
    "TargetUserOrGroupName": "target",
    "TargetDomain": "target_domains",
    "ClientIP": "address",
    "ClientIPAddress": "address",
    "ActorIpAddress": "address",
    "FileSizeBytes": "bytes",
    "FileSize": "bytes",
    "SensitivityLabelId": "label",
    "ResultStatus": "outcome",
    "DeviceName": "host",
    "CreationTime": "time",
}
_DEVICES = {
    "TargetFilename": "object",
    "SourceFilename": "object",
    "FileName": "object",
    "Computer": "host",
    "ComputerName": "host",
    "Hostname": "host",
    "User": ACCOUNT,
    "SubjectUserName": ACCOUNT,
    "UtcTime": "time",
}
_PROXY = {
    "c-uri": "object",
    "c-uri-extension": "object.extension",
    "cs-host": "target_domains",
    "r-dns": "target_domains",
    "cs-username": ACCOUNT,
    "c-username": ACCOUNT,
    "c-ip": "address",
    "src_ip": "address",
    "cs-bytes": "bytes",
}
_CERT = {
    "user": ACCOUNT,
    "pc": "host",
    "filename": "object",
    "url": "object",
    "activity": "native_action",
    "to": "target",
    "from": "address",
    "size": "bytes",
    "attachments": "items",
    "date": "time",
}


NAMES: Mapping[str, Mapping[str, str]] = {
    "any (ECS)": _ECS,
    "product: m365": _M365,
    "category: file_…": _DEVICES,
    "category: proxy": _PROXY,
    "product: cert": _CERT,
}
"""Log source -> a product's field -> our field. In ``file_rename``, TargetFilename is the new name: ``target``."""


def _maps(mapping: Mapping[str, str], **where: str) -> ProcessingItem:
    return ProcessingItem(
        FieldMappingTransformation(dict(mapping)),  # type: ignore[arg-type]  # its values may also be lists
        rule_conditions=[LogsourceCondition(**where)] if where else [],
    )


def _adds(number: int, source: LogSource) -> ProcessingItem:
    conditions = {name: list(values) for name, values in source.conditions.items()}
    return ProcessingItem(
        AddConditionTransformation(conditions, name=f"_logsource_{number}"),  # type: ignore[arg-type]  # invariance
        rule_conditions=[LogsourceCondition(source.category, source.product, source.service)],
    )


def pipeline() -> ProcessingPipeline:
    """Return the pipeline: fields first, so that the conditions it adds are named as events are.

    A log source that says more is narrowed more: of ``product: m365, service: exchange`` both entries apply.
    """
    renamed = {**_DEVICES, "SourceFilename": "object", "TargetFilename": "target"}
    maps = [
        _maps(_M365, product="m365"),
        _maps(_CERT, product="cert"),
        _maps(renamed, category="file_rename"),
        *(_maps(_DEVICES, category=c) for c in ("file_event", "file_access", "file_change", "file_delete")),
        _maps(_PROXY, category="proxy"),
        _maps(_ECS),
    ]
    adds = [_adds(n, source) for n, source in enumerate(LOGSOURCES) if source.conditions]
    return ProcessingPipeline(name="Custodes events", items=[*maps, *adds])


def known_logsource(source: SigmaLogSource) -> bool:
    """Say whether a rule's log source is one of ours, word for word; ``definition`` is for people.

    >>> known_logsource(SigmaLogSource(product="m365", service="audit"))
    True
    >>> known_logsource(SigmaLogSource(category="process_creation", product="windows"))
    False
    """
    plain = SigmaLogSource(source.category, source.product, source.service)
    return any(known.sigma == plain for known in LOGSOURCES)


def channels_of(source: SigmaLogSource) -> tuple[Channel, ...]:
    """Return the channels on which a rule of this log source can see anything.

    >>> [c.value for c in channels_of(SigmaLogSource(category="proxy"))]
    ['web']
    """
    named = {v for known in LOGSOURCES if source in known.sigma for v in known.conditions.get("channel", ())}
    return tuple(Channel(v) for v in sorted(named)) or tuple(Channel)
