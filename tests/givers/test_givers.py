"""Who gives: how she stands, statements of a year, second thanks, what gifts did."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from chapter import db
from chapter.givers import queries, year_end_statements
from chapter.givers.models import SoftCredit, Statement
from chapter.givers.rules import statement_requests
from chapter.giving.models import Gift
from chapter.mail import delivery
from chapter.mail.models import Mail
from chapter.payments.models.ledger import Payment
from chapter.payments.rules import ledger
from chapter.people.models import Person
from chapter.people.rules import persons
from chapter.refusal import Refused
from tests import factories
from tests.browser import Browser
from tests.factories import GUEST, TODAY
from tests.giving.drives import a_drive, a_gift, agrees_to_news
from tests.held_mails import release_held

NEXT_YEAR = TODAY + timedelta(days=60)
pytestmark = pytest.mark.usefixtures("app")


def giver_of(gift: Gift) -> Person:
    return db.session.get_one(Person, gift.person_id)


def mails(kind: str) -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.id)))


def found(standing: str, now: datetime = TODAY) -> list[str]:
    rows = db.session.execute(queries.find_givers(queries.GiverQuery(standing), now))
    return [row[0].name for row in rows]


def test_a_giver_is_new_gives_again_and_lapses() -> None:
    drive = a_drive()
    a_gift(drive, 10_00, "Once Only", email="once@example.test")
    for _ in range(2):
        a_gift(drive, 20_00, "Twice Over", email="twice@example.test")
    later = TODAY + timedelta(days=366)
    assert (found("first"), found("again"), found("lapsed")) == (["Once Only"], ["Twice Over"], [])
    assert (found("first", later), found("again", later)) == ([], [])
    assert sorted(found("lapsed", later)) == ["Once Only", "Twice Over"]
    assert len(found("")) == 2


def test_what_came_from_her_is_what_the_ledger_says() -> None:
    drive = a_drive()
    gift = a_gift(drive, 80_00)
    a_gift(drive, 5_00)
    payment = db.session.scalars(select(Payment).order_by(Payment.id)).first()
    assert payment is not None
    with factories.a_writing():
        ledger.book_return(payment, ledger.REFUND, "re_1", 30_00, happened_at=TODAY, now=TODAY)
        ledger.settle_returns(payment, 0, now=TODAY)
    assert queries.income_by_giver([giver_of(gift).id]) == {giver_of(gift).id: {"usd": 55_00}}


def test_the_office_lists_givers_and_shows_one(client: Browser) -> None:
    gift = a_gift(a_drive(), 80_00, "Halina Wolska")
    factories.sign_in(client, "treasurer")
    page = client.get("/office/giving/givers?standing=first&q=hal")
    assert "Halina Wolska" in page.html
    assert "$80" in page.html
    assert "No givers match" in client.get("/office/giving/givers?q=nobody").html
    shown = client.get(f"/office/giving/givers/{giver_of(gift).public_id}")
    assert "First-time giver" in shown.html
    assert client.get("/office/giving/givers/nobody", check=False).status == 404


def test_a_statement_sums_up_the_receipts_that_stand_and_is_none_itself() -> None:
    drive = a_drive()
    gift = a_gift(drive, 80_00)
    a_gift(drive, 20_00)
    payment = db.session.scalars(select(Payment).order_by(Payment.id)).first()
    assert payment is not None
    with factories.a_writing():
        ledger.book_return(payment, ledger.REFUND, "re_1", 30_00, happened_at=TODAY, now=TODAY)
        ledger.settle_returns(payment, 0, now=TODAY)
    told = year_end_statements.statement_of(giver_of(gift), TODAY.year)
    assert [one.number for one in told.receipts] == [2, 3]
    assert told.total == "$70"
    assert "not another receipt" in told.sentences[0]
    assert year_end_statements.statement_of(giver_of(gift), TODAY.year - 1).rows == []


def test_one_press_mails_each_giver_of_the_year_once() -> None:
    drive = a_drive()
    for number in range(30):
        a_gift(drive, 10_00, f"Giver {number}", email=f"giver{number}@example.test")
    a_gift(drive, 10_00, "No Mail", email="")
    with factories.a_writing():
        assert statement_requests.request_statements(TODAY.year, by=GUEST, now=NEXT_YEAR) == 30
    with factories.a_writing():
        assert statement_requests.request_statements(TODAY.year, by=GUEST, now=NEXT_YEAR) == 0
    release_held()
    sent = mails("giving.statement")
    assert len(sent) == len({one.to_address for one in sent}) == 30
    assert db.session.scalar(select(func.count()).select_from(Statement)) == 30


def test_a_year_that_is_not_over_gets_no_statements(client: Browser) -> None:
    a_gift(a_drive())
    with pytest.raises(Refused), factories.a_writing():
        statement_requests.request_statements(TODAY.year, by=GUEST, now=TODAY)
    factories.sign_in(client, "treasurer")
    page = client.post("/office/giving/statements", year=str(TODAY.year), check=False)
    assert page.status == 422
    assert "isn’t over yet" in page.html


def test_her_statement_opens_by_its_link_alone_and_by_no_other_year(client: Browser) -> None:
    gift = a_gift(a_drive(), 80_00)
    person = giver_of(gift)
    token = year_end_statements.statement_token(person, TODAY.year)
    page = client.get(f"/give/statement/{TODAY.year}/{token}")
    assert "$80" in page.html
    assert page.headers["Cache-Control"] == "private, no-store"
    assert client.get(f"/give/statement/{TODAY.year}/{token}.pdf").body.startswith(b"%PDF")
    assert client.get(f"/give/statement/{TODAY.year - 1}/{token}", check=False).status == 404
    assert client.get(f"/give/statement/{TODAY.year}/{token[:-1]}x", check=False).status == 404


def test_a_member_sees_her_gifts_and_has_her_statement_mailed_again(client: Browser) -> None:
    account = factories.an_account()
    gift = a_gift(a_drive(), 80_00)
    with factories.a_writing():
        db.lock(gift).person_id = account.person_id
    factories.sign_in(client, account=account)
    page = client.get("/me/gifts")
    assert "$80" in page.html
    assert re.search(r"Receipt 1\b", page.html)
    for _ in range(2):
        assert client.post(f"/me/gifts/statement/{TODAY.year}").status == 200
        while delivery.send_due(now=TODAY):
            pass
    assert len(mails("giving.statement")) == 2
    assert client.post(f"/me/gifts/statement/{TODAY.year - 1}", check=False).status == 422


def test_a_second_person_is_thanked_and_no_money_moves(client: Browser) -> None:
    gift = a_gift(a_drive(), 80_00)
    with factories.a_writing():
        other = persons.find_or_add("Stanislaw Wolski", "stanislaw@example.test", now=TODAY)
    factories.sign_in(client, "treasurer")
    address = f"/office/giving/gifts/{gift.public_id}/credit"
    for _ in range(2):
        assert client.post(address, email="Stanislaw@example.test").status == 200
    assert db.session.scalar(select(func.count()).select_from(SoftCredit)) == 1
    assert "Stanislaw Wolski" in client.get(address).html
    assert queries.income_by_giver([other.id]) == {}
    assert client.post(address, email="nobody@example.test", check=False).status == 422
    assert client.post(address, email="halina@example.test", check=False).status == 422
    assert "Halina Wolska" in client.get(f"/office/giving/givers/{other.public_id}").html
    client.post(f"{address}/{other.public_id}/end")
    assert db.session.scalar(select(func.count()).select_from(SoftCredit)) == 0


def test_of_two_who_share_an_e_mail_one_is_chosen(client: Browser) -> None:
    gift = a_gift(a_drive(), 80_00)
    with factories.a_writing():
        ewa, _ = [persons.add(name, "nowak@example.test", now=TODAY) for name in ("Ewa Nowak", "Adam Nowak")]
    factories.sign_in(client, "treasurer")
    address = f"/office/giving/gifts/{gift.public_id}/credit"
    page = client.post(address, email="nowak@example.test", check=False)
    assert page.status == 422
    assert "Several people match" in page.main
    page.form("/credit").fill(**{"email-who": ewa.public_id}).press()
    assert db.session.scalars(select(SoftCredit.person_id)).all() == [ewa.id]


def test_what_gifts_did_is_told_once_to_each_who_gave(client: Browser) -> None:
    drive = a_drive()
    for number in range(30):
        a_gift(drive, 10_00, f"Giver {number}", email=f"giver{number % 20}@example.test")
    a_gift(drive, 10_00, "Nora News", email="nora@example.test")
    agrees_to_news(*(f"giver{number}@example.test" for number in range(20)))
    factories.sign_in(client, "treasurer")
    address = "/office/giving/drives/winter/did"
    assert client.post(address, words="", signed="", check=False).status == 422
    page = client.post(address, words="Sixty girls have a coat.", signed="Dana")
    assert page.h1 == "Preview: Update for givers: Winter coats"
    assert "20 people will get it" in page.main
    assert "Nora News did not subscribe" in page.main
    assert client.post(address, words="Sixty girls have a coat.", signed="Dana", act="send").status == 200
    assert "20 people will get it in 10 minutes" in client.get(address).main
    assert client.post(address, words="And again.", signed="Dana", check=False).status == 422
    release_held()
    sent = mails("giving.news")
    assert len(sent) == len({one.to_address for one in sent}) == 20
    assert "Sixty girls have a coat." in sent[0].text
    assert "/give" not in sent[0].text
    assert "The update was sent." in client.get(address).html
