"""The grid of submissions: partners by periods for one indicator, and how it shows itself.

How its cells are filled is the business of `submissions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import attrs

from collective_impact.display import wrapped
from collective_impact.fields import about
from collective_impact.measurement.tables import Page, Table, as_html, as_text
from collective_impact.period import Period
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collective_impact.display import Html

__all__ = ["Cell", "GridRow", "SubmissionGrid", "grids_text"]

Cell = Literal["filled", "late", "missing", "other definition", "not due", "not expected", "not known"]

SYMBOLS: Mapping[str, str] = {
    "filled": "x",
    "late": "late",
    "missing": "-",
    "other definition": "other",
    "not due": ".",
    "not expected": "",
    "not known": "?",
}
LEGEND = (
    "x filled, - missing, late: due and not in yet, other: by another definition, . not due yet, ? not known, "
    "blank: not expected."
)
PAGE_WIDTH = 76


@attrs.frozen(kw_only=True, repr=False, eq=False)
class GridRow(Record):
    """What one partner sent."""

    writes_defaults: ClassVar[bool] = True

    partner_id: str = attrs.field(metadata=about("The partner."))
    title: str = attrs.field(metadata=about("What people call it."))
    expected: bool | None = attrs.field(
        default=None, metadata=about("Whether it is expected to report; None where nobody is recorded to be.")
    )
    cells: tuple[Cell, ...] = attrs.field(default=(), metadata=about("A word for each period of the grid."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class SubmissionGrid(Record):
    """Partners by periods: who sent figures of one indicator, and who did not."""

    writes_defaults: ClassVar[bool] = True

    indicator_id: str = attrs.field(metadata=about("The indicator."))
    title: str = attrs.field(metadata=about("What people call it."))
    periods: tuple[Period, ...] = attrs.field(default=(), metadata=about("The periods, earliest first."))
    rows: tuple[GridRow, ...] = attrs.field(default=(), metadata=about("A row for each partner, by id."))
    reason: str | None = attrs.field(default=None, metadata=about("What could not be told, and why."))

    def count(self, cell: Cell) -> int:
        """Return how many cells hold this word."""
        return sum(row.cells.count(cell) for row in self.rows)

    @property
    def page(self) -> Page:
        """What the grid shows of itself, before what its signs mean."""
        widest = max((len(period.label) for period in self.periods), default=1)
        shown = self.periods[-max(PAGE_WIDTH // (widest + 2), 1) :]
        start = len(self.periods) - len(shown)
        rows = [(row.title, *(SYMBOLS[cell] for cell in row.cells[start:])) for row in self.rows]
        headers = ("Partner", *(period.label for period in shown))
        told = "1 earlier period is" if start == 1 else f"{start} earlier periods are"
        hidden = f"{told} not shown." if start else None
        return Page(self.title, [Table(headers, rows, ())], [self.reason, hidden])

    def __str__(self) -> str:
        return grids_text([self])

    def _repr_html_(self) -> Html:
        return as_html(self.page._replace(sentences=[*self.page.sentences, LEGEND]))


def grids_text(grids: Iterable[SubmissionGrid]) -> str:
    """Return grids below each other as plain text, and what their signs mean once."""
    return "\n\n".join([*(as_text(grid.page) for grid in grids), wrapped(LEGEND)])
