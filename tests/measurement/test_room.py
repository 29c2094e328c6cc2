"""What the answers of this room wait for: nothing heavy."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "networkx",
    "numpy",
    "scipy",
    "cattrs",
    "pint",
    "dateutil",
    "json",
    "logging",
    "statistics",
    "decimal",
)


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_progress_trends_gaps_and_sums_need_nothing_heavy() -> None:
    code = (
        "import sys\nfrom collective_impact.measurement import combine, gaps, pace, progress, roll_up, trend\n"
        "from collective_impact.model.indicator import Indicator, Series, Target\n"
        "held = Indicator(id='I', unit='percent', direction='increase', targets=(Target(value=9, period='2030'),), series=(\n"
        "    Series(periods=(2015, 2016, 2017, 2018, 2019), values=(1, 2, 3, 4, 5)),\n"
        "    Series(breakdown={'sex': 'girls'}, periods=(2019,), values=(5,)),\n"
        "    Series(breakdown={'sex': 'boys'}, periods=(2019,), values=(6,)),\n"
        "))\n"
        "print(progress(held).verdict, trend(held).turned, len(gaps(held).rows), combine([held]).reason is None)\n"
        "roll_up(held, over='partner')\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert run(code) == "on track on it 2 False\n[]"
