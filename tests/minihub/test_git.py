"""Real git against the embedded Hub: clone, fetch and push, and what a push is refused for."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd, HfApi

from minihub import MiniHub
from tests.minihub.conftest import Raw
from tests.minihub.gitclone import Clone, Git

CARD = "---\nlicense: mit\n---\n# A model\n"


@pytest.mark.parametrize("ending", ["", ".git"])
def test_what_is_pushed_is_there_for_the_api(
    clone: Clone, api: HfApi, repo: str, ending: str
) -> None:
    git = clone(f"{repo}{ending}")
    assert (git.folder / ".gitattributes").exists()
    commit = git.commit({"README.md": CARD, "deep/notes.txt": "hello\n"})
    git("push", "origin", "main")
    info = api.model_info(repo)
    assert info.sha == commit
    assert "license:mit" in (info.tags or [])
    path = api.hf_hub_download(repo, "deep/notes.txt", cache_dir=git.folder.parent / "cache")
    assert Path(path).read_text() == "hello\n"
    assert api.list_repo_commits(repo)[0].commit_id == commit


def test_what_the_api_commits_is_there_for_git(clone: Clone, api: HfApi, repo: str) -> None:
    git = clone(repo)
    made = api.create_commit(
        repo, [CommitOperationAdd("a.txt", b"one\n")], commit_message="from the API"
    )
    git("pull", "--ff-only")
    assert git("rev-parse", "HEAD").strip() == made.oid
    git.commit({"b.txt": "two\n"})
    git("push")
    api.upload_file(path_or_fileobj=b"3\n", path_in_repo="c.txt", repo_id=repo)
    git("pull", "--ff-only")
    assert (git.folder / "c.txt").read_text() == "3\n"


@pytest.mark.parametrize("kind", ["dataset", "space"])
def test_datasets_and_spaces_have_their_prefix(clone: Clone, api: HfApi, kind: str) -> None:
    repo = f"ada/git-{kind}"
    api.create_repo(repo, repo_type=kind, space_sdk="static" if kind == "space" else None)
    git = clone(f"{kind}s/{repo}")
    commit = git.commit({"a.txt": "one\n"})
    git("push", "origin", "main")
    assert api.repo_info(repo, repo_type=kind).sha == commit
    api.delete_repo(repo, repo_type=kind)


def test_branches_and_tags(clone: Clone, api: HfApi, repo: str) -> None:
    git = clone(repo)
    git("checkout", "-qb", "draft/one")
    commit = git.commit({"a.txt": "one\n"})
    git("tag", "light")
    git("tag", "-a", "-m", "with a message", "heavy")
    git("push", "origin", "draft/one", "--tags")
    refs = api.list_repo_refs(repo)
    assert {branch.name for branch in refs.branches} == {"main", "draft/one"}
    assert {tag.name: tag.target_commit for tag in refs.tags} == {"light": commit, "heavy": commit}
    assert api.model_info(repo, revision="draft/one").sha == commit
    git("push", "origin", ":draft/one", ":light")
    refs = api.list_repo_refs(repo)
    assert [branch.name for branch in refs.branches] == ["main"]
    assert [tag.name for tag in refs.tags] == ["heavy"]
    other = clone(repo, "--branch", "heavy")
    assert other("rev-parse", "HEAD").strip() == commit


def test_main_cannot_be_deleted(clone: Clone, repo: str) -> None:
    assert "deletion of the current branch prohibited" in clone(repo).refused("origin", ":main")


def test_other_refs_are_not_taken(clone: Clone, repo: str) -> None:
    said = clone(repo).refused("origin", "main:refs/pull/1/head")
    assert "only branches and tags can be pushed" in said


def test_a_branch_in_the_way_of_another(clone: Clone, repo: str) -> None:
    git = clone(repo)
    assert "failed to update ref" in git.refused("origin", "main:refs/heads/main/more")


def test_a_shallow_clone_can_push(clone: Clone, api: HfApi, repo: str) -> None:
    for number in range(3):
        api.upload_file(path_or_fileobj=f"{number}\n".encode(), path_in_repo="a.txt", repo_id=repo)
    git = clone(repo, "--depth", "1")
    assert git("rev-list", "--count", "HEAD").strip() == "1"
    commit = git.commit({"b.txt": "two\n"})
    git("push")
    assert api.model_info(repo).sha == commit
    assert len(api.list_repo_commits(repo)) == 5


def test_a_partial_clone(clone: Clone, api: HfApi, repo: str) -> None:
    api.upload_file(path_or_fileobj=b"1\n", path_in_repo="a.txt", repo_id=repo)
    git = clone(repo, "--filter=blob:none", "--no-checkout")
    assert git("cat-file", "-p", "HEAD:a.txt") == "1\n"


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_every_version_of_the_protocol(clone: Clone, api: HfApi, repo: str, version: str) -> None:
    git = clone(repo, "-c", f"protocol.version={version}")
    commit = git.commit({"a.txt": "one\n"})
    git("push")
    assert clone(repo, "-c", f"protocol.version={version}")("rev-parse", "HEAD").strip() == commit
    assert api.model_info(repo).sha == commit


def test_a_large_push_stays_packed(clone: Clone, api: HfApi, repo: str) -> None:
    """Over 100 objects, and a body large enough that git sends it in chunks."""
    git = clone(repo)
    files: dict[str, str | bytes] = {
        f"data/{number}.txt": f"{number}\n" + os.urandom(6000).hex() for number in range(200)
    }
    commit = git.commit(files)
    git("push")
    assert api.model_info(repo).sha == commit
    again = clone(repo)
    assert (again.folder / "data/7.txt").read_text() == files["data/7.txt"]


def test_force_push_moves_the_branch(clone: Clone, api: HfApi, repo: str) -> None:
    git = clone(repo)
    git.commit({"a.txt": "one\n"})
    git("push")
    git("reset", "-q", "--hard", "HEAD~1")
    commit = git.commit({"a.txt": "other\n"})
    assert "rejected" in git.refused()
    git("push", "--force")
    assert api.model_info(repo).sha == commit


def test_the_second_of_two_pushes_is_told(clone: Clone, api: HfApi, repo: str) -> None:
    one, other = clone(repo), clone(repo)
    commit = one.commit({"a.txt": "one\n"})
    one("push")
    other.commit({"b.txt": "two\n"})
    assert "fetch first" in other.refused()
    other("pull", "-q", "--rebase")
    other("push")
    assert commit in [made.commit_id for made in api.list_repo_commits(repo)]


def test_an_atomic_push_is_all_or_nothing(clone: Clone, api: HfApi, repo: str) -> None:
    git = clone(repo)
    git.commit({"a.txt": "one\n"})
    said = git.refused("--atomic", "origin", "main", "main:refs/pull/1/head")
    assert "atomic push fail" in said
    assert len(api.list_repo_commits(repo)) == 1


# The Hub's rules


def test_a_large_plain_file_is_refused(clone: Clone, api: HfApi, repo: str) -> None:
    git = clone(repo)
    head = api.model_info(repo).sha
    git.commit({"big.txt": b"x" * (10 * 1024 * 1024 + 1)})
    said = git.refused()
    assert "remote: Your push was rejected because it contains files larger than 10 MiB." in said
    assert "remote: Please use https://git-lfs.github.com/ to store large files." in said
    assert "remote:   - big.txt (ref: refs/heads/main)" in said
    assert "! [remote rejected] main -> main (pre-receive hook declined)" in said
    assert api.model_info(repo).sha == head


def test_a_binary_file_is_refused_and_history_counts(clone: Clone, repo: str) -> None:
    git = clone(repo)
    git.commit({"notes.dat": b"\x00\x01\x02", "fine.txt": "fine\n"})
    git.commit({"fine.txt": "finer\n"})
    (git.folder / "notes.dat").unlink()
    git.commit({"fine.txt": "finest\n"}, "without it")
    said = git.refused()
    assert "remote: Your push was rejected because it contains binary files." in said
    assert "remote:   - notes.dat (ref: refs/heads/main)" in said
    assert "fine.txt" not in said


def test_a_bad_card_is_refused_in_the_words_of_the_api(clone: Clone, api: HfApi, repo: str) -> None:
    git = clone(repo)
    git.commit({"README.md": "---\nlanguage: es-ES\n---\n"})
    said = git.refused()
    assert "remote: Sorry, your push was rejected during YAML metadata verification:" in said
    assert 'remote:  - Error: "language" with value "es-ES" is not valid.' in said
    git.commit({"README.md": CARD}, "mended")
    git("push")
    assert "license:mit" in (api.model_info(repo).tags or [])


def test_a_pointer_to_nothing_is_refused(clone: Clone, repo: str) -> None:
    git = clone(repo)
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 9\n"
    git.commit({"model.bin": pointer})
    said = git.refused()
    assert "an LFS pointer pointed to a file that does not exist" in said
    assert "remote:   - model.bin" in said


@pytest.mark.parametrize("name", [".git", ".GIT", "..", "git~1", "back\\slash", "x" * 1001])
def test_a_tree_with_a_bad_name_is_refused(clone: Clone, api: HfApi, repo: str, name: str) -> None:
    git = clone(repo)
    head = api.model_info(repo).sha
    (git.folder / "x").write_text("x\n")
    blob = git("hash-object", "-w", "x").strip()
    tree = (
        subprocess.run(
            ["git", "mktree", "-z"],
            cwd=git.folder,
            env=git.environ,
            input=f"100644 blob {blob}\t{name}\0".encode(),
            capture_output=True,
            check=True,
        )
        .stdout.decode()
        .strip()
    )
    commit = git("commit-tree", "-p", "HEAD", "-m", "bad", tree).strip()
    said = git.refused("origin", f"{commit}:refs/heads/main")
    assert "rejected" in said
    assert api.model_info(repo).sha == head


def test_a_pack_that_is_damaged_moves_nothing(
    raw: Raw, clone: Clone, api: HfApi, repo: str
) -> None:
    head = api.model_info(repo).sha
    command = f"{head} {'1' * 40} refs/heads/main\0report-status side-band-64k".encode()
    body = b"%04x%b0000" % (len(command) + 4, command) + b"PACK\0\0\0\2\0\0\0\1" + b"nonsense" * 9
    answer = raw(
        "POST",
        f"/{repo}.git/git-receive-pack",
        body,
        {"Content-Type": "application/x-git-receive-pack-request"},
    )
    assert answer.status == 200
    assert b"unpack error" in answer.body
    assert b"ng refs/heads/main unpacker error" in answer.body
    assert api.model_info(repo).sha == head
    clone(repo)


# Who may


def test_a_private_repo_needs_its_owner(
    clone: Clone, hub: MiniHub, api: HfApi, tmp_path: Path
) -> None:
    api.create_repo("ada/hidden-git", private=True)
    nobody = Git(tmp_path / "none", hub.url, None)
    done = nobody.run("clone", f"{hub.url}/ada/hidden-git", cwd=tmp_path)
    assert done.returncode != 0
    assert "could not read Username" in done.stderr  # git was asked for a password
    ben = Git(tmp_path / "ben", hub.url, hub.add_user("ben"))
    done = ben.run("clone", f"{ben.remote}/ada/hidden-git", cwd=tmp_path)
    assert "not found" in done.stderr
    clone("ada/hidden-git")
    api.delete_repo("ada/hidden-git")


def test_pushing_needs_the_owners_token(clone: Clone, hub: MiniHub, token: str, repo: str) -> None:
    git = clone(repo, token=None)
    git.commit({"a.txt": "one\n"})
    assert "could not read Username" in git.refused()
    host = hub.url.removeprefix("http://")
    git("remote", "set-url", "origin", f"http://ada:hf_nobodys@{host}/{repo}")
    assert "Authentication failed" in git.refused()
    git("remote", "set-url", "origin", f"http://x:{hub.add_user('ben')}@{host}/{repo}")
    assert "403" in git.refused()
    git("remote", "set-url", "origin", f"http://{token}@{host}/{repo}")
    git("push", "origin", "main")
