"""A woman joins by the pages: two screens, one press; what strangers learn; renewing without signing in."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts import queries
from chapter.accounts.models import Account
from chapter.applications.rules import questions
from chapter.levels.models import Level
from chapter.mail import placeholders
from chapter.mail.models import Consent, Mail
from chapter.membership.models.applications import Application
from chapter.membership.rules import departures
from chapter.people.models import Person
from tests import factories
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.factories import TODAY
from tests.membership.members import (
    STAFF,
    a_complimentary_level,
    a_free_level,
    a_household,
    a_level,
    a_member,
    days,
    membership,
    status,
)

CORA = {"name": "Cora Newton", "email": "cora@example.test"}


def ask_questions() -> None:
    with db.writing():
        questions.add_question(
            "Who told you of us?", hint="", kind="line", required=True, by=STAFF, now=TODAY
        )
        questions.add_question("I can bake", hint="", kind="yes", required=False, by=STAFF, now=TODAY)


def first_screen(client: Browser, level: Level, **typed: str) -> Page:
    return client.get(f"/join/{level.slug}").form(level.slug).fill(**{**CORA, **typed}).press()


def apply(client: Browser, level: Level, **typed: str) -> Page:
    return first_screen(client, level, **typed).form("/join/application/").fill(adult=True).press()


def the_link(app: Flask, kind: str) -> str:
    """The address in the latest mail of ``kind``."""
    mail = db.first_or_404(select(Mail).where(Mail.kind == kind).order_by(Mail.id.desc()))
    with app.test_request_context():
        (address,) = {placeholders.link(*made) for made in mail.placeholders.values()}
    return address


def the_application() -> Application:
    return db.session.scalars(select(Application)).one()


def test_two_screens_and_one_press_make_a_member_who_is_signed_in(app: Flask, client: Browser) -> None:
    ask_questions()
    a_free_level("Friend", benefits="Our letter\nEvery evening")
    page = client.get("/join")
    assert page.all(".level-benefits li") == ["Our letter", "Every evening"]
    page = page.follow("Join as Friend").form("/join/").fill(**CORA, called="Coco").press()
    assert page.h1 == "A few questions, Coco"
    form = page.form("/join/application/")
    question = the_question(page)
    form.fill(**{question: "My neighbor"}, adult=True, news=True)
    page = form.press()
    assert page.h1 == "Check your email"
    assert queries.account_by_email(CORA["email"]) is None
    page = client.get(the_link(app, "membership.confirm"))
    assert page.h1 == "Confirm your email"
    page = page.form("/join/confirm/").press()
    assert page.h1 == "You’re in, Coco."
    assert client.get("/account").status == 200
    asked = the_application()
    assert asked.answers[0] == {"question": "Who told you of us?", "answer": "My neighbor"}
    assert db.session.scalars(select(Consent)).one().source == "join"
    person = asked.person
    assert person is not None
    assert (person.called, status(person, TODAY)) == ("Coco", "current")


def the_question(page: Page) -> str:
    found = re.search(r'name="(question_\d+)"', page.html)
    assert found
    return found[1]


def test_the_boxes_come_unticked_and_age_must_be_ticked(client: Browser) -> None:
    page = first_screen(client, a_free_level())
    assert page.soup.select("input[type=checkbox][checked]") == []
    page = page.form("/join/application/").press()
    assert page.status == 422
    assert page.errors["adult"].startswith("Members must be 18 or older")


def test_an_answer_that_is_needed_is_asked_for_and_what_was_typed_stays(client: Browser) -> None:
    ask_questions()
    page = first_screen(client, a_household())
    page = (
        page.form("/join/application/")
        .fill(adult=True, other_1_name="Bea Lind", other_1_email="bea@example.test")
        .press()
    )
    assert page.status == 422
    assert page.errors[the_question(page)] == "Enter an answer."
    assert page.form("/join/application/")["other_1_email"] == "bea@example.test"


def test_a_stranger_learns_nothing_of_who_is_known(app: Flask, client: Browser, another: Browser) -> None:
    level = a_level()
    known = factories.an_account("member").person
    a_member(level, person=known)
    pages = []
    for browser, email, name in (
        (client, known.email, known.name),
        (another, "nobody@example.test", known.name),
    ):
        pages.append([apply(browser, level, email=email, name=name)])
        pages[-1].insert(0, browser.get(pages[-1][0].url))
    hidden = re.compile(
        rf"{re.escape(known.email)}|nobody@example\.test|[a-z0-9]{{16}}-[a-z2-7]{{26}}|nonce=\S+"
    )
    texts = [[hidden.sub("", page.main) for page in seen] for seen in pages]
    assert texts[0] == texts[1]
    kinds = [row.kind for row in db.session.scalars(select(Mail).where(Mail.kind == "membership.confirm"))]
    assert len(kinds) == 2


def test_who_typed_her_address_never_learns_how_it_stands(
    app: Flask, client: Browser, another: Browser
) -> None:
    ana = factories.an_account("member").person
    a_member(a_level("Secret level"), person=ana)
    typed = apply(client, a_free_level(), name=ana.name, email=ana.email).url
    another.get(the_link(app, "membership.confirm")).form("/join/confirm/").press()
    page = client.get(typed)
    assert page.h1 == "Application received"
    assert "until" not in page.main
    assert another.get(the_link(app, "membership.confirm")).h1.startswith("You’re in")


def test_an_account_that_exists_is_not_signed_in_by_the_press(app: Flask, client: Browser) -> None:
    account = factories.an_account("director")
    apply(client, a_free_level(), name=account.person.name, email=account.email)
    page = client.get(the_link(app, "membership.confirm")).form("/join/confirm/").press()
    assert "Sign in" in page.links()
    assert client.get("/account", follow=False).status == 302
    assert db.session.scalars(select(Account)).one().id == account.id


def test_what_a_stranger_types_never_reaches_the_record_of_another(app: Flask, client: Browser) -> None:
    victim = factories.a_person("Ana Known", "ana@example.test", organisation="Halsted Bakers")
    page = client.get(f"/join/{a_free_level().slug}").form("/join/")
    page.fill(name="Ana Known", email="ana@example.test", organisation="Evil Inc").press()
    db.session.expire_all()
    assert db.session.get_one(Person, victim.id).organisation == "Halsted Bakers"


def test_the_page_that_she_typed_into_cannot_confirm_the_mailbox(client: Browser) -> None:
    first_screen(client, a_free_level()).form("/join/application/").fill(adult=True).press()
    asked = the_application()
    assert client.get(f"/join/confirm/{asked.token}").status == 404
    assert client.post(f"/join/confirm/{asked.token}").status == 404
    assert client.get(f"/join/application/{asked.proof_token}").status == 404


def test_the_link_is_dead_after_two_weeks_and_says_so(
    app: Flask, client: Browser, clock: MovableClock
) -> None:
    apply(client, a_free_level())
    link = the_link(app, "membership.confirm")
    clock.forward(days=15)
    page = client.get(link)
    assert (page.status, page.h1) == (410, "This link has expired")
    assert "Apply again" in page.links()


def test_who_is_signed_in_is_not_asked_who_she_is(app: Flask, client: Browser) -> None:
    person = factories.sign_in(client)
    level = a_free_level()
    page = client.get(f"/join/{level.slug}")
    assert "email" not in page.form("/join/")
    page = page.form("/join/").press().form("/join/application/").fill(adult=True).press()
    assert page.h1.startswith("You’re in")
    assert status(person, TODAY) == "current"


def test_a_level_that_wants_approval_says_what_happens(app: Flask, client: Browser) -> None:
    apply(client, a_level(staff_approves=True))
    page = client.get(the_link(app, "membership.confirm")).form("/join/confirm/").press()
    assert page.h1 == "Application received"


def test_an_application_that_was_sent_is_not_sent_again(client: Browser) -> None:
    page = first_screen(client, a_free_level())
    form = page.form("/join/application/").fill(adult=True)
    assert [form.press().h1, form.press().h1] == ["Check your email"] * 2
    assert len(list(db.session.scalars(select(Mail)))) == 1


def test_a_level_that_is_not_open_is_not_there(client: Browser) -> None:
    closed = a_complimentary_level()
    assert client.get(f"/join/{closed.slug}").status == 404
    assert client.post(f"/join/{closed.slug}", name="Cora").status == 404


def test_too_many_tries_with_one_address_are_stopped(client: Browser) -> None:
    level = a_free_level()
    for _ in range(5):
        first_screen(client, level)
    assert first_screen(client, level).status == 429


def test_who_pays_says_without_signing_in_that_she_stays(client: Browser, clock: MovableClock) -> None:
    ana = a_member()
    clock.forward(days=350)
    link = f"/renew/{membership(ana).token}"
    page = client.get(link)
    assert page.h1 == "Stay with us"
    assert "November 23, 2027 to November 22, 2028" in page.main
    page = page.form("/renew/").press()
    assert page.h1 == "Thank you for staying"
    assert membership(ana).renewal_wanted_at == TODAY + days(350)
    assert "Renew my membership" not in page.main


def test_a_level_without_dues_goes_on_with_the_press_and_only_once(
    client: Browser, clock: MovableClock
) -> None:
    friend = a_free_level()
    ana = factories.an_account().person
    factories.sign_in(client, account=queries.account_of(ana))
    client.get(f"/join/{friend.slug}").form("/join/").press().form("/join/application/").fill(
        adult=True
    ).press()
    clock.forward(days=360)
    link = f"/renew/{membership(ana).token}"
    page = client.get(link).form("/renew/").press()
    assert "now runs until November 22, 2028" in page.text
    client.post(link)
    assert str(membership(ana).ends_on) == "2028-11-22"


@pytest.mark.parametrize(
    ("moved", "h1"), [(10, "You’re a member"), (370, "Stay with us"), (420, "Come back to us")]
)
def test_the_page_says_how_it_stands(client: Browser, clock: MovableClock, moved: int, h1: str) -> None:
    ana = a_member()
    clock.at(TODAY + timedelta(days=moved))
    assert client.get(f"/renew/{membership(ana).token}").h1 == h1


def test_a_membership_that_ended_is_not_renewed(client: Browser) -> None:
    ana = a_member()
    token = membership(ana).token
    with db.writing():
        departures.leave(ana, "resigned", why="Moves", by=STAFF, now=TODAY)
    assert client.get(f"/renew/{token}").h1 == "This membership has ended"
    page = client.post(f"/renew/{token}")
    assert page.status == 422
    assert "has ended" in page.main
