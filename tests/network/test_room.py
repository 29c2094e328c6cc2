"""What the answers of this room wait for: nothing heavy."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("networkx", "numpy", "scipy", "cattrs", "pint", "dateutil", "json", "logging", "statistics")


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_room_opens_without_anything_heavy() -> None:
    code = (
        "import sys\nfrom collective_impact import network\n"
        "for name in network.__all__: getattr(network, name)\n"
        "from collective_impact.model.initiative import Initiative\n"
        "empty = Initiative(id='I')\n"
        "drawn = network.map_activities(empty)\n"
        "for name in (\n"
        "    'backbone_load complementarity costliest coverage duplicate_activities duplication influence loops'\n"
        "    ' reinforced_activities resilience schedule smallest_cover'\n"
        ").split(): getattr(network, name)(drawn)\n"
        "list(network.relations(drawn)), str(drawn), drawn._repr_html_()\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert run(code) == "[]"
