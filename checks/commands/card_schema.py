"""Write the schema of a card's front matter, which editors use: `make schemas`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from checks.hubspec import vocabulary
from checks.hubspec.card_fields import (
    FIELD_TYPES,
    GATED_TYPES,
    RELATIONS,
    REPO_IDS,
    FieldType,
)
from checks.hubspec.model_index import ENTRY, Shape
from checks.hubspec.names import MAX_REPO_ID, REPO_ID_PATTERN
from checks.messages import Phrase
from checks.translations import languages

PATH = Path(__file__).parents[1] / "schemas" / "card.schema.json"
ABOUT = Phrase(
    "card schema",
    "The metadata at the top of a model's README.md on the Hugging Face Hub. tour lint "
    "card says more.",
)
FIELDS = {
    "license": Phrase(
        "card license",
        "What others may do with the model: an id of the Hub's list. `other` wants "
        "license_name and license_link, too. https://huggingface.co/docs/hub/repositories-"
        "licenses",
    ),
    "license_name": Phrase(
        "card license_name",
        "The name of a licence of one's own, for `license: other`: small letters, digits, "
        "dots, hyphens.",
    ),
    "license_link": Phrase(
        "card license_link",
        "Where the licence is, for `license: other`: LICENSE, LICENSE.md, or an address.",
    ),
    "license_details": Phrase("card license_details", "More about the licence."),
    "language": Phrase(
        "card language",
        'The languages of the data, as ISO 639 codes. Norwegian is "no", in quotes.',
    ),
    "language_bcp47": Phrase("card language_bcp47", "Finer language tags, as en-US or zh-Hant."),
    "library_name": Phrase(
        "card library_name",
        "The library that loads the model: the Hub shows code for those it knows.",
    ),
    "pipeline_tag": Phrase(
        "card pipeline_tag",
        "The task that the model is for: people filter by it. https://huggingface.co/tasks",
    ),
    "tags": Phrase("card tags", "Words of one's own, by which the model is found."),
    "datasets": Phrase("card datasets", "The datasets it was trained with, as OWNER/NAME."),
    "base_model": Phrase("card base_model", "The model it was made from, as OWNER/NAME."),
    "base_model_relation": Phrase(
        "card base_model_relation",
        "How it was made from the base model.",
    ),
    "new_version": Phrase(
        "card new_version",
        "The model that takes this one's place, as OWNER/NAME.",
    ),
    "metrics": Phrase("card metrics", "The metrics it was measured by, by their ids."),
    "buckets": Phrase("card buckets", "Buckets of the Hub that belong to it, as OWNER/NAME."),
    "widget": Phrase(
        "card widget",
        "Examples that a visitor can try: each with the input of the task, such as text or src.",
    ),
    "inference": Phrase(
        "card inference",
        "Whether the page offers to try the model, or parameters for it.",
    ),
    "co2_eq_emissions": Phrase(
        "card co2_eq_emissions",
        "Grams of CO2 that training emitted, or keys of its own.",
    ),
    "model-index": Phrase(
        "card model-index",
        "Evaluation results, as the Hub's older format has them.",
    ),
    "thumbnail": Phrase("card thumbnail", "The address of a picture for links to the model."),
    "mask_token": Phrase(
        "card mask_token",
        "The token that is in place of the missing word, for fill-mask.",
    ),
    "instance_prompt": Phrase(
        "card instance_prompt",
        "The words that call what a LoRA was trained on.",
    ),
    "extra_gated_prompt": Phrase(
        "card extra_gated_prompt",
        "What visitors of a gated model read before they ask for access.",
    ),
    "extra_gated_heading": Phrase("card extra_gated_heading", "The heading above it."),
    "extra_gated_description": Phrase(
        "card extra_gated_description",
        "The text below the heading.",
    ),
    "extra_gated_button_content": Phrase(
        "card extra_gated_button_content",
        "The text on the button.",
    ),
    "extra_gated_fields": Phrase(
        "card extra_gated_fields",
        "What they fill in: names with text, checkbox, date_picker, country, ip_location, or "
        "type: select and options.",
    ),
    "extra_gated_eu_disallowed": Phrase(
        "card extra_gated_eu_disallowed",
        "Whether visitors from the EU are kept out.",
    ),
}
WIDGET = {
    "example_title": Phrase("example example_title", "Its name in the list."),
    "text": Phrase("example text", "A text to try."),
    "src": Phrase("example src", "A file of the repo, or an address."),
    "output": Phrase("example output", "What the model answers."),
    "messages": Phrase("example messages", "A chat, in place of a text."),
}
_EXAMPLES: dict[str, list[Any]] = {
    "license": ["mit", "apache-2.0"],
    "license_name": ["my-licence-1.0"],
    "license_link": ["LICENSE"],
    "language": ["en", ["en", "ko"]],
    "library_name": ["sklearn", "transformers"],
    "pipeline_tag": ["text-classification"],
    "tags": [["demo", "class"]],
    "metrics": [["accuracy", "f1"]],
}
# By form: what JSON Schema says of it. A field with nothing after it is no field yet.
_FORMS: dict[FieldType, dict[str, Any]] = {
    "text": {"type": ["string", "null"]},
    "texts": {"$ref": "#/$defs/texts"},
    "text or texts": {"anyOf": [{"type": ["string", "null"]}, {"$ref": "#/$defs/texts"}]},
    "mapping": {"type": ["object", "null"]},
    "mappings": {"type": ["array", "null"], "items": {"type": "object"}},
    "flag": {"type": ["boolean", "null"]},
    "flag or mapping": {"type": ["boolean", "object", "null"]},
    "number or mapping": {"type": ["number", "object", "null"]},
}


def card_schema() -> dict[str, Any]:
    """Return the JSON Schema of a card's front matter."""
    forms = FIELD_TYPES | GATED_TYPES
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A model card's front matter",
        "description": _in_each_language(ABOUT),
        "type": ["object", "null"],
        "properties": {key: _field(key, forms[key]) for key in FIELDS},
        "$defs": _definitions(),
    }


def _field(key: str, form: FieldType) -> dict[str, Any]:
    examples = {"examples": _EXAMPLES[key]} if key in _EXAMPLES else {}
    return {"description": _in_each_language(FIELDS[key]), **_values(key, form), **examples}


def _values(key: str, form: FieldType) -> dict[str, Any]:
    match key:
        case "license" | "language":
            return _one_or_many(key)
        case "library_name":
            return {"anyOf": [{"enum": vocabulary.libraries()}, _FORMS[form]]}
        case "pipeline_tag":
            return {"enum": [*vocabulary.tasks(), None]}
        case "base_model_relation":
            return {"enum": [*RELATIONS, None]}
        case "widget":
            return {"type": ["array", "null"], "items": {"$ref": "#/$defs/example"}}
        case "model-index":
            return {"type": ["array", "null"], "items": {"$ref": "#/$defs/evaluated"}}
        case _ if key in REPO_IDS and form == "text":
            return {"anyOf": [{"$ref": "#/$defs/repo_id"}, {"type": "null"}]}
        case _ if key in REPO_IDS:
            return _one_or_many("repo_id")
        case _:
            return _FORMS[form]


def _one_or_many(name: str) -> dict[str, Any]:
    one = {"$ref": f"#/$defs/{name}"}
    return {"anyOf": [one, {"type": "array", "items": one}, {"type": "null"}]}


def _definitions() -> dict[str, Any]:
    codes = sorted(code for code in vocabulary.languages() if len(code) == 2)
    examples = {"text": "string", "src": "string", "output": ["object", "array"]}
    examples |= {"example_title": "string", "messages": "array"}
    return {
        "license": {"enum": vocabulary.licenses()},
        "language": {
            "anyOf": [
                {"enum": ["code", "multilingual", *codes]},
                {"type": "string", "pattern": "^[a-z]{3}$"},
            ]
        },
        "texts": {"type": ["array", "null"], "items": {"type": "string"}},
        "repo_id": {
            "type": "string",
            "pattern": f"^{REPO_ID_PATTERN}$",
            "maxLength": MAX_REPO_ID,
        },
        "example": {
            "type": "object",
            "properties": {
                key: {"description": _in_each_language(phrase), "type": examples[key]}
                for key, phrase in WIDGET.items()
            },
        },
        "evaluated": _shape(ENTRY),
    }


def _shape(shape: Shape) -> dict[str, Any]:
    """Return the schema of a part of `model-index`. A key with nothing after it is no key yet."""
    schema: dict[str, Any] = {"type": shape.kind}
    if shape.required:
        schema["required"] = list(shape.required)
    if shape.keys:
        parts = {key: _shape(part) for key, part in shape.keys.items()}
        optional = {key: part | {"type": [part["type"], "null"]} for key, part in parts.items()}
        schema["properties"] = {
            key: part if key in shape.required else optional[key] for key, part in parts.items()
        }
    if shape.items:
        schema["items"] = _shape(shape.items)
    return schema


def _in_each_language(phrase: Phrase) -> str:
    """Return a text in every language, which is what an editor shows."""
    return "\n\n".join(phrase.text(lang) for lang in languages())


def text() -> str:
    """Return the schema as its file has it."""
    return json.dumps(card_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), "utf-8")
    sys.stdout.write(f"{PATH}\n")
