"""`flask --app wsgi setup`: a new chapter and its first managing director."""

import re

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.commands import setup
from chapter.accounts.models import Account
from chapter.mail.models import Mail
from chapter.people import queries
from chapter.refusal import Refused
from chapter.settings.models import Chapter
from tests import factories
from tests.browser import Browser

EMAIL = "ana.lopez@example.test"


@pytest.fixture
def nothing_yet(app: Flask) -> None:
    with db.writing():
        db.session.execute(delete(Chapter))


@pytest.mark.usefixtures("nothing_yet")
def test_setup_makes_a_chapter_and_invites_its_director(client: Browser) -> None:
    said = list(setup(EMAIL, "Prairie Network"))
    account = accounts_queries.account_by_email(EMAIL)
    assert account
    assert account.person.name == "Ana Lopez"
    assert account.password_hash is None
    assert queries.holds_role(account.person_id, "director")
    assert db.session.scalars(select(Chapter.name)).one() == "Prairie Network"
    assert db.session.scalars(select(Mail.to_address)).one() == EMAIL
    link = re.findall(r"http://chapter\.test(/invitation/\S+)", "\n".join(said))[0]
    page = client.post(link, password="quite another set of words", follow=False)
    assert (page.status, page.location) == (303, "/account/secure")


@pytest.mark.usefixtures("nothing_yet")
def test_setup_is_safe_to_repeat(client: Browser) -> None:
    first, second = list(setup(EMAIL, "Prairie Network")), list(setup(EMAIL.upper(), "Another name"))
    assert db.session.scalar(select(func.count()).select_from(Account)) == 1
    assert db.session.scalars(select(Chapter.name)).one() == "Prairie Network"
    old, new = first[-1].removeprefix("http://chapter.test"), second[-1].removeprefix("http://chapter.test")
    assert client.get(old).status == 410
    assert client.post(new, password="quite another set of words", follow=False).status == 303
    assert "Nothing was changed" in "\n".join(setup(EMAIL, "Prairie Network"))
    account = accounts_queries.account_by_email(EMAIL)
    assert account is not None
    assert len(queries.role_grants_of(account.person)) == 1


def test_setup_does_not_make_a_second_director_behind_the_first_ones_back(app: Flask) -> None:
    factories.an_account("director")
    with pytest.raises(Refused):
        list(setup("stranger@example.test", "Prairie Network"))
    assert accounts_queries.account_by_email("stranger@example.test") is None


@pytest.mark.parametrize(
    ("email", "name"), [("ana", "Prairie"), ("a@b", "Prairie"), (EMAIL, " "), (EMAIL, "x" * 121)]
)
def test_setup_says_what_is_wrong_and_begins_nothing(app: Flask, email: str, name: str) -> None:
    with pytest.raises(Refused):
        list(setup(email, name))
    assert db.session.scalar(select(func.count()).select_from(Account)) == 0
