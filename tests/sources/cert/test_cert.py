"""CERT tables of every release: what each row becomes, what is rejected, and that both add up."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.cert.logs import Cert
from custodes.sources.times import REASONS

LOGON = b"id,date,user,pc,activity\n{L1},01/02/2010 07:14:34,ABC0001,PC-1,Logon\n{L2},01/02/2010 17:00:00,ABC0001,PC-1,Logoff\n"
DEVICE = b"id,date,user,pc,activity\n{D1},01/02/2010 07:14:34,DTAA/ABC0001,PC-1,Connect\n{D2},01/02/2010 07:20:00,ABC0001,PC-1,Disconnect\n"
FILE4 = b'id,date,user,pc,filename,content\n{F1},01/02/2010 07:14:34,ABC0001,PC-1,EYPC9Y08.doc,"D0-CF, secret words"\n'
FILE5 = rb"""id,date,user,pc,filename,activity,to_removable_media,from_removable_media,content
{F1},01/02/2010 07:14:34,ABC0001,PC-1,R:\A1\B2\C3\D4\x.doc,File Copy,True,False,"D0"
{F2},01/02/2010 07:14:35,ABC0001,PC-1,C:\A1B2\x.doc,File Open,False,True,"D0"
{F3},01/02/2010 07:14:36,ABC0001,PC-1,C:\A1B2\x.doc,File Write,False,False,"D0"
{F4},01/02/2010 07:14:37,ABC0001,PC-1,C:\A1B2\x.doc,File Delete,False,False,"D0"
{F5},01/02/2010 07:14:38,ABC0001,PC-1,C:\A1B2\x.doc,File Copy,False,False,"D0"
"""
HTTP6 = b"""id,date,user,pc,url,activity,content
{H1},01/02/2010 07:14:34,ABC0001,PC-1,http://www.Example.org:8080/a/b?c,WWW Visit,secret words
{H2},01/02/2010 07:14:35,ABC0001,PC-1,https://files.example.net/x.zip,WWW Download,secret words
{H3},01/02/2010 07:14:36,ABC0001,PC-1,http://wikileaks.org/u,WWW Upload,secret words
"""
EMAIL4 = b"""id,date,user,pc,to,cc,bcc,from,size,attachments,content
{E1},01/02/2010 07:14:34,ABC0001,PC-1,a@dtaa.com;b@X.org,c@dtaa.com,,me@dtaa.com,25830,2,secret words
{E2},01/02/2010 07:14:35,ABC0001,PC-1,a@dtaa.com,,,me@dtaa.com,100,0,secret words
"""
EMAIL5 = b"""id,date,user,pc,to,cc,bcc,from,activity,size,attachments,content
{E1},01/02/2010 07:14:34,ABC0001,PC-1,a@dtaa.com,,z@gmail.com,me@dtaa.com,Send,25830,C:\\x.doc(123);y.xls(4),secret words
{E2},01/02/2010 07:14:35,ABC0001,PC-1,a@dtaa.com,,,me@dtaa.com,View,100,,secret words
"""


def moves(outcome):
    return [
        (event["action"], event["channel"], event["native_action"], event["stream"])
        for event in outcome.events
    ]


def test_logon_and_device_have_one_header_and_the_row_decides(read):
    assert moves(read(Cert(), LOGON)) == [
        ("logon", "signin", "Logon", "cert.logon"),
        ("logoff", "signin", "Logoff", "cert.logon"),
    ]
    device = read(Cert(), DEVICE)
    assert moves(device) == [
        ("mount", "removable", "Connect", "cert.device"),
        ("unmount", "removable", "Disconnect", "cert.device"),
    ]
    assert [event["account"] for event in device.events] == ["cert:ABC0001"] * 2


def test_an_event_says_who_when_where_and_from_which_record(read):
    event = read(Cert(), FILE4).events[0]
    assert {name: value for name, value in event.items() if value is not None} == {
        "ts_us": 1262416474000000,
        "account": "cert:ABC0001",
        "actor": "user",
        "action": "copy",
        "native_action": "File Copy",
        "channel": "removable",
        "object": "EYPC9Y08.doc",
        "host": "PC-1",
        "source": "cert",
        "stream": "cert.file",
        "record": 1,
        "part": 0,
        "record_id": "{F1}",
    }


def test_files_of_r5_say_where_they_went(read):
    outcome = read(Cert(), FILE5)
    assert moves(outcome) == [
        ("copy", "removable", "File Copy", "cert.file"),
        ("read", "file", "File Open from removable", "cert.file"),
        ("update", "file", "File Write", "cert.file"),
        ("delete", "file", "File Delete", "cert.file"),
        ("copy", "file", "File Copy", "cert.file"),
    ]
    assert [event["area"] for event in outcome.events] == ["R:/A1/B2/C3", *["C:/A1B2"] * 4]


def test_web_visits_downloads_and_uploads_name_the_host(read):
    outcome = read(Cert(), HTTP6)
    assert [event["action"] for event in outcome.events] == ["visit", "download", "upload"]
    assert [event["target_domains"] for event in outcome.events] == [
        "example.org",
        "files.example.net",
        "wikileaks.org",
    ]
    assert all(event["channel"] == "web" and event["area"] is None for event in outcome.events)


def test_mail_counts_recipients_domains_and_attachments(read):
    first, second = read(Cert(), EMAIL4).events
    assert first["target"] == "a@dtaa.com;b@X.org;c@dtaa.com"
    assert first["target_domains"] == "dtaa.com;x.org"
    assert (first["items"], first["bytes"], second["items"]) == (2, 25830, 0)
    sent, viewed = read(Cert(), EMAIL5).events
    assert (sent["action"], sent["items"], sent["target_domains"]) == ("send", 2, "dtaa.com;gmail.com")
    assert (viewed["action"], viewed["channel"], viewed["items"]) == ("receive", "mail", 0)


def test_a_mail_without_any_recipient_is_an_event(read):
    table = (
        b"id,date,user,pc,to,cc,bcc,from,size,attachments\n"
        b"{A},01/02/2010 07:12:16,ABC0123,PC-1234,,,,a@example.org,25830,1\n"
        b"{B},01/02/2010 07:13:16,ABC0123,PC-1234,,b@example.net,,a@example.org,25830,1\n"
    )
    assert [event["target"] for event in read(Cert(), table).events] == [None, "b@example.net"]


@pytest.mark.parametrize("table", [LOGON, DEVICE, FILE4, FILE5, HTTP6, EMAIL4, EMAIL5])
def test_columns_may_be_missing_and_contents_are_never_kept(read, table):
    whole = read(Cert(), table)
    assert whole.rejects == []
    assert "secret" not in repr(whole)
    assert "D0" not in repr(whole)
    lines = [line.split(b",") for line in table.decode().encode().splitlines() if b'"D0-CF' not in line]
    without = b"\n".join(b",".join(line[1:]) for line in lines)  # releases without identifiers
    outcome = read(Cert(), without)
    assert all(event["record_id"] is None for event in outcome.events)
    assert moves(outcome) == moves(whole)[: len(outcome.events)]


def test_every_bad_row_is_one_reject_with_its_reason(read):
    outcome = read(
        Cert(),
        b"id,date,user,pc,activity\n"
        b"1,01/02/2010 07:14:34,ABC0001,PC-1,Logon\n"
        b"2,,ABC0001,PC-1,Logon\n"
        b"3,2 Jan 2010,ABC0001,PC-1,Logon\n"
        b"4,02/30/2010 07:14:34,ABC0001,PC-1,Logon\n"
        b"5,01/02/1889 07:14:34,ABC0001,PC-1,Logon\n"
        b"6,01/02/2222 07:14:34,ABC0001,PC-1,Logon\n"
        b"7,01/02/2010 07:14:34,  ,PC-1,Logon\n"
        b"8,01/02/2010 07:14:34,ABC0001,PC-1,\n"
        b"9,01/02/2010 07:14:34,ABC0001\n"
        b"10,01/31/2010 24:14:34,ABC0001,PC-1,Logon\n"
        b"id,date,user,pc,activity\n"
        b"11,2010-01-02T07:14:34+05:30,ABC0001,PC-1,Logon\n"
        b"12,01/02/2010 07:14:34,ABC0001,,Locked\n",
    )
    assert {
        reject.record: reject.reason.partition(":")[0].partition(",")[0] for reject in outcome.rejects
    } == {
        2: "no time",
        3: "the time is not MM/DD/YYYY HH",
        4: "impossible time",
        5: "impossible time",
        6: "impossible time",
        7: "no account",
        8: "no activity",
        9: "the row has 3 values where the header has 5",
        10: "impossible time",
    }
    assert outcome.aside == {SetAside.HEADER: 1}
    assert [(event["record"], event["offset_min"]) for event in outcome.events] == [
        (1, None),
        (12, 330),
        (13, None),
    ]
    assert moves(outcome)[-1] == ("other", "admin", "Locked", "cert.logon")


def test_a_day_first_file_is_refused_whole_rather_than_half_misread(read):
    rows = b"".join(b"%d,%02d/01/2010 07:14:34,ABC0001,PC-1,Logon\n" % (day, day) for day in range(1, 32))
    outcome = read(Cert(), b"id,date,user,pc,activity\n" + rows)
    assert outcome.events == []
    assert len(outcome.rejects) == 31
    assert "day first" in outcome.warnings[0]


def test_a_day_first_file_is_seen_ahead_however_late_a_date_tells(read):
    early = b"".join(b"{%06d},01/02/2010 07:14:34,ABC0001,PC-1,Logon\n" % number for number in range(120_000))
    outcome = read(
        Cert(), b"id,date,user,pc,activity\n" + early + b"1,13/02/2010 07:14:34,ABC0001,PC-1,Logon\n"
    )
    assert outcome.events == []
    assert len(outcome.rejects) == 120_001


def test_dates_that_jump_over_months_without_telling_are_pointed_out(read):
    rows = b"".join(b"%d,%02d/01/2010 07:14:34,ABC0001,PC-1,Logon\n" % (day, day) for day in range(1, 13))
    outcome = read(Cert(), b"id,date,user,pc,activity\n" + rows)
    assert len(outcome.events) == 12
    assert "no date tells month from day" in outcome.warnings[0]
    rows = b"".join(b"%d,01/%02d/2010 07:14:34,ABC0001,PC-1,Logon\n" % (day, day) for day in range(1, 13))
    assert read(Cert(), b"id,date,user,pc,activity\n" + rows).warnings == []


def test_one_odd_date_does_not_refuse_a_month_first_file(read):
    rows = b"".join(b"%d,01/%02d/2010 07:14:34,ABC0001,PC-1,Logon\n" % (day, day) for day in range(1, 32))
    odd = b"0,13/01/2010 07:14:34,ABC0001,PC-1,Logon\n"
    outcome = read(Cert(), b"id,date,user,pc,activity\n" + odd + rows)
    assert len(outcome.events) == 31
    assert "its month is above 12" in outcome.rejects[0].reason


def test_clock_jumps_are_kept_as_they_stand(read):
    outcome = read(
        Cert(),
        b"date,user,pc,activity\n01/02/2010 07:00:00,A,P,Logon\n01/01/1999 00:00:00,A,P,Logon\n01/02/2010 06:59:00,A,P,Logoff\n",
    )
    assert [event["record"] for event in outcome.events] == [1, 2, 3]
    assert outcome.events[1]["ts_us"] < outcome.events[2]["ts_us"] < outcome.events[0]["ts_us"]


def test_a_row_that_cannot_be_split_shows_itself_only_where_no_contents_are(read):
    assert read(Cert(), b"date,user,pc,activity\n\x1b[2Jx\n").rejects[0].sample == "\\x1b[2Jx"
    assert read(Cert(), b"date,user,pc,url,content\nsecret\n").rejects[0].sample == ""


@pytest.mark.parametrize(
    "header",
    [
        b"name,age,city\n",
        b"date,user,colour,activity\n",
        b"",
        b"\0\0\0",
        b"{}",
        b"user,activity\n",
        b"<html>\n",
    ],
)
def test_other_tables_are_not_taken(header, log_file):
    assert not Cert().sniff(header, log_file(header))


def test_times_are_read_in_the_zone_of_the_organisation(read):
    outcome = read(Cert(), LOGON, zone="America/New_York")
    for event, local in zip(outcome.events, ("2010-01-02 07:14:34", "2010-01-02 17:00:00"), strict=True):
        moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("America/New_York"))
        assert event["ts_us"] == int(moment.timestamp()) * 1_000_000


pieces = st.sampled_from(
    [b",", b'"', b"\n", b"01/02/2010 07:14:34", b"2010-01-02T07:14:34Z", b"ABC", b"\xff", b"\0", b"True", b"a@b.c;",
     b"http://x/", b"C:\\a\\b", b"\x1b]0;", b"=1+1", b"9" * 20, b"13/13/2010 99:99:99", b"x,01/02/2010 07:14:34,A,P,Logon,b,c,d,e\n"]
)  # fmt: skip


@given(
    st.sampled_from([LOGON, FILE4, FILE5, HTTP6, EMAIL4, EMAIL5]),
    st.lists(pieces, max_size=25),
    st.integers(0, 400),
)
def test_mutations_never_crash_and_never_lose_a_count(read, table, middle, cut):
    head = table.index(b"\n") + 1
    outcome = read(Cert(), table[: head + cut] + b"".join(middle) + table[head + cut :])
    assert all(re.search("time|account|activity|value|quote", reject.reason) for reject in outcome.rejects)


def test_an_account_of_nothing_but_zeros_is_none(read):
    outcome = read(
        Cert(), b"date,user,pc,activity\n01/22/2010 07:14:34,\0\0,P,Logon\n01/22/2010 07:14:34,A\0B,P,Logon\n"
    )
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(1, "no account")]
    assert outcome.events[0]["account"] == "cert:A\0B"  # never "cert:AB", who may be somebody else


def test_every_reason_gives_no_content():
    assert all(reason[0].islower() for reason in REASONS.values())
