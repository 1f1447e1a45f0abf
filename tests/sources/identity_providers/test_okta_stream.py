"""Okta's streamed log: the envelope holds what the API gives."""

from __future__ import annotations

import json

from custodes.sources.identity_providers.okta import Okta
from custodes.sources.identity_providers.okta_stream import OktaStream

DETAIL = {
    "uuid": "faf7398a",
    "published": "2024-05-20T19:21:05.843Z",
    "eventType": "user.session.start",
    "actor": {"id": "00u1", "type": "User", "alternateId": "jdoe@example.org"},
}


def test_the_event_is_that_of_the_api(read, log_file):
    data = json.dumps({"version": "0", "detail-type": "SystemLog", "detail": DETAIL}).encode()
    assert OktaStream().sniff(data, log_file(data))
    assert not Okta().sniff(data, log_file(data))
    (event,) = read(OktaStream(), data).events
    (plain,) = read(Okta(), json.dumps(DETAIL).encode()).events
    assert event | {"source": "okta", "stream": "okta.system"} == plain


def test_an_empty_envelope_is_a_reject(read):
    data = json.dumps({"detail-type": "SystemLog", "detail": None}).encode()
    assert [reject.reason for reject in read(OktaStream(), data).rejects] == ["no event type"]
