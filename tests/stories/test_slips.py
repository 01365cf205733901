"""Students who slip in one line of answers.yaml, or give a file another name."""

from __future__ import annotations

import pytest

from tests.stories.classroom import Classroom, Student

ANSWERS = "answers.yaml"


def slip(student: Student, old: str, new: str) -> None:
    """Do everything right, but for one thing in the answers."""
    student.answer()
    student.build_model()
    student.replace(ANSWERS, old, new)
    student.commit()


def test_ben_forgets_a_space_and_loses_that_answer_alone(classroom: Classroom) -> None:
    """Ben writes `count:7`. He reads it once, at its line, and gets all other points."""
    ben = classroom.student("ben")
    slip(ben, "count: 7", "count:7")
    lint = ben.lint()
    assert lint.code == 1
    assert ": Y-SPACE The space after `:` is missing." in lint.text
    run = ben.push_and_run()
    assert run.publish.code == 0, run.publish.text
    assert run.grade is not None
    assert run.grade.points == 90
    assert run.grade.codes("c2.count") == ["Y-SPACE"]
    assert ben.grade().text.count("Y-SPACE") == 1
    ben.replace(ANSWERS, "count:7", "count: 7")
    ben.commit()
    assert ben.grade().points == 100


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  vocab_size: 18432", "\tvocab_size: 18432", "Y-TAB"),
        ("vocab_size: 18432", "vocab_size： 18432", "Y-COLON"),
        ("  vocab_size: 18432", "    vocab_size: 18432", "Y-INDENT"),
        ("vocab_size: 18432", "vocab_size: 18432\n  vocab_size: 50257", "Y-DUPLICATE"),
        ("vocab_size: 18432", 'vocab_size: "18432', "Y-UNCLOSED"),
        ("vocab_size: 18432", "vocab_size: [18432", "Y-UNCLOSED"),
        ("vocab_size: 18432", "vocab_size: 18432: I think", "Y-QUOTES"),
        ("  vocab_size: 18432", "vocab_size: 18432", "ANS-PLACE"),
    ],
)
def test_ana_slips_at_the_vocabulary_and_keeps_95_points(
    ana: Student, old: str, new: str, code: str
) -> None:
    """Whatever is wrong with that line, it costs its 5 points, and its own words say why."""
    slip(ana, old, new)
    assert ana.publish().code == 0
    grade = ana.grade()
    assert (grade.points, grade.codes("c1.vocabulary")) == (95, [code]), grade.text


def test_minji_types_on_a_korean_keyboard(classroom: Classroom) -> None:
    """Her digits, commas and quotes are full-width: it is certain what they mean, so all count."""
    minji = classroom.student("minji")
    minji.answer(c6={"tasks": None})
    minji.build_model()
    minji.replace(ANSWERS, "18432", "１８４３２")
    minji.replace(ANSWERS, "silu", "「silu」")
    minji.replace(ANSWERS, "date: 2026-09-01", "date: ２０２６－０９－０１")
    text = minji.read(ANSWERS)
    before = next(line for line in text.splitlines() if line.startswith("  tasks:"))
    minji.replace(ANSWERS, before, "  tasks: automatic-speech-recognition、audio-classification")
    minji.commit()
    lint = minji.lint()
    assert lint.code == 0, lint.text
    assert "１８４３２ is read as 18432." in lint.text
    run = minji.push_and_run()
    assert run.grade is not None
    assert run.grade.points == 100, run.grade.text


def test_ana_copies_a_line_out_of_config_json_and_has_it_written_plainly(ana: Student) -> None:
    """The handout says to copy what is there: `"silu",` counts, and --fix writes silu."""
    slip(ana, "activation_function: silu", '"activation_function": "silu",')
    assert ana.lint().code == 0
    assert ana.publish().code == 0
    assert ana.grade().points == 100
    assert ana.lint("answers", "--fix").code == 0
    assert '  "activation_function": silu\n' in ana.read(ANSWERS)
    assert "ANS-READ" not in ana.lint().text
    assert ana.grade().points == 100


@pytest.mark.parametrize("written", ["“silu”", "‘silu’", "silu,", "`silu`", "'silu',", "«silu»"])
def test_ana_writes_quotes_of_her_word_processor(ana: Student, written: str) -> None:
    """Lint says what it is read as, and so does the grade: no lint that is clean and a zero."""
    slip(ana, "activation_function: silu", f"activation_function: {written}")
    lint = ana.lint("answers")
    assert lint.code == 0
    assert f"{written} is read as silu." in lint.text
    assert ana.grade().outcome("c1.activation") == "passed"


def test_ana_and_her_laptop_disagree_and_she_commits_gits_conflict(ana: Student) -> None:
    """Git leaves both counts in the file. Neither is graded, even if one is right."""
    ana.do_everything()
    ana.git("switch", "--quiet", "--create", "laptop")
    ana.replace(ANSWERS, "count: 7", "count: 8")
    ana.commit("On the laptop")
    ana.git("switch", "--quiet", "main")
    ana.replace(ANSWERS, "count: 7", "count: 9")
    ana.commit("At the desk")
    assert ana.git("merge", "laptop", check=False).code == 1
    ana.commit("Merged, I hope")
    assert "<<<<<<<" in ana.read(ANSWERS)
    assert "Y-CONFLICT git put two versions here" in ana.lint().text
    assert ana.publish().code == 0
    grade = ana.grade()
    assert (grade.points, grade.codes("c2.count")) == (90, ["Y-CONFLICT"])
    text = ana.read(ANSWERS)
    start, end = text.index("<<<<<<<"), text.index(">>>>>>> laptop\n") + len(">>>>>>> laptop\n")
    ana.write(ANSWERS, f"{text[:start]}  count: 7\n{text[end:]}")
    ana.commit()
    assert ana.grade().points == 100


def test_ana_leaves_a_quote_open_at_her_repo(ana: Student) -> None:
    """Without a repo challenges 4 and 5 cannot be judged; 1, 2, 3 and 6 are."""
    slip(ana, f"repo_id: {ana.repo_id}", f'repo_id: "{ana.repo_id}')
    publish = ana.publish()
    assert publish.code == 1
    assert publish.text.count("Y-UNCLOSED") == 1
    grade = ana.grade()
    assert grade.points == 45, grade.text
    assert grade.codes("c4.live") == ["Y-UNCLOSED"]
    assert grade.text.count("is never closed") == 1


def test_ben_saves_his_answers_as_a_text_file(classroom: Classroom) -> None:
    """Windows does not show `.txt`. Ben is told to rename the file, and never to check one out."""
    ben = classroom.student("ben")
    ben.do_everything()
    ben.git("mv", ANSWERS, "answers.yaml.txt")
    ben.commit()
    for done in (ben.lint(), ben.publish()):
        assert done.code == 1
        assert "Y-NAME There is no file answers.yaml, but there is answers.yaml.txt." in done.text
        assert "Give answers.yaml.txt the name answers.yaml." in done.text
        assert "checkout" not in done.text
    ben.git("mv", "answers.yaml.txt", ANSWERS)
    ben.commit()
    assert ben.publish().code == 0
    assert ben.grade().points == 100


def test_ben_fills_in_a_copy_beside_the_blank_file(classroom: Classroom) -> None:
    """Nothing is answered in answers.yaml and all in `answers (1).yaml`: lint names it."""
    ben = classroom.student("ben")
    blank = ben.read(ANSWERS)
    ben.do_everything()
    ben.write("answers (1).yaml", ben.read(ANSWERS))
    ben.write(ANSWERS, blank)
    lint = ben.lint("answers")
    assert lint.code == 1
    assert "ANS-FILE answers (1).yaml is not looked at, only answers.yaml is." in lint.text


def test_minji_writes_her_card_into_readme_md_in_small_letters(classroom: Classroom) -> None:
    """Lint and publish tell her the one thing to do: give it its name."""
    minji = classroom.student("minji")
    minji.do_everything()
    minji.git("mv", "model_repo/README.md", "model_repo/readme.md")
    minji.commit()
    for done in (minji.lint("card"), minji.publish()):
        assert done.code == 1
        assert "Give model_repo/readme.md the name README.md." in done.text
        assert "checkout" not in done.text
    minji.git("mv", "model_repo/readme.md", "model_repo/README.md")
    minji.commit()
    assert minji.publish().code == 0
    assert minji.grade().points == 100


def test_ana_is_in_the_wrong_folder(ana: Student) -> None:
    """She is sent to the right one, not to `tour start` nor to git."""
    ana.folder = ana.home / "Downloads"
    ana.folder.mkdir()
    lint = ana.lint()
    assert lint.code == 1
    assert "LINT-FOLDER There is no answers.yaml here" in lint.text
    assert "Run this in the folder of your assignment" in lint.text
    assert "tour start" not in lint.text
    assert list(ana.folder.iterdir()) == []


def test_ana_pastes_addresses_of_the_class_hub(ana: Student, classroom: Classroom) -> None:
    """What she copies out of the browser's address bar is her repo, her model and her dataset."""
    url = classroom.hub.url
    slip(ana, f"repo_id: {ana.repo_id}", f"repo_id: {url}/{ana.repo_id}/tree/main")
    ana.replace(ANSWERS, f"username: {ana.hub_name}", f"username: {url}/{ana.hub_name}")
    ana.replace(ANSWERS, "model_id: acme", f"model_id: {url}/acme")
    ana.replace(ANSWERS, "dataset_id: tour-lab", f"dataset_id: {url}/datasets/tour-lab")
    ana.commit()
    assert ana.lint("answers").code == 0
    assert ana.publish().code == 0
    assert ana.grade().points == 100
    assert ana.lint("answers", "--fix").code == 0
    assert url not in ana.read(ANSWERS)
    assert f"repo_id: {ana.repo_id}\n" in ana.read(ANSWERS)


def test_ana_writes_an_address_of_another_site(ana: Student) -> None:
    """An address on GitHub names no repo on the Hub, and is not taken for one."""
    slip(ana, f"repo_id: {ana.repo_id}", f"repo_id: https://github.com/{ana.repo_id}")
    for done in (ana.lint("answers"), ana.publish()):
        assert done.code == 1
        assert "ANS-ID" in done.text


def test_minji_gives_her_repo_a_korean_name_with_a_heart(classroom: Classroom) -> None:
    """She wrote OWNER/NAME, so she is told which characters a name cannot have."""
    minji = classroom.student("minji")
    slip(minji, f"repo_id: {minji.repo_id}", f"repo_id: {minji.hub_name}/내-모델💙")
    for done in (minji.lint("answers"), minji.publish()):
        assert done.code == 1
        assert "cannot be a name on the Hub: it has 내 모 델 💙." in done.text
        assert "OWNER/NAME" not in done.text


def test_ana_writes_her_name_with_a_capital(ana: Student) -> None:
    """The Hub takes `Ana` for `ana`, and so does everything here."""
    capital = ana.hub_name.title()
    assert capital != ana.hub_name
    slip(ana, f"username: {ana.hub_name}", f"username: {capital}")
    ana.replace(ANSWERS, f"repo_id: {ana.repo_id}", f"repo_id: {ana.repo_id.title()}")
    ana.commit()
    assert ana.lint("answers").code == 0
    published = ana.publish()
    assert published.code == 0, published.text
    grade = ana.grade()
    assert grade.points == 100, grade.text


def test_a_number_in_words_is_wrong_and_the_grade_says_what_is_meant(ana: Student) -> None:
    """`twelve` is not certain enough to count: lint and grade say `Write 12`."""
    slip(ana, "languages: 12", "languages: twelve")
    assert "Write 12, if that is what you mean" in ana.lint("answers").text
    assert ana.publish().code == 0
    grade = ana.grade()
    assert (grade.points, grade.codes("c6.languages")) == (95, ["ANS-DIGITS"])
    assert "Write 12, if that is what you mean" in " ".join(grade.text.split())


def test_the_list_of_splits_is_printed_as_it_was_written(ana: Student) -> None:
    """No brackets and quotes of a programming language in what Ana reads."""
    slip(ana, "splits: [train, test, validation]", "splits: [train, test]")
    assert ana.publish().code == 0
    grade = ana.grade()
    assert grade.points == 95
    assert "train, test names too few of that dataset's splits" in " ".join(grade.text.split())


def test_ana_starts_with_a_slip_in_her_name(ana: Student) -> None:
    """`tour start` says what is wrong with the line, and writes no second one below it."""
    ana.replace(ANSWERS, "username:", "username： ana")
    before = ana.read(ANSWERS)
    done = ana.tour("start", "--username", ana.hub_name, "--lang", "en")
    assert done.code == 1
    assert "Y-COLON After username there is ：" in done.text
    assert ana.read(ANSWERS) == before


def test_ana_has_one_slip_in_the_dataset_and_reads_it_once(ana: Student) -> None:
    """Three checks need the dataset's id. The slip is said once, and once beside the line."""
    slip(ana, "dataset_id: tour-lab", "dataset_id:tour-lab")
    run = ana.push_and_run()
    assert run.grade is not None
    assert run.grade.points == 85
    assert run.grade.text.count("::error file=answers.yaml,") == 1
    assert run.summary.count("Y-SPACE") == 1
    assert ana.grade().text.count("is missing") == 1


def test_minji_saves_a_comment_in_the_encoding_of_her_old_editor(classroom: Classroom) -> None:
    """The bytes in her comment are no UTF-8: lint says where, and no answer is lost for it."""
    minji = classroom.student("minji")
    minji.do_everything()
    minji.write(ANSWERS, (minji.folder / ANSWERS).read_bytes() + "# 다 했다\n".encode("cp949"))
    minji.commit()
    lint = minji.lint("answers")
    assert lint.code == 1
    assert "Y-KOREAN This is not UTF-8 text, but probably Korean" in lint.text
    assert "Reopen with Encoding" in lint.text
    assert minji.publish().code == 0
    assert minji.grade().points == 100


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_ana_writes_her_answers_with_powershell(classroom: Classroom, encoding: str) -> None:
    """Its `>` saves UTF-16, as Notepad's “Unicode” does: every answer counts, and lint says it."""
    ana = classroom.student("ana")
    ana.do_everything()
    text = "\ufeff" + (ana.folder / ANSWERS).read_text("utf-8").replace("\n", "\r\n")
    ana.write(ANSWERS, text.encode(encoding))
    ana.commit()
    lint = ana.lint("answers")
    assert (lint.code, lint.text.count("Y-UTF16")) == (0, 1)
    assert ana.publish().code == 0
    assert ana.grade().points == 100
