"""The audit chain: what was written stays, and whatever is changed shows at its first line."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.cases.audit import GENESIS, AuditChain
from custodes.cases.login import login
from custodes.errors import LakeError


@pytest.fixture
def lake(tmp_path):
    folder = tmp_path / "lake"
    folder.mkdir()
    (folder / "_custodes_lake").write_text("{}")
    return folder


def slow_hash(text: str) -> str:
    """The hash as the documentation describes it, from the stored text alone."""
    fields = json.loads(text)
    del fields["hash"]
    return hashlib.sha256(json.dumps(fields, separators=(",", ":")).encode()).hexdigest()


def chain_of(lake, count, word="reason"):
    chain = AuditChain(lake)
    for number in range(count):
        chain.append("names", reason=f"{word} number {number}", detail={"n": number})
    return chain


def test_each_line_carries_the_one_before(lake):
    chain = chain_of(lake, 3)
    texts = chain.path.read_text().splitlines()
    lines = chain.lines()
    assert [line.seq for line in lines] == [1, 2, 3]
    assert [line.previous for line in lines] == [GENESIS, lines[0].hash, lines[1].hash]
    assert [line.hash for line in lines] == [slow_hash(text) for text in texts]
    assert lines[0].reason == "reason number 0"
    assert lines[0].by == login()
    assert chain.verify().intact
    assert chain.verify().lines == 3


def test_an_empty_chain_is_intact(lake):
    assert AuditChain(lake).verify().lines == 0
    assert AuditChain(lake).verify().intact


@pytest.mark.parametrize("line", [1, 2, 4])
def test_a_changed_line_is_named(lake, line):
    chain = chain_of(lake, 4)
    texts = chain.path.read_text().splitlines()
    texts[line - 1] = texts[line - 1].replace("reason", "Reason")
    chain.path.write_text("\n".join(texts) + "\n", newline="\n")
    assert chain.verify().broken == line


def test_a_changed_line_with_its_hash_made_good_breaks_the_next(lake):
    chain = chain_of(lake, 4)
    texts = chain.path.read_text().splitlines()
    fields = json.loads(texts[1].replace("reason number", "another"))
    fields["hash"] = slow_hash(json.dumps(fields, separators=(",", ":")))
    texts[1] = json.dumps(fields, separators=(",", ":"))
    chain.path.write_text("\n".join(texts) + "\n", newline="\n")
    assert chain.verify().broken == 3


def test_a_removed_line_shows(lake):
    chain = chain_of(lake, 4)
    texts = chain.path.read_text().splitlines()
    del texts[1]
    chain.path.write_text("\n".join(texts) + "\n", newline="\n")
    assert chain.verify().broken == 2


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_a_cut_tail_shows_and_stops_further_lines(lake, kept):
    chain = chain_of(lake, 4)
    texts = chain.path.read_text().splitlines()[:kept]
    chain.path.write_text("".join(text + "\n" for text in texts), newline="\n")
    verdict = chain.verify()
    assert verdict.broken == kept + 1
    assert "missing at the end" in verdict.reason
    with pytest.raises(LakeError, match="altered"):
        chain.append("names", reason="a new reason")


def test_a_whole_chain_written_anew_is_seen_by_who_saw_the_old_one(lake, tmp_path, monkeypatch):
    chain_of(lake, 3)
    monkeypatch.setenv("CUSTODES_CONFIG_HOME", str(tmp_path / "somebody else"))
    for name in ("audit.jsonl", "audit.head"):
        (lake / name).unlink()
    forged = chain_of(lake, 3, "harmless")
    assert forged.verify().intact  # the forger sees nothing wrong
    monkeypatch.undo()
    forged = AuditChain(lake)
    assert not forged.verify().intact
    assert "this account saw" in forged.verify().reason


def test_lines_added_by_hand_show(lake):
    chain = chain_of(lake, 1)
    previous = chain.lines()[-1].hash
    with chain.path.open("a", newline="\n") as file:
        for seq in (2, 3):
            fields = json.loads(chain.path.read_text().splitlines()[0]) | {"seq": seq, "previous": previous}
            fields["hash"] = slow_hash(json.dumps(fields, separators=(",", ":")))
            previous = fields["hash"]
            file.write(json.dumps(fields, separators=(",", ":")) + "\n")
            file.flush()
    assert chain.verify().reason == "lines were added without their head"


def test_a_crash_before_the_head_loses_nothing(lake):
    chain = chain_of(lake, 2)
    head = chain.head.read_text()
    chain.append("names", reason="written, then the power went")
    chain.head.write_text(head)
    (lake / "_custodes_lake").write_text("{}")
    assert chain.verify().lines == 3
    chain.append("names", reason="the next morning")
    assert chain.verify().intact
    assert len(chain.lines()) == 4


def test_half_a_line_is_removed_and_told(lake):
    chain = chain_of(lake, 2)
    with chain.path.open("ab") as file:
        file.write(b'{"seq":3,"ti')
    assert chain.verify().intact  # it was never acknowledged
    chain.append("names", reason="after the crash")
    actions = [(line.action, line.detail.get("bytes")) for line in chain.lines()]
    assert actions[-2:] == [("recovered", 12), ("names", None)]
    assert chain.verify().intact


def test_many_writers_at_once_make_one_chain(lake):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: AuditChain(lake).append("names", reason=f"reason {n:03}"), range(24)))
    chain = AuditChain(lake)
    assert chain.verify().intact
    assert sorted(line.reason for line in chain.lines()) == [f"reason {n:03}" for n in range(24)]


def test_processes_share_the_lock(lake):
    code = "import sys,pathlib;from custodes.cases.audit import AuditChain\nfor n in range(5): AuditChain(pathlib.Path(sys.argv[1])).append('names', reason='x')"
    children = [subprocess.Popen([sys.executable, "-c", code, str(lake)]) for _ in range(3)]
    assert [child.wait(60) for child in children] == [0, 0, 0]
    assert AuditChain(lake).verify().lines == 15
    assert AuditChain(lake).verify().intact


@given(reason=st.text(max_size=60), key=st.text(max_size=10))
def test_any_text_is_one_line_and_comes_back(tmp_path_factory, reason, key):
    folder = tmp_path_factory.mktemp("lake")
    chain = AuditChain(folder)
    chain.append("names", reason=reason, detail={key: reason})
    chain.append("names", reason=reason)
    assert len(chain.path.read_bytes().splitlines()) == 2
    assert chain.lines()[0].reason == reason
    assert chain.verify().intact


@given(position=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_any_flipped_byte_shows(tmp_path_factory, position, flip):
    chain = chain_of(tmp_path_factory.mktemp("lake"), 2)
    content = bytearray(chain.path.read_bytes())
    content[position % len(content)] ^= flip
    chain.path.write_bytes(bytes(content))
    assert not chain.verify().intact


def test_a_lake_that_cannot_be_written_uncovers_nothing(tmp_path):
    with pytest.raises(LakeError, match="nothing is uncovered"):
        AuditChain(tmp_path / "not there").append("names", reason="a reason")


def test_nothing_is_added_to_a_chain_that_was_altered(lake):
    chain = chain_of(lake, 4)
    chain.path.write_text(chain.path.read_text().replace("reason number 1", "reason number 9"))
    with pytest.raises(LakeError, match="altered at line 2"):
        chain.append("names", reason="the next reason")
    assert "BROKEN at line 2" in chain.state()


def test_a_cut_chain_with_its_head_rewritten_shows_to_whoever_saw_more(lake):
    chain = chain_of(lake, 3)
    lines = chain.path.read_text().splitlines(keepends=True)
    chain.path.write_text("".join(lines[:2]))
    chain.head.write_text(f"2 {json.loads(lines[1])['hash']}\n")
    with pytest.raises(LakeError, match="lines are missing at the end"):
        chain.append("names", reason="the next reason")


def test_a_chain_that_is_gone_begins_anew_and_says_so(lake):
    chain = chain_of(lake, 3)
    chain.path.unlink()
    chain.head.unlink()
    chain.append("names", reason="the next reason")
    first, second = chain.lines()
    assert (first.action, first.detail["lines_before"], second.action) == ("begun anew", 3, "names")
    assert chain.state().startswith("2 lines, unbroken; begun anew on 20")
