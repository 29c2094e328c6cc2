"""Reading only ordinary files, naming what cannot be decoded, and saving in one step or not at all."""

from __future__ import annotations

import itertools
import os
import pickle
import socket
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any, cast

import pytest

from collective_impact import files
from collective_impact.errors import DocumentError, InvalidRecordError, LimitError, Problem
from collective_impact.files import (
    Limits,
    decode,
    format_of,
    line_and_column,
    read_bytes,
    refusal,
    replacing,
    write_atomic,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIMITS = Limits()


def code_of(error: pytest.ExceptionInfo[DocumentError]) -> str:
    (problem,) = error.value.problems
    return problem.code


def temporary_name(target: Path, process: int, number: int = 0) -> str:
    return f"{files._temporary_start(str(target))}{process}-{number}.tmp"


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def saved_or_refused(path: Path, text: str) -> str:
    try:
        write_atomic(path, text)
    except DocumentError as error:
        return f"refused: {error.problems[0].message} {type(error.__cause__).__name__}"
    return "saved"


def dead_process() -> int:
    """A number that a process had which has ended and been waited for."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


class TestLimits:
    def test_defaults_are_those_of_the_design(self) -> None:
        assert Limits() == Limits(
            bytes=256_000_000,
            yaml_bytes=1_000_000,
            yaml_events=64_000,
            depth=64,
            text_length=1_000_000,
            problems=1_000,
        )

    @pytest.mark.parametrize("value", [0, -1, True, 1.5, "64", None])
    def test_only_whole_numbers_from_one_on_are_limits(self, value: object) -> None:
        with pytest.raises(InvalidRecordError, match="not a whole number of at least 1") as error:
            Limits(depth=cast("int", value))
        assert error.value.problems[0].path == "depth"


class TestRefusal:
    def problem(self, code: str) -> Problem:
        return Problem(path="a", message="Something.", code=code)

    def test_only_size_makes_a_limit_error(self) -> None:
        assert type(refusal("No.", map(self.problem, ["too_deep", "too_long"]), LIMITS)) is LimitError
        assert type(refusal("No.", map(self.problem, ["too_deep", "bad_text"]), LIMITS)) is DocumentError
        assert type(refusal("No.", map(self.problem, ["bad_text", "too_deep"]), LIMITS)) is DocumentError

    def test_all_are_counted_and_few_are_held(self) -> None:
        error = refusal("No.", map(self.problem, ["too_deep"] * 7), Limits(problems=3))
        assert (len(error.problems), error.count) == (3, 7)
        assert "... and 4 more" in str(error)
        assert pickle.loads(pickle.dumps(error)).count == 7  # noqa: S301 - an error of our own


@pytest.mark.parametrize(
    ("text", "index", "place"),
    [
        ("abc", 0, "line 1, column 1"),
        ("abc", 2, "line 1, column 3"),
        ("a\nbc", 2, "line 2, column 1"),
        ("a\n\nbc", 4, "line 3, column 2"),
        ("a\n", 1, "line 1, column 2"),
    ],
)
def test_places_are_counted_from_one(text: str, index: int, place: str) -> None:
    assert line_and_column(text, index) == place


class TestFormatOf:
    @pytest.mark.parametrize(
        ("name", "found"),
        [("a.json", "json"), ("b/A.YAML", "yaml"), ("x.y.yml", "yaml"), ("a.toml", "toml")],
    )
    def test_the_end_of_the_name_decides(self, name: str, found: str, tmp_path: Path) -> None:
        assert format_of(name) == found
        assert format_of(tmp_path / name) == found

    @pytest.mark.parametrize("name", ["a.xlsx", "a", ".json", "json", ""])
    def test_other_ends_are_refused_with_the_known_ones(self, name: str) -> None:
        with pytest.raises(DocumentError, match=r"\.json, \.yaml, \.yml, \.toml") as error:
            format_of(name)
        assert code_of(error) == "unknown_format"


class TestReadBytes:
    def test_bytes_come_as_they_are(self, tmp_path: Path) -> None:
        path = tmp_path / "a.json"
        path.write_bytes(b"\xef\xbb\xbf\r\n\x00\x1a\xff")
        assert read_bytes(path, LIMITS) == read_bytes(str(path), LIMITS) == b"\xef\xbb\xbf\r\n\x00\x1a\xff"

    def test_an_empty_file_holds_no_bytes(self, tmp_path: Path) -> None:
        (tmp_path / "a").touch()
        assert read_bytes(tmp_path / "a", LIMITS) == b""

    @pytest.mark.parametrize("name", ["missing.json", "missing/a.json"])
    def test_a_missing_file(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match="There is no such file or folder") as error:
            read_bytes(tmp_path / name, LIMITS)
        assert code_of(error) == "not_found"
        assert error.value.problems[0].where is not None
        assert isinstance(error.value.__cause__, FileNotFoundError)

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match="folder") as error:
            read_bytes(tmp_path, LIMITS)
        assert code_of(error) == "not_a_file"

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(DocumentError, match="device, a pipe or a socket") as error:
            read_bytes(tmp_path / "pipe", LIMITS)
        assert code_of(error) == "not_a_file"

    def test_a_pipe_put_in_place_of_the_file_is_not_waited_for(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ordinary, pipe = tmp_path / "a", tmp_path / "pipe"
        ordinary.write_text("[1]")
        os.mkfifo(pipe)
        before = ordinary.stat()
        monkeypatch.setattr(os, "stat", lambda _: before)
        with pytest.raises(DocumentError, match="changed while") as error:
            read_bytes(pipe, LIMITS)
        assert code_of(error) == "changed_meanwhile"

    @pytest.mark.parametrize("name", ["/dev/null", "/dev/zero"])
    def test_a_device(self, name: str) -> None:
        with pytest.raises(DocumentError) as error:
            read_bytes(name, LIMITS)
        assert code_of(error) == "not_a_file"

    def test_a_socket(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("s")
            with pytest.raises(DocumentError) as error:
                read_bytes("s", LIMITS)
        assert code_of(error) == "not_a_file"

    def test_a_large_file_is_not_even_opened(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "a.json"
        path.write_bytes(b"12345678901")
        assert len(read_bytes(path, Limits(bytes=11))) == 11
        monkeypatch.delattr(os, "open")
        with pytest.raises(LimitError, match="11 bytes; at most 10") as error:
            read_bytes(path, Limits(bytes=10))
        assert code_of(error) == "too_large"

    def test_no_permission(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> int:
            raise PermissionError(13, "Permission denied")

        (tmp_path / "a").touch()
        monkeypatch.setattr(os, "open", refuse)
        with pytest.raises(DocumentError, match="Permission is denied") as error:
            read_bytes(tmp_path / "a", LIMITS)
        assert code_of(error) == "no_permission"

    @pytest.mark.parametrize("name", ["a\0b", "a" * 5000, "\ud800"])
    def test_names_that_the_system_does_not_take(self, name: str) -> None:
        with pytest.raises(DocumentError) as error:
            read_bytes(name, LIMITS)
        assert code_of(error) in {"system", "not_found"}
        assert str(error.value).isprintable() or "\n" in str(error.value)

    def test_a_loop_of_links(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to("b")
        (tmp_path / "b").symlink_to("a")
        with pytest.raises(DocumentError, match="The system says") as error:
            read_bytes(tmp_path / "a", LIMITS)
        assert code_of(error) == "system"


class TestDecode:
    def test_with_and_without_a_byte_order_mark(self) -> None:
        assert decode("Café\r\n".encode(), LIMITS) == decode("\ufeffCafé\r\n".encode(), LIMITS) == "Café\r\n"

    def test_only_the_first_mark_is_taken_away(self) -> None:
        assert decode("\ufeff\ufeffa".encode(), LIMITS) == "\ufeffa"

    @pytest.mark.parametrize("data", [b"", b" \r\n\t", "\ufeff".encode(), "\ufeff \n\u00a0".encode()])
    def test_nothing_in_it(self, data: bytes) -> None:
        with pytest.raises(DocumentError, match="nothing in it") as error:
            decode(data, LIMITS)
        assert code_of(error) == "empty"

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-be"])
    def test_utf_16_and_utf_32(self, encoding: str) -> None:
        with pytest.raises(DocumentError, match=r"UTF-16.*Save the file as UTF-8"):
            decode('{"a": 1}'.encode(encoding), LIMITS)

    def test_a_byte_order_mark_of_utf_32_big_endian(self) -> None:
        with pytest.raises(DocumentError, match="begins with the mark") as error:
            decode(b"\x00\x00\xfe\xff\x00\x00\x00a", LIMITS)
        assert code_of(error) == "bad_encoding"

    @pytest.mark.parametrize("start", ["", "\ufeff"])
    def test_other_bytes_are_named_by_line_and_offset(self, start: str) -> None:
        before = f"{start}a: 1\nb: Caf".encode()
        with pytest.raises(DocumentError, match="Save the file as UTF-8") as error:
            decode(before + "é\n".encode("cp1252"), LIMITS)
        assert code_of(error) == "bad_encoding"
        assert error.value.problems[0].where == f"line 2, byte {len(before)} of the file"

    @pytest.mark.parametrize("data", [b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"a\xe2\x82"])
    def test_half_characters_and_overlong_forms(self, data: bytes) -> None:
        with pytest.raises(DocumentError) as error:
            decode(data, LIMITS)
        assert code_of(error) == "bad_encoding"

    def test_nul(self) -> None:
        with pytest.raises(DocumentError, match="NUL") as error:
            decode(b"a\nb\0", LIMITS)
        assert code_of(error) == "bad_text"
        assert error.value.problems[0].where == "line 2, byte 3 of the file"

    def test_too_many_bytes(self) -> None:
        assert decode(b"abc", Limits(bytes=3)) == "abc"
        with pytest.raises(LimitError) as error:
            decode(b"abcd", Limits(bytes=3))
        assert code_of(error) == "too_large"


class TestWriteAtomic:
    def test_a_new_file(self, tmp_path: Path) -> None:
        write_atomic(tmp_path / "a.json", "Café\n\u2028\r\n")
        assert (tmp_path / "a.json").read_bytes() == "Café\n\u2028\r\n".encode()
        assert names_in(tmp_path) == ["a.json"]

    def test_a_name_without_a_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        write_atomic("a.json", "1")
        write_atomic("a.json", "2")
        assert (tmp_path / "a.json").read_text() == "2"

    def test_a_name_of_the_greatest_length(self, tmp_path: Path) -> None:
        path = tmp_path / ("a" * 250 + ".json")
        write_atomic(path, "1")
        assert path.read_text() == "1"

    def test_a_new_file_has_the_permissions_that_the_user_gives_to_new_files(self, tmp_path: Path) -> None:
        before = os.umask(0o027)
        try:
            write_atomic(tmp_path / "a", "1")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640

    @pytest.mark.parametrize("mode", [0o600, 0o664, 0o666, 0o755])
    def test_permissions_stay(self, mode: int, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("old")
        (tmp_path / "a").chmod(mode)
        write_atomic(tmp_path / "a", "new")
        assert (tmp_path / "a").read_text() == "new"
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode

    def test_a_private_file_is_at_no_moment_open_to_others(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a").write_text("old")
        (tmp_path / "a").chmod(0o600)
        seen: list[int] = []
        real = os.open

        def noting(path: str, flags: int, mode: int = 0o777) -> int:
            descriptor = real(path, flags, mode)
            seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
            return descriptor

        monkeypatch.setattr(os, "open", noting)
        write_atomic(tmp_path / "a", "new")
        assert seen[0] == 0o600

    def test_a_link_is_followed(self, tmp_path: Path) -> None:
        folder = tmp_path / "folder"
        folder.mkdir()
        (folder / "real").write_text("old")
        (tmp_path / "link").symlink_to("folder/real")
        (tmp_path / "dangling").symlink_to("folder/other")
        write_atomic(tmp_path / "link", "new")
        write_atomic(tmp_path / "dangling", "1")
        assert (tmp_path / "link").is_symlink()
        assert (folder / "real").read_text() == "new"
        assert (folder / "other").read_text() == "1"
        assert sorted(names_in(folder)) == ["other", "real"]

    @pytest.mark.parametrize("place", ["folder", "pipe", "/dev/null"])
    def test_only_an_ordinary_file_is_replaced(self, place: str, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(DocumentError, match="cannot be saved") as error:
            write_atomic(tmp_path / place, "1")
        assert code_of(error) == "not_a_file"
        assert sorted(names_in(tmp_path)) == ["folder", "pipe"]

    def test_a_file_that_may_not_be_written_is_left_alone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a").write_text("old")
        monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(DocumentError, match="Permission is denied") as error:
            write_atomic(tmp_path / "a", "new")
        assert code_of(error) == "no_permission"
        assert (tmp_path / "a").read_text() == "old"

    def test_a_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match="no such file or folder") as error:
            write_atomic(tmp_path / "missing" / "a", "1")
        assert code_of(error) == "not_found"

    def test_half_a_character(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("old")
        with pytest.raises(DocumentError, match="line 2, column 3") as error:
            write_atomic(tmp_path / "a", "a\nbc\ud800")
        assert code_of(error) == "bad_text"
        assert (tmp_path / "a").read_text() == "old"

    def test_a_name_that_the_system_does_not_take(self) -> None:
        with pytest.raises(DocumentError) as error:
            write_atomic("a\0b", "1")
        assert code_of(error) == "system"

    def test_pieces_become_the_file_at_the_end_alone(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("old")
        with replacing(tmp_path / "a") as stream:
            stream.write(b"one ")
            assert (tmp_path / "a").read_text() == "old"
            stream.write(b"two")
        assert (tmp_path / "a").read_text() == "one two"
        assert names_in(tmp_path) == ["a"]

    @pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError, DocumentError])
    def test_what_goes_wrong_between_pieces_leaves_the_old_file(
        self, tmp_path: Path, error: type[BaseException]
    ) -> None:
        (tmp_path / "a").write_text("old")

        def stopped() -> None:
            with replacing(tmp_path / "a") as stream:
                stream.write(b"new")
                raise error("stop")

        with pytest.raises(error):
            stopped()
        assert (tmp_path / "a").read_text() == "old"
        assert names_in(tmp_path) == ["a"]

    def test_a_system_that_refuses_between_pieces_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match="cannot be saved") as error, replacing(tmp_path / "a"):
            raise OSError(28, "No space left on device")
        assert code_of(error) == "system"
        assert names_in(tmp_path) == []

    def test_an_interruption_leaves_no_temporary_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(_: int) -> None:
            raise KeyboardInterrupt

        (tmp_path / "a").write_text("old")
        monkeypatch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_atomic(tmp_path / "a", "new")
        assert names_in(tmp_path) == ["a"]
        assert (tmp_path / "a").read_text() == "old"

    def test_a_failure_at_any_call_leaves_the_old_file_or_the_new_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        names = ("stat", "access", "open", "chmod", "fsync", "replace", "scandir", "kill")
        real: dict[str, Callable[..., Any]] = {name: getattr(os, name) for name in names}
        calls = 0

        def failing(name: str, at: int) -> Callable[..., Any]:
            def call(*arguments: object, **named: object) -> object:
                nonlocal calls
                calls += 1
                if calls == at:
                    raise OSError(28, "No space left on device")
                return real[name](*arguments, **named)

            return call

        path = tmp_path / "a"
        results: list[str] = []
        gone = dead_process()
        for at in itertools.count(1):
            path.write_text("old")
            left_behind = tmp_path / temporary_name(path, gone)
            left_behind.touch()
            calls = 0
            with monkeypatch.context() as patched:
                for name in names:
                    patched.setattr(os, name, failing(name, at))
                results.append(saved_or_refused(path, "new"))
            assert path.read_text() == ("new" if results[-1] == "saved" else "old")
            assert set(names_in(tmp_path)) <= {"a", left_behind.name}
            if calls < at:
                break
        assert not left_behind.exists()
        refused = "refused: The system says: No space left on device. OSError"
        assert results[:6] == [refused] * 6
        assert set(results[6:]) == {"saved"}

    def test_two_savers_at_once_do_not_share_a_temporary_file(self, tmp_path: Path) -> None:
        path = tmp_path / "a"
        (tmp_path / temporary_name(path, os.getpid())).write_text("of another thread")
        (tmp_path / temporary_name(path, os.getpid(), 1)).write_text("of another thread")
        write_atomic(path, "new")
        assert path.read_text() == "new"
        assert len(names_in(tmp_path)) == 3

    def test_what_dead_savers_left_behind_is_removed_and_nothing_else(self, tmp_path: Path) -> None:
        path, other = tmp_path / "a", tmp_path / "b"
        gone, here = dead_process(), os.getpid()
        kept = {
            temporary_name(path, here, 7),
            temporary_name(other, gone),
            temporary_name(path, gone) + ".txt",
            "x" + temporary_name(path, gone),
            temporary_name(path, gone).replace(f"{gone}", "9" * 12),
            "notes.tmp",
        }
        removed = {temporary_name(path, gone), temporary_name(path, gone, 12)}
        for name in kept | removed:
            (tmp_path / name).touch()
        write_atomic(path, "1")
        assert set(names_in(tmp_path)) == kept | {"a"}

    def test_what_a_living_process_left_behind_is_removed_after_ten_minutes(self, tmp_path: Path) -> None:
        path = tmp_path / "a"
        old, young = temporary_name(path, os.getpid(), 1), temporary_name(path, os.getpid(), 2)
        write_atomic(path, "1")
        now = path.stat().st_mtime
        for name, age in ((old, 700), (young, 500)):
            (tmp_path / name).touch()
            os.utime(tmp_path / name, (now - age, now - age))
        write_atomic(path, "2")
        assert sorted(names_in(tmp_path)) == sorted(["a", young])

    def test_a_process_of_another_user_counts_as_alive(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def forbid(*_: object) -> None:
            raise PermissionError(1, "Operation not permitted")

        name = temporary_name(tmp_path / "a", dead_process())
        (tmp_path / name).touch()
        monkeypatch.setattr(os, "kill", forbid)
        write_atomic(tmp_path / "a", "1")
        assert name in names_in(tmp_path)

    def test_on_windows_no_process_is_asked_and_no_folder_opened(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        name = temporary_name(tmp_path / "a", dead_process())
        (tmp_path / name).touch()
        monkeypatch.setattr(files, "_POSIX", False)
        monkeypatch.delattr(os, "kill")
        write_atomic(tmp_path / "a", "1")
        assert sorted(names_in(tmp_path)) == sorted([name, "a"])

    def test_a_folder_that_cannot_be_forced_to_the_disk_is_no_failure(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = os.fsync

        def only_files(descriptor: int) -> None:
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                raise OSError(22, "Invalid argument")
            real(descriptor)

        monkeypatch.setattr(os, "fsync", only_files)
        write_atomic(tmp_path / "a", "1")
        assert (tmp_path / "a").read_text() == "1"


def test_the_file_imports_nothing_heavy() -> None:
    heavy = {"json", "yaml", "tomllib", "pathlib", "logging", "datetime", "decimal", "cattrs"}
    program = f"import sys, collective_impact.plain; print(sorted(set(sys.modules) & {heavy}))"
    alone = "import sys, attrs; print(sorted(set(sys.modules) & {heavy}))".replace("{heavy}", str(heavy))
    outputs = [
        subprocess.run([sys.executable, "-I", "-c", each], capture_output=True, check=True).stdout  # noqa: S603 - this interpreter, no input
        for each in (program, alone)
    ]
    assert outputs[0] == outputs[1]


def test_too_large_a_text_of_yaml_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1" + b" " * 20)
    assert read_bytes(path, Limits(yaml_bytes=24), "yaml") == path.read_bytes()
    for limits, named in ((Limits(yaml_bytes=23), "yaml_bytes"), (Limits(bytes=10), "bytes")):
        with pytest.raises(LimitError) as caught:
            read_bytes(path, limits, "yaml")
        assert f"Limits({named}=" in str(caught.value)


def test_a_file_of_iati_is_sent_to_its_reader() -> None:
    for name in ("a.XML", b"a.xml"):
        with pytest.raises(DocumentError, match=r"collective_impact\.interchange\.iati\.read"):
            format_of(cast("str", name))
    with pytest.raises(DocumentError) as caught:
        format_of("a.docx")
    assert "iati" not in str(caught.value)


def test_a_name_that_is_empty_is_told() -> None:
    with pytest.raises(DocumentError, match=r"^A file without a name cannot be read\."):
        read_bytes("", LIMITS)
