"""The model folder's LFS rules, as real git reads them, with no settings but the folder's own."""

import inspect
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.hubspec.content import MAX_PLAIN_BYTES, Pointer, read_pointer
from checks.lint.folder import MAX_FILES, SKIPPED, FolderFile, walk
from checks.lint.gitattributes import lines as attribute_lines
from checks.lint.gitattributes.check_attr import check_attributes
from checks.lint.gitattributes.context import Folder
from checks.lint.gitattributes.lfs_files import rule_for
from checks.lint.gitattributes.linter import RULES as FOLDER_RULES
from checks.lint.gitattributes.linter import lfs_paths, lint_gitattributes
from checks.messages import render
from checks.textfile import LINE_BREAK
from tests.needs import needs_program

LFS = "filter=lfs diff=lfs merge=lfs -text"
RULES = f"*.joblib {LFS}\n"
BINARY = b"\x80\x04\x00"
OID = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize 12345\n"
TOKEN = "hf_" + "aB3" * 11


@pytest.fixture(autouse=True)
def _git() -> None:
    needs_program("git")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model = tmp_path / "model_repo"
    model.mkdir()
    write(model, {".gitattributes": RULES, "README.md": "# T\n", "model.joblib": BINARY})
    return model


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)


def found(folder: Path, **kwargs: Any) -> list[tuple[str, str]]:
    problems = lint_gitattributes(folder, "m", **kwargs)
    return [(p.code, str(p.place)) for p in problems]


def test_a_folder_in_order_has_no_problems(folder: Path) -> None:
    assert found(folder) == []


RULE_PLACE = "m/.gitattributes:2:1"
BROKEN: list[tuple[Mapping[str, str | bytes], str, str]] = [
    ({"a.skops": BINARY}, "ATTR-BINARY", RULE_PLACE),
    ({"sub/a.dat": BINARY}, "ATTR-BINARY", RULE_PLACE),
    ({"a.csv": b"x" * (MAX_PLAIN_BYTES + 1)}, "ATTR-SIZE", RULE_PLACE),
    ({"a.pkl": "no NUL in it"}, "ATTR-MODEL", RULE_PLACE),
    ({".gitattributes": f"* {LFS}"}, "ATTR-TEXT", "m/.gitattributes:1:1"),
    ({".gitattributes": RULES + "*.bin\n"}, "ATTR-ALONE", "m/.gitattributes:2:1"),
    ({".gitattributes": RULES + f"  *.bin\n*.x {LFS}\n"}, "ATTR-ALONE", "m/.gitattributes:2:3"),
    ({".gitattributes": RULES + f"!a.bin {LFS}\n"}, "ATTR-NEGATIVE", "m/.gitattributes:2:1"),
    ({".gitattributes": RULES + "*.bin filer=lfs\n"}, "ATTR-SPELLING", "m/.gitattributes:2:7"),
    ({".gitattributes": RULES + "*.bin -txt\n"}, "ATTR-SPELLING", "m/.gitattributes:2:7"),
    ({".gitattributes": RULES + "*.b filter=LFS\n"}, "ATTR-SPELLING", "m/.gitattributes:2:5"),
    ({".gitattributes": RULES + "*.b -filter=lfs\n"}, "ATTR-SPELLING", "m/.gitattributes:2:5"),
    ({".gitattributes": RULES + "*.bin fil$ter=lfs\n"}, "ATTR-NAME", "m/.gitattributes:2:1"),
    ({".gitattributes": RULES + "*.bin filter = lfs\n"}, "ATTR-NAME", "m/.gitattributes:2:1"),
    ({"sub/.gitattributes": "\n*.bin a$b\n"}, "ATTR-NAME", "m/sub/.gitattributes:2:1"),
    ({".gitattributes": RULES.encode() + b"# \xe9\n"}, "Y-UTF8", "m/.gitattributes:2:3"),
    (
        {".gitattributes": RULES + f"*.bin {LFS}{' a' * 1100}\n"},
        "ATTR-LONG",
        "m/.gitattributes:2:1",
    ),
    ({".gitattributes": RULES + "*.b\0in x\n"}, "ATTR-NUL", "m/.gitattributes:2:4"),
    ({"sub/.gitattributes": f"[attr]big {LFS}\n"}, "ATTR-MACRO", "m/sub/.gitattributes:1:1"),
    ({".gitattributes": RULES + "*.bin filter=lfs\n"}, "ATTR-EOL", "m/.gitattributes:2:1"),
    ({"a.skops": POINTER}, "ATTR-POINTER", "m/a.skops:1:1"),
    ({"a\\b.txt": ""}, "ATTR-PATH", "m/a\\b.txt:1:1"),
    ({"train.py": b"\n# \xc7\xd1"}, "ATTR-UTF8", "m/train.py:2:3"),
    ({"notes.txt": b"a\0b"}, "ATTR-UTF8", "m/notes.txt:1:2"),
    ({"late.dat": b"x" * 9000 + b"\0"}, "ATTR-BINARY", RULE_PLACE),
    ({"latin.dat": b"x" * 9000 + b"\xe9"}, "ATTR-BINARY", RULE_PLACE),
    (
        {"config.json": "{}\n", ".gitattributes": f"*.json {LFS}"},
        "ATTR-TEXT",
        "m/.gitattributes:1:1",
    ),
    ({"vocab.txt": "a\n", ".gitattributes": f"*.txt {LFS}"}, "ATTR-SMALL", "m/.gitattributes:1:1"),
    ({"a.CSV": "1", ".gitattributes": f"*.csv {LFS}"}, "ATTR-CASE", "m/.gitattributes:1:1"),
    ({"d/a.csv": "1", ".gitattributes": f"d/ {LFS}"}, "ATTR-DIR", "m/.gitattributes:1:1"),
    ({"a.csv": "1", ".gitattributes": f"'*.csv' {LFS}"}, "ATTR-QUOTES", "m/.gitattributes:1:1"),
    ({"a b.csv": "1", ".gitattributes": f"a b.csv {LFS}"}, "ATTR-SPACE", "m/.gitattributes:1:1"),
    ({"train.py": f"\nTOKEN = '{TOKEN}'\n"}, "LINT-TOKEN", "m/train.py:2:10"),
]


@pytest.mark.parametrize(("files", "code", "place"), BROKEN)
def test_each_mistake_is_found_where_it_is_fixed(
    folder: Path, files: Mapping[str, str | bytes], code: str, place: str
) -> None:
    write(folder, {"sub/a.bin": "", **files})
    assert (code, place) in found(folder)


def test_a_line_that_git_ignores_is_not_said_to_leave_text_open(folder: Path) -> None:
    rules = f"*.h5 filter=lfs = merge=lfs\n{RULES}*.bin filter=lfs\n"
    write(folder, {"sub/a.bin": "", ".gitattributes": rules})
    assert [place for code, place in found(folder) if code == "ATTR-EOL"] == [
        "m/.gitattributes:3:1"
    ]


SOUND = [
    {"a.joblib": BINARY, "sub/deep/b.joblib": BINARY},
    {"a.csv": b"x" * MAX_PLAIN_BYTES},
    {"empty.pkl": b""},
    {"a.bin": BINARY, ".gitattributes": f'# all\n\n"*.bin" {LFS}\r\n*.joblib {LFS}\n'},
    {"a b.dat": BINARY, ".gitattributes": RULES + f'"a b.dat" {LFS}\n'},
    {"a.bin": BINARY, ".gitattributes": f"[attr]big {LFS}\n*.bin big\n{RULES}"},
    {"sub/a.bin": BINARY, "sub/.gitattributes": f"*.bin {LFS}\n"},
    {"s.py": "print()", ".gitattributes": RULES + "*.py text eol=lf linguist-language=Python\n"},
    {"model.pkl": BINARY, ".gitattributes": RULES + "*.pkl filter=lfs -text\n"},
    {"saved_model/vocab.txt": "a\n", ".gitattributes": RULES + f"saved_model/**/* {LFS}\n"},
    {"a.bin": BINARY, ".gitattributes": f"\ufeff*.bin {LFS}\n{RULES}"},
    {"a.bin": BINARY, ".gitattributes": f"[attr]lfs filter=lfs -text\n*.bin lfs\n{RULES}"},
    {"big.csv": b"x" * 70_000, ".gitattributes": f"*.csv {LFS}\n{RULES}"},
]


@pytest.mark.parametrize("files", SOUND)
def test_a_sound_folder_has_no_problems(folder: Path, files: Mapping[str, str | bytes]) -> None:
    write(folder, files)
    assert found(folder) == []


def test_every_rule_about_a_line_is_broken_above() -> None:
    texts = [files.get(".gitattributes", "") for files, *_ in BROKEN]
    lines = [
        line
        for text in texts
        if isinstance(text, str)
        for line in attribute_lines.read_lines(text, "f")
    ]
    assert [r for r in attribute_lines.RULES if not any(any(r(line)) for line in lines)] == []


def test_without_rules_the_place_is_where_the_file_will_be(folder: Path) -> None:
    (folder / ".gitattributes").unlink()
    expected = [("ATTR-BINARY", "m/.gitattributes:1:1"), ("ATTR-NONE", "m/.gitattributes:1:1")]
    assert found(folder) == expected


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("model.joblib", f"*.joblib {LFS}"),
        ("sub/model.v1.bin", f"*.bin {LFS}"),
        ("weights", f"/weights {LFS}"),
        ("sub/my weights", f"/sub/my[[:space:]]weights {LFS}"),
        ("a*[b]", rf"/a\*\[b\] {LFS}"),
        ("#x", f"/#x {LFS}"),
        # Parts of one file are of one kind.
        ("model.7z.001", f"*.7z.[0-9]* {LFS}"),
        ("sub/my model.zip.12", f"*.zip.[0-9]* {LFS}"),
        ("model.z01", f"*.z[0-9]* {LFS}"),
        ("model.r00", f"*.r[0-9]* {LFS}"),
        ("model-00001-of-00003.safetensors", f"*.safetensors {LFS}"),
        ("weights.0", f"/weights.[0-9]* {LFS}"),
        ("sub/my weights.0.12", f"/sub/my[[:space:]]weights.[0-9]* {LFS}"),
        ("ckpt/tensor00000_000", f"/ckpt/tensor[0-9]* {LFS}"),
        ("runs/events.out.tfevents.17.host.12.0", f"*tfevents* {LFS}"),
        # A number that is a part of a name is none of a part.
        ("model.h5", f"*.h5 {LFS}"),
        ("model.pt2", f"*.pt2 {LFS}"),
        ("model12", f"/model12 {LFS}"),
        ("sub/001", f"/sub/001 {LFS}"),
        ("model.onnx_data", f"*.onnx_data {LFS}"),
        ("model.joblib.gz", f"*.gz {LFS}"),
        ("모델.keras", f"*.keras {LFS}"),
        ("my.모델", f"/my.모델 {LFS}"),
        (".5", f"/.5 {LFS}"),
    ],
)
def test_the_rule_in_the_hint_works(folder: Path, path: str, rule: str) -> None:
    write(folder, {path: BINARY})
    assert rule_for(path) == rule
    hints = [p.hint("en") for p in lint_gitattributes(folder)]
    if path != "model.joblib":
        assert hints == [f"Add this line to .gitattributes: {rule}"]
    write(folder, {".gitattributes": RULES + rule + "\n"})
    assert found(folder) == []


@pytest.mark.parametrize(
    "parts",
    [
        ["model.7z.001", "model.7z.002", "model.7z.100"],
        ["a.zip.1", "sub/a.zip.2"],
        ["model.z01", "model.z02", "model.z99"],
        ["w.0", "w.1", "w.12"],
        ["ckpt/tensor00000_000", "ckpt/tensor00001_000"],
        ["runs/1/events.out.tfevents.1.a.2.0", "runs/2/events.out.tfevents.9.a.3.1"],
    ],
)
def test_all_parts_of_one_file_are_under_one_rule(folder: Path, parts: list[str]) -> None:
    write(folder, dict.fromkeys(parts, BINARY))
    assert len({rule_for(path) for path in parts}) == 1
    write(folder, {".gitattributes": f"{RULES}{rule_for(parts[0])}\n"})
    assert found(folder) == []


def test_nobody_elses_settings_matter(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    attributes = f"*.skops {LFS}\n"
    write(home, {".config/git/attributes": attributes, "mine": attributes})
    write(home, {".gitconfig": f"[core]\n\tattributesFile = {home / 'mine'}\n"})
    for name, value in {"HOME": home, "XDG_CONFIG_HOME": home / ".config"}.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.attributesFile")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(home / "mine"))
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    write(tmp_path, {".gitattributes": attributes, ".git/info/attributes": attributes})
    # What git hands to a hook; the index may hold rules that the folder has not.
    write(tmp_path, {"sub/.gitattributes": attributes})
    subprocess.run(["git", "-C", str(tmp_path), "add", "sub"], check=True)
    for name, place in {"DIR": ".git", "INDEX_FILE": ".git/index"}.items():
        monkeypatch.setenv(f"GIT_{name}", str(tmp_path / place))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / ".git" / "objects"))
    write(folder, {"a.skops": BINARY, "sub/b.skops": BINARY})
    assert found(folder) == [("ATTR-BINARY", "m/.gitattributes:2:1")] * 2


def test_git_is_asked_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    start = subprocess.Popen

    def counted(*words: Any, **more: Any) -> Any:
        calls.append(words)
        return start(*words, **more)

    monkeypatch.setattr(subprocess, "Popen", counted)
    write(folder, {f"{n}.bin": BINARY for n in range(50)})
    assert len(found(folder)) == 50
    assert len(calls) == 1


def test_without_git_a_problem_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found(folder) == [("ATTR-GIT", "m:1:1")]
    paths, problems = lfs_paths(folder, walk(folder)[0], "m")
    assert paths is None
    assert [p.code for p in problems] == ["ATTR-GIT"]


def test_a_git_that_fails_is_quoted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "git"
    program.write_text("#!/bin/sh\necho 'fatal: ::error::odd' >&2\nexit 128\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    problems = lint_gitattributes(folder, "m")
    assert [p.code for p in problems] == ["ATTR-GIT-FAILED"]
    assert "fatal" in problems[0].text("en")
    assert "::error" not in problems[0].text("en")


def test_a_git_that_never_answers_is_stopped(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "git"
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("checks.guarded_git.process.SECONDS", 0.1)
    problems = lint_gitattributes(folder, "m")
    assert [p.code for p in problems] == ["ATTR-GIT-FAILED"]
    assert "no answer" in problems[0].text("en")


def test_lfs_paths_are_the_rules_and_the_pointers(folder: Path) -> None:
    write(folder, {"a.skops": POINTER, "b.bin": BINARY})
    assert lfs_paths(folder, walk(folder)[0]) == (frozenset({"model.joblib", "a.skops"}), [])


def test_odd_names_do_not_confuse_the_question(folder: Path) -> None:
    names = ["-x.joblib", "ä b.joblib", "new\nline.joblib", "::error::.joblib", "q\"'.joblib"]
    names += ["모델.joblib", normalize("NFD", "모델.joblib"), os.fsdecode(b"\xff.joblib")]
    write(folder, dict.fromkeys(names, BINARY))
    assert {code for code, _ in found(folder)} == {"ATTR-PATH"}
    assert len(found(folder)) == 2
    write(folder, {".gitattributes": "\n"})
    problems = lint_gitattributes(folder, "m")
    assert [p.code for p in problems].count("ATTR-BINARY") == len(names) + 1
    assert all(
        "\n::" not in render(p, "ko") and "line.joblib\n" not in p.text("en") for p in problems
    )


def test_the_walk_skips_what_is_no_part_of_a_model(folder: Path) -> None:
    write(folder, {f"sub/{name}/x": "x" for name in SKIPPED})
    write(folder, {"sub/.DS_Store/y": "x", "sub/ok.txt": "x"})
    files, problems = walk(folder)
    assert [file.path for file in files] == [
        ".gitattributes",
        "README.md",
        "model.joblib",
        "sub/ok.txt",
    ]
    assert problems == []


def test_links_are_named_and_never_followed(folder: Path, tmp_path: Path) -> None:
    write(tmp_path, {"secret/key.pem": "x"})
    (folder / "out").symlink_to(tmp_path / "secret")
    (folder / "loop").symlink_to(folder)
    (folder / "gone.bin").symlink_to("nowhere")
    files, _ = walk(folder)
    assert {f.path for f in files if f.kind == "link"} == {"out", "loop", "gone.bin"}
    assert all(file.path.count("/") == 0 for file in files)
    assert {code for code, _ in found(folder)} == {"ATTR-LINK"}
    (tmp_path / "link").symlink_to(folder)
    assert found(tmp_path / "link") == [("ATTR-FOLDER", "m:1:1")]
    assert found(tmp_path / "none") == [("ATTR-FOLDER", "m:1:1")]


def test_rules_behind_a_link_are_no_rules(folder: Path, tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere": f"{RULES}secret\n"})
    (folder / ".gitattributes").unlink()
    (folder / ".gitattributes").symlink_to(tmp_path / "elsewhere")
    problems = lint_gitattributes(folder, "m")
    assert {p.code for p in problems} == {"ATTR-LINK", "ATTR-NONE", "ATTR-BINARY"}
    assert not any("secret" in render(p, "en") for p in problems)


def test_an_empty_folder_has_no_rules(tmp_path: Path) -> None:
    (tmp_path / "model_repo").mkdir()
    assert found(tmp_path / "model_repo") == [("ATTR-NONE", "m/.gitattributes:1:1")]


def test_the_walk_is_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_FILES == 100_000
    monkeypatch.setattr("checks.lint.folder.MAX_FILES", 5)
    write(folder, {f"{n}.txt": "" for n in range(9)})
    files, problems = walk(folder, "m")
    assert len(files) == 5
    assert [p.code for p in problems] == ["ATTR-COUNT"]


def test_a_deep_folder_is_walked_without_recursion(folder: Path) -> None:
    write(folder, {"d/" * 300 + "x": "x"})
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    try:
        files, problems = walk(folder)
    finally:
        sys.setrecursionlimit(limit)
    assert (len(files), problems) == (4, [])


@pytest.mark.parametrize(
    "text",
    [
        POINTER,
        POINTER.strip(),
        POINTER.replace("\n", "\r\n"),
        POINTER.replace("https://git-lfs.github.com/spec/v1", "https://hawser.github.com/spec/v1"),
        POINTER.replace("oid", f"ext-0-foo sha256:{OID}\noid", 1),
    ],
)
def test_pointers_are_read_as_git_lfs_reads_them(text: str) -> None:
    assert read_pointer(text.encode()) == Pointer(OID, 12345)


@pytest.mark.parametrize(
    "text",
    [
        "",
        POINTER.replace(OID, OID[:-1]),
        POINTER.replace("sha256", "sha1"),
        POINTER.replace("size 12345", "size -1"),
        POINTER + "more words\n",
        POINTER.replace("spec/v1", "spec/v9"),
        "\n".join(reversed(POINTER.splitlines())),
        POINTER.replace("oid", f"ext-0-a {'x' * 1000}\noid", 1),
    ],
)
def test_other_texts_are_no_pointers(text: str) -> None:
    assert read_pointer(text.encode()) is None


@pytest.mark.git_lfs
def test_git_lfs_writes_pointers_that_we_read(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(BINARY)
    words = ["git", "lfs", "pointer", f"--file={tmp_path / 'x.bin'}"]
    written = subprocess.run(words, capture_output=True, check=True, cwd=tmp_path).stdout
    pointer = read_pointer(written)
    assert pointer
    assert pointer.size == len(BINARY)


def test_binary_is_what_the_hub_calls_so(folder: Path) -> None:
    late = b"x" * 8000 + b"\0"
    write(folder, {"late": late, "latin": b"caf\xe9", "cut": "가".encode()[:2], "text": "é가\n"})
    assert {f.path for f in walk(folder)[0] if f.binary} == {"cut", "late", "latin", "model.joblib"}


def test_one_file_is_described(folder: Path) -> None:
    write(folder, {"sub/a.skops": POINTER})
    expected = FolderFile("sub/a.skops", len(POINTER), "regular", Pointer(OID, 12345), False)
    assert walk(folder)[0][-1] == expected


@settings(max_examples=settings.default.max_examples // 5)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.text(alphabet='*.abin filter=lfs-text!#[]"\\\n\r\t', max_size=60).map(str.encode),
    )
)
def test_no_bytes_stop_the_linter(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = Path(tmp_path_factory.getbasetemp()) / "bytes"
    folder.mkdir(exist_ok=True)
    write(folder, {".gitattributes": data, "a.bin": BINARY})
    for problem in lint_gitattributes(folder, "m"):
        assert problem.place.line <= len(LINE_BREAK.split(data.decode("utf-8", "replace")))
        assert render(problem, "ko")


def test_every_rule_about_a_folder_is_broken_above(folder: Path) -> None:
    silent = set(FOLDER_RULES)
    (folder / "link").symlink_to("nowhere")
    for files in ({}, *(files for files, *_ in BROKEN)):
        write(folder, {"sub/a.bin": "", **files})
        if not files:
            (folder / ".gitattributes").unlink()
        listed, _ = walk(folder)
        answer, _ = check_attributes(folder, [file.path for file in listed], "m")
        assert answer
        rules = folder / ".gitattributes"
        text = rules.read_bytes().decode("utf-8", "replace") if rules.exists() else ""
        lines = attribute_lines.read_lines(text, "m/.gitattributes")
        given = Folder(folder, "m", listed, lines, text, answer)
        silent -= {rule for rule in silent if any(rule(given))}
    assert silent == set()
