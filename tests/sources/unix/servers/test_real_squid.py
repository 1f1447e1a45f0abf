"""Debian's Squid: real requests through the proxy, read from the logs that it writes in two formats."""

from __future__ import annotations

import base64
import http.client
import http.server
import threading

import pytest
from tests.sources.unix.servers.processes import (
    is_debians,
    needed,
    owned,
    place,
    port,
    server,
    version_of,
    wait,
)

from custodes.model.event import SetAside
from custodes.sources.registry import recognise
from custodes.sources.unix.squid import Squid

pytestmark = pytest.mark.system
SQUID = "/usr/sbin/squid"
CONFIG = """
http_port 127.0.0.1:{port}
pid_filename {at}/squid.pid
cache_log {at}/cache.log
coredump_dir {at}
netdb_filename none
cache deny all
shutdown_lifetime 0 seconds
auth_param basic program /usr/lib/squid/basic_fake_auth
auth_param basic children 1
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
access_log stdio:{at}/native.log squid
access_log stdio:{at}/combined.log combined
"""


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self._answer(b"x" * 5000)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(b"thanks")

    def _answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def _ask(number, method, url, login="", body=None):
    headers = (
        {"Proxy-Authorization": "Basic " + base64.b64encode(f"{login}:x".encode()).decode()} if login else {}
    )
    proxy = http.client.HTTPConnection("127.0.0.1", number, timeout=10)
    proxy.request(method, url, body=body, headers=headers)
    answer = proxy.getresponse()
    answer.read()
    proxy.close()
    return answer.status


def test_real_requests_are_read_in_two_formats(read, log_file):
    needed(SQUID, "/usr/lib/squid/basic_fake_auth")
    with place() as at, http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        number, url = port(), f"http://127.0.0.1:{site.server_port}"
        owned(at, "proxy")
        (at / "squid.conf").write_text(CONFIG.format(port=number, at=at))
        native, combined = at / "native.log", at / "combined.log"
        with server([SQUID, "-N", "-f", str(at / "squid.conf")], at, number) as pid:
            assert f"Version {is_debians(pid, SQUID, 'squid')}" in version_of(pid, "-v")
            assert _ask(number, "GET", f"{url}/plans/a.pdf?token=secret", "jdoe") == 200
            assert _ask(number, "POST", f"{url}/upload", "jdoe", b"y" * 3000) == 200
            assert _ask(number, "GET", f"{url}/plans/b.pdf") == 407
            for log in (native, combined):
                wait(lambda log=log: log.exists() and "b.pdf" in log.read_text(), log.read_text)
        site.shutdown()
        for log in (native, combined):
            data = log.read_bytes()
            outcome = read(Squid(), data, name="access.log")
            assert recognise(log_file(data, "access.log")).name == "squid"
            assert outcome.rejects == []
            assert outcome.aside[SetAside.OUT_OF_SCOPE] <= outcome.records - 3  # we looked whether it listens
            got, sent, refused = outcome.events
            assert (got["account"], got["action"], got["object"]) == (
                "squid:jdoe",
                "visit",
                f"{url}/plans/a.pdf",
            )
            assert got["bytes"] >= 5000
            assert (sent["account"], sent["action"], sent["bytes"]) == ("squid:jdoe", "upload", None)
            assert (refused["account"], refused["outcome"]) == ("host:127.0.0.1", "failure")
            assert {e["address"] for e in outcome.events} == {"127.0.0.1"}
