"""How far a verdict holds: exact chances by hand, draws against them, raters, drivers, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from random import Random
from typing import Any

import pytest

from collective_impact import survey
from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.survey.robustness import Driver, Robustness, robustness
from collective_impact.survey.verdict_draws import Study, panel_of
from collective_impact.survey.verdicts import CriterionFigures, VerdictRules

RULES = VerdictRules(cuts=(0.25, 0.5, 0.75), coverage_limit=0.5, practice_level=2)


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - draws that are the same on every run


def figures(prefix: str, *scores: float | None, **fields: Any) -> list[CriterionFigures]:
    return [
        CriterionFigures(
            f"{prefix}{place}", score, *((0.0, 1.0) if score is None else (score, score)), **fields
        )
        for place, score in enumerate(scores)
    ]


def random_conditions(seed: int = 5, criteria: int = 8) -> dict[str, list[CriterionFigures]]:
    random = seeded(seed)
    return {
        key: figures(key.upper(), *(round(random.random(), 2) for _ in range(criteria)))
        for key in ("agenda", "measurement", "activities", "communication", "backbone")
    }


def spoken(conditions: dict[str, list[CriterionFigures]], raters: int = 12) -> dict[str, dict[str, float]]:
    random = seeded(6)
    return {
        row.code: {f"r{rater}": random.randint(0, 4) / 4 for rater in range(raters) if random.random() < 0.8}
        for rows in conditions.values()
        for row in rows
    }


def driver(found: Robustness, kind: str, name: str = "") -> Driver:
    (held,) = [held for held in found.drivers if (held.kind, held.name) == (kind, name)]
    return held


def test_one_condition_by_hand() -> None:
    found = survey.robustness({"a": figures("A", 0.0, 1.0)}, RULES, draws=400)
    # As it is, every level is as likely; without A0 it is in place, without A1 absent.
    (one,) = found.conditions
    assert one.levels == pytest.approx((5 / 12, 1 / 12, 1 / 12, 5 / 12))
    assert (one.level, one.unknown, one.weakest, one.may_be_weakest) == (2, 0, 1, 1)
    assert (found.gate_yes, found.gate_no, found.gate_cannot_tell) == (0.5, 0.5, 0)
    assert not found.levels_drawn
    assert driver(found, "weights").other_level == 0.75
    assert driver(found, "weights").change == pytest.approx(1 / 12**0.5)
    assert (driver(found, "criterion", "A1").change, driver(found, "criterion", "A1").other_level) == (0.5, 1)
    assert [held.other_level for held in found.drivers] == [1, 1, 1, 1, 0.75]


def test_the_gate_is_a_product_over_conditions() -> None:
    conditions = {"a": figures("A", 0.0, 1.0), "b": figures("B", 0.5, 1.0), "c": figures("C", 0.25, 1.0)}
    found = robustness(conditions, RULES, leave_one_out=False, draws=10)
    assert found.gate_yes == pytest.approx(0.5 * 1 * 2 / 3)
    assert found.gate_no == pytest.approx(1 - 0.5 * 1 * 2 / 3)
    less = robustness(conditions, RULES, draws=10)
    # Seven choices: none, A0 (a: 1), A1 (a: 0), B0 and B1 (b: 1 either way), C0 (c: 1), C1 (c: 0).
    assert less.gate_yes == pytest.approx((3 * (0.5 * 2 / 3) + 2 / 3 + 0 + 0.5 + 0) / 7)


def test_what_is_not_recorded_leaves_the_gate_open() -> None:
    found = robustness({"a": figures("A", 1.0, None)}, RULES, leave_one_out=False, draws=200)
    assert (found.gate_yes, found.gate_no, found.gate_cannot_tell) == (0.5, 0, 0.5)
    both = robustness(
        {"a": figures("A", 1.0, None), "b": figures("B", None), "c": figures("C", 0.1, None, None)},
        RULES,
        draws=200,
    )
    assert [part.weakest for part in both.conditions] == [0, 0, 0]
    assert all(part.may_be_weakest > 0 for part in both.conditions)
    assert [part.level for part in both.conditions] == [3, None, None]
    assert both.conditions[1].unknown == 1
    assert {held.name for held in both.drivers if held.condition == "c"} == {"C1", "C2"}
    assert all(held.change == 0 and held.other_level for held in both.drivers if held.condition == "c")


@pytest.mark.parametrize("aggregators", [("arithmetic",), ("arithmetic", "geometric", "minimum")])
@pytest.mark.parametrize("weight", [1.0, 2.0])
@pytest.mark.parametrize("leave_one_out", [True, False])
def test_draws_come_to_the_exact_chances(aggregators: Any, weight: float, leave_one_out: bool) -> None:
    conditions = random_conditions(criteria=4)
    conditions["agenda"] = [
        CriterionFigures("A", 0.8, 0.6, 0.9, weight, critical=True),
        *figures("B", 0.3, 0.7, 0.9),
        *figures("C", None),
    ]
    rated = {"Z0": {f"r{rater}": 0.5 for rater in range(5)}}
    conditions["rated"] = figures("Z", 0.5)
    options: dict[str, Any] = {"aggregators": aggregators, "leave_one_out": leave_one_out, "draws": 4_000}
    exact = robustness(conditions, RULES, **options)
    drawn = robustness(conditions, RULES, answers=rated, **options)
    assert (exact.levels_drawn, drawn.levels_drawn) == (False, True)
    assert drawn.gate_yes == pytest.approx(exact.gate_yes, abs=0.05)
    assert drawn.gate_no == pytest.approx(exact.gate_no, abs=0.05)
    for one, other in zip(exact.conditions, drawn.conditions, strict=True):
        assert (*other.levels, other.unknown) == pytest.approx((*one.levels, one.unknown), abs=0.05)
        assert other.weakest == pytest.approx(one.weakest, abs=0.05)
        assert other.may_be_weakest == pytest.approx(one.may_be_weakest, abs=0.05)


def test_a_weakest_condition_is_named_as_often_as_it_is() -> None:
    # Two uniform scores: either is the lower in half of all draws; the third lies above both.
    conditions = {"a": figures("A", 0.0, 0.5), "b": figures("B", 0.0, 0.5), "c": figures("C", 0.9, 0.8)}
    found = robustness(conditions, RULES, leave_one_out=False)
    assert [part.weakest for part in found.conditions] == pytest.approx([0.5, 0.5, 0], abs=0.02)
    tied = robustness({"a": figures("A", 0.5), "b": figures("B", 0.5)}, RULES, leave_one_out=False, draws=10)
    assert [(part.weakest, part.may_be_weakest) for part in tied.conditions] == [(0, 1), (0, 1)]


def test_raters_drawn_again() -> None:
    conditions = random_conditions(criteria=3)
    answers = spoken(conditions, 30)
    found = robustness(conditions, RULES, answers=answers, draws=500, seed=4)
    assert found.levels_drawn
    assert (found.raters, found.withheld, found.reason) == (30, (), None)
    assert [held.kind for held in found.drivers].count("raters") == 5
    assert all(held.change for held in found.drivers if held.kind == "raters")
    assert found == robustness(conditions, RULES, answers=answers, draws=500, seed=4)
    assert found != robustness(conditions, RULES, answers=answers, draws=500, seed=5)


def test_the_order_and_the_names_of_raters_change_nothing() -> None:
    conditions = random_conditions(criteria=3)
    answers = spoken(conditions)
    renamed = {
        code: {f"x{99 - int(rater[1:])}": value for rater, value in reversed(given.items())}
        for code, given in answers.items()
    }
    one, other = (robustness(conditions, RULES, answers=held, draws=50) for held in (answers, renamed))
    assert one == other


def test_whole_organisations_drawn_again() -> None:
    conditions = {"a": figures("A", 0.5)}
    # Persons of an organisation agree: 6 organisations of 5 tell less than 30 persons.
    answers = {"A0": {f"r{rater}": (rater // 5 % 2) * 1.0 for rater in range(30)}}
    at = {f"r{rater}": f"o{rater // 5}" for rater in range(29)}
    options: dict[str, Any] = {"answers": answers, "draws": 2_000, "leave_one_out": False}
    alone, together = (
        robustness(conditions, RULES, **options),
        robustness(conditions, RULES, organisations=at, **options),
    )
    assert (driver(together, "raters").change or 0) > 1.5 * (driver(alone, "raters").change or 0)
    few = robustness(conditions, RULES, organisations=dict.fromkeys(at, "one"), **options)
    assert few.reason == "Only 2 organisations answered, fewer than 5, so they were not drawn again."
    assert (few.levels_drawn, few.raters) == (False, 0)
    assert few.conditions[0].level == 2


def test_a_criterion_with_too_few_raters_is_withheld() -> None:
    conditions = {"a": figures("A", 0.9, 0.8)}
    answers = {"A0": dict.fromkeys("wxyz", 0.1), "A1": dict.fromkeys("vwxyz", 0.6)}
    found = robustness(conditions, RULES, answers=answers, draws=100)
    assert found.withheld == ("A0",)
    assert found == robustness(
        conditions, RULES, answers={**answers, "A0": dict.fromkeys("abc", 1.0)}, draws=100
    )
    nobody = robustness(conditions, RULES, answers={"A0": answers["A0"]}, draws=100)
    assert (nobody.reason, nobody.levels_drawn, nobody.withheld) == (None, False, ("A0",))
    two = robustness(conditions, RULES, answers={"A0": {"x": 0.1, "y": 0.3}}, fewest=2, draws=100)
    assert two.withheld == ()
    assert two.raters == 2


def test_a_draw_without_an_answer_is_not_known() -> None:
    conditions = {"a": figures("A", 0.5), "b": figures("B", 0.5)}
    # One person alone speaks of a: the others have no answer, so a is not known where she is not drawn.
    answers = {"A0": {"r0": 1.0}, "B0": {"r1": 0.5}}
    found = robustness(conditions, RULES, answers=answers, fewest=1, draws=400, leave_one_out=False)
    for part in found.conditions:
        assert part.unknown == pytest.approx(0.25, abs=0.08)
    assert [held.change for held in found.drivers if held.kind == "raters"] == [0, 0]
    nobody = robustness({"a": figures("A", 0.5)}, RULES, answers={"A0": {"r0": 0.5}}, fewest=1, draws=1)
    assert [held.kind for held in nobody.drivers] == ["criterion"]


def test_no_condition_has_a_reason() -> None:
    found = robustness({}, RULES, seed=3)
    assert (found.gate_yes, found.conditions, found.drivers) == (None, (), ())
    assert found.reason == "There is no condition, so there is no verdict."


def test_numpy_plays_no_part() -> None:
    script = (
        "import sys; sys.modules['numpy'] = None\n"
        "from collective_impact import survey\n"
        "rows = [survey.CriterionFigures('A', 0.2, 0.2, 0.2, 2.0), survey.CriterionFigures('B', 0.9, 0.9, 0.9)]\n"
        "answers = {'B': {str(n): n / 10 for n in range(9)}}\n"
        "rules = survey.VerdictRules((0.25, 0.5, 0.75), 0.5, 2)\n"
        "print(survey.robustness({'a': rows}, rules, answers=answers, draws=50))\n"
    )
    said = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout
    rows = [CriterionFigures("A", 0.2, 0.2, 0.2, 2.0), CriterionFigures("B", 0.9, 0.9, 0.9)]
    answers = {"B": {str(n): n / 10 for n in range(9)}}
    assert said.strip() == str(robustness({"a": rows}, RULES, answers=answers, draws=50))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"draws": 0}, "found 1, 0 and 1.0"),
        ({"aggregators": ()}, "found 0, 10000 and 1.0"),
        ({"concentration": 0.01}, "found 1, 10000 and 0.01"),
        ({"concentration": float("nan")}, "found 1, 10000 and nan"),
        (
            {"answers": {"A0": {"r": 4.0}}},
            "An answer about criterion 'A0' is 4.0; bring answers to [0, 1] first",
        ),
    ],
)
def test_choices_that_cannot_be_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidRecordError) as caught:
        robustness({"a": figures("A", 0.5)}, RULES, **options)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "rules",
    [RULES._replace(practice_level=4), RULES._replace(practice_level=0), RULES._replace(cuts=(0.5, 0.25))],
)
def test_rules_that_cannot_be_are_refused(rules: VerdictRules) -> None:
    with pytest.raises(InvalidRecordError, match="cuts between levels must rise"):
        robustness({"a": figures("A", 0.5)}, rules)


def test_unknown_names_are_told() -> None:
    with pytest.raises(UnknownNameError, match="no mean 'harmonic'"):
        robustness({"a": figures("A", 0.5)}, RULES, aggregators=("harmonic",))  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="No criterion has the code 'A9'. Known: A0"):
        robustness({"a": figures("A", 0.5)}, RULES, answers={"A9": {}})


def test_weights_of_zero_and_scaled_weights_change_nothing() -> None:
    conditions = {"a": [*figures("A", 0.2, 0.9, weight=3.0), *figures("B", 0.6, weight=1.5)]}
    tenth = {"a": [row._replace(weight=row.weight / 10) for row in conditions["a"]]}
    padded = {"a": [*conditions["a"], *figures("Z", 0.0, weight=0.0)]}
    options: dict[str, Any] = {"leave_one_out": False, "draws": 50}
    one = robustness(conditions, RULES, **options)
    assert robustness(tenth, RULES, **options).conditions[0].levels == pytest.approx(one.conditions[0].levels)
    assert robustness(padded, RULES, **options) == one


def test_a_study_keeps_what_it_was_given() -> None:
    rows = figures("A", 0.5)
    scored, panel = panel_of([rows], {"A0": dict.fromkeys("abcde", 0.75)}, {}, 5)
    assert rows == figures("A", 0.5)
    assert scored[0][0][1:4] == (0.75, 0.75, 0.75)
    assert panel.places == [(0, 0)]
    assert Study(scored, RULES, ["arithmetic"], 1.0, leave_one_out=False).outs == {}
