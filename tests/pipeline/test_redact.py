"""What evidence must not keep is not in it, and the rest is as it was."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.examples import EXAMPLES

from custodes.pipeline.redact import LEFT_OUT, redacted

SECRETS = [
    b'{"EventData":{"CommandLine":"net use x: hunter2","Image":"C:\\\\net.exe"}}',
    b'{"winlog":{"event_data":{"ParentCommandLine":"a \\"hunter2\\" b"}}}',
    b'{"result":{"_raw":"{\\"CommandLine\\":\\"a hunter2\\",\\"Image\\":\\"x\\"}"}}',
    b'{"process":{"args":["cp","hunter2"],"name":"cp"}}',
    b"<Data Name='CommandLine'>a hunter2</Data><Data Name='Image'>x</Data>",
    b"type=PROCTITLE msg=audit(1.0:2): proctitle=hunter2",
    b'type=EXECVE msg=audit(1.0:2): argc=3 a0="cp" a1=hunter2 a2="hunter2 x"',
    b"May 20 19:21:05 files sudo: jdoe : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/mysql -phunter2",
    b"1716225665.123 456 203.0.113.7 TCP_MISS/200 4 GET http://jane:hunter2@example.org/a?token=hunter2 jdoe x y",
    b'{"url":"https://example.org/a?sig=hunter2","password":"hunter2","access_token":"hunter2"}',
]


@pytest.mark.parametrize("record", SECRETS)
def test_a_secret_is_left_out_and_only_it(record):
    shown = redacted(record)
    assert b"hunter2" not in shown
    assert LEFT_OUT.encode() in shown
    for word in (b"Image", b"jdoe", b"203.0.113.7", b"example.org", b"/usr/bin/mysql", b'"name":"cp"'):
        assert (word in shown) == (word in record)
    if record.startswith(b"{"):
        json.loads(shown)


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - {"zeek_tsv", "squid"}))
def test_what_holds_no_secret_stays_as_it_is(name):
    plain = EXAMPLES[name]
    if not re.search(rb"\?|token|body|args|://[^/ ]*@|EXECVE", plain):
        assert redacted(plain) == plain


@given(
    st.lists(
        st.sampled_from([b'"', b"\\", b"CommandLine", b'":"', b"a", b"://", b"?", b"@", b"=", b" "]),
        max_size=60,
    )
)
def test_any_bytes_are_taken(pieces):
    redacted(b"".join(pieces))


@pytest.mark.parametrize(
    "piece", [b'"args":[', b'\\"token\\":\\"', b"http://", b"a" * 9 + b"_", b'"CommandLine":"\\', b'cmd="']
)
def test_it_is_linear(piece):
    redacted(piece * 20_000)
