"""What cannot be run is refused by name, file and line, and nothing else is touched by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.indicators.sigmas import event, load, matched, rule

import custodes.indicators.sigma.load as loading
from custodes.errors import UsageError
from custodes.indicators.sigma.documents import MAX_BYTES

if TYPE_CHECKING:
    from pathlib import Path

GOOD = rule("sel: {action: download}\ncondition: sel", name="good")
BASE = rule("sel: {action: read}\ncondition: sel", name="base")
WEB = "{category: proxy}"


def _correlation(**changes: str) -> str:
    said = {
        "type": "event_count",
        "rules": "[base]",
        "group-by": "[login]",
        "timespan": "1h",
        "condition": "{gte: 2}",
    }
    lines = "\n".join(f"  {key}: {value}" for key, value in (said | changes).items() if value)
    return f"{BASE}---\ntitle: Rule bad\nname: bad\ncorrelation:\n{lines}\n"


REFUSED = {
    "a field": (rule("sel: {Image: x}\ncondition: sel", name="bad"), "no field 'Image'; events name no process"),
    "another field": (rule("sel: {Foo: x}\ncondition: sel", name="bad"), "no field 'Foo'; docs/sigma.md lists"),
    "a subject": (rule("sel: {Subject: x}\ncondition: sel", name="bad"), "subjects of mails are never searched"),
    "a look-ahead": (rule("sel: {object|re: 'a(?!b)'}\ncondition: sel", name="bad"), "RE2 knows no look-around"),
    "a back-reference": (rule(r"sel: {object|re: '(a)\1'}" + "\ncondition: sel", name="bad"), "RE2 knows no look-around"),
    "a long expression": (rule(f"sel: {{object|re: '{'a' * 1001}'}}\ncondition: sel", name="bad"), "1,001 characters is too long"),
    "a modifier": (rule("sel: {object|fuzzy: x}\ncondition: sel", name="bad"), "Unknown modifier 'fuzzy'"),
    "a part of time": (rule("sel: {time|week: 3}\ncondition: sel", name="bad"), "the modifier 'week' of 'time' cannot be asked"),
    "a comparison of texts": (rule("sel: {object|gt: 3}\ncondition: sel", name="bad"), "'object' is no number"),
    "a text for a number": (rule("sel: {bytes|contains: x}\ncondition: sel", name="bad"), "'bytes' is no text"),
    "true or false": (rule("sel: {object: true}\ncondition: sel", name="bad"), "holds no true or false"),
    "IPv6": (rule("sel: {address|cidr: '2001:db8::/32'}\ncondition: sel", name="bad"), "the IPv6 network 2001:db8::/32"),
    "a placeholder": (rule("sel: {object|expand: '%admins%'}\ncondition: sel", name="bad"), "is not filled in"),
    "a failure": (rule("sel: {outcome: failure}\ncondition: sel", name="bad"), "failed actions count for nobody"),
    "a log source": (rule("sel: {a: b}\ncondition: sel", logsource="{product: aws, service: cloudtrail}", name="bad"), "no events are of the log source product aws, service cloudtrail"),
    "an empty keyword": (rule("sel: ['*']\ncondition: sel", name="bad"), "would match every event"),
    "a condition": (rule("sel: {action: x}\ncondition: sel and nothing", name="bad"), "Detection 'nothing' not defined"),
    "a long condition": (rule("sel: {action: x}\ncondition: " + "sel and " * 400 + "sel", name="bad"), "characters is too long"),
    "a job board": (rule("sel: {c-uri|contains: indeed.com/x}\ncondition: sel", logsource=WEB, name="bad"), "'indeed.com' is a site that exists only to be ignored"),
    "a job": (rule("sel: {c-uri|re: 'stepstone'}\ncondition: sel", logsource=WEB, name="bad"), "'stepstone' is about job boards"),
    "a union": (rule("sel: {target|contains: works-council}\ncondition: sel", name="bad"), "'workscouncil' is about union"),
    "a religion": (rule("sel: [mosque]\ncondition: sel", name="bad"), "'mosque' is about religion"),
    "a stage": (rule("sel: {action: x}\ncondition: sel", name="bad", more="custodes: {stage: theft}"), "there is no stage 'theft'"),
    "a key of ours": (rule("sel: {action: x}\ncondition: sel", name="bad", more="custodes: {weight: 9}"), "'custodes' has no key weight"),
    "an old form": ("title: Rule bad\naction: global\n", "collection of an older form"),
    "a filter": ("title: Rule bad\nfilter: {rules: [good]}\n", "a Sigma filter, which cannot be applied"),
    "no user": (_correlation(**{"group-by": "[host]"}), "it does not group by user"),
    "no group": (_correlation(**{"group-by": ""}), "it does not group by user"),
    "a group": (_correlation(**{"group-by": "[login, Image]"}), "no field 'Image'"),
    "a long timespan": (_correlation(timespan="63d"), "a timespan of 63d is too long"),
    "a kind": (_correlation(type="value_percentile", condition="{field: bytes, gte: 3, percentile: 9}"), "the correlation type value_percentile"),
    "a sum of texts": (_correlation(type="value_sum", condition="{field: object, gte: 3}"), "'object' is no number"),
    "an unknown rule": (_correlation(rules="[nowhere]"), "refers to a rule that is not there or was refused"),
    "an order with a condition": (_correlation(type="temporal_ordered", rules="[base, base]", condition="base and base"), "temporal_ordered with a condition of its own"),
    "a circle": ("title: Rule bad\nname: bad\ncorrelation: {type: event_count, rules: [bad], group-by: [login], timespan: 1h, condition: {gte: 2}}\n", "refers to itself in a circle"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_rule_is_refused_by_name_and_others_load(tmp_path: Path, name: str) -> None:
    text, reason = REFUSED[name]
    loaded = load(tmp_path, f"{GOOD}---\n{text}")
    bad = [r for r in loaded.refused if r.rule == "Rule bad"]
    assert len(loaded.refused) == len(bad) == 1, [r.text for r in loaded.refused]
    assert reason in bad[0].text
    assert bad[0].file == "r0.yml"
    lines = (tmp_path / "r0.yml").read_text(encoding="utf-8").splitlines()
    assert lines[bad[0].line - 1] == "title: Rule bad"
    assert "sigma_good" in {one.id for one in loaded.indicators}


def test_a_correlation_of_a_refused_rule_is_refused_with_it(tmp_path: Path) -> None:
    text = _correlation().replace("action: read", "Image: x")
    told = [r.text for r in load(tmp_path, text).refused]
    assert len(told) == 2
    assert "it refers to 'Rule base', which is refused" in told[1]


def test_a_second_rule_of_the_same_name_is_refused(tmp_path: Path) -> None:
    loaded = load(tmp_path, GOOD, GOOD)
    assert [r.text for r in loaded.refused] == [
        "r1.yml, line 1 (Rule good): another rule has the id 'sigma_good' already; give it a name of its own"
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a: [1", "it is no YAML"),
        (b"\xff\xfe\x00", "it is no UTF-8"),
        (b"- a\n- b\n", "line 1 is no mapping"),
        (b"a: !!python/object/apply:os.system ['true']\n", "it is no YAML"),
        (b"x: 1\nx: 2\n", "Duplicate key"),
        (b"a: " + b"[" * 5000 + b"]" * 5000, ""),
        (b"#" * (MAX_BYTES + 1), "larger than 262,144 bytes"),
        (
            b"\n".join(
                b"%c: &%c [%s]" % (97 + n, 97 + n, b",".join([b"x" if not n else b"*%c" % (96 + n)] * 10))
                for n in range(5)
            ),
            "too many nodes",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "bad.yml").write_bytes(content)
    loaded = load(tmp_path, GOOD)
    assert [one.id for one in loaded.indicators] == ["sigma_good"]
    (only,) = loaded.refused
    assert only.file == "bad.yml"
    assert only.line <= 1  # readers of YAML differ in where nesting is too deep for them
    assert reason in only.text


@pytest.mark.parametrize(
    "text",
    [
        "title: 3\n",
        "detection: 7\nlogsource: {product: m365}\n",
        "title: x\nlogsource: []\ndetection: {condition: x}\n",
        "correlation: 7\n",
    ],
)
def test_what_is_hardly_a_rule_is_refused_too(tmp_path: Path, text: str) -> None:
    loaded = load(tmp_path, GOOD, text)
    assert len(loaded.refused) == 1
    assert len(loaded.indicators) == 1


def test_no_folder_and_too_many_rules_are_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="no Sigma rules here"):
        load(tmp_path / "no", *())
    with pytest.raises(UsageError, match=r"no \.yml"):
        load(tmp_path)
    monkeypatch.setattr(loading, "MAX_RULES", 1)
    with pytest.raises(UsageError, match="2 Sigma rules could be in force"):
        load(tmp_path, GOOD, BASE)


def test_links_that_lead_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "rules"
    inside.mkdir()
    (tmp_path / "out.yml").write_text(BASE, encoding="utf-8")
    (inside / "link.yml").symlink_to(tmp_path / "out.yml")
    assert [one.id for one in load(inside, GOOD).indicators] == ["sigma_good"]


def test_an_ignored_site_is_counted_by_no_rule_however_wide(tmp_path: Path) -> None:
    loaded = load(tmp_path, rule("sel: {c-uri: '*'}\ncondition: sel", logsource=WEB))
    rows = [
        event(n, channel="web", object="https://x.test", category=kind)
        for n, kind in enumerate(("external", "ignored", None))
    ]
    assert matched(loaded, rows) == [1, 3]
