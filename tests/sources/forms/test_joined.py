"""Lines that tell one event together: gathered in any mixture, in the order of their first lines, in bounded memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import Action, Channel, SetAside
from custodes.sources.forms.joined import JoinedSource, Part
from custodes.sources.moments import SECOND, epoch
from custodes.sources.rows import Row


class Letters(JoinedSource):
    """Lines "key value", the last with a dot; "alone" is one by itself."""

    name = "letters"
    window = 4
    most = 3

    def is_line(self, line):
        return " " in line

    def parts(self, file, context):
        def read(line):
            if line == "alone":
                return SetAside.OUT_OF_SCOPE
            if line == "broken":
                raise ValueError(line)
            key, _, value = line.partition(" ")
            return Part(key, value, last=value.endswith("."))

        return read

    def event(self, parts):
        if parts == ["bad."]:
            raise KeyError(*parts)
        return Row(
            when=epoch(1_716_225_665, SECOND),
            account="x:y",
            action=Action.READ,
            channel=Channel.FILE,
            object=" ".join(parts),
        )


def told(outcome):
    return [(e["record"], e["object"], e["also"]) for e in outcome.events]


def test_mixed_lines_come_out_in_the_order_of_their_first(read):
    outcome = read(Letters(), b"a 1\nb 1\nalone\na 2.\nb 2.\n")
    assert told(outcome) == [(1, "1 2.", "4"), (2, "1 2.", "5")]
    assert outcome.aside == {SetAside.JOINED: 2, SetAside.OUT_OF_SCOPE: 1}


def test_the_end_of_the_file_completes_what_is_open(read):
    assert told(read(Letters(), b"a 1\nb 1.\n")) == [(1, "1", None), (2, "1.", None)]


def test_many_lines_are_told_early_and_the_rest_is_joined(read):
    outcome = read(Letters(), b"a 1\na 2\na 3\na 4\na 5.\na 6.\n")
    assert told(outcome) == [(1, "1 2 3", "2;3"), (6, "6.", None)]
    assert outcome.aside == {SetAside.JOINED: 4}


def test_exceptions_are_rejects_that_quote_nothing(read):
    outcome = read(Letters(), b"broken\na bad.\n")
    assert [r.reason for r in outcome.rejects] == [
        "not as this product writes it (ValueError)",
        "not as this product writes it (KeyError)",
    ]


def test_a_line_alone_can_be_read_without_the_file(log_file):
    assert Letters().reader(log_file(b""), None)("a 1").object == "1"


@pytest.mark.parametrize("size", [1, 7])
@given(
    st.lists(
        st.sampled_from([b"a 1", b"b 1", b"a 2.", b"b 2.", b"alone", b"broken", b"", b"\xff"]), max_size=40
    )
)
def test_every_line_is_counted(read, size, lines):
    outcome = read(Letters(), b"\n".join(lines * size))
    assert outcome.records == sum(map(bool, lines)) * size
    numbers = [
        n
        for e in outcome.events
        for n in (e["record"], *map(int, filter(None, (e["also"] or "").split(";"))))
    ]
    assert len(set(numbers)) == len(numbers)
    firsts = [e["record"] for e in outcome.events]
    assert firsts == sorted(firsts)
