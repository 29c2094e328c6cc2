"""The commands that give a file to begin with: `new` and `schema`."""

from __future__ import annotations

import argparse
import os

import collective_impact as ci
from collective_impact.commands.outputs import json_text
from collective_impact.commands.terminal import Answer, invocation
from collective_impact.display import plain
from collective_impact.errors import excerpt

__all__ = ["new", "schema"]


def new(arguments: argparse.Namespace) -> Answer:
    """Write the template, and answer with what to do next."""
    from shlex import quote  # noqa: PLC0415 - only this command pays for it

    from collective_impact.files import write_atomic  # noqa: PLC0415 - the same
    from collective_impact.template import JSON_TEMPLATE, SCHEMA_NAME, YAML_TEMPLATE  # noqa: PLC0415 - the same

    path, program = arguments.file, invocation()
    ending = os.path.splitext(path)[1].lower()  # noqa: PTH122 - no pathlib for a name
    text = {".yaml": YAML_TEMPLATE, ".yml": YAML_TEMPLATE, ".json": JSON_TEMPLATE}.get(ending)
    if text is None:
        raise ci.DocumentError(f"{excerpt(path)}: a new file is YAML or JSON. Let its name end in .yaml.")
    if os.path.lexists(path):
        raise ci.DocumentError(f"{excerpt(path)}: it is there already. Choose another name.")
    write_atomic(path, text)
    schema = os.path.join(os.path.dirname(path), SCHEMA_NAME)  # noqa: PTH118, PTH120 - no pathlib for a name
    hint = (
        "JSON has no comments; a name in .yaml gives explanations and examples too."
        if ending == ".json"
        else "An editor that knows YAML helps you with it once the schema lies beside it:\n"
        f"  {program} schema > {quote(schema)}"
    )
    written = f"{plain(path)} is written. Fill in what you know, then:\n  {program} check {quote(path)}\n"
    return Answer(f"{written}{hint}\n")


def schema(arguments: argparse.Namespace) -> Answer:  # noqa: ARG001 - a command takes its arguments
    """Answer with the JSON Schema of the file format."""
    return Answer(json_text(ci.json_schema()))
