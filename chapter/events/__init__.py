"""Events and RSVPs: what is on, who comes, who waits.

A *party* is one booking (Rsvp) of one or more people. A *seat* is one person's place. Those who find no
seat stand in the *waitlist* as a whole party. Staff of one event are its *lead* and its *greeters*.
"""

from flask import Flask

from chapter.events import attendance, places
from chapter.events.views import booking, office_people
from chapter.membership import counters
from chapter.web import navigation


def register(app: Flask) -> None:
    """Open the pages of events, fill the places of their mails, and count who came."""
    app.register_blueprint(booking.bp)  # and with it those of views/public.py, which share it
    app.register_blueprint(office_people.bp)  # likewise, with those of views/office.py and office_bookings.py
    navigation.add(app, "site", "What’s on", "events.index", 10)
    navigation.add(app, "office", "Events", "events_office.index", 20)
    places.register(app)
    counters.register(app, attendance.COUNTER)
