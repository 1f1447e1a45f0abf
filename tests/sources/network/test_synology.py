"""Synology's transfer log: what was done over which service, by syslog and as CSV."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.network.synology import SynologyLog
from custodes.sources.network.synology_table import SynologyTable

READ = (
    b"<14>May  2 17:30:01 NAS WinFileService Event: read, Path: /plans/halle, alt/a.xlsx, File/Folder: File, "
    b"Size: 24.23 KB, User: ACME\\jdoe, IP: 192.0.2.17\n"
)
IN = b"<14>May  2 17:31:40 NAS Connection: User [jdoe] from [pc17(192.0.2.17)] signed in to [DSM] successfully via [password].\n"
HEADER = b"Log,Time,IP address,User,Event,File/Folder,File size,File name\n"


def moved(event=b"read", path=b"/plans/a.pdf", kind=b"File", size=b"NA", service=b"FileStation"):
    told = b"<14>May  2 17:30:03 NAS %b Event: %b, Path: %b, File/Folder: %b, Size: %b, User: jdoe, IP: 192.0.2.18\n"
    return told % (service, event, path, kind, size)


def test_a_file_read_over_the_windows_file_service(read):
    (event,) = read(SynologyLog(), READ, zone="Europe/Berlin").events
    wanted = {
        "ts_us": 1_714_663_801_000_000,
        "time_basis": "file",
        "account": "synology:acme\\jdoe",
        "actor": "user",
        "action": "read",
        "native_action": "read",
        "channel": "file",
        "object": "/plans/halle, alt/a.xlsx",
        "area": "plans/halle, alt",
        "bytes": 24812,
        "host": "NAS",
        "process": "WinFileService",
        "address": "192.0.2.17",
        "stream": "synology.transfers",
    }
    assert {name: event[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("line", "action", "channel", "object_", "target"),
    [
        (moved(b"download"), "download", "file", "/plans/a.pdf", None),
        (moved(b"upload", service=b"File Station"), "upload", "file", "/plans/a.pdf", None),
        (moved(b"mkdir", kind=b"Folder"), "create", "file", "/plans/a.pdf", None),
        (moved(b"read", kind=b"Folder"), "other", "admin", "/plans/a.pdf", None),
        (moved(b"rename", b"/p/a.pdf->/p/b.pdf"), "rename", "file", "/p/a.pdf", "/p/b.pdf"),
        (moved(b"set permission"), "other", "admin", "/plans/a.pdf", None),
        (moved(b"delete").replace(b", File/Folder: File", b""), "delete", "file", "/plans/a.pdf", None),
        (
            moved(b"read", b"/x, Size: 1 KB, User: other, IP: 192.0.2.99"),
            "read",
            "file",
            "/x, Size: 1 KB, User: other, IP: 192.0.2.99",
            None,
        ),
        (
            b"<134>1 2024-05-02T17:30:03Z NAS WinFileService - - - Event: copy, Path: /a -> /b, Size: 2 MB, User: jdoe, IP: 1\n",
            "copy",
            "file",
            "/a",
            "/b",
        ),
        (IN, "logon", "signin", None, None),
        (
            IN.replace(b"signed in to [DSM] successfully", b"failed to sign in to [DSM]"),
            "logon",
            "signin",
            None,
            None,
        ),
        (
            IN.replace(b"signed in to [DSM] successfully", b"signed out of [DSM]"),
            "logoff",
            "signin",
            None,
            None,
        ),
        (
            IN.replace(b"signed in to [DSM] successfully", b"accessed shared folder [plans]"),
            "other",
            "admin",
            "plans",
            None,
        ),
    ],
)
def test_what_is_done_decides(read, line, action, channel, object_, target):
    (event,) = read(SynologyLog(), line).events
    assert (event["action"], event["channel"], event["object"], event["target"]) == (
        action,
        channel,
        object_,
        target,
    )
    assert event["account"] == "synology:jdoe"


def test_who_was_refused_failed(read):
    refused = IN.replace(b"signed in to [DSM] successfully", b"failed to sign in to [DSM]")
    assert [e["outcome"] for e in read(SynologyLog(), IN + refused).events] == ["success", "failure"]
    assert read(SynologyLog(), IN).events[0]["address"] == "192.0.2.17"


def test_lines_of_the_system_are_out_of_scope_and_others_rejected(read):
    outcome = read(
        SynologyLog(), READ + b"<14>May  2 17:32:00 NAS System SYSTEM:\tService started.\nnothing\n"
    )
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 1}
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(3, "not a syslog line")]


def test_the_export_says_the_same(read):
    data = (
        HEADER
        + b'Windows file service,2024/05/02 17:30:01,192.0.2.17,ACME\\jdoe,Read,File,24.23 KB,"/plans/a, b.xlsx"\n'
    )
    data += b"File Station,03/04/2024 10:00:00,192.0.2.17,jdoe,Read,File,1 KB,/a\nFTP,2024/05/02 17:30:01,,,Get,File,,/a\n"
    outcome = read(SynologyTable(), data, zone="Europe/Berlin")
    (event,) = outcome.events
    assert (event["ts_us"], event["action"], event["object"], event["bytes"]) == (
        1_714_663_801_000_000,
        "read",
        "/plans/a, b.xlsx",
        24812,
    )
    assert [reject.reason for reject in outcome.rejects] == ["the time is not ISO 8601", "no user"]


def test_they_are_recognised(log_file):
    file = log_file(b"")
    assert all(SynologyLog().sniff(line, file) for line in (READ, IN, moved()))
    assert not SynologyLog().sniff(b"<14>May  2 17:30:01 NAS sshd[1]: Event: read\n", file)
    assert SynologyTable().sniff(HEADER, file)
    assert not SynologyTable().sniff(b"time,user,event\n", file)


def test_raw_records_are_found_again(log_file):
    file = log_file(READ + IN)
    assert list(SynologyLog().raw(file.open(), file, frozenset({2}))) == [(2, IN.strip())]


@given(
    st.lists(
        st.sampled_from([READ, IN, b"Event: read, Path: ", b", Size: 1", b", User: ", b"[", b"\xff", b"\n"])
    )
)
def test_any_bytes_are_counted(read, pieces):
    read(SynologyLog(), b"".join(pieces))
    read(SynologyTable(), HEADER + b"".join(pieces))
