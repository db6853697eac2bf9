"""Where one goes after signing in (incidents 12 and 13): never away from the site."""

import pytest
from flask import Flask

from chapter.authentication.safe_redirect import is_safe
from tests import factories
from tests.browser import Browser

AWAY = [
    "//evil.example",
    "///evil.example",
    "////evil.example/%2f..",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/%09/evil.example",
    "/%2f/evil.example",
    "/%2fevil.example",
    "/%5cevil.example",
    "/%255cevil.example",
    "/%252f%252fevil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "/.//evil.example",
    "/events/..//evil.example",
    "https://evil.example",
    "https:evil.example",
    "http:///evil.example",
    "//chapter.test@evil.example",
    "https://chapter.test.evil.example/",
    "http://chapter.test/office/",
    "javascript:alert(1)",
    "JavaScript:alert(1)//",
    "data:text/html,<script>alert(1)</script>",
    "/／evil.example",
    "／／evil.example",
    "/﹨evil.example",
    "/\x00/evil.example",
    "/\u2028/evil.example",
    "evil.example",
    "@evil.example",
    "?next=//evil.example",
    "#",
    "",
    "/" + "a" * 3000,
]
OURS = [
    "/",
    "/account",
    "/office/people/?q=a%2F%2Fb&page=2",
    "/events/caf%C3%A9",
    "/events/café",
    "/events/spring-tea?from=/somewhere",
]


@pytest.mark.parametrize("address", AWAY)
def test_an_address_that_could_lead_away_is_dropped(address: str) -> None:
    assert not is_safe(address)


@pytest.mark.parametrize("address", OURS)
def test_a_page_of_ours_is_kept(address: str) -> None:
    assert is_safe(address)


@pytest.mark.parametrize("address", AWAY)
def test_signing_in_with_such_an_address_leads_to_ones_account(app: Flask, address: str) -> None:
    browser, account = Browser(app), factories.an_account()
    page = browser.post(
        "/signin", email=account.email, password=factories.PASSWORD, next=address, follow=False
    )
    assert (page.status, page.headers["Location"]) == (303, "/me/")


def test_such_an_address_does_not_even_stand_in_the_form(client: Browser) -> None:
    page = client.get("/signin", query_string={"next": "javascript:alert(document.domain)"})
    assert "javascript:" not in page.html
    assert client.get("/signin", query_string={"next": "//evil.example"}).html.count("evil") == 0


def test_markup_in_the_address_is_text(client: Browser) -> None:
    page = client.get("/signin", query_string={"next": '/"><script>alert(1)</script>'})
    assert "<script>alert" not in page.html


def test_who_asks_for_a_page_gets_there_after_signing_in(client: Browser) -> None:
    account = factories.an_account("director")
    asked = client.get("/office/people/?q=lo", follow=False)
    assert asked.status == 302
    page = client.get(asked.location)
    form = page.form("/signin")
    second = form.fill(email=account.email, password=factories.PASSWORD).press()
    done = second.form("/signin/second").fill(code=factories.code_at(factories.TODAY)).press()
    assert done.url.startswith("/office/people/?q=lo")
