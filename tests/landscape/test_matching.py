"""Who is who: what is listed, why, in which order, and what is never listed."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.landscape import matching
from collective_impact.landscape.inventory import Collaboration, Landscape, Organisation
from collective_impact.landscape.matching import likely_matches
from collective_impact.landscape.names import plain_identifier, plain_name


def organisations(*names: str, **fields: Any) -> Landscape:
    rows = tuple(Organisation(id=f"O{at}", name=name) for at, name in enumerate(names))
    return Landscape(id="L", organisations=rows, **fields)


def ein(value: str, scheme: str = "US-EIN") -> tuple[ci.Identifier, ...]:
    return (ci.Identifier(scheme=scheme, value=value),)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("The United Way, Inc.", "united way"),
        ("UNITED WAY", "united way"),
        ("Société Générale Ltd", "generale societe"),
        ("Y.M.C.A. of Lincoln", "lincoln ymca"),
        ("St. Mary's & Sons Co", "marys sons st"),
        ("St Mary\u2019s and Sons", "marys sons st"),
        ("Straße e.V.", "strasse"),
        ("Smith & Co., Ltd.", "smith"),
        ("The Company", "company"),
        ("Inc", "inc"),
        ("The", "the"),
        ("&&", "and and"),
        ("...", ""),
        ("The C++ Club", "c++ club"),
        ("C# Club", "c# club"),
        ("LGBTQ+", "lgbtq+"),
        ("Health + Hope", "health hope"),
        ("Health+Hope", "health hope"),
        ("Lodge #12", "12 lodge"),
        ("B+c++d", "b c d"),
    ],
)
def test_a_plain_name_has_no_case_accents_legal_form_or_small_words(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@given(st.text())
def test_a_plain_name_is_plain_already_when_it_is_made_plain_again(name: str) -> None:
    once = plain_name(name)
    assert set(plain_name(once).split()) <= set(once.split())
    assert plain_name(name.upper().lower()) == plain_name(name.lower())


def test_identifiers_speak_first_whatever_the_names() -> None:
    held = Landscape(
        id="L",
        organisations=(
            Organisation(id="A", name="Alpha", identifiers=ein("12-3456789")),
            Organisation(id="B", name="Something else", identifiers=ein("123456789", "us-ein")),
        ),
    )
    (match,) = likely_matches(held)
    assert (match.one, match.other, match.score, match.basis) == ("A", "B", 1.0, "identifier")
    assert match.because == "Both bear the identifier 123456789 of US-EIN."
    assert plain_identifier(" 12 34/X ") == "1234x"


def test_an_identifier_of_punctuation_only_is_none() -> None:
    rows = tuple(
        Organisation(id=id_, name=name, identifiers=ein("--")) for id_, name in (("A", "One"), ("B", "Ten"))
    )
    assert likely_matches(Landscape(id="L", organisations=rows)) == ()


def test_one_register_that_tells_two_apart_is_believed() -> None:
    rows = tuple(Organisation(id=id_, name="Alpha", identifiers=ein(id_)) for id_ in "123")
    held = Landscape(id="L", organisations=rows)
    assert likely_matches(held) == ()
    other = attrs_with(held, Organisation(id="4", name="Alpha", identifiers=ein("9", "GB-CHC")))
    assert {(match.one, match.other) for match in likely_matches(other)} == {
        ("1", "4"),
        ("2", "4"),
        ("3", "4"),
    }


def attrs_with(held: Landscape, row: Organisation) -> Landscape:
    return held.including(row)


def test_names_come_before_spellings_and_say_how_they_differ() -> None:
    held = organisations("Lincoln Schools", "LINCOLN SCHOOLS, Inc.", "Lincon Schools", "Lincoln Schools")
    found = [(match.one, match.other, match.basis, match.score) for match in likely_matches(held)]
    assert [row[:3] for row in found] == [
        ("O0", "O1", "name"),
        ("O0", "O3", "name"),
        ("O1", "O3", "name"),
        ("O0", "O2", "spelling"),
        ("O1", "O2", "spelling"),
        ("O2", "O3", "spelling"),
    ]
    assert all(0.9 < row[3] < 1 for row in found[3:])
    because = [match.because for match in likely_matches(held)]
    assert because[0].endswith("differ only in case, accents, small words or legal form.")
    assert because[1] == "Both are called 'Lincoln Schools'."
    assert because[3] == "'Lincoln Schools' and 'Lincon Schools' are spelled alike (97 of 100)."


def test_numbers_tell_apart_what_is_spelled_alike() -> None:
    assert likely_matches(organisations("Lincoln School 12", "Lincoln School 13")) == ()


def test_signs_that_end_a_word_tell_names_apart() -> None:
    assert likely_matches(organisations("C Club", "C# Club", "C++ Club"), minimum=1) == ()
    assert len(likely_matches(organisations("C++ Club", "the c++ club", "C++ Club & Co"), minimum=1)) == 3


def test_other_names_count_and_the_best_reason_wins() -> None:
    rows = (
        Organisation(id="A", name="Lincoln Public Schools", other_names=("LPS", "Lincoln Schools")),
        Organisation(id="B", name="Lincon Public Schools", other_names=("L.P.S.",)),
        Organisation(id="C"),
    )
    (match,) = likely_matches(Landscape(id="L", organisations=rows))
    assert match.basis == "name"
    assert match.because.startswith("'LPS' and 'L.P.S.' differ only")
    spelled = (
        rows[0],
        Organisation(id="B", name="Lincon Public Schools", other_names=("Lincoln Publik Schol",)),
    )
    (match,) = likely_matches(Landscape(id="L", organisations=spelled))
    assert match.score > 0.95


def test_what_is_decided_is_not_asked_again_even_through_others() -> None:
    held = organisations("Alpha House", "Alpha Hous", "ALPHA HOUSE")
    assert len(likely_matches(held)) == 3
    merged = held.merging("O0", "O2")
    assert len(likely_matches(merged)) == 2
    assert likely_matches(merged.keeping_apart("O0", "O1")) == ()


def test_partners_inside_initiatives_and_goals_are_matched_too() -> None:
    def of(id_: str, name: str, goal: str) -> ci.Initiative:
        agenda = ci.Agenda(
            outcomes=(ci.Outcome(id="G", name=goal),), strategies=(ci.Strategy(id="S", name=goal),)
        )
        return ci.Initiative(id=id_, partners=(ci.Partner(id="P", name=name),), agenda=agenda)

    both = (of("I1", "Alpha", "Ready for school"), of("I2", "ALPHA", "Ready for Schools"))
    (match,) = likely_matches(both)
    assert (match.one, match.other) == ("I1/P", "I2/P")
    (goal,) = likely_matches(both, "outcome")
    assert (goal.one, goal.basis) == ("I1/G", "spelling")
    assert len(likely_matches(both, "strategy")) == 1
    held = Landscape(id="L").including(*both).merging("I1/G", "I2/G")
    assert likely_matches(held, "outcome") == ()


def test_without_the_library_only_spellings_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    held = organisations("Alpha House", "ALPHA HOUSE", "Alpha Hous")
    assert [match.basis for match in likely_matches(held, minimum=1)] == ["name"]
    with pytest.raises(ci.MissingExtraError, match=r"collective-impact\[landscape\]"):
        likely_matches(held)


def test_what_cannot_be_asked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ci.InvalidRecordError, match="above 0"):
        likely_matches(organisations(), minimum=0)
    with pytest.raises(ci.UnknownNameError, match="no kind"):
        likely_matches(organisations(), "place")  # type: ignore[arg-type]
    monkeypatch.setattr(matching, "MOST_NAMES", 1)
    with pytest.raises(ci.LimitError, match="2 names"):
        likely_matches(organisations("A", "B"))


@given(
    st.lists(
        st.sampled_from(["Alpha House", "ALPHA HOUSE", "Alpha Hous", "Beta Inc", "beta", "Gamma 1"]),
        max_size=6,
    )
)
def test_the_order_of_entries_changes_nothing(names: list[str]) -> None:
    held = organisations(*names)
    turned = Landscape(id="L", organisations=tuple(reversed(held.organisations)))
    assert likely_matches(held) == likely_matches(turned)


def test_collaborations_without_an_initiative_have_nothing_inside() -> None:
    held = organisations("A", collaborations=(Collaboration(id="C"),))
    assert likely_matches(held) == ()
