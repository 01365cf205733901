"""Students with models of every kind: what they saved, what they read, what they got."""

from __future__ import annotations

import gzip
import io
import os
import pickle
import re
from pathlib import Path
from typing import Any

import joblib
import pytest

from checks.commands import demo_student
from tests.artifacts.hostile import LEGIT, tensor, tensors, zipped
from tests.stories.classroom import Student

SAFETENSORS = tensors({"a": tensor("U8", [1], 0, 1)}, b"\xff")
BINARY = b"\x80\x04\x95\0\xff weights"
KERAS = zipped({"config.json": b"{}", "metadata.json": b"{}"})
CONFIG = b'{"architectures": ["Mine"]}\n'


class RunsSomething:
    """What whoever unpickles it runs."""

    def __init__(self, command: str) -> None:
        self._command = command

    def __reduce__(self) -> Any:
        return os.system, (self._command,)


def hand_in(student: Student, library: str, files: dict[str, bytes]) -> None:
    """Answer all, and save these files as the model of a library, in place of train.py's."""
    student.answer()
    student.build_model(demo_student.CARD.replace("library_name: sklearn", library))
    (student.folder / "model_repo/model.joblib").unlink()
    for path, data in files.items():
        student.write(f"model_repo/{path}", data)
    student.commit()


def assert_full_marks(student: Student) -> None:
    """Lint and publishing find no fault in the model, and the grade is 100.

    That a format is not known to them is no fault.
    """
    lint = student.lint()
    assert lint.code == 0, lint.text
    assert re.findall("C4-(?!UNKNOWN).*|ATTR-MODEL.*|CARD-NO-.*", lint.out) == []
    published = student.publish()
    assert published.code == 0, published.text
    assert not re.search("C4-(?!UNKNOWN)", published.text)
    grade = student.grade()
    assert (grade.code, grade.points) == (0, 100), grade.text


SAVED: dict[str, tuple[str, dict[str, bytes]]] = {
    "xgboost": ("library_name: xgboost", {"model.ubj": b"{L\0\0\0\0\0\0\0\1"}),
    "xgboost as text": ("library_name: xgboost", {"model.json": b'{"learner": {}}\n'}),
    "lightgbm": ("library_name: lightgbm", {"model.txt": b"tree\nversion=v4\n"}),
    "lora": ("library_name: diffusers", {"pytorch_lora_weights.safetensors": SAFETENSORS}),
    "adapter": (
        "library_name: transformers",
        {"adapter_config.json": CONFIG, "adapter_model.safetensors": SAFETENSORS},
    ),
    "gguf": ("library_name: llama.cpp", {"tiny-q4.gguf": b"GGUF\3\0"}),
    "espnet": (
        "library_name: espnet",
        {
            "exp/asr/valid.acc.ave.pth": zipped({"m/data.pkl": LEGIT}),
            "meta.yaml": b"espnet: 202609\n",
        },
    ),
    "transformers.js": (
        "library_name: transformers.js",
        {"config.json": CONFIG, "onnx/model_quantized.onnx": b"\x08\x08\x12\1a"},
    ),
    "core ml": (
        "library_name: coreml",
        {
            "M.mlpackage/Manifest.json": CONFIG,
            "M.mlpackage/Data/com.apple.CoreML/model.mlmodel": b"\x08\x04\x12\1a",
            "M.mlpackage/Data/com.apple.CoreML/weights/weight.bin": BINARY,
        },
    ),
    "fasttext": ("library_name: fasttext", {"model.ftz": b"\xba\x16\x4f\x2f\0\0"}),
    "a sav file": ("library_name: sklearn", {"finalized_model.sav": pickle.dumps([1.5])}),
}


@pytest.mark.parametrize("saved", SAVED)
def test_ana_saves_what_her_library_saves(ana: Student, saved: str) -> None:
    """Ana uses a library of her own choice, with its own save function, and gets 100."""
    hand_in(ana, *SAVED[saved])
    assert_full_marks(ana)


def test_ben_saves_a_keras_model_as_the_lab_says(ana: Student) -> None:
    """Ben saves a `.keras` file; the hook lets it through, and it goes through LFS."""
    hand_in(ana, "library_name: keras", {"model.keras": KERAS})
    hook = ana.lint("gitattributes", "model_repo")
    assert hook.code == 0
    assert not re.search("ATTR-(?:BINARY|MODEL)", hook.out)
    assert_full_marks(ana)
    (file,) = [
        one
        for one in ana.api.model_info(ana.repo_id, files_metadata=True).siblings or ()
        if one.rfilename == "model.keras"
    ]
    assert file.lfs is not None


def test_chris_publishes_a_spacy_pipeline_folder(ana: Student) -> None:
    """Chris's pipeline is files without a suffix in folders: artifact and LFS agree on it."""
    files = {
        "meta.json": CONFIG,
        "config.cfg": b"[nlp]\n",
        "textcat/model": b"text, for a while\n",
        "vocab/strings.json": b"[]\n",
    }
    hand_in(ana, "library_name: spacy", files)
    assert_full_marks(ana)
    # Without the parts that are the model, one check says so, once.
    for path in ("textcat/model",):
        (ana.folder / "model_repo" / path).unlink()
    ana.commit()
    ana.publish()
    ana.api.delete_files(ana.repo_id, delete_patterns=["textcat/*"])
    grade = ana.grade()
    assert grade.codes("c4.artifact") == ["C4-ARTIFACT"]
    assert grade.codes("c4.lfs") == []
    assert grade.text.count("C4-ARTIFACT") == 1


def test_dana_keeps_her_model_in_a_subfolder(ana: Student) -> None:
    """Dana's model is in models/: whoever loads it names the path, and nothing is lost."""
    hand_in(ana, "library_name: sklearn", {"models/model.joblib": pickle.dumps([1.5])})
    assert_full_marks(ana)


def test_eli_saves_the_model_beside_answers_yaml(ana: Student) -> None:
    """Eli is told by lint, by publishing and by the grade: the same, and where it belongs."""
    hand_in(ana, "library_name: sklearn", {})
    ana.write("model.joblib", pickle.dumps([1.5]))
    ana.commit()
    said = "model.joblib:1:1: C4-PLACE"
    lint = ana.lint()
    assert lint.code == 0
    assert f"{said} warning: model.joblib is not in the folder model_repo/" in lint.out
    published = ana.publish()
    assert published.code == 1
    assert f"{said} model.joblib is not in the folder" in published.text
    grade = ana.grade()
    assert grade.codes("c4.artifact") == ["C4-ARTIFACT", "C4-PLACE"]
    assert grade.points == 90
    (ana.folder / "model.joblib").rename(ana.folder / "model_repo/model.joblib")
    ana.commit()
    assert_full_marks(ana)


def test_fay_names_the_library_by_a_tag(ana: Student) -> None:
    """Fay's card has no library_name, but a tag that is a library: nobody asks for more."""
    hand_in(ana, "library_name:", {"model.joblib": pickle.dumps([1.5])})
    ana.replace("model_repo/README.md", "library_name:\n", "")
    ana.replace("model_repo/README.md", "  - hub-tour\n", "  - hub-tour\n  - sklearn\n")
    ana.commit()
    assert "library_name" not in ana.read("model_repo/README.md")
    assert_full_marks(ana)


def test_gus_compresses_his_model(ana: Student) -> None:
    """Gus saves with `compress=3`, as joblib's documentation does: no teacher has to look."""
    stream = io.BytesIO()
    joblib.dump({"weights": [1.5] * 99}, stream, compress=3)
    hand_in(ana, "library_name: sklearn", {"model.joblib": stream.getvalue()})
    assert_full_marks(ana)


@pytest.mark.parametrize("name", ["model.joblib", "model.pkl.gz", "model.sav"])
def test_hal_hides_a_command_in_a_compressed_model(ana: Student, tmp_path: Path, name: str) -> None:
    """Hal's pickle would run a command: nobody runs it, lint says so, and a person looks."""
    mark = tmp_path / "mark"
    data = gzip.compress(pickle.dumps(RunsSomething(f"touch {mark}")))
    hand_in(ana, "library_name: sklearn", {name: data})
    assert f"{name} is a pickle that would run posix.system" in ana.lint().out
    assert ana.publish().code == 0
    grade = ana.grade()
    assert grade.outcome("c4.artifact") == "needs_review"
    assert grade.codes("c4.artifact") == ["C4-PICKLE"]
    assert not mark.exists()


def test_ida_forgets_the_model(ana: Student) -> None:
    """Ida publishes the card and the code alone; each tool says so, and LFS is no second fault."""
    hand_in(ana, "library_name: sklearn", {"requirements.txt": b"scikit-learn\n"})
    said = "C4-ARTIFACT {}There is no model that sklearn could load"
    assert said.format("warning: ") in ana.lint().out
    assert said.format("") in ana.publish().text
    grade = ana.grade()
    assert grade.codes("c4.artifact") == ["C4-ARTIFACT"]
    assert grade.outcome("c4.lfs") == "passed"
    assert grade.points == 90


def test_jo_publishes_weights_of_no_bytes(ana: Student) -> None:
    """Jo's disk was full: the weights are empty. The file is named, before and after."""
    files = {"config.json": CONFIG, "model.safetensors": b""}
    hand_in(ana, "library_name: transformers", files)
    said = "model_repo/model.safetensors:1:1: C4-EMPTY"
    assert f"{said} warning: model.safetensors is empty." in ana.lint().out
    assert f"{said} model.safetensors is empty." in ana.publish().text
    assert ana.grade().codes("c4.artifact") == ["C4-EMPTY"]


def test_kim_saves_the_page_around_the_file(ana: Student) -> None:
    """Kim downloads a model with “Save page as”; lint knows it for a web page already."""
    page = b"<!DOCTYPE html>\n<html><body>404</body></html>\n"
    hand_in(ana, "library_name: pytorch", {"model.pt": page})
    assert "C4-PAGE warning: model.pt is a web page, not a model." in ana.lint().out
    assert ana.publish().code == 1
    assert ana.grade().codes("c4.artifact") == ["C4-PAGE"]


def test_lea_leaves_another_librarys_name_in_the_card(ana: Student) -> None:
    """Lea made a Keras model; the card still says sklearn. She reads which line to write."""
    hand_in(ana, "library_name: sklearn", {"model.keras": KERAS})
    out = ana.lint().out
    assert "C4-FORMAT warning: model.keras is not a model that sklearn can load." in out
    assert "`library_name: keras`" in out
    ana.publish()
    assert ana.grade().codes("c4.artifact") == ["C4-FORMAT"]
    ana.replace("model_repo/README.md", "library_name: sklearn", "library_name: keras")
    ana.commit()
    assert_full_marks(ana)


def test_max_splits_a_large_model_and_keeps_its_training_log(ana: Student) -> None:
    """Max's parts need one rule, not one each, and `--fix` adds it once; TensorBoard's has one."""
    parts = {f"model.7z.00{number}": BINARY for number in (1, 2, 3)}
    log = {"runs/events.out.tfevents.1700000000.laptop.42.0": BINARY}
    hand_in(ana, "library_name: sklearn", {**parts, **log})
    lint = ana.lint("gitattributes")
    assert lint.code == 1
    assert lint.out.count("Add this line to .gitattributes: *.7z.[0-9]* filter=lfs") == 3
    assert "*.0 " not in lint.out
    assert "ATTR-BINARY runs/" not in lint.out
    ana.lint("gitattributes", "--fix")
    assert ana.read("model_repo/.gitattributes").count("*.7z.[0-9]* ") == 1
    ana.commit()
    assert_full_marks(ana)


def test_nia_moves_the_model_out_after_a_good_publish(ana: Student) -> None:
    """Nia had 100; then her model is moved. Lint and publish say where it is; the Hub's stays."""
    hand_in(ana, "library_name: sklearn", {"model.joblib": pickle.dumps([1.5])})
    assert_full_marks(ana)
    (ana.folder / "model_repo/model.joblib").rename(ana.folder / "model.joblib")
    ana.commit()
    assert "C4-PLACE warning: " in ana.lint().out
    published = ana.publish()
    assert published.code == 1
    assert re.findall(r"PUB-MODEL|C4-PLACE", published.text) == ["C4-PLACE", "PUB-MODEL"]
    assert ana.grade().points == 100


@pytest.mark.parametrize(
    ("data", "code"), [(b"x", "C4-WORDS"), (b"\xff\xfe", "C4-BYTES"), (b"# To do\n", "C4-WORDS")]
)
def test_ana_hands_in_a_file_that_is_called_as_a_model(
    ana: Student, data: bytes, code: str
) -> None:
    """Any bytes under a model's name are no model: publish says it, and the grade."""
    hand_in(ana, "library_name: sklearn", {"model.joblib": data})
    published = ana.publish()
    assert (published.code, code in published.text) == (1, True)
    assert ana.grade().codes("c4.artifact") == [code]


@pytest.mark.parametrize("way", ["deleted", "ignored"])
def test_ana_publishes_without_her_model(ana: Student, way: str) -> None:
    """What is on the Hub is not deleted: publish refuses, says why, and the grade stays."""
    hand_in(ana, "library_name: sklearn", {"model.joblib": pickle.dumps([1.5])})
    assert ana.publish().code == 0
    if way == "deleted":
        (ana.folder / "model_repo/model.joblib").unlink()
    else:
        ana.write(".gitignore", b"*.joblib\n")
        ana.git("rm", "--cached", "model_repo/model.joblib")
    ana.commit()
    published = ana.publish()
    assert (published.code, "PUB-MODEL" in published.text) == (1, True)
    assert ana.grade().points == 100
