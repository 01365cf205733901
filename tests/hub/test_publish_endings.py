"""Publishing, request by request: what is sent, and what each answer of the Hub comes to."""

from __future__ import annotations

import base64
import dataclasses
import json
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from checks.assignment import Assignment
from checks.hub import client as client_module
from checks.hub import reasons
from checks.hub.folder import Plan
from checks.hub.publish import Published, Source, publish
from checks.hub.refusals import PublishError
from checks.hub.sign_in import SignedIn
from checks.lint.folder import FolderFile
from checks.messages import Phrase
from checks.model_folder import LocalFile
from tests.facts import FOLDER, LIVE_FILES
from tests.hub.faulty import Behaviour, faulty_hub, hangs_up, says

REPO = "ada/course-feedback"
TOKEN = "hf_" + "a" * 30
OLD, NEW = "a" * 40, "b" * 40
NOT_THERE = says(404, b'{"error": "no"}', X_Error_Code="RepoNotFound")
NAMELESS = Source(Assignment(), "", "ada")
NAMED = Source(Assignment(("1" * 16, "2" * 16)), "c" * 40, "ada")
LOCAL = tuple(
    LocalFile(file.path, len(FOLDER[file.path]), file.sha256 or "0" * 64, file.blob_id)
    for file in LIVE_FILES
)


class Hub:
    """A Hub with one repo.

    `answers` are given in place of its own, by the start of `METHOD path`, each once if there are
    several.
    """

    def __init__(self) -> None:
        self.url = ""
        self.sha: str | None = OLD
        self.files: dict[str, tuple[str, str | None]] = {}
        self.commits: list[dict[str, Any]] = []
        self.then: dict[str, dict[str, tuple[str, str | None]]] = {}
        self.answers: dict[str, list[Behaviour]] = {}
        self.message = ""
        self.log: list[str] = []
        self.bodies: dict[str, Any] = {}
        self.tokens: set[str | None] = set()

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path.partition("?")[0]
        step = f"{request.command} {path}"
        self.tokens.add(request.headers["Authorization"])
        body = request.rfile.read(int(request.headers["Content-Length"] or 0))
        self.log.append(step)
        self.bodies[step] = body
        for start, answers in self.answers.items():
            if step.startswith(start):
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                return answer(request)
        return says(200, json.dumps(self.own(step, body)).encode())(request)

    def own(self, step: str, body: bytes) -> Any:
        match step.split():
            case ["GET", "/api/models"]:
                return []
            case ["GET", path] if path.endswith("/commits/main"):
                return [*self.commits, self.newest(), {**self.newest(), "id": OLD, "message": ""}]
            case ["GET", path] if "/revision/" in path:
                names = self.then[path.rpartition("/")[2]]
                return {"id": REPO, "sha": OLD, "siblings": self.siblings(names)}
            case ["GET", _]:
                return {"id": REPO, "sha": self.sha, "siblings": self.siblings()}
            case ["POST", path] if path.endswith("/objects/batch"):
                return {"objects": json.loads(body)["objects"]}
            case _:
                self.sha = NEW
                url = f"{self.url}/{REPO}/commit/{NEW}"
                return {"commitOid": NEW, "commitUrl": url, "url": f"{self.url}/{REPO}"}

    def newest(self) -> dict[str, Any]:
        return {
            "id": self.sha,
            "title": "Publish from a tour of the Hub",
            "message": self.message,
            "authors": [{"user": "ada"}],
            "date": "2026-09-01T12:00:00.000Z",
        }

    def siblings(
        self, files: dict[str, tuple[str, str | None]] | None = None
    ) -> list[dict[str, Any]]:
        return [
            {"rfilename": path, "size": 1, "blobId": blob}
            | ({"lfs": {"sha256": sha, "size": 1, "pointerSize": 1}} if sha else {})
            for path, (blob, sha) in (self.files if files is None else files).items()
        ]

    def publish(self, plan: Plan, how: str = "token", source: Source = NAMELESS) -> Published:
        return publish(plan, LOCAL, REPO, self.url, SignedIn(TOKEN, how), source)

    def refusal(
        self, plan: Plan, how: str = "token", source: Source = NAMELESS
    ) -> tuple[str, bool, dict[str, str]]:
        with pytest.raises(PublishError) as error:
            self.publish(plan, how, source)
        assert str(error.value) == error.value.problem.code
        fields = error.value.problem.fields.items()
        shown = {k: v.text("en") if isinstance(v, Phrase) else v for k, v in fields}
        for known in ("repo", "endpoint"):
            assert shown.pop(known, None) in (None, REPO, self.url)
        for where in ("where", "make", "renew", "shells"):  # see test_token_faults
            shown.pop(where, None)
        return error.value.problem.code, error.value.unchecked, shown


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(client_module, "time", SimpleNamespace(sleep=lambda _: None))
    hub = Hub()
    hub.files = {file.path: (str(file.blob_id), file.sha256) for file in LIVE_FILES}
    with faulty_hub(hub) as running:
        hub.url = running.url
        yield hub


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    for name, data in FOLDER.items():
        (tmp_path / name).write_bytes(data)
    files = tuple(FolderFile(name, len(data)) for name, data in FOLDER.items())
    return Plan(tmp_path, files, frozenset({"model.joblib"}), ())


REST = (".gitattributes", "README.md", "model.joblib")
GET = f"GET /api/models/{REPO}"
COMMIT = f"POST /api/models/{REPO}/commit/main"
COMMITS = f"GET /api/models/{REPO}/commits/main"
BATCH = f"POST /{REPO}.git/info/lfs/objects/batch"
CREATE = "POST /api/repos/create"


# What is sent


def test_the_same_content_is_no_commit(hub: Hub, plan: Plan) -> None:
    assert hub.publish(plan) == Published(REPO, OLD, False, (), ())
    assert hub.log == [GET]
    assert hub.tokens == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    ("path", "live"),
    [
        ("train.py", None),
        ("train.py", ("0" * 40, None)),
        ("model.joblib", None),
        ("model.joblib", (str(LIVE_FILES[2].blob_id), None)),
        ("model.joblib", ("0" * 40, "0" * 64)),
    ],
)
def test_what_is_not_the_same_is_sent(
    hub: Hub, plan: Plan, path: str, live: tuple[str, str | None] | None
) -> None:
    hub.files.pop(path)
    if live:
        hub.files[path] = live
    same = tuple(name for name in sorted(FOLDER) if name != path)
    assert hub.publish(plan) == Published(REPO, NEW, True, (path,), (), same)
    assert hub.log[0] == GET
    assert hub.log[-1] == COMMIT
    assert (BATCH in hub.log) is (path == "model.joblib")
    lines = [json.loads(line) for line in hub.bodies[COMMIT].splitlines()]
    assert lines[0]["value"]["summary"] == "Publish from a tour of the Hub"
    assert lines[0]["value"]["description"] == f"files:\n- {path}"
    assert lines[0]["value"]["parentCommit"] == OLD
    (sent,) = lines[1:]
    assert (sent["key"], sent["value"]["path"]) == (
        ("lfsFile" if path == "model.joblib" else "file"),
        path,
    )
    if path == "train.py":
        assert base64.b64decode(sent["value"]["content"]) == FOLDER[path]
    else:
        assert sent["value"]["oid"] == LIVE_FILES[2].sha256


def test_a_file_that_is_lfs_here_is_compared_as_one(hub: Hub, plan: Plan) -> None:
    """Under a new rule a plain file of the Hub's is sent again."""
    plan = Plan(plan.folder, plan.files, frozenset({"model.joblib", "train.py"}), ())
    assert hub.publish(plan).changed == ("train.py",)


def test_what_is_only_on_the_hub_is_named(hub: Hub, plan: Plan) -> None:
    for path in ("z.txt", "a.txt"):
        hub.files[path] = ("0" * 40, None)
    assert hub.publish(plan) == Published(REPO, OLD, False, (), ("a.txt", "z.txt"))
    del hub.files["train.py"]
    there = ("a.txt", "z.txt")
    assert hub.publish(plan) == Published(REPO, NEW, True, ("train.py",), there, REST)


def test_the_hubs_own_rules_are_not_only_on_the_hub(hub: Hub, plan: Plan) -> None:
    files = tuple(file for file in LOCAL if file.path != ".gitattributes")
    found = publish(plan, files, REPO, hub.url, SignedIn(TOKEN, "token"), NAMELESS)
    assert found == Published(REPO, OLD, False, (), ())


def commit(sha: str, message: str, title: str = "Publish from a tour of the Hub") -> dict[str, Any]:
    authors, date = [{"user": "ada"}], "2026-09-01T12:00:00.000Z"
    return {"id": sha, "title": title, "message": message, "authors": authors, "date": date}


def test_what_was_published_from_here_and_is_gone_is_deleted(hub: Hub, plan: Plan) -> None:
    """What somebody changed since, or put there themselves, stays."""
    large = ("1" * 40, "2" * 64)
    old = {"old.txt": ("3" * 40, None), "old.bin": large, "edited.txt": ("4" * 40, None)}
    hub.files |= {**old, "edited.txt": ("5" * 40, None), "theirs.txt": ("3" * 40, None)}
    hub.commits = [
        commit("c" * 40, "files:\n- theirs.txt", "Upload theirs.txt"),
        commit("d" * 40, "files:\n- old.txt\n- edited.txt"),
        commit("e" * 40, "files:\n- old.bin\n- old.txt"),
    ]
    hub.then = {"d" * 40: old, "e" * 40: {"old.bin": large}}
    there, gone = ("edited.txt", "theirs.txt"), ("old.bin", "old.txt")
    same = tuple(sorted(FOLDER))
    assert hub.publish(plan) == Published(REPO, NEW, True, (), there, same, gone)
    assert hub.log[:2] == [GET, COMMITS]
    header, *sent = [json.loads(line) for line in hub.bodies[COMMIT].splitlines()]
    assert header["value"]["description"] == "deleted:\n- old.bin\n- old.txt"
    assert sent == [{"key": "deletedFile", "value": {"path": path}} for path in gone]


@pytest.mark.parametrize(
    ("card", "gone", "there", "model"),
    [
        ("", ["old.joblib"], [], "old.joblib"),
        ("", ["old.joblib", "older.joblib", "old.txt"], ["z.txt"], "old.joblib"),
        ("", ["old.joblib"], ["theirs.pkl"], None),
        ("", ["old.txt"], [], None),
        # Which texts are models depends on the library.
        ("---\nlibrary_name: lightgbm\n---\n", ["trees.txt"], [], "trees.txt"),
        ("---\nlibrary_name: sklearn\n---\n", ["trees.txt"], [], None),
    ],
)
def test_the_only_model_is_never_deleted(
    hub: Hub, plan: Plan, card: str, gone: list[str], there: list[str], model: str | None
) -> None:
    (plan.folder / "README.md").write_text(card)
    files = tuple(one for one in LOCAL if one.path != "model.joblib")
    del hub.files["model.joblib"]
    old: dict[str, tuple[str, str | None]] = dict.fromkeys(gone, ("3" * 40, None))
    hub.files |= {**old, **dict.fromkeys(there, ("4" * 40, None))}
    hub.commits = [commit("d" * 40, "files:\n" + "".join(f"- {path}\n" for path in gone))]
    hub.then = {"d" * 40: old}
    if model is None:
        found = publish(plan, files, REPO, hub.url, SignedIn(TOKEN, "token"), NAMELESS)
        assert found.deleted == tuple(sorted(gone))
        return
    with pytest.raises(PublishError) as error:
        publish(plan, files, REPO, hub.url, SignedIn(TOKEN, "token"), NAMELESS)
    assert (error.value.problem.code, error.value.unchecked) == ("PUB-MODEL", False)
    assert error.value.problem.fields == {"path": model, "repo": REPO, "endpoint": hub.url}
    assert COMMIT not in hub.log


def test_a_model_that_is_empty_here_is_none(hub: Hub, plan: Plan) -> None:
    files = tuple(dataclasses.replace(one, size=0) for one in LOCAL)
    old: dict[str, tuple[str, str | None]] = {"old.joblib": ("3" * 40, None)}
    hub.files |= old
    hub.commits = [commit("d" * 40, "files:\n- old.joblib")]
    hub.then = {"d" * 40: old}
    with pytest.raises(PublishError, match="PUB-MODEL"):
        publish(plan, files, REPO, hub.url, SignedIn(TOKEN, "token"), NAMELESS)


def test_what_was_edited_on_the_hub_alone_stays_as_it_is(hub: Hub, plan: Plan) -> None:
    """The folder has what was published from here last; a file that changed here, too, is sent."""
    published = dict(hub.files)
    hub.files |= {"README.md": ("7" * 40, None), "model.joblib": ("8" * 40, "9" * 64)}
    hub.commits = [commit("d" * 40, "files:\n- README.md\n- model.joblib\n- train.py")]
    hub.then = {"d" * 40: published}
    edited = ("README.md", "model.joblib")
    found = hub.publish(plan)
    assert found == Published(REPO, OLD, False, (), (), edited=edited)
    assert COMMIT not in hub.log
    # What was published last is not what the folder has now.
    hub.then = {"d" * 40: {**published, "README.md": ("6" * 40, None)}}
    found = hub.publish(plan)
    same = tuple(sorted(FOLDER.keys() - set(edited)))
    assert found == Published(REPO, NEW, True, ("README.md",), (), same, edited=("model.joblib",))
    header, *sent = [json.loads(line) for line in hub.bodies[COMMIT].splitlines()]
    assert header["value"]["description"] == "files:\n- README.md"
    assert [line["value"]["path"] for line in sent] == ["README.md"]


def test_a_line_is_brought_by_a_file_that_was_not_edited(hub: Hub, plan: Plan) -> None:
    """Else the edit would be undone by it; where all files were edited, there is no other way."""
    published = dict(hub.files)
    smallest = min(FOLDER, key=lambda path: (path == "model.joblib", len(FOLDER[path])))
    hub.files[smallest] = ("7" * 40, None)
    hub.commits = [commit("d" * 40, f"hub-tour: {'a' * 16}\nfiles:\n- {smallest}")]
    hub.commits[0]["authors"] = [{"user": "ben"}]
    hub.then = {"d" * 40: published}
    source = Source(Assignment(("a" * 16,)), "", "ada")
    assert hub.publish(plan, source=source).edited == (smallest,)
    _, sent = [json.loads(line) for line in hub.bodies[COMMIT].splitlines()]
    assert sent["value"]["path"] != smallest


def test_a_commit_beside_an_edit_whose_answer_was_lost_is_found(hub: Hub, plan: Plan) -> None:
    published = dict(hub.files)
    live = {**published, "README.md": ("7" * 40, None), "train.py": ("8" * 40, None)}
    hub.commits = [commit("d" * 40, "files:\n- README.md")]
    hub.then = {"d" * 40: published}
    hub.answers[COMMIT] = [says(412, b'{"error": "moved"}')]
    hub.answers[f"{GET}/revision"] = [look("d" * 40, hub.siblings(published))]
    hub.answers[COMMITS] = [says(200, json.dumps([*hub.commits, hub.newest()]).encode())]
    after = {**live, "train.py": published["train.py"]}
    hub.answers[GET] = [look(OLD, hub.siblings(live)), look(NEW, hub.siblings(after))]
    found = hub.publish(plan)
    assert (found.commit, found.changed, found.edited) == (NEW, ("train.py",), ("README.md",))


def test_what_is_not_checked_out_is_not_gone(hub: Hub, plan: Plan) -> None:
    hub.files["old.txt"] = ("3" * 40, None)
    sparse = dataclasses.replace(plan, sparse=frozenset({"old.txt"}))
    assert hub.publish(sparse) == Published(REPO, OLD, False, (), ())
    assert hub.log == [GET]


def test_a_deletion_whose_answer_was_lost_is_found(hub: Hub, plan: Plan) -> None:
    hub.files["old.txt"] = ("3" * 40, None)
    hub.commits = [commit("d" * 40, "files:\n- old.txt")]
    hub.then = {"d" * 40: dict(hub.files)}
    everything = hub.siblings()
    hub.answers[COMMIT] = [says(412, b'{"error": "moved"}')]
    hub.answers[f"{GET}/revision"] = [look("d" * 40, everything)]
    hub.answers[COMMITS] = [says(200, json.dumps(hub.commits).encode())]
    hub.answers[GET] = [look(OLD, everything), look(NEW, everything[:-1])]
    same = tuple(sorted(FOLDER))
    assert hub.publish(plan) == Published(REPO, NEW, True, (), (), same, ("old.txt",))
    hub.answers[GET] = [look(OLD, everything), look(NEW, everything)]
    assert hub.refusal(plan) == ("PUB-MOVED", False, {})


@pytest.mark.parametrize(
    ("answer", "ending"),
    [
        (says(503), ("PUB-OPEN", True, {"reason": "HTTP 503"})),
        (NOT_THERE, ("PUB-OPEN", True, {"reason": reasons.LISTED.english})),
    ],
)
def test_what_was_published_cannot_be_known(
    hub: Hub, plan: Plan, answer: Behaviour, ending: Any
) -> None:
    """Nothing is done by halves."""
    hub.files["old.txt"] = ("3" * 40, None)
    hub.answers[COMMITS] = [answer]
    assert hub.refusal(plan) == ending
    assert COMMIT not in hub.log


def test_a_text_goes_with_the_line_ends_of_the_commit(hub: Hub, plan: Plan) -> None:
    hub.files.pop("train.py")
    (plan.folder / "train.py").write_bytes(b"print('trained')\r\n")
    own = LOCAL[3]
    file = dataclasses.replace(own, data=FOLDER["train.py"])
    publish(plan, (*LOCAL[:3], file), REPO, hub.url, SignedIn(TOKEN, "token"), NAMELESS)
    (sent,) = [json.loads(line) for line in hub.bodies[COMMIT].splitlines()][1:]
    assert base64.b64decode(sent["value"]["content"]) == FOLDER["train.py"]


def test_what_the_hub_warns_of_is_not_shown(hub: Hub, plan: Plan) -> None:
    hub.files.pop("train.py")
    answer = {"commitOid": NEW, "commitUrl": f"{hub.url}/{REPO}/commit/{NEW}"}
    hub.answers[COMMIT] = [
        says(200, json.dumps(answer).encode(), **{"X-Huggingface-Warning": "old; careful"})
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert hub.publish(plan).new


# The line of the assignment


@pytest.mark.parametrize(
    ("source", "description"),
    [
        (NAMELESS, ""),
        (NAMED, f"hub-tour: {'1' * 16} {'2' * 16}\nsource: {'c' * 40}"),
        (Source(NAMED.assignment, "", "ada"), f"hub-tour: {'1' * 16} {'2' * 16}"),
        (Source(Assignment(), "c" * 40, "ada"), f"source: {'c' * 40}"),
    ],
)
def test_the_message_has_the_line_and_the_commit(
    hub: Hub, plan: Plan, source: Source, description: str
) -> None:
    hub.files.pop("train.py")
    assert hub.publish(plan, source=source).new
    header = json.loads(hub.bodies[COMMIT].splitlines()[0])["value"]
    assert header["summary"] == "Publish from a tour of the Hub"
    record = "files:\n- train.py"
    assert header["description"] == (f"{description}\n\n{record}" if description else record)
    assert COMMITS not in hub.log


def test_the_same_files_with_the_line_are_no_commit(hub: Hub, plan: Plan) -> None:
    for message in (NAMED.description, f"hub-tour: {'1' * 16} {'2' * 16}"):
        hub.message = message
        assert hub.publish(plan, source=NAMED) == Published(REPO, OLD, False, (), ())
    assert hub.log == [GET, COMMITS] * 2


OTHER_LINES = [
    "",
    f"hub-tour: {'1' * 16}",  # it does not say GitHub's number
    f"hub-tour: {'3' * 16}",
    f"hub-tour: {'3' * 16} {'4' * 16}",
    f"hub-tour: {'2' * 16} {'3' * 16}",  # renamed since
]


@pytest.mark.parametrize("message", OTHER_LINES)
def test_the_same_files_without_the_line_get_it(hub: Hub, plan: Plan, message: str) -> None:
    """The smallest file that is not LFS is sent again, and makes a commit without changes."""
    hub.message = message
    assert hub.publish(plan, source=NAMED) == Published(REPO, NEW, True, (), ())
    assert hub.log == [GET, COMMITS, COMMIT]
    header, *sent = [json.loads(line) for line in hub.bodies[COMMIT].splitlines()]
    assert header["value"]["description"] == NAMED.description
    assert header["value"]["parentCommit"] == OLD
    assert [one["value"]["path"] for one in sent] == ["train.py"]


def test_a_line_by_somebody_else_does_not_count(hub: Hub, plan: Plan) -> None:
    hub.message = NAMED.description
    named_ben = Source(NAMED.assignment, "", "ben")
    assert not hub.publish(plan, source=named_ben).new  # ada owns the repo
    by_ben = {**hub.newest(), "authors": [{"user": "ben"}]}
    hub.answers[COMMITS] = [says(200, json.dumps([by_ben]).encode())]
    assert hub.publish(plan, source=NAMED).new
    hub.sha = OLD
    # In an organisation, who publishes is not who owns the repo.
    assert not hub.publish(plan, source=named_ben).new


def test_a_line_in_the_card_counts(hub: Hub, plan: Plan) -> None:
    card = plan.folder / "README.md"
    card.write_bytes(card.read_bytes() + f"<!-- hub-tour: {'1' * 16} {'2' * 16} -->".encode())
    path = {"type": "file", "path": "README.md", "size": 1, "oid": "d" * 40}
    last = {"lastCommit": {"id": OLD, "title": "x", "date": "2026-09-01T12:00:00.000Z"}}
    hub.answers[f"POST /api/models/{REPO}/paths-info/"] = [
        says(200, json.dumps([path | last]).encode())
    ]
    assert not hub.publish(plan, source=NAMED).new


def test_a_hub_that_makes_no_commit_is_said(hub: Hub, plan: Plan) -> None:
    same = {"commitOid": OLD, "commitUrl": f"{hub.url}/{REPO}/commit/{OLD}"}
    hub.answers[COMMIT] = [says(200, json.dumps(same).encode())]
    assert hub.publish(plan, source=NAMED) == Published(REPO, OLD, False, (), ())


@pytest.mark.parametrize(
    ("answer", "ending"),
    [
        (says(503), ("PUB-OPEN", True, {"reason": "HTTP 503"})),
        (NOT_THERE, ("PUB-OPEN", True, {"reason": reasons.LISTED.english})),
    ],
)
def test_a_history_that_cannot_be_read(
    hub: Hub, plan: Plan, answer: Behaviour, ending: Any
) -> None:
    hub.answers[COMMITS] = [answer]
    assert hub.refusal(plan, source=NAMED) == ending


def test_a_line_whose_answer_was_lost_is_found(hub: Hub, plan: Plan) -> None:
    everything = hub.siblings()
    without, with_line = ({**hub.newest(), "id": sha} for sha in (OLD, NEW))
    with_line["message"] = NAMED.description
    hub.answers = {
        COMMITS: [
            says(200, json.dumps([without]).encode()),
            says(200, json.dumps([with_line]).encode()),
        ],
        GET: [look(OLD, everything), look(NEW, everything)],
        COMMIT: [says(412, b'{"error": "moved"}')],
    }
    assert hub.publish(plan, source=NAMED) == Published(REPO, NEW, True, (), ())
    hub.answers[COMMITS] = [
        says(200, json.dumps([without]).encode()),
        says(200, json.dumps([{**without, "id": NEW}]).encode()),
    ]
    hub.answers[GET] = [look(OLD, everything), look(NEW, everything)]
    assert hub.refusal(plan, source=NAMED) == ("PUB-MOVED", False, {})


# A repo that is not there


def test_a_repo_is_made_where_there_is_none(hub: Hub, plan: Plan) -> None:
    hub.files.pop("train.py")
    own = says(200, json.dumps({"id": REPO, "sha": OLD, "siblings": hub.siblings()}).encode())
    hub.answers[GET] = [NOT_THERE, own]
    assert hub.publish(plan).changed == ("train.py",)
    assert hub.log[:4] == [GET, "GET /api/models", CREATE, GET]
    assert json.loads(hub.bodies[CREATE]) == {"name": "course-feedback", "organization": "ada"}


def test_without_a_token_it_cannot_be_made(hub: Hub, plan: Plan) -> None:
    hub.answers[GET] = [NOT_THERE]
    assert hub.refusal(plan, "oidc") == ("PUB-REPO", False, {})
    assert CREATE not in hub.log


CREATIONS: list[tuple[Behaviour, tuple[str, bool, dict[str, str]]]] = [
    (says(403, b'{"error": "not yours"}'), ("PUB-DENIED", False, {"reason": "not yours"})),
    (says(401, b"{}"), ("PUB-DENIED", False, {"reason": "no reason given"})),
    (says(503), ("PUB-OPEN", True, {"reason": "HTTP 503"})),
]


@pytest.mark.parametrize(("answer", "ending"), CREATIONS)
def test_a_repo_that_cannot_be_made(hub: Hub, plan: Plan, answer: Behaviour, ending: Any) -> None:
    hub.answers = {GET: [NOT_THERE], CREATE: [answer]}
    hub.answers["GET /api/models"] = [says(200, b"[]")]
    assert hub.refusal(plan) == ending


def test_a_repo_that_is_there_by_now_is_no_error(hub: Hub, plan: Plan) -> None:
    own = says(200, json.dumps({"id": REPO, "sha": OLD, "siblings": hub.siblings()}).encode())
    hub.answers = {GET: [NOT_THERE, own]}
    url = json.dumps({"url": f"{hub.url}/{REPO}"}).encode()
    hub.answers[CREATE] = [says(409, url)]
    assert hub.publish(plan) == Published(REPO, OLD, False, (), ())


def test_a_repo_that_stays_away(hub: Hub, plan: Plan) -> None:
    hub.answers[GET] = [NOT_THERE]
    reason = {"reason": "the Hub has no such repo"}
    assert hub.refusal(plan) == ("PUB-DENIED", False, reason)


def test_a_hub_that_is_down_before_anything(hub: Hub, plan: Plan) -> None:
    hub.answers["GET"] = [says(503)]
    assert hub.refusal(plan) == ("PUB-OPEN", True, {"reason": "HTTP 503"})


# A commit that is refused

NOT_THE_HUBS = "an answer that is not the Hub's"
REFUSALS: list[tuple[str, Behaviour, tuple[str, bool, dict[str, str]]]] = [
    (COMMIT, says(401, b'{"error": "who?"}'), ("PUB-DENIED", False, {"reason": "who?"})),
    (COMMIT, says(403, b'{"error": "no"}'), ("PUB-DENIED", False, {"reason": "no"})),
    (COMMIT, says(409, b'{"error": "no"}'), ("PUB-MOVED", False, {})),
    (COMMIT, says(412, b'{"error": "no"}'), ("PUB-MOVED", False, {})),
    (COMMIT, says(413, b'{"error": "too much"}'), ("PUB-REFUSED", False, {"reason": "too much"})),
    (COMMIT, says(422, b"{}"), ("PUB-REFUSED", False, {"reason": "no reason given"})),
    (COMMIT, says(500), ("PUB-OPEN", True, {"reason": "HTTP 500"})),
    (COMMIT, says(429), ("PUB-LIMIT", True, {"reason": "HTTP 429: too many requests from here"})),
    (COMMIT, says(200, b"<html>"), ("PUB-ADDRESS", True, {"reason": NOT_THE_HUBS})),
    (COMMIT, NOT_THERE, ("PUB-DENIED", False, {"reason": "the Hub has no such repo"})),
]  # fmt: skip


@pytest.mark.parametrize(("step", "answer", "ending"), REFUSALS)
def test_a_commit_that_is_refused(
    hub: Hub, plan: Plan, step: str, answer: Behaviour, ending: Any
) -> None:
    hub.files.pop("train.py")
    hub.answers[step] = [answer]
    assert hub.refusal(plan) == ending


LFS_REFUSALS: list[tuple[Behaviour, tuple[str, bool, dict[str, str]]]] = [
    (says(403, b'{"error": "no"}'), ("PUB-DENIED", False, {"reason": "no"})),
    (says(503), ("PUB-OPEN", True, {"reason": "HTTP 503"})),
    (
        says(200, b'{"objects": [{"oid": 3}]}'),
        ("PUB-REFUSED", False, {}),
    ),
]


@pytest.mark.parametrize(("answer", "ending"), LFS_REFUSALS)
def test_an_upload_that_is_refused(hub: Hub, plan: Plan, answer: Behaviour, ending: Any) -> None:
    hub.files.pop("model.joblib")
    hub.answers[BATCH] = [answer]
    found = hub.refusal(plan)
    assert found[:2] == ending[:2]
    assert ending[2].items() <= found[2].items()


def test_a_refusal_costs_one_try_and_a_fault_three(hub: Hub, plan: Plan) -> None:
    hub.files.pop("train.py")
    for answer, tries in ((says(422, b"{}"), 1), (says(503), 3), (hangs_up, 3)):
        hub.log.clear()
        hub.answers[COMMIT] = [answer]
        hub.refusal(plan)
        assert hub.log.count(COMMIT) == tries


def look(sha: str, files: list[dict[str, Any]]) -> Behaviour:
    return says(200, json.dumps({"id": REPO, "sha": sha, "siblings": files}).encode())


def test_a_commit_whose_answer_was_lost_is_found(hub: Hub, plan: Plan) -> None:
    """It is there, with all that was to be sent, though the Hub refuses it now."""
    everything = hub.siblings()
    hub.answers[COMMIT] = [says(412, b'{"error": "moved"}')]
    hub.answers[GET] = [look(OLD, everything[:-1]), look(NEW, everything)]
    assert hub.publish(plan) == Published(REPO, NEW, True, ("train.py",), (), REST)


def test_a_commit_of_somebody_else_is_not_taken_for_it(hub: Hub, plan: Plan) -> None:
    everything = hub.siblings()
    hub.answers[COMMIT] = [says(412, b'{"error": "moved"}')]
    hub.answers[GET] = [look(OLD, everything[:-1]), look(NEW, everything[:-1])]
    assert hub.refusal(plan) == ("PUB-MOVED", False, {})


def test_a_repo_that_has_gone_meanwhile(hub: Hub, plan: Plan) -> None:
    hub.answers[COMMIT] = [says(412, b'{"error": "moved"}')]
    hub.answers[GET] = [look(OLD, hub.siblings()[:-1]), NOT_THERE]
    assert hub.refusal(plan, "oidc")[0] == "PUB-REPO"


def test_a_head_that_has_not_moved_has_no_commit(hub: Hub, plan: Plan) -> None:
    everything = hub.siblings()
    hub.answers[COMMIT] = [says(422, b'{"error": "bad card"}')]
    hub.answers[GET] = [look(OLD, everything[:-1]), look(OLD, everything)]
    assert hub.refusal(plan) == ("PUB-REFUSED", False, {"reason": "bad card"})
