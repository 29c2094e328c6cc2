"""Diagrams as text: Mermaid for web pages and wikis, DOT for Graphviz.

Every title is escaped, so that none can end its label, add a node, or become HTML or markup in what draws the
text. Nothing is drawn here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from collective_impact.display import plain
from collective_impact.errors import excerpt
from collective_impact.reporting.layers import layers_of, short
from collective_impact.reporting.mermaid_text import heading, label, too_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from collective_impact.landscape.inventory import Landscape
    from collective_impact.landscape.overlap_records import LandscapeOverlap
    from collective_impact.landscape.profile import LandscapeIndex
    from collective_impact.network.incidence import Subject
    from collective_impact.reporting.layers import Item, Layers

__all__ = ["dot", "mermaid"]

LONGEST_LABEL = 60
_RANKS = (("partners", "Partners", "p"), ("activities", "Activities", "a"), ("outcomes", "Outcomes", "o"))
_MERMAID_ARROWS = ("== {} ==>", "-. {} .->")


def mermaid(
    subject: Subject | Landscape | LandscapeIndex | LandscapeOverlap, title: str | None = None
) -> str:
    """Return a map, a landscape or a comparison of collaborations as a Mermaid flowchart from left to right.

    Of a map there is a subgraph for each rank. Solid arrows lead from partners to activities and on to outcomes, dotted
    ones to outcomes through a strategy. Between activities, thick arrows bear the kind of reinforcement, dotted
    ones hinder. A gap, an outcome without an activity, has a dashed frame and says so.

    Of a landscape dotted arrows lead from bodies to whom they oversee, solid ones from collaborations to goals; a
    goal that nobody pursues is a gap. Of a comparison lines join the 60 pairs that come first, with how many they
    share; a thick one joins two of which one is, or lies inside, the other.

    Ids are made of letters and numbers by position. Mermaid itself refuses more than 500 arrows unless its
    `maxEdges` is raised; a comment says where there are more. A `title` stands above the chart, where one is given
    (Mermaid 9.3 or later).
    """
    from collective_impact.reporting.landscape_diagrams import lines_of  # noqa: PLC0415 - only for a landscape

    found = lines_of(subject)
    lines = [*heading(title), "flowchart LR"]
    if found is not None:
        return "\n".join([*lines, *found, ""])
    layers = layers_of(cast("Subject", subject))
    arrows = [
        *(f"p{partner} --> a{activity}" for partner, activity in layers.carries),
        *(
            f"a{source} {'-->' if straight else '-.->'} o{target}"
            for source, target, straight in layers.reaches
        ),
        *(
            f"a{source} {_MERMAID_ARROWS[kind == 'hinders'].format(_words(kind))} a{target}"
            for source, target, kind in layers.reinforces
        ),
    ]
    lines.extend(too_many(len(arrows)))
    for noun, rank, letter in _RANKS:
        lines.append(f'  subgraph {noun}["{rank}"]')
        lines.extend(
            f'    {letter}{position}["{label(words)}"]'
            for position, words in enumerate(_labels(getattr(layers, noun)))
        )
        lines.append("  end")
    lines.extend(f"  {arrow}" for arrow in arrows)
    gaps = [f"o{position}" for position, outcome in enumerate(layers.outcomes) if outcome.is_gap]
    if gaps:
        lines.append("  classDef gap stroke-dasharray: 5 5")
        lines.append(f"  class {','.join(gaps)} gap")
    return "\n".join([*lines, ""])


def dot(subject: Subject) -> str:
    """Return a map as DOT for Graphviz (Gansner & North, 2000): three clusters from left to right.

    The lines are those of `mermaid`: dashed through a strategy, bold for reinforcement, dotted where an activity
    hinders another. A gap has a dashed frame and says so.
    """
    layers = layers_of(subject)
    lines = [
        "digraph map {",
        "  rankdir=LR;",
        f"  label={_dot_text(plain(excerpt(layers.title)))};",
        '  node [shape=box, fontname="sans-serif"];',
        '  edge [fontname="sans-serif", fontsize=9];',
    ]
    for noun, title, letter in _RANKS:
        lines += [f"  subgraph cluster_{noun} {{", f'    label="{title}";']
        items: tuple[Item, ...] = getattr(layers, noun)
        for position, (item, words) in enumerate(zip(items, _labels(items), strict=True)):
            style = ", style=dashed" if item.is_gap else ""
            lines.append(f"    {letter}{position} [label={_dot_text(words)}{style}];")
        lines.append("  }")
    lines.extend(f"  {line};" for line in _dot_lines(layers))
    return "\n".join([*lines, "}", ""])


def _dot_lines(layers: Layers) -> Iterator[str]:
    for partner, activity in layers.carries:
        yield f"p{partner} -> a{activity}"
    for source, target, straight in layers.reaches:
        yield f"a{source} -> o{target}{'' if straight else ' [style=dashed]'}"
    for source, target, kind in layers.reinforces:
        style = "dotted" if kind == "hinders" else "bold"
        yield f'a{source} -> a{target} [label="{_words(kind)}", style={style}, constraint=false]'


def _labels(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        known = item.sector or ("gap" if item.is_gap else None)
        yield short(item, LONGEST_LABEL) + (f" ({known})" if known else "")


def _words(kind: str) -> str:
    return kind.replace("_", " ")


def _dot_text(text: str) -> str:
    """Return text as a quoted string of DOT in which no escape and no entity is left to be read."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") + '"'
