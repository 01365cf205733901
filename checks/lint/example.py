"""Examples of what the linters say: files that fail with one code, and the same files mended.

Each is a YAML file. The one that `tour explain CODE` prints is `examples/CODE.yaml`
beside this module; tests/corpus/ has more, and runs all of them. tests/corpus/README.md
describes the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from checks.yamldoc import read

FOLDER = Path(__file__).parent / "examples"
# What a text alone is, by linter.
USUAL = {"card": "README.md", "gitattributes": ".gitattributes", "answers": "answers.yaml"}

_STEPS = ("steps", "mending")

Content = str | dict[str, Any]
Repository = Literal["assignment", "hub"]


@dataclass(frozen=True, slots=True)
class Example:
    """Files by path, broken and mended, and where the broken ones fail: `README.md:2:10`.

    With a `repository` they lie in git: `assignment` has them in the folder model_repo, `hub` at
    its root. `steps` are git's commands after the files were written, `mending` those after.
    """

    code: str
    linter: str
    at: str
    broken: Mapping[str, Content]
    mended: Mapping[str, Content]
    repository: Repository | None = None
    steps: tuple[str, ...] = ()
    mending: tuple[str, ...] = ()


def shipped(code: str) -> Example | None:
    """The example that the package has for this code."""
    path = FOLDER / f"{code}.yaml"
    return load(path, code) if path.is_file() else None


def load(path: Path, code: str) -> Example:
    """Read an example. Raises ValueError for a file that is none."""
    doc, problems = read(path)
    if doc is None:
        raise ValueError(problems[0].line("en"))
    match doc.data:
        case {"linter": str(linter), "at": str(at), "broken": broken, "mended": mended, **rest}:
            files = _files(broken, linter)
            after = files | _files(mended, linter)
            example = Example(code, linter, at, _without_holes(files), _without_holes(after))
            return _in_git(example, rest)
    raise ValueError(f"{path}: linter, at, broken and mended are needed")


def _in_git(example: Example, rest: dict[Any, Any]) -> Example:
    match rest:
        case {"repository": "assignment" | "hub" as repository, **more} if more.keys() <= set(
            _STEPS
        ):
            steps, mending = (tuple(more.get(name, ())) for name in _STEPS)
            return replace(example, repository=repository, steps=steps, mending=mending)
        case _ if not rest:
            return example
    raise ValueError(f"{example.code}: this is no part of an example: {', '.join(rest)}")


def linted(example: Example) -> str:
    """What the example's linter looks at, from the example's folder on."""
    return "." if example.linter == "gitattributes" else USUAL[example.linter]


def _files(written: Any, linter: str) -> dict[str, Any]:
    return {USUAL[linter]: written} if isinstance(written, str) else dict(written)


def _without_holes(files: Mapping[str, Any]) -> dict[str, Content]:
    """Without the files that are not there: those written as null."""
    return {path: content for path, content in files.items() if content is not None}


def data_of(content: Content) -> Iterator[bytes]:
    """A file's bytes: its text, or `{hex: …}`, or `{repeat: TEXT, times: N}`."""
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
    """Write the files below this folder; `{link: TARGET}` is a link."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        match content:
            case {"link": str(leads_to)}:
                target.symlink_to(leads_to)
            case _:
                target.write_bytes(b"".join(data_of(content)))
