"""KoboToolbox and ODK exports (CSV, XLSX), with codes or labels: one header row, groups in front of the question.

Kobo parts group, question and option by `/`, ODK groups by `-`. Where several answers could be chosen, each option has
a column of its own, `question/option`, or the chosen ones stand in one cell, parted by blanks. Rows that a reviewer
has turned down are left out and told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from collective_impact.interchange.survey_layout import (
    Column,
    Layout,
    Row,
    cell,
    folded,
    is_personal,
    rows_below,
    without,
)
from collective_impact.interchange.survey_reading import ExportReader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collective_impact.interchange.remarks import Remarks
    from collective_impact.interchange.tables import Table

__all__ = ["layout", "read", "recognised"]

_OF_KOBO_WORDS = """
    start end today deviceid subscriberid simserial simid phonenumber phone username email audit _id _uuid uuid
    _submission_time _validation_status _notes _status _submitted_by __version__ _version_ _tags _index _parent_index
    _parent_table_name _geolocation _attachments _bamboo_dataset_id _xform_id_string formhub/uuid meta/instanceid
    meta/instancename meta/rootuuid meta/audit
"""
_OF_KOBO = frozenset(_OF_KOBO_WORDS.split())
_OF_ODK_WORDS = """
    submissiondate key submitterid submittername attachmentspresent attachmentsexpected status reviewstate
    deviceid edits formversion meta-instanceid meta-instancename meta-audit instanceid instancename isvalidated
    parent_key set-of
"""
_OF_ODK = frozenset(_OF_ODK_WORDS.split())
_TURNED_DOWN = frozenset({"validation_status_not_approved", "not approved", "rejected"})
_IDS_OF_KOBO = ("_uuid", "meta/instanceid")
_IDS_OF_ODK = ("meta-instanceid", "instanceid", "key")


def recognised(table: Table) -> str | None:
    """Return by what a table is known to be a Kobo or ODK export, None where it is neither."""
    first = {folded(heading) for heading in table.rows[0]} if table.rows else set()
    if {"_uuid", "_submission_time", "__version__"} & first:
        return "its first row has the columns that KoboToolbox adds"
    if _is_odk(first):
        return "its first row has the columns that ODK adds"
    return None


def layout(table: Table, _wanted: frozenset[str], remarks: Remarks) -> Layout:
    """Return how a Kobo or ODK export is laid out."""
    headings = table.rows[0] if table.rows else []
    places = {folded(heading): index for index, heading in reversed(list(enumerate(headings)))}
    is_odk = _is_odk(places)
    of_the_tool = _OF_KOBO | _OF_ODK if is_odk else _OF_KOBO
    columns = tuple(
        _column(index, cell(headings, index), of_the_tool, is_odk=is_odk) for index in range(len(headings))
    )
    reviews = [places[name] for name in ("_validation_status", "reviewstate") if name in places]

    def reason(row: Row) -> str | None:
        is_turned_down = any(folded(cell(row.cells, index)) in _TURNED_DOWN for index in reviews)
        return "Turned down by a reviewer" if is_turned_down else None

    return Layout(
        title="ODK" if is_odk else "KoboToolbox",
        columns=columns,
        rows=without(rows_below(table, 1, len(headings), remarks), reason, remarks),
        person=tuple(places[name] for name in (_IDS_OF_ODK if is_odk else _IDS_OF_KOBO) if name in places),
        option_separator="/",
    )


read = ExportReader(layout)
"""Return the answers of a KoboToolbox or ODK export; arguments and errors are those of `survey_exports.read`."""


def _is_odk(headings: Iterable[str]) -> bool:
    found = set(headings)
    return {"submissiondate", "key"} <= found or "meta-instanceid" in found


def _column(index: int, heading: str, of_the_tool: frozenset[str], *, is_odk: bool) -> Column:
    """Return a column under its whole name and under what is left without one group after the other."""
    names = [heading] if heading else [f"column {index + 1}"]
    names += [heading[found.end() :] for found in re.finditer("[-/]" if is_odk else "/", heading)]
    is_private = folded(heading) in of_the_tool or is_personal(*names)
    return Column(index, tuple(filter(None, names)), is_private)
