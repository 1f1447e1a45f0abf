"""What changed since the last review is told between reviews of the same kind."""

from __future__ import annotations

from custodes.pipeline.history import since_last


def test_trying_another_budget_is_no_news(tmp_path):
    first = since_last(tmp_path, "b1", "lake1", ["a"], record=True)
    assert (first.new, first.gone) == (("a",), ())
    tried = since_last(tmp_path, "b20", "lake1", ["a", "b", "c"], record=True)
    assert tried.new == ("a", "b", "c")
    later = since_last(tmp_path, "b1", "lake2", ["a", "d"], record=True)
    assert (later.new, later.again, later.gone) == (("d",), ("a",), ())


def test_the_same_inputs_are_the_same_review(tmp_path):
    since_last(tmp_path, "b1", "lake1", ["a"], record=True)
    for _ in range(2):
        found = since_last(tmp_path, "b1", "lake2", ["b"], record=True)
        assert (found.new, found.gone) == (("b",), ("a",))


def test_a_damaged_record_of_reviews_is_no_error(tmp_path):
    for damaged in ('[{"a": 1}, 3]', "{", "7"):
        (tmp_path / "reviews.json").write_text(damaged)
        assert since_last(tmp_path, "b1", "lake1", ["a"], record=False).new == ("a",)
