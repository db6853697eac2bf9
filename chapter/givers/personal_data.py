"""What giving holds of a person. Amounts, days and numbers stay: they are the chapter's books, and name
nobody any more."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from chapter.givers import year_end_statements
from chapter.givers.models import SoftCredit, Statement
from chapter.givers.rules import erasure
from chapter.giving import gift_amounts
from chapter.giving.models import Gift
from chapter.giving.purpose import PURPOSE_NAME
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt
from chapter.people.verification import is_verified
from chapter.personal_data.declarations import Act, Blank, PersonalTable, Section
from chapter.personal_data.subjects import of_people, proved, unpaid
from chapter.security import throttle

HERS = or_(of_people(Gift.person_id), unpaid(Gift.person_id, Gift.email_key))
SHOWN = and_(HERS, proved(is_verified(Gift), Gift.email_key))


def _receipts(gifts: ColumnElement[bool]) -> ColumnElement[bool]:
    """The receipts of these gifts: nothing else has any."""
    paid = select(Payment.id).join(Order, Order.id == Payment.order_id)
    theirs = Order.reference.in_(select(Gift.public_id).where(gifts))
    return Receipt.payment_id.in_(paid.where(Order.purpose == PURPOSE_NAME, theirs))


def _amounts(people: Sequence[Any], rows: Mapping[str, Any]) -> Mapping[str, Any]:
    """What became of each gift's money, and the statements of each year."""
    return {
        "came": gift_amounts.amounts_by_gift(rows["gifts"]),
        "statements": year_end_statements.statement_links(people, rows["gifts"]),
    }


TABLES = (
    PersonalTable(
        Gift,
        export="gifts",
        section=Section("givers/public/_my_gifts.html", 6, _amounts),
        whose=HERS,
        shown=SHOWN,
        secrets="nonce",
        left_out="email_key",
        reasons={"thing": "what the chapter was given, as its receipt describes it"},
        erasure=Act(erasure.erase_gifts),
        attach=erasure.attach_to_person,
        key=Gift.email_key,
        longest={"declined_why": 2000},
        limit=throttle.CHECKOUT,
    ),
    PersonalTable(
        Receipt,
        export="receipts",
        whose=_receipts(HERS),
        shown=_receipts(SHOWN),
        reasons={
            "snapshot": "amounts and days; who paid stands in columns of its own",
            "voided_why": "our own words",
        },
        erasure=Blank(payer="", email=""),
        longest={"snapshot": 20_000},
    ),
    PersonalTable(SoftCredit, export="soft_credits", whose=of_people(SoftCredit.person_id)),
    PersonalTable(Statement, export="statements", whose=of_people(Statement.person_id)),
)
