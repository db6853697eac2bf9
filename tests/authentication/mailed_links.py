"""Asking for mailed links in tests, and following them."""

from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.accounts import placeholders
from chapter.accounts.models import Account, OneUseLink
from chapter.accounts.rules import accounts
from chapter.mail.models import Mail
from chapter.people.models import Person
from tests import factories
from tests.browser import Browser, Page

NEW = "quite another set of words"
ASKING = {"signin": "/signin/mail", "reset": "/password/forgotten"}


def ask(client: Browser, purpose: str, email: str) -> Page:
    return client.post(ASKING[purpose], email=email, follow=False)


def latest(purpose: str) -> OneUseLink:
    query = select(OneUseLink).where(OneUseLink.purpose == purpose).order_by(OneUseLink.id.desc())
    return db.session.scalars(query).first() or pytest.fail("no link was made")


def path_of(link: OneUseLink) -> str:
    return placeholders.one_use_address(link).removeprefix("http://chapter.test")


def mails() -> list[Mail]:
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def an_invitation(person: Person | None = None) -> tuple[Account, OneUseLink]:
    director = factories.an_account("director")
    who = person or factories.a_person()
    with db.writing():
        account = accounts.invite(who, who.email, by=director.person.actor, now=factories.TODAY)
    return account, latest("invitation")


def press(client: Browser, link: OneUseLink, **fields: Any) -> Page:
    return client.post(path_of(link), follow=False, **fields)
