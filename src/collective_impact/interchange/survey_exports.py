"""The door to survey exports: it recognises which tool wrote a file, says so, and hands it to the reader of that tool.

Files of Qualtrics, Google Forms, KoboToolbox and ODK, SurveyMonkey, and sheets with a row a rater enter, as separated
text or as a workbook; a set of ratings leaves, without any name of a person.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, get_args

from collective_impact.errors import InvalidRecordError, UnknownNameError, excerpt
from collective_impact.fields import did_you_mean
from collective_impact.interchange import google_forms, hand_made, kobotoolbox, qualtrics, surveymonkey
from collective_impact.interchange.remarks import Remarks
from collective_impact.interchange.survey_reading import NOTHING, open_export, ratings_in
from collective_impact.model.instrument import Instrument

if TYPE_CHECKING:
    from collections.abc import Callable

    from collective_impact.files import Limits
    from collective_impact.interchange.reading import Reading
    from collective_impact.interchange.survey_layout import LayoutOf
    from collective_impact.interchange.tables import Table
    from collective_impact.model.rating import RatingSet

__all__ = ["FORMATS", "SurveyFormat", "read"]

SurveyFormat = Literal["qualtrics", "surveymonkey", "kobo", "google_forms", "hand_made"]
"""The formats of survey exports; `kobo` is ODK as well, `hand_made` a sheet with a row a rater."""

FORMATS: tuple[SurveyFormat, ...] = get_args(SurveyFormat)

_LAYOUTS: dict[SurveyFormat, LayoutOf] = {
    "qualtrics": qualtrics.layout,
    "surveymonkey": surveymonkey.layout,
    "kobo": kobotoolbox.layout,
    "google_forms": google_forms.layout,
    "hand_made": hand_made.layout,
}
_RECOGNISERS: dict[SurveyFormat, Callable[[Table], str | None]] = {
    "qualtrics": qualtrics.recognised,
    "surveymonkey": surveymonkey.recognised,
    "kobo": kobotoolbox.recognised,
    "google_forms": google_forms.recognised,
}


def read(  # noqa: PLR0913 - each is one fact that the export does not hold
    path: str | os.PathLike[str],
    instrument: Instrument | None = None,
    *,
    format: SurveyFormat | None = None,  # noqa: A002 - what the field calls it
    columns: Mapping[str, str] = NOTHING,
    partners: Mapping[str, str] | None = None,
    wave: str | None = None,
    limits: Limits | None = None,
) -> Reading[RatingSet]:
    """Return the answers in a survey export, and what is to be known about how they were read.

    Answers are matched through the scales of `instrument`: numbers, labels, aliases and the words for "don't
    know" and "not applicable". Without one, only columns with numbers are read, each as an item of its own.
    `format` overrides what is recognised. `columns` names the column of `rater`, `organisation`, `group` or
    `wave` by its heading where that is not a usual one; `partners` leads from the name of an organisation in
    the export to the id of a partner; `wave` is the round of asking. At most 64 MB are read, or what `limits`
    allow.

    No name, address, time or id of the tool enters the ratings. A person who is there twice counts once. The
    problems quote answers and headings: keep them as private as the export.

    Raises:
        DocumentError: the file cannot be opened, holds no table, or no column is an item.
        InvalidRecordError: what was given as the instrument is none.
        LimitError: it is larger than is read.
        MissingExtraError: it is a workbook, and openpyxl is not installed.
        UnknownNameError: the format, or a column that was named, is not there.
    """
    if format is not None and format not in FORMATS:
        message = (
            f"There is no format of surveys '{excerpt(format)}'. {did_you_mean(str(format), [*FORMATS])}"
        )
        raise UnknownNameError(message)
    if not isinstance(instrument, Instrument | None):
        message = (
            f"Expected an instrument, found {excerpt(instrument)}. Read its file with collective_impact.read."
        )
        raise InvalidRecordError(message)
    export = open_export(path, limits)
    remarks = Remarks()
    found, reason = _recognised(export.table)
    if format is None:
        message = f"recognised as {found}: {reason}. Name the format yourself where that is wrong."
        remarks.tell("recognised", message, severity="note")
    elif found not in (format, "hand_made"):
        message = f"read as {format}, as was asked, though it looks like {found}: {reason}."
        remarks.tell("other_format", message)
    return ratings_in(
        export,
        _LAYOUTS[format or found],
        instrument=instrument,
        columns=columns,
        partners=partners,
        wave=wave,
        remarks=remarks,
    )


def _recognised(table: Table) -> tuple[SurveyFormat, str]:
    for name, recognised in _RECOGNISERS.items():
        reason = recognised(table)
        if reason is not None:
            return name, reason
    return "hand_made", "it has none of the marks of another tool"
