"""The command `landscape`: what a convenor reads, what programs read, and what is said of files that do not do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

import collective_impact as ci
from collective_impact import landscape
from collective_impact.cli import main
from collective_impact.commands import landscape as commands
from collective_impact.commands import landscape_text
from collective_impact.landscape.inventory import Collaboration, Landscape, Organisation

EXAMPLES = Path(__file__).parents[1] / "examples"
ROSTER = str(EXAMPLES / "landscape" / "roster.csv")
MILLBROOK = str(EXAMPLES / "landscape" / "landscape.json")
ON = ("--on", "2026-06-01")
HEADERS = "Name,Goals,Members,Places,Ages,Meets,Hours\n"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def of(*arguments: str, code: int = 0) -> str:
        assert main(["landscape", *arguments, *ON]) == code
        return capsys.readouterr().out

    return of


def roster(*rows: str) -> str:
    Path("roster.csv").write_text(HEADERS + "\n".join(rows) + "\n", encoding="utf-8")
    return "roster.csv"


def initiative(id_: str, partners: str = "", **facts: Any) -> str:
    rows = tuple(ci.Partner(id=letter, name=f"{letter * 6} House") for letter in partners)
    ci.write(ci.Initiative(id=id_, name=f"Initiative {id_}", partners=rows, **facts), f"{id_}.json")
    return f"{id_}.json"


def flat(text: str) -> str:
    return " ".join(text.split())


# ---- what a convenor reads -------------------------------------------------------------------------------


def test_a_roster_becomes_a_landscape_in_words(printed: Callable[..., str]) -> None:
    text = printed(ROSTER)
    said = flat(text)
    assert text.startswith(
        "The landscape: roster.csv\nAs of 2026-06-01: 50 collaborations; 440 organisations"
    )
    assert max(map(len, text.splitlines())) <= 80
    assert "40 pairs of names may stand for one organisation:" in text
    assert " 1.00  Abernal Saddle Theatre " in text
    assert "those who know them decide" in said
    assert "Housing Action Work Starts Here 8 of 10 and 9 0.2 0 of 1 and 1" in said
    assert "(200 times)" in said
    assert "98 of 440 organisations sit at 2 tables or more." in said
    assert "Jorvik Juniper Nursery 9 from 10.8 from 16.2 32" in said
    assert "Lorimer Lantern Union 7 8.0 from 7.8 18" in said
    assert "Gaps, which nobody is recorded to fill (4): " in said
    assert "nobody works on the goal anywhere (21). Whether it is meant for them is not recorded, so" in said
    assert "QUESTIONS FOR A CONVERSATION" in text
    assert "These are questions for a conversation, not decisions." in said
    assert "Jaccard: of all that either has, the share that both have" in said


def test_the_page_shows_what_is_printed(printed: Callable[..., str]) -> None:
    page = (EXAMPLES.parent / "docs" / "command-line.md").read_text(encoding="utf-8")
    shown = page.partition("```text\n")[2].partition("```")[0]
    assert shown.count("\n") == 9
    assert printed(ROSTER).startswith(shown)


def test_the_same_from_a_workbook(printed: Callable[..., str]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in Path(ROSTER).read_text(encoding="utf-8").splitlines()[:1]:
        sheet.append(line.split(","))
    sheet.append(["Tabling", "Reading", None, "Ann; Bob", "North"])
    sheet.append(["Reading Table", "Reading", None, "Ann; Bob", "North"])
    book.save("Roster.XLSX")
    assert "1 pair of 1 shares a member. The most alike:" in printed("Roster.XLSX")


def test_known_hours_are_told_without_a_caution(printed: Callable[..., str]) -> None:
    said = flat(printed(roster("Old,,Ann,,,monthly,2", "New,,Ann,,,monthly,1.5")))
    assert "Ann 2 2.0 3.5 1 Joins alone: pairs of tables that no other organisation joins. WHAT IS" in said


def test_what_is_planted_in_the_illustration_is_said(printed: Callable[..., str]) -> None:
    said = flat(printed(MILLBROOK))
    assert said.startswith("The landscape: Millbrook County")
    assert "No two names look as if they stood for one thing." in said
    assert (
        "Gaps, which nobody is recorded to fill (4): - Children read well by ten childhood: River Flats"
        in said
    )
    assert "Served by one collaboration only (9): " in said
    assert "childhood: Hill Villages (Kind Start Network)" in said
    assert "Crowded: served by 5 collaborations or more (19): " in said
    assert "early years, adolescence and young adulthood: Hill Villages" in said
    assert "childhood to adolescence: Northside and Old Town" in said
    assert "goals for the ages" in said
    assert "gaps or none" not in said
    assert "Consolidate? ? What does each" in said
    assert "Could be gained: up to 16.5 hours of meetings a month. Could be lost: a second provider" in said
    assert "11 of 12 and 12 0.5 1 of 1 and 1 Coalition Task Force (identical)" in said


def test_a_gap_is_certain_where_others_serve_the_age_elsewhere(printed: Callable[..., str]) -> None:
    said = flat(printed(roster("One,Reading,Ann,North,0-10,,", "Two,Reading,Bob,South,5-10,,")))
    assert "in 2 places: 10 combinations. Gaps, which nobody is recorded to fill (1): " in said
    assert "(1): - Reading early years: South Served" in said
    assert "anywhere (3). Whether" in said
    assert "gaps or none: - Reading early adolescence to young adulthood QUESTIONS" in said


def test_the_day_counts(capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        Collaboration(id="a", name="Gone", until=date(2020, 1, 1)),
        Collaboration(id="b", name="Here", since=date(2021, 1, 1)),
    )
    ci.write(Landscape(id="L", collaborations=rows), "L.json")
    assert main(["landscape", "L.json", *ON]) == 0
    assert "1 collaboration not in force on that day: left out.\n" in capsys.readouterr().out
    before = date.today()  # noqa: DTZ011 - the calendar day of whoever asks
    assert main(["landscape", "L.json", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert before <= date.fromisoformat(data["on"]) <= date.today()  # noqa: DTZ011 - the same


def test_little_is_said_with_the_right_plurals(printed: Callable[..., str]) -> None:
    said = flat(printed(roster("Alone,Reading,Ann,North,0-4,,")))
    assert "1 collaboration; 1 organisation at their tables; 1 goal; 1 place." in said
    assert "There is one collaboration, so there is no pair to compare." in said
    assert "No member is recorded at 2 tables or more." in said
    assert "in 1 place: 5 combinations. Gaps, which nobody is recorded to fill (0). Served" in said
    assert "At these ages nobody works on the goal anywhere (4). Whether it is meant for them is not" in said
    assert "gaps or none: - Reading childhood to young adulthood QUESTIONS" in said
    assert "Crowded: served by 5 collaborations or more (0). " in said
    assert said.endswith("There is one collaboration, so there is no pair to compare.")


def test_what_is_not_recorded_is_said(printed: Callable[..., str]) -> None:
    said = flat(
        printed(
            roster(
                "Old,,Ann;Bob,,,,", "New,,Ann;Bob,,,,", "Far,,Ann,,,,", *(f"No {n},,,,,," for n in range(12))
            )
        )
    )
    assert "3 pairs of 105 share a member." in said
    assert "New Old 2 of 2 and 2 (identical)" in said
    assert "not recorded" in said
    assert "2 organisations at their tables; no goals recorded; no places recorded." in said
    assert "Whom they share is not known, as no roster is recorded: No 0, No 1, No 10, No 11, No 2," in said
    assert "No 7 and 2 more." in said
    assert "Ann 3 not known not known 2 Bob 2 not known not known 0 Joins alone: pairs" in said
    assert "From: " not in said
    assert "No goal is recorded, so there is nothing to cover." in said


def test_nobody_at_a_table_is_said_as_not_recorded(printed: Callable[..., str]) -> None:
    said = flat(printed(roster("Old,Reading,,,,,")))
    assert "1 collaboration; no organisations recorded at their tables; 1 goal; no places recorded." in said


def test_cells_that_may_be_served_are_counted(printed: Callable[..., str]) -> None:
    said = flat(printed(roster("Old,Reading,Ann,,,,", "New,Writing,Bob,,,,")))
    assert "Not known (10): some may be served by collaborations whose ages" in said
    assert "None of 1 pair of collaborations is known to share a member." in said
    assert "in 0 places" not in said


def test_a_goal_without_places_is_told_by_its_ages(printed: Callable[..., str]) -> None:
    text = printed(roster("Old,Reading,Ann,,0-4; 11-14,,"))
    assert "  - Reading\n      early years and early adolescence (Old)\n" in text


def test_long_lists_say_what_they_leave_out(
    printed: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landscape_text, "_SHOWN_SUGGESTIONS", 1)
    monkeypatch.setattr(landscape_text, "_TO_DECIDE", 5)
    rows = [f"T{n} {'abcdefghijklmnopqrst'[n] * 9},G{n}; H{n},Ann; Bob; Cyd,P,0-4,," for n in range(20)]
    said = flat(printed(roster(*rows)))
    assert "180 more pairs not shown; --format json lists them." in said
    assert "30 more goals not shown." in said
    text = printed(ROSTER)
    assert "35 more pairs not shown" in text
    assert "8 more conversations not shown here.\n" in text


def test_matches_of_goals_and_ways_are_listed_too(printed: Callable[..., str]) -> None:
    path = roster("One,Reading at ten,Ann,,,,", "Two,Reading at Ten,Bob,,,,")
    said = flat(printed(path))
    assert "1 pair of names may stand for one goal:" in said
    assert "1.00 Reading at Ten Reading at ten same name" in said


def test_without_rapidfuzz_names_are_matched_by_themselves(
    printed: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    said = flat(printed(ROSTER))
    assert (
        'Spellings are not compared: that needs python -m pip install "collective-impact[landscape]".' in said
    )
    assert "1.00 Abernal Saddle Theatre" in said


def test_what_is_too_large_to_work_out_is_said_and_the_rest_is_there(
    printed: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["collective_impact.landscape.matching"], "MOST_NAMES", 3)
    monkeypatch.setattr(sys.modules["collective_impact.landscape.coverage"], "MAXIMUM_CELLS", 3)
    said = flat(printed(ROSTER))
    assert "440 names cannot be compared each with each; at most 3 are." in said
    assert "8 goals, 5 spans and 4 places make more than 3 cells." in said
    assert "98 of 440 organisations sit" in said
    assert "98 of 440 organisations sit" in flat(printed(ROSTER, "--same-names"))
    assert "50 collaborations; 440 organisations at their tables; 4 places." in said
    data = json.loads(printed(ROSTER, "--format", "json"))
    assert data["coverage"] is None
    assert "make more than 3 cells" in data["why_no_coverage"]
    assert "cannot be compared" in data["why_no_spellings"]


# ---- what programs read ----------------------------------------------------------------------------------


def test_as_json_it_is_the_answers_of_the_library(printed: Callable[..., str]) -> None:
    data = json.loads(printed(MILLBROOK, "--format", "json"))
    held, day = ci.read(MILLBROOK), date(2026, 6, 1)
    assert (data["landscape"], data["landscape_id"], data["on"]) == (1, held.id, "2026-06-01")
    answers = {
        "overlap": landscape.compare(held, on=day),
        "bridging_partners": landscape.bridging_partners(held, on=day),
        "coverage": landscape.coverage(held, on=day),
        "suggestions": landscape.suggestions(held, on=day),
    }
    for name, answer in answers.items():
        assert ci.from_data(data[name], type(answer)) == answer
    assert data["pairs_left_out"] == 0
    assert data["likely_matches"] == {"organisation": [], "outcome": [], "strategy": []}
    assert data["titles"]["literacy-alliance"] == "Literacy Alliance"
    assert (data["why_no_spellings"], data["why_no_coverage"]) == (None, None)


def test_matches_stand_in_the_json_and_pairs_are_bounded(
    printed: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "MOST_PAIRS", 2)
    data = json.loads(printed(ROSTER, "--format", "json"))
    assert len(data["likely_matches"]["organisation"]) == 40
    first = ci.from_data(data["likely_matches"]["organisation"][0], landscape.LikelyMatch)
    assert first.score == 1
    assert len(data["overlap"]["pairs"]) == 2
    assert data["pairs_left_out"] == 652


# ---- several files, and bad ones -------------------------------------------------------------------------


def test_documents_are_gathered(printed: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    paths = [initiative("a", "xyz"), initiative("b", "xyw")]
    text = printed(*paths)
    assert text.startswith("The landscape: 2 files\n")
    assert "2 collaborations; 6 organisations" in text
    assert "1.00 xxxxxx House xxxxxx House same name" in flat(text)
    assert capsys.readouterr().err == ""
    assert printed(paths[0]).startswith("The landscape: 1 file\n")


def test_names_are_taken_for_one_where_somebody_says_so(
    printed: Callable[..., str],
) -> None:
    goal = ci.Agenda(outcomes=(ci.Outcome(id="o", name="Reading"),))
    paths = [initiative("a", "xyz", agenda=goal), initiative("b", "xyw", agenda=goal)]
    said = flat(printed(*paths))
    assert "2 pairs of names may stand for one organisation:" in said
    assert "--same-names takes for one, in this run, what has the same name or identifier." in said
    assert (
        "None of 1 pair of collaborations is known to share a member, as long as nobody decides on the names above."
        in said
    )
    said = flat(printed(*paths, "--same-names"))
    assert (
        "2 pairs of entries with the same name or identifier: taken for one organisation, as you asked"
        in said
    )
    assert "1 pair of entries with the same name or identifier: taken for one goal, as you asked for." in said
    assert "taken for one strategy" not in said
    assert "No two other names look as if they stood for one thing." in said
    assert "1 pair of 1 shares a member. The most alike:" in said
    data = json.loads(printed(*paths, "--same-names", "--format", "json"))
    assert [(row["one"], row["other"], row["same"]) for row in data["decisions"]] == [
        ("a/x", "b/x", True),
        ("a/y", "b/y", True),
        ("a/o", "b/o", True),
    ]
    assert json.loads(printed(*paths, "--format", "json"))["decisions"] == []


def test_spellings_are_left_to_people_all_the_same(printed: Callable[..., str]) -> None:
    said = flat(printed(ROSTER, "--same-names"))
    assert "34 pairs of entries with the same name or identifier" in said
    assert "6 pairs of names may stand for one organisation:" in said
    assert "--same-names takes" not in said


def test_an_activity_file_of_iati_is_one_of_them(printed: Callable[..., str]) -> None:
    Path("x.xml").write_text(
        '<iati-activities version="2.03"><iati-activity><iati-identifier>XX-1-A</iati-identifier>'
        '<reporting-org ref="XX-1"><narrative>Office</narrative></reporting-org>'
        "<title><narrative>Riverbend</narrative></title></iati-activity></iati-activities>",
        encoding="utf-8",
    )
    assert "1 collaboration" in printed("x.xml")
    assert "2 collaborations" in printed("x.xml", initiative("a"))


def test_a_bad_file_among_good_ones_is_told_and_the_rest_is_answered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("broken.json").write_text("{", encoding="utf-8")
    Path("many.json").write_text(
        json.dumps({"id": "m", "partners": [{"id": f"P{n}", "sector": 7} for n in range(30)]}),
        encoding="utf-8",
    )
    ci.write(ci.EQUITY, "rules.json")
    Path("roster.csv").write_text(HEADERS, encoding="utf-8")
    paths = [
        initiative("a", "x"),
        "broken.json",
        "many.json",
        "rules.json",
        "nowhere.json",
        "roster.csv",
        ".",
    ]
    assert main(["landscape", *paths, initiative("b", "y"), *ON]) == 2
    out, err = capsys.readouterr()
    assert "2 collaborations" in out
    for said in (
        "broken.json: The text is not JSON.",
        "... and 10 more",
        "rules.json: it holds a record of the kind Framework, not an initiative.",
        "nowhere.json cannot be read.",
        "roster.csv: a roster is looked at by itself. Give it as the only file.",
    ):
        assert said in err


def test_none_that_can_be_used_is_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["landscape", "nowhere.json", "neither.json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("None of these files can be used, so there is no landscape to see.\n")


def test_the_same_file_twice_counts_once(capsys: pytest.CaptureFixture[str]) -> None:
    paths, again = [initiative("a", "x"), initiative("b", "x")], f".{os.sep}a.json"
    assert main(["landscape", *paths, "a.json", again, "a.json", *ON]) == 0
    out, err = capsys.readouterr()
    assert "2 collaborations" in out
    assert err == f"Named more than once, and taken once:\n  - a.json\n  - {again}\n"


def test_two_files_of_one_id_are_not_both_taken(capsys: pytest.CaptureFixture[str]) -> None:
    initiative("a", "x")
    Path("copy.json").write_bytes(Path("a.json").read_bytes())
    assert main(["landscape", "a.json", "copy.json", *ON]) == 2
    out, err = capsys.readouterr()
    assert "1 collaboration;" in out
    assert err.startswith(
        "copy.json: it is left out, since a.json holds an initiative of the same id, 'a'. Give one of the two "
    )


def test_another_record_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    ci.write(ci.EQUITY, "rules.json")
    assert main(["landscape", "rules.json"]) == 2
    assert capsys.readouterr() == (
        "",
        "rules.json: it holds a record of the kind Framework, not a landscape or an initiative.\n",
    )


def test_files_that_an_inventory_names_are_opened(capsys: pytest.CaptureFixture[str]) -> None:
    Path("inner").mkdir()
    ci.write(ci.Initiative(id="i", name="Inside", partners=(ci.Partner(id="p"),)), "inner/i.json")
    rows = (Collaboration(id="i", file="i.json"), Collaboration(id="j", name="Lost", file="nowhere.json"))
    ci.write(Landscape(id="L", collaborations=rows), "inner/L.json")
    assert main(["landscape", "inner/L.json", *ON]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("The landscape: L.json\n")
    assert "2 collaborations; 1 organisation" in out
    assert "nowhere.json" in err
    ci.write(Landscape(id="L", name="Whole", collaborations=rows[:1]), "inner/L.json")
    assert main(["landscape", "inner/L.json", *ON]) == 0
    assert capsys.readouterr().out.startswith("The landscape: Whole\n")


def test_doubts_about_an_inventory_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    rows = (Collaboration(id="a", name="Reading Table"), Collaboration(id="b", name="reading table"))
    ci.write(Landscape(id="L", collaborations=rows), "L.json")
    assert main(["landscape", "L.json", *ON]) == 0
    assert "'reading table' may be 'Reading Table' (collaborations/0) once more." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "",
            "roster.csv cannot be read as a list of collaborations.\n  - the document: There is nothing in it.\n",
        ),
        ("Colour,Shape\nred,round\n", "roster.csv cannot be read as a list of collaborations."),
        ('Name\n"open\n', "roster.csv cannot be read as a list of collaborations."),
    ],
)
def test_a_roster_that_is_none_is_bad_input(
    content: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("roster.csv").write_text(content, encoding="utf-8")
    assert main(["landscape", "roster.csv"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(said)


def test_a_roster_without_rows_is_an_empty_landscape(printed: Callable[..., str]) -> None:
    assert printed(roster()).endswith("\n\nThere is no collaboration to look at.\n")
    assert json.loads(printed(roster(), "--format", "json"))["overlap"]["pairs"] == []


@pytest.mark.parametrize("arguments", [[], ["--on", "today", "a"], ["--format", "csv", "a"], ["a", "--all"]])
def test_wrong_arguments_are_bad_input(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["landscape", *arguments]) == 2
    assert "usage: " in capsys.readouterr().err


# ---- hostile names ---------------------------------------------------------------------------------------

HOSTILE = "\x1b[2JEvil\nQUESTIONS\u202e\x9b31m"


def test_a_name_cannot_move_the_cursor_or_fake_a_line(printed: Callable[..., str]) -> None:
    names = [f"{HOSTILE} {letter}" for letter in "ab"]
    rows = tuple(
        Collaboration(
            id=letter,
            name=name,
            member_ids=("m", "n", "o"),
            outcome_ids=("g",),
            places=(ci.Place(id="p", name=HOSTILE),),
            populations=(ci.Population(id="w", age_from=0, age_to=4),),
        )
        for letter, name in zip("ab", names, strict=True)
    )
    held = Landscape(
        id="L",
        name=HOSTILE,
        collaborations=rows,
        organisations=tuple(Organisation(id=letter, name=f"{HOSTILE}{letter}") for letter in "mno"),
        outcomes=(ci.Outcome(id="g", name=HOSTILE),),
    )
    ci.write(held, "L.json")
    text = printed("L.json")
    assert not {"\x1b", "\x9b", "\u202e"} & set(text)
    assert text.splitlines().count("QUESTIONS FOR A CONVERSATION") == 1


def test_wide_names_keep_within_the_columns(printed: Callable[..., str]) -> None:
    from collective_impact.display import _width

    wide = "\u5354\u50cd" * 60
    text = printed(
        roster(f"{wide} 1,{wide},Ann; Bob; {wide},{wide},0-4,,", f"{wide} 2,{wide},Ann; Bob,{wide},0-4,,")
    )
    assert max(map(_width, text.splitlines())) <= 80


def test_a_terminal_that_knows_ascii_alone_is_no_obstacle() -> None:
    path = roster("Jõgeva \u5354\u50cd,Lugemine,Õpetajad,Jõgeva,0-4,,")
    source = str(Path(ci.__file__).parents[1])
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONPATH": source}
    command = [sys.executable, "-m", "collective_impact", "landscape", path, *ON]
    done = subprocess.run(command, capture_output=True, check=False, env=environment)  # noqa: S603 - our own program
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Jõgeva" in done.stdout.decode("utf-8")


def test_other_commands_do_not_load_the_landscape() -> None:
    program = (
        "import sys\n"
        "from collective_impact.cli import main\n"
        "main(['schema'])\n"
        "print(sorted(m for m in sys.modules if m.startswith('collective_impact.landscape.')), file=sys.stderr)"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(ci.__file__).parents[1])}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stderr.strip() == "[]"
