"""What no field has is told once for each key, shortly, and nowhere below a tag that cannot stand."""

from __future__ import annotations

from typing import Any

import pytest

import collective_impact as ci
from collective_impact.leftovers import has_links, kept_keys, refusal_of, unknown_keys


def test_a_key_becomes_a_short_printable_step() -> None:
    key = "\x1b[31m\n" + "x" * 500
    for note in (
        kept_keys(ci.Partner(id="P", extra={key: 1}), "")[0],
        unknown_keys({"partners": [{key: 1}]}, ci.Initiative, "")[0],
    ):
        assert note.path.removeprefix("partners/0/").startswith("\\x1b[31m\\nxxx")
        assert str(note).isprintable()
        assert len(str(note)) < 300


def test_what_is_kept_is_said_only_where_it_is() -> None:
    partner = ci.Partner(id="P", extra={"colour": 1, "@type": "elsewhere.Clinic"})
    assert [note.message for note in kept_keys(partner, "")] == [
        "Partner has no field 'colour'; it is kept as it is.",
        "'elsewhere.Clinic' is not known here; it is read as Partner, and nothing is lost.",
    ]
    assert [note.message for note in kept_keys(partner, "", is_kept=False)] == [
        "Partner has no field 'colour'.",
        "'elsewhere.Clinic' is not known here.",
    ]
    assert unknown_keys({"colour": 1}, ci.Partner, "")[0].message == "Partner has no field 'colour'."


@pytest.mark.parametrize("tag", [7, None, "collective_impact.Tie"])
def test_below_a_tag_that_cannot_stand_nothing_is_told(tag: Any) -> None:
    data = {"id": "I", "odd": 1, "partners": [{"@type": tag, "colour": 1}]}
    assert [note.path for note in unknown_keys(data, ci.Initiative, "")] == ["odd"]


def test_very_many_are_counted() -> None:
    rows = [{f"odd{n}": 1, "@type": "elsewhere.Clinic"} for n in range(1_500)]
    assert unknown_keys(rows[0] | {f"x{n}": 1 for n in range(1_500)}, ci.Partner, "").total == 1_501
    partners = tuple(ci.Partner(id=f"P{n}", extra=row) for n, row in enumerate(rows))
    found = kept_keys(ci.Initiative(id="I", partners=partners), "")
    assert (len(found), found.total) == (1_000, 3_000)


def test_single_fields_come_first_then_unknown_keys_then_links() -> None:
    data = {
        "id": "I",
        "partnrs": [{"id": f"P{n}"} for n in range(600)],
        "activities": [
            {"id": f"A{n}", "contributions": [{"partner_id": f"P{n}"}] * 2} for n in range(600)
        ],
    }  # fmt: skip
    with pytest.raises(ci.DocumentError) as caught:
        ci.read(data)
    assert [(problem.path, problem.code) for problem in caught.value.problems] == [
        ("partnrs", "unknown_field"),
        ("activities/0/contributions/0/partner_id", "dangling_id"),
    ]
    assert "1,199 more ids" in str(caught.value)
    with pytest.raises(ci.DocumentError) as caught:
        ci.read({**data, "since": 3})
    assert [problem.path for problem in caught.value.problems][:2] == ["since", "partnrs"]
    assert has_links(caught.value.problems)


def test_once_a_thousand_mistakes_are_told_no_more_are_looked_for() -> None:
    found = unknown_keys({f"x{n}": 1 for n in range(1_000)}, ci.Partner, "")
    error = refusal_of({"odd": 1}, ci.Partner, found)
    assert (error.count, error.message) == (1_000, "This Partner cannot be read: at least 1,000 mistakes.")
