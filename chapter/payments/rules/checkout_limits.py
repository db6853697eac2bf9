"""How often one may go to Checkout without paying.

Somebody who tests stolen cards goes there again and again, and no money comes; payers at one event go there
as often, and their money comes. So a try is counted for the browser and the email that it comes with, and
never for a network; and money that comes takes its tries back.
"""

from sqlalchemy import select

from chapter import db
from chapter.accounts.models import secret_hash as hashed
from chapter.email_addresses import email_key
from chapter.payments.models.orders import Attempt, Order
from chapter.people.models import Person
from chapter.security import throttle
from chapter.security.throttle import Limit

CheckoutTry = tuple[Limit, str]


def checkout_tries(person: Person | None, email: str, secret: str | None) -> list[CheckoutTry]:
    """What one try counts against: the payer, the browser that holds ``secret``, and all together. A
    signed-in payer is counted as their person: nobody else uses up their tries by typing their email."""
    payer = _payer(person.id if person else None, email_key(email))
    browser = [_browser(hashed(secret))] if secret else []
    return [payer, *browser, (throttle.CHECKOUT_OF_ALL, "")]


def forgive_tries(order: Order) -> None:
    """The money of ``order`` came: reset the tries of its payer and browsers, and take back one of all
    together."""
    hashes = select(Attempt.browser_hash).where(Attempt.order_id == order.id, Attempt.browser_hash != "")
    for limit, key in (
        _payer(order.person_id, order.email_key),
        *map(_browser, sorted(set(db.session.scalars(hashes)))),
    ):
        throttle.reset(limit, key)
    throttle.refund(throttle.CHECKOUT_OF_ALL, "")


def _payer(person_id: int | None, key: str) -> CheckoutTry:
    return throttle.CHECKOUT, f"person {person_id}" if person_id else f"email {key}"


def _browser(secret_hash: str) -> CheckoutTry:
    return throttle.CHECKOUT, f"browser {secret_hash}"
