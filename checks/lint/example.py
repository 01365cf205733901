"""Examples of what the linters find: files that fail with one code, and the same files fixed.

Each is a YAML file. The one that `tour explain CODE` prints is `examples/CODE.yaml` beside this
module; tests/corpus/ has more, and runs all of them. tests/corpus/README.md describes the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from checks.yamldoc import read

FOLDER = Path(__file__).parent / "examples"
# The file that a text alone is, by linter.
DEFAULT_FILES = {"card": "README.md", "gitattributes": ".gitattributes", "answers": "answers.yaml"}

_STEPS = ("steps", "fix_steps")

Content = str | dict[str, Any]
Repository = Literal["assignment", "hub"]


@dataclass(frozen=True, slots=True)
class Example:
    """Files by path, broken and fixed, and where the broken ones fail: `README.md:2:10`.

    With a `repository` they are in git: `assignment` has them in the folder model_repo, `hub` at
    its root. `steps` are git's commands after the files were written, `fix_steps` those after them.
    """

    code: str
    linter: str
    at: str
    broken: Mapping[str, Content]
    fixed: Mapping[str, Content]
    repository: Repository | None = None
    steps: tuple[str, ...] = ()
    fix_steps: tuple[str, ...] = ()


def shipped(code: str) -> Example | None:
    """Return the example that the package has for a code."""
    path = FOLDER / f"{code}.yaml"
    return load(path, code) if path.is_file() else None


def load(path: Path, code: str) -> Example:
    """Read an example. Raises ValueError for a file that is none."""
    doc, problems = read(path)
    if doc is None:
        raise ValueError(problems[0].line("en"))
    match doc.data:
        case {"linter": str(linter), "at": str(at), "broken": broken, "fixed": fixed, **rest}:
            files = _files(broken, linter)
            after = files | _files(fixed, linter)
            example = Example(code, linter, at, _existing(files), _existing(after))
            return _in_git(example, rest)
    raise ValueError(f"{path}: linter, at, broken and fixed are needed")


def _in_git(example: Example, rest: dict[Any, Any]) -> Example:
    match rest:
        case {"repository": "assignment" | "hub" as repository, **more} if more.keys() <= set(
            _STEPS
        ):
            steps, fix_steps = (tuple(more.get(name, ())) for name in _STEPS)
            return replace(example, repository=repository, steps=steps, fix_steps=fix_steps)
        case _ if not rest:
            return example
    raise ValueError(f"{example.code}: this is no part of an example: {', '.join(rest)}")


def linted(example: Example) -> str:
    """Return what the example's linter looks at, from the example's folder on."""
    return "." if example.linter == "gitattributes" else DEFAULT_FILES[example.linter]


def _files(files: Any, linter: str) -> dict[str, Any]:
    return {DEFAULT_FILES[linter]: files} if isinstance(files, str) else dict(files)


def _existing(files: Mapping[str, Any]) -> dict[str, Content]:
    """Return the files without those that are written as null: they are not there."""
    return {path: content for path, content in files.items() if content is not None}


def data_of(content: Content) -> Iterator[bytes]:
    """Yield a file's bytes: of its text, of `{hex: …}`, or of `{repeat: TEXT, times: N}`."""
    match content:
        case str():
            yield content.encode()
        case {"hex": str(digits)}:
            yield bytes.fromhex(digits)
        case {"repeat": str(text), "times": int(times)}:
            yield text.encode() * times
        case _:
            raise ValueError(f"{content} is no content of a file")


def write(files: Mapping[str, Content], folder: Path) -> None:
    """Write the files below a folder; `{link: TARGET}` is a link."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        match content:
            case {"link": str(destination)}:
                target.symlink_to(destination)
            case _:
                target.write_bytes(b"".join(data_of(content)))
