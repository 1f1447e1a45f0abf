"""A source of another package: the download log of a product that Custodes does not know.

Sample::

    2024-05-20T19:21:05Z jdoe@example.org GET /contracts/2024/lease.docx 48213 203.0.113.7
"""

from __future__ import annotations

import re

from custodes.sources import (
    Action,
    Channel,
    Guide,
    LineSource,
    Row,
    SetAside,
    Tested,
    canonical_account,
    iso,
)

_LINE = re.compile(r"(\S+) (\S+@\S+) (GET|PUT|HEAD) (/\S*) (\d+) (\S+)")
_ACTIONS = {"GET": Action.DOWNLOAD, "PUT": Action.UPLOAD}


class AcmeVault(LineSource):
    """Files fetched from and put into the vault."""

    name = "acme_vault"
    title = "Acme Vault download log"
    guide = Guide(
        channels=(Channel.FILE,),
        becomes=(("`GET`", "a file downloaded"), ("`PUT`", "a file uploaded"), ("`HEAD`", "out of scope")),
        switch_on=("Set `log_level = access` in the vault's configuration.",),
        blind=("What is read in the vault's own viewer.",),
        tested=Tested.PAPER,
        references=("Acme Vault manual, chapter 7",),
    )

    def is_line(self, line):
        """Say whether a line is of this product."""
        return _LINE.fullmatch(line) is not None

    def reader(self, file, context):
        """Return the function that reads one line of this file."""

        def found(line):
            parts = _LINE.fullmatch(line)
            if parts is None:
                return "the line is not as Acme Vault writes it"  # a reject, with this reason
            time, login, verb, path, size, address = parts.groups()
            if verb not in _ACTIONS:
                return SetAside.OUT_OF_SCOPE  # counted, and nothing else
            return Row(
                when=iso(time, context.zone),
                account=canonical_account("acme_vault", login),
                action=_ACTIONS[verb],
                native_action=verb,
                channel=Channel.FILE,
                object=path,
                bytes=int(size),
                address=address,
            )

        return found
