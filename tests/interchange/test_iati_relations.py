"""Which activity is a part of which, and which one holds all the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.codec import decode, encode
from collective_impact.interchange import iati
from collective_impact.interchange.iati_relations import groups
from collective_impact.model.initiative import Initiative

if TYPE_CHECKING:
    from collective_impact.interchange.reading import Reading


def read(*activities: tuple[str, str, str]) -> Reading[Initiative]:
    """Read activities of (identifier, hierarchy, links such as `1:A 2:B`)."""
    inner = ""
    for identifier, hierarchy, links in activities:
        pairs = [link.partition(":") for link in links.split()]
        related = "".join(f"<related-activity type='{kind}' ref='{ref}'/>" for kind, _, ref in pairs)
        inner += (
            f"<iati-activity hierarchy='{hierarchy}'><iati-identifier>{identifier}</iati-identifier>"
            f"<reporting-org ref='R'/><title><narrative>Title {identifier}</narrative></title>{related}</iati-activity>"
        )
    return iati.read_bytes(f"<iati-activities version='2.03'>{inner}</iati-activities>".encode())


def codes(reading: Reading[Initiative]) -> set[str]:
    return {problem.code for problem in reading.problems}


def parts(reading: Reading[Initiative]) -> list[tuple[str, str | None]]:
    return [(activity.id, activity.part_of_id) for activity in reading.value.activities]


@pytest.mark.parametrize("links", [("2:B 2:C", "", ""), ("", "1:A", "1:A"), ("2:B", "1:A", "1:B")])
def test_a_parent_that_holds_all_others_is_the_initiative(links: tuple[str, str, str]) -> None:
    first, second, third = links
    reading = read(("A", "1", first), ("B", "2", second), ("C", "2", third))
    assert (reading.value.id, reading.value.name) == ("A", "Title A")
    assert {parent for _, parent in parts(reading)} - {"B"} == {None, "A-activity"}
    assert not codes(reading) & {"no_lead", "several_initiatives"}


def test_a_parent_below_the_first_hierarchy_is_not_the_initiative() -> None:
    reading = read(("A", "2", "2:B"), ("B", "3", ""))
    assert reading.value.id == "R"
    assert "no_lead" in codes(reading)
    assert "several_initiatives" not in codes(reading)
    assert parts(reading) == [("A", None), ("B", "A")]


def test_activities_without_a_common_parent_belong_to_who_reports() -> None:
    reading = read(("A", "1", ""), ("B", "1", ""))
    assert (reading.value.id, reading.value.name) == ("R", None)
    (problem,) = [problem for problem in reading.problems if problem.code == "several_initiatives"]
    assert "2 groups" in problem.message
    assert problem.severity == "warning"


def test_a_parent_elsewhere_holds_its_children_together_and_is_kept() -> None:
    reading = read(("A", "2", "1:P"), ("B", "2", "1:P"))
    assert not codes(reading) & {"several_initiatives"}
    assert "not_in_file" in codes(reading)
    assert reading.value.activities[0].extra["iati"]["related-activity"] == ({"@type": "1", "@ref": "P"},)


def test_other_relations_are_kept_and_counted() -> None:
    reading = read(("A", "1", "3:B 4:C 5:D"))
    (note,) = [problem for problem in reading.problems if problem.code == "other_relation"]
    assert note.message.startswith("3 related activities")
    assert len(reading.value.activities[0].extra["iati"]["related-activity"]) == 3


def test_relations_without_a_type_or_ref_are_told_and_kept() -> None:
    data = "<iati-activity><related-activity type='7' ref='B'/><related-activity type='1'/></iati-activity>"
    reading = iati.read_bytes(data.encode())
    assert {"unknown_code", "missing_attribute"} <= codes(reading)
    assert reading.value.activities[0].extra["iati"]["related-activity"] == (
        {"@type": "7", "@ref": "B"},
        {"@type": "1"},
    )


def test_a_second_parent_is_told_and_kept() -> None:
    reading = read(("A", "1", ""), ("B", "1", ""), ("C", "2", "1:A 1:B"))
    assert parts(reading)[2] == ("C", "A")
    assert "second_parent" in codes(reading)
    assert reading.value.activities[2].extra["iati"]["related-activity"] == ({"@type": "1", "@ref": "B"},)


@pytest.mark.parametrize(
    "links", [("1:A", "", ""), ("1:B", "1:A", ""), ("1:B", "1:C", "1:A"), ("2:A", "", "")]
)
def test_a_circle_is_cut_and_told(links: tuple[str, str, str]) -> None:
    reading = read(*((name, "1", link) for name, link in zip("ABC", links, strict=True)))
    assert [problem.severity for problem in reading.problems if problem.code == "circle"] == ["error"]
    assert None in {parent for _, parent in parts(reading)}


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from("12"), st.integers(0, 6)), max_size=3), min_size=1, max_size=7
    )
)
def test_any_web_of_links_gives_an_initiative_that_is_sound(links: list[list[tuple[str, int]]]) -> None:
    rows = [
        (f"A{n}", "1", " ".join(f"{kind}:A{there}" for kind, there in held)) for n, held in enumerate(links)
    ]
    value = read(*rows).value
    assert len(value.activities) == len(links)
    assert decode(encode(value), Initiative)[0] == value


def test_groups_are_brought_together_by_a_parent_or_a_shared_name() -> None:
    assert groups([None, None, None], [[], [], []]) == 3
    assert groups([None, 0, None], [[], [], []]) == 2
    assert groups([None, 0, None], [["x"], ["y"], ["y"]]) == 1


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=2), min_size=1, max_size=8))
def test_the_order_of_activities_does_not_change_the_number_of_groups(shared: list[list[str]]) -> None:
    nothing: list[int | None] = [None] * len(shared)
    assert groups(nothing, shared) == groups(nothing, shared[::-1])
