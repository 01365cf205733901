"""`tour lint --fix`: what is certain is fixed in place, and nothing else is touched."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checks.cli import main
from checks.lint import linter
from checks.lint.fix import edited, fix
from checks.messages import Edit, Place
from tests.needs import needs_program

CARD = "---\nlicense: mit\nlanguage: en\nlibrary_name: sklearn\npipeline_tag: fill-mask\n---\n"
BOM = "\ufeff"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def run_fix(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["lint", *words, "--fix", "--lang", "en"])
    return code, capsys.readouterr().out


def test_a_change_is_shown_and_what_is_left_is_reported(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = here / "README.md"
    card.write_text(BOM + CARD.replace("mit", "no-such-licence-at-all"))
    code, out = run_fix(capsys, "card", "README.md")
    assert code == 1
    assert out.startswith("--- README.md\n+++ README.md\n@@ -1,4 +1,4 @@\n-\\ufeff---\n+---\n ")
    assert "CARD-LICENSE" in out
    assert "FM-BOM" not in out
    assert out.endswith("1 error(s), 0 warning(s), 0 note(s)\n")
    again, out = run_fix(capsys, "card", "README.md")
    assert (again, out.startswith("README.md:2:10: CARD-LICENSE")) == (1, True)


def test_the_rest_of_the_file_stays_byte_for_byte(here: Path) -> None:
    body = "# T  \t\n\n\x0c \u2028 ::error:: \u00e9 # c\x85last line without an end"
    (here / "README.md").write_bytes((BOM + CARD + body).encode())
    fix("card", Path("README.md"))
    assert (here / "README.md").read_bytes() == (CARD + body).encode()


def test_windows_line_ends_become_those_of_git(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "README.md").write_bytes((CARD + "# T\n").replace("\n", "\r\n").encode())
    code, out = run_fix(capsys, "card", "README.md")
    assert code == 0
    assert "----\\r" in out.splitlines()
    assert (here / "README.md").read_bytes() == (CARD + "# T\n").encode()
    assert run_fix(capsys, "card", "README.md") == (0, "0 error(s), 0 warning(s), 0 note(s)\n")


def test_a_file_keeps_its_mode(here: Path) -> None:
    card = here / "README.md"
    card.write_text(BOM + CARD)
    card.chmod(0o640)
    assert fix("card", Path("README.md")).after
    assert stat.S_IMODE(card.stat().st_mode) == 0o640
    assert [path.name for path in here.iterdir()] == ["README.md"]


def test_nothing_is_written_through_a_link(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = here.parent / "outside"
    outside.mkdir()
    (outside / "README.md").write_text(BOM + CARD)
    (here / "model_repo").symlink_to(outside)
    code, out = run_fix(capsys, "card", "model_repo/README.md")
    assert code == 1
    assert "LINT-WRITE model_repo/README.md was not fixed: a link leads out" in out
    assert (outside / "README.md").read_text() == BOM + CARD
    (here / "README.md").symlink_to(outside / "README.md")
    assert run_fix(capsys, "card", "README.md")[0] == 1
    assert (outside / "README.md").read_text() == BOM + CARD


def test_what_cannot_be_written_is_said(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "README.md").write_text(BOM + CARD)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, out = run_fix(capsys, "card", "README.md")
    assert code == 1
    assert "README.md:1:1: LINT-WRITE README.md was not fixed" in out
    assert "No space left on device" in out
    assert (here / "README.md").read_text() == BOM + CARD
    assert [path.name for path in here.iterdir()] == ["README.md"]


def test_of_answers_only_what_is_read_otherwise_is_written_so(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = b"\xef\xbb\xbfusername: 'ada l'\r\nrepo_id: https://huggingface.co/ada/x\r\n"
    (here / "answers.yaml").write_bytes(before + b"c2:\r\n  count:7\r\n  date: '2026-09-01',\r\n")
    assert run_fix(capsys, "answers")[0] == 1
    assert (here / "answers.yaml").read_bytes() == (
        b"\xef\xbb\xbfusername: 'ada l'\r\nrepo_id: ada/x\r\n"
        b"c2:\r\n  count:7\r\n  date: 2026-09-01\r\n"
    )


def test_edits_are_made_by_position() -> None:
    text = "a: no\nb: [x, y]\n"
    edits = [
        Edit(Place("f", 2, 8), 1, "z"),
        Edit(Place("f", 1, 4), 2, '"no"'),
        Edit(Place("f", 2, 8), 1, "z"),
        Edit(Place("f", 3, 1), 0, "c: d\n"),
    ]
    assert edited(text, edits) == 'a: "no"\nb: [x, z]\nc: d\n'


def test_of_two_edits_that_overlap_the_first_is_made() -> None:
    edits = [Edit(Place("f", 1, 2), 3, "X"), Edit(Place("f", 1, 3), 1, "Y")]
    assert edited("abcdef", edits) == "aXef"


def test_an_edit_past_the_end_is_left_out() -> None:
    assert edited("ab", [Edit(Place("f", 1, 2), 5, "X"), Edit(Place("f", 9, 9), 1, "Y")]) == "ab"


def model(folder: Path, **files: bytes) -> Path:
    """Make a model folder `m`: a card in order, and these files, with `__` for a slash."""
    for name, data in {"README.md": CARD.encode(), **files}.items():
        path = folder / "m" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / "m" / ".gitattributes"


LFS = "filter=lfs diff=lfs merge=lfs -text"


def test_missing_rules_are_added_once_each(here: Path) -> None:
    needs_program("git")
    big = b"x" * (10 * 1024 * 1024 + 1)
    rules = model(here, **{"a.npz": b"\0", "b.npz": b"\0", "tokenizer.json": big, "c d": b"\0"})
    rules.write_text(f"*.bin {LFS}")
    (here / "m" / "config.json").write_text("{}")
    done = fix("gitattributes", Path("m"))
    added = ["*.npz", "/c[[:space:]]d", "/tokenizer.json"]
    assert rules.read_text() == "".join(f"{name} {LFS}\n" for name in ("*.bin", *added))
    assert linter("gitattributes")(Path("m"), "m") == []
    assert set(done.after) == {"m/.gitattributes"}


def test_a_rule_that_another_undoes_is_not_added(here: Path) -> None:
    needs_program("git")
    rules = model(here, **{"sub__.gitattributes": b"*.bin -filter\n", "sub__a.bin": b"\0"})
    (here / "m" / "b.npz").write_bytes(b"\0")
    rules.write_text("# mine\n")
    for _ in range(2):
        fix("gitattributes", Path("m"))
        assert rules.read_text() == f"# mine\n*.npz {LFS}\n"
    assert (here / "m/sub/.gitattributes").read_bytes() == b"*.bin -filter\n"


def test_rules_are_spelled_as_git_wants_them(here: Path) -> None:
    needs_program("git")
    rules = model(here)
    rules.write_text("*.pt filter=LFS diff=lfs merge=lfs -text # x\n*.h5 filter = lfs diff= lfs")
    fix("gitattributes", Path("m"))
    first, second = rules.read_text().splitlines()
    assert first == "*.pt filter=lfs diff=lfs merge=lfs -text # x"
    assert second == "*.h5 filter=lfs diff=lfs"


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.mark.git_lfs
def test_a_file_that_was_staged_before_its_rule_is_staged_anew(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the real git-lfs; the file itself stays as it is."""
    rules = model(here, **{"a.npz": b"\0" * 5000})
    git(here, "init", "--quiet")
    git(here, "lfs", "install", "--local")
    git(here, "add", "m")
    rules.write_text(f"*.npz {LFS}\n")
    git(here, "add", "m/.gitattributes")
    code, out = run_fix(capsys, "gitattributes", "m")
    assert (code, out.splitlines()[0]) == (0, "staged again: m/a.npz")
    assert git(here, "show", ":m/a.npz").startswith("version https://git-lfs.github.com/spec/v1\n")
    assert (here / "m" / "a.npz").read_bytes() == b"\0" * 5000
    assert run_fix(capsys, "gitattributes", "m") == (0, "0 error(s), 0 warning(s), 0 note(s)\n")


LINES = [
    "---",
    "--- ",
    "----",
    "...",
    "license: mit",
    "license: apache2",
    "licence: mit",
    "language: no",
    "language: [en, no]",
    "language: english",
    "library_name: scikit-learn",
    "pipeline_tag: 'text classification'",
    "pipeline-tag: fill-mask",
    "tags: nlp",
    "datasets: https://huggingface.co/datasets/ada/x",
    "# a comment",
    "# Heading",
    "",
    "widget:",
    "  - text: hello",
    "text: a line of prose",
]
cards = st.lists(st.sampled_from(LINES), max_size=14).flatmap(
    lambda lines: st.builds(
        lambda end, mark: (mark + end.join(lines)).encode(),
        st.sampled_from(["\n", "\r\n", "\r"]),
        st.sampled_from(["", BOM]),
    )
)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode), cards))
@example((BOM + CARD).encode())
@example(b"\xef\xbb\xbf\xef\xbb\xbf---\r\na: b\r\n---")
def test_fixing_a_card_is_idempotent_and_spoils_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    card = tmp_path_factory.getbasetemp() / "README.md"
    check_fix("card", card, card, data)


lines = st.sampled_from(
    [
        "*.bin filter=lfs diff=lfs merge=lfs -text",
        "*.bin",
        "*.joblib filer=lfs",
        "!x.bin filter=lfs",
        "# c",
        "",
        "* -text",
        "README.md filter=lfs",
    ]
)


@settings(max_examples=settings.default.max_examples // 5)
@given(
    st.one_of(
        st.binary(max_size=80),
        st.builds(
            lambda rows, end: end.join(rows).encode(),
            st.lists(lines, max_size=6),
            st.sampled_from(["\n", "\r\n"]),
        ),
    )
)
def test_fixing_rules_is_idempotent_and_spoils_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    needs_program("git")
    folder = tmp_path_factory.getbasetemp() / "model"
    folder.mkdir(exist_ok=True)
    (folder / "README.md").write_text(CARD)
    (folder / "a.bin").write_bytes(b"\x00\x01")
    (folder / "b c.npy").write_bytes(b"\x00\x01")
    check_fix("gitattributes", folder, folder / ".gitattributes", data)


def check_fix(name: str, target: Path, file: Path, data: bytes) -> None:
    file.write_bytes(data)
    errors = [p for p in linter(name)(target, "shown") if p.severity == "error"]
    fix(name, target)
    once = file.read_bytes()
    left = [p for p in linter(name)(target, "shown") if p.severity == "error"]
    assert errors or not left
    assert not (result := fix(name, target)).after, result
    assert file.read_bytes() == once
    try:
        data.decode()
    except UnicodeDecodeError:
        assert once == data
