"""Debian's Samba: real copies to and from a share, read from the log that it writes."""

from __future__ import annotations

import pytest
from tests.sources.unix.servers.processes import (
    done,
    is_debians,
    needed,
    place,
    port,
    server,
    version_of,
    wait,
)

from custodes.sources.registry import recognise
from custodes.sources.unix.samba import Samba

pytestmark = pytest.mark.system
SMBD = "/usr/sbin/smbd"
CONFIG = """
[global]
workgroup = LAB
server role = standalone server
interfaces = lo
bind interfaces only = yes
smb ports = {port}
disable netbios = yes
load printers = no
disable spoolss = yes
passdb backend = tdbsam:{at}/passdb.tdb
private dir = {at}
lock directory = {at}
state directory = {at}
cache directory = {at}
pid directory = {at}
ncalrpc dir = {at}/ncalrpc
log file = {at}/log.smbd
log level = 1
max log size = 0
[plans]
path = {at}/share
read only = no
vfs objects = full_audit
full_audit:prefix = %u|%I|%S
full_audit:success = connect disconnect openat renameat unlinkat mkdirat
full_audit:failure = openat unlinkat
full_audit:syslog = false
"""


def test_real_copies_are_read_from_sambas_log(read, log_file):
    needed(SMBD, "/usr/bin/smbclient", "/usr/bin/pdbedit")
    with place() as at:
        number = port()
        config, log, share = at / "smb.conf", at / "log.smbd", at / "share"
        config.write_text(CONFIG.format(port=number, at=at))
        share.mkdir(mode=0o777)
        share.chmod(0o777)
        (at / "plan.pdf").write_bytes(b"%PDF" * 1000)
        done("pdbedit", "-s", str(config), "-a", "-u", "games", "-t", told="secret\nsecret\n")
        with server([SMBD, "-F", "--no-process-group", "-s", str(config)], at, number) as pid:
            assert is_debians(pid, SMBD, "samba") in version_of(pid, "--version")
            words = (
                "mkdir new; put plan.pdf a.pdf; get a.pdf back.pdf; rename a.pdf new\\b.pdf; del new\\b.pdf"
            )
            done(
                "smbclient", "-s", str(config), "-p", str(number), "-U", "games%secret",
                "//127.0.0.1/plans", "-c", words, at=at,
            )  # fmt: skip
            wait(lambda: "|disconnect|ok|" in log.read_text(), log.read_text)
        assert (at / "back.pdf").read_bytes() == (at / "plan.pdf").read_bytes()
        data = log.read_bytes()
        outcome = read(Samba(), data, name="log.smbd")
        assert recognise(log_file(data, "log.smbd")).name == "samba"
    told = [
        (e["action"], e["object"] and e["object"].rpartition("/share")[2], e["target"])
        for e in outcome.events
    ]
    assert outcome.rejects == []
    assert {(e["account"], e["address"], e["area"]) for e in outcome.events} == {
        ("samba:games", "127.0.0.1", "plans")
    }
    for action, name in (
        ("create", "/new"),
        ("update", "/a.pdf"),
        ("read", "/a.pdf"),
        ("delete", "/new/b.pdf"),
    ):
        assert (action, name, None) in told
    renamed = next(e for e in outcome.events if e["action"] == "rename")
    assert renamed["object"].endswith("/a.pdf")
    assert renamed["target"].endswith("new/b.pdf")
    assert all(e["also"] for e in outcome.events)
