r"""What separates the values of a table: decided once, from its header line, and never row by row.

Of comma, semicolon, tab and bar it is the one that splits the header into the most values with every quote in its place:
in ``"Name, Vorname";"Abteilung"`` a comma would leave text after a closing quote. Spreadsheets and PowerShell may write a
line above the header: ``sep=;`` (which declares the delimiter) and ``#TYPE Microsoft.ActiveDirectory...``.

References: RFC 4180; Microsoft, Export-Csv (``-IncludeTypeInformation``, ``-UseCulture``).
"""

from __future__ import annotations

import re

from custodes.sources.forms.csvcareful import split_record

__all__ = ["delimiter_of", "preamble"]

_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR = re.compile(rb'"?sep=([,;\t|])"?', re.IGNORECASE)


def delimiter_of(header: str) -> str:
    r"""Return the delimiter of a table with this header; a comma where there is only one column.

    Where two split it alike, it is the one that is followed by fewer blanks, then the more usual one.

    >>> delimiter_of('"Name, Vorname";Abteilung'), delimiter_of("id, Date ,user"), delimiter_of("a\tb;c\td")
    (';', ',', '\t')
    >>> delimiter_of("Name, Vorname;Abteilung")
    ';'
    """
    best, most = ",", (1, 0)
    for delimiter in _DELIMITERS:
        values, state = split_record(header, delimiter)
        found = len(values), -sum(value.startswith(" ") for value in values)
        if not state and len(values) > 1 and found > most:
            best, most = delimiter, found
    return best


def preamble(line: bytes) -> str | None:
    r"""Return None for a header; else what a line above it declares: the delimiter, or "" where it declares none.

    >>> preamble(b"sep=;"), preamble(b"#TYPE Selected.System.String"), preamble(b"Name;Vorname")
    (';', '', None)
    """
    if declared := _SEPARATOR.fullmatch(line):
        return declared[1].decode()
    return "" if line.startswith((b"#TYPE ", b'"#TYPE ')) else None
