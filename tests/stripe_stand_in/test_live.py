"""The same questions, asked of a sandbox of Stripe's: does the stand-in answer as Stripe does?"""

import os

import pytest
import stripe

from stripe_stand_in.response_checks import mismatches
from tests.stripe_stand_in.asked import SESSION

KEY = os.environ.get("STRIPE_TEST_KEY", "")
pytestmark = [
    pytest.mark.stripe_live,
    pytest.mark.skipif(
        not KEY, reason="needs STRIPE_TEST_KEY, a key of a sandbox of Stripe's (docs/stripe.md)"
    ),
]


@pytest.fixture
def client() -> stripe.StripeClient:
    """Stripe's own client, for the sandbox."""
    assert "_test_" in KEY
    return stripe.StripeClient(KEY)


def test_a_session_is_opened_once_for_a_key_and_expired(client: stripe.StripeClient) -> None:
    options: stripe.RequestOptions = {"idempotency_key": f"chapter-{os.urandom(8).hex()}"}
    sessions = client.v1.checkout.sessions
    first = sessions.create(params=SESSION, options=options)  # type: ignore[arg-type]  # a plain dict
    assert sessions.create(params=SESSION, options=options).id == first.id  # type: ignore[arg-type]  # as above
    assert (first.status, first.payment_status, first.amount_total) == ("open", "unpaid", 10_330)
    assert list(mismatches(first.to_dict())) == []
    changed = SESSION | {"client_reference_id": "order_2"}
    with pytest.raises(stripe.IdempotencyError):
        sessions.create(params=changed, options=options)  # type: ignore[arg-type]  # as above
    assert sessions.expire(first.id).status == "expired"


@pytest.mark.parametrize(
    ("changed", "param"),
    [({"nonsense": "1"}, "nonsense"), ({"mode": "gift"}, "mode"), ({"submit_type": "give"}, "submit_type")],
)
def test_what_is_not_published_is_refused_by_name(
    client: stripe.StripeClient, changed: dict[str, str], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create(params=SESSION | changed)  # type: ignore[arg-type]  # as above
    assert refused.value.param == param
