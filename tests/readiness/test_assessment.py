"""Putting criteria to work: dates, ratings beside records, and criteria that fail or lie."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Literal

import attrs
import pytest

import collective_impact as ci
from collective_impact.errors import CollectiveImpactError, CollectiveImpactWarning, InvalidRecordError
from collective_impact.finding import Finding
from collective_impact.readiness.assessment import assess
from collective_impact.readiness.documented import RATINGS_RULE, PerceivedCriterion
from collective_impact.readiness.framework import Condition, Criterion, Framework
from collective_impact.readiness.frameworks import FIVE_CONDITIONS
from collective_impact.readiness.report import ReadinessReport
from collective_impact.readiness.scoring import Tally

ON = date(2026, 6, 1)
SUBJECT = ci.Initiative(id="i", name="Readers", agenda=ci.Agenda(problem="x"))


def ratings(
    criterion: str,
    *values: float,
    kind: Literal["perceived", "rated"] = "perceived",
    initiative_id: str | None = None,
    day: date | None = None,
) -> ci.RatingSet:
    instrument = ci.Instrument(
        key="k",
        kind=kind,
        scales=(ci.Scale(key="s", minimum=0, maximum=10),),
        items=(ci.Item(code="q", scale="s", criterion=criterion),),
    )
    answers = tuple(ci.Rating(item="q", rater=f"r{n}", value=v, on=day) for n, v in enumerate(values))
    return ci.RatingSet(initiative_id=initiative_id, instrument=instrument, ratings=answers)


class TestAssess:
    def test_the_five_conditions_unless_others_are_given(self) -> None:
        assert assess(SUBJECT, on=ON).framework is FIVE_CONDITIONS
        only = FIVE_CONDITIONS.without("common_agenda")
        assert [c.key for c in assess(SUBJECT, only, on=ON).conditions] == [c.key for c in only.conditions]

    def test_today_unless_a_day_is_given(self) -> None:
        assert abs((date.today() - assess(SUBJECT).on).days) <= 1  # noqa: DTZ011 - the day of whoever asks
        assert assess(SUBJECT, on=ON).on == ON

    def test_a_day_so_early_is_a_slip(self) -> None:
        assert assess(SUBJECT, on=date(1000, 1, 1)).on == date(1000, 1, 1)
        with pytest.raises(
            InvalidRecordError, match="The day lies in the year 1000 or later, found 0001-01-01"
        ):
            assess(SUBJECT, on=date(1, 1, 1))

    @pytest.mark.parametrize("other", [{"id": "i"}, "initiative.json", None])
    def test_only_an_initiative_can_be_assessed(self, other: Any) -> None:
        with pytest.raises(
            InvalidRecordError,
            match=r"Only an initiative can be assessed by this framework, found .* Read a file",
        ):
            assess(other)

    def test_the_same_again(self) -> None:
        assert assess(SUBJECT, on=ON) == assess(SUBJECT, on=ON)
        assert ci.to_data(assess(SUBJECT, on=ON)) == ci.to_data(assess(SUBJECT, on=ON))

    def test_one_finding_for_each_criterion(self) -> None:
        codes = [f.code for f in assess(SUBJECT, on=ON).findings]
        assert codes == [c.code for k in FIVE_CONDITIONS.conditions for c in k.criteria]


def headlines(report: ReadinessReport) -> list[tuple[Any, ...]]:
    return [
        (c.score, c.low, c.high, c.coverage, c.level, c.level_low, c.level_high) for c in report.conditions
    ] + [(report.gate, report.weakest, report.in_place, report.next_steps(99))]


class TestRatings:
    def test_what_people_say_is_a_profile_beside_the_records(self) -> None:
        report = assess(SUBJECT, ratings=ratings("CI107", 8, 8, 8, 8, 3), on=ON)
        (said,) = [f for f in report.findings if f.code == "CI107"]
        assert (said.evidence_kind, said.score, said.low, said.high) == ("perceived", 0.7, 0.7, 0.7)
        assert said.observed == (
            "5 people put it at 0.70 on a scale from 0 to 1 (95 % interval 0.50 to 0.80); agreement 0.50."
        )
        assert (said.rule, said.evidence) == (RATINGS_RULE, ("ratings",))
        assert report.condition("common_agenda").perceived == 0.7

    def test_raters_stand_beside_what_the_records_show(self) -> None:
        subject = attrs.evolve(
            SUBJECT, partners=(ci.Partner(id="p"),),
            backbone_roles=(ci.BackboneRole(id="r", partner_id="p", neutral=True),),
        )  # fmt: skip
        report = assess(subject, ratings=ratings("CI503", 2, 3, kind="rated"), on=ON)
        recorded, judged = (f for f in report.findings if f.code == "CI503")
        assert (recorded.evidence_kind, recorded.score) == ("structural", 1.0)
        assert (judged.evidence_kind, judged.score, judged.rule) == ("rated", 0.25, RATINGS_RULE)
        assert judged.observed == "2 raters put it at 0.25 on a scale from 0 to 1; agreement 0.95."
        assert "No interval: 2 persons are too few for an interval; 5 are needed." in judged.workings
        assert report.condition("backbone_support").rated == 0.25

    @pytest.mark.parametrize("value", [0, 10])
    @pytest.mark.parametrize(
        ("code", "kind"),
        [("CI107", "perceived"), ("CI106", "rated"), ("CI503", "rated"), ("CI307", "perceived")],
    )
    def test_they_never_move_the_headline(
        self, code: str, kind: Literal["perceived", "rated"], value: float
    ) -> None:
        said = ratings(code, *[value] * 6, kind=kind)
        assert headlines(assess(SUBJECT, ratings=said, on=ON)) == headlines(assess(SUBJECT, on=ON))

    @pytest.mark.parametrize(("kind", "few", "who"), [("perceived", 4, "people"), ("rated", 1, "raters")])
    def test_too_few_are_withheld(self, kind: Literal["perceived", "rated"], few: int, who: str) -> None:
        report = assess(SUBJECT, ratings=ratings("CI107", *[9.0] * few, kind=kind), on=ON)
        (said,) = [f for f in report.findings if f.code == "CI107"]
        assert (said.status, said.score, said.evidence_kind) == ("unknown", None, kind)
        assert said.observed == (
            f"Nothing of what {who} say can be shown. Of fewer than {few + 1} persons, or withheld because it would "
            "reveal what so few said."
        )
        assert said.workings == ()
        assert (report.condition("common_agenda").perceived, report.condition("common_agenda").rated) == (
            None,
            None,
        )

    def test_a_criterion_that_cannot_be_answered_that_way_is_left_alone(self) -> None:
        for said in (ratings("CI101", *[9.0] * 6), ratings("CI307", *[9.0] * 6, kind="rated")):
            with pytest.warns(
                CollectiveImpactWarning, match="'CI.0.': ratings of this kind cannot answer it"
            ):
                report = assess(SUBJECT, ratings=said, on=ON)
            assert report.conditions == assess(SUBJECT, on=ON).conditions

    def test_a_criterion_that_is_not_asked_is_told(self) -> None:
        with pytest.warns(CollectiveImpactWarning, match="'CI0107': it is not asked. Did you mean 'CI107'"):
            assess(SUBJECT, ratings=ratings("CI0107", *[9.0] * 6), on=ON)

    @pytest.mark.parametrize("day", ["2026-06-01", datetime(2026, 6, 1, tzinfo=UTC)])
    def test_the_day_is_a_date(self, day: Any) -> None:
        with pytest.raises(InvalidRecordError, match=r"The day is a date, such as date\(2026, 6, 1\)"):
            assess(SUBJECT, on=day)

    def test_the_rules_are_a_framework(self) -> None:
        rules: Any = "equity"
        with pytest.raises(InvalidRecordError, match="The rules are a framework"):
            assess(SUBJECT, rules, on=ON)

    def test_what_has_ended_says_so(self) -> None:
        report = assess(attrs.evolve(SUBJECT, until=date(2024, 1, 1)), on=ON)
        assert "\nIt ended on 2024-01-01.\n" in str(report)

    def test_recorded_ties_are_kept_beside_a_survey(self) -> None:
        subject = attrs.evolve(
            SUBJECT, partners=(ci.Partner(id="p"), ci.Partner(id="q")),
            ties=(ci.Tie(id="t", from_id="p", to_id="q", intensity=1, scale=ci.Range(minimum=0, maximum=4)),),
        )  # fmt: skip
        report = assess(subject, ratings=ratings("CI307", *[5.0] * 5), on=ON)
        assert [f.score for f in report.findings if f.code == "CI307"] == [0.25, 0.5]

    def test_answers_about_another_initiative_are_refused(self) -> None:
        with pytest.raises(InvalidRecordError, match="The ratings are about 'other', not about 'i'"):
            assess(SUBJECT, ratings=ratings("CI107", 1, initiative_id="other"), on=ON)
        with pytest.raises(InvalidRecordError, match="Expected a set of ratings, found list"):
            assess(SUBJECT, ratings=[1], on=ON)  # type: ignore[arg-type]
        of_this = assess(SUBJECT, ratings=ratings("CI107", 1, initiative_id="i"), on=ON)
        assert of_this.subject_id == "i"

    def test_nothing_dated_later_is_seen(self) -> None:
        said = ratings("CI107", *[9.0] * 5, day=date(2026, 6, 2))
        (early,) = [f for f in assess(SUBJECT, ratings=said, on=ON).findings if f.code == "CI107"]
        assert early.score is None
        assert early.observed.startswith("Nothing of what people say can be shown.")

    def test_what_if_looks_at_the_ratings_too(self) -> None:
        said = ratings("CI107", *[9.0] * 5)
        comparison = ci.what_if(SUBJECT, ci.Channel(id="c", between_meetings=True), ratings=said, on=ON)
        assert [f.code for f in comparison.findings] == ["CI403"]


AGENDA, MEASUREMENT = "common_agenda", "shared_measurement"


def said_of(*answers: tuple[str, tuple[float, ...]], **facts: Any) -> ci.RatingSet:
    """Ratings of items, each about a condition or, by its code, a criterion; a person for each number."""
    items = tuple(
        ci.Item(code=key, scale="s", **({"criterion": key} if key.startswith("CI") else {"condition": key}))
        for key, _ in answers
    )
    scale = ci.Scale(key="s", minimum=1, maximum=5, **facts)
    rows = tuple(
        ci.Rating(item=key, rater=f"r{n}", value=value, partner_id=f"p{n // 2}")
        for key, values in answers
        for n, value in enumerate(values)
    )
    return ci.RatingSet(
        instrument=ci.Instrument(key="k", kind="perceived", scales=(scale,), items=items), ratings=rows
    )


class TestOfConditionsAsAWhole:
    def test_what_is_said_of_a_condition_is_a_finding_of_its_own(self) -> None:
        report = assess(SUBJECT, ratings=said_of((MEASUREMENT, (2, 2, 3, 3, 5))), on=ON)
        (said,) = [f for f in report.findings if f.code == MEASUREMENT]
        assert (said.title, said.evidence_kind, said.score, said.rule) == (
            "Shared measurement", "perceived", 0.5, RATINGS_RULE
        )  # fmt: skip
        assert report.condition(MEASUREMENT).perceived == 0.5
        assert headlines(report) == headlines(assess(SUBJECT, on=ON))
        assert "what people say" in report.explain(MEASUREMENT)

    def test_it_goes_before_what_is_said_of_its_criteria(self) -> None:
        both = said_of((AGENDA, (5, 5, 5, 5, 4)), ("CI107", (1, 1, 1, 1, 2)))
        report = assess(SUBJECT, ratings=both, on=ON)
        agenda = report.condition(AGENDA)
        assert agenda.perceived == 0.95
        assert (
            0.75 <= (agenda.said_low or 0) < 0.95 < (agenda.said_high or 0) <= 1
        )  # of the whole, not of CI107
        assert [f.score for f in report.findings if f.code == "CI107"] == [0.05]

    def test_where_it_is_withheld_its_criteria_speak(self) -> None:
        both = said_of((AGENDA, (5, 5)), ("CI107", (1, 1, 1, 1, 2)))
        agenda = assess(SUBJECT, ratings=both, on=ON).condition(AGENDA)
        assert (agenda.perceived, agenda.said_low) == (0.05, 0)  # of five, four say 0

    def test_two_criteria_have_no_interval_together(self) -> None:
        rules = with_criterion(PerceivedCriterion(code="CI107"))
        both = attrs.evolve(
            rules.conditions[0], criteria=(*rules.conditions[0].criteria, PerceivedCriterion(code="CI404"))
        )
        said = said_of(("CI107", (1, 2, 2, 3, 4)), ("CI404", (1, 2, 2, 3, 4)))
        (held,) = assess(SUBJECT, attrs.evolve(rules, conditions=(both,)), ratings=said, on=ON).conditions
        assert (held.perceived, held.said_low, held.said_high) == (0.35, None, None)

    def test_the_figures_behind_it_are_in_its_workings(self) -> None:
        bands = (ci.Band(label="weak", low=1), ci.Band(label="strong", low=4))
        said = said_of((AGENDA, (5, 4, 4, 4, 4, 4, 3, 4, 5, 4)), bands=bands)
        (found,) = [f for f in assess(SUBJECT, ratings=said, on=ON).findings if f.code == AGENDA]
        assert found.workings == (
            "n 10; mean 4.10 on 1 to 5, standard deviation 0.57, which the instrument calls 'strong'",
            "95 % interval of the mean 3.80 to 4.40: organisations drawn again, 2,000 draws, seed 0",
            "Agreement r*_wg 0.84 (Lindell, Brandt & Whitney, 1999): 1 all alike, 0 as if at random",
            "Numbers given: 100 % of the answers asked for",
            "Mean over 5 organisations: 4.10",
        )

    def test_where_no_item_has_enough_answers_agreement_is_not_known(self) -> None:
        scale = ci.Scale(key="s", minimum=1, maximum=5)
        items = tuple(ci.Item(code=code, scale="s", condition=AGENDA) for code in ("q1", "q2"))
        asked = ci.Instrument(key="k", kind="perceived", scales=(scale,), items=items)
        rows = tuple(ci.Rating(item=f"q{n % 2 + 1}", rater=f"r{n}", value=n % 5 + 1) for n in range(8))
        report = assess(SUBJECT, ratings=ci.RatingSet(instrument=asked, ratings=rows), on=ON)
        (found,) = [f for f in report.findings if f.code == AGENDA]
        assert "agreement" not in found.observed
        assert [line for line in found.workings if "Agreement" in line] == []
        assert "Numbers given: 50 % of the answers asked for" in found.workings

    def test_a_condition_that_is_not_there_is_told(self) -> None:
        with pytest.warns(
            CollectiveImpactWarning, match="'common_agend': it is not asked. Did you mean 'common_"
        ):
            assess(SUBJECT, ratings=said_of(("common_agend", (5,) * 5)), on=ON)


class TestTheWeakestByRatingsAlone:
    def test_it_is_named_where_the_draws_support_it(self) -> None:
        low, high = (1, 2, 1, 2, 1, 1, 2, 1, 1, 2), (4, 5, 5, 4, 5, 4, 5, 4, 4, 5)
        report = assess(SUBJECT, ratings=said_of((AGENDA, high), (MEASUREMENT, low)), on=ON)
        assert report.weakest_said == MEASUREMENT
        assert report.condition(MEASUREMENT).weakest_chance == 1.0
        assert report.condition("backbone_support").weakest_chance is None
        text = str(report)
        assert "By what was said alone, the weakest is Shared measurement (in 100 % of draws)." in text
        assert "the weakest is Shared measurement" in report._repr_html_()

    def test_it_is_not_named_where_they_do_not(self) -> None:
        one, other = (1, 2, 5, 4, 1, 5, 2, 1, 4, 2), (4, 1, 5, 2, 1, 4, 5, 1, 2, 3)
        report = assess(SUBJECT, ratings=said_of((AGENDA, one), (MEASUREMENT, other)), on=ON)
        assert report.weakest_said is None
        assert 0 < (report.condition(AGENDA).weakest_chance or 0) < 0.8
        assert "no condition is the weakest in 80 % of draws: none is named." in str(report)

    @pytest.mark.parametrize(
        "said",
        [
            said_of((AGENDA, (1, 2, 1, 2, 1, 1))),  # one condition is no comparison
            said_of((AGENDA, (1, 2, 1)), (MEASUREMENT, (5, 5, 4))),  # too few persons
        ],
    )
    def test_nothing_is_drawn_where_nothing_can_be_compared(self, said: ci.RatingSet) -> None:
        report = assess(SUBJECT, ratings=said, on=ON)
        assert [c.weakest_chance for c in report.conditions] == [None] * 5
        assert (report.weakest_said, "By what was said alone" in str(report)) == (None, False)

    def test_what_is_withheld_lets_none_be_named(self) -> None:
        report = assess(
            SUBJECT, ratings=said_of((AGENDA, (1, 2, 1, 2, 1, 1)), (MEASUREMENT, (5, 5, 4))), on=ON
        )
        assert report.weakest_said is None


class TestDisagreement:
    def test_where_people_and_records_are_far_apart_the_report_says_so(self) -> None:
        report = assess(SUBJECT, ratings=said_of((AGENDA, (4, 4, 4, 4, 4))), on=ON)
        agenda = report.condition(AGENDA)
        assert (agenda.score, agenda.perceived, agenda.disagreements) == (1.0, 0.75, ("perceived",))
        assert "Records and people are 25 points or more apart on Common agenda: ask why." in str(report)

    def test_near_is_no_disagreement_and_neither_is_what_is_not_known(self) -> None:
        near = said_of((AGENDA, (5, 4, 4, 4, 4)), (MEASUREMENT, (5, 5, 5, 5, 5)))
        report = assess(SUBJECT, ratings=near, on=ON)
        assert report.condition(MEASUREMENT).score is None
        assert [c.disagreements for c in report.conditions] == [()] * 5
        assert "points or more apart" not in str(report)


class Raising(Criterion):
    """A stranger's criterion with a mistake in it."""

    def assess(self, subject: ci.Initiative, context: ci.Context) -> Finding:
        raise ZeroDivisionError(f"{subject.id} on {context.on}")


class Lying(Criterion):
    """A stranger's criterion that answers for another one."""

    def assess(self, subject: ci.Initiative, context: ci.Context) -> Finding:
        return FIVE_CONDITIONS.criterion("CI101").assess(subject, context)


class Silent(Criterion):
    """A stranger's criterion that forgets to answer."""

    def assess(self, subject: ci.Initiative, context: ci.Context) -> Any:  # noqa: ARG002 - the mistake
        return None


def with_criterion(criterion: Criterion) -> Framework:
    return Framework(key="f", title="F", conditions=(Condition(key="c", title="C", criteria=(criterion,)),))


class TestStrangers:
    def test_one_that_raises_is_named_and_the_cause_kept(self) -> None:
        with pytest.raises(
            CollectiveImpactError,
            match=r"The criterion ACME1 \(Raising\) failed: ZeroDivisionError: i on 2026-06-01",
        ) as told:
            assess(SUBJECT, with_criterion(Raising(code="ACME1")), on=ON)
        assert isinstance(told.value.__cause__, ZeroDivisionError)

    def test_one_that_answers_for_another_is_named(self) -> None:
        with pytest.raises(
            CollectiveImpactError,
            match=r"The criterion ACME2 \(Lying\) must return a Finding of its own code",
        ):
            assess(SUBJECT, with_criterion(Lying(code="ACME2")), on=ON)

    def test_one_that_answers_nothing_is_named(self) -> None:
        with pytest.raises(
            CollectiveImpactError, match=r"The criterion ACME3 \(Silent\) must return .* found None"
        ):
            assess(SUBJECT, with_criterion(Silent(code="ACME3")), on=ON)

    def test_a_score_that_contradicts_its_bounds_is_named(self) -> None:
        class Wide(Criterion):
            def assess(self, subject: ci.Initiative, context: ci.Context) -> Finding:  # noqa: ARG002 - says the same
                return self.finding(Tally(0.9, 0.0, 0.5), "More than possible.")

        with pytest.raises(CollectiveImpactError, match=r"ACME4 \(Wide\) failed: InvalidRecordError"):
            assess(SUBJECT, with_criterion(Wide(code="ACME4")), on=ON)

    def test_one_of_ones_own_counts_like_any_other(self) -> None:
        @attrs.frozen(kw_only=True)
        class DecisionSeats(ci.Criterion):
            code: str = "ACME5"
            minimum_share: float = 0.25

            def assess(self, subject: ci.Initiative, context: ci.Context) -> ci.Finding:
                seats = context.shared("seats", lambda: sum(p.decision_seats or 0 for p in subject.partners))
                return self.finding(Tally(self.minimum_share, 0.0, 1.0, seats, 4), f"{seats} seats.")

        six = FIVE_CONDITIONS.including(
            ci.Condition(key="voice", title="Community voice", criteria=(DecisionSeats(),))
        )
        subject = attrs.evolve(SUBJECT, partners=(ci.Partner(id="p", decision_seats=3),))
        report = assess(subject, six, on=ON)
        voice = report.condition("voice")
        assert (voice.score, voice.low, voice.high, voice.level) == (0.25, 0.0, 1.0, 1)
        assert voice.findings[0].observed == "3 seats."
        assert len(FIVE_CONDITIONS.conditions) == 5
