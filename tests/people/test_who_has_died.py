"""Of somebody who has died the office asks nothing, and offers nothing for them."""

import pytest
from flask import Flask

from chapter import db
from chapter.accounts.rules import accounts, roles
from chapter.people.rules import persons
from chapter.refusal import Refused
from tests import factories
from tests.browser import Browser
from tests.factories import GUEST, TODAY


def test_no_role_and_no_invitation_for_who_has_died(app: Flask) -> None:
    person = factories.a_person()
    with db.writing():
        persons.mark_deceased(db.lock(person), now=TODAY)
    with pytest.raises(Refused, match="has died"), db.writing():
        roles.grant(person, "events", by=GUEST, why="", now=TODAY)
    with pytest.raises(Refused, match="has died"), db.writing():
        accounts.invite(person, "ana@example.test", by=GUEST, now=TODAY)


def test_their_page_offers_neither(client: Browser) -> None:
    factories.sign_in(client, "director")
    person = factories.a_person()
    address = f"/office/people/{person.public_id}"
    offered = ("Add a role", "Send invitation")
    assert all(words in client.get(address).main for words in offered)
    with db.writing():
        persons.mark_deceased(db.lock(person), now=TODAY)
    assert not any(words in client.get(address).main for words in offered)
