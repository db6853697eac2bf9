"""Reminders of renewal and the welcome sequence: on their day, once, never to who left."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.applications.models import WelcomeMail
from chapter.applications.rules import welcome_mails
from chapter.broadcasts.rules import batches
from chapter.mail.models import Mail
from chapter.membership.broadcasts import RenewalReminders
from chapter.membership.rules import departures, settings
from chapter.people.models import Person
from tests import factories
from tests.factories import TODAY
from tests.held_mails import send_rolling
from tests.membership.members import (
    STAFF,
    a_complimentary_level,
    a_household,
    a_level,
    a_member,
    belongs,
    days,
    gets,
    membership,
    pays,
)

LAST = date(2027, 11, 22)


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, tzinfo=UTC)


def sent(kind: str) -> list[str]:
    return list(db.session.scalars(select(Mail.subject).where(Mail.kind == kind).order_by(Mail.id)))


def sweep(day: date) -> int:
    return send_rolling(morning(day), "membership.reminder")


def a_mail(days: int, subject: str) -> None:
    with db.writing():
        welcome_mails.write_welcome(days=days, subject=subject, text="Welcome back.", by=STAFF, now=TODAY)


@pytest.mark.parametrize("offset", [-30, -7, 0, 14])
def test_each_reminder_leaves_on_its_day_and_once(app: Flask, offset: int) -> None:
    a_member()
    day = LAST + days(offset)
    assert sweep(day - days(1)) in {0, 1}
    before = len(sent("membership.reminder"))
    assert sweep(day) == 1
    assert sweep(day) == 0
    assert sweep(day + days(1)) == 0
    assert len(sent("membership.reminder")) == before + 1


def test_over_a_year_there_are_four(app: Flask) -> None:
    a_member()
    for day in range(500):
        sweep(TODAY.date() + days(day))
    assert sent("membership.reminder") == [
        "Your membership runs until November 22, 2027",
        "Your membership runs until November 22, 2027",
        "Your membership ends today",
        "We’d like to keep you",
    ]


def test_when_the_worker_stood_still_only_the_latest_is_written(app: Flask) -> None:
    a_member()
    assert sweep(LAST - days(1)) == 1
    assert sweep(LAST + days(13)) == 0
    assert sweep(LAST + days(20)) == 1
    assert sweep(LAST + days(21)) == 0


def killed_while_reminding() -> None:
    with db.writing():
        batches.send_next_rolling(RenewalReminders(), now=morning(LAST))
        raise RuntimeError("killed")


def test_after_a_crash_each_is_written_once(app: Flask) -> None:
    for _ in range(3):
        a_member()
    with pytest.raises(RuntimeError, match="killed"):
        killed_while_reminding()
    assert sweep(LAST) == 3
    assert sweep(LAST) == 0


def test_who_renewed_or_left_gets_none(app: Flask) -> None:
    level = a_level()
    ana, bea, cora = (a_member(level) for _ in range(3))
    pays(ana, level, on=LAST - days(40))
    with db.writing():
        departures.leave(bea, "resigned", why="Moves", by=STAFF, now=TODAY)
        departures.leave(cora, "suspended", why="Review", by=STAFF, now=TODAY)
    assert sweep(LAST - days(30)) == 0


def test_a_level_without_end_is_never_reminded(app: Flask) -> None:
    gets(factories.a_person(), a_complimentary_level())
    assert sweep(LAST) == 0


def test_of_a_bundle_the_one_who_pays_is_written_to(app: Flask) -> None:
    ana = a_member(a_household())
    with db.writing():
        belongs(membership(ana), "Bea Bundle", "bea@example.test", by=STAFF, now=TODAY)
    assert sweep(LAST) == 1
    mail = db.session.scalars(select(Mail).where(Mail.kind == "membership.reminder")).one()
    assert mail.person_id == ana.id


def test_the_days_are_a_setting(app: Flask) -> None:
    with db.writing():
        settings.change_settings(
            reminder_days=[60],
            join_words="",
            dues_words="",
            by=STAFF,
            now=TODAY,
        )
    a_member()
    assert [sweep(LAST - days(number)) for number in (60, 30, 7, 0, -14)] == [1, 0, 0, 0, 0]


def joined(day: int) -> Person:
    return a_member(on=TODAY.date() - days(day))


def test_the_welcome_sequence_comes_day_by_day_and_each_mail_once(app: Flask) -> None:
    a_mail(0, "Good to have you")
    a_mail(3, "Whom to talk to first")
    a_member()
    for day in range(20):
        send_rolling(TODAY + timedelta(days=day), "membership.sequence")
        send_rolling(TODAY + timedelta(days=day, hours=1), "membership.sequence")
    assert sent("membership.sequence") == ["Good to have you", "Whom to talk to first"]


def test_it_stops_when_she_leaves(app: Flask) -> None:
    a_mail(3, "Whom to talk to first")
    ana = a_member()
    with db.writing():
        departures.leave(ana, "resigned", why="Moves", by=STAFF, now=TODAY + days(2))
    assert send_rolling(TODAY + days(3), "membership.sequence") == 0


def test_a_new_mail_is_not_sent_to_who_joined_long_ago(app: Flask) -> None:
    joined(40)
    joined(5)
    a_mail(3, "Whom to talk to first")
    assert send_rolling(TODAY, "membership.sequence") == 1


def test_a_renewal_is_no_reason_to_be_welcomed_again_but_coming_back_is(app: Flask) -> None:
    level = a_level()
    ana = a_member(level)
    a_mail(0, "Good to have you")
    assert send_rolling(TODAY, "membership.sequence") == 1
    pays(ana, level, on=LAST)
    assert send_rolling(morning(LAST + days(1)), "membership.sequence") == 0
    back = date(2029, 5, 5)
    pays(ana, level, on=back)
    assert send_rolling(morning(back), "membership.sequence") == 1


def test_one_that_was_stopped_is_sent_no_more(app: Flask) -> None:
    a_mail(0, "Good to have you")
    a_member()
    with db.writing():
        welcome_mails.stop_welcome(db.session.scalars(select(WelcomeMail)).one(), by=STAFF, now=TODAY)
    assert send_rolling(TODAY, "membership.sequence") == 0
