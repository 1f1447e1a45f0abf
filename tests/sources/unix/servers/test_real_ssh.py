"""Debian's OpenSSH: real sign-ins and transfers, read from what sshd and internal-sftp send to syslog."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.sources.unix.servers.processes import (
    done,
    is_debians,
    needed,
    place,
    port,
    server,
    syslog,
    version_of,
    wait,
)

from custodes.sources.registry import recognise
from custodes.sources.unix.syslog import UnixSyslog

pytestmark = pytest.mark.system
SSHD = "/usr/sbin/sshd"
CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {at}/host
AuthorizedKeysFile {at}/known
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp -f AUTH -l INFO
"""


def test_real_transfers_are_read_from_syslog(read, log_file):
    needed(SSHD, "/usr/bin/sftp", "/usr/bin/ssh-keygen")
    with place() as at:
        number, log = port(), at / "auth.log"
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        for key in ("host", "mine"):
            done("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(at / key))
        (at / "known").write_text((at / "mine.pub").read_text())
        (at / "sshd.conf").write_text(CONFIG.format(port=number, at=at))
        (at / "plan.pdf").write_bytes(b"x" * 48_213)
        (at / "words").write_text(
            f"put {at}/plan.pdf {at}/stored.pdf\nget {at}/stored.pdf {at}/back.pdf\n"
            f"rename {at}/stored.pdf {at}/other.pdf\nrm {at}/other.pdf\n-rm {at}/nothing.pdf\n"
        )
        how = [
            "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes",
            "-o", "IdentitiesOnly=yes", "-i", str(at / "mine"), "-F", "none",
        ]  # fmt: skip
        with (
            syslog(log),
            server([SSHD, "-D", "-f", str(at / "sshd.conf")], at, number) as pid,
        ):
            assert is_debians(pid, SSHD, "openssh-server").partition("p")[0] in version_of(pid, "-V")
            done("sftp", "-P", str(number), *how, "-b", str(at / "words"), "root@127.0.0.1")
            stranger = ["ssh", "-p", str(number), *how, "guest@127.0.0.1", "true"]
            assert subprocess.run(stranger, capture_output=True, timeout=10, check=False).returncode
            wait(lambda: "Invalid user guest" in log.read_text(), log.read_text)
            wait(lambda: "session closed for local user" in log.read_text(), log.read_text)
        assert (at / "back.pdf").read_bytes() == (at / "plan.pdf").read_bytes()
        data, folder = log.read_bytes(), str(at)
    outcome = read(UnixSyslog(), data, name="auth.log")
    assert recognise(log_file(data, "auth.log")).name == "syslog"
    assert outcome.rejects == []
    signins = [(e["account"], e["outcome"], e["address"]) for e in outcome.events if e["action"] == "logon"]
    assert ("unix:root", "success", "127.0.0.1") in signins
    assert ("unix:guest", "failure", "127.0.0.1") in signins
    moved = {
        (e["action"], e["object"].removeprefix(folder), e["bytes"], e["outcome"])
        for e in outcome.events
        if e["channel"] == "file"
    }
    assert moved == {
        ("upload", "/stored.pdf", 48_213, "success"),
        ("download", "/stored.pdf", 48_213, "success"),
        ("rename", "/stored.pdf", None, "success"),
        ("delete", "/other.pdf", None, None),  # the client's next look for a file fails, in the same words
        ("delete", "/nothing.pdf", None, None),
    }
    assert {(e["account"], e["address"]) for e in outcome.events if e["channel"] == "file"} == {
        ("unix:root", "127.0.0.1")
    }
