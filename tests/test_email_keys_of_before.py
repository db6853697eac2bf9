"""Keys that were kept while straße and strasse were one: each is made anew, also where two shared it."""

from typing import Any

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from chapter import db
from chapter.mail import rules as mail
from chapter.mail.rules import Letter
from tests.factories import TODAY, a_booking, a_person, an_account, an_event, the_chapter
from tests.test_migrations import scripts
from tests.test_migrations import site as site

SHARP, PLAIN, ALABEL = "info@straße.test", "info@strasse.test", "info@xn--strae-oqa.test"
NUMBER = next(one.revision for one in scripts().walk_revisions() if "_email_keys" in one.path)
BEFORE = str(scripts().get_revision(NUMBER).down_revision)


def said(email_key: str, purpose: str, *, given: bool, hour: int) -> None:
    with db.database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO consents (email_key, purpose, given, wording, source, at) "
                "VALUES (:key, :purpose, :given, 'News?', 'a form', :at)"
            ),
            {
                "key": email_key,
                "purpose": purpose,
                "given": given,
                "at": TODAY.replace(hour=hour, tzinfo=None),
            },
        )


def rows(asked: str) -> list[tuple[Any, ...]]:
    with db.database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(asked))]


def stand(*emails: str) -> None:
    """A database of today with people under ``emails``, brought back to how it was kept before."""
    upgrade(revision=str(scripts().get_current_head()))
    the_chapter()
    event = an_event()
    for number, email in enumerate(emails):
        a_booking(event, name=f"Ana {number}", email=email)
    db.session.remove()
    downgrade(revision=BEFORE)


def keys(table: str, key: str = "email_key") -> list[str]:
    return [str(row[0]) for row in rows(f"SELECT {key} FROM {table} ORDER BY id")]  # noqa: S608 - our own names


def test_every_key_follows_the_email_as_it_was_written(site: Flask) -> None:
    stand(SHARP, "ana@büro.test", PLAIN, "Bea@Example.test")
    was = [PLAIN, "ana@büro.test", PLAIN, "bea@example.test"]
    assert [keys("rsvps"), keys("mails", "to_key"), keys("people")] == [was] * 3
    upgrade(revision=NUMBER)
    now = [ALABEL, "ana@xn--bro-hoa.test", PLAIN, "bea@example.test"]
    assert [keys("rsvps"), keys("mails", "to_key"), keys("people")] == [now] * 3
    downgrade(revision=BEFORE)
    assert [keys("rsvps"), keys("mails", "to_key"), keys("people")] == [was] * 3


def test_a_consent_goes_with_the_one_address_it_can_have_come_from(site: Flask) -> None:
    stand(SHARP, "ana@büro.test")
    said(PLAIN, "news", given=True, hour=1)
    said("ana@büro.test", "news", given=False, hour=2)
    said("gone@büro.test", "news", given=True, hour=3)
    upgrade(revision=NUMBER)
    assert keys("consents") == [ALABEL, "ana@xn--bro-hoa.test", "gone@xn--bro-hoa.test"]
    downgrade(revision=BEFORE)
    assert keys("consents") == [PLAIN, "ana@büro.test", "gone@büro.test"]


def test_a_no_of_two_who_shared_a_key_counts_for_both_and_a_yes_for_who_was_written_to(site: Flask) -> None:
    stand(SHARP, PLAIN)
    said(PLAIN, "news", given=True, hour=1)
    said(PLAIN, "drives", given=True, hour=1)
    said(PLAIN, "drives", given=False, hour=2)
    upgrade(revision=NUMBER)
    kept = rows("SELECT email_key, purpose, given FROM consents ORDER BY id")
    assert [(key, purpose, bool(given)) for key, purpose, given in kept] == [
        (PLAIN, "news", True),
        (PLAIN, "drives", True),
        (PLAIN, "drives", False),
        (ALABEL, "drives", False),
    ]


def test_two_accounts_whose_keys_become_one_both_stay(site: Flask) -> None:
    upgrade(revision=str(scripts().get_current_head()))
    the_chapter()
    an_account(email="ana@büro.test")
    other = an_account(email="bea@example.test")
    db.session.remove()
    downgrade(revision=BEFORE)
    with db.database.engine.begin() as connection:
        taken = {"key": "ana@xn--bro-hoa.test", "id": other.id}
        connection.execute(text("UPDATE accounts SET email = :key, email_key = :key WHERE id = :id"), taken)
    upgrade(revision=NUMBER)
    assert keys("accounts") == ["ana@büro.test", "ana@xn--bro-hoa.test"]


def test_two_accounts_that_are_two_now_stay_two_when_it_is_taken_back(site: Flask) -> None:
    upgrade(revision=str(scripts().get_current_head()))
    the_chapter()
    an_account(email=PLAIN)
    an_account(email=SHARP)
    db.session.remove()
    assert keys("accounts") == [PLAIN, ALABEL]
    downgrade(revision=BEFORE)
    assert keys("accounts") == [PLAIN, ALABEL]


def test_news_that_left_once_does_not_leave_again(site: Flask) -> None:
    upgrade(revision=str(scripts().get_current_head()))
    the_chapter()
    long = f"{'a' * 60}@{'ü' * 50}.test"
    with db.writing():
        for number, email in enumerate((SHARP, "ana@büro.test", long)):
            letter = Letter("giving.news", "News", "Hello.\n")
            person = a_person(email=email)
            mail.queue(letter, to=("", email), now=TODAY, dedup_key=f"news-{number}-{person.email_key}")
    db.session.remove()
    made = keys("mails", "dedup_key")
    assert made[:2] == [f"news-0-{ALABEL}", "news-1-ana@xn--bro-hoa.test"]
    downgrade(revision=BEFORE)
    assert keys("mails", "once_key")[:2] == [f"news-0-{PLAIN}", "news-1-ana@büro.test"]
    assert keys("mails", "once_key")[2] != made[2]
    upgrade(revision=NUMBER)
    assert keys("mails", "once_key") == made
