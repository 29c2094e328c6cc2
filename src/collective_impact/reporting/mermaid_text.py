"""Text inside Mermaid diagrams: escaped, so that no title can end its label, add a node, or become HTML or markup.

What a diagram shows is not known here.
"""

from __future__ import annotations

import re

from collective_impact.display import plain
from collective_impact.errors import excerpt

__all__ = ["MOST_LINES", "heading", "label", "too_many"]

MOST_LINES = 500
"""How many arrows Mermaid draws unless its `maxEdges` is raised."""

_SPECIAL = re.compile(r"(?<=[^\W_])[-.](?=[^\W_])|[^\W_]|[ ,]")


def heading(title: str | None) -> list[str]:
    """Return the lines that bear the title of a diagram, none where there is no title."""
    if title is None:
        return []
    shown = plain(excerpt(title)).replace("\\", "\\\\").replace('"', '\\"')
    return ["---", f'title: "{shown}"', "---"]


def label(text: str) -> str:
    """Return text for a quoted label: all but letters, digits, blanks and commas as Mermaid's entity codes."""
    found = []
    for position, sign in enumerate(text):
        match = _SPECIAL.match(text, position)
        found.append(sign if match else f"#{ord(sign)};")
    return "".join(found)


def too_many(arrows: int) -> list[str]:
    """Return a comment that says that there are more arrows than Mermaid draws, where that is so."""
    if arrows <= MOST_LINES:
        return []
    return [f"  %% {arrows} arrows: Mermaid draws more than {MOST_LINES} only where maxEdges is raised"]
