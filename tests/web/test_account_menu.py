"""Whoever signed in finds the way to the portal and the way out on every page."""

import pytest

from tests.browser import Browser
from tests.factories import an_event, sign_in
from tests.giving.drives import a_drive

PAGES = (
    "/",
    "/events/",
    "/give/",
    "/join",
    "/volunteer/",
    "/privacy",
    "/rsvp/find",
    "/me/",
    "/account",
    "/none",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_member_finds_her_page_and_the_way_out_on_every_page(client: Browser, address: str) -> None:
    she = sign_in(client, "member")
    page = client.get(address)
    menu = page.soup.select_one("header .account-menu")
    assert menu is not None, "without JavaScript: a summary that opens a list"
    assert she.first_name in menu.select("summary")[0].get_text()
    assert {"My account", "Sign-in and security"} <= {link.get_text() for link in menu.find_all("a")}
    out = page.form("/signout").press()
    assert out.url.endswith("/signin")
    assert client.get("/me/", follow=False).status == 302


def test_a_visitor_has_no_such_menu_but_a_way_in(client: Browser) -> None:
    event, drive = an_event(), a_drive()
    for address in ("/", f"/events/{event.slug}", f"/give/{drive.slug}", "/none"):
        page = client.get(address)
        assert not page.soup.select(".account-menu")
        assert not page.has_form("/signout")
    assert "Sign in" in client.get("/").links()


def test_a_page_that_is_kept_for_visitors_never_has_her_name(client: Browser, another: Browser) -> None:
    event = an_event()
    another.get(f"/events/{event.slug}")
    she = sign_in(client, "member")
    assert (
        she.first_name
        in client.get(f"/events/{event.slug}").soup.select("header .account-menu")[0].get_text()
    )
    assert "account-menu" not in another.get(f"/events/{event.slug}").html


def test_staff_find_the_office_there_and_the_way_out_in_it(client: Browser) -> None:
    sign_in(client, "events")
    assert client.get("/").links()["Office"] == "/office/"
    page = client.get("/office/")
    assert page.soup.select("header .account-menu")
    assert page.links()["My account"] == "/me/"
    assert page.form("/signout").press().url.endswith("/signin")
