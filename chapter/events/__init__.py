"""Events and RSVPs: what is on, who comes, who waits.

A *party* is one booking (Rsvp) of one or more people. A *seat* is one person's place. Those who find no
seat stand in the *waitlist* as a whole party. Staff of one event are its *lead* and its *greeters*.
"""

from flask import Flask

from chapter.events import places
from chapter.events.views import answers, office_people
from chapter.web import navigation


def register(app: Flask) -> None:
    """Open the pages of events and fill the places of their mails."""
    app.register_blueprint(answers.bp)  # and with it those of public.py and booking.py, which share it
    app.register_blueprint(office_people.bp)  # likewise, with those of views/office.py and office_bookings.py
    navigation.add(app, "site", "What’s on", "events.index", 10)
    navigation.add(app, "office", "Events", "events_office.index", 20)
    places.register(app)
