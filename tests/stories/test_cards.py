"""Students with cards of every kind: what they wrote, what they read, what they got."""

from __future__ import annotations

import re

import pytest
from huggingface_hub import ModelCard
from yaml.scanner import ScannerError

from checks.commands.demo_student import CARD
from tests.stories.classroom import Grade, Student

LICENSE, LANGUAGE, TASK = "license: mit", "language: en", "pipeline_tag: text-classification"
WIDGET = CARD[CARD.index("widget:") : CARD.index("---\n\n#")]
README = "model_repo/README.md"


def write(student: Student, card: str) -> None:
    """Answer all, and build the model with this card."""
    assert card != CARD
    student.answer()
    student.build_model(card)
    student.commit()


def card_codes(student: Student) -> list[str]:
    """Return what the linter says of the card, in order of place, each code once."""
    done = student.lint("card", README)
    return list(dict.fromkeys(re.findall(r"^\S+README\.md:\d+:\d+: (\S+)", done.out, re.MULTILINE)))


def published_grade(student: Student) -> Grade:
    """Publish what is committed, and grade it."""
    published = student.publish()
    assert published.code == 0, published.text
    return student.grade()


def test_ana_copies_her_licence_from_a_word_processor(ana: Student) -> None:
    """Ana writes `license: “mit”`; she reads that the quotes are the fault; --fix helps."""
    write(ana, CARD.replace(LICENSE, "license: “mit”"))
    lint = ana.lint()
    assert lint.code == 1
    assert "CARD-CURLY The curly quotes are part of the value “mit”" in lint.out
    assert 'Write mit without quotes, or with straight ones: "mit".' in lint.out
    assert "CARD-LICENSE " not in lint.out
    refused = ana.publish()
    assert refused.code == 1
    ana.lint("--fix")
    assert card_codes(ana) == []
    ana.commit()
    assert published_grade(ana).points == 100


def test_ben_leaves_the_example_of_the_template(ana: Student) -> None:
    """Ben replaces all but the widget; the linter says so first, and lets him commit."""
    example = "widget:\n  - text: Replace this sentence with an example of your own\n"
    write(ana, CARD.replace(WIDGET, example))
    lint = ana.lint()
    assert lint.code == 0
    assert "CARD-EXAMPLE warning: The widget example is still the template's." in lint.out
    grade = published_grade(ana)
    assert (grade.points, grade.codes("c5.widget")) == (90, ["C5-TEMPLATE"])


def test_chris_takes_out_what_he_does_not_understand(ana: Student) -> None:
    """Chris deletes the widget and the text: what it costs, the linter says before."""
    write(ana, CARD.replace(WIDGET, "")[: CARD.index("\n# Course") - len(WIDGET)] + "# Mine\n")
    assert ana.lint().code == 0
    assert card_codes(ana) == ["CARD-NO-EXAMPLE", "CARD-SHORT"]
    grade = published_grade(ana)
    assert grade.codes("c4.card") == ["C4-TEXT"]
    assert grade.codes("c5.widget") == ["C5-WIDGET"]


def test_dana_has_a_model_of_tables_which_speak_no_language(ana: Student) -> None:
    """Dana's model is tabular; she names no language, is not asked for one, and gets 100."""
    table = "widget:\n  - structured_data: {hours: [3], score: [7]}\n"
    card = CARD.replace(f"{LANGUAGE}\n", "").replace(TASK, "pipeline_tag: tabular-regression")
    write(ana, card.replace(WIDGET, table))
    assert card_codes(ana) == []
    assert published_grade(ana).points == 100


def test_eun_adds_the_results_of_a_benchmark(ana: Student) -> None:
    """Eun's embedding model has 1,500 results in its card, as mteb writes them: 400 KB."""
    results = "".join(
        f"  - task: {{type: Retrieval}}\n"
        f"    dataset: {{type: mteb/task-{number}, name: MTEB Task {number}, config: default, "
        f"split: test, revision: {number:040x}a}}\n"
        f"    metrics:\n    - {{type: ndcg_at_10, value: {number / 1500}}}\n"
        f"    - {{type: main_score, value: {number / 1500}}}\n"
        for number in range(1_500)
    )
    index = f"model-index:\n- name: course-feedback\n  results:\n{results}"
    write(ana, CARD.replace(WIDGET, WIDGET + index))
    assert card_codes(ana) == []
    assert published_grade(ana).points == 100


def test_finn_shares_parameters_by_an_anchor(ana: Student) -> None:
    """Finn's card has YAML's anchors, aliases and a merge key, as cards of LoRAs do."""
    widget = (
        "widget:\n"
        "  - text: &praise The labs were clear and I learned a lot.\n"
        "    parameters: &usual {negative_prompt: blurry, seed: 1}\n"
        "  - text: *praise\n"
        "    parameters: {<<: *usual, seed: 2}\n"
    )
    write(ana, CARD.replace(WIDGET, widget))
    assert card_codes(ana) == []
    assert published_grade(ana).points == 100
    assert ModelCard.load(ana.folder / README).data["widget"][1]["parameters"]["seed"] == 2


def test_gita_makes_a_billion_values_of_ten_lines(ana: Student) -> None:
    """Gita's ten lines stand for a billion values: refused at once, by linter and Hub."""
    lines = [f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9)}]" for n in range(1, 11)]
    laughs = "\n".join(["k0: &k0 [ha]", *lines]) + "\n"
    write(ana, CARD.replace(WIDGET, WIDGET + laughs))
    assert ana.lint().code == 1
    assert card_codes(ana) == ["Y-ITEMS"]
    assert ana.publish().code == 1


def test_hana_types_a_tab_after_the_colon(ana: Student) -> None:
    """Hana's tab is no fault to the Hub and costs nothing; she reads what it stops; --fix helps."""
    write(ana, CARD.replace(LICENSE, "license:\tmit"))
    lint = ana.lint()
    assert lint.code == 0
    assert "README.md:2:9: CARD-TAB warning" in lint.out
    with pytest.raises(ScannerError):
        ModelCard.load(ana.folder / README)
    assert published_grade(ana).points == 100
    ana.lint("--fix")
    assert ModelCard.load(ana.folder / README).data["license"] == "mit"


def test_ivo_pastes_the_card_of_a_dataset(ana: Student) -> None:
    """Ivo's card is a dataset's; he reads that once, and not of each of its keys."""
    matter = "license: mit\ntask_categories: [text-classification]\nsize_categories: [n<1K]\n"
    configs = (
        "configs:\n- config_name: default\n  data_files: train.csv\ndataset_info: {splits: []}\n"
    )
    write(ana, f"---\n{matter}{configs}---\n# Feedback\n\n" + "Words that somebody wrote. " * 9)
    assert card_codes(ana) == ["CARD-KIND"]
    said = ana.lint("card", README).out
    assert "This is the card of a data set (task_categories, dataset_info, configs, " in said


def test_jun_names_a_folder_of_his_computer_as_base_model(ana: Student) -> None:
    """Jun writes /home/ana/models/x: nobody tells him that home/ana is a model."""
    write(ana, CARD.replace(LICENSE, f"{LICENSE}\nbase_model: /home/ana/models/x"))
    lint = ana.lint()
    assert lint.code == 1
    assert "Write OWNER/NAME: the two parts at the end of its address on the Hub" in lint.out
    assert "If it is not on the Hub, take the line out." in lint.out
    assert "home/ana:" not in lint.out


def test_kim_writes_an_example_without_its_key(ana: Student) -> None:
    """Kim writes `- hello there`; she reads which key is missing, does as told, and gets 100."""
    write(ana, CARD.replace(WIDGET, "widget:\n  - hello there\n"))
    lint = ana.lint()
    assert "This entry of widget is hello there alone, without a key of its own." in lint.out
    (told,) = re.findall(r"as in `- (text: hello there)`", lint.out)
    ana.write(README, CARD.replace(WIDGET, f"widget:\n  - {told}\n"))
    assert card_codes(ana) == []
    ana.commit()
    assert published_grade(ana).points == 100


def test_lea_writes_a_card_in_norwegian(ana: Student) -> None:
    """Lea's `language: no` is Norwegian to the Hub, False to Python; the search finds her model."""
    write(ana, CARD.replace(LANGUAGE, "language: no"))
    lint = ana.lint()
    assert lint.code == 0
    assert "CARD-READINGS warning" in lint.out
    assert published_grade(ana).points == 100


def test_min_lists_a_result_without_a_dataset(ana: Student) -> None:
    """Min's result names no dataset: a warning about Python programs, and no point less."""
    index = (
        "model-index:\n- name: mine\n  results:\n  - task: {type: text-classification}\n"
        "    metrics: [{type: f1, value: 0.9}]\n"
    )
    write(ana, CARD.replace(WIDGET, WIDGET + index))
    assert ana.lint().code == 0
    assert card_codes(ana) == ["CARD-INDEX-DATASET"]
    with pytest.raises(ValueError, match="dataset"):
        ModelCard.load(ana.folder / README)
    assert published_grade(ana).points == 100
