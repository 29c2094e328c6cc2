"""Makes the illustration of a landscape: fifty collaborations of a place that does not exist.

Everything here is invented: the place, the organisations, the goals, who sits where. What is planted (two doubles,
one nest, gaps, spellings) stands in `PLANTED`, so that anybody can see whether it is found. Run it to write
`roster.csv` and `landscape.json` anew; the same every time.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import attrs

import collective_impact as ci
from collective_impact import landscape as room

HERE = Path(__file__).parent
NOTICE = "An illustration: place, organisations and figures are invented."

PLACES = ("Northside", "River Flats", "Old Town", "Hill Villages")
SPANS = ((0, 4), (5, 10), (11, 14), (15, 18), (19, 24))
GOALS: dict[str, tuple[int, int]] = {
    "Babies are born healthy": (0, 1),
    "Children are ready for school": (3, 5),
    "Children read well by ten": (5, 10),
    "Children and teens are safe and well": (5, 18),
    "Young people finish school": (11, 18),
    "Young people have a say": (11, 24),
    "Young adults have good work": (16, 24),
    "Families have a home to stay in": (0, 24),
}
STRATEGIES = (
    "Home visits", "Shared referral desk", "Training for staff", "Mentoring", "Summer learning", "Peer groups",
    "Advocacy", "Joint data", "Small grants", "Family evenings",
)  # fmt: skip
BODIES = ("Millbrook Children's Cabinet", "Council for the Early Years", "Youth and Work Board")

FIRST = (  # noqa: SIM905 - thirty words are easier to read than thirty texts
    "Abernal Brisco Calder Dunmore Elstow Farrow Galvin Hesper Ilvane Jorvik Kestrel Lorimer Maddox Nairn Osprey "
    "Pellow Quarry Rushton Selwyn Tamsin Ulverd Varley Winslow Xander Yarrow Zennor Ashby Bolton Cranmer Drystan"
).split()
SECOND = (  # noqa: SIM905 - the same
    "Acorn Beacon Cobalt Drummer Ember Fountain Gable Harrow Island Juniper Kite Lantern Meadow Needle Orchard Pebble "
    "Quilt Raven Saddle Thistle Umber Velvet Willow Yonder Zephyr Anvil Bridle Copper"
).split()
KINDS = (
    "Clinic", "School", "Library", "Church", "Trust", "College", "Housing", "Nursery", "Museum", "Foundation",
    "Bank", "Works", "Theatre", "Union", "Sports", "Kitchen", "Gardens", "Press", "Radio", "Hospital",
)  # fmt: skip
ORGANISATIONS = 400
COLLABORATIONS = 50
SPELLINGS = 34


class Group(NamedTuple):
    """One collaboration as it is planned, by the plain names of organisations."""

    name: str
    goals: tuple[str, ...]
    members: tuple[str, ...]
    places: tuple[str, ...]
    ages: tuple[tuple[int, int], ...]
    body: str | None
    meets: str | None
    hours: float | None


class Planted(NamedTuple):
    """What is hidden in the illustration."""

    doubles: tuple[str, str]
    nest: tuple[str, str]
    """The larger, and the one inside it."""
    coordinate: tuple[str, str]
    gaps: tuple[tuple[str, int, str], ...]
    """Goal, place in `SPANS`, place: nobody pursues it there."""


PLANTED = Planted(
    doubles=("Ready Together Coalition", "School Readiness Task Force"),
    nest=("Literacy Alliance", "Reading Mentors Circle"),
    coordinate=("Housing Action Table", "Work Starts Here"),
    gaps=(
        ("Children read well by ten", 1, "River Flats"),
        ("Young people have a say", 4, "Old Town"),
        ("Young adults have good work", 4, "Hill Villages"),
        ("Families have a home to stay in", 2, "Northside"),
    ),
)
"""Spellings are planted too: see `spelled`."""


def organisations() -> list[str]:
    """Return 400 names of which no two share more than one word."""
    names = []
    for number in range(ORGANISATIONS):
        first = FIRST[number % len(FIRST)]
        second = SECOND[(number + number // len(FIRST)) % len(SECOND)]
        kind = KINDS[(3 * number + number // len(FIRST) + number // len(SECOND)) % len(KINDS)]
        names.append(f"{first} {second} {kind}")
    return names


def spelled(name: str, way: int) -> str:
    """Return another spelling of a name, as sign-in lists have them."""
    first, second, kind = name.split()
    return (
        f"The {name}",
        f"{name}, Inc.",
        name.upper(),
        f"{first} {second[:-1]}é {kind}" if second.endswith("e") else f"{first}  {second}-{kind}",
        f"{first} & {second} {kind}",
        f"{first} {second[0]}{second[2]}{second[1]}{second[3:]} {kind}",
    )[way % 6]


class _Draw:
    """Chance that is the same on every Python: it rests on `Random.random` alone."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random  # noqa: S311 - an illustration, no secret

    def below(self, count: int) -> int:
        return int(self._random() * count)

    def some(self, items: list[str], count: int) -> list[str]:
        held = list(items)
        return [held.pop(self.below(len(held))) for _ in range(count)]


def _is_gap(goals: tuple[str, ...], ages: tuple[tuple[int, int], ...], places: tuple[str, ...]) -> bool:
    return any(
        goal in goals and SPANS[span] in ages and place in places for goal, span, place in PLANTED.gaps
    )


def wanted_cells() -> list[tuple[str, int, str]]:
    """Return the combinations of goal, span of age and place that the goals are about."""
    return [
        (goal, span, place)
        for goal, (low, high) in GOALS.items()
        for span, (start, end) in enumerate(SPANS)
        for place in PLACES
        if low <= end and high >= start
    ]


def groups() -> list[Group]:
    """Return the fifty collaborations."""
    draw = _Draw(7)
    names = organisations()
    hubs, others = names[:12], names[12:]
    planned = list(_planted(others))
    taken = {member for group in planned for member in group.members}
    rest = [name for name in others if name not in taken]
    left = [cell for cell in wanted_cells() if cell not in PLANTED.gaps and not _served(cell, planned)]
    titles = iter(f"{first} {second}" for second in _TITLES_2 for first in _TITLES_1)
    while len(planned) < COLLABORATIONS:
        goal, span, place = left[0] if left else wanted_cells()[draw.below(len(wanted_cells()))]
        goals: tuple[str, ...] = (goal,)
        ages: tuple[tuple[int, int], ...] = (SPANS[span],)
        places: tuple[str, ...] = (place,)
        if _is_gap(goals, ages, places):
            continue
        for more in (draw.some(list(PLACES), 1)[0], draw.some(list(PLACES), 1)[0]):
            wider = (*places, *((more,) if more not in places else ()))
            places = places if _is_gap(goals, ages, wider) else wider
        wide = tuple(each for each in SPANS if GOALS[goal][0] <= each[1] and GOALS[goal][1] >= each[0])
        ages = ages if _is_gap(goals, wide, places) else wide
        members = [*draw.some(hubs, 1 + draw.below(3)), *_next(rest, others, draw)]
        number = len(planned)
        planned.append(
            Group(
                next(titles),
                goals,
                tuple(members),
                places,
                ages,
                BODIES[number % 3] if number % 7 else None,
                ("monthly", "quarterly", "every two weeks", None)[number % 4],
                (1.5, 2.0, 1.0)[number % 3] if number % 5 else None,
            )
        )
        left = [cell for cell in left if not _served(cell, planned[-1:])]
    if left:
        raise AssertionError(f"{len(left)} cells are served by nobody and are not planted.")
    return planned


_TITLES_1 = ("Bright", "Common", "Open", "Strong", "Kind", "Next", "Whole", "Every")
_TITLES_2 = (
    "Start Network",
    "Path Partnership",
    "Table Coalition",
    "Street Alliance",
    "Horizon Forum",
    "Hands Council",
)


def _next(rest: list[str], others: list[str], draw: _Draw) -> list[str]:
    """Return members of one more table: some that sit nowhere yet, and one or two that do."""
    fresh = [rest.pop(0) for _ in range(min(len(rest), 7 + draw.below(3)))]
    known = [name for name in others if name not in fresh]
    return [*fresh, *draw.some(known, 2 + draw.below(2) + max(0, 6 - len(fresh)))]


def _served(cell: tuple[str, int, str], planned: list[Group]) -> bool:
    goal, span, place = cell
    return any(
        goal in group.goals and SPANS[span] in group.ages and place in group.places for group in planned
    )


def _planted(others: list[str]) -> Iterator[Group]:
    """Yield the collaborations that hide something."""
    ready, reading = "Children are ready for school", "Children read well by ten"
    home, work = "Families have a home to stay in", "Young adults have good work"
    early, child = SPANS[0], SPANS[1]
    teens, adults = SPANS[3], SPANS[4]
    monthly, cabinet, years, board = "monthly", *BODIES
    one, other = PLANTED.doubles
    yield Group(one, (ready,), tuple(others[:12]), PLACES[:2], (early, child), years, monthly, 2.0)
    yield Group(other, (ready,), tuple(others[1:13]), PLACES[:2], (early, child), years, monthly, 1.5)
    large, small = PLANTED.nest
    yield Group(
        large,
        (reading, ready),
        tuple(others[20:42]),
        (PLACES[0], PLACES[2]),
        (child,),
        cabinet,
        "quarterly",
        3.0,
    )
    yield Group(small, (reading,), tuple(others[20:26]), (PLACES[0],), (child,), cabinet, monthly, 1.0)
    first, second = PLANTED.coordinate
    yield Group(first, (home,), tuple(others[50:60]), (PLACES[1],), (adults, early), board, monthly, 2.0)
    yield Group(second, (work,), tuple(others[50:59]), (PLACES[1],), (teens, adults), board, monthly, 2.0)


def spellings(planned: list[Group]) -> dict[tuple[str, str], str]:
    """Return, by collaboration and member, how a name is spelled there; the doubles are hidden by it."""
    other = PLANTED.doubles[1]
    double = next(group for group in planned if group.name == other)
    found = {(other, member): spelled(member, way) for way, member in enumerate(double.members[:6])}
    tables: dict[str, list[str]] = {}
    for group in planned:
        for member in group.members:
            tables.setdefault(member, []).append(group.name)
    several = [member for member, names in tables.items() if len(names) > 1 and other not in names]
    for way, member in enumerate(several[::3]):
        if way < SPELLINGS:
            found[tables[member][-1], member] = spelled(member, way)
    return found


def roster_rows(planned: list[Group]) -> list[list[str]]:
    """Return the rows of the roster: a header, and one row for each collaboration."""
    written = spellings(planned)
    rows = [["Coalition", "Goals", "Strategies", "Members", "Places", "Ages", "Meets", "Hours", "Answers to"]]
    for number, group in enumerate(planned):
        ways = (STRATEGIES[number % 10], STRATEGIES[(3 * number + 1) % 10])
        rows.append(
            [
                group.name,
                "; ".join(group.goals),
                "; ".join(dict.fromkeys(ways)),
                "; ".join(written.get((group.name, member), member) for member in group.members),
                "; ".join(group.places),
                "; ".join(f"{low}-{high}" for low, high in group.ages),
                group.meets or "",
                "" if group.hours is None else str(group.hours),
                group.body or "",
            ]
        )
    return rows


def roster_text(planned: list[Group]) -> str:
    """Return the roster as CSV, the way that a convenor would have it."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(roster_rows(planned))
    return out.getvalue()


def whole() -> ci.Initiative:
    """Return what the community has agreed for the whole; invented like all the rest."""
    data: dict[str, Any] = {
        "id": "whole",
        "name": "Millbrook, from birth to work",
        "note": NOTICE,
        "complete": ["channels", "evidence"],
        "agenda": {
            "problem": "Too many children and young people are lost between one service and the next.",
            "population": {"id": "all", "name": "Children and young people", "age_from": 0, "age_to": 24},
            "place": {"id": "county", "name": "Millbrook County"},
            "outcomes": [
                {
                    "id": f"goal-{number}",
                    "name": goal,
                    "level": "population",
                    "population": {"id": f"ages-{number}", "age_from": low, "age_to": high},
                }
                for number, (goal, (low, high)) in enumerate(GOALS.items())
            ],
        },
        "partners": [
            {"id": "cabinet", "name": BODIES[0], "sector": "public"},
            {"id": "lead", "name": "Millbrook Community Fund", "sector": "philanthropy"},
        ],
        "indicators": [
            {"id": "reading", "name": "Ten-year-olds who read well", "outcome_ids": ["goal-2"], "level": "population"},
            {"id": "places", "name": "Schools with a reading coach", "outcome_ids": ["goal-2"], "level": "system"},
            {"id": "births", "name": "Babies born too small", "outcome_ids": ["goal-0"], "level": "population"},
            {"id": "school", "name": "Young people who finish", "outcome_ids": ["goal-4"], "level": "population"},
        ],
        "convenings": [
            {
                "id": "council",
                "name": "Children's Cabinet",
                "level": "leadership",
                "cadence": {"rule": "FREQ=MONTHLY;INTERVAL=3", "first": "2025-01-15"},
                "meetings": [
                    {"id": "m1", "on": "2025-07-15", "held": True},
                    {"id": "m2", "on": "2025-10-15", "held": True},
                    {"id": "m3", "on": "2026-01-15", "held": False},
                    {"id": "m4", "on": "2026-04-15", "held": True},
                ],
            }
        ],
        "channels": [
            {"id": "letter", "name": "Newsletter", "audience": "across"},
            {"id": "board", "name": "Open board of figures", "audience": "public"},
        ],
        "backbone_roles": [
            {
                "id": "data",
                "partner_id": "lead",
                "functions": ["shared_measurement", "funding"],
                "fte": 1.5,
                "funded_until": "2027-06-30",
            },
            {"id": "chair", "partner_id": "cabinet", "functions": ["vision_and_strategy", "policy"], "fte": 0.5,
             "funded_until": "2028-12-31"},
        ],
        "evidence": [
            {"id": "budget", "kind": "policy_commitment", "on": "2026-02-01", "statement": "A children's budget."}
        ],
    }  # fmt: skip
    return ci.from_data(data, ci.Initiative)


def decided(found: room.Landscape, planned: list[Group]) -> room.Landscape:
    """Return the landscape with the decisions of an invented afternoon: which spellings are one."""
    by_name = {row.name: row.id for row in found.organisations}
    pairs = sorted({(member, " ".join(text.split())) for (_, member), text in spellings(planned).items()})
    decisions = [
        room.IdentityDecision(
            one=by_name[name],
            other=by_name[text],
            same=True,
            because="The convenor knows that it is another spelling.",
            decided_by="convenor",
            on=date(2026, 5, 12),
        )
        for name, text in pairs
        if name in by_name and text in by_name and name != text
    ]
    return attrs.evolve(found, decisions=tuple(decisions))


def landscape() -> room.Landscape:
    """Return the landscape as it is after that afternoon: roster, decisions, bodies, ages of goals, the whole."""
    planned = groups()
    rows = roster_rows(planned)
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    found = room.read_roster(table, id="millbrook", name=f"Millbrook County ({NOTICE.rstrip('.')})").value
    by_title = {row.name: row for row in found.organisations}
    bodies = tuple(
        attrs.evolve(
            body,
            kind="council",
            answers_to_ids=() if body.name == BODIES[0] else (_body(found, BODIES[0]),),
            member_ids=tuple(by_title[name].id for name in organisations()[:12] if name in by_title),
        )
        for body in found.bodies
    )
    outcomes = tuple(
        attrs.evolve(
            row,
            population=ci.Population(
                id=f"for-{row.id}",
                name=f"Ages {GOALS[row.title][0]} to {GOALS[row.title][1]}",
                age_from=GOALS[row.title][0],
                age_to=GOALS[row.title][1],
            ),
        )
        for row in found.outcomes
    )
    full = attrs.evolve(found, note=NOTICE, bodies=bodies, outcomes=outcomes, whole=whole(), source=None)
    return decided(full, planned)


def _body(found: room.Landscape, name: str) -> str:
    return next(body.id for body in found.bodies if body.name == name)


def main() -> None:
    """Write the two files beside this script."""
    (HERE / "roster.csv").write_text(roster_text(groups()), encoding="utf-8")
    ci.write(landscape(), HERE / "landscape.json")


if __name__ == "__main__":
    main()
