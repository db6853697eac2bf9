"""What the pages of payments say of gifts."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from flask import url_for

from chapter import db
from chapter.giving import gift_list, queries, words
from chapter.giving.purpose import gift_of_order
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt
from chapter.payments.purposes import Part, PurposePages
from chapter.plurals import plural
from chapter.security import signed_links


def _landing(order: Order) -> Part:
    gift = gift_of_order(order)
    address = signed_links.absolute_url(url_for("giving.show", slug=gift.drive.slug))
    values = {"gift": gift, "drive": gift.drive, "words": words, "address": address}
    return Part("giving/public/thanks.html", values)


def _office_page(order: Order) -> str:
    return url_for("givers_office.gift", public_id=order.reference)


def _receipt_part(found: Receipt, order: Order) -> Part | None:
    asks = found.voided_at is None and found.payer and not gift_of_order(order).proved
    return Part("giving/public/_is_it_yours.html") if asks else None


def _accounts() -> Mapping[str, tuple[str, str]]:
    """Each drive's account, and those of its funds."""
    drives = db.session.scalars(queries.all_drives()).all()
    named = {drive.account(None): (drive.title, "") for drive in drives}
    return named | {
        drive.account(fund.id): (drive.title, fund.name) for drive in drives for fund in drive.funds
    }


def _waiting(now: datetime) -> Iterator[tuple[str, str]]:
    unthanked = plural(gift_list.count_unthanked(now), "gift has", "gifts have")
    yield (
        f"{unthanked} not been thanked for in 48 hours", url_for("giving_office.gifts", state="unthanked"),
    )  # fmt: skip
    messages = plural(gift_list.count_waiting_for_wall(), "gift", "gifts")
    yield f"{messages} to review for the giver wall", url_for("giving_office.gifts", state="words")


GIFT_PAGES = PurposePages(
    noun="gift",
    landing=_landing,
    office_page=_office_page,
    receipt_part=_receipt_part,
    accounts=_accounts,
    waiting=_waiting,
    reports=(("By fund", "Totals by fund for any dates", "giving_office.by_fund"),),
)
