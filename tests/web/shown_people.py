"""Somebody who is shown on cached pages, for tests."""

from datetime import timedelta

from chapter import db
from chapter.people.models import Person
from chapter.people.models.profile import Profile
from tests import factories
from tests.factories import TODAY
from tests.giving.drives import a_drive, a_gift

NAME = "Zenobia Okafor"
PAGES = ("/events/supper", "/give/winter")
ASKED = ("/", "/events/", "/events/supper.ics", "/events.ics", "/feed.atom", "/sitemap.xml", "/give/",
         "/give/winter.json", "/give/winter/meter", "/site.webmanifest", "/chapter.css")  # fmt: skip
"""Addresses that answer with a tag."""


def somebody_shown() -> Person:
    """A person who is listed as a guest of an event and as a giver on a wall."""
    soon = factories.an_event("Supper", slug="supper", starts_at=TODAY + timedelta(days=3))
    with db.writing():
        person = factories.a_person(NAME, "zenobia@example.test")
        factories.a_booking(soon, name=NAME, email=person.email, person=person, show_me=True)
        gift = a_gift(a_drive(), name=NAME, email=person.email)
        gift.approved_at, gift.person_id = TODAY, person.id
        db.session.add(Profile(person_id=person.id, audiences={}, changed_at=TODAY))
    return person
