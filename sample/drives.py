"""The drives of the sample chapter: a current one, and last year's, with checks, cash, things and words.

What was paid by card is in sample.card_payments. All names and amounts are invented.
"""

import random
from datetime import datetime, timedelta
from typing import Any

from chapter import db
from chapter.audit import Actor
from chapter.giving.models import HONOR, MEMORY, Drive, Gift
from chapter.giving.rules import drives
from chapter.moderation import rules as moderation
from chapter.offline_gifts.rules import entry
from chapter.offline_gifts.rules.entry import OfflineInput
from chapter.payments.models.ledger import BANK, CASH, CHECK, IN_KIND, STOCK
from chapter.payments.models.receipts import BOOK_ID, ReceiptBook
from chapter.people.models import Person
from chapter.settings import queries as settings

FEE_RATE, FEE_FIXED = 220, 30
"""What a card costs the sample, in basis points and cents: the stand-in charges as much, so that a gift that
covers its fee arrives whole."""

SLUG, LAST = "give-something-nice", "give-something-nice-last-year"
STORY = (
    "Fifty minutes on the 82 bus, every Tuesday, in a denim jacket: that was last winter, for most of the "
    "sixty girls in our studio. The drive buys coats and fares. What is left pays "
    "for college visits in spring.\n\n"
    "Girls, places and amounts of this sample are invented, and nobody waits for your money."
)
RUNGS = (
    (25_00, "a week of train fare to the after-school studio"),
    (50_00, "a coat, new, with the tags on"),
    (120_00, "a month of paint, paper and film for one girl"),
    (300_00, "a college visit, lunch and the bus"),
    (900_00, "a third of a paid summer internship"),
)
AMOUNTS = (
    10_00,
    25_00,
    25_00,
    40_00,
    50_00,
    50_00,
    50_00,
    75_00,
    100_00,
    120_00,
    120_00,
    250_00,
    300_00,
    500_00,
)
HONORED = ((MEMORY, "Ines"), (HONOR, "Sra. Villaseñor"), (MEMORY, "my mother"), (HONOR, "the Tuesday studio"))
MESSAGES = ("For every cold Tuesday.", "Somebody did it for me once.", "Thank you for the doors you open.")
THINGS = ("a sewing machine, hardly used", "six winter coats, sizes 12 to L", "twenty sketchbooks")
SHARES = "20 shares of Lakefront Paper Co. (sample)"
AT_ONCE = 40


def save(seed: int, crowd_ids: list[int], by: Actor, *, now: datetime) -> None:
    """Both drives, with their gifts."""
    chance = random.Random(seed)
    with db.writing():
        book = db.lock(db.session.get_one(ReceiptBook, BOOK_ID))
        book.status = "a public charity under section 501(c)(3) (sample)"
        present = _drive(
            SLUG, "Give something nice", now - timedelta(days=22), now + timedelta(days=38), by, now
        )
        begun = now - timedelta(days=390)
        past = _drive(LAST, "Give something nice, last year", begun, begun + timedelta(days=60), by, begun)
    for drive, many, first in ((past, 150, begun), (present, 118, now - timedelta(days=21))):
        _gifts(chance, drive, many, crowd_ids, first, by, now)


def _drive(slug: str, title: str, begins: datetime, ends: datetime, by: Actor, now: datetime) -> Drive:
    values: dict[str, Any] = {
        "slug": slug, "title": title,
        "summary": "A coat and a fare for each of sixty girls, and a door or two.",
        "story": STORY, "goal_cents": 32_000_00, "least_cents": 500, "most_cents": 25_000_00,
        "fee_rate": FEE_RATE, "fee_fixed_cents": FEE_FIXED, "begins_at": begins, "ends_at": ends,
        "stops_at_goal": False, "wall_held": True,
        "thanks_name": "", "thanks_words": "Thank you. Somebody will be warm on a Tuesday because of you.",
    }  # fmt: skip
    drive = drives.add_drive(values, RUNGS, ("Where it is needed most", "Coats and fares", "College visits"),
                         currency="usd", by=by, now=now)  # fmt: skip
    db.session.flush()
    drives.switch_drive(drive, seen=True, ended=False, by=by, now=now)
    return drive


def _gifts(
    chance: random.Random,
    drive: Drive,
    many: int,
    crowd_ids: list[int],
    first: datetime,
    by: Actor,
    now: datetime,
) -> None:
    days = min(55, (now - first).days)
    moments = sorted(first + timedelta(days=chance.uniform(0, days)) for _ in range(many))
    for start in range(0, many, AT_ONCE):
        with db.writing():
            drive = db.session.get_one(Drive, drive.id)
            for n, moment in enumerate(moments[start : start + AT_ONCE], start):
                _gift(chance, drive, n, db.session.get_one(Person, chance.choice(crowd_ids)), moment, by, now)


def _gift(
    chance: random.Random, drive: Drive, n: int, person: Person, moment: datetime, by: Actor, now: datetime
) -> None:
    thing = THINGS[n % 3] if n % 37 == 5 else SHARES if n == 60 else ""
    method = _way(chance, thing)
    came = OfflineInput(
        0 if method == IN_KIND else chance.choice(AMOUNTS), person.name, "" if n % 41 == 7 else person.email,
        thing, chance.random() < 0.2, _fund_of(drive, n), giver_id=person.id,
    )  # fmt: skip
    day = moment.astimezone(settings.current().zone_info).date()
    gift = entry.record_gift(
        drive, came, method=method, received_on=day, nonce=f"sample-{drive.public_id}-{n}", by=by, now=moment
    )
    say(gift, n, by, now)


def _way(chance: random.Random, thing: str) -> str:
    if thing:
        return STOCK if thing == SHARES else IN_KIND
    return chance.choice((CHECK, CHECK, CASH, BANK))


def _fund_of(drive: Drive, n: int) -> int | None:
    """The fund of the ``n``th gift: for most the first, where it is needed most."""
    return drive.funds[n % 3].id if n % 5 < 2 else drive.funds[0].id


def say(gift: Gift, n: int, by: Actor, now: datetime) -> None:
    """Save what the ``n``th giver says with the gift, and whether they were thanked by now."""
    if n % 11 == 3:
        gift.tribute, gift.tribute_name = HONORED[n % len(HONORED)]
    if n % 17 == 4:
        gift.message = MESSAGES[n % 3]
        gift.approved_at = gift.approved_by = None
    if gift.message and n % 34 == 4:
        moderation.approve(gift, by=by, now=now)
    elif gift.message:
        gift.approved_at = gift.approved_by = None
    if gift.paid_at and gift.paid_at < now - timedelta(days=3):
        gift.thanked_at, gift.thanked_by = gift.paid_at + timedelta(days=1), by.person_id
