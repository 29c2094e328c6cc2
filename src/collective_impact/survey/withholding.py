"""Which figures of a table of groups and topics must be withheld, so that no small group can be worked out.

Who stands behind each figure comes in, the figures to withhold go out. What a figure says is not known here; two
tables made of the same answers are not compared with each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collective_impact.disclosure import withheld

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Mapping, Sequence

    Cell = tuple[str, str]
    """A group and a topic."""
    Mask = int
    """Persons, one bit each."""

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
    cells: Mapping[Cell, Mask], lines: Sequence[tuple[str, Sequence[str]]], minimum: int
) -> frozenset[Cell]:
    """Return the cells to withhold: those of fewer than `minimum` persons, and those that would reveal them.

    `cells` has the persons who count for each group and topic; a group's topic "" is whoever answered anything
    in it, and the group "" is everybody; without it the groups are no parts of a whole. Cells that nobody was
    asked about are not in it. `lines` says which
    topics another one can be worked out from, and with it each of them from the others.

    Groups that are small are withheld for all topics, with the same group beside them (`disclosure.withheld`).
    Then no line of the table (a topic over all groups, or a topic and its parts within a group) has one hidden
    cell alone, and what is left when the shown parts are taken from a shown whole is `minimum` persons or more.

    Source: primary and secondary suppression, Hundepool et al. (2012), Statistical Disclosure Control.
    """
    table = _Table(cells, minimum)
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
        for group in (EVERYBODY, *groups):
            for whole, parts in lines:
                held = tuple((group, part) for part in parts if (group, part) in cells)
                table.close(Line((group, whole), held))
    return frozenset(table.hidden)


class _Table:
    """The cells, and those that are hidden so far."""

    def __init__(self, cells: Mapping[Cell, Mask], minimum: int) -> None:
        self.cells = cells
        self.minimum = minimum
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

    def close(self, line: Line) -> None:
        """Withhold further cells of a line, small ones first and its whole last, until it is closed."""
        if not line.parts:
            return
        order = sorted(line.parts, key=lambda cell: (self.cells[cell].bit_count(), cell))
        for cell in (*order, line.whole):
            if self._is_closed(line):
                return
            self.hidden.add(cell)

    def _is_closed(self, line: Line) -> bool:
        """Return whether nothing hidden in a line can be worked out from what is shown in it."""
        parts = [cell for cell in line.parts if cell in self.hidden]
        if line.whole in self.hidden:
            return bool(parts)
        union = 0
        for cell in parts:
            union |= self.cells[cell]
        return not parts or (len(parts) > 1 and union.bit_count() >= self.minimum)


def organisations_shown(sizes: Counter[int], minimum: int) -> bool:
    """Return whether a mean over organisations may stand beside the mean over persons.

    `sizes` has, for each number of persons an organisation has (0 for none), how many persons are in such
    organisations. From the two means whoever knows the sizes can take out all organisations of one size; what
    is left must be `minimum` persons or more. Where all have one size, the two means are the same.
    """
    return len(sizes) == 1 or sizes.total() - max(sizes.values(), default=0) >= minimum
