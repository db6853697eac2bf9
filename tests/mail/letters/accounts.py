"""What people are mailed about their accounts and what is kept of them, for the snapshots."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from chapter import db
from chapter.accounts import emails as people
from chapter.accounts.models import DeletionRequest, OneUseLink
from chapter.accounts.models.email_changes import EmailChange
from chapter.accounts.rules import one_use_links
from chapter.mail.rules import Letter
from chapter.privacy import emails as privacy
from tests import factories
from tests.factories import TODAY


def a_link(purpose: str) -> OneUseLink:
    return one_use_links.issue(purpose, "priya@example.test", now=TODAY)


def an_account_link(write: Callable[..., Letter], purpose: str) -> Letter:
    person = factories.a_person("Priya Raghunathan", "priya@example.test")
    account = factories.an_account(person=person)
    return write(one_use_links.issue(purpose, account.email, now=TODAY, account=account), account)


def farewell() -> Letter:
    person = factories.a_person("Priya Raghunathan", "priya@example.test")
    asked = DeletionRequest(account=factories.an_account(person=person), asked_at=TODAY)
    db.session.add(asked)
    db.session.flush()
    return people.deletion_requested(asked)


def email_change(write: Callable[[EmailChange], Letter], **more: datetime) -> Letter:
    person = factories.a_person("Priya Raghunathan", "priya@example.test")
    change = EmailChange(
        account=factories.an_account(person=person), email_before=person.email,
        email_after="priya@new.example.test", asked_at=TODAY, confirmed_at=TODAY, **more,
    )  # fmt: skip
    db.session.add(change)
    db.session.flush()
    return write(change)


def security_changed(change: str) -> Letter:
    person = factories.a_person("Priya Raghunathan", "priya@example.test")
    return people.security_changed(change, factories.an_account(person=person), "My phone")


LETTERS: dict[str, Callable[[], Letter]] = {
    "people.farewell": farewell,
    "people.email_asked": partial(email_change, people.email_asked),
    "people.email_changed": partial(email_change, people.email_changed),
    "people.email_changed, new itself": partial(email_change, people.email_changed, ended_at=TODAY),
    "people.email_new": partial(email_change, people.email_new),
    "people.email_taken": partial(email_change, lambda change: people.email_taken(change.account)),
    "people.invitation": lambda: an_account_link(people.invitation, "invitation"),
    "people.password_changed": lambda: people.password_changed(
        factories.an_account(person=factories.a_person("Priya Raghunathan", "priya@example.test"))
    ),
    "people.reset_link": lambda: an_account_link(people.reset_link, "reset"),
    **{f"people.security_changed, {change}": partial(security_changed, change) for change in people.SECURITY},
    "people.signin_link": lambda: an_account_link(people.signin_link, "signin"),
    "privacy.link": lambda: privacy.data_link(a_link("my-data")),
    "privacy.link, account": lambda: privacy.data_link(a_link("my-data"), opens=False, account=True),
    "privacy.link, both": lambda: privacy.data_link(a_link("my-data"), account=True),
}
