"""What a lake is blind to: a channel that is seen is not yet an indicator that could fire."""

from __future__ import annotations

from datetime import date

import pytest
from tests.lake.logs import LOGON, logon, made, write

from custodes.baselines.measures import MEASURES
from custodes.baselines.series import SERIES
from custodes.cli.commands.coverage import described
from custodes.indicators import load_library
from custodes.lake import open_engine
from custodes.model.event import Channel
from custodes.pipeline.advice import _SETTINGS, advice_for, offering
from custodes.pipeline.coverage import _fires, coverage, with_accounts
from custodes.sources.registry import by_name


@pytest.mark.parametrize(
    ("series", "channel", "counted", "able"),
    [
        ("labelled_taken", Channel.CLOUD, {"downloads"}, False),  # the store is seen, no label ever was
        ("labelled_taken", Channel.CLOUD, {"labelled_taken"}, True),
        ("labelled_beyond", Channel.CLOUD, {"distinct_reads"}, False),
        ("labelled_beyond", Channel.CLOUD, {"labelled_reads"}, True),
        ("days_removable", Channel.REMOVABLE, set(), False),
        ("days_removable", Channel.REMOVABLE, {"copies_removable"}, True),
        ("new_areas", Channel.FILE, set(), True),  # any file tells its folder
        ("new_areas", Channel.MAIL, set(), False),
        ("fetched_taken", Channel.REMOVABLE, {"copies_removable"}, False),  # nothing was ever fetched
        ("fetched_taken", Channel.REMOVABLE, {"copies_removable", "syncs"}, True),
        (
            "fetched_taken",
            Channel.WEB,
            {"copies_removable", "syncs"},
            False,
        ),  # the web is seen, no upload ever was
        ("fetched_taken", Channel.REMOVABLE, {"syncs"}, False),
        ("disguised_taken", Channel.REMOVABLE, {"copies_removable", "deletes"}, False),
        ("disguised_taken", Channel.REMOVABLE, {"copies_removable", "archives"}, True),
        ("taken_deleted", Channel.SHARE, {"shares_outside", "renames"}, False),
        ("taken_deleted", Channel.SHARE, {"shares_outside", "deletes"}, True),
        ("days_taken_deleted", Channel.SHARE, {"shares_outside"}, False),
        ("first_taken", Channel.WEB, {"copies_removable", "prints"}, False),
        ("first_taken", Channel.PRINT, {"copies_removable", "prints"}, True),
        ("first_fetched", Channel.CODE, {"downloads"}, False),
        ("first_fetched", Channel.FILE, {"downloads"}, True),
        ("days_fetched_out", Channel.REMOVABLE, {"copies_removable"}, False),
        ("days_fetched_out", Channel.REMOVABLE, {"copies_removable", "distinct_downloads"}, True),
        ("days_new_out", Channel.MAIL, {"copies_removable"}, False),
        ("days_new_out", Channel.MAIL, {"attached_personal"}, True),
        (
            "days_new_out",
            Channel.PRINT,
            {"prints"},
            False,
        ),  # what people print every day is not counted in it
        ("media_on_others", Channel.REMOVABLE, set(), False),
        ("media_on_others", Channel.REMOVABLE, {"mounts_removable"}, True),
    ],
)
def test_what_was_never_counted_cannot_fire(series, channel, counted, able):
    assert _fires(series, channel, frozenset(counted)) is able


def test_what_a_series_is_computed_from_is_stored():
    stored = {m.name for m in MEASURES}
    assert all(set(series.of) <= stored for series in SERIES.values())
    assert not [name for name in stored if SERIES[name].of]
    assert not [name for name in stored if SERIES[name].and_of or SERIES[name].here]
    assert {name for series in SERIES.values() for name in (*series.and_of, *series.here.values())} <= stored
    assert all(set(series.here) <= set(series.channels) for series in SERIES.values())


def test_in_a_lake_without_downloads_renames_and_deletions_the_sequences_are_blind():
    counted = frozenset({"copies_removable", "attached_external", "visits_sharing", "logons"})
    rules = {rule.id: rule for rule in load_library()}
    for name, able in (
        ("disguised_and_taken_out", False),
        ("taken_out_and_deleted", False),
        ("taken_for_the_first_time", True),
    ):
        assert any(_fires(m, Channel.REMOVABLE, counted) for m in rules[name].measures) is able
        assert not any(_fires(m, Channel.WEB, counted) for m in rules[name].measures)


@pytest.mark.parametrize("channel", list(Channel))
def test_a_blind_channel_is_opened_by_a_source_that_is_there(channel):
    able = offering(channel)
    assert able, f"no registered source fills {channel}"
    for source in able:
        assert channel in source.guide.channels
        assert by_name(source.name) is source
        told = advice_for(channel, [source.name])
        own = _SETTINGS[channel].get(source.name) or source.title
        assert told.startswith(own)
    assert advice_for(channel).startswith(_SETTINGS[channel].get(able[0].name) or able[0].title)


def test_every_setting_is_of_a_source_that_fills_the_channel():
    for channel, settings in _SETTINGS.items():
        assert all(channel in by_name(name).guide.channels for name in settings)


def test_a_product_at_hand_is_advised_first():
    assert advice_for(Channel.PRINT, ["m365"]).startswith("Switch on endpoint DLP")
    assert advice_for(Channel.PRINT).startswith("Collect the page_log of CUPS")


def test_accounts_of_nobody_and_holes_of_a_source_are_counted(tmp_path):
    days = [n for n in range(1, 30) if date(2010, 1, n).weekday() < 5 and n != 15]
    rows = [logon(n, day=n) for n in days] + [logon(99, day=8, user="XYZ0009")]
    folder = write(tmp_path / "logs", logon=LOGON + "".join(rows))
    (folder / "hr-2010-01-01.csv").write_text(
        "person,name,accounts,manager,team,department,role,start,notice,last_day\n"
        "P1,Ann Example,cert:ABC0001,,T,D,R,2009-01-01,,\n"
    )
    lake = made(tmp_path / "lake", folder)
    with open_engine(lake.settings, lake.tmp) as engine:
        rows = with_accounts(coverage(lake, engine, load_library()), lake, engine)
    row = next(row for row in rows if row.channel == "signin")
    assert (row.accounts, row.unresolved) == (2, 1)
    assert row.silent_of == {"cert.logon": row.silent_days} == {"cert.logon": (date(2010, 1, 15),)}
    printed = "\n".join(described(rows))
    assert "accounts: 2, of 1 nobody is known" in printed
    assert "1 silent day: 2010-01-15" in printed
    blind = next(row for row in rows if row.channel == "print")
    assert (blind.accounts, blind.unresolved, blind.advice) == (0, 0, advice_for(Channel.PRINT, ["cert"]))
