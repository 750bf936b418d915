"""Staff hand in notes, see what would change, and import them or not."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cards.content.imports import applying, previews
from cards.models import Document, Import, Passage, Section
from cards.tests.access import assert_for_staff_alone
from cards.tests.factories import make_card, make_document
from cards.tests.notes import NOTES, import_notes
from quizsite.tasks import maintenance

ClientOf = Callable[[User], Client]


@pytest.fixture
def staff(charlie: User, client_of: ClientOf) -> Client:
    return client_of(charlie)


def hand_in(client: Client, content: str | bytes = NOTES, **data: str) -> Any:
    data_bytes = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("notes.md", data_bytes)
    return client.post("/imports/", {"file": file, **data}, follow=True)


def apply(client: Client, page: Any) -> Any:
    html = page.content.decode()
    action = re.search(r'action="(/imports/\d+/apply/)"', html)
    plan = re.search(r'name="plan" value="([0-9a-f]+)"', html)
    assert action
    assert plan
    return client.post(action[1], {"plan": plan[1]}, follow=True)


def test_what_would_change_is_shown_and_nothing_is_imported_yet(staff: Client) -> None:
    html = hand_in(staff).content.decode()
    assert "Look at the changes" in html
    assert "<strong>4</strong> new sections" in html
    assert "Dilated convolution" in html
    assert not Document.objects.exists()


def test_importing_shows_what_to_do_next(staff: Client, charlie: User) -> None:
    html = apply(staff, hand_in(staff)).content.decode()
    assert "Imported Networks." in html
    assert re.search(r'href="/drafts/\?document=networks">Review \d+ drafts', html)
    row = Import.objects.get()
    assert (row.imported_by, row.text, row.document) == (charlie, "", Document.objects.get())
    assert "notes.md" in staff.get("/imports/").content.decode()


def test_changes_show_their_difference_and_the_cards_to_look_at(staff: Client) -> None:
    import_notes()
    card = make_card(Section.objects.get(title_en="2. Dropout"))
    page = hand_in(staff, NOTES.replace("by chance", "at random"))
    html = page.content.decode()
    assert re.search(r"<del>[^\n]*?by</del>", html)
    assert re.search(r"<ins>[^\n]*?random</ins>", html)
    assert f"/cards/{card.pk}/edit/" in html
    done = apply(staff, page).content.decode()
    assert f"/cards/{card.pk}/edit/" in done
    passage = Passage.objects.get(heading="2. Dropout")
    page = staff.get(f"/imports/{passage.source_id}/").text
    assert f'name="digest" value="{passage.digest}"' in page
    again = staff.post(f"/imports/looked-at/{passage.pk}/", {"digest": "of before"}, follow=True)
    assert "changed again" in again.text
    assert Passage.objects.get(pk=passage.pk).state == "edited"
    staff.post(f"/imports/looked-at/{passage.pk}/", {"digest": passage.digest})
    passage.refresh_from_db()
    assert (passage.state, passage.previous_text) == ("present", "")
    assert "No passage waits" in staff.get(f"/imports/{passage.source_id}/").content.decode()


def test_the_same_notes_again_change_nothing(staff: Client) -> None:
    apply(staff, hand_in(staff))
    html = hand_in(staff).content.decode()
    assert "Nothing changed: these notes were imported already." in html
    assert "/apply/" not in html


def test_a_second_click_imports_once(staff: Client) -> None:
    page = hand_in(staff)
    apply(staff, page)
    assert apply(staff, page).status_code == 200
    assert (Document.objects.count(), Import.objects.count()) == (1, 1)


def test_what_changed_since_is_shown_again_first(staff: Client) -> None:
    import_notes()
    page = hand_in(staff, NOTES.replace("by chance", "at random"))
    import_notes(NOTES.replace("slides", "moves"))
    response = apply(staff, page)
    assert response.status_code == 409
    assert "Something changed in between." in response.content.decode()
    assert "by chance" in Passage.objects.get(heading="2. Dropout").text


def test_thrown_away_notes_leave_nothing(staff: Client) -> None:
    hand_in(staff)
    row = Import.objects.get()
    assert staff.post(f"/imports/{row.pk}/drop/").headers["Location"] == "/imports/"
    assert not Import.objects.exists()


def test_imported_notes_cannot_be_thrown_away(staff: Client) -> None:
    apply(staff, hand_in(staff))
    assert staff.post(f"/imports/{Import.objects.get().pk}/drop/").status_code == 404
    assert Passage.objects.exists()


def test_notes_that_are_being_imported_cannot_be_thrown_away(staff: Client) -> None:
    page = hand_in(staff)
    row = Import.objects.get()
    with patch.object(previews, "wait_for_turn", lambda: apply(staff, page)):
        hand_in(staff, "# Other\n")
    assert Passage.objects.filter(source=row).exists()


def test_forgotten_notes_go_after_a_week(staff: Client, charlie: User) -> None:
    now = timezone.now()
    apply(staff, hand_in(staff))
    for name, days in (("old", 8), ("recent", 6)):
        row = Import.objects.create(title=name, size=1, imported_by=charlie)
        Import.objects.filter(pk=row.pk).update(created_at=now - timedelta(days=days))
    Import.objects.filter(title="Networks").update(created_at=now - timedelta(days=100))
    maintenance()
    assert set(Import.objects.values_list("title", flat=True)) == {"Networks", "recent"}


def test_of_many_changes_the_first_are_shown_and_the_rest_counted(staff: Client) -> None:
    text = "".join(f"# Topic {n}\n\nWords of number {n}.\n\n" for n in range(30))
    apply(staff, hand_in(staff, text))
    html = hand_in(staff, text.replace("Words", "Letters")).content.decode()
    assert html.count('<p class="change">') == 25
    assert "5 more sections change." in html


def test_what_was_left_lying_gives_way_to_the_next_file(staff: Client) -> None:
    hand_in(staff)
    hand_in(staff, "# Other\n")
    assert Import.objects.get().title == "Other"


def test_gbk_goes_on_with_a_button_and_needs_no_second_upload(staff: Client) -> None:
    response = hand_in(staff, "# 批归一化\n\n加速收敛，减轻对初始化的依赖。\n".encode("gbk"))
    assert response.status_code == 422
    html = response.content.decode()
    assert "is not utf-8. The file reads well as gb18030" in html
    link = re.search(r'href="(/imports/\d+/)">Go on with GB18030', html)
    assert link
    apply(staff, staff.get(link[1]))
    assert Section.objects.get().title_zh == "批归一化"


def test_a_document_can_be_chosen_or_a_new_one_made(staff: Client) -> None:
    import_notes()
    make_document(stable_id="mine", title_en="Mine")
    assert "<strong>Mine</strong>" in hand_in(staff, document="mine").content.decode()
    assert "(a new document)" in hand_in(staff, document="new").content.decode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04....", "This is an archive (ZIP)."),
        (b"# a\n\n<script>x</script>\n", "Line 3 has the HTML element &lt;script&gt;"),
        (b"\x89PNG\r\n", "This is a PNG file."),
        (b"x" * 6_000_001, "more than 6 MB"),
        (b"# a\n" * 100_000, "more than 10,000 headings"),
    ],
)
def test_a_refusal_says_what_to_do_and_keeps_nothing(
    staff: Client, content: bytes, message: str
) -> None:
    response = hand_in(staff, content)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize("data", [{}, {"document": "nowhere"}, {"encoding": "klingon"}])
def test_a_form_that_is_not_whole_is_shown_again(staff: Client, data: dict[str, str]) -> None:
    file = {"file": SimpleUploadedFile("a.md", b"# a")} if data else {}
    assert staff.post("/imports/", {**data, **file}).status_code == 422
    assert not Import.objects.exists()


def test_marks_that_were_taken_out_are_told(staff: Client) -> None:
    assert "turn the reading direction" in hand_in(staff, "# a\n\nb\u202ec\n").content.decode()


def test_names_and_titles_are_text_not_html(staff: Client) -> None:
    file = SimpleUploadedFile("<b>.md", b"# A &lt;i&gt; B\n")
    html = staff.post("/imports/", {"file": file}, follow=True).content.decode()
    assert "<b>.md" not in html
    assert "<i> B" not in html


def test_a_fault_in_the_middle_leaves_nothing_and_can_be_tried_again(staff: Client) -> None:
    page = hand_in(staff)
    with (
        patch.object(applying, "_lose", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        apply(staff, page)
    assert not Document.objects.exists()
    assert apply(staff, page).status_code == 200
    assert Document.objects.exists()


def test_pages_take_few_queries(
    staff: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    import_notes("".join(f"# Head {n}\n\nwords {n}\n\n" for n in range(60)))
    for section in Section.objects.all():
        make_card(section)
    page = hand_in(staff, "".join(f"# Head {n}\n\nother {n}\n\n" for n in range(60)))
    row = Import.objects.get(applied_at=None)
    with django_assert_max_num_queries(12):
        staff.get(f"/imports/{row.pk}/")
    apply(staff, page)
    with django_assert_max_num_queries(12):
        html = staff.get(f"/imports/{row.pk}/").content.decode()
    assert html.count("Looked at</button>") == 25
    with django_assert_max_num_queries(12):
        staff.get("/imports/")


PATHS = [
    ("get", "/imports/"),
    ("post", "/imports/"),
    ("get", "/imports/1/"),
    ("post", "/imports/1/apply/"),
    ("post", "/imports/1/drop/"),
    ("post", "/imports/looked-at/1/"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_learners_are_refused_and_visitors_sign_in(
    alice: User, client_of: ClientOf, client: Client, method: str, path: str
) -> None:
    assert_for_staff_alone(method, path, learner=client_of(alice), visitor=client)


@pytest.mark.parametrize(("method", "path"), PATHS[2:])
def test_unknown_imports_and_wrong_methods_are_refused(
    staff: Client, method: str, path: str
) -> None:
    assert getattr(staff, method)(path).status_code == 404
    other = "post" if method == "get" else "get"
    assert getattr(staff, other)(path).status_code == 405
