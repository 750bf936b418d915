"""Every code has words in both languages, with the values that belong to it."""

import string

import pytest
from django.utils import translation

from sandbox import errors
from sandbox.errors import SandboxError
from sandbox.explanations import JUDGE, SERVICES, category_explains, explain_message
from sandbox.judge.grader.messages import TEXTS
from sandbox.judge.grader.verdicts import Verdict as JudgeVerdict
from sandbox.verdicts import Verdict


def subclasses(kind: type[SandboxError]) -> list[type[SandboxError]]:
    return [found for child in kind.__subclasses__() for found in (child, *subclasses(child))]


def names(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_the_judges_codes_are_all_there_in_its_own_english() -> None:
    with translation.override("en"):
        assert {code: str(text) for code, text in JUDGE.items()} == dict(TEXTS)


def test_the_services_codes_are_all_there() -> None:
    codes = {kind.code for kind in subclasses(SandboxError)}
    assert codes <= SERVICES.keys() | JUDGE.keys()


@pytest.mark.parametrize("code", [*JUDGE, *SERVICES])
def test_the_chinese_names_the_same_values(code: str) -> None:
    text = JUDGE.get(code) or SERVICES[code]
    with translation.override("en"):
        english = str(text)
    with translation.override("zh-hans"):
        chinese = str(text)
    assert english != chinese or code == "raised"
    assert names(english) == names(chinese)


def test_verdicts_are_the_judges() -> None:
    assert set(Verdict.values) == {str(verdict) for verdict in JudgeVerdict}


def test_values_stand_in_the_sentence() -> None:
    error = errors.GradeTooHigh(grade=5, earned=3)
    with translation.override("en"):
        assert explain_message(error.code, error.values) == (
            "You earned grade 3. You may lower it, not raise it."
        )


def test_a_code_of_a_newer_judge_is_shown_as_it_is() -> None:
    assert explain_message("brand-new", {}) == "brand-new"
    assert explain_message("brand-new", {"line": 3}) == "brand-new {'line': 3}"


def test_a_value_that_an_older_row_lacks_leaves_a_gap() -> None:
    with translation.override("en"):
        assert explain_message("wrong-value", {}) == "… is wrong."


def test_what_a_program_says_is_not_taken_for_a_pattern() -> None:
    values = {"error": "{0.__class__}", "message": "{line}"}
    assert explain_message("raised", values) == "{0.__class__}: {line}"


@pytest.mark.parametrize("code", ["wrong-values", "wrong-shape", "no-gradient", "hidden-wrong"])
def test_a_category_explains_wrong_values(code: str) -> None:
    assert category_explains("WA", code)


@pytest.mark.parametrize("code", ["wrong-dtype", "wrong-type", "changed-input", "shares-memory"])
def test_a_category_explains_nothing_else_that_is_wrong(code: str) -> None:
    assert not category_explains("WA", code)


@pytest.mark.parametrize("verdict", ["TLE", "MLE", "OLE", "RE", "RV", "CE"])
def test_a_category_does_not_explain_what_stopped_a_run(verdict: str) -> None:
    assert not category_explains(verdict, "hidden-wrong")
