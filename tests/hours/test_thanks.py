"""Thanks: each milestone once, the letter of a year once, words of one's own; all of it as mail."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.hours import placeholders as hours_placeholders
from chapter.hours.broadcasts import LettersOfYearBroadcast
from chapter.hours.models.thanks import Thanks
from chapter.hours.rules import entries, thanks
from chapter.hours.rules.entries import EntryInput
from chapter.mail.models import Mail
from chapter.people.models import Person
from chapter.refusal import Refused
from tests.browser import Browser
from tests.factories import GUEST, TODAY, a_person, a_writing, sign_in
from tests.held_mails import send_rolling
from tests.shifts.shifts import an_opportunity

NEXT_YEAR = TODAY.replace(year=2027)


def gave(person: Person, hours: int, on: date = date(2026, 11, 2)) -> None:
    """Time that the lead wrote down, in parts that a day holds."""
    whole = an_opportunity()
    with a_writing():
        for part in range(0, hours, 10):
            day = date(on.year, on.month, on.day + part // 10)
            stretch = EntryInput(day, min(10, hours - part) * 60, long_ago=True)
            nonce = f"{person.id}-{whole.id}-{part}"
            entries.log(person, whole, stretch, nonce=nonce, lead=True, by=GUEST, now=NEXT_YEAR)


def mails() -> list[str]:
    found = select(Mail.subject).where(Mail.kind.like("volunteering.thanks%")).order_by(Mail.id)
    return list(db.session.scalars(found))


def test_a_milestone_is_told_once_and_only_the_highest_that_she_passed(app: Flask) -> None:
    vera, bea = a_person("Vera One", "vera@example.test"), a_person("Bea Two", "bea@example.test")
    gave(vera, 9)
    gave(bea, 30)
    send_rolling(TODAY, "volunteering.thanks_milestone")
    assert mails() == ["25 hours, and thank you"]
    gave(vera, 1)
    for _ in range(3):
        send_rolling(TODAY, "volunteering.thanks_milestone")
    assert mails() == ["25 hours, and thank you", "10 hours, and thank you"]
    gave(bea, 19, date(2026, 10, 1))
    send_rolling(TODAY, "volunteering.thanks_milestone")
    assert len(mails()) == 2
    gave(bea, 1, date(2026, 9, 1))
    send_rolling(TODAY, "volunteering.thanks_milestone")
    assert mails()[2:] == ["50 hours, and thank you"]


def test_the_letters_of_a_year_leave_by_one_press_in_batches_and_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LettersOfYearBroadcast, "batch_size", 2)
    for number in range(3):
        gave(a_person(f"Vera {number}", f"vera{number}@example.test"), 2)
    with a_writing():
        assert thanks.request_letters(2026, by=GUEST, now=NEXT_YEAR) == 3
    with a_writing():
        assert thanks.request_letters(2026, by=GUEST, now=NEXT_YEAR) == 0
    assert mails() == []
    counts = []
    for _ in range(3):
        broadcasts_tasks.send_due(NEXT_YEAR + timedelta(minutes=10))
        counts.append(len(mails()))
    assert counts == [2, 3, 3]
    file = hours_placeholders.letter(db.session.scalars(select(Thanks.id)).first() or 0)
    assert file is not None
    assert file.data.startswith(b"%PDF")


def test_a_year_that_is_not_over_has_no_letter(app: Flask) -> None:
    with pytest.raises(Refused, match="isn’t over yet"), a_writing():
        thanks.request_letters(2026, by=GUEST, now=TODAY)


def test_the_lead_thanks_her_in_her_own_words_but_nobody_thanks_herself(app: Flask, client: Browser) -> None:
    lead = sign_in(client, "volunteers")
    vera = a_person("Vera One", "vera@example.test")
    address = f"/office/hours/people/{vera.public_id}/thank"
    form = client.get(address).form(address)
    form.fill(words="You carried the boxes.", signed="Lea Lead").press()
    mail = db.session.scalars(select(Mail).where(Mail.kind == "volunteering.thanks_words")).one()
    assert "You carried the boxes." in mail.text
    assert "Lea Lead" in mail.text
    again = client.post(address, words="You carried the boxes.", signed="Lea Lead")
    assert again.status == 422
    own = f"/office/hours/people/{lead.public_id}/thank"
    assert client.post(own, words="Well done.", signed="Lea Lead").status == 422
    assert "You carried the boxes." in client.get("/office/hours/thanks").main
