"""What the answers of this room wait for: nothing heavy."""

from __future__ import annotations

import subprocess
import sys


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_comparing_waits_for_nothing_heavy() -> None:
    code = (
        "import sys\nfrom collective_impact import landscape\n"
        "held = landscape.Landscape(id='L')\n"
        "landscape.compare(held), landscape.coverage(held), landscape.bridging_partners(held)\n"
        "landscape.oversight(held), landscape.doubts(held), landscape.likely_matches(held, minimum=1)\n"
        "landscape.compare({'a': {'x', 'y'}, 'b': {'x'}})\n"
        "heavy = ('networkx', 'numpy', 'scipy', 'cattrs', 'pint', 'dateutil', 'logging', 'statistics', 'rapidfuzz')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    assert run(code) == "[]"
