"""Whom no mail may ask for help: restricted (chapter.restrictions), bounced, or opted out."""

from collections.abc import Collection

from chapter import restrictions
from chapter.mail import gate
from chapter.mail.gate import GateQuery
from chapter.people.models import Person
from chapter.restrictions import Use


def reasons_not_to_ask(people: Collection[tuple[int, str]]) -> dict[int, str]:
    """Those of these people (number and email) who can't be asked, each with the reason, as words that
    follow their name. The number of statements does not grow with them."""
    gone = restrictions.reasons_against([number for number, _ in people], Use.ASK)
    readers = [GateQuery("volunteering.asked", number, email) for number, email in people]
    against = gate.why_not_sent(readers)
    unreached = {
        reader.person_id
        or 0: f"can’t be asked by email: {against[reader].why.removeprefix(gate.NOT_SENT_PREFIX)}"
        for reader in readers
        if reader in against
    }
    return {**unreached, **{number: f"{why}. Ask somebody else." for number, why in gone.items()}}


def askable_people(people: Collection[Person]) -> list[Person]:
    """Those of ``people`` who can be asked, in their order."""
    against = reasons_not_to_ask([(one.id, one.email) for one in people])
    return [one for one in people if one.id not in against]
