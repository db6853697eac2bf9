"""What somebody wanted goes on after she was asked whether it is still she: nothing typed is lost."""

import random
from string import ascii_letters, digits

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.rules import sessions
from chapter.audit import Entry
from chapter.authentication.sessions import COOKIE_KEY
from chapter.gateways import clock as the_clock
from chapter.people.models import RoleGrant
from chapter.security import encryption
from tests import factories
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.factories import code_at

LETTERS = ascii_letters + digits
WHY = "She leads the spring evenings,\nand asked me “may I?” <today>"


def granted(person_id: int) -> list[str]:
    return list(db.session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person_id)))


def asked_for_a_role(client: Browser, clock: MovableClock, address: str) -> Page:
    """The question that a managing director meets who signed in a while ago and gives somebody a role."""
    page = client.get(address)
    clock.forward(minutes=16)
    return page.form("/roles").fill(role="events", why="She leads the spring evenings").press()


def test_a_role_is_given_after_the_question_with_all_that_was_typed(
    client: Browser, clock: MovableClock
) -> None:
    factories.sign_in(client, "director")
    her = factories.a_person("Ana Lopez")
    asked = asked_for_a_role(client, clock, f"/office/people/{her.public_id}")
    assert (asked.status, asked.h1) == (200, "Confirm it’s you")
    assert granted(her.id) == []
    wrong = asked.form("/account/again").fill(code="000000").press()
    assert wrong.status == 422
    proved = wrong.form("/account/again").fill(code=code_at(clock.now())).press()
    assert proved.h1 == "Thank you for confirming"
    assert granted(her.id) == []
    done = proved.form("/roles").press("Continue")
    assert done.url == f"/office/people/{her.public_id}"
    assert granted(her.id) == ["events"]
    why = db.session.scalars(select(Entry.why).where(Entry.verb == "granted role")).all()
    assert why[-1] == "She leads the spring evenings"


def test_what_was_typed_does_not_stand_on_the_page_of_the_question(
    client: Browser, clock: MovableClock
) -> None:
    factories.sign_in(client, "director")
    her = factories.a_person("Ana Lopez")
    asked = asked_for_a_role(client, clock, f"/office/people/{her.public_id}")
    assert "spring evenings" not in asked.html
    assert asked.headers["Cache-Control"] == "private, no-store"


def test_what_is_held_for_one_account_goes_on_for_no_other(
    client: Browser, another: Browser, clock: MovableClock
) -> None:
    factories.sign_in(client, "director")
    her = factories.a_person("Ana Lopez")
    asked = asked_for_a_role(client, clock, f"/office/people/{her.public_id}")
    held = asked.form("/account/again")["held"]
    factories.sign_in(another, "director")
    for forged in (held, "nothing", held[:-4] + "AAAA", "é"):
        answer = another.post("/account/again", code=code_at(clock.now()), held=forged, follow=False)
        assert (answer.status, answer.location) in {(303, "/account"), (422, "")}
        assert "spring evenings" not in answer.html
        clock.forward(minutes=1)


def test_another_site_has_nothing_held_behind_the_question(client: Browser, clock: MovableClock) -> None:
    factories.sign_in(client, "director")
    her = factories.a_person("Ana Lopez")
    clock.forward(minutes=16)
    sent = client.post(
        f"/office/people/{her.public_id}/roles", role="director", why="Evil", proved=False, follow=False
    )
    assert (sent.status, sent.location) == (303, "/account/again")


def test_a_page_that_asks_first_is_opened_afterwards_with_what_it_was_asked_for(
    client: Browser, clock: MovableClock
) -> None:
    factories.sign_in(client)
    clock.forward(minutes=16)
    page = client.get("/me/data/everything.zip?part=two", follow=False)
    assert page.location == "/account/again?next=/me/data/everything.zip?part%3Dtwo"


def test_who_signs_in_by_mail_alone_goes_on_in_the_page_that_she_left_open(
    client: Browser, clock: MovableClock
) -> None:
    account = factories.an_account(password_hash=None)
    factories.sign_in(client, account=account)
    clock.forward(minutes=16)
    asked = client.post("/me/leave")
    assert "come back here" in asked.main
    early = asked.form("/account/again").press("signed in again")
    assert "haven’t signed in again yet" in early.main
    with db.writing():
        secret = sessions.begin(account, browser="Test browser", now=the_clock.now(), whole=True)
    client.put_into_cookie(**{COOKIE_KEY: secret})
    done = early.form("/account/again").press("signed in again").form("/me/leave").press("Continue")
    assert done.url == "/me/data"
    assert "mailed you a link" in done.main


def test_several_lines_and_several_values_go_on_as_they_were_typed(
    client: Browser, clock: MovableClock
) -> None:
    account = factories.an_account()
    factories.sign_in(client, account=account)
    clock.forward(minutes=16)
    asked = client.post("/me/leave", words=["one", "two"], text=WHY)
    proved = asked.form("/account/again").fill(password=factories.PASSWORD).press()
    form = proved.form("/me/leave")
    assert form.values.getlist("words") == ["one", "two"]
    assert form["text"] == WHY


@pytest.mark.parametrize("written", ["é" * 150_000, '\r\n"' * 100_000], ids=["accents", "signs"])
def test_a_long_text_goes_on_whole(client: Browser, clock: MovableClock, written: str) -> None:
    factories.sign_in(client, account=factories.an_account())
    clock.forward(minutes=16)
    asked = client.post("/me/leave", text=written)
    proved = asked.form("/account/again").fill(password=factories.PASSWORD).press()
    form = proved.form("/me/leave")
    assert form["text"] == written
    assert form.press("Continue").url == "/me/data"


def test_what_is_too_long_to_be_held_is_said_before_she_answers(client: Browser, clock: MovableClock) -> None:
    factories.sign_in(client, account=factories.an_account())
    clock.forward(minutes=16)
    asked = client.post("/me/leave", text="".join(random.Random(1).choices(LETTERS, k=1_040_000)))
    assert (asked.status, asked.h1) == (413, "First, confirm it’s you")
    assert "Nothing was changed." in asked.main
    assert not asked.has_form("/account/again")


def test_a_seal_that_unfolds_without_end_is_not_opened(app: Flask) -> None:
    sealed = encryption.encrypt_compressed("a" * 1_000_001, "her")
    assert len(sealed) < 5_000
    assert len(encryption.decrypt_compressed(sealed, "her", most=1_000_001)) == 1_000_001
    for about, most in (("her", 1_000_000), ("others", 2_000_000)):
        with pytest.raises(encryption.DecryptionFailed):
            encryption.decrypt_compressed(sealed, about, most=most)
    with pytest.raises(encryption.DecryptionFailed):
        encryption.decrypt_compressed(encryption.encrypt("no zlib", "her"), "her", most=100)
