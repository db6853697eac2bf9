"""Orders that wait for their money, of a person whose email changes."""

from sqlalchemy import update

from chapter import db
from chapter.payments.models.orders import Order
from chapter.people.models import Person, email_key


def update_email(person: Person, before: str) -> None:
    """Move this person's open orders from the email ``before`` to their present one."""
    hers = Order.person_id == person.id, Order.email_key == email_key(before)
    moved = update(Order).where(*hers, Order.paid_at.is_(None), Order.closed_at.is_(None))
    new = {"payer_email": person.email, "email_key": person.email_key}
    db.session.execute(moved.values(new), execution_options={"synchronize_session": "fetch"})
