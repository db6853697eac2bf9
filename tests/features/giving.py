"""The drives and gifts of the small chapter, which its people may or may not touch."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from chapter import db
from chapter.givers import year_end_statements
from chapter.givers.rules import soft_credits
from chapter.giving.models import Drive, Gift
from chapter.giving.rules.gifts import Tribute
from chapter.payments.models.ledger import CARD
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt
from chapter.payments.rules import ledger
from chapter.people.models import Person
from chapter.people.rules import persons
from chapter.people.verification import TYPED
from tests import factories
from tests.factories import GUEST, TODAY
from tests.feature import Edit, Feature, Records
from tests.features.payments import hear_again
from tests.giving.drives import a_drive, a_gift, agrees_to_news, paid_by_card, some_back

if TYPE_CHECKING:
    from tests.seed.chapter import World


def build(world: "World") -> Records:
    """An open drive with a gift of somebody and one of hers, a draft, and one that is over."""
    director = world.account("director").person
    drive = a_drive(slug="winter", funds=("Coats", "Fares"))
    a_drive(slug="spring", title="Spring", seen=False)
    a_drive(slug="autumn", title="Autumn", ends_at=TODAY - timedelta(days=1))
    gift = a_gift(drive)
    agrees_to_news(gift.email)
    receipt = db.session.scalars(select(Receipt)).one()
    with factories.a_writing():
        gift.proof = TYPED
    a_gift(drive, name="Zofia Wolska", email="")
    giver = db.session.scalars(select(Person).where(Person.id == gift.person_id)).one()
    with factories.a_writing():
        other = persons.find_or_add("Stanislaw Wolski", "stanislaw@example.test", now=TODAY)
        db.session.flush()
        soft_credits.add_soft_credit(gift, other, by=GUEST, now=TODAY)
    with factories.a_writing():
        a_gift(drive).person_id = director.id
    by_post = a_gift(drive, tribute=Tribute("memory", "Ines Reyes", "Family Reyes"))
    return _of_stripe(gift) | {
        "a drive": {"slug": "winter", "drive": str(drive.id)},
        "a draft of a drive": {"slug": "spring"},
        "a way back to a drive": {"slug": "winter", "public_id": gift.public_id},
        "a way back to a draft": {"slug": "spring", "public_id": gift.public_id},
        "a gift": {"public_id": gift.public_id},
        "a card by post": {"public_id": by_post.public_id},
        "a receipt": {"token": receipt.token},
        "a giver": {"public_id": giver.public_id},
        "a soft credit": {"public_id": gift.public_id, "person_id": other.public_id},
        "a statement": {"year": "2026", "token": year_end_statements.statement_token(giver, 2026)},
        "a forged statement": {"year": "2026", "token": receipt.token},
        "a year": {"year": "2026"},
        "a month": {"year": "2026", "month": "11"},
    }


def _of_stripe(gift: Gift) -> Records:
    with factories.a_writing():
        order = db.session.scalars(select(Order).where(Order.reference == gift.public_id)).one()
        twice = ledger.book_surplus(
            order, "It was paid already.", object_id="pi_twice", method=CARD, cents=50_00, currency="usd",
            received_at=TODAY, now=TODAY,
        )  # fmt: skip
        event = hear_again()
    assert twice is not None
    return {"a payment to be given back": {"public_id": twice.public_id}, "a failed event": event}


def grow(_world: "World", by: int) -> None:
    """``by`` more gifts of each kind: some of it returned, under dispute, from somebody without an email."""
    drive = db.session.scalars(select(Drive).where(Drive.slug == "winter")).one()
    for number in range(by):
        fund = drive.funds[number % 2].id
        some_back(paid_by_card(drive, fee=1_50, fund_id=fund), 10_00)
        some_back(paid_by_card(drive, email=f"giver{number}@example.test"), 51_44, disputed=True)
        a_gift(drive, name=f"Giver {number}", email="")


FEATURE = Feature(
    world=build,
    grow=grow,
    fields={
        "goal": "900",
        "begins": "2026-12-01T08:00",
        "ends": "2026-12-31T20:00",
        "least": "5",
        "most": "2500",
        "fee_percent": "2.2",
        "fee_fixed": "0.30",
        "seen": "y",
        "said": "Thank you",
        "stands": "hidden",
        "drive": "1",
        "country": "us",
        "status": "a public charity",
    },
    edits={
        "/office/giving/drives/<slug>/edit": Edit(
            ("title", "Coats", "Boots", "Gloves"), {"rungs": "50 one outfit"}, {"funds": "Shoes\nHats"}
        ),
        "/office/giving/drives/<slug>/switch": Edit(
            first={"seen": True}, second={"ended": True}, page="/office/giving/drives/<slug>"
        ),
    },
)
