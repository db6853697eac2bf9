"""What giving keeps of somebody is shown to her, and erased without touching the books."""

from sqlalchemy import select

from chapter import db
from chapter.giving import queries
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt
from tests.browser import Browser
from tests.giving.drives import a_drive, a_gift
from tests.privacy.test_my_data import ask, everything_kept, link_to

HALINA = "halina@example.test"


def test_she_sees_her_gifts_and_their_receipts(app: object, client: Browser) -> None:
    a_gift(a_drive(), 75_00)
    ask(client, HALINA)
    page = client.get(link_to(HALINA))
    assert "$75 for Winter coats" in page.main
    assert "Receipt 1" in page.main
    file = client.get(link_to(HALINA) + "/everything.json").json
    assert file["gifts"][0]["net_cents"] == 75_00
    assert file["receipts"][0]["number"] == 1
    assert len(file["orders"]) == 1


def test_erased_her_name_is_nowhere_and_the_books_stand(app: object, client: Browser) -> None:
    drive = a_drive()
    gift = a_gift(drive, 75_00)
    with db.writing():
        gift.message, gift.tribute_name = "For the Tuesday bus", "Aunt Zofia"
    ask(client, HALINA)
    client.get(link_to(HALINA)).form("erase").fill(sure="y").press()
    db.session.rollback()
    left = everything_kept()
    for word in ("Halina", "halina", "Tuesday bus", "Zofia"):
        assert word not in left, word
    assert queries.figures(drive).raised_cents == 75_00
    assert db.session.scalars(select(Receipt)).one().snapshot["paid_cents"] == 75_00
    assert db.session.scalars(select(Order)).one().amount_cents == 75_00
    assert "Halina" not in client.get("/give/winter").html
