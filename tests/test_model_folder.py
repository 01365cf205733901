"""The model folder as git would commit it, with its hashes."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from checks.hub.folder import plan
from checks.model_folder import LocalFile, ModelFolder, look_at, not_in_commit
from tests.needs import needs_program

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 7\n"


@pytest.fixture
def top(tmp_path: Path) -> Path:
    needs_program("git")
    folder = tmp_path / "work"
    write(folder, {"answers.yaml": b"username: ada\n", "model_repo/a.txt": b"a\n"})
    return folder


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    done = subprocess.run(
        ["git", "-C", str(folder), *who, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(folder: Path) -> None:
    git(folder, "init", "-q", "-b", "main")
    git(folder, "-c", "advice.addEmbeddedRepo=false", "add", ".")
    git(folder, "commit", "-qm", "work")


def look(folder: Path) -> ModelFolder:
    return look_at(folder, "model_repo", "answers.yaml")


def uncommitted(folder: Path) -> tuple[str, ...]:
    return not_in_commit(folder, look(folder), "answers.yaml")


def names(data: bytes) -> set[str]:
    blob = b"blob %d\0" % len(data) + data
    return {hashlib.sha256(data).hexdigest(), hashlib.sha1(blob).hexdigest()}  # noqa: S324 - git's own


def listed(model: ModelFolder) -> list[str]:
    return [file.path for file in model.listed]


# Hashes


def test_a_text_has_the_names_of_both_line_ends(top: Path) -> None:
    write(top, {"model_repo/b.txt": b"a\r\nb\nc\r\n", "model_repo/c.txt": b"no break"})
    a, b, c = look(top).files
    assert (a.path, a.size, {a.sha256, a.blob_id}) == ("a.txt", 2, names(b"a\n"))
    assert a.other_line_ends == names(b"a\n") | names(b"a\r\n")
    assert {b.sha256, b.blob_id} == names(b"a\r\nb\nc\r\n")
    assert b.other_line_ends == names(b"a\nb\nc\n") | names(b"a\r\nb\r\nc\r\n")
    assert (c.other_line_ends, c.data) == (frozenset(), None)


def test_what_is_no_text_has_one_name(top: Path) -> None:
    write(top, {"model_repo/b.bin": b"\x80\n", "model_repo/c.txt": b"x\n" * (5 * 1024 * 1024 + 1)})
    _, binary, large = look(top).files
    assert not binary.other_line_ends | large.other_line_ends
    assert {large.sha256, large.blob_id} == names(b"x\n" * (5 * 1024 * 1024 + 1))


def test_a_pointer_has_the_name_of_its_content(top: Path) -> None:
    write(top, {"model_repo/a.txt": POINTER % (b"e" * 64)})
    assert look(top).files == (LocalFile("a.txt", 7, "e" * 64, None),)


def test_what_git_converts_is_as_git_commits_it(top: Path) -> None:
    write(top, {".gitattributes": b"*.txt text\n", "model_repo/a.txt": b"a\r\nb\r\n"})
    commit(top)
    (file,) = look(top).files
    assert (file.size, file.data, {file.sha256, file.blob_id}) == (4, b"a\nb\n", names(b"a\nb\n"))
    assert file.other_line_ends == names(b"a\nb\n") | names(b"a\r\nb\r\n")
    assert file.blob_id == git(top, "rev-parse", "HEAD:model_repo/a.txt")


# Which files


def test_what_is_listed_and_what_stays(top: Path) -> None:
    write(
        top,
        {
            ".gitignore": b"*.csv\n",
            "model_repo/.gitattributes": b"",
            "model_repo/.env": b"x",
            "model_repo/b.csv": b"x",
            "model_repo/.hidden.csv": b"x",
        },
    )
    (top / "model_repo/link").symlink_to("a.txt")
    for is_git in (False, True):
        if is_git:
            commit(top)
        model = look(top)
        assert listed(model) == [".gitattributes", "a.txt", "link"]
        assert [file.path for file in model.files] == [".gitattributes", "a.txt"]
        assert model.hidden == (".env", ".hidden.csv")
        assert model.ignored == ("b.csv",)
        assert (model.nested, model.problems) == ((), ())


def test_a_repository_around_that_ignores_the_answers_is_not_the_submissions(top: Path) -> None:
    write(top.parent, {".gitignore": b"work/\n"})
    git(top.parent, "init", "-q")
    model = look(top)
    assert (listed(model), model.ignored, model.git.checkout) == (["a.txt"], (), None)
    assert uncommitted(top) == ()


def test_a_repository_around_that_has_the_submission_counts(top: Path) -> None:
    write(top.parent, {".gitignore": b"*.csv\n"})
    write(top, {"model_repo/b.csv": b"x"})
    git(top.parent, "init", "-q")
    assert look(top).ignored == ("b.csv",)
    (top / "answers.yaml").unlink()
    assert look(top).ignored == ("b.csv",)


def test_a_folder_that_is_a_repository(top: Path) -> None:
    git(top / "model_repo", "init", "-q")
    write(top, {"model_repo/.git/info/exclude": b"b.csv\n", "model_repo/b.csv": b"x"})
    own = look(top)
    assert (listed(own), own.ignored, own.nested) == (["a.txt"], ("b.csv",), ())
    git(top, "init", "-q")
    inside = look(top)
    assert (inside.listed, inside.ignored, inside.nested) == ((), (), ("model_repo",))
    assert uncommitted(top) == ("answers.yaml",)


def test_a_repository_below(top: Path) -> None:
    write(top, {"model_repo/inner/b.txt": b"b"})
    git(top / "model_repo/inner", "init", "-q")
    git(top, "init", "-q")
    model = look(top)
    assert (listed(model), model.ignored) == (["a.txt"], ())
    assert model.nested == ("model_repo/inner",)
    git(top / "model_repo", "init", "-q")
    (top / ".git").rename(top.parent / "kept")
    assert look(top).nested == ("model_repo/inner",)


def test_a_fresh_clone_of_such_a_folder(top: Path) -> None:
    git(top / "model_repo", "init", "-q")
    git(top / "model_repo", "add", ".")
    git(top / "model_repo", "commit", "-qm", "x")
    commit(top)
    git(top.parent, "clone", "-q", str(top), "fresh")
    model = look(top.parent / "fresh")
    assert (model.listed, model.nested, model.problems) == ((), ("model_repo",), ())


def test_no_folder(tmp_path: Path) -> None:
    model = look(tmp_path)
    assert (model.listed, model.files, model.nested) == ((), (), ())
    assert [problem.code for problem in model.problems] == ["ATTR-FOLDER"]


@pytest.mark.parametrize("fault", ["index", "no git"])
def test_where_git_does_not_answer_nothing_is_published(
    top: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows what is ignored then. What is live can be compared all the same."""
    commit(top)
    if fault == "index":
        (top / ".git/index").write_bytes(b"what is this?" * 9)
    else:
        monkeypatch.setenv("PATH", "/nowhere")
    model = look(top)
    codes = {"index": "ATTR-GIT-FAILED", "no git": "ATTR-GIT"}
    assert [problem.code for problem in model.problems] == [codes[fault]]
    assert listed(model) == ["a.txt"]
    found, problems = plan(model)
    assert found is None
    assert codes[fault] in {problem.code for problem in problems}


def test_a_checkout_of_some_folders_only(top: Path) -> None:
    write(top, {"model_repo/b.txt": b"b\n"})
    commit(top)
    git(top, "update-index", "--skip-worktree", "model_repo/b.txt")
    (top / "model_repo/b.txt").unlink()
    model = look(top)
    assert listed(model) == ["a.txt"]
    assert model.sparse == {"b.txt"}
    assert uncommitted(top) == ()


def test_a_link_is_one_also_where_git_writes_a_text_in_its_place(top: Path) -> None:
    """On Windows (`core.symlinks`) the file holds the path that the link leads to."""
    (top / "model_repo/link.txt").symlink_to("a.txt")
    commit(top)
    assert uncommitted(top) == ()
    git(top, "config", "core.symlinks", "false")
    (top / "model_repo/link.txt").unlink()
    git(top, "checkout", "-q", ".")
    assert (top / "model_repo/link.txt").read_text() == "a.txt"
    model = look(top)
    assert [file.kind for file in model.listed] == ["regular", "link"]
    assert [file.path for file in model.files] == ["a.txt"]
    found, (problem,) = plan(model)
    assert (found, problem.code) == (None, "PUB-LINK")
    write(top, {"model_repo/link.txt": b"a file of its own\n"})
    assert [file.kind for file in look(top).listed] == ["regular", "regular"]


# What the commit has


def test_what_the_commit_does_not_have(top: Path) -> None:
    write(top, {f"model_repo/{name}": b"x\n" for name in ("gone.txt", "same.txt", ".hidden")})
    commit(top)
    assert uncommitted(top) == ()
    write(top, {"model_repo/a.txt": b"b\n", "model_repo/new.txt": b"n\n", "other.txt": b"o\n"})
    for name in ("gone.txt", ".hidden"):
        (top / "model_repo" / name).unlink()
    assert uncommitted(top) == tuple(f"model_repo/{name}.txt" for name in ("a", "gone", "new"))
    write(top, {"answers.yaml": b"username: ben\n"})
    assert uncommitted(top)[0] == "answers.yaml"
    (top / "answers.yaml").unlink()
    assert uncommitted(top)[0] == "answers.yaml"


def test_line_ends_and_pointers_are_no_difference(top: Path) -> None:
    content = b"\x80model"
    pointer = POINTER % hashlib.sha256(content).hexdigest().encode()
    write(top, {"model_repo/m.bin": pointer.replace(b"size 7", b"size 6")})
    commit(top)
    assert uncommitted(top) == ()
    write(top, {"model_repo/m.bin": content, "model_repo/a.txt": b"a\r\n"})
    write(top, {"answers.yaml": b"username: ada\r\n"})
    assert uncommitted(top) == ()
    write(top, {"model_repo/m.bin": content + b"!"})
    assert uncommitted(top) == ("model_repo/m.bin",)


def test_what_cannot_be_told_is_not_said(top: Path) -> None:
    assert uncommitted(top) == ()  # no repository
    git(top, "init", "-q")
    assert uncommitted(top) == ("answers.yaml", "model_repo/a.txt")
    commit(top)
    write(top, {"model_repo/a.txt": b"b\n"})
    tree = git(top, "rev-parse", "HEAD^{tree}")
    (top / ".git/objects" / tree[:2] / tree[2:]).unlink()
    assert uncommitted(top) == ()


def test_names_of_another_kind_are_not_compared(top: Path) -> None:
    git(top, "init", "-q", "--object-format=sha256")
    git(top, "add", ".")
    git(top, "commit", "-qm", "x")
    write(top, {"model_repo/a.txt": b"b\n"})
    assert uncommitted(top) == ()
