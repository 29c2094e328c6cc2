"""Whole initiatives brought into a landscape from their own documents; a file that cannot be read is told.

Reading a document is the business of `documents`; only files inside the landscape's own folder are opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from collective_impact.documents import read
from collective_impact.errors import CollectiveImpactError, Problem, excerpt
from collective_impact.interchange.reading import Reading
from collective_impact.landscape.inventory import Collaboration, Landscape
from collective_impact.landscape.inventory_links import stated_keys
from collective_impact.landscape.oversight import repeated_files
from collective_impact.model.initiative import Initiative

if TYPE_CHECKING:
    from collective_impact.files import Limits

__all__ = ["gathered", "opened"]

_TOLD_OF_A_FILE = 20


def opened(
    landscape: Landscape, folder: str | os.PathLike[str], *, limits: Limits | None = None
) -> Reading[Landscape]:
    """Return the landscape with the initiatives that its entries name as files, and what could not be read.

    Files are looked for in `folder`, that of the landscape's document, and never outside it. An entry whose
    file cannot be read stays as it is. A file that two entries name is opened for both, and told. A decision
    about a record that the file does not hold is left out, and told.
    """
    problems: list[Problem] = []
    rows: list[Collaboration] = []
    for position, row in enumerate(landscape.collaborations):
        found = None
        if row.file is not None:
            found = _initiative(row.file, folder, f"collaborations/{position}/file", problems, limits)
        rows.append(row if found is None else attrs.evolve(row, initiative=found, file=None))
    twice = repeated_files(landscape)
    problems.extend(twice[position] for position in twice if rows[position].file is None)
    bare = attrs.evolve(landscape, collaborations=tuple(rows), decisions=())
    decisions = []
    known, is_open = stated_keys(bare)
    for position, decision in enumerate(landscape.decisions):
        kinds = {
            known.get(key) for key in (decision.one, decision.other) if key.partition("/")[0] not in is_open
        }
        if None in kinds or len(kinds) > 1:
            message = (
                f"'{excerpt(decision.one)}' and '{excerpt(decision.other)}' are not both there, of one kind."
            )
            hint = "The decision is left out. Look which id the file has now."
            path = f"decisions/{position}"
            problems.append(
                Problem(path=path, code="dangling_id", message=message, severity="warning", hint=hint)
            )
        else:
            decisions.append(decision)
    return Reading(value=attrs.evolve(bare, decisions=tuple(decisions)), problems=tuple(problems))


def gathered(
    sources: Iterable[str | os.PathLike[str] | Initiative],
    *,
    id: str = "landscape",  # noqa: A002 - the field's own name
    name: str | None = None,
    limits: Limits | None = None,
) -> Reading[Landscape]:
    """Return a landscape of initiatives, given or read from their documents, and what could not be read.

    Each becomes a collaboration of the initiative's id. Of two with one id the first is kept, the other told.
    """
    problems: list[Problem] = []
    rows: dict[str, Collaboration] = {}
    for position, source in enumerate(sources):
        path = f"sources/{position}"
        if isinstance(source, Initiative):
            found: Initiative | None = source
        else:
            found = _read(source, path, os.path.basename(os.fspath(source)), problems, limits)  # noqa: PTH119 - no pathlib for a name
        if found is None:
            continue
        if found.id in rows:
            message = f"'{excerpt(found.id)}' is there already; this one is left out."
            hint = "Give one of the two another id, or leave one out."
            problems.append(Problem(path=path, code="repeated_id", message=message, hint=hint))
        else:
            rows[found.id] = Collaboration(id=found.id, name=found.name, initiative=found)
    value = Landscape(id=id, name=name, collaborations=tuple(rows[key] for key in sorted(rows)))
    return Reading(value=value, problems=tuple(problems))


def _initiative(
    file: str, folder: str | os.PathLike[str], path: str, problems: list[Problem], limits: Limits | None
) -> Initiative | None:
    home = os.path.realpath(folder)
    there = None if "\0" in file or os.path.isabs(file) else os.path.realpath(os.path.join(home, file))  # noqa: PTH117, PTH118 - no pathlib for a name
    if there is None or os.path.commonpath([home, there]) != home:
        message = "the file lies outside the folder of the landscape and is not opened."
        hint = "Name it by a path from the landscape's own folder."
        where = excerpt(file)
        problems.append(Problem(path=path, code="outside_folder", message=message, where=where, hint=hint))
        return None
    return _read(there, path, file, problems, limits)


def _read(
    source: str | os.PathLike[str], path: str, name: str, problems: list[Problem], limits: Limits | None
) -> Initiative | None:
    try:
        found = read(source, limits=limits)
    except CollectiveImpactError as error:
        problems.extend(_told(error, path, name))
        return None
    if not isinstance(found, Initiative):
        message = f"it holds a {type(found).__name__}, not an initiative."
        problems.append(Problem(path=path, code="wrong_type", message=message, where=excerpt(name)))
        return None
    return found


def _told(error: CollectiveImpactError, path: str, name: str) -> Iterator[Problem]:
    """Yield what is wrong with one file: its problems under the path that names it."""
    shown = error.problems[:_TOLD_OF_A_FILE]
    for problem in shown:
        where = f"{excerpt(name)}, {problem.path}" if problem.path else excerpt(name)
        yield attrs.evolve(problem, path=path, where=f"{where}, {problem.where}" if problem.where else where)
    hidden = error.count - len(shown)
    if hidden > 0 or not shown:
        message = f"{hidden:,} more problems are not listed." if shown else error.message
        yield Problem(path=path, code="unreadable", message=message, where=excerpt(name))
