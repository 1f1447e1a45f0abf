"""Debian's Postfix: real mails, out and in, read from the log that it writes."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest
from tests.sources.unix.servers.processes import done, is_debians, needed, owned, place, port, server, wait

from custodes.sources.registry import recognise
from custodes.sources.unix.syslog import UnixSyslog

pytestmark = pytest.mark.system
MASTER = "/usr/lib/postfix/sbin/master"
SINK = "/usr/sbin/smtp-sink"
MAIN = """
compatibility_level = 3.6
queue_directory = {at}/queue
data_directory = {at}/data
mail_spool_directory = {at}/boxes
maillog_file = {at}/maillog
maillog_file_prefixes = {at}
myhostname = mail.example.org
mydestination = example.org
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{sink}
alias_maps =
alias_database =
local_recipient_maps =
header_checks = regexp:{at}/headers
"""
SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
smtp unix - - n - - smtp
local unix - n n - - local
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
retry unix - - n - - error
error unix - - n - - error
"""


def _mail(number, sender, *to):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, ", ".join(to), "Plans of the reactor"
    mail["Message-ID"] = f"<{len(to)}@example.org>"
    mail.set_content("A text that no log holds.\n" * 50)
    with smtplib.SMTP("127.0.0.1", number, timeout=10) as smtp:
        smtp.send_message(mail)


def test_real_mails_are_read_from_the_mail_log(read, log_file, monkeypatch):
    needed(MASTER, SINK, "/usr/sbin/postfix")
    with place() as at:
        number, sink, log = port(), port(), at / "maillog"
        (at / "main.cf").write_text(MAIN.format(at=at, sink=sink))
        (at / "master.cf").write_text(SERVICES.format(port=number))
        (at / "headers").write_text("/^Subject:/ WARN\n")
        owned(at / "data", "postfix")
        boxes = at / "boxes"
        boxes.mkdir()
        boxes.chmod(0o1777)
        (at / "queue").mkdir()
        monkeypatch.setenv("MAIL_CONFIG", str(at))
        done("postfix", "-c", str(at), "check")
        with (
            server([SINK, "-u", "nobody", f"127.0.0.1:{sink}", "10"], at, sink),
            server([MASTER, "-c", str(at), "-d"], at, number) as pid,
        ):
            version = is_debians(pid, MASTER, "postfix")
            assert f"-- version {version}," in log.read_text()
            _mail(number, "jdoe@example.org", "x@example.net", "y@example.com")
            _mail(number, "stranger@example.net", "games@example.org")
            wait(lambda: log.read_text().count(": removed") == 2, log.read_text)
        data = log.read_bytes()
        assert b"no log holds" in (boxes / "games").read_bytes()
    outcome = read(UnixSyslog(), data, name="mail.log")
    assert recognise(log_file(data, "mail.log")).name == "syslog"
    assert outcome.rejects == []
    sent, received = outcome.events
    wanted = {
        "action": "send",
        "channel": "mail",
        "account": "mail:jdoe@example.org",
        "target_domains": "example.com;example.net",
        "object": "Plans of the reactor",
        "object_id": "2@example.org",
        "outcome": "success",
    }
    assert {name: sent[name] for name in wanted} == wanted
    assert sorted(sent["target"].split(";")) == ["x@example.net", "y@example.com"]
    assert sent["bytes"] > 1000
    assert len(sent["also"].split(";")) >= 5
    assert (received["action"], received["account"]) == ("receive", "mail:games@example.org")
    assert received["address"] == "stranger@example.net"
