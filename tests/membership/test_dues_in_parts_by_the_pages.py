"""Dues in parts, as the office records them and she sees them."""

import pytest
from sqlalchemy import func, select

from chapter import db
from chapter.levels.models import Level
from chapter.membership.models.dues import Dues
from chapter.people.models import Person
from tests import factories
from tests.browser import Browser, Page
from tests.factories import TODAY
from tests.form import Form
from tests.membership.members import STAFF, a_household, a_level, belongs, membership
from tests.membership.test_dues_in_parts import comes_in


def books(client: Browser, who: Person) -> Form:
    """The form to record dues on her page."""
    return the_dues(client.get(f"/office/members/people/{who.public_id}"))


@pytest.fixture
def treasurer(client: Browser) -> Browser:
    factories.sign_in(client, "director")
    return client


def test_the_office_is_asked_ticks_and_sees_what_is_still_due(treasurer: Browser) -> None:
    level, ana = a_level("Member"), factories.a_person("Ana Prairie")
    page = books(treasurer, ana).fill(level=str(level.id), amount="$50", paid_on="2026-11-23").press()
    assert page.status == 422
    (said,) = page.soup.select("#dues-amount-error")
    assert said.get_text(strip=True) == "Member costs $75. After this, $25 will still be due. Is that right?"
    assert the_dues(page)["amount"] == "$50"
    assert "Yes, this amount is right" in page.main

    page = the_dues(page).fill(sure=True).press()
    assert "You recorded $50. $25 is still due." in page.text
    assert "$50 of $75 paid, $25 still due" in page.main
    assert the_dues(page)["amount"] == "25"
    assert "$25 still due" in treasurer.get("/office/members/?state=owing").main
    assert "1 membership is partly paid" in treasurer.get("/office/").main

    page = the_dues(page).fill(paid_on="2026-11-23").press()
    assert "You recorded $25. Member until November 22, 2027." in page.text
    assert "No one is in this list" in treasurer.get("/office/members/?state=owing").main


def the_dues(page: Page) -> Form:
    (tag,) = page.soup.select('form[action$="/dues"]')
    return Form(page, tag)


def test_the_tick_for_one_odd_amount_lets_no_other_pass(treasurer: Browser) -> None:
    level, ana = a_level("Member"), factories.a_person()
    page = books(treasurer, ana).fill(level=str(level.id), amount="7500", paid_on="2026-11-23").press()
    page = the_dues(page).fill(sure=True, amount="75,000").press()
    assert page.status == 422
    assert "This is $74,925 more" in page.main
    assert db.session.scalar(select(func.count(Dues.id))) == 0


def test_a_page_without_a_question_has_no_tick(treasurer: Browser) -> None:
    a_level("Member")
    page = treasurer.get(f"/office/members/people/{factories.a_person().public_id}")
    assert "Yes, this amount is right" not in page.main


@pytest.mark.parametrize("typed", ["$1,000", "1,000.00", "1000"])
def test_a_level_takes_an_amount_as_gifts_do(treasurer: Browser, typed: str) -> None:
    page = treasurer.get("/office/members/levels").follow("New level")
    page = page.form("/levels/new").fill(name="Patron", slug="patron", price=typed).press()
    assert page.h1 == "Patron"
    assert db.session.scalars(select(Level.price_cents)).all() == [1000_00]


def test_she_sees_what_is_still_due_and_how_to_pay_it(client: Browser) -> None:
    ana = factories.sign_in(client)
    comes_in(ana, a_level("Member"), 50_00)
    page = client.get("/me/")
    assert "$25 of your dues is still due" in page.main
    page = page.follow("How to pay")
    assert "$50 of $75 paid, $25 still due" in page.main
    assert "How to pay" in page.main
    assert "Renew my membership" not in page.main, "first things first"


def test_only_the_one_who_pays_for_a_household_is_told(client: Browser) -> None:
    ana, payer = factories.sign_in(client), factories.a_person()
    comes_in(payer, a_household(), 50_00)
    with db.writing():
        belongs(membership(payer), ana.name, ana.email, by=STAFF, now=TODAY)
    assert "still due" not in client.get("/me/").main
