"""Bytes in and out: what a reader takes in at most, reading a file, decoding it, saving it in one step.

Only ordinary files enter, and only UTF-8 leaves. What the text means is read in `plain`.
Nothing here may know a record, a unit, or more of a format than its name.
"""
# Paths are handled by `os`: pathlib knows no opener, and its import would double that of this library.
# ruff: noqa: PTH101, PTH105, PTH108, PTH116, PTH118, PTH119, PTH120, PTH122

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat

import attrs

from collective_impact.errors import DocumentError, InvalidRecordError, LimitError, Problem, excerpt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO, Literal

    Format = Literal["json", "yaml", "toml"]

__all__ = [
    "Limits",
    "decode",
    "format_of",
    "line_and_column",
    "most_bytes",
    "read_bytes",
    "refusal",
    "replacing",
    "write_atomic",
]

_LONGEST_NAME = 80
_FORMATS: dict[str, Format] = {".json": "json", ".yaml": "yaml", ".yml": "yaml", ".toml": "toml"}
_LIMIT_CODES = frozenset({"too_large", "too_deep", "too_long", "too_many_values"})
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_SAVE_AS_UTF8 = "Save the file as UTF-8."
_TEMPORARY_END = ".tmp"
_NOT_SAVED = "cannot be saved"
_ABANDONED_AFTER = 600.0
_POSIX = os.name == "posix"


@attrs.frozen(kw_only=True)
class Limits:
    """How much a reader takes in; what is larger is refused before work is done on it.

    `bytes` bounds a file (256 MB), `yaml_bytes` a YAML or TOML text (1 MB), `yaml_events` the keys, values,
    beginnings and ends in a YAML text, `depth` how deep lists and mappings may stand in each other,
    `text_length` the characters of one text, `problems` how many problems an error lists (it counts all).
    All are whole numbers from 1 on.

    64,000 YAML events hold an initiative of some 4,000 partners and are as many as the pure Python parser of
    PyYAML goes through in about a second, so that a refusal takes no longer than that; blank lines and comments
    are no events, and 1 MB of nothing else takes some three seconds. Larger data belong in JSON, which is read
    more than thirty times faster.
    """

    bytes: int = 256_000_000
    yaml_bytes: int = 1_000_000
    yaml_events: int = 64_000
    depth: int = 64
    text_length: int = 1_000_000
    problems: int = 1_000

    def __attrs_post_init__(self) -> None:
        for name, value in attrs.asdict(self).items():
            if type(value) is not int or value < 1:
                message = f"{excerpt(value)} is not a whole number of at least 1."
                problem = Problem(path=name, message=message, code="wrong_limit")
                raise InvalidRecordError("These limits cannot be used.", [problem])


def refusal(message: str, problems: Iterable[Problem], limits: Limits) -> DocumentError:
    """Return the error that lists `problems`: a `LimitError` where every one of them is about size."""
    held: list[Problem] = []
    count = 0
    only_limits = True
    for problem in problems:
        count += 1
        only_limits = only_limits and problem.code in _LIMIT_CODES
        if count <= limits.problems:
            held.append(problem)
    return (LimitError if only_limits else DocumentError)(message, held, count)


def most_bytes(limits: Limits, file_format: Format) -> tuple[int, str]:
    """Return how many bytes a text of a format may have, and what to do where it has more."""
    if file_format == "json" or limits.bytes < limits.yaml_bytes:
        return limits.bytes, "Split the file, or allow more by Limits(bytes=...)."
    hint = "Save so large a document as JSON, or allow more by Limits(yaml_bytes=...)."
    return limits.yaml_bytes, hint


def line_and_column(text: str, index: int) -> str:
    """Return the place of `text[index]` as people count it: `line 12, column 3`."""
    return f"line {text.count(chr(10), 0, index) + 1}, column {index - text.rfind(chr(10), 0, index)}"


def format_of(path: str | os.PathLike[str]) -> Format:
    """Return the format that the end of a file's name stands for.

    Raises:
        DocumentError: for any other ending than .json, .yaml, .yml and .toml.
    """
    name = os.fspath(path)
    found = _FORMATS.get(os.path.splitext(name)[1].lower())
    if found is None:
        message = "The end of the name stands for no format that is known here."
        hint = f"Known are {', '.join(_FORMATS)}."
        if os.path.splitext(os.fsdecode(name))[1].lower() == ".xml":
            hint += " A file of IATI is read by collective_impact.interchange.iati.read."
        raise _refused(name, "cannot be read", message, "unknown_format", hint)
    return found


def read_bytes(path: str | os.PathLike[str], limits: Limits, file_format: Format = "json") -> bytes:
    """Return the bytes of an ordinary file. Folders, devices and pipes are refused, and never waited for.

    Raises:
        DocumentError: the file does not exist, may not be read, is no ordinary file, or changed meanwhile.
        LimitError: it holds more than the limits allow for its format; found out before it is opened.
    """
    name = os.fspath(path)
    failed = "cannot be read"
    try:
        status = os.stat(name)
        _demand_ordinary(name, status.st_mode, failed)
        if status.st_size > most_bytes(limits, file_format)[0]:
            raise _refused(name, failed, *_too_large(status.st_size, limits, file_format))
        with open(name, "rb", opener=_open_without_waiting) as stream:
            data = stream.read(status.st_size + 1)
    except DocumentError:
        raise
    except (OSError, ValueError) as error:
        raise _refused_by_system(name, failed, error) from error
    if len(data) != status.st_size:
        hint = "Try again when nothing writes to it."
        raise _refused(name, failed, "It changed while it was being read.", "changed_meanwhile", hint)
    return data


def decode(data: bytes, limits: Limits) -> str:
    """Return the text of UTF-8 bytes, with or without a byte order mark in front.

    Raises:
        DocumentError: another encoding, a NUL character, or nothing but blanks; the place is named.
        LimitError: more than `limits.bytes`.
    """
    where: str | None = None
    hint: str | None = _SAVE_AS_UTF8
    if len(data) > limits.bytes:
        message, code, hint = _too_large(len(data), limits, "json")
    elif data.startswith(_BYTE_ORDER_MARKS):
        message, code = "It begins with the mark of UTF-16 or UTF-32, not of UTF-8.", "bad_encoding"
        where = _byte_and_line(data, 0)
    elif (nul := data.find(0)) >= 0:
        message = "Here is a NUL character, as in UTF-16, in a damaged file or in one that is no text."
        code, where = "bad_text", _byte_and_line(data, nul)
    else:
        try:
            text = data.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            message = "Here the bytes are not UTF-8 but, it may be, an older encoding such as Windows-1252."
            code, where = "bad_encoding", _byte_and_line(data, error.start)
        else:
            if text and not text.isspace():
                return text
            message, code, hint = "There is nothing in it.", "empty", None
    problem = Problem(path="", message=message, code=code, where=where, hint=hint)
    raise refusal("The bytes cannot be read as text.", [problem], limits)


def write_atomic(path: str | os.PathLike[str], text: str) -> None:
    """Save `text` as UTF-8 so that the file is at any moment the old one or the new one, whole.

    See `replacing` for how.

    Raises:
        DocumentError: the text cannot be encoded, or the system refuses; the old file is untouched.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        message = f"There is half a character (a lone surrogate) at {line_and_column(text, error.start)}."
        raise _refused(os.fspath(path), _NOT_SAVED, message, "bad_text") from error
    with replacing(path) as stream:
        stream.write(data)


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Give a stream for bytes that become the file once the block ends; where it fails, the old file stands.

    The bytes go to a temporary file in the same folder, are forced to the disk and take the place of the
    file, whose permissions stay; where `path` is a link, the file that it points to is replaced. What broken
    saves of this very file left behind earlier is removed.

    Raises:
        DocumentError: the system refuses, in the block or after it; the old file is untouched.
    """
    name = os.fspath(path)
    try:
        target = os.path.realpath(name)
        mode = _mode_to_keep(name, target)
        stream = _open_temporary(target, 0o666 if mode is None else 0o600)
        try:
            with stream:
                yield stream
                stream.flush()
                if mode is not None:
                    os.chmod(stream.name, mode)
                os.fsync(stream.fileno())
            os.replace(stream.name, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(stream.name)
            raise
    except DocumentError:
        raise
    except (OSError, ValueError) as error:
        raise _refused_by_system(name, _NOT_SAVED, error) from error
    with contextlib.suppress(OSError):
        _force_folder(os.path.dirname(target))
    with contextlib.suppress(OSError):
        _sweep(target)


def _open_without_waiting(name: str, flags: int) -> int:
    """Open `name`, and do not wait for a writer should a pipe have taken the place of the file meanwhile."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def _mode_to_keep(name: str, target: str) -> int | None:
    """Return the permissions of the file that is about to be replaced, None where there is none."""
    try:
        found = os.stat(target).st_mode
    except FileNotFoundError:
        return None
    _demand_ordinary(name, found, _NOT_SAVED)
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)
    return stat.S_IMODE(found)


def _temporary_start(target: str) -> str:
    """Return how the names of all temporary files of `target` begin, however long its own name is."""
    import zlib  # noqa: PLC0415 - for saving only

    return f".collective-impact-{zlib.crc32(os.fsencode(os.path.basename(target))):08x}-"


def _open_temporary(target: str, mode: int) -> IO[bytes]:
    """Return a new file beside `target`, open for writing."""
    start = os.path.join(os.path.dirname(target), f"{_temporary_start(target)}{os.getpid()}-")
    number = 0
    while True:
        try:
            return open(
                f"{start}{number}{_TEMPORARY_END}",
                "xb",
                opener=lambda file, flags: os.open(file, flags, mode),
            )
        except FileExistsError:
            number += 1


def _force_folder(folder: str) -> None:
    """Force a changed name to the disk, where the system can: Windows and some network disks cannot."""
    if _POSIX:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sweep(target: str) -> None:
    """Remove the temporary files of `target` whose writer is dead, or which are older than ten minutes.

    Age is counted from the file just saved, on the clock of the disk that holds both.
    """
    named = re.compile(
        re.escape(_temporary_start(target)) + r"([0-9]{1,9})-[0-9]+" + re.escape(_TEMPORARY_END)
    )
    now = os.stat(target).st_mtime
    with os.scandir(os.path.dirname(target)) as entries:
        for entry in entries:
            found = named.fullmatch(entry.name)
            if found is None:
                continue
            with contextlib.suppress(OSError):
                age = now - entry.stat(follow_symlinks=False).st_mtime
                if age > _ABANDONED_AFTER or _is_dead(int(found[1])):
                    os.unlink(entry.path)


def _is_dead(process: int) -> bool:
    """Return whether no process has this number; on Windows, where asking could stop it, none is dead."""
    if _POSIX:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
    return False


def _demand_ordinary(name: str, mode: int, failed: str) -> None:
    if stat.S_ISDIR(mode):
        raise _refused(name, failed, "It is a folder, not a file.", "not_a_file")
    if not stat.S_ISREG(mode):
        raise _refused(
            name, failed, "It is a device, a pipe or a socket, not an ordinary file.", "not_a_file"
        )


def _too_large(size: int, limits: Limits, file_format: Format) -> tuple[str, str, str]:
    most, hint = most_bytes(limits, file_format)
    return f"There are {size:,} bytes; at most {most:,} are read.", "too_large", hint


def _byte_and_line(data: bytes, index: int) -> str:
    return f"line {data.count(10, 0, index) + 1}, byte {index} of the file"


def _refused(name: str, failed: str, message: str, code: str, hint: str | None = None) -> DocumentError:
    end = (
        name if len(name) <= _LONGEST_NAME else f"...{name[3 - _LONGEST_NAME :]}"
    )  # the end tells files apart
    shown = excerpt(end) or "A file without a name"
    problem = Problem(path="", message=message, code=code, where=shown, hint=hint)
    return refusal(f"{shown} {failed}.", [problem], Limits())


def _refused_by_system(name: str, failed: str, error: Exception) -> DocumentError:
    if isinstance(error, FileNotFoundError):
        hint = "Check how the name and its folder are written."
        return _refused(name, failed, "There is no such file or folder.", "not_found", hint)
    if isinstance(error, PermissionError):
        return _refused(
            name, failed, "Permission is denied.", "no_permission", "Ask who may open or change it."
        )
    reason = getattr(error, "strerror", None) or str(error)
    return _refused(name, failed, f"The system says: {excerpt(reason)}.", "system")
