"""The report in a real browser: on a phone, in the dark, on paper, and without a network."""

from __future__ import annotations

import pytest
from tests.render.browser import browser
from tests.render.reviews import KEY, crowd, nobody, review

from custodes.render.html import report
from custodes.render.veil import Veil

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, made in {"review": review(), "nobody": nobody(), "crowd": crowd(2000)}.items():
        (folder / f"{name}.html").write_text(report(made, Veil(made.spellings, KEY)), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def tab():
    with browser() as page:
        yield page


OPEN = "document.querySelectorAll('details').forEach(d => d.open = true)"


@pytest.mark.parametrize("name", ["review", "nobody", "crowd"])
@pytest.mark.parametrize(
    ("width", "scheme"), [(1200, "light"), (1200, "dark"), (768, "light"), (390, "light"), (390, "dark")]
)
def test_it_fits_asks_for_nothing_and_complains_of_nothing(tab, pages, name, width, scheme):
    path = pages / f"{name}.html"
    tab.open(path, width=width, scheme=scheme)
    for _ in range(2):
        assert tab.run("document.documentElement.scrollWidth") <= width
        assert tab.run("document.body.scrollWidth") <= width
        tab.run(OPEN)
    assert tab.seen == [("request", path.resolve().as_uri())]


LUMINANCE = """(() => {
  const lum = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => x / 255)
      .map(x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const ground = lum(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll('p, li, dt, dd, td, th, summary, h1, h2, h3, h4')].map(e => {
    const ink = lum(getComputedStyle(e).color);
    return (Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05); }).reduce((a, b) => Math.min(a, b));
})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(tab, pages, scheme):
    """Contrast of 4.5 or more, the mark of WCAG 2.2 AA."""
    tab.open(pages / "review.html", scheme=scheme)
    assert tab.run(LUMINANCE) >= 4.5
    dark = tab.run("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    assert dark == (scheme == "dark")


def test_the_two_columns_are_of_equal_width_and_stand_side_by_side(tab, pages):
    tab.open(pages / "review.html")
    boxes = tab.run(
        "[...document.querySelectorAll('article .pair')].map(p => [...p.children].map(c => "
        "{ const r = c.getBoundingClientRect(); return [r.width, r.top]; }))"
    )
    assert boxes
    for (left, top), (right, other) in boxes:
        assert abs(left - right) < 1
        assert abs(top - other) < 1


def test_one_typeface_and_no_red(tab, pages):
    tab.open(pages / "review.html")
    assert (
        len(
            tab.run(
                "[...new Set([...document.querySelectorAll('body, body *')].map(e => getComputedStyle(e).fontFamily))]"
            )
        )
        == 1
    )
    colours = tab.run(
        "[...new Set([...document.querySelectorAll('*')].flatMap(e => { const s = getComputedStyle(e); "
        "return [s.color, s.backgroundColor, s.fill, s.stroke]; }))].filter(c => c.startsWith('rgb('))"
    )
    for colour in colours:
        red, green, blue = (int(v) for v in colour[4:-1].split(",")[:3])
        assert not (red > 150 and green < 80 and blue < 80), colour


def test_every_bar_says_what_it_was_computed_from(tab, pages):
    tab.open(pages / "review.html")
    assert tab.run(
        "[...document.querySelectorAll('.plot rect.point')].every(r => r.querySelector('title').textContent)"
    )


def test_on_paper_the_log_lines_are_there(tab, pages, tmp_path):
    tab.open(pages / "review.html")
    tab.pdf(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    tab.call("Emulation.setEmulatedMedia", media="print")
    shown = tab.run(
        "[...document.querySelectorAll('article details.paper .lines li')].filter(e => e.getBoundingClientRect().height > 0)"
        ".length"
    )
    tab.call("Emulation.setEmulatedMedia", media="")
    assert shown > 0


def test_without_a_script_engine_it_reads_the_same(tab, pages):
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    tab.open(pages / "nobody.html")
    tab.call("Emulation.setScriptExecutionDisabled", value=False)
    assert "Nobody." in tab.run("document.body.innerText")
