"""Protected channels: records that touch one are withheld whole, before anything of them is written anywhere.

An address or a domain (with its subdomains) is looked for in account, aliases, target, target_domains, address (the sender
of a mail), object and its identifier (a message's names its domain), url, area, host and organization, also as products
spell it: ``name+tag@``, a guest's ``name_domain#EXT#``, a personal site's ``name_domain_org``. A path (any case, either
slash, composed or percent-encoded as it may be) is looked for in object, its identifier, url, target, area and process, an
account with or without its system. Nothing is kept of a withheld record but its file's count.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from custodes.model.context import ContextEntry
    from custodes.model.event import Reject
    from custodes.settings import Protected

__all__ = ["Protection"]


class Protection:
    """What ``[protected]`` withholds. Without entries every method returns its input at once.

    >>> from custodes.settings import Protected
    >>> Protection(Protected(domains=("union.example",))).concerns("to: a@mail.union.example")
    True
    """

    def __init__(self, protected: Protected) -> None:
        addresses = _cleaned(protected.addresses)
        domains = [domain.lstrip("@*.") for domain in _cleaned(protected.domains)]
        domains += [puny for domain in domains if (puny := _punycode(domain)) != domain]
        self._accounts = _cleaned(protected.accounts)
        self._paths = [_plain(path) for path in _cleaned(protected.paths)]
        self._who = "|".join([*map(_address_pattern, addresses), *map(_domain_pattern, domains)])
        self._loose = [*addresses, *domains, *self._paths, *self._accounts]
        spelled = repr([sorted(addresses), sorted(domains), sorted(self._paths), sorted(self._accounts)])
        self.hash = hashlib.sha256(f"3{spelled}".encode()).hexdigest() if self._loose else ""

    @property
    def active(self) -> bool:
        """Whether there is any entry."""
        return bool(self._loose)

    def touched(self, events: pa.RecordBatch | pa.Table) -> NDArray[np.bool_]:
        """Return for each event whether it touches a protected channel."""
        hit = np.zeros(events.num_rows, np.bool_)
        if not self._loose or not events.num_rows:
            return hit
        if self._accounts or self._who:
            hit |= _distinctly(events.column("account"), self.is_account)
            hit |= _distinctly(events.column("aliases"), self._any_account)
        for name in _NAMING if self._who else ():
            hit |= _found(events.column(name), self._who)
        for name in _PLACES if self._paths else ():
            slashed = pc.replace_substring(events.column(name), "\\", "/")
            hit |= _found(pc.utf8_normalize(slashed, "NFC"), _any(self._paths))
        return hit

    def withhold(self, events: pa.RecordBatch) -> tuple[pa.RecordBatch, int, bool]:
        """Return the events of records none of whose events touches one, how many records were withheld, and
        whether the last record was.
        """
        hit = self.touched(events)
        if not hit.any():
            return events, 0, False
        records = events.column("record").to_numpy()
        numbers = np.unique(records[hit])
        kept = ~np.isin(records, numbers)
        return events.filter(pa.array(kept)), len(numbers), not bool(kept[-1])

    def concerns(self, text: str) -> bool:
        """Say whether a text contains an entry at all, wherever, or ends within one."""
        lower = _plain(text)
        cut = (entry[:size] for entry in self._loose for size in range(_CUT, len(entry)))
        return any(entry in lower for entry in self._loose) or any(lower.endswith(part) for part in cut)

    def rejects(self, rejects: Iterable[Reject]) -> tuple[Reject, ...]:
        """Return rejects without the samples that contain an entry."""
        if not self._loose:
            return tuple(rejects)
        return tuple(replace(r, sample="") if self.concerns(r.sample) else r for r in rejects)

    def context(self, entries: Iterable[ContextEntry]) -> tuple[ContextEntry, ...]:
        """Return the entries that name no protected account and contain no entry of ``[protected]``."""
        if not self._loose:
            return tuple(entries)
        return tuple(e for e in entries if not self.is_context(e.person, e.about))

    def is_context(self, person: str, about: str) -> bool:
        """Say whether an entry of context is protected, by whom it names or by what it says."""
        named = self.is_account(person) or self.is_account(f":{person}")
        return named or self.concerns(about)

    def _any_account(self, aliases: str) -> bool:
        """Say whether one of several accounts, joined by ";", is a protected one."""
        return any(map(self.is_account, filter(None, aliases.split(";"))))

    def is_account(self, account: str) -> bool:
        """Say whether an account ("system:login") is a protected one."""
        full = account.casefold()
        login = full.partition(":")[2]
        spellings = {full, login, login.rpartition("\\")[2]}
        return any(a in spellings for a in self._accounts) or bool(
            self._who and re.search(self._who, login, re.IGNORECASE)
        )


_NAMING = (
    *("target", "target_domains", "address", "aliases", "object", "object_id", "url"),
    *("area", "host", "organization"),
)
_PLACES = ("object", "object_id", "url", "target", "area", "process")
_INVISIBLE = "[\u00ad\u200b-\u200f\u2060\ufeff]"
_ENCODED = rf"%[0-9a-f][0-9a-f]|\+|{_INVISIBLE}"
_CUT = 4  # characters of an entry that a cut text may end with
_BEFORE, _AFTER = r"(?:^|[^\w.+\-])", r"(?:$|[^\w.\-]|\.(?:$|\W))"


def _address_pattern(address: str) -> str:
    """Return what matches an address in the spellings of mails, guests and personal sites (RE2 and re alike)."""
    local, _, domain = address.partition("@")
    joined = re.escape(f"{local}_{domain}")
    under = re.escape(re.sub(r"\W", "_", address))
    mail = rf"{_BEFORE}{re.escape(local)}(?:\+[^@\s;,]*)?@{re.escape(domain)}{_AFTER}"
    return rf"{mail}|(?:^|[^\w.]){joined}#ext#|(?:^|[^a-z0-9]){under}(?:$|\W)"


def _domain_pattern(domain: str) -> str:
    """Return what matches a domain and its subdomains in hosts, addresses, guests' names and personal sites."""
    under = re.escape(re.sub(r"\W", "_", domain))
    host = rf"(?:^|[^\w\-]){re.escape(domain)}{_AFTER}"
    return rf"{host}|[_.]{re.escape(domain)}#ext#|[a-z0-9]_{under}(?:$|\W)"


def _plain(text: str) -> str:
    return re.sub(_INVISIBLE, "", unicodedata.normalize("NFC", text)).casefold().replace("\\", "/")


def _cleaned(entries: Iterable[str]) -> list[str]:
    return [unicodedata.normalize("NFC", entry.strip()).casefold() for entry in entries if entry.strip()]


def _punycode(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _any(entries: Iterable[str]) -> str:
    return "|".join(re.escape(entry) for entry in entries)


def _found(column: Any, pattern: str) -> NDArray[np.bool_]:
    """Return which texts match, as they stand or decoded (percent-encoded up to twice, with invisible characters)."""
    hit = _matches(column, pattern)
    rows = np.flatnonzero(_matches(column, _ENCODED) & ~hit)
    if len(rows):
        texts = column.take(pa.array(rows)).to_pylist()
        hit[rows] = [bool(re.search(pattern, _decoded(text), re.IGNORECASE)) for text in texts]
    return hit


def _decoded(text: str) -> str:
    plain = _plain(re.sub(_INVISIBLE, "", unquote(unquote(text))))
    return f"{plain}\n{plain.replace('+', ' ')}"


def _matches(column: Any, pattern: str) -> NDArray[np.bool_]:
    if column.null_count == len(column):
        return np.zeros(len(column), np.bool_)
    return np.array(pc.fill_null(pc.match_substring_regex(column, pattern, ignore_case=True), False))


def _distinctly(column: Any, judge: Any) -> NDArray[np.bool_]:
    combined = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    codes = combined.dictionary_encode()
    judged = np.array([*(judge(text) for text in codes.dictionary.to_pylist()), False], np.bool_)
    found: NDArray[np.bool_] = judged[pc.fill_null(codes.indices, -1).to_numpy(zero_copy_only=False)]
    return found
