"""Syslog of Unix machines: sign-ins, rights, transfers, mails and shares, each program in its own words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.unix.syslog import UnixSyslog


def log(*lines):
    """Lines of one machine, each "program: message"."""
    return "".join(f"2024-05-20T19:21:05+02:00 files {line}\n" for line in lines).encode()


SIGNIN = log("sshd[8]: Accepted publickey for jdoe from 203.0.113.7 port 51022 ssh2: ED25519 SHA256:x")


def test_a_sign_in(read):
    (event,) = read(UnixSyslog(), SIGNIN).events
    wanted = {
        "ts_us": 1_716_225_665_000_000,
        "offset_min": 120,
        "account": "unix:jdoe",
        "action": "logon",
        "native_action": "Accepted",
        "channel": "signin",
        "host": "files",
        "address": "203.0.113.7",
        "outcome": "success",
        "stream": "syslog.auth",
    }
    assert {name: event[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("line", "account", "action", "outcome", "target"),
    [
        (
            "sshd[8]: Failed password for invalid user guest from 203.0.113.7 port 4 ssh2",
            "unix:guest",
            "logon",
            "failure",
            None,
        ),
        (
            "sshd[8]: message repeated 2 times: [ Failed password for jdoe from 203.0.113.7 port 4 ssh2]",
            "unix:jdoe",
            "logon",
            "failure",
            None,
        ),
        ("sshd[8]: Invalid user guest from 203.0.113.7 port 4", "unix:guest", "logon", "failure", None),
        ("sshd[8]: pam_unix(sshd:session): session closed for user jdoe", "unix:jdoe", "logoff", None, None),
        (
            "sshd[8]: pam_unix(sshd:session): session opened for user jdoe(uid=1000) by (uid=0)",
            "unix:root",
            "other",
            None,
            "jdoe",
        ),
        (
            "sshd[8]: Did not receive identification string from 203.0.113.7",
            "host:203.0.113.7",
            "other",
            None,
            None,
        ),
        (
            "gdm-password]: pam_unix(gdm-password:session): session opened for user jdoe(uid=1000) by (uid=0)",
            "unix:jdoe",
            "logon",
            "success",
            None,
        ),
        (
            "login[8]: pam_unix(login:session): session opened for user jdoe(uid=1000) by LOGIN(uid=0)",
            "unix:jdoe",
            "logon",
            "success",
            None,
        ),
        (
            "sudo:   jdoe : TTY=pts/0 ; PWD=/home/jdoe ; USER=root ; COMMAND=/bin/mount --password=secret",
            "unix:jdoe",
            "other",
            None,
            "root",
        ),
        (
            "sudo:   jdoe : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
            "unix:jdoe",
            "other",
            "failure",
            "root",
        ),
        ("su[8]: (to root) jdoe on pts/1", "unix:jdoe", "other", "success", "root"),
        (
            "useradd[8]: new user: name=guest, UID=1007, GID=1007, home=/home/guest",
            "unix:guest",
            "other",
            "success",
            None,
        ),
        ("groupadd[8]: new group: name=lab, GID=48", "host:files", "other", "success", "lab"),
        ("usermod[8]: add 'jdoe' to group 'sudo'", "unix:jdoe", "other", "success", "sudo"),
        ("kernel: usb 1-1: new device", None, None, None, None),
    ],
)
def test_lines_of_the_authentication_log(read, line, account, action, outcome, target):
    found = read(UnixSyslog(), log(line))
    if account is None:
        assert found.aside == {SetAside.OUT_OF_SCOPE: 1}
        return
    (event,) = found.events
    assert (event["account"], event["action"], event["outcome"], event["target"]) == (
        account,
        action,
        outcome,
        target,
    )
    assert "secret" not in str(event)


SESSION = [
    "sftp-server[9]: session opened for local user jdoe from [203.0.113.7]",
    'sftp-server[9]: open "/srv/a b.pdf" flags READ mode 0666',
    'sftp-server[9]: close "/srv/a b.pdf" bytes read 48213 written 0',
    'sftp-server[9]: open "/srv/new.pdf" flags WRITE,CREATE,TRUNCATE mode 0644',
    'sftp-server[9]: rename old "/srv/x" new "/srv/y"',
    'sftp-server[9]: close "/srv/new.pdf" bytes read 0 written 10',
    'sftp-server[9]: remove name "/srv/y"',
    "sftp-server[9]: sent status Permission denied",
    'sftp-server[9]: open "/srv/none" flags READ mode 0666',
    "sftp-server[9]: sent status No such file",
    "sftp-server[9]: session closed for local user jdoe from [203.0.113.7]",
]


def test_a_transfer_is_an_open_with_its_close(read):
    outcome = read(UnixSyslog(), log(*SESSION))
    told = [
        (e["record"], e["also"], e["action"], e["object"], e["bytes"], e["outcome"])
        for e in outcome.events
        if e["channel"] == "file"
    ]
    assert told == [
        (2, "3", "download", "/srv/a b.pdf", 48213, "success"),
        (4, "6", "upload", "/srv/new.pdf", 10, "success"),
        (5, None, "rename", "/srv/x", None, "success"),
        (7, "8", "delete", "/srv/y", None, "failure"),
        (9, "10", "read", "/srv/none", None, None),
    ]
    assert {(e["account"], e["address"]) for e in outcome.events} == {("unix:jdoe", "203.0.113.7")}


def test_a_session_whose_beginning_is_not_in_the_file_is_the_machines(read):
    (event,) = read(UnixSyslog(), log(*SESSION[1:3])).events
    assert (event["account"], event["actor"], event["bytes"]) == ("host:files", "system", 48213)


MAIL = [
    "postfix/submission/smtpd[1]: 4VjK2q1sTdz1: client=pc7[203.0.113.7], sasl_method=PLAIN, sasl_username=jdoe",
    "postfix/cleanup[2]: 4VjK2q1sTdz1: message-id=<a1@example.org>",
    "postfix/cleanup[2]: 4VjK2q1sTdz1: warning: header Subject: The plans from pc7[203.0.113.7]; from=<j@example.org> to=<x>",
    "postfix/qmgr[3]: 4VjK2q1sTdz1: from=<J@example.org>, size=48213, nrcpt=2 (queue active)",
    "postfix/smtp[4]: 4VjK2q1sTdz1: to=<x@example.net>, relay=mx[198.51.100.9]:25, delay=1, dsn=2.0.0, status=sent (250 ok)",
    "postfix/smtp[4]: 4VjK2q1sTdz1: to=<y@example.com>, relay=none, delay=1, dsn=5.0.0, status=bounced (no)",
    "postfix/qmgr[3]: 4VjK2q1sTdz1: removed",
]


def test_the_lines_of_a_queue_id_are_one_mail(read):
    outcome = read(UnixSyslog(), log("postfix/smtpd[1]: connect from pc7[203.0.113.7]", *MAIL))
    (event,) = outcome.events
    wanted = {
        "record": 2,
        "also": "3;4;5;6;7;8",
        "account": "postfix:jdoe",
        "aliases": "mail:j@example.org",
        "action": "send",
        "native_action": "bounced;sent",
        "channel": "mail",
        "object": "The plans",
        "object_id": "a1@example.org",
        "target": "x@example.net;y@example.com",
        "target_domains": "example.com;example.net",
        "bytes": 48213,
        "address": "J@example.org",
        "outcome": "success",
    }
    assert {name: event[name] for name in wanted} == wanted
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 1, SetAside.JOINED: 6}


def test_a_mail_that_comes_in_is_received_by_each(read):
    lines = [
        "postfix/smtpd[1]: 1A2B3C4D: client=mx.example.net[198.51.100.9]",
        "postfix/qmgr[3]: 1A2B3C4D: from=<s@example.net>, size=10, nrcpt=2 (queue active)",
        "postfix/local[4]: 1A2B3C4D: to=<jdoe@example.org>, relay=local, delay=1, dsn=2.0.0, status=sent (delivered)",
        "postfix/lmtp[4]: 1A2B3C4D: to=<b@example.org>, relay=dovecot, delay=1, dsn=2.0.0, status=sent (ok)",
        "postfix/qmgr[3]: 1A2B3C4D: removed",
    ]
    one, two = read(UnixSyslog(), log(*lines)).events
    assert (one["account"], one["action"], one["part"]) == ("mail:jdoe@example.org", "receive", 0)
    assert (two["account"], two["also"], two["part"]) == ("mail:b@example.org", "2;3;4;5", 1)


def test_a_bounce_is_out_of_scope(read):
    lines = [
        "postfix/qmgr[3]: 1A2B3C4D: from=<>, size=10, nrcpt=1 (queue active)",
        "postfix/qmgr[3]: 1A2B3C4D: removed",
    ]
    assert read(UnixSyslog(), log(*lines)).aside == {SetAside.OUT_OF_SCOPE: 2}


def test_full_audit_in_syslog(read):
    (event,) = read(
        UnixSyslog(), log("smbd_audit: LAB\\jdoe|203.0.113.7|plans|openat|ok|w|/srv/a|b.pdf")
    ).events
    assert (event["account"], event["aliases"]) == ("samba:lab\\jdoe", "windows:lab\\jdoe")
    assert (event["action"], event["object"], event["area"]) == ("update", "/srv/a|b.pdf", "plans")


def test_other_lines_are_rejects(read):
    outcome = read(UnixSyslog(), SIGNIN + b"no head\n" + SIGNIN.replace(b"05-20", b"13-45"))
    assert [(r.record, r.reason) for r in outcome.rejects] == [(2, "no syslog head"), (3, "impossible time")]


def test_it_is_recognised_behind_lines_of_others(log_file):
    others = log("kernel: up", "systemd[1]: started")
    assert UnixSyslog().sniff(others * 30 + SIGNIN, log_file(b""))
    assert not UnixSyslog().sniff(others, log_file(b""))
    file = log_file(others + SIGNIN)
    assert list(UnixSyslog().raw(file.open(), file, frozenset({3}))) == [(3, SIGNIN.strip())]


@given(
    st.lists(st.sampled_from([*SESSION, *MAIL, "sudo: a : ; ", 'sshd: open "', "\xff"]), max_size=40),
    st.binary(max_size=20),
)
def test_any_lines_are_counted(read, lines, junk):
    read(UnixSyslog(), SIGNIN + log(*lines) + junk)


@pytest.mark.parametrize(
    ("app", "message"),
    [
        ("login", "FAILED LOGIN" + " FOR a" * 2_500),
        ("sshd", "error: PAM: " + " for a from" * 1_400),
        ("sudo", "a : " + "NOT" * 5_000),
        ("sudo", "a : PWD=" + " ; USER=a ; ENV=" * 900),
        ("postfix/cleanup", "ABCDEF0123: warning: header Subject: " + " from " * 2_500),
    ],
)
def test_a_line_made_to_be_slow_is_not(read, app, message):
    line = log(f"{app}[1]: {message}\t")
    begun = time.process_time()
    assert read(UnixSyslog(), line * 5).records == 5
    assert time.process_time() - begun < 2


def test_a_mail_names_the_alias_that_was_written_on_it_too(read):
    """An address of the settings' ``[protected]`` is often an alias of somebody's own mailbox."""
    mail = log(
        "postfix/smtpd[2]: 4VjK2q1sTdz1: client=pc[203.0.113.7], sasl_method=PLAIN, sasl_username=jdoe",
        "postfix/qmgr[3]: 4VjK2q1sTdz1: from=<jdoe@example.org>, size=48213, nrcpt=1 (queue active)",
        "postfix/local[4]: 4VjK2q1sTdz1: to=<ann@example.org>, orig_to=<help@ombuds.example.org>, relay=local, status=sent (x)",
        "postfix/qmgr[3]: 4VjK2q1sTdz1: removed",
    )
    (event,) = read(UnixSyslog(), mail).events
    assert event["target"] == "help@ombuds.example.org;ann@example.org"
    assert event["target_domains"] == "example.org;ombuds.example.org"


@pytest.mark.parametrize("many", [600, 2_500])
def test_one_recipient_outside_behind_many_inside_is_named(read, many):
    mail = log(
        "postfix/qmgr[3]: 4VjK2q1sTdz1: from=<jdoe@example.org>, size=48213, nrcpt=1 (queue active)",
        *(
            f"postfix/local[4]: 4VjK2q1sTdz1: to=<u{i}@example.org>, relay=local, status=sent (x)"
            for i in range(many)
        ),
        "postfix/smtp[4]: 4VjK2q1sTdz1: to=<me@example.net>, relay=x, status=sent (x)",
        "postfix/qmgr[3]: 4VjK2q1sTdz1: removed",
    )
    (event,) = read(UnixSyslog(), mail).events
    assert event["action"] == "send"
    assert event["target"].endswith(";me@example.net")
