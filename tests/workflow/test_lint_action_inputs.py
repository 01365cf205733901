"""What the action for other model repos is told: a folder, a language, how strict to be."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests.needs import needs_program
from tests.paths import ROOT

INPUTS = {"path": "FOLDER", "lang": "LANGUAGE", "strict": "STRICT"}
REFUSED = [
    ({"path": "nowhere"}, "names no folder"),
    ({"path": ""}, "There is no README.md"),
    ({"path": "model/README.md"}, "names no folder"),
    ({"path": "-P"}, "names no folder"),
    ({"path": "-"}, "names no folder"),
    ({"path": "$(touch spoor)"}, "names no folder"),
    ({"path": "shut"}, "names no folder"),
    ({"path": "empty"}, "There is no README.md"),
    ({"path": ".."}, "leads out of the workspace"),
    ({"path": "../workspace-2"}, "leads out of the workspace"),
    ({"path": "/"}, "leads out of the workspace"),
    ({"path": "link"}, "leads out of the workspace"),
    ({"path": "two\n::error::lines"}, "control character"),
    ({"path": "model", "lang": "en\n::error::owned"}, "neither en nor ko"),
    ({"path": "model", "lang": ""}, "neither en nor ko"),
    ({"path": "model", "strict": "yes"}, "neither true nor false"),
]


def write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")


def find(workspace: Path, **inputs: str) -> tuple[int, list[str], str]:
    """Run the first step as a runner does; return its exit code, its lines, and its output.

    act loses what a step prints in its last milliseconds, so that it cannot show this.
    """
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    script = action["runs"]["steps"][0]["run"]
    defaults = {name: one["default"] for name, one in action["inputs"].items()}
    environ = {INPUTS[name]: value for name, value in {**defaults, **inputs}.items()}
    output = workspace.parent / "output"
    output.write_bytes(b"")
    environ |= {"WORKSPACE": str(workspace), "GITHUB_OUTPUT": str(output)}
    done = subprocess.run(
        [needs_program("bash"), "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=workspace,
        env={"CDPATH": str(workspace / "model"), "LC_ALL": "C.UTF-8", **environ},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines(), output.read_text("utf-8")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    write(folder / "model/README.md")
    write(folder / "-P2/README.md")
    write(folder / "model/inside/README.md")
    write(folder / "empty/config.json")
    write(folder / "two\n::error::lines/README.md")
    write(folder / "../workspace-2/README.md")
    (folder / "link").symlink_to(folder.parent / "workspace-2")
    (folder / "shut").symlink_to(folder / "shut")
    (folder / "short").symlink_to(folder / "model/inside")
    return folder


@pytest.mark.parametrize(("inputs", "why"), REFUSED)
def test_an_input_that_fits_nothing_is_refused(
    inputs: Mapping[str, str], why: str, workspace: Path
) -> None:
    code, said, output = find(workspace, **inputs)
    assert (code, output) == (2, "")
    english, korean = said
    assert why in english
    assert re.search("[가-힣]", korean)
    assert {line.split("::")[1] for line in said} == {"error title=Lint a model repo"}
    assert not (workspace / "spoor").exists()


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("model", "./model"),
        ("model/", "./model"),
        ("./model/../-P2", "./-P2"),
        ("-P2", "./-P2"),
        ("inside/..", None),
        ("short", "./model/inside"),
    ],
)
def test_a_folder_is_found_by_its_path(path: str, folder: str | None, workspace: Path) -> None:
    code, said, output = find(workspace, path=path)
    assert (code, output) == ((0, f"folder={folder}\n") if folder else (2, ""))
    assert bool(said) is (folder is None)


def test_the_workspace_itself_is_found_by_its_absolute_path(workspace: Path) -> None:
    write(workspace / "README.md")
    for path in (".", "", str(workspace), f"{workspace}/model/.."):
        assert find(workspace, path=path) == (0, [], "folder=.\n")
