"""A mail that leaves once: its key is its own, however long it is, and names nobody who was erased."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from chapter import db
from chapter.email_addresses import email_key
from chapter.givers.rules import drive_news
from chapter.mail import dedup_key
from chapter.mail import rules as mail
from chapter.mail.models import LONGEST_KEY, Mail
from chapter.mail.rules import Letter
from tests import factories
from tests.factories import GUEST, TODAY
from tests.giving.drives import a_drive, a_gift, agrees_to_news
from tests.held_mails import release_held

pytestmark = pytest.mark.usefixtures("app")
LONG = f"{'a-very-long-name-of-somebody-who-gives-' * 4}"


def long_address(number: int) -> str:
    """An address whose first 60 characters are those of all others."""
    return f"{'somebody.with.a.long.name.at.a.long.company.of.the.city.of.chi'}{number}@example.test"


def queued(key: str) -> None:
    with factories.a_writing():
        mail.queue(
            Letter("events.message", "A letter", "Words."),
            to=("Ana", "ana@example.test"),
            now=TODAY,
            dedup_key=key,
        )


@pytest.mark.parametrize("key", ["news-3-ana", "x" * LONGEST_KEY])
def test_a_short_key_is_kept_as_it_is(key: str) -> None:
    assert dedup_key.shortened(key) == key


def test_long_keys_that_begin_alike_stay_apart_and_fit() -> None:
    first, second = (dedup_key.shortened(f"news-{LONG}-{number}") for number in (1, 2))
    assert first != second
    assert len(first) == len(second) == LONGEST_KEY
    assert first == dedup_key.shortened(f"news-{LONG}-1")


def test_a_long_key_lets_one_mail_leave_and_is_found_again() -> None:
    queued(f"{LONG}-1")
    queued(f"{LONG}-2")
    assert dedup_key.already_used([f"{LONG}-1", f"{LONG}-2", f"{LONG}-3"]) == {f"{LONG}-1", f"{LONG}-2"}
    with pytest.raises(IntegrityError):
        queued(f"{LONG}-1")


def test_what_gifts_did_reaches_each_of_two_long_addresses() -> None:
    drive = a_drive()
    for number in (1, 2, 1):
        a_gift(drive, 10_00, f"Giver {number}", email=long_address(number))
    agrees_to_news(long_address(1), long_address(2))
    with factories.a_writing():
        drive_news.hold_news(drive, "Sixty girls have a coat.", "Dana", by=GUEST, now=TODAY)
    release_held()
    sent = db.session.scalars(
        select(Mail.to_address).where(Mail.kind == "giving.news").order_by(Mail.id)
    ).all()
    assert sent == [long_address(1), long_address(2)]


def test_a_key_names_nobody_after_her_erasure() -> None:
    queued("news-3-ana@example.test")
    with factories.a_writing():
        mail.forget([], [email_key("ana@example.test")], now=TODAY)
    row = db.session.scalars(select(Mail)).one()
    assert "ana@example.test" not in " ".join(
        str(getattr(row, column.key)) for column in Mail.__table__.columns
    )
