"""QNAP's connection log: what was done, renamed to what, from which computer, by syslog and as CSV."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.network.qnap import QnapLog
from custodes.sources.network.qnap_table import QnapTable

HEADER = b"Date,Time,Users,Source IP,Computer name,Connection type,Accessed resources,Action\n"


def line(
    action=b"Read", thing=b"plans/halle, alt/a.pdf", user=b"jdoe", computer=b"PC-17", app=b"qulogd[146]: "
):
    told = b"<30>May  2 20:24:24 NAS %bconn log: Users: %b, Source IP: 192.0.2.33, Computer name: %b, "
    told += b"Connection type: SAMBA, Accessed resources: %b, Action: %b\n"
    return told % (app, user, computer, thing, action)


def test_a_file_read_from_a_computer(read):
    (event,) = read(QnapLog(), line(user=b"ACME\\jdoe")).events
    wanted = {
        "ts_us": 1_714_681_464_000_000,
        "account": "qnap:acme\\jdoe",
        "action": "read",
        "native_action": "Read",
        "channel": "file",
        "object": "plans/halle, alt/a.pdf",
        "area": "plans/halle, alt",
        "host": "PC-17",
        "process": "SAMBA",
        "address": "192.0.2.33",
        "stream": "qnap.connections",
    }
    assert {name: event[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (
            line(b"Rename", b"a/x.pdf -> a/y.pdf"),
            {"action": "rename", "object": "a/x.pdf", "target": "a/y.pdf"},
        ),
        (line(b"Create Directory"), {"action": "create", "channel": "file"}),
        (line(b"Login OK", b"---"), {"action": "logon", "outcome": "success", "object": None}),
        (line(b"Login Fail", b"---"), {"action": "logon", "channel": "signin", "outcome": "failure"}),
        (line(b"Logout", b"---", computer=b"---"), {"action": "logoff", "host": "NAS"}),
        (line(b"Read", b"[File Station] /a/x"), {"object": "/a/x", "process": "File Station"}),
        (line(b"NFS Mount"), {"action": "other", "channel": "admin"}),
        (line(app=b""), {"action": "read"}),
    ],
)
def test_what_is_done_decides(read, told, wanted):
    (event,) = read(QnapLog(), told).events
    assert {name: event[name] for name in wanted} == wanted


def test_what_is_no_access_is_counted(read):
    event_log = (
        b"<30>May  2 20:24:24 NAS qulogd[146]: event log: Users: System, Source IP: ---, Content: started\n"
    )
    outcome = read(QnapLog(), line() + event_log + line(user=b"---") + b"nothing\n" + line()[:80] + b"\n")
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 2}
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [
        (4, "not a syslog line"),
        (5, "not as the connection log is written"),
    ]


def test_codes_of_the_table_are_the_words_of_the_log(read):
    data = HEADER + b"2024-05-02,20:24:24,jdoe,192.0.2.33,PC-17,1,plans/a.pdf,2\n"
    data += b"2024/05/02,20:24:24,jdoe,192.0.2.33,---,HTTPS,---,Login Fail\nsoon,,jdoe,,,,,\n"
    outcome = read(QnapTable(), data)
    first, second = outcome.events
    assert (first["action"], first["native_action"], first["process"]) == ("read", "READ", "SAMBA")
    assert (second["action"], second["outcome"], second["host"]) == ("logon", "failure", None)
    assert [reject.reason for reject in outcome.rejects] == ["the time is not ISO 8601"]


def test_they_are_recognised(log_file):
    file = log_file(b"")
    assert QnapLog().sniff(line(), file)
    assert not QnapLog().sniff(b"<30>May  2 20:24:24 NAS app: conn log: opened\n", file)
    assert QnapTable().sniff(HEADER, file)
    assert not QnapTable().sniff(b"Date,Time,Users\n", file)


def test_raw_records_are_found_again(log_file):
    file = log_file(line() + line(b"Write"))
    assert list(QnapLog().raw(file.open(), file, frozenset({2}))) == [(2, line(b"Write").strip())]


@given(
    st.lists(
        st.sampled_from([line(), b"conn log: Users: ", b", Source IP: ", b"Action: ", b"->", b"\xff", b"\n"])
    )
)
def test_any_bytes_are_counted(read, pieces):
    read(QnapLog(), b"".join(pieces))
    read(QnapTable(), HEADER + b"".join(pieces))
