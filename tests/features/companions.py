"""An evening to which somebody would like to be met."""

from chapter import db
from chapter.hello.rules import companions
from chapter.people.models import Person
from chapter.people.verification import TYPED
from tests import factories
from tests.factories import TODAY

Records = dict[str, dict[str, str]]


def build(lead: Person, greeter: Person) -> Records:
    """Somebody for whom nobody is asked yet, and somebody who was asked to meet another."""
    event = factories.an_event("A met evening", slug="met-evening")
    factories.a_lead(event, lead)
    factories.a_lead(event, greeter, "greeter")
    alone, asked = (factories.a_booking(event, arrival="meet_me") for _ in range(2))
    db.session.flush()
    typed = factories.a_booking(event, proof=TYPED)
    one = companions.ask(asked, greeter, by=lead, now=TODAY)
    db.session.flush()
    return {
        "who is asked to meet": {"token": one.token},
        "what was typed": {"token": typed.typed_token},
        "a met evening": {"slug": event.slug},
        "who wants to be met": {"slug": event.slug, "public_id": alone.public_id},
    }
