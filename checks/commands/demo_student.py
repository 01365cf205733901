"""The demo's made-up student: finds the answers with the official client, and writes a card."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from huggingface_hub import DatasetCard, HfApi

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


def find_answers(endpoint: str, repo_id: str, cache: Path) -> dict[str, Any]:
    """Return the answers to the challenges, each found where the lab says to look."""
    api = HfApi(endpoint=endpoint, token=False)
    config = api.hf_hub_download("tour-lab/pocket-gpt", "config.json", cache_dir=cache)
    keys = json.loads(Path(config).read_text("utf-8"))
    english = api.list_models(pipeline_tag="token-classification", filter="en")
    spanish = api.list_models(pipeline_tag="automatic-speech-recognition", filter="es", limit=1)
    page = api.hf_hub_download(
        "tour-lab/many-voices", "README.md", repo_type="dataset", cache_dir=cache
    )
    card = DatasetCard.load(page).data.to_dict()
    return {
        "username": NAME,
        "repo_id": repo_id,
        "c1": {
            "activation_function": keys["activation_function"],
            "vocab_size": keys["vocab_size"],
        },
        "c2": {"count": len(list(english)), "date": datetime.now(UTC).date().isoformat()},
        "c3": {"model_id": next(iter(spanish)).id},
        "c6": {
            "dataset_id": "tour-lab/many-voices",
            "tasks": card["task_categories"],
            "languages": len(card["language"]),
            "splits": [split["name"] for split in card["dataset_info"][0]["splits"]],
        },
    }


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
