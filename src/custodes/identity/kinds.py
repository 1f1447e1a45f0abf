"""Accounts that are no person's: services, set apart; shared logins, which stand for themselves; by pattern."""

from __future__ import annotations

import re
from enum import StrEnum
from fnmatch import translate
from functools import lru_cache
from typing import TYPE_CHECKING

from custodes.identity.accounts import is_machine, is_service

if TYPE_CHECKING:
    from collections.abc import Iterable

    from custodes.settings import Identities

__all__ = ["Kind", "Kinds"]


class Kind(StrEnum):
    """What an account is."""

    PERSON = "person"  # somebody's, as far as is known
    SERVICE = "service"  # a program's: sync, backup, scanner
    SHARED = "shared"  # used by several people, so that nobody can say by whom


class Kinds:
    r"""Says what an account is: the settings' patterns first, then those that products make for themselves.

    A pattern is compared without case with ``system:login`` and with the login alone; ``*`` and ``?`` stand for anything.

    >>> from custodes.settings import Identities
    >>> kinds = Kinds(Identities(service=("svc-*",), shared=("windows:front*",)))
    >>> [kinds.of(a).value for a in ("cups:SVC-scan", "windows:front1", "entra:front1@x.org", "windows:x\\pc1$")]
    ['service', 'shared', 'person', 'service']
    """

    def __init__(self, rules: Identities) -> None:
        self._shared, self._service = _pattern(rules.shared), _pattern(rules.service)
        self.of = lru_cache(maxsize=100_000)(self._of)

    def _of(self, account: str) -> Kind:
        spelled = account.casefold()
        login = spelled.partition(":")[2] or spelled
        short = login.rpartition("\\")[2]
        for pattern, kind in ((self._shared, Kind.SHARED), (self._service, Kind.SERVICE)):
            if pattern is not None and any(pattern.fullmatch(text) for text in (spelled, login, short)):
                return kind
        return Kind.SERVICE if is_machine(login) or is_service(login) else Kind.PERSON


def _pattern(patterns: Iterable[str]) -> re.Pattern[str] | None:
    parts = [translate(pattern.casefold()) for pattern in patterns]
    return re.compile("|".join(parts)) if parts else None
