"""An application of somebody whose email changes."""

from sqlalchemy import update

from chapter import db
from chapter.membership.joining import Application
from chapter.people.models import Person, email_key


def write_to(person: Person, before: str) -> None:
    """Let her applications be written to under her present email, where they were under ``before``."""
    hers = Application.person_id == person.id, Application.email_key == email_key(before)
    moved = update(Application).where(*hers, Application.email_key != "")
    new = {"email": person.email, "email_key": person.email_key}
    db.session.execute(moved.values(new), execution_options={"synchronize_session": "fetch"})
