"""Protected channels: records that touch one are withheld whole, before anything of them is written anywhere.

An address or a domain (with its subdomains) is looked for in account, target, target_domains and object, a path (any
case, either slash) in object, target and area, an account with or without its system.
Nothing is kept of a withheld record but its file's count.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

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
        domains = _cleaned(protected.domains)
        domains += [puny for domain in domains if (puny := _punycode(domain)) != domain]
        self._accounts = _cleaned(protected.accounts)
        self._paths = [path.replace("\\", "/") for path in _cleaned(protected.paths)]
        mail, hosts = _any(addresses), _any(domain.lstrip("@*.") for domain in domains)
        patterns = [rf"(?:^|[;:,<\s])(?:{mail})(?:$|[;,>\s])"] if mail else []
        patterns += [rf"(?:^|[;@./<\s])(?:{hosts})\.?(?:$|[;:/?#,>\s])"] if hosts else []
        self._who = "|".join(patterns)
        self._loose = [*addresses, *(d.lstrip("@*.") for d in domains), *self._paths, *self._accounts]
        spelled = repr([sorted(addresses), sorted(domains), sorted(self._paths), sorted(self._accounts)])
        self.hash = hashlib.sha256(spelled.encode()).hexdigest() if self._loose else ""

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
            hit |= _distinctly(events.column("account"), self._is_account)
        if self._who:
            for name in ("target", "target_domains", "object"):
                hit |= _matches(events.column(name), self._who)
        for name in ("object", "target", "area") if self._paths else ():
            column = events.column(name)
            if column.null_count < len(column):
                hit |= _matches(pc.replace_substring(column, "\\", "/"), _any(self._paths))
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
        """Say whether a text contains an entry at all, wherever."""
        lower = text.casefold().replace("\\", "/")
        return any(entry in lower for entry in self._loose)

    def rejects(self, rejects: Iterable[Reject]) -> tuple[Reject, ...]:
        """Return rejects without the samples that contain an entry."""
        if not self._loose:
            return tuple(rejects)
        return tuple(replace(r, sample="") if self.concerns(r.sample) else r for r in rejects)

    def _is_account(self, account: str) -> bool:
        full = account.casefold()
        login = full.partition(":")[2]
        spellings = {full, login, login.rpartition("\\")[2]}
        return any(a in spellings for a in self._accounts) or bool(
            self._who and re.search(self._who, login, re.IGNORECASE)
        )


def _cleaned(entries: Iterable[str]) -> list[str]:
    return [entry.strip().casefold() for entry in entries if entry.strip()]


def _punycode(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _any(entries: Iterable[str]) -> str:
    return "|".join(re.escape(entry) for entry in entries)


def _matches(column: Any, pattern: str) -> NDArray[np.bool_]:
    if column.null_count == len(column):
        return np.zeros(len(column), np.bool_)
    return np.asarray(pc.fill_null(pc.match_substring_regex(column, pattern, ignore_case=True), False))


def _distinctly(column: Any, judge: Any) -> NDArray[np.bool_]:
    combined = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    codes = combined.dictionary_encode()
    judged = np.array([judge(text) for text in codes.dictionary.to_pylist()], np.bool_)
    return (
        judged[codes.indices.to_numpy(zero_copy_only=False)]
        if len(judged)
        else np.zeros(len(column), np.bool_)
    )
