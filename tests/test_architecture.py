"""Holds the plan of the house: which file may import which, and which package has which door."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import collective_impact

ROOT = Path(collective_impact.__file__).parent

# From the ground up. A file imports only what stands above it here, or, inside a room, what stands left of it.
FLOORS: list[str | tuple[str, ...]] = [
    "room",
    "errors",
    "arithmetic",
    "disclosure",
    "display",
    "period",
    "units",
    "cadence",
    "files",
    "soundness",
    "json_text",
    "yaml_text",
    "plain",
    "fields",
    "frames",
    "record",
    "digest",
    "extensions",
    "leftovers",
    "codec",
    "finding",
    (
        "model",
        "model.entity",
        "model.values",
        "model.partner",
        "model.agenda",
        "model.indicator",
        "model.activity",
        "model.convening",
        "model.backbone",
        "model.evidence",
        "model.instrument",
        "model.answer",
        "model.rating",
        "model.links",
        "model.initiative",
        "model.ordering",
        "model.removal",
    ),
    "blanks",
    "documents",
    "schema",
    (
        "interchange",
        "interchange.reading",
        "interchange.remarks",
        "interchange.ids",
        "interchange.table_words",
        "interchange.tables",
        "interchange.xml_text",
        "interchange.iati_codes",
        "interchange.iati_file",
        "interchange.iati_terms",
        "interchange.iati_relations",
        "interchange.iati_partners",
        "interchange.iati_results",
        "interchange.iati_activities",
        "interchange.iati",
        "interchange.network_terms",
        "interchange.network_values",
        "interchange.formula_guard",
        "interchange.spreadsheet",
        "interchange.named_rows",
        "interchange.network_links",
        "interchange.network_rows",
        "interchange.network_records",
        "interchange.kumu",
        "interchange.graphml",
        "interchange.edge_lists",
        "interchange.tidy_problems",
        "interchange.tidy_numbers",
        "interchange.tidy_periods",
        "interchange.tidy_units",
        "interchange.tidy_presets",
        "interchange.tidy_columns",
        "interchange.tidy_text",
        "interchange.tidy_keys",
        "interchange.tidy_gathered",
        "interchange.tidy_runs",
        "interchange.tidy_frame",
        "interchange.tidy_series",
        "interchange.tidy_indicators",
        "interchange.open_sdg_metadata",
        "interchange.tidy",
        "interchange.survey_layout",
        "interchange.survey_columns",
        "interchange.survey_answers",
        "interchange.survey_persons",
        "interchange.survey_reading",
        "interchange.qualtrics",
        "interchange.google_forms",
        "interchange.kobotoolbox",
        "interchange.surveymonkey",
        "interchange.hand_made",
        "interchange.survey_exports",
    ),
    (
        "measurement",
        "measurement.slope",
        "measurement.points",
        "measurement.pace",
        "measurement.cells",
        "measurement.sentences",
        "measurement.tables",
        "measurement.trend",
        "measurement.progress",
        "measurement.breakdowns",
        "measurement.kinds",
        "measurement.combining",
        "measurement.specification",
        "measurement.audit_rules",
        "measurement.audit_findings",
        "measurement.audit_columns",
        "measurement.definitions",
        "measurement.submission_grid",
        "measurement.submissions",
        "measurement.double_counting",
        "measurement.reconciliation",
        "measurement.target_sums",
        "measurement.running_totals",
        "measurement.plausibility",
        "measurement.staleness",
        "measurement.coverage_of_measures",
        "measurement.audit_pages",
        "measurement.audit",
        "measurement.observations",
    ),
    (
        "network",
        "network.incidence",
        "network.cycles",
        "network.relations",
        "network.duplication",
        "network.coverage",
        "network.departures",
        "network.co_delivery",
        "network.resilience",
        "network.cover",
        "network.backbone",
        "network.graph",
        "network.complementarity",
        "network.loops",
        "network.schedule",
        "network.influence",
        "network.modes",
        "network.adjacency",
        "network.betweenness",
        "network.structure",
        "network.ties",
        "network.brokerage",
        "network.core_periphery",
        "network.projection",
        "network.two_mode",
        "network.null_models",
        "network.stability",
        "network.communities",
        "network.summary",
        "network.map",
    ),
    (
        "survey",
        "survey.statistic",
        "survey.weights",
        "survey.resampling",
        "survey.intervals",
        "survey.agreement",
        "survey.rater_agreement",
        "survey.reliability",
        "survey.verdicts",
        "survey.verdict_draws",
        "survey.robustness",
        "survey.persons",
        "survey.doubts",
        "survey.remainders",
        "survey.topic_lines",
        "survey.withholding",
        "survey.mean_intervals",
        "survey.topic_scores",
        "survey.group_figures",
        "survey.scoring",
        "survey.person_scores",
        "survey.importance",
        "survey.panels",
        "survey.waves",
    ),
    (
        "readiness",
        "readiness.scoring",
        "readiness.context",
        "readiness.framework",
        "readiness.documented",
        "readiness.answers",
        "readiness.report",
        "readiness.wording",
        "readiness.comparison",
        "readiness.common_agenda",
        "readiness.shared_measurement",
        "readiness.mutually_reinforcing_activities",
        "readiness.continuous_communication",
        "readiness.backbone_support",
        "readiness.preconditions",
        "readiness.equity",
        "readiness.frameworks",
        "readiness.robustness",
        "readiness.spoken",
        "readiness.assessment",
    ),
    (
        "landscape",
        "landscape.batches",
        "landscape.assessment_rows",
        "landscape.identities",
        "landscape.meetings",
        "landscape.chance",
        "landscape.groups",
        "landscape.names",
        "landscape.overlap_records",
        "landscape.ranks",
        "landscape.roster_rows",
        "landscape.roster_words",
        "landscape.roster_members",
        "landscape.suggestion_wording",
        "landscape.tables",
        "landscape.assess_many",
        "landscape.inventory_links",
        "landscape.oversight",
        "landscape.inventory",
        "landscape.lifting",
        "landscape.opening",
        "landscape.profile",
        "landscape.roster",
        "landscape.backbones",
        "landscape.bridging",
        "landscape.wanted",
        "landscape.coverage",
        "landscape.matching",
        "landscape.same_names",
        "landscape.undecided",
        "landscape.overlap",
        "landscape.suggestion_records",
        "landscape.community",
        "landscape.stakes",
        "landscape.suggestions",
        "landscape.what_if",
        "landscape.doubles",
        "landscape.community_criteria",
        "landscape.community_conditions",
    ),
    (
        "reporting",
        "reporting.layers",
        "reporting.clusters",
        "reporting.canvas",
        "reporting.map_drawing",
        "reporting.mermaid_text",
        "reporting.landscape_diagrams",
        "reporting.landscape_network",
        "reporting.diagrams",
        "reporting.plots",
        "reporting.measurement_plots",
        "reporting.submission_plots",
        "reporting.survey_plots",
        "reporting.landscape_drawing",
        "reporting.overlap_plots",
        "reporting.landscape_plots",
        "reporting.bridging_plots",
    ),
    "template",
    (
        "commands",
        "commands.terminal",
        "commands.inputs",
        "commands.outputs",
        "commands.measurement",
        "commands.readiness",
        "commands.network",
        "commands.survey",
        "commands.files",
        "commands.landscape_text",
        "commands.landscape",
        "commands.assess_many",
    ),
    "cli",
    "__main__",
    "strategies",
    "testing",
]
APART = [{"measurement", "network", "survey"}]
DOORS = {
    "pint": {"units"},
    "dateutil": {"cadence"},
    "cattrs": {"codec"},
    "yaml": {"yaml_text"},
    "networkx": {
        "network.adjacency",
        "network.betweenness",
        "network.communities",
        "network.graph",
        "network.modes",
        "network.null_models",
        "network.projection",
        "network.stability",
        "network.structure",
        "network.ties",
    },
    "matplotlib": {
        "reporting.bridging_plots",
        "reporting.canvas",
        "reporting.landscape_drawing",
        "reporting.map_drawing",
        "reporting.plots",
        "reporting.submission_plots",
        "reporting.survey_plots",
    },
    "hypothesis": {"strategies", "testing"},
    "narwhals": {"frames"},
    "rapidfuzz": {"landscape.matching"},
    "openpyxl": {"interchange.spreadsheet"},
}
# Names of the face that the ground looks up when it meets a tag or a field's type; nothing else may.
LOOKS_AT_THE_FACE = {"record"}
# What a report says about itself is asked for when somebody reads it.
SAYS_ITSELF = {
    ("readiness.report", "readiness.wording"),
    ("readiness.comparison", "readiness.wording"),
    ("landscape.suggestion_records", "landscape.suggestion_wording"),
    ("landscape.bridging", "landscape.tables"),
    ("landscape.coverage", "landscape.tables"),
    ("landscape.overlap_records", "landscape.tables"),
}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "collective_impact"


MODULES = {name_of(path): path for path in sorted(ROOT.rglob("*.py"))}
ORDER = [name for floor in FLOORS for name in ([floor] if isinstance(floor, str) else floor)]


def imports_of(path: Path) -> list[tuple[str, int]]:
    """Return what a file imports when it runs, with the line; blocks for type checkers are left out."""
    found: list[tuple[str, int]] = []

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            return
        if isinstance(node, ast.Import):
            found.extend((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                is_module = inner.removeprefix("collective_impact.") in MODULES
                found.append((inner if is_module else node.module, node.lineno))
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(path.read_text(encoding="utf-8")))
    return found


def test_every_file_has_its_place() -> None:
    assert set(MODULES) - {"collective_impact"} == set(ORDER)


@pytest.mark.parametrize("module", [name for name in MODULES if name != "collective_impact"])
def test_a_file_imports_only_what_stands_above_it(module: str) -> None:
    place = ORDER.index(module)
    for imported, line in imports_of(MODULES[module]):
        if imported == "collective_impact":
            assert module in {*LOOKS_AT_THE_FACE, "cli", "strategies", "testing"} or module.startswith(
                "commands."
            ), f"{module}:{line} imports the face"
        elif imported.startswith("collective_impact."):
            name = imported.removeprefix("collective_impact.")
            allowed = ORDER.index(name) < place or (module, name) in SAYS_ITSELF
            assert allowed, f"{module}:{line} imports {name}, which stands below it"
            for rooms in APART:
                both = {module.partition(".")[0], name.partition(".")[0]}
                assert len(both) == 1 or not both <= rooms, (
                    f"{module}:{line}: these rooms do not know each other"
                )


@pytest.mark.parametrize("module", sorted(MODULES))
def test_each_package_has_one_door(module: str) -> None:
    for imported, line in imports_of(MODULES[module]):
        top = imported.partition(".")[0]
        if top in DOORS:
            assert module in DOORS[top], f"{module}:{line} opens {top}, which is the business of {DOORS[top]}"


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_file_says_what_it_is_for_and_stays_small(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{module} does not say what it is for"
    is_the_face = module == "collective_impact"  # a table of names, as long as there are names
    assert is_the_face or len(text.splitlines()) <= 410, (
        f"{module} has more than 410 lines: a sign of two nouns"
    )


def test_all_files_can_be_loaded_together() -> None:
    """Two record classes of one name would share a tag, and loading the second would fail."""
    names = sorted(f"collective_impact.{name}" for name in ORDER if name != "__main__")
    code = f"import importlib\nfor name in {names!r}:\n    importlib.import_module(name)"
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own names
