"""Who asks what is kept about her sees her orders; who is forgotten leaves the books as they were."""

from collections.abc import Callable

from chapter import db
from chapter.payments import queries, stripe_calls
from chapter.payments.models.orders import Order
from chapter.personal_data import erasure, rows
from chapter.personal_data.subjects import Subject
from chapter.privacy import exports
from chapter.privacy import queries as privacy
from chapter.privacy import rules as forgetting
from tests.factories import GUEST, TODAY
from tests.payments.fake_stripe import FakeStripe


def test_an_order_is_shown_forgotten_and_still_in_the_books(
    stripe: FakeStripe, a_session: Callable[..., tuple[Order, str]]
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    stripe_calls.refresh_session(session_id, now=TODAY)
    assert rows.is_known("ana@example.test")
    kept = privacy.data_under("ana@example.test")
    assert "Ana Lopez" in exports.as_json(kept)
    with db.writing():
        forgetting.erase(privacy.data_under("ana@example.test"), now=TODAY)
    db.session.refresh(order)
    assert (order.payer_name, order.payer_email, order.email_key) == ("", "", "")
    assert not rows.is_known("ana@example.test")
    assert queries.net_income_cents([order.id]) == 10_300


def test_orders_of_others_stay(stripe: FakeStripe, a_session: Callable[..., tuple[Order, str]]) -> None:
    order, _ = a_session()
    with db.writing():
        for address in ("bea@example.test", ""):
            erasure.erase(Subject(key=address, addresses=[address]), by=GUEST, now=TODAY)
    db.session.refresh(order)
    assert order.payer_name == "Ana Lopez"
