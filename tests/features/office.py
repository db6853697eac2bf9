"""Today, the log and the outbox."""

from sqlalchemy import select

from chapter import db
from chapter.people.models import Person
from tests.factories import TODAY
from tests.feature import NEWCOMER, Edit, Feature


def mia() -> str:
    """Whom the director may keep apart from herself."""
    return db.session.scalars(select(Person.public_id).where(Person.email == NEWCOMER)).one()


FEATURE = Feature(
    fields={"last": "999999999", "saw": TODAY.isoformat()},
    payloads={
        "/office/apart/": lambda account: {"one": account.person.public_id, "other": mia()},
        "/office/mails/<public_id>/again": {"to": "lost@example.test"},
    },
    edits={
        "/office/settings": Edit(
            ("tagline", "One", "Two", "Three"), {"sender_role": "Chair"}, {"signature": "Warmly"}
        ),
    },
)
