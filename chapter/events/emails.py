"""Mails to those who lead an event."""

from chapter.events.models import Event
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter


def post_free(event: Event, post: str, name: str) -> Letter:
    """To a lead: whoever was to greet, or led with her, is not there any more."""
    return write_letter("events.post_free", event=event, post=post, name=name, about=("events", event.id))
