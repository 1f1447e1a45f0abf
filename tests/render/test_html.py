"""The report: sections in their order, pictures, size, and nothing that a page must not do."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render.reviews import (
    HOSTILE,
    KEY,
    MONDAY,
    SPELLINGS,
    coverage,
    crowd,
    evidence,
    files,
    listed,
    review,
    timeline,
)

from custodes.model.reading import Coverage
from custodes.model.review import NamesUse, Timeline
from custodes.render.html import report
from custodes.render.html.picture import HEIGHT, picture
from custodes.render.html.strip import strips
from custodes.render.html.tables import format_table, remarkable_files
from custodes.render.veil import Veil
from custodes.sources.files.walk import walk

VOID = {"meta", "br", "rect", "line"}


class Elements(HTMLParser):
    """Tags with attributes; complains of tags that are not closed in their order."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.open.pop() == tag


def page(made, names=None):
    return report(made, Veil(made.spellings, KEY, names=names))


@pytest.fixture(scope="module")
def text():
    return page(review())


def test_it_is_well_formed_and_asks_for_nothing(text):
    elements = Elements(text).found
    tags = {tag for tag, _ in elements}
    assert not tags & {"script", "img", "link", "iframe", "object", "embed", "form", "base", "video", "audio"}
    for tag, attrs in elements:
        assert not {a for a in attrs if a.startswith("on")}, tag
        assert not set(attrs) & {"src", "href", "srcset", "style", "action", "background"}, tag
    assert not re.search(r"@import|url\((?!#)", text)


def test_the_policy_allows_its_own_style_only(text):
    policy = next(
        a["content"] for t, a in Elements(text).found if a.get("http-equiv") == "Content-Security-Policy"
    )
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert ("meta", {"name": "generator", "content": "custodes"}) in Elements(text).found


def test_a_scan_of_the_folder_leaves_it_alone(text, tmp_path):
    (tmp_path / "report.html").write_text(text, encoding="utf-8")
    (tmp_path / "log.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert [file.name for file in walk([tmp_path])] == ["log.csv"]


def test_sections_stand_in_their_order(text):
    assert re.findall(r"<h2>(.*?)</h2>", text) == [
        "This time",
        "What we can see",
        "Where documents went",
        "People to look at",
        "What was read",
        "How it works and what it misses",
    ]


def test_a_card_has_its_parts(text):
    card = re.search(r"<article.*?</article>", text, re.DOTALL).group()
    assert (
        "412 files were copied to removable media in the 7 days to 12 May 2024; 0 to 3 would have been usual."
        in card
    )
    assert "A harmless reading that may fit: a hand-over" in card
    assert card.index("What is unusual") < card.index("What would explain it")
    assert "Colleagues: 1.2 on average" in card
    assert "about 1 in 40,000 ordinary weeks looks like this" in card
    assert "not the chance that the person is innocent" in card
    assert "Raw records and file names are not shown under pseudonyms" in card
    assert card.count("<title>") == 52
    assert "Week from 6 May 2024: 412 files; usual for this person 0 to" in card


def test_people_who_are_not_under_review_are_folded_and_said_to_be_so(text):
    assert "1 further person by rank, not under review" in text
    assert text.index("Somebody always stands here") > text.index("</article>")


def test_raw_lines_are_shown_with_names_only():
    named = page(review(), NamesUse("alex", "now", "a reason of length"))
    assert '<code class="raw">' in named
    assert "known as E7001" in named
    assert '<code class="raw">' not in page(review())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_strings_are_text(hostile):
    node = evidence(
        title=hostile, innocent=(hostile,), triage=(hostile,), itm=(hostile,), unit=hostile, measure="unknown",
        compared_with=hostile, blind_when=hostile,
    )  # fmt: skip
    made = review(
        (listed("E7001", 1, team=hostile, unknown=hostile, evidence=(node,)),),
        organisation=hostile,
        governance={"purpose": hostile},
        notes=(hostile,),
        software=hostile,
        engine=hostile,
    )
    named = NamesUse(hostile, hostile, hostile)
    for out in (page(made), page(made, named)):
        Elements(out)
        assert "<script>" not in out
        assert "<img" not in out
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert ">49<" not in out


def test_size_does_not_grow_with_the_organisation():
    small, large = crowd(300, under=30), crowd(30_000, under=30)
    few, many = page(small), page(large)
    assert len(many) < 1.1 * len(few)
    assert len(many) < 4_000_000
    hidden = Veil(large.spellings, KEY).person("N020001")
    assert hidden not in many


def test_too_many_cards_become_a_list():
    made = crowd(600, under=260, top=20)
    out = page(made)
    assert out.count("<article") == 200
    assert "Also under review, without a card on this page" in out
    assert Veil(made.spellings, KEY).person("N000259") in out


def test_counts_of_the_tables_add_up():
    rows = format_table(files())
    assert [row.format for row in rows] == ["cert", "unknown", "unreadable", "all"]
    assert all(row.records == row.behind + row.rejects + row.aside for row in rows)
    assert rows[-1].files == 3
    remarks, total = remarkable_files(files(), Veil(SPELLINGS, KEY))
    assert total == 3
    assert {r.format for r in remarks} == {"cert", "not recognised", "could not be opened"}


def test_a_thousand_strange_files_are_listed_in_part():
    many = tuple(replace(files()[1], path=f"x{i}.bin") for i in range(1000))
    out = page(review(files=many))
    assert "1,000 files not read as a whole" in out
    assert "The first 60 are shown" in out


amount = st.one_of(st.none(), st.floats(0, 1e6))


@given(st.lists(st.tuples(amount, amount, amount, amount), max_size=60))
def test_every_picture_stays_in_its_frame(rows):
    weeks = tuple(MONDAY + timedelta(7 * i) for i in range(len(rows)))
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    drawn = picture(Timeline("copies_removable", "files", weeks, *map(tuple, columns), marked=weeks[:1]))
    if not rows:
        assert drawn is None
        return
    assert len(drawn.bars) == len(rows)
    for bar in drawn.bars:
        assert 0 <= bar.y <= HEIGHT
        assert abs(bar.y + bar.height - HEIGHT) < 0.2
        assert bar.silent == (bar.row[1] == "no records")
        assert bar.band is None or 0 <= bar.band[0] <= HEIGHT
    assert drawn.bars[0].marked
    assert all(0 <= tick.at <= HEIGHT for tick in drawn.amounts)
    assert len(drawn.amounts) <= 8
    assert all(0 <= tick.at <= 100 for tick in drawn.times)


def test_a_scale_of_powers_of_ten_is_used_and_said_where_the_band_would_vanish():
    drawn = picture(timeline())
    assert drawn.powers
    assert "each line is ten times the one below" in page(review())
    flat = replace(timeline(), observed=tuple(4.0 for _ in range(52)))
    assert not picture(flat).powers


def test_strips_tell_seen_silent_and_absent_weeks_apart():
    seen, blind, ticks = strips(coverage(), {"copied_then_deleted": "Copied, then deleted"})
    assert [s.name for s in seen] == ["Removable media", "Cloud store"]
    kinds = [cell.kind for cell in seen[0].cells]
    assert (kinds.count("silent"), kinds.count("some"), kinds.count("none")) == (2, 1, 0)
    assert [cell.kind for cell in seen[1].cells[:30]] == ["none"] * 30
    assert seen[0].blind == ("Copied, then deleted",)
    assert [b.name for b in blind] == ["Printing", "Mail"]
    assert blind[0].advice.startswith("Switch on PrintService")
    assert any(cell.title.endswith("silent on 5 March 2024") for cell in seen[0].cells)
    assert ticks


def test_strips_of_ten_years_show_the_last_two():
    weeks = tuple(date(2014, 1, 6) + timedelta(7 * i) for i in range(520))
    row = Coverage("mail", ("x",), weeks[0], weeks[-1], (), (), (), "", weeks, tuple(5 for _ in weeks))
    seen, _, _ = strips((row,), {})
    assert len(seen[0].cells) == 104
