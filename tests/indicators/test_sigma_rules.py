"""Every modifier of Sigma over our events, beside what a reader of the rule would say of each event."""

from __future__ import annotations

import fnmatch
import ipaddress
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.indicators.sigmas import event, load, matched, rule

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Event = dict[str, Any]

OBJECTS = (
    None,
    "/sites/legal/Plan.ZIP",
    "/sites/legal/plan.zip",
    "https://org.example/Plans/a b.docx",
    r"C:\Users\jane\plan.zip.txt",
    "plan",
    "",
    "/x/-enc value",
    "/x/–enc value",
    "line one\nplan line two",
)
EVENTS = [
    event(
        n,
        object=text,
        native_action=("FileDownloaded", "filedownloaded", "FileAccessed", None)[n % 4],
        address=("10.1.2.3", "10.1.255.255", "10.2.0.0", "192.168.1.1", "::1", "10.1.2.3.4", None)[n % 7],
        bytes=(None, 0, 5, 10, 1_000_000)[n % 5],
        items=(None, 1, 2)[n % 3],
        target=(None, "a@x.test;b@y.test", "b@y.test", "ab@y.test")[n % 4],
        host=("PC-1", "plan", None)[n % 3],
        label=("other", "Plan", None)[n % 3],
        ts_us=n * 3_600_000_000,
    )
    for n, text in enumerate(OBJECTS * 3)
]


def _low(value: str | None) -> str | None:
    return value.lower() if value is not None else None


def _net(text: str | None, net: str) -> bool:
    try:
        return text is not None and ipaddress.ip_address(text) in ipaddress.ip_network(net)
    except ValueError:
        return False


CASES: dict[str, tuple[str, Callable[[Event], bool]]] = {
    "a text without case": (
        "sel: {object: /sites/LEGAL/plan.zip}",
        lambda e: _low(e["object"]) == "/sites/legal/plan.zip",
    ),
    "cased": ("sel: {object|cased: /sites/legal/plan.zip}", lambda e: e["object"] == "/sites/legal/plan.zip"),
    "contains": ("sel: {object|contains: PLAN}", lambda e: "plan" in (_low(e["object"]) or "")),
    "contains cased": ("sel: {object|contains|cased: Plan}", lambda e: "Plan" in (e["object"] or "")),
    "startswith": (
        "sel: {object|startswith: /SITES}",
        lambda e: (_low(e["object"]) or "").startswith("/sites"),
    ),
    "endswith": ("sel: {object|endswith: .zip}", lambda e: (_low(e["object"]) or "").endswith(".zip")),
    "a list is or": (
        "sel: {object|endswith: [.zip, .docx]}",
        lambda e: (_low(e["object"]) or "").endswith((".zip", ".docx")),
    ),
    "all is and": (
        "sel: {object|contains|all: [plan, legal]}",
        lambda e: all(w in (_low(e["object"]) or "") for w in ("plan", "legal")),
    ),
    "wildcards": (
        "sel: {object: '/sites/*/plan.?ip'}",
        lambda e: fnmatch.fnmatchcase(_low(e["object"]) or "", "/sites/*/plan.?ip"),
    ),
    "an escaped wildcard": (r"sel: {object: 'plan\*'}", lambda e: e["object"] == "plan*"),
    "a backslash": (
        r"sel: {object|startswith: 'C:\Users\'}",
        lambda e: (e["object"] or "").startswith("C:\\Users\\"),
    ),
    "anything": ("sel: {object: '*'}", lambda e: e["object"] is not None),
    "empty": ("sel: {object: ''}", lambda e: e["object"] == ""),
    "null": ("sel: {object: null}", lambda e: e["object"] is None),
    "exists": ("sel: {object|exists: true}", lambda e: e["object"] is not None),
    "exists not": ("sel: {object|exists: false}", lambda e: e["object"] is None),
    "re": (
        r"sel: {object|re: 'plan\.(zip|docx)$'}",
        lambda e: re.search(r"plan\.(zip|docx)\Z", e["object"] or "") is not None,
    ),
    "re i": (
        r"sel: {object|re|i: 'PLAN\.zip'}",
        lambda e: re.search(r"(?i)PLAN\.zip", e["object"] or "") is not None,
    ),
    "re: a dot is no end of line": (r"sel: {object|re: 'one.plan'}", lambda _: False),
    "re s": (
        r"sel: {object|re|s: 'one.plan'}",
        lambda e: re.search(r"(?s)one.plan", e["object"] or "") is not None,
    ),
    "re m": (
        r"sel: {object|re|m: '^plan line'}",
        lambda e: re.search(r"(?m)^plan line", e["object"] or "") is not None,
    ),
    "windash": (
        "sel: {object|windash|contains: ' -enc'}\n  other: {object|windash|contains: '-enc'}".replace(
            "\n  ", "\n"
        ),
        lambda e: any(f"{d}enc" in (e["object"] or "") for d in "-–/"),
    ),
    "cidr": ("sel: {address|cidr: 10.1.0.0/16}", lambda e: _net(e["address"], "10.1.0.0/16")),
    "cidr of odd length": ("sel: {address|cidr: 10.1.2.2/31}", lambda e: _net(e["address"], "10.1.2.2/31")),
    "a number": ("sel: {bytes: 5}", lambda e: e["bytes"] == 5),
    "gt": ("sel: {bytes|gt: 5}", lambda e: (e["bytes"] or 0) > 5),
    "gte": ("sel: {bytes|gte: 5}", lambda e: (e["bytes"] or 0) >= 5),
    "lt": ("sel: {bytes|lt: 5}", lambda e: e["bytes"] is not None and e["bytes"] < 5),
    "lte": ("sel: {bytes|lte: 5}", lambda e: e["bytes"] is not None and e["bytes"] <= 5),
    "neq": ("sel: {object|neq: plan}", lambda e: _low(e["object"]) != "plan"),
    "fieldref": (
        "sel: {host|fieldref: label}",
        lambda e: e["host"] is not None and _low(e["host"]) == _low(e["label"]),
    ),
    "hour": ("sel: {time|hour: 3}", lambda e: e["hour"] == 3),
    "base64": ("sel: {object|base64: plan}", lambda e: e["object"] == "cGxhbg=="),
    "one of several": ("sel: {target: B@y.test}", lambda e: "b@y.test" in (e["target"] or "").split(";")),
    "one of several begins": (
        "sel: {target|startswith: b@}",
        lambda e: any(p.startswith("b@") for p in (e["target"] or "").split(";")),
    ),
    "the file's name": (
        "sel: {object.name: plan.zip}",
        lambda e: re.split(r"[/\\]", _low(e["object"]) or "")[-1] == "plan.zip",
    ),
    "the extension": ("sel: {object.extension: zip}", lambda e: (_low(e["object"]) or "").endswith(".zip")),
    "the login": ("sel: {login: A@example.org}", lambda _: True),
    "not of a missing field": (
        "sel: {action: download}\nf: {object|contains: plan}\ncondition: sel and not f",
        lambda e: "plan" not in (_low(e["object"]) or ""),
    ),
    "a keyword": (
        "sel: [legal, PC-1]",
        lambda e: "legal" in (_low(e["object"]) or "") or "pc-1" in (_low(e["host"]) or ""),
    ),
    "all keywords": (
        "sel: {'|all': [legal, other]}",
        lambda e: "legal" in (_low(e["object"]) or "") and e["label"] == "other",
    ),
    "1 of them": ("s1: {bytes: 5}\ns2: {bytes: 10}\ncondition: 1 of them", lambda e: e["bytes"] in (5, 10)),
    "all of s*": (
        "s1: {bytes|gte: 5}\ns2: {items: 1}\ncondition: all of s*",
        lambda e: (e["bytes"] or 0) >= 5 and e["items"] == 1,
    ),
    "several maps are or": (
        "sel:\n  - bytes: 5\n  - items: 2\ncondition: sel",
        lambda e: e["bytes"] == 5 or e["items"] == 2,
    ),
    "several conditions are or": (
        "a: {bytes: 5}\nb: {items: 2}\ncondition: [a, b]",
        lambda e: e["bytes"] == 5 or e["items"] == 2,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_modifier_says_what_a_reader_says(tmp_path: Path, name: str) -> None:
    text, truth = CASES[name]
    detection = text if "condition:" in text else f"{text}\ncondition: 1 of them"
    loaded = load(tmp_path, rule(detection))
    assert not loaded.refused, loaded.refused[0].text
    expected = [e["record"] for e in EVENTS if truth(e)]
    assert matched(loaded, EVENTS) == expected
    assert name in ("re: a dot is no end of line", "an escaped wildcard", "base64") or expected


ALPHABET = "aB./\\*?-é"
TEXTS = st.text(ALPHABET, max_size=6)


def _wild(pattern: str, text: str) -> bool:
    """Sigma's own reading of a pattern, character by character."""
    written, i = "", 0
    while i < len(pattern):
        c = pattern[i]
        if c == "\\" and i + 1 < len(pattern) and pattern[i + 1] in "*?\\":
            written += re.escape(pattern[i + 1])
            i += 1
        else:
            written += {"*": ".*", "?": "."}.get(c) or re.escape(c)
        i += 1
    return re.fullmatch(written, text, re.IGNORECASE | re.DOTALL) is not None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pattern=TEXTS, texts=st.lists(TEXTS, min_size=1, max_size=12))
def test_wildcards_mean_what_sigma_says(tmp_path: Path, pattern: str, texts: list[str]) -> None:
    quoted = pattern.replace("'", "''")
    loaded = load(tmp_path, rule(f"sel: {{object: '{quoted}'}}\ncondition: sel"))
    rows = [event(n, object=text) for n, text in enumerate(texts)]
    assert matched(loaded, rows) == [e["record"] for e in rows if _wild(pattern, e["object"])]


def test_products_fields_and_log_sources(tmp_path: Path) -> None:
    rows = [
        event(
            0,
            native_action="FileDownloaded",
            object="https://o/s/A.zip",
            area="o-my.sharepoint.com/personal/a",
        ),
        event(1, native_action="FileDownloaded", object="https://o/s/A.zip", area="o.sharepoint.com/sites/x"),
        event(2, native_action="FileDownloaded", object="https://o/s/A.zip", stream="m365.endpoint"),
        event(3, native_action="FileDownloaded", object="A.zip", source="cert", stream="cert.file"),
        event(4, channel="file", action="delete", object=r"\\srv\share\A.zip", host="PC-1", source="cert"),
        event(5, channel="web", action="visit", object="https://drop.test/x", target_domains="drop.test"),
        event(
            6,
            channel="web",
            action="visit",
            object="https://indeed.com/x",
            target_domains="indeed.com",
            category="ignored",
        ),
        event(7, channel="mail", action="send", object="A.zip", target="x@y.test"),
    ]
    for logsource, detection, expected in [
        ("{product: m365, service: audit}", "{SourceFileName: a.zip}", [1, 2, 3]),
        ("{product: m365, service: sharepoint}", "{SourceFileExtension: zip}", [1, 2]),
        ("{product: m365}", "{Workload: OneDrive}", [1]),
        ("{product: m365}", "{Workload: Endpoint, UserId: a@example.org}", [3]),
        ("{product: cert, service: file}", "{filename|endswith: .zip}", [4]),
        (
            "{product: windows, category: file_delete}",
            "{TargetFilename|endswith: a.zip, Computer: pc-1}",
            [5],
        ),
        ("{category: proxy}", "{cs-host: '*'}", [6]),
        ("{category: proxy}", "{event.action: null}", [6]),
        ("{product: custodes, category: mail}", "{target: x@y.test}", [8]),
        ("{product: custodes, category: mail}", "{object|exists: true}", []),
    ]:
        loaded = load(tmp_path, rule(f"sel: {detection}\ncondition: sel", logsource=logsource))
        assert matched(loaded, rows) == expected, (logsource, detection)


def test_an_indicator_is_made_of_its_rule(tmp_path: Path) -> None:
    more = """
falsepositives: [Unknown, A migration of the library]
tags: [attack.collection, attack.exfiltration, attack.t1567.002, itm.if001]
references: [https://example.org/r]
"""
    loaded = load(
        tmp_path,
        rule("sel: {action: download}\ncondition: sel", name="Mass-Download", more=more),
        rule("sel: {action: read}\ncondition: sel", name="plain"),
        rule(
            "sel: {action: print}\ncondition: sel",
            name="mine",
            more="custodes: {stage: staging, innocent: A print run, triage: [Which printer?]}",
        ),
    )
    by_id = {one.id: one for one in loaded.indicators}
    tagged = by_id["sigma_mass_download"]
    assert (tagged.stage, tagged.scores, tagged.attack, tagged.itm) == (
        "egress",
        True,
        ("T1567.002",),
        ("IF001",),
    )
    assert tagged.innocent[0] == "A migration of the library"
    assert any("protected report" in text for text in tagged.innocent)
    assert tagged.title == "Sigma: Rule Mass-Download"
    assert not by_id["sigma_plain"].scores
    assert not by_id["sigma_plain"].carries
    mine = by_id["sigma_mine"]
    assert (mine.stage, mine.innocent, mine.triage) == ("staging", ("A print run",), ("Which printer?",))
    assert mine.weight(mine.measures[0]) == pytest.approx(0.2)
    assert by_id["sigma_plain"].weight(by_id["sigma_plain"].measures[0]) == 0


def test_many_rules_weigh_no_more_than_two_measures_together(tmp_path: Path) -> None:
    texts = [
        rule(f"sel: {{bytes: {n}}}\ncondition: sel", name=f"n{n}", more="tags: [attack.exfiltration]")
        for n in range(12)
    ]
    loaded = load(tmp_path, *texts)
    assert sum(one.weight(one.measures[0]) for one in loaded.indicators) == pytest.approx(1.0)
