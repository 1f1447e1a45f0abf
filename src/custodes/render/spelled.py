r"""From what a directory knows of a person to what products and people write: the veil's dictionary.

Explicit spellings come from identity. Derived here: the login of an account, the local part of an address, a
``DOMAIN\login``'s login, both orders of a name, initials with the last name, names run together, umlauts written
out, each unusual word of a name, and a device's short name. Separators need no forms of their own
(:mod:`custodes.render.folding`): ``asr_tenant_onmicrosoft_com`` *is* ``asr@tenant.onmicrosoft.com``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.render.folding import folded_words, umlauts
from custodes.render.ordinary import is_ordinary

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Words", "forms", "host_forms"]

Words = tuple[str, ...]
_LONGEST = 14  # words; longer spellings are kept by their beginning
_WHOLE_NAME = 4  # letters: a shorter single word of a name is no name by itself ("de", "van", "Lee")


def forms(spelling: str) -> Iterator[Words]:
    r"""Yield every folded form of one spelling of a person or an account.

    >>> sorted(" ".join(form) for form in forms("Doe, Jane"))[:4]
    ['doe j', 'doe jane', 'doej', 'doejane']
    >>> [" ".join(form) for form in forms("windows:CORP\\jdoe7")]
    ['windows corp jdoe 7', 'corp jdoe 7', 'jdoe 7']
    """
    seen: set[Words] = set()
    for variant in (spelling,) if spelling.isascii() else (spelling, umlauts(spelling)):
        for form in _forms(variant):
            if form and form not in seen:
                seen.add(form)
                yield form


def host_forms(host: str) -> Iterator[Words]:
    """Yield the folded forms of a device's name: as it is, and its first label where that is telling.

    >>> [" ".join(form) for form in host_forms("PC-17.corp.example.org")]
    ['pc 17 corp example org', 'pc 17']
    """
    whole = _folded(host)
    if whole and not is_ordinary(whole):
        yield whole
    label = host.partition(".")[0]
    short = _folded(label)
    if short and short != whole and not is_ordinary(short) and not label.isdigit():
        yield short


def _forms(spelling: str) -> Iterator[Words]:
    yield _folded(spelling)
    system, colon, login = spelling.partition(":")
    if colon and login and system.replace("_", "").replace("-", "").isalnum():
        yield from _forms(login)
        return
    if "@" in spelling:
        local, _, domain = spelling.partition("@")
        yield _folded(local)
        yield _folded(f"{local} {domain.partition('.')[0]}")
        yield from _run_together(_folded(local))
    elif "\\" in spelling:
        yield _folded(spelling.rpartition("\\")[2])
    elif " " in spelling.strip() or "," in spelling:
        yield from _name(spelling)


def _name(name: str) -> Iterator[Words]:
    """Yield the forms of a name: "Jane Q Doe" or "Doe, Jane Q"."""
    last_part, comma, first_part = name.partition(",")
    first = _folded(first_part) if comma else _folded(name)[:-1]
    last = _folded(last_part) if comma else _folded(name)[-1:]
    if not first or not last:
        return
    yield first + last
    yield last + first
    yield first[:1] + last
    yield last + first[:1]
    yield (first[0][:1], *last)
    yield (*last, first[0][:1])
    yield from _run_together(first[:1] + last)
    yield from _run_together(last + first[:1])
    whole = "".join(last)
    yield (first[0][:1] + whole,)
    yield (whole + first[0][:1],)
    for word in first + last:
        if len(word) >= _WHOLE_NAME and not is_ordinary((word,)):
            yield (word,)


def _run_together(parts: Words) -> Iterator[Words]:
    if len(parts) > 1 and all(part.isalpha() for part in parts):
        yield ("".join(parts),)


def _folded(text: str) -> Words:
    return folded_words(text[:400])[:_LONGEST]
