"""The demo's made-up student: finds the answers with the official client, and writes a card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from checks.challenges import declared
from checks.hub.client import HubClient
from checks.questions import Question
from checks.rubric import Rubric

NAME = "ada"
CARD = """---
license: mit
language: en
library_name: sklearn
pipeline_tag: text-classification
tags:
  - hub-tour
  - course-feedback
widget:
  - text: The labs were clear and I learned a lot.
    example_title: Praise
  - text: I waited an hour and nothing worked.
    example_title: Complaint
---

# Course feedback, praise or complaint

## What it does

Reads one English sentence about a course and says whether it is praise or a complaint.

## How it was made

A scikit-learn pipeline, TF-IDF of words and word pairs into logistic regression, fitted on
sixteen sentences that I made up.

## How to use it

Download `model.joblib`, load it with `joblib.load`, and call `predict` with a list of sentences.

## What it cannot do

Sixteen sentences are very few. It has never seen irony, and takes most long sentences for
complaints.
"""


def find_answers(client: HubClient, rubric: Rubric, repo_id: str) -> dict[str, Any]:
    """Return the answers to the challenges, each found where its question says to look."""
    answers: dict[str, Any] = {"username": NAME, "repo_id": repo_id}
    for question in declared(Question):
        if question.demo:
            section, key = question.path
            answers.setdefault(section, {})[key] = question.demo(client, rubric)
    return answers


def write_answers(path: Path, answers: dict[str, Any]) -> None:
    """Write each answer after its key, as a student would; the comments stay."""
    lines, section = [], ""
    for line in path.read_text("utf-8").splitlines():
        key, colon, rest = line.partition(":")
        if colon and not line.startswith((" ", "#")):
            section = key
        if colon and rest.strip() in ("", "[]") and not key.lstrip().startswith("#"):
            answer = answers.get(section)
            value = answer.get(key.strip()) if isinstance(answer, dict) else answer
            if value is not None:
                line = f"{key}: {_as_yaml(value)}"
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _as_yaml(value: Any) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)
