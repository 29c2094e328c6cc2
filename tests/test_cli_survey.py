"""The command `survey`: every format and grouping, what is withheld, and mistakes."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import collective_impact as ci
from collective_impact import cli, survey
from collective_impact.cli import main
from collective_impact.commands.survey import SURVEY_FORMATS
from collective_impact.interchange import survey_exports

FOLDER = Path(__file__).parents[1] / "examples" / "partner_survey"
EXPORT, INSTRUMENT = str(FOLDER / "export.csv"), str(FOLDER / "instrument.yaml")
ASKED: ci.Instrument = ci.read(INSTRUMENT)
RATINGS = survey_exports.read(EXPORT, ASKED).value


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, export: str = EXPORT) -> str:
    assert main(["survey", export, "--instrument", INSTRUMENT, *arguments]) == 0
    return capsys.readouterr().out


def plain(record: ci.Record) -> dict[str, Any]:
    return {key: value for key, value in ci.to_data(record).items() if key != "format"}


def test_the_text_says_what_everybody_says_and_how_sure_that_is(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys)
    assert text.startswith("What people say: Partner survey of Riverbend Onward (invented)\n")
    found = survey.score(RATINGS).condition("shared_measurement")
    line = next(line for line in text.splitlines() if line.startswith("shared_measurement (condition)"))
    assert found.mean is not None
    assert f"{found.n}  {found.mean:.2f}" in line
    assert "Everybody: 26 persons" in text
    assert "Importance against met, the largest gap first" in text
    assert "concentrate here" in text
    assert "Withheld as a whole" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_how_it_was_read_is_said_beside(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["survey", EXPORT, "--instrument", INSTRUMENT]) == 0
    err = capsys.readouterr().err
    assert err.startswith("export.csv: remarks on how it was read (7):\n")
    assert "recognised as hand_made" in err


def test_without_answers_the_text_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text(Path(EXPORT).read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert printed(capsys, export=str(export)) == "There are no answers.\n"
    assert printed(capsys, "--by", "group", export=str(export)) == "There are no answers.\n"
    assert json.loads(printed(capsys, "--format", "json", export=str(export)))["scores"]["groups"] == []


def test_small_groups_are_named_and_nothing_else_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "--by", "group")
    assert "group nonprofit: 8 persons" in text
    named = "group business; group community; group faith; group health; group philanthropy; group public."
    assert f"Withheld as a whole: {named}" in " ".join(text.split())
    assert "Importance against met" not in text


def test_json_is_the_scores_and_the_gaps(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(printed(capsys, "--format", "json"))
    assert data == {
        "format": ci.FORMAT,
        "scores": plain(survey.score(RATINGS)),
        "gap_analysis": plain(survey.gap_analysis(RATINGS)),
    }
    split = json.loads(printed(capsys, "--format", "json", "--by", "organisation"))
    assert split["scores"] == plain(survey.score(RATINGS, by="organisation"))
    assert split["gap_analysis"] is None


def test_csv_has_a_row_for_each_group_and_topic(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(printed(capsys, "--format", "csv", "--by", "group"))))
    scores = survey.score(RATINGS, by="group")
    assert len(rows) == sum(len(group.topics) for group in (scores.everybody, *scores.groups))
    assert [row["group"] for row in rows[-2:]] == ["public"] * 2
    assert (rows[-1]["n"], rows[-1]["interval_low"]) == ("", "")
    whole = next(row for row in rows if row["key"] == "common_agenda")
    found = scores.condition("common_agenda")
    assert found.interval is not None
    assert (float(whole["mean"]), float(whole["interval_low"])) == (found.mean, found.interval.low)


def test_where_nothing_but_items_is_asked_items_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bands = (ci.Band(label="weak", low=1), ci.Band(label="strong", low=3))
    scale = attrs.evolve(ASKED.scales[0], bands=bands)
    items = tuple(ci.Item(code=f"Q{n}", scale="agree") for n in (1, 2, 3))
    ci.write(
        ci.Instrument(key="bare", kind="rated", scales=(scale,), items=items), tmp_path / "instrument.json"
    )
    rows = ["rater,group,Q1,Q2,Q3", "a,x,5,1,2", "b,x,4,1,", "c,,4,9,", "d,,5,1,"]
    (tmp_path / "export.csv").write_text("\n".join(rows), encoding="utf-8")
    arguments = [str(tmp_path / "export.csv"), "--instrument", str(tmp_path / "instrument.json")]
    assert main(["survey", *arguments, "--by", "group"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("What raters judge: bare\n")
    assert "Q1 (item)" in out
    assert "4.50 (strong)" in out
    assert "1.00 (weak)  none" in out  # all said the same, so there is no interval
    assert "Q3 (item)  withheld" in out
    assert "group not stated: 2 persons" in out
    assert "9" in err


def test_answers_that_count_nowhere_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    odd = attrs.evolve(survey.score(RATINGS), left_out=1_200)
    text = SURVEY_FORMATS["text"](odd, None, None)
    assert text.startswith("What people say: partner_survey\n1,200 answers to unknown items or outside their")
    assert capsys.readouterr().err == ""


def test_ratings_that_say_what_was_asked_need_no_instrument(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ci.write(RATINGS, tmp_path / "ratings.json")
    assert main(["survey", str(tmp_path / "ratings.json")]) == 0
    assert "Everybody: 26 persons" in capsys.readouterr().out


def test_agreement_may_be_withheld_where_a_mean_is_not() -> None:
    found = survey.score(RATINGS)
    topics = tuple(attrs.evolve(topic, agreement=None) for topic in found.everybody.topics)
    held = attrs.evolve(found, everybody=attrs.evolve(found.everybody, topics=topics))
    assert "0.76   withheld" in SURVEY_FORMATS["text"](held, None, None)


def test_a_format_can_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--export-format", "hand_made") == printed(capsys)
    assert cli.EXPORT_FORMATS == survey_exports.FORMATS


def test_many_notes_are_counted_and_doubtful_answers_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Path(EXPORT).read_text(encoding="utf-8").splitlines()
    sparse = [f"z{n},,,{'7' if n % 2 else 'quite a bit'}{',' * 14}" for n in range(12)]
    (tmp_path / "export.csv").write_text("\n".join([*lines, *sparse]), encoding="utf-8")
    printed(capsys, export=str(tmp_path / "export.csv"))
    main(["survey", str(tmp_path / "export.csv"), "--instrument", INSTRUMENT])
    err = capsys.readouterr().err
    assert "such remarks: half_filled)" in err
    assert "quite a bit" in err
    assert "7" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.csv", "--instrument", INSTRUMENT], "missing.csv"),
        ([EXPORT, "--instrument", EXPORT], "export.csv"),
        (
            [EXPORT, "--instrument", str(FOLDER.parent / "illustration.yaml")],
            "it holds a record of the kind Initiative, not an instrument.",
        ),
        ([EXPORT], "--instrument"),
        ([EXPORT, "--instrument", INSTRUMENT, "--by", "sector"], "invalid choice"),
        ([str(FOLDER / "README.md"), "--instrument", INSTRUMENT], "README.md: The table cannot be read."),
    ],
)
def test_mistakes_are_told(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["survey", *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, said in err, "Traceback" in err) == ("", True, False)


def test_check_takes_the_ratings_that_were_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ratings.json"
    ci.write(RATINGS, path)
    subject = FOLDER.parent / "illustration.yaml"
    assert main(["check", str(subject), "--on", "2026-06-01", "--ratings", str(path)]) == 0
    out = capsys.readouterr().out
    report = ci.assess(ci.read(subject), ratings=RATINGS, on=ci.Period.parse("2026-06-01").start)
    assert out == str(report)
    assert "By what was said alone, the weakest is Shared measurement" in out


ILLUSTRATION = str(FOLDER.parent / "illustration.yaml")
CHECK = ("check", ILLUSTRATION, "--on", "2026-06-01")


def test_check_reads_an_export_by_its_instrument(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CHECK, "--ratings", EXPORT, "--instrument", INSTRUMENT]) == 0
    out, err = capsys.readouterr()
    assert out == str(ci.assess(ci.read(ILLUSTRATION), ratings=RATINGS, on=date(2026, 6, 1)))
    assert "export.csv: remarks on how it was read" in err


def test_ratings_in_a_document_may_leave_what_was_asked_to_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "ratings.json")
    ci.write(attrs.evolve(RATINGS, instrument=None), path)
    assert main([*CHECK, "--ratings", path]) == 2
    assert "It is not known what was asked" in capsys.readouterr().err
    assert main([*CHECK, "--ratings", path, "--instrument", INSTRUMENT]) == 0
    capsys.readouterr()
    assert main(["survey", path, "--instrument", INSTRUMENT]) == 0
    assert capsys.readouterr() == (printed(capsys), "")


def test_an_export_alone_does_not_say_what_was_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CHECK, "--ratings", EXPORT]) == 2
    assert capsys.readouterr().err.startswith(
        "export.csv: an export is read by what was asked. Say by --instr"
    )
    assert main([*CHECK, "--instrument", INSTRUMENT]) == 2
    assert "give both" in capsys.readouterr().err


def test_what_was_not_asked_is_not_called_withheld(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["rater,CA1,SM1,SM_important", *(f"p{n},{n % 5 + 1},{3 if n < 4 else ''},4" for n in range(12))]
    (tmp_path / "export.csv").write_text("\n".join(rows), encoding="utf-8")
    assert main(["survey", str(tmp_path / "export.csv"), "--instrument", INSTRUMENT]) == 0
    out = capsys.readouterr().out
    scores, gaps = (
        {line.split()[0]: " ".join(line.split()[-2:]) for line in table.splitlines() if "_" in line}
        for table in out.split("Importance against met")
    )
    assert (scores["shared_measurement"], scores["backbone_support"]) == ("withheld withheld", "not asked")
    assert (gaps["shared_measurement"], gaps["backbone_support"]) == ("withheld withheld", "not asked")


def test_why_everybody_is_withheld_beside_two_waves_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "export.csv"
    rows = [f"p{n},{wave},{n % 5 + 1}" for n in range(12) for wave in (1, 2)]
    export.write_text("\n".join(("rater,wave,CA1", *rows)), encoding="utf-8")
    command = ["survey", str(export), "--instrument", INSTRUMENT]
    said = "Everybody is withheld where persons stand in several groups, as in two waves,"
    assert main([*command, "--by", "wave"]) == 0
    assert said in " ".join(capsys.readouterr().out.split())
    assert main(command) == 0
    assert said not in " ".join(capsys.readouterr().out.split())


def test_how_intervals_were_found_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "export.csv"
    for homes, method in ((2, "organisations drawn again (seed 0)"), (99, "persons drawn again (seed 0)")):
        rows = ["rater,organisation,CA1", *(f"p{n},O{n // homes},{n % 5 + 1}" for n in range(12))]
        export.write_text("\n".join(rows), encoding="utf-8")
        assert main(["survey", str(export), "--instrument", INSTRUMENT]) == 0
        assert f"Interval: 95 %, {method}." in " ".join(capsys.readouterr().out.split())
    export.write_text("rater,CA1\np1,3\n", encoding="utf-8")
    assert main(["survey", str(export), "--instrument", INSTRUMENT]) == 0
    assert "Interval: 95 %" not in capsys.readouterr().out
