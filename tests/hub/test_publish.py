"""Publishing to the embedded Hub through the official client."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from checks.commands.publish import prepare, push
from checks.hub import publish as publishing
from checks.hub import refusals
from checks.hub.client import HubClient
from checks.hub.refusals import PublishError
from checks.hub.session import HubDownError
from checks.hub.sign_in import SignedIn
from checks.submission import load
from minihub import MiniHub
from tests.hub.faulty import faulty_hub, says
from tests.submissions import make_submission

REPO = "ada/course-feedback"


def publish(hub: MiniHub | str, folder: Path, token: str, how: str = "token") -> Any:
    submission = load(folder)
    problems, plan = prepare(submission)
    assert problems == []
    assert plan is not None
    url = hub if isinstance(hub, str) else hub.url
    return push(submission, plan, url, SignedIn(token, how))


def live(hub: MiniHub, token: str) -> dict[str, Any]:
    info = HubClient(hub.url, token).api.model_info(REPO, files_metadata=True)
    return {one.rfilename: one for one in info.siblings or ()}


def commits(hub: MiniHub, token: str) -> list[str]:
    return [one.title for one in HubClient(hub.url, token).api.list_repo_commits(REPO)]


def test_one_commit_with_the_whole_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "school/lab-ada")
    monkeypatch.setenv("GITHUB_SHA", "f" * 40)
    with MiniHub() as hub:
        token = hub.add_user("ada")
        result = publish(hub, make_submission(tmp_path), token)
        files = live(hub, token)
        assert result.new
        assert set(files) == {".gitattributes", "README.md", "model.joblib", "train.py"}
        assert files["model.joblib"].lfs is not None
        assert files["README.md"].lfs is None
        # The Hub's own first commit, and ours.
        newest, _ = HubClient(hub.url, token).api.list_repo_commits(REPO)
        assert newest.title == "Publish from a tour of the Hub"
        line, record = newest.message.split("\n\n")
        assert line == "hub-tour: 6617c1b841eba4a8\nsource: " + "f" * 40
        assert record == "files:\n- .gitattributes\n- README.md\n- model.joblib\n- train.py"


def test_the_same_content_makes_no_new_commit(tmp_path: Path) -> None:
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folder = make_submission(tmp_path)
        first = publish(hub, folder, token)
        second = publish(hub, folder, token)
        assert (second.commit, second.new) == (first.commit, False)
        assert len(commits(hub, token)) == 2


def test_only_what_changed_is_sent(tmp_path: Path) -> None:
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folder = make_submission(tmp_path)
        publish(hub, folder, token)
        (folder / "model_repo/notes.md").write_text("New.\n")
        hub.requests.clear()
        assert publish(hub, folder, token).changed == ("notes.md",)
        assert not [seen for seen in hub.requests if "lfs" in seen.path]


def test_what_is_gone_from_the_folder_is_deleted(tmp_path: Path) -> None:
    """What was published from here goes; what somebody put or changed there stays."""
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folder = make_submission(tmp_path)
        for name in ("old.md", "edited.md"):
            (folder / "model_repo" / name).write_text(f"{name}\n")
        publish(hub, folder, token)
        for name in ("edited.md", "by-hand.md"):
            HubClient(hub.url, token).api.upload_file(
                repo_id=REPO, path_in_repo=name, path_or_fileobj=b"on the website\n"
            )
        (folder / "model_repo/model.joblib").rename(folder / "model_repo/new.joblib")
        for name in ("old.md", "edited.md"):
            (folder / "model_repo" / name).unlink()
        result = publish(hub, folder, token)
        assert (result.changed, result.deleted) == (("new.joblib",), ("model.joblib", "old.md"))
        assert result.only_on_hub == ("by-hand.md", "edited.md")
        assert result.same == (".gitattributes", "README.md", "train.py")
        expected = {".gitattributes", "README.md", "by-hand.md", "edited.md", "train.py"}
        expected.add("new.joblib")
        assert set(live(hub, token)) == expected
        again = publish(hub, folder, token)
        assert (again.new, again.commit) == (False, result.commit)


def test_what_is_put_back_by_hand_is_not_deleted_again(tmp_path: Path) -> None:
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folder = make_submission(tmp_path)
        (folder / "model_repo/old.md").write_text("old\n")
        publish(hub, folder, token)
        (folder / "model_repo/old.md").unlink()
        assert publish(hub, folder, token).deleted == ("old.md",)
        HubClient(hub.url, token).api.upload_file(
            repo_id=REPO, path_in_repo="old.md", path_or_fileobj=b"old\n"
        )
        result = publish(hub, folder, token)
        assert (result.new, result.only_on_hub) == (False, ("old.md",))


def test_rules_of_the_hub_about_ignored_files_do_not_matter(tmp_path: Path) -> None:
    """The client would leave them out without a word, and each run would publish them again."""
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folder = make_submission(tmp_path)
        publish(hub, folder, token)
        HubClient(hub.url, token).api.upload_file(
            repo_id=REPO, path_in_repo=".gitignore", path_or_fileobj=b"*.txt\n*.joblib\n"
        )
        (folder / "model_repo/words.txt").write_text("words\n")
        assert publish(hub, folder, token).changed == ("words.txt",)
        assert not publish(hub, folder, token).new
        assert {".gitignore", "words.txt"} <= set(live(hub, token))


def test_a_rule_that_arrives_with_its_file_counts(tmp_path: Path) -> None:
    """A text file under a new rule is LFS from its first commit on."""
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folder = make_submission(tmp_path)
        (folder / "model_repo/words.vocab").write_text("only text\n")
        rules = folder / "model_repo/.gitattributes"
        rules.write_text(rules.read_text() + "*.vocab filter=lfs diff=lfs merge=lfs -text\n")
        publish(hub, folder, token)
        assert live(hub, token)["words.vocab"].lfs is not None


def test_what_is_hidden_or_a_cache_is_not_published(tmp_path: Path) -> None:
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folder = make_submission(tmp_path)
        model = folder / "model_repo"
        (model / ".env").write_text("PASSWORD=1")
        (model / "__pycache__").mkdir()
        (model / "__pycache__/x.pyc").write_bytes(b"\0")
        (model / ".secret").mkdir()
        (model / ".secret/key").write_text("k")
        publish(hub, folder, token)
        assert not {path for path in live(hub, token) if ".env" in path or "key" in path}
        assert "__pycache__/x.pyc" not in live(hub, token)


def broken_folder(folder: Path, name: str) -> Path:
    model = make_submission(folder) / "model_repo"
    if name == "link":
        outside = folder / "outside.txt"
        outside.write_text("not yours")
        (model / "inside.txt").symlink_to(outside)
    if name == "pointer":
        oid = "a" * 64
        text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 7268\n"
        (model / "model.joblib").write_text(text)
    if name == "token":
        (model / "use.py").write_text(f'token = "hf_{"a" * 34}"\n')
    if name == "private key":
        (model / "notes.txt").write_text("-----BEGIN RSA PRIVATE KEY-----\n")
    if name == "token across pieces":
        (model / "long.txt").write_text("x" * (1024 * 1024 - 10) + f"hf_{'b' * 34}")
    if name == "fifo":
        os.mkfifo(model / "pipe")
    if name == "license":
        card = (model / "README.md").read_text()
        (model / "README.md").write_text(card.replace("license: mit", "license: apache2"))
    if name == "binary":
        (model / "photo.dat").write_bytes(b"\0" * 100)
    return folder


REFUSED = {
    "link": "PUB-LINK",
    "pointer": "PUB-POINTER",
    "token": "PUB-SECRET",
    "token across pieces": "PUB-SECRET",
    "private key": "PUB-SECRET",
    "fifo": "PUB-LINK",
    "license": "CARD-LICENSE",
    "binary": "ATTR-BINARY",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_be_published_is_refused_before_the_hub_is_asked(
    tmp_path: Path, name: str
) -> None:
    problems, plan = prepare(load(broken_folder(tmp_path, name)))
    assert plan is None
    assert REFUSED[name] in {problem.code for problem in problems}
    shown = "".join(problem.line("en") + problem.hint("en") for problem in problems)
    assert "aaaaaaaa" not in shown
    assert "bbbbbbbb" not in shown


def test_a_wrong_answer_is_no_reason_not_to_publish(tmp_path: Path) -> None:
    folder = make_submission(tmp_path, c2={"count": "quite a few", "date": "yesterday"})
    problems, plan = prepare(load(folder))
    assert (problems, plan is not None) == ([], True)


def test_somebody_elses_repo(tmp_path: Path) -> None:
    problems, plan = prepare(load(make_submission(tmp_path, repo_id="ben/model")))
    assert plan is None
    assert [str(problem.place) for problem in problems] == ["answers.yaml:14:10"]


def test_a_token_of_somebody_else_is_denied(tmp_path: Path) -> None:
    with MiniHub() as hub:
        hub.add_user("ada")
        with pytest.raises(PublishError) as error:
            publish(hub, make_submission(tmp_path), hub.add_user("ben"))
        assert error.value.problem.code == "PUB-OWNER"
        assert not error.value.unchecked


def test_a_keyless_token_may_not_create_the_repo(tmp_path: Path) -> None:
    with MiniHub() as hub:
        with pytest.raises(PublishError) as error:
            publish(hub, make_submission(tmp_path), hub.add_user("ada"), how="oidc")
        assert error.value.problem.code == "PUB-REPO"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_hub_that_is_down_is_nobodys_fault(tmp_path: Path, status: int) -> None:
    with faulty_hub(says(status)) as hub, pytest.MonkeyPatch.context() as patch:
        patch.setattr("checks.hub.client.WAITS", ())
        patch.setattr("checks.hub.client.time", SimpleNamespace(sleep=lambda _: None))
        with pytest.raises(PublishError) as error:
            publish(hub.url, make_submission(tmp_path), "hf_x")
        code = "PUB-LIMIT" if status == 429 else "PUB-OPEN"
        assert (error.value.problem.code, error.value.unchecked) == (code, True)


def test_the_hubs_own_refusal_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule of the Hub's that the linter does not know: its words reach the student."""
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folder = make_submission(tmp_path)
        submission = load(folder)
        _, plan = prepare(submission)
        assert plan is not None
        card = (folder / "model_repo/README.md").read_text()
        (folder / "model_repo/README.md").write_text(card.replace("license: mit", "license: no!"))
        monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
        with pytest.raises(PublishError) as error:
            push(submission, plan, hub.url, SignedIn(token, "token"))
        assert error.value.problem.code == "PUB-REFUSED"
        assert "license" in error.value.problem.text("en")


def test_somebody_else_committed_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folder = make_submission(tmp_path)
        publish(hub, folder, token)
        (folder / "model_repo/notes.md").write_text("mine\n")
        lose_the_race(monkeypatch, [("other.md", b"theirs")])
        assert publish(hub, folder, token).changed == ("notes.md",)
        assert {"other.md", "notes.md"} <= live(hub, token).keys()
        assert len(commits(hub, token)) == 4


def lose_the_race(monkeypatch: pytest.MonkeyPatch, others: list[tuple[str, bytes | None]]) -> None:
    """Let somebody else commit a file, or delete it, each time that we have looked."""
    look = publishing._head

    def look_then_lose(client: HubClient, *args: Any) -> Any:
        head = look(client, *args)
        if others:
            path, content = others.pop(0)
            if content is None:
                client.api.delete_file(path, REPO)
            else:
                client.api.upload_file(repo_id=REPO, path_in_repo=path, path_or_fileobj=content)
        return head

    monkeypatch.setattr(publishing, "_head", look_then_lose)


CONFLICTS: list[tuple[str, bytes | None]] = [
    ("notes.md", b"theirs"),
    ("train.py", b"theirs"),
    ("train.py", None),
]


@pytest.mark.parametrize(("path", "content"), CONFLICTS)
def test_somebody_else_changed_the_same_file_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, content: bytes | None
) -> None:
    """Nothing of theirs is undone, and it is said which file it is; a second run is on purpose."""
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folder = make_submission(tmp_path)
        publish(hub, folder, token)
        for name in ("notes.md", "train.py"):
            (folder / "model_repo" / name).write_text("mine\n")
        lose_the_race(monkeypatch, [(path, content)])
        with pytest.raises(PublishError) as error:
            publish(hub, folder, token)
        assert (error.value.problem.code, error.value.unchecked) == ("PUB-CONFLICT", False)
        assert error.value.problem.fields == {"repo": REPO, "names": path}
        assert len(commits(hub, token)) == 3
        assert set(publish(hub, folder, token).changed) == {"notes.md", "train.py"}


def test_somebody_else_brought_the_same_content_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folder = make_submission(tmp_path)
        publish(hub, folder, token)
        for name in ("notes.md", "train.py"):
            (folder / "model_repo" / name).write_text("mine\n")
        lose_the_race(monkeypatch, [("notes.md", b"mine\n")])
        assert publish(hub, folder, token).changed == ("train.py",)


def test_somebody_else_is_faster_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folder = make_submission(tmp_path)
        publish(hub, folder, token)
        (folder / "model_repo/notes.md").write_text("mine\n")
        others: list[tuple[str, bytes | None]] = [(f"{n}.md", b"theirs") for n in range(9)]
        lose_the_race(monkeypatch, others)
        with pytest.raises(PublishError) as error:
            publish(hub, folder, token)
        assert error.value.problem.code == "PUB-MOVED"
        assert len(others) == 9 - 1 - publishing.TRIES
        del others[:]
        assert publish(hub, folder, token).changed == ("notes.md",)


def test_two_publish_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have looked before either commits."""
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folders = [make_submission(tmp_path / name) for name in ("a", "b")]
        publish(hub, folders[0], token)
        for folder in folders:
            (folder / f"model_repo/{folder.name}.md").write_text("mine\n")
        look, both, seen = publishing._head, threading.Barrier(2, timeout=60), threading.local()

        def look_together(*args: Any) -> Any:
            head = look(*args)
            if not hasattr(seen, "first"):
                seen.first = True
                both.wait()
            return head

        monkeypatch.setattr(publishing, "_head", look_together)
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(lambda folder: publish(hub, folder, token), folders))
        assert [one.changed for one in done] == [("a.md",), ("b.md",)]
        assert {"a.md", "b.md"} <= live(hub, token).keys()


def test_a_large_upload_has_the_time_that_it_needs(tmp_path: Path) -> None:
    _, plan = prepare(load(make_submission(tmp_path, model_bytes=b"\x80\x04N.")))
    assert plan is not None
    size = sum(file.size for file in plan.files)
    assert publishing.seconds_for(plan) == 300 + size / 65536


def test_a_commit_whose_answer_was_lost_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first try lands, its answer does not; the second is told that the repo has moved."""
    with MiniHub() as hub:
        token = hub.add_user("ada")
        folder = make_submission(tmp_path)
        commit = refusals.attempt
        lost: list[bool] = []

        def lose_the_answer(call: Any) -> Any:
            result = commit(call)
            if isinstance(result, str) and len(result) == 40 and not lost:
                lost.append(True)
                raise HubDownError("the connection failed")
            return result

        monkeypatch.setattr(publishing, "attempt", lose_the_answer)
        monkeypatch.setattr("checks.hub.client.time", SimpleNamespace(sleep=lambda _: None))
        result = publish(hub, folder, token)
        assert result.commit == HubClient(hub.url, token).api.model_info(REPO).sha
        assert len(commits(hub, token)) == 2
