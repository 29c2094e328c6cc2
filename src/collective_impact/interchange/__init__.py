"""Foreign formats, one file for each: what other tools export comes in here and leaves as our own records.

A reader gives back a `Reading`: the value, and a problem for all that was left out, changed or doubtful. Nothing
here opens a network connection, and nothing else in the library knows a foreign format. A format is loaded when
its name is first touched: `interchange.kumu`.
"""

from __future__ import annotations

import sys

from collective_impact.room import Room

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collective_impact.interchange import edge_lists, graphml, iati, kumu, survey_exports, tidy

__all__ = ["edge_lists", "graphml", "iati", "kumu", "survey_exports", "tidy"]

_FILES = dict.fromkeys(__all__)

sys.modules[__name__].__class__ = Room
