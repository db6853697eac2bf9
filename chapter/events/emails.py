"""Mails to those who lead an event."""

from chapter.accounts.viewer import event_leads
from chapter.events.models import Event
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.people.models import Person
from chapter.restrictions import Use


def post_free(event: Event, post: str, lead: Person) -> Letter:
    """To a lead: somebody who was to greet, or to lead too, is no longer available."""
    return write_letter("events.post_free", event=event, post=post, lead=lead, about=("events", event.id))


KINDS = declare("events", "post_free", use=Use.HELD, readers=[event_leads])
"""The kind of this mail, and which roles in the office may read it."""
