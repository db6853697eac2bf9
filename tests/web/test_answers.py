"""What is wrong is said in the kind in which an address answers: to people by a page, to programs by JSON."""

import pytest

from chapter.web.answers import PROBLEM
from tests import factories
from tests.browser import Browser, Page

SUGGEST = "/office/people/suggest.json?q=ana"


def problem_of(page: Page) -> tuple[int, str, str]:
    assert page.response.mimetype == PROBLEM
    assert page.json["status"] == page.status
    return page.status, page.json["title"], page.json["detail"]


def test_a_program_is_told_that_nobody_is_signed_in(client: Browser) -> None:
    page = client.get(SUGGEST, follow=False)
    assert problem_of(page) == (401, "Unauthorized", "You’re not signed in. Sign in, then try again.")
    assert page.headers["WWW-Authenticate"] == 'Cookie form-action="/signin"'
    assert page.headers["Cache-Control"] == "private, no-store"


def test_people_are_led_to_sign_in(client: Browser) -> None:
    page = client.get("/office/people/", follow=False)
    assert (page.status, page.location) == (302, "/signin?next=/office/people/")


def test_a_program_is_told_that_the_viewer_may_not(client: Browser) -> None:
    factories.sign_in(client, "member")
    status, title, detail = problem_of(client.get(SUGGEST))
    assert (status, title) == (403, "Forbidden")
    assert detail.startswith("You don’t have access to this page.")
    assert client.get("/office/people/").h1 == "You don’t have access to this page"


def test_without_a_second_factor_a_program_of_staff_may_not(client: Browser) -> None:
    factories.sign_in(client, account=factories.an_account("director", secured=False))
    status, _, detail = problem_of(client.get(SUGGEST, follow=False))
    assert status == 403
    assert detail.endswith("Set up two-step verification first.")
    page = client.get("/office/people/", follow=False)
    assert (page.status, page.location) == (302, "/account/secure?next=/office/people/")


@pytest.mark.parametrize("address", ["/give/nothing-like-it.json", "/door/t/made-up/live.json"])
def test_what_is_not_there_is_told_to_a_program(client: Browser, address: str) -> None:
    assert problem_of(client.get(address))[:2] == (404, "Not Found")


def test_a_file_that_people_save_leads_them_on_as_pages_do(client: Browser) -> None:
    page = client.get("/my-data/made-up/everything.json")
    assert (page.status, page.response.mimetype) == (404, "text/html")
