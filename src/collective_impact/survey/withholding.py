"""Which figures of a table of groups and topics must be withheld, so that no small group can be worked out.

Who stands behind each figure comes in, and how each person's own mean is made of its parts; the figures to withhold
go out. What a figure says is not known here; two tables made of the same answers are not compared with each other.
"""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.disclosure import withheld
from collective_impact.survey.remainders import few_are_told, least_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from collective_impact.survey.remainders import Answers, Blend

    Cell = tuple[str, str]
    """A group and a topic."""
    Mask = int
    """Persons, one bit each."""
    Blends = Mapping[tuple[str, int], Counter[Blend]]
    """For each group and the place of a line: how many persons have their whole made of its parts in which way."""
    Families = Mapping[tuple[str, tuple[str, ...]], Mapping[Answers, int]]
    """For each group and topics that share answers: how many persons have answers that stand in them in which way."""

__all__ = ["ANYBODY", "EVERYBODY", "Line", "organisations_shown", "withheld_cells"]

EVERYBODY = ""
"""The group of all persons; in the table it is the total of the others."""
ANYBODY = ""
"""The topic of whoever answered anything: it stands for a group as a whole."""


class Line(NamedTuple):
    """A figure and the parts that it can be worked out from; each can be worked out from the others."""

    whole: Cell
    parts: tuple[Cell, ...]


def withheld_cells(
    cells: Mapping[Cell, Mask],
    lines: Sequence[tuple[str, Sequence[str]]],
    minimum: int,
    blends: Blends = MappingProxyType({}),
    families: Families = MappingProxyType({}),
) -> frozenset[Cell]:
    """Return the cells to withhold: those of fewer than `minimum` persons, and those that would reveal them.

    `cells` has the persons who count for each group and topic; a group's topic "" is whoever answered anything
    in it, and the group "" is everybody; without it the groups are no parts of a whole. Cells that nobody was
    asked about are not in it. `lines` says which
    topics another one can be worked out from, and with it each of them from the others.

    Groups that are small are withheld for all topics, with the same group beside them (`disclosure.withheld`).
    Then no line of the table (a topic over all groups, or a topic and its parts within a group) has one hidden
    cell alone, and what is left when the shown parts are taken from a shown whole is `minimum` persons or more:
    the persons of the hidden parts, and by `blends` those who left a part out, for each group and for all groups
    together of which something is hidden in that line. Of `families`, topics within topics, no sum of all that a
    group shows of them is of fewer persons.

    Source: primary and secondary suppression, Hundepool et al. (2012), Statistical Disclosure Control.
    """
    table = _Table(cells, minimum, lines)
    groups = sorted({group for group, _ in cells} - {EVERYBODY})
    topics = sorted({topic for _, topic in cells} - {ANYBODY})
    table.close_groups([group for group in groups if (group, ANYBODY) in cells], ANYBODY)
    for group, topic in cells:
        if (group, ANYBODY) in table.hidden:
            table.hidden.add((group, topic))
    before = -1
    while before != len(table.hidden):
        before = len(table.hidden)
        for topic in topics:
            table.close_groups(groups, topic)
        for place, (whole, parts) in enumerate(lines):
            rows = [
                Line((group, whole), tuple((group, part) for part in parts)) for group in (EVERYBODY, *groups)
            ]
            made = [blends.get((line.whole[0], place), Counter()) for line in rows]
            for line, ways in zip(rows, made, strict=True):
                table.close(line, ways)
                table.keep_together(line, ways)
            table.keep_groups_together(rows, made)
        for (group, family), kinds in families.items():
            table.keep_family_together([(group, topic) for topic in family], kinds)
    return frozenset(table.hidden)


class _Table:
    """The cells, and those that are hidden so far."""

    def __init__(
        self, cells: Mapping[Cell, Mask], minimum: int, lines: Sequence[tuple[str, Sequence[str]]]
    ) -> None:
        """Take the cells, and the lines for what stands in how many of them."""
        self.cells = cells
        self.minimum = minimum
        self.wholes = {whole for whole, _ in lines}
        self.uses = Counter(topic for whole, parts in lines for topic in (whole, *parts))
        self.hidden = {cell for cell, mask in cells.items() if mask.bit_count() < minimum}

    def close_groups(self, groups: Iterable[str], topic: str) -> None:
        """Close the line of one topic over all groups; where it is not closed, as `disclosure` says first."""
        line = Line(
            (EVERYBODY, topic), tuple((group, topic) for group in groups if (group, topic) in self.cells)
        )
        if line.whole not in self.cells:
            return
        if line.parts and not self._is_closed(line):
            counts = {group: self.cells[group, topic].bit_count() for group, _ in line.parts}
            found = withheld(counts, minimum=self.minimum)
            self.hidden.update((group, topic) for group in found.groups)
            if found.total:
                self.hidden.add(line.whole)
        self.close(line)

    def keep_together(self, line: Line, ways: Counter[Blend]) -> None:
        """Withhold parts of a line until nobody, or enough persons, are left when they are taken from it."""
        while self._is_shown(line.whole):
            if not 0 < least_left(ways, self._places(line), self.minimum) < self.minimum:
                return
            self._withhold_one(line.parts)

    def keep_family_together(self, family: Sequence[Cell], kinds: Mapping[Answers, int]) -> None:
        """Withhold figures of a group until no sum of them is of a few persons."""
        while True:
            shown = [place for place, cell in enumerate(family) if self._is_shown(cell)]
            if not few_are_told(kinds, shown, self.minimum - 1):
                return
            self._withhold_one(family)

    def keep_groups_together(self, lines: Sequence[Line], made: Sequence[Counter[Blend]]) -> None:
        """Withhold parts of everybody's line, the first one, until the same holds for the groups that hide some.

        What such groups say together follows from everybody's figures and those of the other groups. Whoever
        looks may also take the whole of each such group that shows it as often as he likes. That each group could
        have its parts taken in another way is not ruled out here, so rather too much is withheld.
        """
        everybody = lines[0]
        some = [
            (line, ways)
            for line, ways in zip(lines[1:], made[1:], strict=True)
            if not self.hidden.isdisjoint((line.whole, *line.parts))
        ]
        together: Counter[Blend] = Counter()
        for _, ways in some:
            together.update(ways)
        if everybody.whole not in self.hidden and not least_left(together, (), 1):
            return
        while any(self._is_shown(cell) for cell in everybody.parts):
            if self._left_of(everybody, some) >= self.minimum:
                return
            self._withhold_one(everybody.parts)

    def _left_of(self, everybody: Line, some: Sequence[tuple[Line, Counter[Blend]]]) -> int:
        """Return how few persons can be left of groups when everybody's parts are taken from their wholes."""
        hidden = set(self._places(everybody))
        others: Counter[Blend] = Counter()
        elsewhere = set(hidden)
        for line, ways in some:
            if line.whole in self.hidden:
                others.update(ways)
            else:
                elsewhere.update(self._places(line))
        left = self.minimum
        together = 0
        if everybody.whole not in self.hidden:
            together = least_left(others, (), left)
            left = least_left(others, elsewhere, left) or left
        for place, cell in enumerate(everybody.parts):
            least = silent = 0
            users = [(line, ways) for line, ways in some if line.parts[place] in self.hidden]
            for line, ways in users:
                counts = sum(count for blend, count in ways.items() if blend[place] is not None)
                if line.whole in self.hidden:
                    silent += counts
                else:
                    common = hidden.intersection(self._places(line))
                    least += min(counts, least_left(ways, common, self.minimum))
            if users and self._is_shown(cell):
                is_known = everybody.whole not in self.hidden
                left = min(left, least + (min(silent, together) if is_known else silent))
        return left

    def _is_shown(self, cell: Cell) -> bool:
        return cell in self.cells and cell not in self.hidden

    def _places(self, line: Line) -> list[int]:
        """Return which parts of a line are hidden, by their places."""
        return [place for place, cell in enumerate(line.parts) if cell in self.hidden]

    def _withhold_one(self, cells: Sequence[Cell]) -> None:
        """Withhold one that is shown: an item first, of these one in the fewest lines, of such the smallest."""

        def rank(cell: Cell) -> tuple[bool, int, int, Cell]:
            topic = cell[1]
            return topic in self.wholes, self.uses[topic], self.cells[cell].bit_count(), cell

        self.hidden.add(min((cell for cell in cells if self._is_shown(cell)), key=rank))

    def close(self, line: Line, ways: Mapping[Blend, int] = MappingProxyType({})) -> None:
        """Withhold further cells of a line, small ones first and its whole last, until it is closed."""
        line = Line(line.whole, tuple(cell for cell in line.parts if cell in self.cells))
        if not line.parts:
            return
        order = sorted(line.parts, key=lambda cell: (self.cells[cell].bit_count(), cell))
        for cell in (*order, line.whole):
            if self._is_closed(line, ways):
                return
            self.hidden.add(cell)

    def _is_closed(self, line: Line, ways: Mapping[Blend, int] = MappingProxyType({})) -> bool:
        """Return whether nothing hidden in a line can be worked out from what is shown in it.

        One part that is hidden alone cannot where somebody left out another part: both stay in the difference.
        """
        parts = [cell for cell in line.parts if cell in self.hidden]
        if line.whole in self.hidden:
            return bool(parts)
        union = 0
        for cell in parts:
            union |= self.cells[cell]
        return not parts or (
            union.bit_count() >= self.minimum and (len(parts) > 1 or least_left(ways, (), 1) > 0)
        )


def organisations_shown(sizes: Counter[int], minimum: int) -> bool:
    """Return whether a mean over organisations may stand beside the mean over persons.

    `sizes` has, for each number of persons an organisation has (0 for none), how many persons are in such
    organisations. From the two means whoever knows the sizes can take out all organisations of one size; what
    is left must be `minimum` persons or more. Where all have one size, the two means are the same.
    """
    return len(sizes) == 1 or sizes.total() - max(sizes.values(), default=0) >= minimum
