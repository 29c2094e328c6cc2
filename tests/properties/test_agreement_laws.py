from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.survey.agreement import Level, krippendorff_alpha
from collective_impact.survey.rater_agreement import Weights, ad, r_star_wg, r_wg, weighted_kappa
from collective_impact.survey.reliability import Form, cronbach_alpha, icc

Table = list[list[int | None]]

LEVELS = pytest.mark.parametrize("level", get_args(Level))
FORMS = pytest.mark.parametrize("form", get_args(Form))
MARKS = st.integers(0, 4)


def tables(marks: st.SearchStrategy[Any]) -> st.SearchStrategy[Table]:
    shape = st.tuples(st.integers(1, 5), st.integers(1, 6))
    return shape.flatmap(
        lambda s: st.lists(st.lists(marks, min_size=s[1], max_size=s[1]), min_size=s[0], max_size=s[0])
    )


GAPPED = tables(st.none() | MARKS)
WHOLE = tables(MARKS)


def shuffled(data: st.DataObject, table: Table) -> Table:
    rows = data.draw(st.permutations(table))
    order = data.draw(st.permutations(range(len(table[0]))))
    return [[row[place] for place in order] for row in rows]


def slow_alpha(table: Table, level: Level) -> Fraction | None:
    """Alpha pair by pair, as it is defined."""
    units = [[v for v in column if v is not None] for column in zip(*table, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    every = [v for unit in units for v in unit]

    def apart(a: int, b: int) -> Fraction:
        low, high = sorted((a, b))
        if level == "nominal":
            return Fraction(a != b)
        if level == "ratio":
            return Fraction(a - b, a + b) ** 2 if a + b else Fraction()
        if level == "interval":
            return Fraction(a - b) ** 2
        between = sum(low <= v <= high for v in every)
        return (between - Fraction(every.count(low) + every.count(high), 2)) ** 2 if a != b else Fraction()

    expected = sum((apart(a, b) for a, b in combinations(every, 2)), Fraction())
    if not expected:
        return None
    observed = sum(
        (
            sum((apart(a, b) for a, b in combinations(unit, 2)), Fraction()) / (len(unit) - 1)
            for unit in units
        ),
        Fraction(),
    )
    return 1 - observed * (len(every) - 1) / expected


@LEVELS
@given(table=GAPPED)
def test_alpha_is_what_its_definition_says(level: Level, table: Table) -> None:
    slow = slow_alpha(table, level)
    assert krippendorff_alpha(table, level=level) == (None if slow is None else pytest.approx(float(slow)))


@LEVELS
@given(table=GAPPED, data=st.data())
def test_the_order_of_raters_and_units_changes_no_alpha(
    level: Level, table: Table, data: st.DataObject
) -> None:
    assert krippendorff_alpha(shuffled(data, table), level=level) == krippendorff_alpha(table, level=level)


@given(GAPPED, st.permutations("abcde"))
def test_the_names_of_nominal_categories_change_nothing(table: Table, names: list[str]) -> None:
    named = [[None if v is None else names[v] for v in row] for row in table]
    assert krippendorff_alpha(named, level="nominal") == krippendorff_alpha(table, level="nominal")


@given(GAPPED, st.integers(-9, 9), st.integers(1, 9))
def test_moving_and_stretching_the_scale_changes_no_interval_alpha(
    table: Table, add: int, times: int
) -> None:
    moved = [[None if v is None else add + times * v for v in row] for row in table]
    assert krippendorff_alpha(moved, level="interval") == krippendorff_alpha(table, level="interval")
    cubed = [[None if v is None else (add + v) ** 3 for v in row] for row in table]
    assert krippendorff_alpha(cubed, level="ordinal") == krippendorff_alpha(table, level="ordinal")


@LEVELS
@given(
    row=st.lists(MARKS, min_size=2, max_size=6).filter(lambda row: len(set(row)) > 1),
    raters=st.integers(2, 4),
)
def test_identical_raters_agree_fully(level: Level, row: list[int], raters: int) -> None:
    assert krippendorff_alpha([row] * raters, level=level) == 1
    assert weighted_kappa(row, row, range(5)) == 1
    assert r_wg([row] * raters, 5) == r_star_wg([row] * raters, 5) == 1
    assert ad([row] * raters) == 0
    targets = [[mark] * raters for mark in row]
    assert all(icc(targets, form=form) == 1 for form in get_args(Form))
    assert cronbach_alpha(targets) == 1


@LEVELS
@given(table=GAPPED)
def test_a_rater_who_rated_nothing_and_a_unit_rated_once_change_nothing(level: Level, table: Table) -> None:
    alpha = krippendorff_alpha(table, level=level)
    nobody: Table = [*table, [None] * len(table[0])]
    assert krippendorff_alpha(nobody, level=level) == alpha
    once: Table = [[*row, 3 if place == 0 else None] for place, row in enumerate(table)]
    assert krippendorff_alpha(once, level=level) == alpha


@FORMS
@given(table=WHOLE, data=st.data())
def test_the_order_of_targets_and_judges_changes_no_icc(
    form: Form, table: Table, data: st.DataObject
) -> None:
    again = shuffled(data, table)
    assert icc(again, form=form) == icc(table, form=form)
    assert cronbach_alpha(again) == cronbach_alpha(table)


@FORMS
@given(table=WHOLE, add=st.integers(-5, 5), times=st.integers(1, 5))
def test_moving_and_stretching_the_scale_changes_no_icc(
    form: Form, table: Table, add: int, times: int
) -> None:
    moved: Table = [[add + times * (mark or 0) for mark in row] for row in table]
    found = icc(moved, form=form)
    assert found == icc(table, form=form)
    assert found is None or found <= 1


@given(GAPPED, st.data())
def test_order_changes_no_agreement_within_a_group(table: Table, data: st.DataObject) -> None:
    again = shuffled(data, table)
    found = r_wg(table, 5)
    assert r_wg(again, 5) == found
    assert r_star_wg(again, 5) == r_star_wg(table, 5)
    assert ad(again) == ad(table)
    assert found is None or 0 <= found <= 1


@pytest.mark.parametrize("weights", [None, *get_args(Weights)])
@given(pairs=st.lists(st.tuples(st.none() | MARKS, st.none() | MARKS)), data=st.data())
def test_kappa_does_not_care_who_is_first_or_which_unit_is(
    weights: Weights | None, pairs: list[tuple[int | None, int | None]], data: st.DataObject
) -> None:
    a, b = [first for first, _ in pairs], [second for _, second in pairs]
    kappa = weighted_kappa(a, b, range(5), weights)
    again = data.draw(st.permutations(pairs))
    assert weighted_kappa([s for _, s in again], [f for f, _ in again], range(5), weights) == kappa
    assert weighted_kappa(a, b, range(5)[::-1], weights) == kappa
    assert kappa is None or kappa <= 1
