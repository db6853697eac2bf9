"""The public list of events, one event's page, and booking seats. No account is needed."""

from datetime import datetime
from functools import partial

from flask import Response, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import Viewer, current_user
from chapter.bookings import guest_list, wording
from chapter.bookings import queries as bookings_queries
from chapter.bookings.forms import RsvpForm
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings
from chapter.bookings.rules.bookings import BookingInput
from chapter.bookings.views.public import bp
from chapter.email_addresses import email_key
from chapter.events import dates, queries, structured_data
from chapter.events.models import Event
from chapter.events.views.public.event_files import event_or_404, public_stamp
from chapter.forms.idempotent_form import SENT_TWICE, new_nonce
from chapter.gateways import clock
from chapter.mail import throttle as mail_throttle
from chapter.people.models import Person
from chapter.security import signed_links, throttle
from chapter.security.client_ip import client_ip
from chapter.settings import queries as settings
from chapter.web import page_cache, pages
from chapter.web.access import allow, everyone
from chapter.web.csrf import csrf_token
from chapter.web.filters import theme
from chapter.web.http_cache import cached_by_etag, program_version

MOST_COMING = 100
PAST_SHOWN = 20
NAMES_SHOWN = 6
NOT_BOOKED = "Nothing was booked. What you entered is still here."


@bp.get("/events/")
@allow(everyone)
@cached_by_etag(public_stamp)
def event_list() -> ResponseReturnValue:
    """Events to come and past events, page by page."""
    now = clock.now()
    listed = queries.visible_to(current_user).listed()
    past = pages.by_number(listed.past(now), PAST_SHOWN, at=url_for("bookings.event_list"))
    coming = list(db.session.scalars(listed.coming(now).limit(MOST_COMING))) if past.number == 1 else []
    return render_template(
        "bookings/public/index.html",
        on_now=[event for event in coming if dates.is_on_now(event, now)],
        coming=[event for event in coming if not dates.is_on_now(event, now)],
        past=past,
        seatings=bookings_queries.occupancy_by_event(coming),
        address=signed_links.absolute_url(
            url_for("bookings.event_list", page=past.number if past.number > 1 else None)
        ),
        now=now,
        words=wording,
    )


@bp.get("/events/<slug>")
@allow(everyone)
def event_page(slug: str) -> ResponseReturnValue:
    """One event's page: how full it is, and the booking form."""
    event = event_or_404(slug)
    if current_user.is_authenticated or "_flashes" in session:
        return _page(event, _form(event, current_user))
    return Response(_page_for_guests(event))


@bp.post("/events/<slug>/rsvp")
@allow(everyone)
def book(slug: str) -> ResponseReturnValue:
    """Book. The same form again leads to the same booking; the same name and email in another form make a
    booking of their own, so that nobody learns by typing them who comes."""
    event, now = event_or_404(slug), clock.now()
    form = _form(event, current_user)
    with form.trying(partial(_page, event), limit_note=NOT_BOOKED, twice=SENT_TWICE):
        party = form.party(*_identity(current_user))
        mine = _booking_of(current_user, event)
        if mine is not None:
            return redirect(url_for("bookings.booking", token=mine.token), 303)
        _count(event, party, current_user, now)
        with form.new_nonce_when_taken():
            return _book(event, party, current_user)


@bp.get("/rsvp/mailed")
@allow(everyone)
def mailed() -> ResponseReturnValue:
    """A page saying that a mail is on its way; it does not reveal whether there is a booking."""
    return render_template("bookings/public/mailed.html")


def _form(event: Event, viewer: Viewer) -> RsvpForm:
    form = RsvpForm.for_event(event)
    if not form.is_submitted():
        form.nonce.data = new_nonce()
    return form.without_identity(viewer.person) if viewer.is_authenticated else form


def _identity(viewer: Viewer) -> tuple[str, str, Person | None]:
    if not viewer.is_authenticated:
        return "", "", None
    return viewer.person.name, viewer.person.email or viewer.account.email, viewer.person


def _booking_of(viewer: Viewer, event: Event) -> Rsvp | None:
    return bookings_queries.booking_of(viewer.person.id, event) if viewer.is_authenticated else None


def _count(event: Event, party: BookingInput, viewer: Viewer, now: datetime) -> None:
    """Count an attempt; without sign-in, also attempts for this email from the same network.

    Raises TooManyAttempts.
    """
    if bookings_queries.booking_by_nonce(party.nonce) is not None:
        return
    key = email_key(party.email)
    here = [] if viewer.is_authenticated else [(throttle.MAILED_LINKS_BY_NETWORK, f"{key}|{client_ip()}")]
    throttle.enforce(
        (throttle.RSVP, f"{key}|{event.id}"), (throttle.RSVP_BY_ADDRESS, client_ip()), *here, now=now
    )


def _book(event: Event, party: BookingInput, viewer: Viewer) -> ResponseReturnValue:
    held = None
    with db.writing():
        event, now = db.lock(event), clock.now()  # in this order: positions go by who locked first
        booked = bookings.book(event, party, by=viewer.actor, now=now)
        if not viewer.is_authenticated:
            held = mail_throttle.throttle_mails(email_key(party.email), now=now)
    if held is not None:
        flash(mail_throttle.notice(held, event.zone_info), "waiting")
    made = booked.rsvp
    is_own = viewer.is_authenticated and made.proved and made.person_id == viewer.person.id
    token = made.token if is_own else made.typed_token
    return redirect(url_for("bookings.booking", token=token), 303)


def _page_for_guests(event: Event) -> bytes:
    """The page for visitors who are not signed in, cached; only the form's CSRF token and nonce differ."""
    chapter, now = settings.current(), clock.now()
    fresh = {"token": csrf_token(), "nonce": new_nonce()}
    depends_on = (
        *(
            event.public_id,
            event.version,
            event.bookings_version,
            event.why_closed(now),
            now >= event.starts_at,
        ),
        *(
            chapter.version,
            chapter.sight,
            now.astimezone(chapter.zone_info).date(),
            theme(),
            program_version(),
        ),
    )

    def make() -> str:
        form = RsvpForm.for_event(event)
        form.nonce.data = fresh["nonce"]
        return _page(event, form)

    return page_cache.render_with_fresh_values(fresh, depends_on, make)


def _page(event: Event, form: RsvpForm) -> str:
    now = clock.now()
    me = current_user.account.person_id if current_user.is_authenticated else None
    seating, names = guest_list.occupancy_and_names(event, NAMES_SHOWN, me)
    return render_template(
        "bookings/public/show.html",
        event=event,
        form=form,
        seating=seating,
        names=names,
        closed=event.why_closed(now),
        booking=_booking_of(current_user, event),
        data=structured_data.linked_data(event, seating, settings.current()),
        address=structured_data.public_url(event),
        picture=signed_links.absolute_url(url_for("events.card", slug=event.slug)),
        words=wording,
        now=now,
    )
