"""What importing costs, and what a first file costs in a fresh process."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from timing import document, process_seconds, show

HEAVY = ("cattrs", "pint", "networkx", "dateutil", "numpy")
PYDANTIC = """
from pydantic import BaseModel, ConfigDict
class Base(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")
class Reinforcement(Base): kind: str; activity_id: str
class Contribution(Base): partner_id: str
class Mention(Base): id: str
class Activity(Base):
    id: str; contributions: list[Contribution]; outcome_ids: list[str]; population: Mention; place: Mention
    reinforcements: list[Reinforcement]
class Partner(Base): id: str; name: str; sector: str
class Series(Base): partner_id: str; periods: list[str]; values: list[float]
class Target(Base): value: float; period: str
class Indicator(Base):
    id: str; outcome_ids: list[str]; level: str; unit: str; frequency: int; direction: str; definition: str
    owner_id: str; reporter_ids: list[str]; targets: list[Target]; series: list[Series]
class Outcome(Base): id: str; level: str
class Strategy(Base): id: str; outcome_ids: list[str]
class Endorsement(Base): partner_id: str; on: str
class Agenda(Base):
    problem: str; population: Mention; place: Mention; outcomes: list[Outcome]; strategies: list[Strategy]
    endorsements: list[Endorsement]
class Meeting(Base): id: str; on: str; held: bool; attendee_ids: list[str]
class Cadence(Base): rule: str; first: str
class Convening(Base): id: str; cadence: Cadence; member_ids: list[str]; meetings: list[Meeting]
class Role(Base): id: str; partner_id: str; fte: float; functions: list[str]
class Initiative(Base):
    id: str; agenda: Agenda; partners: list[Partner]; indicators: list[Indicator]; activities: list[Activity]
    convenings: list[Convening]; backbone_roles: list[Role]
Initiative.model_validate_json(open({path!r}, "rb").read())
"""


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "small.json")
        small = document(observations=2_000)
        for table, kept in (("partners", 50), ("activities", 25), ("indicators", 20)):
            small[table] = small[table][:kept]
        for activity in small["activities"]:
            activity["reinforcements"] = (
                [{"kind": "supports", "activity_id": "A0"}] if activity["id"] != "A0" else []
            )
        Path(path).write_text(json.dumps(small), encoding="utf-8")
        whole = f"import collective_impact as ci; ci.assess(ci.read({path!r}))"
        scripts = {
            "a bare interpreter": "pass",
            "import collective_impact": "import collective_impact",
            "import attrs": "import attrs",
            "from collective_impact import Initiative, assess": "from collective_impact import Initiative, assess",
            "import, read 1,000 observations and assess": whole,
            "the same file into pydantic models": PYDANTIC.format(path=path),
        }
        times = process_seconds(scripts)
        observations = sum(len(s["values"]) for i in small["indicators"] for s in i["series"])
    bare, attrs_alone = times["a bare interpreter"], times["import attrs"]
    print(f"Fresh processes; the small file has {observations} observations.")
    show("import collective_impact / a bare interpreter", times["import collective_impact"], bare, 1.1)
    faces = times["from collective_impact import Initiative, assess"]
    show("from collective_impact import Initiative, assess / import attrs", faces, attrs_alone, 1.4)
    first = times["import, read 1,000 observations and assess"]
    show("import, read 1,000 observations and assess / import attrs", first, attrs_alone, 2.7)
    show(
        "the same / reading that file into pydantic models",
        first,
        times["the same file into pydantic models"],
        1.0,
    )
    face = "import sys; from collective_impact import Initiative, assess; "
    probe = f"{face}print([m for m in {HEAVY} if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", probe], check=True, capture_output=True, text=True
    ).stdout.strip()
    print(f"heavy packages loaded by that import: {found}")


if __name__ == "__main__":
    main()
