"""Cycles among numbered things: which hold together in a circle, and the shortest way from one to another.

Numbers and lists in, numbers and lists out; what an arrow means is the caller's business. Every walk here is
bounded: cycles are never listed one by one, of which there may be more than anybody can count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    Arrows = Sequence[Sequence[int]]

__all__ = ["knots", "shortest_way"]


def knots(arrows: Arrows) -> list[list[int]]:
    """Return the groups of two or more in which each can be reached from each (Sharir, 1981), sorted.

    `arrows[i]` are the places to which an arrow goes from i. The cost is linear in the arrows.
    """
    backward: list[list[int]] = [[] for _ in arrows]
    for here, ahead in enumerate(arrows):
        for there in ahead:
            backward[there].append(here)
    is_taken = [False] * len(arrows)
    found: list[list[int]] = []
    for start in reversed(_by_finish(arrows)):
        if is_taken[start]:
            continue
        is_taken[start] = True
        group = [start]
        for here in group:
            for there in backward[here]:
                if not is_taken[there]:
                    is_taken[there] = True
                    group.append(there)
        if len(group) > 1:
            found.append(sorted(group))
    return sorted(found)


def _by_finish(arrows: Arrows) -> list[int]:
    """Return all places, each after those that can be reached from it unless they can reach it too."""
    is_seen = [False] * len(arrows)
    order: list[int] = []
    for start in range(len(arrows)):
        if is_seen[start]:
            continue
        is_seen[start] = True
        way = [(start, iter(arrows[start]))]
        while way:
            here, ahead = way[-1]
            there = next((place for place in ahead if not is_seen[place]), None)
            if there is None:
                order.append(here)
                way.pop()
            else:
                is_seen[there] = True
                way.append((there, iter(arrows[there])))
    return order


def shortest_way(arrows: Arrows, start: int, goal: int, within: Collection[int]) -> tuple[list[int], int]:
    """Return a shortest way from a place to a goal, and how many arrows were looked at.

    The way begins with the start and ends before the goal, so that from a place to itself it is a cycle; it is
    empty where there is none. Only places in `within` are passed. Of equally short ways the one that is found
    first by the order of the arrows is returned.
    """
    came_from = {start: start}
    waiting = [start]
    looked = 0
    for here in waiting:
        for there in arrows[here]:
            looked += 1
            if there == goal:
                way = [here]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1], looked
            if there in within and there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return [], looked
