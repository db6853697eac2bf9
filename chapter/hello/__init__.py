"""The first hello: who of those who come says hello to whom, and why; what she promised, whom she met.

A *hello* is a pair for one event; it holds both ways. A pair that is *apart* never meets by our doing. A
*tie* stands between two who both said that they met. What she says of an evening is hers alone. A *companion*
meets one guest, at the door or as her buddy; the *pocket* is a page that opens without a signal.
"""

from datetime import datetime
from typing import Any

from flask import Flask

from chapter.events import also_asked, panels
from chapter.events.models import Rsvp
from chapter.events.rules import addresses
from chapter.hello import arrivals, company_letters, emails, places, tellings
from chapter.hello.companions import BUDDY, MOST, Companion, too_late
from chapter.hello.rules import writing
from chapter.hello.rules.times import sees_who_comes
from chapter.hello.views import company, office, office_arrivals, own, pocket
from chapter.mail import kinds
from chapter.mail import tellings as mail
from chapter.web import navigation, record_redirects


def register(app: Flask) -> None:
    """Open the pages, fill the links of the mails, stand on a guest's booking."""
    for views in (own, office, company, office_arrivals, pocket):
        app.register_blueprint(views.bp)
    navigation.add_entry(app, "office", "Kept apart", "apart.index", order=86)
    record_redirects.register_routes(app, addresses.KIND, own.bp.name, office_arrivals.bp.name)
    kinds.register(app, emails.KINDS)
    places.register(app)
    company_letters.register(app)
    mail.register(app, *tellings.KINDS)
    app.jinja_env.globals["sees_who_comes"] = sees_who_comes
    also_asked.register(app, writing.QUESTION)
    panels.register(app, panels.Panel("hello/arranged_booking.html", _panel))
    panels.register_tab(app, "arrivals_office.show", "Greeters and guests")


def _panel(rsvp: Rsvp, now: datetime) -> dict[str, Any] | None:
    if now >= rsvp.event.ends_at:
        return None
    wishes = rsvp.arrival in MOST and not rsvp.came
    one = arrivals.company_of(rsvp) if wishes else None
    pair = arrivals.paired_with(rsvp) if rsvp.arrival == BUDDY else None
    looking = wishes and not too_late(rsvp.event.starts_at, now)
    return {"wishes": wishes, "looking": looking, "one": _as_hers(one), "pair": _as_hers(pair)}


def _as_hers(one: Companion | None) -> Companion | None:
    return one if one is not None and arrivals.may_meet(one) else None
