"""What reports and comparisons say: the verdict, the arithmetic, and nothing that a terminal or page obeys."""

from __future__ import annotations

from datetime import date
from typing import Any
from unicodedata import category, east_asian_width

import attrs
import pytest

import collective_impact as ci
from collective_impact.finding import Finding
from collective_impact.readiness.equity import EQUITY
from collective_impact.readiness.framework import Condition, Criterion, Framework
from collective_impact.readiness.frameworks import FIVE_CONDITIONS
from collective_impact.readiness.report import ReadinessReport, condition_result
from collective_impact.readiness.scoring import Tally
from collective_impact.readiness.wording import headline

ON = date(2026, 6, 1)
HOSTILE = "<script>alert('x')</script>\x1b[31m\r\n\u202e\u2066 " + "w" * 150 + " 家" * 80


def made(**scores: tuple[float | None, float, float] | None) -> ReadinessReport:
    """Return a report with a condition for each key: its score, low and high, or None where it does not apply."""
    framework = Framework(
        key="f", title="Rules", conditions=tuple(Condition(key=k, title=k.upper()) for k in scores)
    )
    results = []
    for condition in framework.conditions:
        bounds = scores[condition.key]
        criterion = Criterion(code=f"X-{condition.key}", title="Asked", next_step="Do it.")
        found = criterion.finding(Tally(*bounds) if bounds else None, "Seen.")
        results.append(condition_result(condition, (found,), framework))
    return ReadinessReport(
        framework=framework,
        subject_id="i",
        subject_title="I",
        subject_digest="d",
        on=ON,
        conditions=tuple(results),
    )


class TestHeadline:
    def test_in_place_and_weakest(self) -> None:
        assert headline(made(a=(0.9, 0.8, 0.9), b=(0.5, 0.5, 0.6))) == [
            "1 of 2 in place.",
            "Weakest: B.",
            "Every condition is at least partly in place: this is collective impact as it is practised.",
        ]

    def test_what_cannot_be_told(self) -> None:
        assert headline(made(a=(0.9, 0.4, 0.9), b=(None, 0.0, 1.0), c=(0.8, 0.8, 0.8))) == [
            "1 of 3 in place for sure, up to 3 once more is recorded.",
            "Weakest: cannot tell A, B and C apart.",
            "Whether every condition is at least partly in place cannot be told from what is recorded.",
        ]

    def test_two_and_a_no(self) -> None:
        assert headline(made(a=(0.2, 0.2, 0.2), b=(0.2, 0.2, 0.2))) == [
            "0 of 2 in place.",
            "Weakest: cannot tell A and B apart.",
            "Not every condition is at least partly in place yet, and all are needed.",
        ]

    def test_one_condition_has_no_weakest_and_no_gate(self) -> None:
        assert headline(made(a=(0.9, 0.9, 0.9))) == ["1 of 1 in place."]
        assert headline(made()) == ["0 of 0 in place."]
        assert headline(ci.assess(ci.Initiative(id="i"), EQUITY, on=ON)) == [
            "0 of 1 in place for sure, up to 1 once more is recorded."
        ]

    def test_the_gate_names_its_level(self) -> None:
        one = made(a=(0.6, 0.6, 0.6), b=(0.9, 0.9, 0.9))
        strict = attrs.evolve(one, framework=attrs.evolve(one.framework, practice_level=3))
        four = made(a=(0, 0, 1), b=(0, 0, 1), c=(0, 0, 1), d=(0, 0, 1))
        assert headline(four)[1] == "Weakest: cannot tell; any of the 4 may be it."
        assert headline(strict)[-1] == "Not every condition is at least in place yet, and all are needed."


def small() -> ci.Initiative:
    return ci.Initiative(
        id="i",
        name="Readers first",
        agenda=ci.Agenda(problem="Few can read", outcomes=(ci.Outcome(id="o", name="Reading"),)),
        partners=(ci.Partner(id="p", sector="public"), ci.Partner(id="q", sector="health")),
        backbone_roles=(ci.BackboneRole(id="r", partner_id="p", fte=0.0),),
        complete=("convenings", "agenda/population", "agenda/place", "place"),
    )


def ratings(**fields: Any) -> ci.RatingSet:
    instrument = ci.Instrument(
        key="k",
        kind="perceived",
        scales=(ci.Scale(key="s", minimum=0, maximum=10),),
        items=(ci.Item(code="q", scale="s", criterion="CI107"),),
    )
    answers = tuple(ci.Rating(item="q", rater=who, value=8) for who in "abcde")
    return ci.RatingSet(**{"instrument": instrument, "ratings": answers, **fields})


class TestReportText:
    def test_the_whole(self) -> None:
        text = str(ci.assess(small(), ratings=ratings(), on=ON))
        assert text.startswith(
            "Readers first\nThe five conditions of collective impact (rules five_conditions, version 1), "
            "as of 2026-06-01\n\n0 of 5 in place"
        )
        for part in (
            "\n  ~ CI101 Problem, population and place stated: partly, 33 %. 1 of 3 parts",
            "\n  ? CI102 Measurable population goals: not known.",
            "\n  - CI501 Dedicated time: not yet, 0 %. 0 of 1 backbone role has dedicated time.",
            "\n  ~ CI107 Common understanding (what people say): partly, 80 %. 5 people put it at 0.80 on a scale",
            "\nNext steps\n1. Agree dates for the year ahead and keep them. (backbone, small effort) [CI401]\n",
            "\nBackbone support: absent\n",
            "not a grade",
        ):
            assert part in text

    def test_what_people_say_has_a_table_of_its_own(self) -> None:
        text = str(ci.assess(small(), ratings=ratings(), on=ON))
        line = next(row for row in text.split("\n") if row.startswith("Common agenda") and "points" in row)
        # Records: (1/3 + 1/3)/2 = 33 %; people: 8 of 10.
        assert line.split("  ")[0] == "Common agenda"
        assert [cell.strip() for cell in line.split("  ") if cell.strip()][1:] == [
            "33 %", "80 %", "not known", "+47 points",
        ]  # fmt: skip
        assert "People say" not in str(ci.assess(small(), on=ON))

    def test_no_points_where_a_score_is_not_known(self) -> None:
        text = str(ci.assess(ci.Initiative(id="i"), ratings=ratings(), on=ON))
        line = next(row for row in text.split("\n") if row.startswith("Common agenda") and "80 %" in row)
        assert [cell.strip() for cell in line.split("  ") if cell.strip()][1:] == [
            "not known", "80 %", "not known", "not known",
        ]  # fmt: skip

    def test_a_step_without_a_role(self) -> None:
        assert "1. Do it. [X-a]" in str(made(a=(0.5, 0.5, 0.5)))

    def test_nothing_to_do(self) -> None:
        text = str(made(a=(1.0, 1.0, 1.0)))
        assert "Next steps" not in text
        assert "  + X-a Asked: in place, 100 %. Seen." in text
        assert "  . X-a Asked: does not apply. Seen." in str(made(a=None))

    @pytest.mark.parametrize("name", [HOSTILE, "a", "\x00\x07", "\u200f\u061c", "💥" * 90])
    def test_never_wider_than_100_columns_and_no_control_characters(self, name: str) -> None:
        for text in hostile_texts(name):
            for line in text.split("\n"):
                assert columns(line) <= 100
                assert not [c for c in line if category(c) in {"Cc", "Cs"} or c in "\u202e\u2066\u200f\u061c"]


def columns(line: str) -> int:
    return sum(
        0 if category(c) in {"Mn", "Me", "Cf"} else 2 if east_asian_width(c) in "WF" else 1 for c in line
    )


class Loud(Criterion):
    """A criterion whose every word comes from a stranger."""

    def assess(self, subject: ci.Initiative, context: ci.Context) -> Finding:  # noqa: ARG002 - it says the same of all
        return self.finding(
            Tally(0.5, 0.0, 1.0, 1, 2), self.title, evidence=[self.title], unrecorded=[self.title]
        )


def hostile_report(name: str) -> ReadinessReport:
    clean = name.replace("\0", "\x01")
    loud = Loud(
        code=clean, title=clean, rule=clean, source=clean, next_step=clean, record_step=clean,
        effort="small", who=clean, critical=True,
    )  # fmt: skip
    condition = Condition(key="loud", title=clean, criteria=(loud,))
    framework = Framework(key=clean, title=clean, version=clean, conditions=(condition,))
    initiative = attrs.evolve(
        small(), name=clean, agenda=ci.Agenda(outcomes=(ci.Outcome(id="o", name=clean, level="population"),))
    )
    return ci.assess(initiative, framework.including(FIVE_CONDITIONS), on=ON)


def hostile_texts(name: str) -> list[str]:
    one = hostile_report(name)
    code = one.findings[0].code
    changed = attrs.evolve(
        one, on=date(2026, 6, 2), conditions=one.conditions[1:], subject_title=one.subject_title
    )
    return [
        str(one),
        one.explain(code),
        one.explain("CI102"),
        str(ci.compare(one, changed)),
        str(ci.compare(one, one)),
    ]


class TestExplain:
    def test_everything_that_stands_behind_a_finding(self) -> None:
        one = ci.assess(small(), on=ON)
        assert one.explain("CI101").split("\n") == [
            "CI101 Problem, population and place stated (Common agenda; worked out from the records)",
            "Answer: partly",
            "Observed: 1 of 3 parts of the problem statement are there. Not yet: the population, the place.",
            "Rule: How many of three are stated: the problem, the population, the place.",
            "Source: Kania & Kramer (2011)",
            "Arithmetic: 1 / 3 = 0.333333, range 0.333333 to 0.333333",
            "Weight 1; it adds 0.166667 to the score of Common agenda.",
            "Speaks for it (1): agenda/problem",
            "Does not meet the rule (2): agenda/population, agenda/place",
            "Critical: a known 0 here keeps the whole condition at the lowest level.",
            "Next step: Write down together what the problem is, whom it concerns and where. Begin with the",
            "population.",
            "",
            "Common agenda: (1 x 0.3333 + 1 x 0.3333) / 2 = 0.333333",
            "Level: not enough information (2 of 6 criteria answered, coverage 33 %, under 50 %).",
            "",
        ]

    @pytest.mark.parametrize("code", [c.code for k in FIVE_CONDITIONS.conditions for c in k.criteria])
    def test_each_names_rule_and_source(self, code: str) -> None:
        text = ci.assess(small(), on=ON).explain(code).replace("\n", " ")
        criterion = FIVE_CONDITIONS.criterion(code)
        assert f"Rule: {criterion.rule} " in text
        assert f"Source: {criterion.source} " in text

    def test_no_score(self) -> None:
        text = ci.assess(small(), on=ON).explain("CI502")
        assert "Arithmetic: 0 / 6 = 0, range 0 to 0\n" in text
        unknown = ci.assess(small(), on=ON).explain("CI301")
        assert "Arithmetic: no score; the range is 0 to 1 and its weight counts as not known.\n" in unknown
        assert (
            "Mutually reinforcing activities: no score, since none of its 6 criteria is answered.\n"
            in unknown
        )

    def test_what_does_not_apply(self) -> None:
        text = made(a=None).explain("X-a")
        assert "Arithmetic: it does not apply, so it is left out of score and range.\n" in text
        assert "Rule: not stated\n" in text
        assert "A: no score, since none of its 0 criteria is answered." in text

    def test_a_critical_zero_is_named_as_the_reason(self) -> None:
        initiative = small().including(
            ci.BackboneRole(
                id="r", partner_id="p", fte=0.0, neutral=True, funded_until=date(2040, 1, 1),
                functions=("vision_and_strategy", "aligned_activities", "shared_measurement", "public_will", "policy"),
            )
        )  # fmt: skip
        text = ci.assess(initiative, on=ON).explain("CI501")
        # (0 + 5/6 + 1 + 1)/4.
        assert "Backbone support: (1 x 0 + 1 x 0.8333 + 1 x 1 + 1 x 1) / 4 = 0.708333\n" in text
        assert "Level: absent, since a critical criterion is 0.\n" in text

    def test_a_level_by_its_cuts(self) -> None:
        text = made(a=(0.6, 0.6, 0.6)).explain("X-a")
        assert (
            "Level: partly in place (cuts at 0.25, 0.5, 0.75; 1 of 1 criterion answered, coverage 100 %).\n"
            in text
        )

    def test_other_weights(self) -> None:
        framework = Framework(key="f", title="F")
        heavy = Criterion(code="H", weight=2.5).finding(Tally(0.5, 0.5, 0.5), "Seen.")
        light = Criterion(code="L").finding(Tally(1.0, 1.0, 1.0), "Seen.")
        nothing = Criterion(code="N", weight=0).finding(Tally(0.5, 0.5, 0.5), "Seen.")
        result = condition_result(Condition(key="c", title="C"), (heavy, light, nothing), framework)
        one = ReadinessReport(
            framework=framework,
            subject_id="i",
            subject_title="I",
            subject_digest="d",
            on=ON,
            conditions=(result,),
        )
        # (2.5 x 0.5 + 1)/3.5.
        assert "C: (2.5 x 0.5 + 1 x 1) / known weight = 0.642857\n" in one.explain("H")
        assert "Weight 2.5; it adds 0.357143 to the score of C.\n" in one.explain("H")
        assert "Weight 0; it adds 0 to the score of C.\n" in one.explain("N")

    def test_what_people_say_comes_after_what_the_records_show(self) -> None:
        rated = attrs.evolve(
            ratings(),
            instrument=ci.Instrument(
                key="k", kind="rated", scales=(ci.Scale(key="s", minimum=0, maximum=10),),
                items=(ci.Item(code="q", scale="s", criterion="CI503"),),
            ),
        )  # fmt: skip
        text = ci.assess(small(), ratings=rated, on=ON).explain("CI503")
        assert "CI503 Neutral (Backbone support; worked out from the records)\n" in text
        assert "\n\nCI503 Neutral (Backbone support; what raters judge)\n" in text
        assert text.index("Rule: Met when") < text.index("Rule: Each person's mean")
        assert text.count("it adds") == 0


class TestHtml:
    def test_hostile_names_are_escaped(self) -> None:
        one = hostile_report("<script>alert('x')</script>\x1b")
        html = one._repr_html_()
        assert "<script" not in html
        assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;\\x1b" in html
        compared = ci.compare(one, attrs.evolve(one, conditions=one.conditions[1:]))._repr_html_()
        assert "<script" not in compared
        assert "&lt;script&gt;" in compared

    def test_it_says_what_the_text_says(self) -> None:
        html = ci.assess(small(), on=ON)._repr_html_()
        for part in (
            "Readers first",
            "CI101",
            "Common agenda",
            "not enough information",
            "33 %",
            "Next step",
        ):
            assert part in html


class TestComparison:
    def test_the_whole(self) -> None:
        more = ci.Channel(id="c", audience="public", between_meetings=True)
        text = str(ci.what_if(small(), more, on=ON))
        assert text.startswith(
            "Before: Readers first, as of 2026-06-01\nAfter: Readers first, as of 2026-06-01\n"
            "The records differ. The rules are the same. The day is the same.\n"
        )
        assert "  CI403 Channels: now recorded, not known -> partly (67 %)\n" in text
        # Communication: (0 + 0)/2 before, (0 + 0 + 2/3)/3 after.
        assert "+22 points" in text

    def test_nothing_differs(self) -> None:
        one = ci.assess(small(), on=ON)
        assert str(ci.compare(one, one)).endswith("No finding differs.\n")

    def test_rules_that_are_not_asked_any_more(self) -> None:
        one, other = ci.assess(small(), on=ON), ci.assess(small(), FIVE_CONDITIONS.without("CI101"), on=ON)
        text = str(ci.compare(one, other))
        assert (
            "  CI101 Problem, population and place stated: no longer asked, partly (33 %) -> not asked\n"
            in text
        )

    def test_another_range(self) -> None:
        wider = ci.what_if(
            attrs.evolve(small(), complete=("convenings",)),
            attrs.evolve(small().agenda, place=ci.Place(id="x")),
            on=ON,
        )
        assert "another range is possible, in place (100 %) -> in place (100 %)" in str(wider).replace(
            "\n  ", " "
        )
        assert "another range is possible" in wider._repr_html_()


def test_an_explanation_counts_line_by_line() -> None:
    convening = ci.Convening(
        id="c",
        member_ids=("p",),
        meetings=(
            ci.Meeting(id="m", on=date(2026, 1, 5), held=True, attendee_ids=("p",)),
            ci.Meeting(id="n", on=date(2026, 2, 5), held=True),
        ),
        cadence=ci.Cadence(rule="FREQ=MONTHLY", first=date(2026, 4, 5)),
    )
    initiative = ci.Initiative(
        id="i",
        partners=(ci.Partner(id="p", name="Library"),),
        convenings=(convening,),
        complete=("convenings/c/meetings/n/attendee_ids",),
    )
    report = ci.assess(initiative, on=ON)
    assert "Counted:\n  - Library: came to 1 of 2 meetings\n" in report.explain("CI402")
    assert "Counted:\n  - c of 2026-04-05: no\n  - c of 2026-05-05: no\n" in report.explain("CI401")
