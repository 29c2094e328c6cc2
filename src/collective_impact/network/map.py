"""The map of an initiative: one index and one graph, made once, which every answer of this room can rest on.

A map holds no judgement of its own; it says in a summary what the other files of the room answer. networkx is
touched by `ActivityMap.graph` alone.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from collective_impact.network.incidence import Incidence, incidence

if TYPE_CHECKING:
    import networkx as nx

    from collective_impact.model.initiative import Initiative
    from collective_impact.network.incidence import Subject
    from collective_impact.network.modes import Mode
    from collective_impact.network.projection import Weight
    from collective_impact.network.ties import Rule

__all__ = ["ActivityMap", "map_activities"]


class ActivityMap:
    """Which activities of which partners work towards which outcomes, and what they do to each other.

    Every function of this room takes a map in the place of an initiative, and then reads the index that the
    map holds. Printed, and shown in a notebook, a map is a summary.
    """

    def __init__(self, index: Incidence) -> None:
        self._index = index

    @property
    def index(self) -> Incidence:
        """Partners, activities, outcomes and strategies by position."""
        return self._index

    @property
    def initiative(self) -> Initiative:
        """What the map is drawn from."""
        return self._index.initiative

    @property
    def on(self) -> date | None:
        """The day on which partners and activities are in force; None where all are here but the cancelled."""
        return self._index.on

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The map as a networkx graph, made with the first request; see `network.graph.activity_graph`.

        It is frozen, because the map hands the same graph to all who ask: change a `graph.copy()`.
        """
        from collective_impact.network.graph import activity_graph  # noqa: PLC0415 - networkx, when it is asked for

        return activity_graph(self._index)

    def project(
        self, onto: Mode = "partner", via: Mode | None = None, weight: Weight = "count", minimum: float = 0.0
    ) -> nx.Graph[str]:
        """Return one kind of the map, joined where two share members of another; as `network.project`."""
        from collective_impact.network.projection import project  # noqa: PLC0415 - only who projects pays for it

        return project(self, onto, via, weight, minimum)

    def ties(
        self, rule: Rule = "any", *, minimum_intensity: float | None = None, directed: bool = False
    ) -> nx.Graph[str]:
        """Return who is tied to whom, by a rule about the two sides' reports; as `network.ties`."""
        from collective_impact.network.ties import ties  # noqa: PLC0415 - only who asks for ties pays for it

        return ties(self, rule, minimum_intensity=minimum_intensity, directed=directed)

    def __reduce__(self) -> tuple[type[ActivityMap], tuple[Incidence]]:
        return (ActivityMap, (self._index,))

    def __repr__(self) -> str:
        return f"ActivityMap({repr(self._index).removeprefix('Incidence(')}"

    def __str__(self) -> str:
        from collective_impact.network.summary import map_text  # noqa: PLC0415 - only a reader pays for it

        return map_text(self._index)

    def _repr_html_(self) -> str:
        from collective_impact.network.summary import map_html  # noqa: PLC0415 - only a reader pays for it

        return map_html(self._index)


def map_activities(subject: Subject, *, on: date | None = None) -> ActivityMap:
    """Return the map of an initiative: of what is in force `on` a day, or of all that is not cancelled.

    A map that is made already is handed back as it is, unless another day is asked for (Kania & Kramer, 2011:
    each partner does what it is best at, in a way that supports the others).

    Raises:
        InvalidRecordError: this is no initiative and no map or index of one, or `on` is no date.
    """
    index = incidence(subject, on=on)
    return subject if isinstance(subject, ActivityMap) and subject.index is index else ActivityMap(index)
