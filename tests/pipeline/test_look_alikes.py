"""A mail to a domain that looks like one's own is counted as outside, and the review says whom it resembles."""

from __future__ import annotations

from tests.lake.logs import EMAIL, made, mail, write

from custodes.pipeline.review import review
from custodes.settings import Settings


def test_the_head_says_it_and_counts_it_as_outside(tmp_path):
    letters = [
        mail(1, "a@own.example"),
        mail(2, "b@0wn-firm.example", day=3),
        mail(3, "c@own-f1rm.example", day=4),
    ]
    folder = write(tmp_path / "logs", email=EMAIL + "".join(letters))
    settings = Settings(organisation={"domains": ["own-firm.example"]})
    found = review(made(tmp_path / "lake", folder, settings=settings))
    (note,) = [note for note in found.notes if "resembles" in note]
    assert (
        "0wn-firm.example (resembles own-firm.example), own-f1rm.example (resembles own-firm.example)" in note
    )
    assert "a@" not in note
    assert "it says nothing about who wrote there" in note


def test_nothing_is_said_where_nothing_resembles(tmp_path):
    folder = write(tmp_path / "logs", email=EMAIL + mail(1, "a@partner.example"))
    found = review(
        made(tmp_path / "lake", folder, settings=Settings(organisation={"domains": ["own-firm.example"]}))
    )
    assert not [note for note in found.notes if "resembles" in note]
