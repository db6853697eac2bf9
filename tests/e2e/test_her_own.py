"""What is kept about her: she sees it and has it erased. Her lost link. Her colors."""

from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.site import Site, an_address, link_in
from tests.e2e.test_the_office import books
from tests.e2e.visitor import Visitor


def test_she_sees_and_erases_what_is_kept(visitor: Visitor, site: Site) -> None:
    email = an_address("runa")
    books(visitor, "walk-the-lake", "Runa Dahl", email, 1)
    visitor.open("/privacy")
    visitor.healthy("privacy")
    visitor.follow("See or erase my data")
    visitor.healthy("my-data-ask")
    visitor.box("Your email").fill(email)
    visitor.press("Email me the link")
    visitor.healthy("my-data-sent")
    link = link_in(site.mail(email, "What we keep"), lambda url: "/my-data/" in url)
    visitor.open(link)
    visitor.headline("What we keep about you")
    visitor.reads(email, "Runa Dahl, party of 1, confirmed.")
    visitor.healthy("my-data")
    visitor.press("Erase my data")
    visitor.reads("Nothing was erased")
    visitor.healthy("my-data-not-sure")
    visitor.box("I understand this can’t be undone").check()
    visitor.press("Erase my data")
    visitor.reads("Your data was erased. We keep no details about you now, only totals.")
    visitor.healthy("my-data-erased")
    visitor.open(link)
    visitor.reads_not("Runa")


def test_a_lost_link_is_mailed_again(visitor: Visitor, site: Site) -> None:
    email = an_address("lea")
    books(visitor, "walk-the-lake", "Lea Stone", email, 1)
    typed = visitor.path
    visitor.open("/")
    visitor.follow("Find my booking")
    visitor.healthy("find")
    visitor.press("Email me my link")
    visitor.healthy("find-errors")
    visitor.box("Email").fill(email)
    visitor.press("Email me my link")
    visitor.headline("Check your email")
    visitor.healthy("find-mailed")
    mail = site.mail(email, "Here is the link to your booking")
    visitor.open(link_in(mail, lambda url: "/rsvp/" in url))
    assert visitor.path != typed, "the link in a mail is another than the one that a form leads to"
    visitor.headline("One seat is yours")


def test_the_chosen_colors_are_kept(arrive: Arrive, width: int) -> None:
    visitor = arrive(width, color_scheme="light")
    visitor.open("/events/")
    by_day = ground(visitor)
    visitor.page.get_by_label("Dark").check()
    assert ground(visitor) != by_day
    visitor.open("/")
    expect(visitor.page.get_by_label("Dark")).to_be_checked()
    assert ground(visitor) != by_day
    visitor.page.get_by_label("System").check()
    visitor.open("/events/")
    assert ground(visitor) == by_day


def ground(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("getComputedStyle(document.body).backgroundColor"))
