"""Strategies and assertions for other people's tests (extra `testing`).

Records of every kind come out as examples; criteria go in to be tried on them. The library never imports it.
"""

# ruff: noqa: S101 - assertions are what this file is made of
from __future__ import annotations

import pickle
from datetime import date
from operator import attrgetter
from typing import Any, Literal, TypeVar, get_args

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.blanks import bare, said, worded
from collective_impact.digest import digest
from collective_impact.plain import dump, parse
from collective_impact.record import Record, inner_records
from collective_impact.strategies import (
    activities,
    agenda_strategies,
    agendas,
    backbone_roles,
    baselines,
    cadences,
    calendars,
    channels,
    contributions,
    convenings,
    days,
    endorsements,
    evidence,
    fillings,
    ids,
    indicators,
    initiatives,
    instruments,
    meetings,
    numbers,
    outcomes,
    partners,
    periods,
    places,
    populations,
    rating_sets,
    records,
    reinforcements,
    series,
    targets,
    texts,
    ties,
    units,
)

__all__ = [
    "activities", "agenda_strategies", "agendas", "assert_is_a_fair_criterion", "assert_round_trips",
    "backbone_roles", "baselines", "cadences", "calendars", "channels", "contributions", "convenings", "days",
    "endorsements", "evidence", "fillings", "ids", "indicators", "initiatives", "instruments", "meetings", "numbers",
    "outcomes", "partners", "periods", "places", "populations", "rating_sets", "records", "reinforcements", "series",
    "targets", "texts", "ties", "units"]  # fmt: skip

R = TypeVar("R", bound=Record)


def assert_round_trips(record: Record) -> None:
    """Hold that JSON, YAML (where PyYAML is there) and pickle give back the same value, class and bytes."""
    for kind in get_args(Literal["json", "yaml"]):
        try:
            written = dump(ci.to_data(record), kind)
        except ci.MissingExtraError:
            continue
        read = ci.from_data(parse(written, kind, ci.Limits()), Record)
        for copy in (read, pickle.loads(pickle.dumps(record))):  # noqa: S301 - pickled just now
            assert copy == record, f"another value came back.\n  before: {record!r}\n  after:  {copy!r}"
            assert dump(ci.to_data(copy), kind) == written, f"it is written otherwise now:\n{written}"


def assert_is_a_fair_criterion(
    criterion: ci.Criterion, *, initiatives: st.SearchStrategy[ci.Initiative] | None = None
) -> None:
    """Hold that a criterion keeps the laws of scoring on generated initiatives, or on those that you give.

    It returns a finding of its own code, 0 <= low <= score <= high <= 1, the same when asked twice and with the
    rows backwards, changes nothing, and whatever is recorded later keeps the score inside the old bounds. What has few
    words, such as the sector of a partner or whether a meeting was held, is tried with each of them. Every run tries
    the same.

    Raises:
        AssertionError: it breaks one of the laws.
    """
    answer = attrgetter("status", "score", "low", "high", "numerator", "denominator")

    @settings(
        database=None,
        deadline=None,
        derandomize=True,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=tuple(HealthCheck),  # pyright: ignore[reportArgumentType]
    )
    @given(records(ci.Initiative) if initiatives is None else initiatives, days(), st.data())
    def hold(subject: ci.Initiative, on: date, data: st.DataObject) -> None:
        before, found = digest(subject), _found(criterion, subject, on)
        score = found.low if found.score is None else found.score
        assert 0 <= found.low <= score <= found.high <= 1, f"score and bounds are not in order: {found!r}"
        assert _found(criterion, subject, on) == found, "asked twice, it gave two findings."
        assert digest(subject) == before, "it changed the initiative that it judged."
        turned = _found(criterion, _backwards(subject), on)
        assert answer(turned) == answer(found), "with the rows backwards it gave another answer."
        for _ in range(10):
            _stays_inside(criterion, found, data.draw(fillings(subject)), on)
        if fields := worded(subject):
            for later in said(subject, *data.draw(st.sampled_from(fields))):
                _stays_inside(criterion, found, later, on)

    if initiatives is None:
        for number in (1, 2):
            _holds_for_words(criterion, bare(number), date(2026, 6, 1))
    hold()


def _holds_for_words(criterion: ci.Criterion, subject: ci.Initiative, on: date) -> None:
    """Hold that no word said in a field that is not recorded leads out of the bounds."""
    found = _found(criterion, subject, on)
    for gap in worded(subject):
        for later in said(subject, *gap):
            _stays_inside(criterion, found, later, on)


def _stays_inside(criterion: ci.Criterion, found: ci.Finding, later: ci.Initiative, on: date) -> None:
    score = _found(criterion, later, on).score
    is_inside = score is None or found.low - 1e-9 <= score <= found.high + 1e-9
    assert is_inside, f"recording more made it {score}, outside [{found.low}, {found.high}]."


def _found(criterion: ci.Criterion, subject: ci.Initiative, on: date) -> ci.Finding:
    try:
        found: object = criterion.assess(subject, ci.Context(subject, on))
    except Exception as error:
        raise AssertionError(f"it failed: {type(error).__name__}: {error}") from error
    assert isinstance(found, ci.Finding), f"it must return a Finding, found {found!r}."
    assert found.code == criterion.code, f"its finding bears another code: {found.code!r}."
    return found


def _backwards(record: R) -> R:
    changes: dict[str, Any] = {}
    for name, _, is_table in inner_records(type(record)):
        if held := getattr(record, name):
            changes[name] = tuple(map(_backwards, held[::-1])) if is_table else _backwards(held)
    return attrs.evolve(record, **changes)
