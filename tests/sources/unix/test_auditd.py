"""Linux audit: lines of one serial, accounts that signed in, paths, and what a system call did."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.unix.auditd import Auditd

STAMP = "msg=audit(1716225665.123:{}):"


def call(
    number, *paths, serial=901, success="yes", auid="1000", cwd="/srv/plans", args="a0=ffffff9c a1=7f a2=0"
):
    """The lines of a system call of x86-64 on paths, each "name nametype"."""
    stamp = STAMP.format(serial)
    lines = [
        (
            f"type=SYSCALL {stamp} arch=c000003e syscall={number} success={success} exit=3 {args} items={len(paths)} ppid=1 "
            f'pid=2 auid={auid} uid=0 gid=0 tty=pts0 ses=3 comm="cp" exe="/usr/bin/cp" key="plans"'
        ),
        f'type=CWD {stamp} cwd="{cwd}"',
    ]
    for item, path in enumerate(paths):
        name, _, kind = path.partition(" ")
        lines.append(f"type=PATH {stamp} item={item} name={name} inode=7 nametype={kind or 'NORMAL'}")
    lines += [f"type=PROCTITLE {stamp} proctitle=6370002D72", f"type=EOE {stamp}"]
    return "\n".join(lines).encode() + b"\n"


def test_the_lines_of_one_serial_are_one_event(read):
    outcome = read(Auditd(), call(257, '"a.pdf"'))
    (event,) = outcome.events
    wanted = {
        "ts_us": 1_716_225_665_123_000,
        "precision_us": 1000,
        "account": "unix:1000",
        "aliases": "uid:1000",
        "actor": "user",
        "action": "read",
        "native_action": "openat",
        "channel": "file",
        "object": "/srv/plans/a.pdf",
        "process": "/usr/bin/cp",
        "outcome": "success",
        "record_id": "901",
        "also": "2;3;4;5",
    }
    assert {name: event[name] for name in wanted} == wanted
    assert outcome.aside == {SetAside.JOINED: 4}


@pytest.mark.parametrize(
    ("lines", "action", "thing", "target", "channel"),
    [
        (call(257, '"/srv" PARENT', '"b.pdf" CREATE'), "create", "/srv/plans/b.pdf", None, "file"),
        (call(257, '"b.pdf"', args="a0=ffffff9c a1=7f a2=241"), "update", "/srv/plans/b.pdf", None, "file"),
        (call(2, '"b.pdf"', args="a0=7f a1=2 a2=0"), "update", "/srv/plans/b.pdf", None, "file"),
        (call(257, '"b.pdf"', args="a0=5 a1=7f a2=0"), "read", "b.pdf", None, "file"),
        (call(257, "2F7372762F6D7920706C616E2E706466"), "read", "/srv/my plan.pdf", None, "file"),
        (
            call(82, '"/srv" PARENT', '"/srv" PARENT', '"/srv/a" DELETE', '"/srv/b" CREATE'),
            "rename",
            "/srv/a",
            "/srv/b",
            "file",
        ),
        (call(87, '"/srv" PARENT', '"/srv/a" DELETE'), "delete", "/srv/a", None, "file"),
        (call(257, '"/media/stick/a" CREATE'), "create", "/media/stick/a", None, "removable"),
        (call(165, '"/media/stick"', '"/dev/sdb1"'), "mount", "/media/stick", None, "removable"),
        (call(44), "other", None, None, "admin"),
        (call(59, '"/bin/ls"'), "other", None, None, "admin"),
    ],
)
def test_a_system_call_says_what_it_did(read, lines, action, thing, target, channel):
    (event,) = read(Auditd(), lines).events
    assert (event["action"], event["object"], event["target"], event["channel"]) == (
        action,
        thing,
        target,
        channel,
    )


def test_enriched_names_are_read(read):
    data = call(257, '"a"').replace(
        b'key="plans"', b'key="plans"\x1dARCH=x86_64 SYSCALL=openat AUID="jdoe" UID="root"'
    )
    (event,) = read(Auditd(), data).events
    assert (event["account"], event["aliases"]) == ("unix:jdoe", "uid:1000")


@pytest.mark.parametrize(
    ("line", "account", "action", "outcome", "address"),
    [
        (
            (
                'type=USER_LOGIN msg=audit(1716225665.1:7): pid=1 uid=0 auid=1000 ses=1 msg=\'op=login id=1000 exe="/usr/sbin/sshd" '
                'hostname=pc7 addr=203.0.113.7 terminal=ssh res=success\'\x1dUID="root" AUID="jdoe" ID="jdoe"'
            ),
            "unix:jdoe",
            "logon",
            "success",
            "203.0.113.7",
        ),
        (
            (
                'type=USER_LOGIN msg=audit(1716225665.1:7): pid=1 uid=0 auid=4294967295 ses=1 msg=\'op=login acct="jdoe" '
                'exe="/usr/sbin/sshd" hostname=? addr=? terminal=ssh res=failed\''
            ),
            "unix:jdoe",
            "logon",
            "failure",
            None,
        ),
        (
            "node=files type=USER_AUTH msg=audit(1716225665.1:7): pid=1 uid=0 auid=1000 msg='op=PAM acct=\"root\" res=success'",
            "unix:root",
            "other",
            "success",
            None,
        ),
        (
            "type=NETFILTER_CFG msg=audit(1716225665.1:7): table=filter family=2 entries=0",
            "host:unknown",
            "other",
            None,
            None,
        ),
        (
            "May 20 19:21:05 files audispd: node=files type=ADD_USER msg=audit(1716225665.1:7): pid=1 uid=0 auid=1000 res=success",
            "unix:1000",
            "other",
            "success",
            None,
        ),
    ],
)
def test_records_of_programs_are_events_by_themselves(read, line, account, action, outcome, address):
    (event,) = read(Auditd(), line.encode()).events
    assert (event["account"], event["action"], event["outcome"], event["address"]) == (
        account,
        action,
        outcome,
        address,
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"type=UNKNOWN[1329] msg=g", "no audit(time:serial)"),
        (b"type=CWD msg=audit(999999999999.1:7): cwd=/", "impossible time"),
    ],
)
def test_what_has_no_time_is_a_reject(read, line, reason):
    outcome = read(Auditd(), call(257, '"a"') + line)
    assert [(r.record, r.reason, r.sample) for r in outcome.rejects] == [(6, reason, "")]


def test_raw_lines_are_found_again(log_file):
    data = call(257, '"a"')
    file = log_file(data)
    assert list(Auditd().raw(file.open(), file, frozenset({2}))) == [(2, data.splitlines()[1])]


@pytest.mark.skipif(not os.environ.get("CUSTODES_SAMPLES"), reason="CUSTODES_SAMPLES is not set")
def test_real_records_are_read_whole(read):
    for file in Path(os.environ["CUSTODES_SAMPLES"], "samples", "raw", "auditd", "log").iterdir():
        outcome = read(Auditd(), file.read_bytes(), name=file.name)
        assert outcome.events
        assert {reject.reason for reject in outcome.rejects} <= {"no audit(time:serial)"}


PIECES = [
    b"type=",
    b"SYSCALL ",
    b"msg=audit(1716225665.1:7): ",
    b"name=",
    b'"',
    b"'",
    b"\n",
    b"\x1d",
    b"\xff",
    b"4a=",
    b"=" * 9,
]


@given(st.lists(st.sampled_from([*PIECES, call(82, '"a" DELETE')]), max_size=30))
def test_any_bytes_are_counted(read, pieces):
    read(Auditd(), call(2, '"a"') + b"".join(pieces))
