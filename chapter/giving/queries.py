"""Reading drives and gifts. Every amount that came in is a sum over the ledger."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import lazyload, selectinload

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.broadcasts.queries import held_about
from chapter.giving.models import GIFT_PURPOSE_NAME, NOBODY, Drive, Gift, WallEntry
from chapter.mail.models import Mail
from chapter.moderation.models import is_approved, is_declined, is_waiting
from chapter.payments.models.ledger import CARD, LedgerEntry, Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt
from chapter.people import visibility
from chapter.settings.models import Chapter
from chapter.web import visibility_version
from chapter.web.access import may_open

WALL_LIMIT = 60
RECEIPT_MAILS = ("giving.receipt", "giving.corrected")
"""Kinds of mails that hold a receipt."""

BATCH_RECEIPTS = "giving.receipts"
"""The kind of the broadcast of a batch's receipts; its payload holds the nonces of its gifts: ``numbers``."""


THANKED_WITHIN = timedelta(hours=48)
LAPSED_AFTER = timedelta(days=365)
COUNTED = Gift.paid_at.is_not(None), Gift.returned_at.is_(None)
"""The money of a gift is there, and not all of it was returned."""

HAS_WALL_TEXT = or_(
    Gift.message != "", Gift.tribute_name != "", and_(Gift.anonymous.is_(False), Gift.name != "")
)
"""Its giver wrote something that the wall would show."""

_CHAPTER, _DRIVES = Chapter.__table__.c, Drive.__table__.c
NOW = bindparam("now", type_=_DRIVES.ends_at.type)
LAST_LEDGER_ENTRY_ID = select(func.max(LedgerEntry.__table__.c.id))
VERSION_OF_ALL = select(
    *(select(field).scalar_subquery() for field in (_CHAPTER.zone, _CHAPTER.version)),
    visibility_version.CURRENT_VERSION,
    LAST_LEDGER_ENTRY_ID.scalar_subquery(),
    *(func.count(moment) for moment in (_DRIVES.opened_at, _DRIVES.closed_at)),
    *(func.count().filter(moment > NOW) for moment in (_DRIVES.begins_at, _DRIVES.ends_at)),
    func.sum(_DRIVES.version + _DRIVES.wall_version),
)
"""Built once, since building it costs more than running it."""


@dataclass(frozen=True)
class Figures:
    """What a drive has raised, from how many people, by how many gifts.

    ``raised_cents`` is all the money that came and stayed; ``cover_cents`` of it was added to cover fees.
    Pages and goals count ``given_cents``, the rest: the gifts.
    """

    raised_cents: int
    people: int
    gifts: int
    cover_cents: int = 0

    @property
    def given_cents(self) -> int:
        """The gifts in cents, without what was added to cover fees."""
        return self.raised_cents - self.cover_cents


def public_drives() -> Select[Drive]:
    """The drives that the public sees, the one that ends last first."""
    return all_drives().where(Drive.opened_at.is_not(None))


def all_drives() -> Select[Drive]:
    """Every drive, drafts too."""
    whole = select(Drive).options(selectinload(Drive.funds), selectinload(Drive.suggested_amounts))
    return whole.order_by(Drive.ends_at.desc(), Drive.id.desc())


def drives_visible_to(viewer: Viewer) -> Select[Drive]:
    """The drives that ``viewer`` may know of: drafts only for the office."""
    whole = select(Drive)
    return whole if may_open("giving_office.show", viewer) else whole.where(Drive.opened_at.is_not(None))


def version_of_all(now: datetime) -> tuple[object, ...]:
    """A version of everything that public pages about drives depend on, in one statement: it differs after
    any change.

    Ledger rows are only ever added, and versions only grow; states change as time passes; the day is the
    chapter's own.
    """
    row = db.session.connection().execute(VERSION_OF_ALL, {"now": now}).one()
    return (now.astimezone(ZoneInfo(row[0] or "UTC")).date(), *row)


def last_ledger_entry_id() -> int:
    """The id of the latest ledger entry; 0 when there is none."""
    return db.session.connection().execute(LAST_LEDGER_ENTRY_ID).scalar() or 0


def figures(drive: Drive) -> Figures:
    """What this drive has raised, from how many people, by how many gifts."""
    return figures_by_drive([drive])[drive.id]


def figures_by_drive(found: Sequence[Drive]) -> dict[int, Figures]:
    """The figures of each drive, by its id; in three statements, however many drives there are."""
    drive_of = {account: drive.id for drive in found for account in drive.accounts}
    raised = dict.fromkeys((drive.id for drive in found), 0)
    for side, sign in ((LedgerEntry.credit, 1), (LedgerEntry.debit, -1)):
        sums = select(side, func.sum(LedgerEntry.amount_cents)).where(side.in_(drive_of)).group_by(side)
        for account, cents in db.session.execute(sums):
            raised[drive_of[account]] += sign * cents
    counted = {row[0]: row[1:] for row in db.session.execute(_counts(raised))}
    return {number: Figures(cents, *counted.get(number, (0, 0, 0))) for number, cents in raised.items()}


def _counts(drive_ids: Iterable[int]) -> Select[int, int, int, int]:
    """(drive, people, gifts, cents added to cover fees) for each drive. Two people who share an email are
    two: what counts is the person who gave; each gift of an unknown giver counts as one more person."""
    people = func.count(func.distinct(func.coalesce(Gift.person_id, -Gift.id)))
    paid = and_(
        Order.purpose == GIFT_PURPOSE_NAME, Order.reference == Gift.public_id, Order.paid_at.is_not(None),
        Gift.cover_cents > 0,
    )  # fmt: skip
    return (
        select(Gift.drive_id, people, func.count(func.distinct(Gift.id)), func.coalesce(_covered_cents(), 0))
        .outerjoin(Order, paid)
        .outerjoin(Payment, and_(Payment.order_id == Order.id, Payment.surplus_why == ""))
        .where(*COUNTED, Gift.drive_id.in_(list(drive_ids)))
        .group_by(Gift.drive_id)
    )


def _covered_cents() -> ColumnElement[int]:
    """The part of the payments that covers fees and was not returned. Returns are taken from the gift first,
    as the ledger does (payments.rules.ledger)."""
    kept = Payment.amount_cents - Payment.returned_cents
    return func.sum(case((kept < Gift.cover_cents, kept), else_=Gift.cover_cents))


def wall(drive: Drive, me: int | None = None, most: int = WALL_LIMIT) -> list[WallEntry]:
    """The wall's entries, the latest first. Where the wall waits for staff, it shows nothing that a giver
    wrote until staff allow it: until then it is a gift of someone. The same holds when ``me`` may not see the
    giver (None: a stranger)."""
    seen = visibility.is_visible_to(func.coalesce(Gift.person_id, 0), me)
    shown = (
        select(
            Gift.name,
            Gift.anonymous,
            Gift.tribute,
            Gift.tribute_name,
            Gift.thing,
            Gift.message,
            is_approved(Gift).label("approved"),
            seen.label("seen"),
        )
        .where(Gift.drive_id == drive.id, *COUNTED, ~is_declined(Gift))
        .order_by(Gift.paid_at.desc(), Gift.id.desc())
        .limit(most)
    )
    rows = db.session.execute(shown)
    return [
        _wall_entry(row) if row.seen and (row.approved or not drive.wall_held) else WallEntry()
        for row in rows
    ]


def _wall_entry(row: Row[*tuple[Any, ...]]) -> WallEntry:
    name = NOBODY if row.anonymous or not row.name else row.name
    return WallEntry(name, row.tribute, row.tribute_name, row.thing, row.message)


def gifts_waiting_for_wall() -> Select[Gift]:
    """Gifts of which something that the giver typed waits for staff before the wall shows it: a name, a
    tribute, words (see Gift.wall_state). The oldest first."""
    return (
        select(Gift)
        .join(Gift.drive)
        .where(Drive.wall_held, *COUNTED, HAS_WALL_TEXT, is_waiting(Gift))
        .order_by(Gift.paid_at, Gift.id)
    )


def unthanked_gifts(now: datetime) -> Select[Gift]:
    """Gifts that nobody thanked for in person within 48 hours, the oldest first."""
    late = Gift.paid_at < now - THANKED_WITHIN
    nobody = Gift.thanked_at.is_(None), Gift.erased_at.is_(None)
    return select(Gift).where(*COUNTED, late, *nobody).order_by(Gift.paid_at, Gift.id)


def gifts_with_card_by_post() -> Select[Gift]:
    """Gifts with a tribute card but no email for it: staff send it by post, the first due first."""
    wanted = or_(Gift.card_name != "", Gift.card_on.is_not(None))
    return (
        select(Gift)
        .where(*COUNTED, Gift.tribute != "", Gift.card_email == "", wanted)
        .where(Gift.card_sent_at.is_(None), Gift.erased_at.is_(None))
        .order_by(Gift.card_on, Gift.id)
    )


def has_receipt_left(gift: Gift) -> bool:
    """Whether a receipt of ``gift`` was sent by email, or is being sent."""
    of_it = Mail.about_kind == "gifts", Mail.about_id == gift.id, Mail.kind.in_(RECEIPT_MAILS)
    gone = or_(Mail.sent_at.is_not(None), Mail.leased_until.is_not(None))
    left = select(Mail.id).where(*of_it, gone, Mail.withdrawn_at.is_(None), Mail.failed_at.is_(None))
    return db.first(left) is not None


def has_receipt_in_batch(gift: Gift) -> bool:
    """Whether the receipt of ``gift`` waits to be mailed with those of its batch, which is held."""
    held = held_about(gift.drive, BATCH_RECEIPTS).with_for_update(key_share=True)
    return any(gift.nonce in said.payload["numbers"] for said in db.session.scalars(held))


def receipts_by_gift(references: Collection[str]) -> dict[str, Receipt]:
    """The valid receipt of each of these gifts, by ``Gift.public_id``."""
    standing = (
        select(Order.reference, Receipt)
        .join(Payment, Receipt.payment_id == Payment.id)
        .join(Order, Order.id == Payment.order_id)
        .where(
            Order.purpose == GIFT_PURPOSE_NAME, Order.reference.in_(references), Receipt.voided_at.is_(None)
        )
    )
    return {row[0]: row[1] for row in db.session.execute(standing)}


def payment_of_gift(gift: Gift) -> Payment | None:
    """The payment of ``gift``; None while nothing has come in."""
    paid = select(Payment).where(Payment.order_id.in_(_order_ids_of(gift)), Payment.surplus_why == "")
    return db.first(paid.options(lazyload(Payment.order)))


def may_be_voided(gift: Gift) -> bool:
    """Whether it was entered by staff and still counts: what was paid online is returned by a refund."""
    payment = payment_of_gift(gift)
    return payment is not None and payment.method != CARD and gift.returned_at is None


def receipts_of_gift(gift: Gift) -> Select[Receipt]:
    """Every receipt of ``gift``, voided ones too, in order."""
    paid = select(Payment.id).where(Payment.order_id.in_(_order_ids_of(gift)))
    return select(Receipt).where(Receipt.payment_id.in_(paid)).order_by(Receipt.id)


def correction_of(gift: Gift) -> Gift | None:
    """The gift that was entered in place of ``gift``; None when there is none."""
    return db.first(select(Gift).where(Gift.corrects_id == gift.id))


def _order_ids_of(gift: Gift) -> Select[int]:
    return select(Order.id).where(Order.purpose == GIFT_PURPOSE_NAME, Order.reference == gift.public_id)
