"""The contract that every source keeps, whoever wrote it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.examples import EXAMPLES

from custodes.model.event import Action, Channel, TimeBasis
from custodes.sources import guide as guides
from custodes.sources.registry import by_name, recognise, sources

NAMES = [source.name for source in sources()]


def test_each_has_an_example_and_a_name_of_its_own():
    assert len(set(NAMES)) == len(NAMES)
    assert sorted(EXAMPLES) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_takes_its_own_example_and_nobody_elses(log_file, name):
    found = recognise(log_file(EXAMPLES[name], "x"))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("name", NAMES)
def test_its_example_is_read_whole(read, log_file, name):
    source = by_name(name)
    outcome = read(source, EXAMPLES[name], name="log-2024-05-06")
    assert outcome.records
    assert not outcome.rejects
    for event in outcome.events:
        assert event["source"] == name
        assert event["stream"].partition(".")[0] == name
        Action(event["action"])
        Channel(event["channel"])
        assert event["time_basis"] is None or TimeBasis(event["time_basis"])
        assert event["account"].partition(":")[2]
        assert event["actor"] in ("user", "service", "system")
    file = log_file(EXAMPLES[name], "x")
    wanted = frozenset(event["record"] for event in outcome.events)
    raws = dict(source.raw(file.open(), file, wanted))
    assert set(raws) == wanted
    assert all(raws.values())


@pytest.mark.parametrize("name", NAMES)
def test_its_guide_says_all_that_people_need(name):
    guide = by_name(name).guide
    assert guide.becomes
    assert all(record and what for record, what in guide.becomes)
    assert guide.switch_on
    assert guide.references
    assert isinstance(guide.tested, guides.Tested)
    assert guide.blind or not guide.channels
    for sentence in (*guide.switch_on, *guide.blind):
        assert sentence.endswith(".")


@pytest.mark.parametrize("name", NAMES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(data=st.data())
def test_nothing_vanishes_whatever_the_bytes(read, name, data):
    """The example cut, doubled, and spoilt anywhere: every record is still counted once."""
    text = EXAMPLES[name] * data.draw(st.integers(1, 3))
    for _ in range(data.draw(st.integers(1, 4))):
        at, end = sorted(data.draw(st.integers(0, len(text))) for _ in range(2))
        dirt = data.draw(st.one_of(st.binary(max_size=6), st.sampled_from(DIRT)))
        text = text[:at] + dirt + text[min(end, at + data.draw(st.integers(0, 12))) :]
    read(by_name(name), text)


DIRT = [
    b"\n",
    b"\r\n",
    b"\0",
    b'"',
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"{",
    b"}",
    b"[",
    b",",
    b";",
    b"NaN",
    b"-1",
    b"1e999",
]
