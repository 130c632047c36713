"""What the sample courses tell the LMS, and what they remember."""

import re

import pytest
from playwright.sync_api import FrameLocator, expect

from demo.courses import answers
from tests.demo.courses_in_browser import LESSON, QUIZ, SCENE, VICTIM
from tests.demo.courses_in_browser.scorm_stand_in import Player

pytestmark = pytest.mark.browser


def choose(content: FrameLocator, key: answers.AnswerKey, question: str) -> None:
    for letter in key[question]:
        content.get_by_test_id(f"{question}-{letter}").check()


def walk_through(content: FrameLocator, pages: int) -> None:
    for _ in range(pages - 1):
        content.get_by_test_id("next").click()
    expect(content.get_by_test_id("next")).to_be_hidden()


def take_the_module(content: FrameLocator, wrong: tuple[str, ...] = ()) -> None:
    """Answer every check, those in ``wrong`` with a letter that is not right, and hand in."""
    for page_id in answers.PAGES["index.html"]:
        section = content.locator(f"#{page_id}")
        expect(section).to_be_visible()
        for fieldset in section.locator("[data-question]").all():
            question = fieldset.get_attribute("data-question") or ""
            if question in wrong:
                content.get_by_test_id(f"{question}-d").check()
            else:
                choose(content, answers.CHECKS, question)
            content.get_by_test_id(f"check-{question}").click()
        if page_id != "finish":
            content.get_by_test_id("next").click()
    content.get_by_test_id("submit").click()


def test_lena_answers_everything_rightly(player: Player) -> None:
    quiz = player.open(QUIZ, mastery="70")
    for question in answers.QUIZ:
        choose(quiz, answers.QUIZ, question)
    quiz.get_by_test_id("submit").click()
    expect(quiz.locator("[data-score]")).to_have_text("100%")
    expect(quiz.get_by_role("heading", name="Your result")).to_be_focused()
    player.close()

    kept = player.kept(QUIZ)
    assert kept["cmi.core.lesson_status"] == "passed"  # by the LMS, from the mastery score
    assert [kept[f"cmi.core.score.{name}"] for name in ("raw", "min", "max")] == ["100", "0", "100"]
    assert kept["cmi.interactions._count"] == "10"
    assert kept["cmi.interactions.0.correct_responses.0.pattern"] == "b"
    assert kept["cmi.interactions.2.id"] == "quiz-try1-q3"
    assert kept["cmi.interactions.2.correct_responses.0.pattern"] == "{a,b,c,d}"
    assert kept["cmi.interactions.2.student_response"] == "a,b,c,d"
    assert {kept[f"cmi.interactions.{n}.result"] for n in range(10)} == {"correct"}
    assert kept["cmi.core.exit"] == ""
    assert player.values("cmi.core.lesson_status") == ["incomplete", "completed"]
    assert re.fullmatch(r"0000:00:\d\d\.\d\d", kept["cmi.core.session_time"])
    assert player.calls()[0] == ["LMSInitialize", "", "0"]
    assert player.calls()[-1] == ["LMSFinish", "", "0"]
    assert player.refused() == []


def test_lena_fails_tries_again_and_the_best_try_counts(player: Player) -> None:
    quiz = player.open(QUIZ, mastery="70")
    for question in answers.QUIZ:
        quiz.get_by_test_id(f"{question}-a").check()
    quiz.get_by_test_id("submit").click()
    expect(quiz.locator("[data-score]")).to_have_text("10%")
    expect(quiz.locator("#q1")).to_contain_text("Your choice, not right")
    quiz.get_by_test_id("retry").click()
    expect(quiz.get_by_test_id("q1-a")).not_to_be_checked()
    for question in answers.QUIZ:
        choose(quiz, answers.QUIZ, question)
    quiz.get_by_test_id("q1-c").check()
    quiz.get_by_test_id("submit").click()
    expect(quiz.locator("[data-best]")).to_contain_text("90%")
    player.close()

    assert player.values("cmi.core.score.raw") == ["10", "90"]
    assert player.kept(QUIZ)["cmi.core.lesson_status"] == "passed"
    assert player.kept(QUIZ)["cmi.interactions._count"] == "20"
    assert player.kept(QUIZ)["cmi.interactions.10.result"] == "wrong"
    assert player.refused() == []


def test_the_best_try_counts_even_when_the_lms_forgets(player: Player) -> None:
    quiz = player.open(QUIZ, mastery="70")
    for question in answers.QUIZ:
        choose(quiz, answers.QUIZ, question)
    quiz.get_by_test_id("submit").click()
    player.close()
    again = player.open(QUIZ, mastery="70", forget="yes")
    expect(again.locator("[data-answered]")).to_have_text("0 of 10 answered")
    for question in answers.QUIZ:
        again.get_by_test_id(f"{question}-a").check()
    again.get_by_test_id("submit").click()
    expect(again.locator("[data-score]")).to_have_text("10%")
    expect(again.locator("[data-best]")).to_contain_text("100%")
    player.close()
    assert player.kept(QUIZ)["cmi.core.score.raw"] == "100"
    assert player.kept(QUIZ)["cmi.core.lesson_status"] == "passed"
    assert player.values("cmi.core.lesson_status") == ["incomplete", "completed"]


def test_an_unfinished_quiz_is_taken_up_again(player: Player) -> None:
    quiz = player.open(QUIZ, mastery="70")
    choose(quiz, answers.QUIZ, "q1")
    choose(quiz, answers.QUIZ, "q6")
    quiz.get_by_test_id("submit").click()
    expect(quiz.locator("[data-missing]")).to_have_text(
        "Still to answer: question 2, 3, 4, 5, 7, 8, 9, 10."
    )
    player.close()
    kept = player.kept(QUIZ)
    assert (kept["cmi.core.lesson_status"], kept["cmi.core.exit"]) == ("incomplete", "suspend")
    assert (kept["cmi.core.score.raw"], kept["cmi.core.lesson_location"]) == ("", "q6")

    again = player.open(QUIZ, mastery="70")
    expect(again.get_by_test_id("q6-d")).to_be_checked()
    expect(again.locator("[data-answered]")).to_have_text("2 of 10 answered")
    assert player.refused() == []


def test_a_lesson_goes_on_where_lena_left_it(player: Player) -> None:
    lesson = player.open(LESSON)
    lesson.get_by_test_id("next").click()
    lesson.get_by_test_id("next").click()
    lesson.locator('[data-marker="router"]').click()
    expect(lesson.locator('[data-about="router"]')).to_be_visible()
    player.close()
    kept = player.kept(LESSON)
    assert (kept["cmi.core.lesson_status"], kept["cmi.core.exit"]) == ("incomplete", "suspend")
    assert kept["cmi.core.lesson_location"] == answers.PAGES["lesson1.html"][2]

    again = player.open(LESSON)
    expect(again.locator("#look-around")).to_be_visible()
    expect(again.locator("#no-harm")).to_be_hidden()
    expect(again.locator("[data-found]")).to_have_text("1 of 10 looked at")
    walk_through(again, 4)
    player.close()
    assert player.kept(LESSON)["cmi.core.lesson_status"] == "completed"
    assert player.kept(LESSON)["cmi.core.exit"] == ""

    third = player.open(LESSON)
    third.get_by_role("button", name="Page 1: First, do no harm").click()
    player.close()
    assert player.kept(LESSON)["cmi.core.lesson_status"] == "completed"
    assert player.refused() == []


def test_the_order_exercise_works_from_the_keyboard(player: Player) -> None:
    lesson = player.open(f"{SCENE}/lesson2.html")
    lesson.get_by_test_id("next").press("Enter")
    expect(lesson.get_by_role("heading", name="What vanishes first")).to_be_focused()
    lesson.get_by_role("button", name="Check the order").press("Enter")
    says = lesson.locator("#volatile [data-says]")
    expect(says).to_contain_text("Not yet: 4 of 5")
    for name, presses in (("memory", 2), ("temporary files", 3)):
        up = lesson.get_by_role("button", name=f"Move up: {name}")
        up.focus()
        for _ in range(presses):
            up.press("Enter")
    lesson.get_by_role("button", name="Move down: backups").press("Enter")
    lesson.get_by_role("button", name="Check the order").press("Enter")
    expect(says).to_contain_text("That is the order")


def test_lena_passes_the_victim_module(player: Player) -> None:
    module = player.open(VICTIM)
    take_the_module(module, wrong=("q1",))
    expect(module.locator("[data-score]")).to_have_text("83%")
    player.close()
    kept = player.kept(VICTIM)
    assert (kept["cmi.core.lesson_status"], kept["cmi.core.score.raw"]) == ("passed", "83")
    assert kept["cmi.interactions.0.result"] == "wrong"
    assert kept["cmi.interactions._count"] == "6"
    assert player.values("cmi.core.lesson_status") == ["incomplete", "passed"]
    assert player.refused() == []


def test_leo_fails_the_victim_module_comes_back_and_passes(player: Player) -> None:
    module = player.open(VICTIM)
    take_the_module(module, wrong=("q1", "q2", "q3"))
    player.close()
    assert player.kept(VICTIM)["cmi.core.lesson_status"] == "failed"
    assert player.kept(VICTIM)["cmi.core.score.raw"] == "50"

    again = player.open(VICTIM)
    expect(again.locator("[data-score]")).to_have_text("50%")
    again.get_by_test_id("retry").click()
    expect(again.locator("#arrival")).to_be_visible()
    again.get_by_test_id("previous").click()
    take_the_module(again)
    player.close()
    assert player.kept(VICTIM)["cmi.core.lesson_status"] == "passed"
    assert player.kept(VICTIM)["cmi.core.score.raw"] == "100"
    assert player.refused() == []


def test_without_credit_the_victim_module_is_completed(player: Player) -> None:
    module = player.open(VICTIM, credit="no-credit")
    take_the_module(module)
    player.close()
    assert player.kept(VICTIM)["cmi.core.lesson_status"] == "completed"


def test_a_checked_answer_of_the_victim_module_is_remembered(player: Player) -> None:
    module = player.open(VICTIM)
    module.get_by_test_id("next").click()
    module.get_by_test_id("check-q1").click()
    expect(module.locator("#arrival [data-feedback]")).to_have_text("Choose an answer first.")
    module.get_by_test_id("q1-a").check()
    module.get_by_test_id("check-q1").click()
    player.close()
    assert player.kept(VICTIM)["cmi.core.exit"] == "suspend"

    again = player.open(VICTIM)
    expect(again.locator("#arrival")).to_be_visible()
    expect(again.get_by_test_id("q1-a")).to_be_checked()
    expect(again.get_by_test_id("q1-a")).to_be_disabled()
    expect(again.locator("#arrival [data-feedback]")).to_contain_text("Not quite.")


@pytest.mark.parametrize("sco", [LESSON, QUIZ, VICTIM])
def test_in_review_nothing_is_judged(sco: str, player: Player) -> None:
    content = player.open(sco, lesson_mode="review")
    if sco == QUIZ:
        for question in answers.QUIZ:
            choose(content, answers.QUIZ, question)
        content.get_by_test_id("submit").click()
    elif sco == VICTIM:
        take_the_module(content)
    else:
        walk_through(content, 6)
    player.close()
    assert player.values("cmi.core.lesson_status") == []
    assert player.values("cmi.core.score.raw") == []


@pytest.mark.parametrize("sco", [LESSON, QUIZ, VICTIM])
def test_without_an_lms_the_course_says_so_and_works(sco: str, player: Player) -> None:
    content = player.open_without_api(sco)
    expect(content.locator("[data-notice]")).to_have_text(
        "Not connected: progress will not be recorded."
    )
    if sco == QUIZ:
        content.get_by_test_id("q1-b").check()
        expect(content.locator("[data-answered]")).to_have_text("1 of 10 answered")
    else:
        walk_through(content, len(answers.PAGES[sco.rpartition("/")[2]]))


def test_a_refusing_lms_is_reported_to_the_learner(player: Player) -> None:
    lesson = player.open(LESSON, refuse="cmi.suspend_data")
    expect(lesson.locator("[data-notice]")).to_contain_text("(101: General exception)")
    walk_through(lesson, 6)


@pytest.mark.parametrize(
    ("sco", "left_behind"),
    [
        (LESSON, "{not JSON"),
        (LESSON, '["a list"]'),
        (LESSON, '{"visited": 7, "done": {"room": ["router"]}}'),
        (QUIZ, '{"answers": {"q1": "b", "q2": [1, {}]}, "tries": "x", "best": null}'),
        (VICTIM, '{"answers": [1], "visited": ["nowhere"], "done": null}'),
    ],
)
def test_what_cannot_be_read_counts_as_a_fresh_start(
    sco: str, left_behind: str, player: Player
) -> None:
    content = player.open(sco, suspend_data=left_behind)
    if sco == QUIZ:
        expect(content.locator("[data-answered]")).to_have_text("0 of 10 answered")
    else:
        expect(content.locator("main > .page:visible")).to_have_id(
            answers.PAGES[sco.rpartition("/")[2]][0]
        )
    player.close()
    assert player.kept(sco)["cmi.core.lesson_status"] == "incomplete"
    assert player.refused() == []


def test_a_window_finds_the_adapter_of_its_opener(player: Player) -> None:
    with player.open_in_window(LESSON) as window:
        window.get_by_test_id("next").click()
        expect(window.locator("[data-notice]")).to_be_hidden()
    assert player.values("cmi.core.lesson_location") == ["no-harm", "first-minutes"]
    assert player.calls()[-1] == ["LMSFinish", "", "0"]
