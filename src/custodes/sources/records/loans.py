"""The loan register of documents: who had which document out, from when until when, and with how many copies made.

Sample::

    document,borrower,out,due,returned,area,copies
    VS-2024/017,jdoe,2024-03-04,2024-03-18,2024-03-11,Registry 3/plans,
    VS-2024/031,jdoe,2024-03-04T10:12:00+01:00,2024-03-18,,Registry 3/plans,2

A format of this project's own: bring your register into these columns. ``out``, ``due`` and ``returned`` are ISO 8601, days
or times; a time without a zone is local. ``copies`` is how many were made and handed out with it, empty for none. A row
is a loan on the day it went out. A register is exported again and again, and its rows are completed when documents
come back: so the event holds nothing of ``due`` and ``returned``, and the same loan told again is the same event. That
``returned`` lies before ``out`` is a reason to reject the row.

References: the project's manual, "Loan register".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.identity.accounts import canonical_account
from custodes.model.event import Action, Channel
from custodes.sources.forms.products import TableSource
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import DAY, iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["LoanRegister"]


class LoanRegister(TableSource):
    """Documents lent to somebody."""

    name = "loans"
    title = "Loan register (document, borrower, out, due, returned, area, copies)"
    columns = ("document", "borrower", "out", "due", "returned", "area", "copies")
    guide = Guide(
        channels=(Channel.RECORDS,),
        becomes=(
            ("a loan", "a document read, on the day it went out"),
            ("a loan with `copies`", "so many copies made of it"),
        ),
        switch_on=(
            "Bring the register's export into the columns `document,borrower,out,due,returned,area,copies`.",
        ),
        blind=(
            "What was copied or photographed while it was out.",
            "Whether it came back: the day of return is checked, and not kept as an event.",
        ),
        tested=Tested.OWN,
        references=("the manual, Loan register",),
    )

    def is_header(self, names: frozenset[str]) -> bool:
        """Say whether the header has document, borrower, out and returned."""
        return {"document", "borrower", "out", "returned"} <= names

    def reader(self, file: LogFile, context: ReadContext) -> Reader[dict[str, str | None]]:
        """Return the function that reads a row."""

        def read(row: dict[str, str | None]) -> Found:
            said = {key: value.strip() for key, value in row.items() if value and value.strip()}
            document, borrower = said.get("document"), said.get("borrower")
            if document is None or borrower is None:
                return "no document" if document is None else "no borrower"
            out = iso(said.get("out"), context.zone)
            back = iso(said["returned"], context.zone) if "returned" in said else out
            if back.ts_us + DAY <= out.ts_us:
                return "it came back before it went out"
            copies = said.get("copies", "0")
            if not (copies.isascii() and copies.isdigit() and len(copies) < 7):
                return "the number of copies is not a number"
            made = int(copies)
            return Row(
                when=out,
                account=canonical_account("loans", borrower),
                action=Action.COPY if made else Action.READ,
                native_action="copied" if made else "lent",
                channel=Channel.RECORDS,
                object=document,
                object_id=document,
                area="/".join(part.strip() for part in said.get("area", "").split("/")[:3]) or None,
                items=made or None,
                record_id=f"{document}|{borrower}|{said['out']}",
                stream="register",
            )

        return read
