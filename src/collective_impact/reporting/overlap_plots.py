"""Pictures of what collaborations share on matplotlib (extra `report`): each two of them, and those of one roster set.

A comparison of `landscape` comes in. Whatever is told by a shade is told by a number, a word or a frame as well, so
that the pictures can be read in grey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collective_impact.display import counted
from collective_impact.reporting.canvas import (
    add_title,
    axes,
    say_instead,
    write,
)
from collective_impact.reporting.clusters import clustered
from collective_impact.reporting.landscape_drawing import (
    EDGE,
    add_keys,
    add_words,
    box,
    fits,
    key,
    name_of,
    name_rows,
    names_in_words,
    room_on,
    sided,
    width_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.axes import Axes

    from collective_impact.landscape.overlap_records import Aspect, LandscapeOverlap, SharedSet
    from collective_impact.reporting.landscape_drawing import Room

    Cells = Mapping[tuple[str, str], "SharedSet | None"]

__all__ = ["plot_overlap", "plot_shared_sets"]

MOST_COLLABORATIONS = 80
FEW = 12
"""Up to how many collaborations cells have room for words."""

MOST_SETS = 24
"""How many combinations are drawn side by side."""

SMALL_CELL, LARGE_CELL, ROW, COLUMN = 0.26, 0.74, 0.26, 0.36
LABELS = 3.3
"""Widths and heights in inches; names stand beside the rows."""

NARROWEST = 7.5
TALLEST, ABOVE = 6.0, 8.5
"""The height of the largest bar, and of all above the dots, in rows."""

MOST_ROWS = 60
FEWEST_COLUMNS = 6
WORDS = 5.6
"""How wide a cell with words is beside the height of its letters."""

NOTHING_SHARED = "No two collaborations share a member, as far as rosters are recorded."

NAMED = 3
_ASPECTS: dict[Aspect, str] = {
    "members": "members",
    "outcomes": "goals",
    "strategies": "strategies",
    "populations": "populations",
    "places": "places",
    "meeting_days": "meeting days",
}
_LISTING = ("members", "outcomes", "strategies")
_SHADES = (
    (0.6, "#08468b", "white", "Jaccard 0.6 or more"),
    (0.3, "#4f93c6", "black", "0.3 to 0.6"),
    (0.1, "#a6cde3", "black", "0.1 to 0.3"),
    (0.0, "#e6f0f8", "black", "below 0.1"),
)
"""From which Jaccard on, with the face and the ink of a cell and its words in the legend."""

_FRAMES: dict[str, dict[str, Any]] = {
    "identical": {"linewidth": 2.0, "linestyle": "-"},
    "nested": {"linewidth": 1.5, "linestyle": (0, (2.0, 1.2))},
}
_FRAME_WORDS = {"identical": "identical", "nested": "nested: one lies inside the other"}
_SILENT: dict[str, Any] = {"facecolor": "#f7f7f7", "edgecolor": "#b0b0b0", "hatch": "////", "linewidth": 0.0}


def plot_overlap(comparison: LandscapeOverlap, ax: Axes | None = None) -> Axes:
    """Draw how many members each two collaborations share, ordered by cluster, and return the Axes.

    The number in a cell is of those that both have; the darker, the larger the Jaccard. A solid frame is two that
    are identical, a dashed one two of which one lies inside the other. The diagonal has how many each has. Where
    the comparison was ranked by another aspect, that is drawn. The order is that of average linkage over the
    Jaccard (Sokal & Michener, 1958). At most 80 collaborations are drawn, those of the pairs that come first;
    what is left out is said. Give Axes of your own their size first: words shrink to it.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    aspect = comparison.ranked_by
    title = f"Who shares {_ASPECTS[aspect]} with whom"
    ids = _kept(comparison, fits(ax, len(comparison.collaboration_ids), MOST_COLLABORATIONS))
    if len(ids) < 2:  # noqa: PLR2004 - a pair has two
        ax = axes(ax, (8.0, 2.0))
        add_title(ax, title)
        say_instead(ax, comparison.reason or "There is room for one collaboration only.")
        return ax
    sizes = _sizes(comparison, aspect)
    kept = set(ids)
    cells: Cells = {
        (pair.one_id, pair.other_id): pair.of(aspect)
        for pair in comparison.pairs
        if pair.one_id in kept and pair.other_id in kept
    }
    cell = LARGE_CELL if len(ids) <= FEW else SMALL_CELL
    room, width = room_on(ax, len(ids), len(ids)), width_of(ax, cell * len(ids))
    is_small = width * 72 / len(ids) < WORDS * room.font
    natural = max(LABELS + cell * len(ids) + 0.4, NARROWEST)
    wide = width_of(ax, natural - LABELS)
    ax = axes(ax, (natural, cell * len(ids) + 2.2))
    add_title(ax, title, above=16.0)
    ordered = _ordered(ids, cells)
    silent = kept.intersection(comparison.without_members) if aspect == "members" else set[str]()
    matrix = _Matrix(ax, room, ordered, is_small=is_small)
    matrix.draw(cells, sizes, silent)
    names = [
        f"{sided(name_of(comparison.titles, id_, room.letters - 4))}  {at}"
        for at, id_ in enumerate(ordered, 1)
    ]
    name_rows(ax, names, room.font)
    ax.set_xticks(range(len(ids)), [str(at) for at in range(1, len(ids) + 1)], size=min(room.font, 7.0))
    ax.xaxis.tick_top()
    add_words(ax, _overlap_words(comparison, ids, cells), wide)
    add_keys(ax, matrix.handles(), wide, room.font)
    return ax


def _kept(comparison: LandscapeOverlap, most: int) -> list[str]:
    """Return the ids that are drawn, sorted: all, or those of the pairs that come first."""
    held = comparison.collaboration_ids
    if len(held) <= most:
        return list(held)
    found: dict[str, None] = {}
    for pair in comparison.pairs:
        found.update(dict.fromkeys((pair.one_id, pair.other_id)))
    found.update(dict.fromkeys(held))
    return sorted(list(found)[:most])


def _ordered(ids: Sequence[str], cells: Cells) -> list[str]:
    at = {id_: position for position, id_ in enumerate(ids)}
    alike = {
        (at[one], at[other]): held.jaccard or 0.0 for (one, other), held in cells.items() if held is not None
    }
    return [ids[position] for position in clustered(len(ids), alike)]


def _overlap_words(comparison: LandscapeOverlap, ids: Sequence[str], cells: Cells) -> Iterator[str]:
    titles = comparison.titles
    for relation, joint in (("identical", "and"), ("nested", "inside")):
        found = []
        for pair, held in cells.items():
            if held is not None and held.relation == relation:
                is_turned = held.one_count > held.other_count
                words = [f'"{name_of(titles, id_)}"' for id_ in (pair[::-1] if is_turned else pair)]
                found.append(f" {joint} ".join(words))
        if found:
            more = f"; and {len(found) - NAMED:,} more" if len(found) > NAMED else ""
            yield f"{relation.capitalize()}: {'; '.join(found[:NAMED])}{more}."
    total = len(comparison.collaboration_ids)
    if len(ids) < total:
        yield f"Drawn: {len(ids)} of {total:,} collaborations, those of the pairs that come first."
    if comparison.without_members and comparison.ranked_by == "members":
        yield f"The roster is not recorded of {names_in_words(titles, comparison.without_members)}."
    paired = {id_ for pair in comparison.pairs for id_ in (pair.one_id, pair.other_id)}
    alone = [id_ for id_ in ids if id_ not in paired and id_ not in comparison.without_members]
    if alone:
        yield f"No member, goal or strategy is shared with another by {names_in_words(titles, alone)}."
    if comparison.ranked_by not in _LISTING:
        yield "Two that share no member, goal or strategy are left blank."
    yield "An overlap is a reason to talk, not a finding."


class _Matrix:
    """The cells of a matrix while they are drawn."""

    def __init__(self, ax: Axes, room: Room, ids: Sequence[str], *, is_small: bool) -> None:
        self.ax = ax
        self.at = {id_: place for place, id_ in enumerate(ids)}
        self.is_small = is_small
        self.font = min(room.font, 6.5) if is_small else room.font
        self.seen: set[str] = set()

    def draw(self, cells: Cells, sizes: Mapping[str, int], silent: set[str]) -> None:
        """Draw all cells; `silent` are those whose rows are not recorded."""
        count = len(self.at)
        self.ax.set_xlim(-0.5, count - 0.5)
        self.ax.set_ylim(count - 0.5, -0.5)
        unknown = {(one, other) for one in self.at for other in self.at if silent & {one, other}}
        for (one, other), held in cells.items():
            if held is None:
                unknown.update({(one, other), (other, one)})
            elif held.shared:
                self._both(self.at[one], self.at[other], held)
        for one, other in sorted(unknown):
            self.seen.add("unknown")
            self.ax.add_patch(box(self.at[one], self.at[other], **_SILENT))
        for id_, place in self.at.items():
            if id_ not in silent:
                self.ax.add_patch(box(place, place, facecolor="#dedede", linewidth=0.0))
                self._write(place, place, str(sizes.get(id_, "")), "#444444")
        ticks = [place - 0.5 for place in range(count + 1)]
        self.ax.set_xticks(ticks, minor=True)
        self.ax.set_yticks(ticks, minor=True)
        self.ax.grid(which="minor", color=EDGE, linewidth=0.5, zorder=1.1)
        self.ax.tick_params(which="minor", length=0)

    def _both(self, one: int, other: int, held: SharedSet) -> None:
        jaccard = held.jaccard or 0.0
        _, face, ink, words = next(shade for shade in _SHADES if jaccard >= shade[0])
        relation = held.relation if held.relation in _FRAMES else None
        self.seen.update({words, relation or words})
        text = str(held.shared)
        if relation and not self.is_small:
            text = f"{text}\n{relation}"
        for x, y in ((one, other), (other, one)):
            self.ax.add_patch(box(x, y, facecolor=face, linewidth=0.0))
            if relation:
                self.ax.add_patch(
                    box(x, y, 0.9, 0.9, facecolor="none", edgecolor=ink, zorder=2.5, **_FRAMES[relation])
                )
            self._write(x, y, text, ink)

    def _write(self, x: float, y: float, text: str, ink: str) -> None:
        write(self.ax, x, y, text, "center", size=self.font, color=ink, zorder=3)

    def handles(self) -> list[Any]:
        """Return what the legend explains: what occurs."""
        shades = [
            key(words, facecolor=face, edgecolor=EDGE) for _, face, _, words in _SHADES if words in self.seen
        ]
        frames = [
            key(_FRAME_WORDS[name], facecolor="none", edgecolor="black", **style)
            for name, style in _FRAMES.items()
            if name in self.seen
        ]
        unknown = [key("not recorded", **_SILENT)] if "unknown" in self.seen else []
        return [*shades, *frames, *unknown, key("how many each has", facecolor="#dedede", linewidth=0.0)]


def plot_shared_sets(comparison: LandscapeOverlap, ax: Axes | None = None) -> Axes:
    """Draw which collaborations share how many members, each member counted once, and return the Axes.

    The form is UpSet (Lex et al., 2014): a bar is of the members that sit at exactly those tables whose dots are
    joined below it, and nowhere else; the number stands on the bar. Largest first. Where there are more than 24
    such combinations, those of one member are left out, and that is said. Give Axes of your own their size first.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    sets = _sets(comparison)
    title = "Which members sit at the same tables"
    drawn, left_out = _largest(sets, fits(ax, MOST_ROWS + int(ABOVE), MOST_ROWS + int(ABOVE)) - ABOVE)
    if not drawn:
        ax = axes(ax, (8.0, 2.0))
        add_title(ax, title)
        say_instead(ax, comparison.reason or NOTHING_SHARED)
        return ax
    rows = list(dict.fromkeys(id_ for ids, _ in drawn for id_ in ids))
    room = room_on(ax, len(rows) + ABOVE, len(drawn))
    natural = max(LABELS + COLUMN * max(len(drawn), FEWEST_COLUMNS) + 0.6, NARROWEST)
    wide = width_of(ax, natural - LABELS)
    ax = axes(ax, (natural, ROW * (len(rows) + ABOVE) + 1.6))
    add_title(ax, title)
    _draw_sets(ax, drawn, rows, room.font)
    sizes = _sizes(comparison, "members")
    names = [f"{sided(name_of(comparison.titles, id_, room.letters - 5))} ({sizes[id_]})" for id_ in rows]
    name_rows(ax, names, room.font)
    ax.set_xticks([])
    add_words(ax, _set_words(comparison, sets, left_out), wide)
    return ax


def _sets(comparison: LandscapeOverlap) -> dict[tuple[str, ...], int]:
    """Return how many members sit at exactly which tables, of those at two tables or more; largest first."""
    tables: dict[str, set[str]] = {}
    for pair in comparison.pairs:
        for member in pair.shared_member_ids:
            tables.setdefault(member, set()).update((pair.one_id, pair.other_id))
    counts: dict[tuple[str, ...], int] = {}
    for held in tables.values():
        ids = tuple(sorted(held))
        counts[ids] = counts.get(ids, 0) + 1
    return dict(sorted(counts.items(), key=lambda row: (-row[1], len(row[0]), row[0])))


def _largest(
    sets: Mapping[tuple[str, ...], int], most_rows: float
) -> tuple[list[tuple[tuple[str, ...], int]], list[int]]:
    """Return the combinations that are drawn, one at least, and of the others how many members each holds."""
    rows = list(sets.items())
    wanted = [row for row in rows if row[1] > 1] if len(rows) > MOST_SETS else []
    drawn: list[tuple[tuple[str, ...], int]] = []
    tables: set[str] = set()
    for ids, count in (wanted or rows)[:MOST_SETS]:
        tables.update(ids)
        if drawn and len(tables) > most_rows:
            break
        drawn.append((ids, count))
    return drawn, [count for _, count in rows[len(drawn) :]]


def _sizes(comparison: LandscapeOverlap, aspect: Aspect) -> dict[str, int]:
    """Return how many each collaboration has, of those that stand in a pair."""
    sizes: dict[str, int] = {}
    for pair in comparison.pairs:
        held = pair.of(aspect)
        if held is not None:
            sizes.update({pair.one_id: held.one_count, pair.other_id: held.other_count})
    return sizes


def _draw_sets(
    ax: Axes, drawn: Sequence[tuple[tuple[str, ...], int]], rows: Sequence[str], font: float
) -> None:
    """Draw bars upwards from above the first row, and dots below them; rows count downwards from 0."""
    at = {id_: row for row, id_ in enumerate(rows)}
    largest = drawn[0][1]
    width = max(len(drawn), FEWEST_COLUMNS)
    ax.set_xlim(-0.6, width - 0.4)
    ax.set_ylim(len(rows) - 0.4, 0.6 - ABOVE)
    for row in range(0, len(rows), 2):
        ax.axhspan(row - 0.5, row + 0.5, facecolor="#f2f2f2", linewidth=0.0, zorder=0.5)
    for x, (ids, count) in enumerate(drawn):
        height = TALLEST * count / largest
        ax.add_patch(box(x, -0.8 - height / 2, 0.62, height, facecolor="#2b5f94", linewidth=0.0))
        write(ax, x, -1.25 - height, str(count), "center", size=font)
        places = sorted(at[id_] for id_ in ids)
        ax.plot([x, x], [places[0], places[-1]], color="#222222", linewidth=0.25 * font, zorder=2)
        ax.plot([x] * len(rows), range(len(rows)), "o", color="#d4d4d4", markersize=0.45 * font, zorder=1.5)
        ax.plot([x] * len(places), places, "o", color="#222222", markersize=0.8 * font, zorder=3)


def _set_words(
    comparison: LandscapeOverlap, sets: Mapping[tuple[str, ...], int], left_out: Sequence[int]
) -> Iterator[str]:
    yield (
        "A number is of members that sit at exactly the tables whose dots are joined, and nowhere else; in brackets "
        "stands how many each table has."
    )
    if left_out:
        share = "of one member each" if max(left_out) == 1 else f"of {max(left_out):,} members at most"
        yield f"Not drawn: {counted(len(left_out), 'combination')} {share}, {len(sets):,} in all."
    if comparison.without_members:
        yield f"The roster is not recorded of {names_in_words(comparison.titles, comparison.without_members)}."
