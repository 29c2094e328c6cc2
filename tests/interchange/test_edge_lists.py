"""Edge lists: a round trip over two files, mistakes told with row and id, cells that no spreadsheet runs."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import DocumentError, LimitError
from collective_impact.interchange import edge_lists, named_rows
from collective_impact.interchange.edge_lists import guarded, nodes_path, unguarded
from collective_impact.interchange.network_values import NUMBER
from collective_impact.interchange.reading import Reading
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.network import map_activities

NODES = "id,kind,label\nP,partner,\nQ,partner,\nA,activity,\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "map.csv"


def read(path: Path, edges: str | bytes, nodes: str | None = None) -> Reading[Initiative]:
    path.write_bytes(edges.encode() if isinstance(edges, str) else edges)
    if nodes is not None:
        Path(nodes_path(path)).write_text(nodes, encoding="utf-8")
    return edge_lists.read(path)


def told(reading: Reading[Initiative]) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.where) for problem in reading.problems]


def test_a_collaboration_comes_back_whole(collaboration: Initiative, parts: Any, path: Path) -> None:
    left_out = edge_lists.write(map_activities(collaboration), path)
    assert [problem.code for problem in left_out] == ["not_written"]
    reading = edge_lists.read(path)
    assert reading.problems == ()
    assert parts(reading.value) == parts(collaboration)
    assert reading.value.id == "map"


def test_the_columns_stand_as_promised_and_an_isolate_is_kept(path: Path) -> None:
    edge_lists.write(Initiative(id="x", partners=(Partner(id="P", name="-"),)), path)
    assert path.read_bytes() == b"from,to,relation,role\r\n"
    assert Path(nodes_path(path)).read_bytes() == b"id,kind,label\r\npartner:P,partner,'-\r\n"
    assert edge_lists.read(path).value.partners == (Partner(id="P", name="-"),)


def test_an_unknown_id_is_told_with_its_row(path: Path) -> None:
    reading = read(path, "from,to,relation\nP,A,delivers\n\nP,Z,delivers\n", NODES)
    (problem,) = reading.problems
    assert (problem.code, problem.severity, problem.where) == ("unknown_id", "error", "row 4")
    assert "'Z'" in problem.message


def test_links_to_oneself_and_repeated_rows_are_told(path: Path) -> None:
    edges = "from,to,relation,role\nP,P,collaborates_with,\nP,Q,collaborates_with,\nP,Q,collaborates_with,\nP,A,delivers,x\nP,A,delivers,y\n"
    reading = read(path, edges, NODES)
    assert told(reading) == [("self_reference", "row 2"), ("repeated_row", "row 4")]
    assert len(reading.value.ties) == 1
    assert [part.role for part in reading.value.activities[0].contributions] == ["x", "y"]


def test_without_a_list_of_nodes_the_ends_are_the_nodes(path: Path) -> None:
    reading = read(path, "Source;Target;Type;weight\npartner:P;activity:A;;2\n;activity:A;;\n")
    assert [partner.id for partner in reading.value.partners] == ["P"]
    assert reading.value.activities[0].contributions[0].extra == {"network": {"weight": "2"}}
    assert told(reading) == [("other_delimiter", None), ("unknown_id", "row 3")]
    assert read(path, "from,to\nann,bob\n").value.ties[0].to_id == "bob"


def test_the_weight_of_a_tie_is_its_intensity_and_that_is_told(path: Path) -> None:
    reading = read(path, "source,target,Weight\nann,bob,2.5\nbob,eve,3\nann,eve,much\neve,ann,\n")
    assert [tie.intensity for tie in reading.value.ties] == [2.5, 3, None, None]
    assert reading.value.ties[2].extra == {"network": {"Weight": "much"}}
    (remark,) = [problem for problem in reading.problems if problem.code == "other_column"]
    assert remark.message == "2 ties have their 'Weight' read as their intensity."
    assert "More must be stronger" in str(remark.hint)
    for column in ("strength", "weight"):
        (tie,) = read(path, f"from,to,{column},since\nann,bob,4,2020\n").value.ties
        assert (tie.intensity, tie.extra) == (4, {"network": {"since": "2020"}})
    own = read(path, "from,to,intensity,weight\nann,bob,4,9\n").value.ties[0]
    assert (own.intensity, own.extra) == (4, {"network": {"weight": "9"}})


def test_a_node_without_an_id_and_cells_without_a_column_are_told(path: Path) -> None:
    nodes = (
        "id,kind,label,,label\nP,partner,Pa, 7 ,x\n,partner,Nobody\nQ,partner,Qu,,,surplus,\nR,partner,,,,\n"
    )
    reading = read(path, "from,to\n", nodes)
    assert [partner.name for partner in reading.value.partners] == ["Pa", "Qu", None]
    assert reading.value.partners[0].extra["network"] == {"column 4": " 7 ", "label 5": "x"}
    assert told(reading) == [("no_id", "nodes, row 3"), ("extra_cells", "row 4")]


def test_an_older_encoding_is_read_and_told(path: Path) -> None:
    reading = read(path, "from,to\nZoë,Bob\n".encode("cp1252"))
    assert reading.value.partners[0].id == "Zoë"
    assert told(reading)[0][0] == "other_encoding"


@pytest.mark.parametrize(
    "data",
    [
        b"from,to\n\xff\x81\n",
        b"\xff\xfef\x00,\x00",
        b"from,to\n\x00",
        b"",
        b"a,b\n1,2\n",
        b'from,to\n"a"b,c\n',
        b"from,to\n" + b"x" * 200_000 + b",b\n",
    ],
)
def test_what_is_no_list_of_links_is_refused(path: Path, data: bytes) -> None:
    with pytest.raises(DocumentError):
        read(path, data)


def test_more_rows_than_are_read_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named_rows, "MOST", named_rows.MOST._replace(rows=3))
    assert read(path, "from,to\na,b\nb,c\n").value.partners
    with pytest.raises(LimitError, match="cannot be read as a list"):
        read(path, "from,to\na,b\nb,c\nc,d\n")


def test_a_text_that_no_cell_holds_is_left_out_and_told(path: Path) -> None:
    initiative = Initiative(id="x", partners=(Partner(id="P", note="n" * 200_000, name="é" * 10_000),))
    assert [problem.code for problem in edge_lists.write(initiative, path)] == ["not_written", "not_written"]
    assert edge_lists.read(path).value.partners == (Partner(id="P", name="é" * 10_000),)


@given(st.text() | st.text(alphabet="'=+-@ \t\r\n1.e\uff1d").filter(bool))
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    is_formula = cell.lstrip().startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20")) or cell[:1] in (
        "\t",
        "\r",
        "\n",
    )
    assert not is_formula or NUMBER.match(cell)


def test_no_cell_of_a_file_is_a_formula(path: Path) -> None:
    hostile = '=HYPERLINK("http://x","y")'
    kept = {"network": {"@x": "+cmd|' /C calc'!A0", "n": -3.5}}
    edge_lists.write(Initiative(id="x", partners=(Partner(id="P", name=hostile, extra=kept),)), path)
    with Path(nodes_path(path)).open(encoding="utf-8", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@")] == ["-3.5"]
    (partner,) = edge_lists.read(path).value.partners
    assert partner.name == hostile
    assert partner.extra["network"] == {"@x": "+cmd|' /C calc'!A0", "n": "-3.5"}
