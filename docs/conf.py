"""How the documentation is built; the pages of criteria and of the rooms are written from the library itself."""

from __future__ import annotations

import inspect
from datetime import date
from pathlib import Path
from types import ModuleType

import attrs

import collective_impact as ci
from collective_impact import interchange, landscape, measurement, network, reporting, survey
from collective_impact.interchange import survey_exports, tidy
from collective_impact.readiness.framework import Criterion
from collective_impact.record import Record, field_plan

project = "collective_impact"
author = "The collective_impact authors"
copyright = author  # noqa: A001 - the name that Sphinx asks for
release = ci.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "_criteria_head.md"]
html_theme = "alabaster"
html_theme_options = {
    "description": "Collective impact, checked from evidence",
    "fixed_sidebar": True,
    "page_width": "1300px",
    "body_max_width": "980px",
    "sidebar_width": "300px",
}
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
nitpicky = False
HERE = Path(__file__).parent
COMMON = {a.name for a in attrs.fields(Criterion)} | {"kind"}


def criterion_section(criterion: Criterion) -> str:
    """Return what the page of criteria says about one of them."""
    thresholds = [
        f"`{a.name}` = {getattr(criterion, a.name)} ({a.metadata.get('source', 'convention')})"
        for a in attrs.fields(type(criterion))
        if a.name not in COMMON and a.init
    ]
    lines = [
        f"({criterion.code})=",
        f"### {criterion.code} {criterion.title}" + (" (critical)" if criterion.critical else ""),
        "",
        criterion.question,
        "",
        f"- **Rule:** {criterion.rule}",
        f"- **Source:** {criterion.source}",
        f"- **Answered by:** {', '.join(criterion.evidence_kinds)}",
        f"- **Weight:** {criterion.weight:g}",
        f"- **Class:** `{type(criterion).__name__}`",
    ]
    if thresholds:
        lines.append(f"- **Thresholds:** {'; '.join(thresholds)}")
    if criterion.next_step:
        lines.append(f"- **Next step:** {criterion.next_step}")
    lines.append(f"- **Where it is not known:** {criterion.record_step}")
    return "\n".join(lines)


def write_criteria(_app: object) -> None:
    """Write the page of criteria."""
    parts = [(HERE / "_criteria_head.md").read_text(encoding="utf-8")]
    for framework in (ci.FIVE_CONDITIONS, ci.PRECONDITIONS, ci.EQUITY, ci.COMMUNITY_CONDITIONS):
        for condition in framework.conditions:
            parts.append(f"## {condition.title}\n\nSource: {condition.source}")
            parts.extend(criterion_section(criterion) for criterion in condition.criteria)
    (HERE / "criteria.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def heading(title: str, line: str) -> str:
    """Return a heading of reStructuredText."""
    return f"{title}\n{line * len(title)}\n"


def directive(room: ModuleType, name: str) -> str:
    """Return what autodoc is to show of one name of a room, under the name that a reader writes."""
    held = getattr(room, name)
    where = f"{'collective_impact' if getattr(ci, name, None) is held else room.__name__}.{name}"
    if inspect.ismodule(held):
        title = where.partition(".")[2]
        return f"{heading(title, '-')}\n.. automodule:: {where}\n   :members:\n"
    if inspect.isclass(held):
        left = "check, check_links, degrades, writes_defaults"
        return f".. autoclass:: {where}()\n   :members:\n   :exclude-members: {left}\n"
    if inspect.isfunction(held):
        return f".. autofunction:: {where}\n"
    place = room._FILES[name]  # noqa: SLF001 - only there stands what the constant means
    return f".. autodata:: {room.__name__}.{place}.{name}\n   :no-value:\n"


def write_rooms(_app: object) -> None:
    """Write a page for each room: its functions first, then what they return, then its constants."""
    folder = HERE / "rooms"
    folder.mkdir(exist_ok=True)
    for room in (network, measurement, survey, landscape, reporting, interchange):
        name = room.__name__.rpartition(".")[2]
        told = [
            directive(room, key) for key in sorted(room.__all__, key=lambda key: kind_of(getattr(room, key)))
        ]
        opening = [
            heading(name, "="),
            f"``from collective_impact import {name}``\n",
            f"{inspect.getdoc(room)}\n",
        ]
        (folder / f"{name}.rst").write_text("\n".join([*opening, *told]), encoding="utf-8")


def kind_of(held: object) -> int:
    """Return where on the page of a room something stands: functions first, files last."""
    kinds = (inspect.isfunction, inspect.isclass, lambda other: not inspect.ismodule(other))
    return next((i for i, is_one in enumerate(kinds) if is_one(held)), len(kinds))


def tell_fields(
    _app: object, what: str, _name: str, held: object, _options: object, lines: list[str]
) -> None:
    """Add to the page of a record what each of its fields means: type, meaning, unit, range and source."""
    if what != "class" or not issubclass(held, Record):
        return
    declared = attrs.fields_dict(held)
    for name, plan in field_plan(held).items():
        facts = plan.metadata
        if name == "extra" or "about" not in facts:
            continue
        parts = [facts["about"]]
        parts += [f"Unit: {facts['unit']}."] if "unit" in facts else []
        ends = [f"{word} {facts[key]:g}" for key, word in (("low", "from"), ("high", "to")) if key in facts]
        parts += [f"Range: {' '.join(ends)}."] if ends else []
        parts += [f"Source: {facts['source']}."] if "source" in facts else []
        need = ", needed" if plan.required else ""
        lines.append(f"* **{name}** (``{declared[name].type}``{need}): {' '.join(parts)}")
    lines.append("")


def draw_pictures(_app: object) -> None:
    """Draw the pictures of the pages from the illustrations."""
    examples = HERE.parent / "examples"
    initiative = ci.read(examples / "illustration.yaml")
    drawn = network.map_activities(initiative)
    target = ci.Target(value=60, period="2030")
    about = ci.Indicator(
        id="reading",
        name="Children of eight who read well",
        unit="percent",
        direction="increase",
        about_people=True,
        targets=(target,),
    )
    (read,) = tidy.read(examples / "reading.csv", indicator=about).value.indicators
    asked = ci.read(examples / "partner_survey" / "instrument.yaml")
    ratings = survey_exports.read(examples / "partner_survey" / "export.csv", asked).value
    county, day = ci.read(examples / "landscape" / "landscape.json"), date(2026, 6, 1)
    overlap = landscape.compare(county, draws=0, on=day)
    plots = {
        "map": reporting.plot_map(drawn),
        "coverage": reporting.plot_coverage(drawn),
        "trend": reporting.plot_trend(measurement.trend(read, from_period=2022)),
        "gap": reporting.plot_gap(read),
        "submissions": reporting.plot_submissions(measurement.audit(initiative)),
        "profile": reporting.plot_profile(ci.assess(initiative, ratings=ratings, on=date(2026, 6, 1))),
        "importance": reporting.plot_importance(survey.gap_analysis(ratings)),
        "answers": reporting.plot_answers(ratings),
        "overlap": reporting.plot_overlap(overlap),
        "shared_sets": reporting.plot_shared_sets(overlap),
        "community_coverage": reporting.plot_community_coverage(landscape.coverage(county, on=day)),
        "bridging": reporting.plot_bridging_partners(landscape.bridging_partners(county, on=day)),
    }
    pictures = HERE / "pictures"
    pictures.mkdir(exist_ok=True)
    for name, ax in plots.items():
        ax.figure.savefig(pictures / f"{name}.png", dpi=90, bbox_inches="tight")


def setup(app: object) -> None:
    """Have pages and pictures made before the pages are read."""
    for make in (write_criteria, write_rooms, draw_pictures):
        app.connect("builder-inited", make)  # type: ignore[attr-defined]
    app.connect("autodoc-process-docstring", tell_fields)  # type: ignore[attr-defined]
