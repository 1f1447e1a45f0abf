"""Where something went: kinds of domains, an organisation's own additions, other alphabets, and look-alikes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.baselines.destinations import DATED, Destination, Destinations, ascii_domain, listed
from custodes.baselines.lookalikes import LookAlikes
from custodes.settings import Settings

OURS = Settings(
    organisation={"domains": ["example.org", "müller-werke.example"], "partners": ["partner.test"]}
)


def test_every_kind_says_what_it_is_since_when_and_from_where():
    assert DATED == "2026-11"
    assert set(listed()) == set(Destination) - {Destination.OWN, Destination.PARTNER, Destination.EXTERNAL}
    named = [domain for one in listed().values() for domain in one["domains"]]
    assert len(named) == len(set(named)) > 150
    for one in listed().values():
        assert one["what"]
        assert one["source"]
        assert all(domain == ascii_domain(domain) and "." in domain for domain in one["domains"])


def test_the_lists_are_what_stored_measures_were_counted_with():
    assert Destinations(Settings(), ["example.org"]).fingerprint == "f258f82056c86a0f"


@pytest.mark.parametrize(
    "kind", [k for k in Destination if k.value in type(Settings().destinations).model_fields]
)
def test_an_organisation_adds_to_every_kind(kind):
    where = Destinations(Settings(destinations={kind.value: ["here.test"]}))
    assert where.of("a.here.test") is kind
    assert where.of("here.test.other.test") is Destination.EXTERNAL


def test_every_list_can_be_added_to():
    assert set(type(Settings().destinations).model_fields) == {kind.value for kind in listed()}


@pytest.mark.parametrize(
    "domain", ["MÜLLER-werke.example", "xn--mller-werke-thb.example", "post.xn--mller-werke-thb.example."]
)
def test_one_domain_in_two_spellings_is_one(domain):
    assert Destinations(OURS).of(domain) is Destination.OWN
    assert Destinations(Settings(), ["müller-werke.example"]).of(domain) is Destination.OWN


@pytest.mark.parametrize(
    ("domain", "known"),
    [
        ("examp1e.org", "example.org"),
        ("exarnple.org", "example.org"),
        ("exmaple.org", "example.org"),
        ("examples.org", "example.org"),
        ("example-org.com", "example.org"),
        ("exampleorg.net", "example.org"),
        ("example.co.uk", "example.org"),
        ("mail.example.com", "example.org"),
        ("example.org.host.test", "example.org"),
        ("\u0435xample.org", "example.org"),  # Cyrillic ie
        ("xn--xample-2of.org", "example.org"),
        ("ex\u00e1mple.org", "example.org"),
        ("muller-werke.example", "xn--mller-werke-thb.example"),
        ("partnor.test", "partner.test"),
    ],
)
def test_a_look_alike_is_outside_and_said_to_resemble(domain, known):
    where = Destinations(OURS)
    assert where.of(domain) is Destination.EXTERNAL
    assert LookAlikes(where.known).resembles(domain) == known


@pytest.mark.parametrize(
    "domain",
    [
        "example.org",
        "a.b.example.org",
        "partner.test",
        "other.org",
        "example.sharepoint.com",
        "gmail.com",
        "",
        "x",
    ],
)
def test_others_resemble_nothing(domain):
    assert LookAlikes(Destinations(OURS).known).resembles(domain) == ""


@given(st.text(max_size=40))
def test_any_text_is_some_place(text):
    assert isinstance(Destinations(OURS).of(text), Destination)
    assert isinstance(LookAlikes(["example.org"]).resembles(text), str)


def test_straight_letters_are_not_mapped_away():
    where = Destinations(Settings(organisation={"domains": ["strasse.example"]}))
    assert where.of("stra\u00dfe.example") is Destination.EXTERNAL
