"""One frozen Settings, read from ``custodes.toml``. Each default says its unit and where it comes from.

Look-up order of the file: ``--config F``, else ``LAKE/custodes.toml``, else the defaults here.
An unknown key is an error: a misspelt safeguard must not be a silent one.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from custodes.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "Access",
    "Destinations",
    "Detection",
    "Engine",
    "Governance",
    "Identities",
    "Keys",
    "Organisation",
    "Protected",
    "Scope",
    "Settings",
    "Sources",
    "Time",
    "load_settings",
    "tightened",
]

_MASTER = r"spark://[^\s/:,]+:\d{1,5}(,[^\s/:,]+:\d{1,5})*"
_NOT_RECORDED = "trial run: not recorded"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Organisation(_Section):
    """Who runs this. ``domains``: own mail domains; those of the directory's addresses are added."""

    name: str = ""
    domains: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


class Time(_Section):
    """Where and how days are written.

    zone:  IANA name; weeks run Monday to Sunday in it, and local times without a zone are read in it
    dates: "day-first" or "month-first": how lists of people write 03/04/2024; "": only what a whole list proves
    """

    zone: str = "UTC"
    dates: Literal["", "day-first", "month-first"] = ""

    @field_validator("zone")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in available_timezones():
            message = f"'{value}' is not an IANA time zone (write it like 'Europe/Berlin')"
            raise ValueError(message)
        return value

    @property
    def info(self) -> ZoneInfo:
        """The zone as an object."""
        return ZoneInfo(self.zone)


class Scope(_Section):
    """``flag``: "auto" is "protected" once the register was declared complete, else "all"."""

    flag: Literal["auto", "protected", "all"] = "auto"


class Protected(_Section):
    """Channels that are withheld before anything is written: works council, ombudsperson, doctor, lawyer …

    addresses: mail addresses, exact, any case · domains: mail or web, with their subdomains
    paths: case-insensitive substrings of object or target paths · accounts: as in the directory
    """

    addresses: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    @field_validator("addresses", "domains", "paths", "accounts")
    @classmethod
    def _protects_something(cls, entries: tuple[str, ...]) -> tuple[str, ...]:
        for entry in entries:
            if len(entry.strip(" *@./\\")) < 2:
                message = f"the entry '{entry}' would protect nothing or everything"
                raise ValueError(message)
        return entries

    @property
    def entries(self) -> int:
        """How many entries there are; 0 is announced on every output."""
        return len(self.addresses) + len(self.domains) + len(self.paths) + len(self.accounts)


class Identities(_Section):
    """Whose an account is, where the directory does not say it. Patterns know ``*`` and ``?``, and no case.

    confirm:   true: what is learned from records that spell one account twice counts, and is marked
    confirmed: accounts ("system:login") for which it counts, where ``confirm`` is false
    service:   patterns of accounts that are programs: sync, backup, scanners; set apart and counted
    shared:    patterns of logins that several people use: they stand for themselves, whoever the directory names
    logins:    systems whose logins are the directory's own ("samba", "cups"); else the same login is not the same person
    """

    confirm: bool = False
    confirmed: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()

    @field_validator("service", "shared")
    @classmethod
    def _names_something(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            if len(pattern.partition(":")[2].strip("*? ") or pattern.strip("*?: ")) < 2:
                message = f"the pattern '{pattern}' would set everybody apart"
                raise ValueError(message)
        return patterns


class Governance(_Section):
    """What the head of each output says; what is missing reads "trial run: not recorded"."""

    purpose: str = _NOT_RECORDED
    legal_basis: str = _NOT_RECORDED
    contact: str = _NOT_RECORDED
    agreement: str = _NOT_RECORDED
    retention: str = _NOT_RECORDED


class Access(_Section):
    """``approvers``: where set, ``--names`` is refused until a second person's approval can be given."""

    approvers: tuple[str, ...] = ()


class Keys(_Section):
    """Where keys live: a file (mode 0600, looser ones are refused) or ``command:…``. Never in the lake.

    Empty: a file of that name in the user's configuration folder, made at first use.
    """

    pseudonym: str = ""
    signing: str = ""
    tracing: str = ""


class Engine(_Section):
    """What reads the lake and computes over it. None of it changes a result.

    name: "duckdb", inside the program; "spark-local", Spark on this machine; or a Spark cluster, "spark://HOST:PORT"
    memory_limit: of DuckDB (in its notation), or of Spark's driver (no percentage)
    threads: 0 = as many as there are cores; a cluster decides by itself
    spark: options that Spark gets besides, as its manual names them ("spark.executor.memory" = "8g")
    """

    name: str = "duckdb"
    memory_limit: Annotated[str, Field(pattern=r"^\d+(\.\d+)? ?(([KMGT]i?B)|%)$")] = "2GiB"
    threads: Annotated[int, Field(ge=0, le=1024)] = 0
    spark: dict[str, str] = {}

    @field_validator("name")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in ("duckdb", "spark-local") and not re.fullmatch(_MASTER, value):
            message = f"'{value}' is no engine (there are duckdb, spark-local and spark://HOST:PORT)"
            raise ValueError(message)
        return value


class Sources(_Section):
    """``mappings``: mapping files (TOML) of logs that are read besides the known formats, asked before these."""

    mappings: tuple[str, ...] = ()


class Destinations(_Section):
    """Domains added to the package's dated category lists; the manual's page on destinations has them. They count with their subdomains."""

    personal: tuple[str, ...] = ()
    file_sharing: tuple[str, ...] = ()
    webmail: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    assistant: tuple[str, ...] = ()
    paste: tuple[str, ...] = ()
    leak: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


class Detection(_Section):
    """How much review is accepted and how far back one looks. Sources: docs/decisions.

    budget:        innocents per 1,000 people per week that the organisation is ready to look at
    history_weeks: weeks a week is compared with (calibration), at least ``min_weeks`` of them
    review_weeks:  a review ends after so many weeks without a p within the budget
    leaver_days:   days before a departure that are reviewed (70 % of thefts fall within 60)
    novelty_days:  what a person touches is new where they did not in so many days before; a year and a half, so that what
                   comes once a year is not new. A purge that leaves fewer days makes them fewer
    min_group:     smallest group whose change restates its members' scores
    sigma:         folder of Sigma rules that are indicators too; empty: none
    """

    budget: Annotated[float, Field(gt=0, le=100)] = 1.0
    history_weeks: Annotated[int, Field(ge=4, le=104)] = 26
    min_weeks: Annotated[int, Field(ge=4, le=26)] = 4
    review_weeks: Annotated[int, Field(ge=1, le=26)] = 4
    leaver_days: Annotated[int, Field(ge=7, le=180)] = 60
    novelty_days: Annotated[int, Field(ge=28, le=3660)] = 550
    min_group: Annotated[int, Field(ge=10, le=1000)] = 50
    sigma: str = ""


class Settings(_Section):
    """Everything that can be set, with its defaults.

    >>> Settings().detection.budget
    1.0
    """

    organisation: Organisation = Organisation()
    time: Time = Time()
    scope: Scope = Scope()
    protected: Protected = Protected()
    identity: Identities = Identities()
    governance: Governance = Governance()
    access: Access = Access()
    keys: Keys = Keys()
    engine: Engine = Engine()
    sources: Sources = Sources()
    destinations: Destinations = Destinations()
    detection: Detection = Detection()

    @property
    def hash(self) -> str:
        """First 16 hex digits of the SHA-256 of all settings that can change a result, as a review freezes them.

        The engine cannot; which one it was stands in the review by itself. Mappings change what is read, not what is
        made of it; the lake keeps those that were used.
        """
        told = self.model_dump_json(exclude={"engine", "sources"})
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def load_settings(path: Path | None, **overrides: dict[str, Any]) -> Settings:
    """Read a settings file; ``overrides`` maps a section to keys that the command line set.

    Raises SettingsError where the file is missing, no TOML, or has an unknown or impossible value.

    >>> load_settings(None, detection={"budget": 2.0}).detection.budget
    2.0
    """
    raw: dict[str, Any] = {}
    if path is not None:
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            message = "the settings file does not exist"
            raise SettingsError(message, place=str(path), advice="check --config") from error
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            message = f"the settings file cannot be read: {error}"
            raise SettingsError(message, place=str(path), advice="it must be TOML in UTF-8") from error
    for section, values in overrides.items():
        raw.setdefault(section, {})
        if isinstance(raw[section], dict):
            raw[section] = {**raw[section], **values}
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        raise _impossible(error, path, overrides) from error


def tightened(given: Settings, kept: Settings) -> Settings:
    """Return ``given`` with what ``kept`` protects: its approvers and protected channels are added, none is lost.

    >>> tightened(Settings(), Settings(access=Access(approvers=("a",)))).access.approvers
    ('a',)
    """
    lists = {
        name: tuple(dict.fromkeys((*getattr(kept.protected, name), *getattr(given.protected, name))))
        for name in Protected.model_fields
    }
    approvers = tuple(dict.fromkeys((*kept.access.approvers, *given.access.approvers)))
    return given.model_copy(
        update={
            "protected": Protected(**lists),
            "access": given.access.model_copy(update={"approvers": approvers}),
        }
    )


def _impossible(
    error: ValidationError, path: Path | None, overrides: dict[str, dict[str, Any]]
) -> SettingsError:
    """Say of every setting that cannot be what would be possible, and where the first of them stands."""
    found = error.errors()
    told = "; ".join(f"'{'.'.join(map(str, one['loc']))}': {_plain(one['msg'])}" for one in found[:5])
    section, key = (*map(str, found[0]["loc"]), "")[:2]
    given = section if (section, key) == ("engine", "name") else key
    option = f"--{given.replace('_', '-')}" if key in overrides.get(section, {}) else ""
    place = option or (str(path) if path else "command line")
    return SettingsError(f"not a possible setting: {told}", place=place, advice="see docs/settings.md")


def _plain(message: str) -> str:
    """Return a validator's message without its own jargon.

    >>> _plain("Input should be greater than 0"), _plain("Value error, no"), _plain("Extra inputs are not permitted")
    ('it should be greater than 0', 'no', 'there is no such setting')
    """
    if message == "Extra inputs are not permitted":
        return "there is no such setting"
    return (
        message.removeprefix("Value error, ").replace("Input should", "it should", 1).replace("tuple", "list")
    )
