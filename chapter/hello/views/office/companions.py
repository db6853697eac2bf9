"""/office/events/<event>/arrivals: who wants to be met, who was asked, who is at the badge desk."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.bookings.models import Rsvp
from chapter.events.circles import event_managers
from chapter.events.models import Event
from chapter.events_office.views.office.event_page import managed_event_or_404, page_head
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.hello import companion_texts
from chapter.hello.forms import CompanionForm
from chapter.hello.models.companions import BUDDY, Companion
from chapter.hello.queries import companion_search
from chapter.hello.rules import companions
from chapter.hello.rules.request_timing import is_too_late_to_ask
from chapter.hello.views.office import bp
from chapter.small_jobs import queries
from chapter.web.access import allow, second_factor_required


@bp.get("/events/<slug>/arrivals")
@allow(event_managers)
@second_factor_required
def companions_page(slug: str) -> ResponseReturnValue:
    """Everybody who wants to be met, and the state of each request."""
    return _page(managed_event_or_404(slug))


@bp.post("/events/<slug>/arrivals/ask")
@allow(event_managers)
@second_factor_required
def ask_companions(slug: str) -> ResponseReturnValue:
    """For each guest for whom nobody is asked, ask the best one."""
    event = managed_event_or_404(slug)
    now = clock.now()
    with pressed(partial(_page, event)), db.writing():
        asked = companions.ask_all(db.lock(event), by=current_user.person, now=now)
        done = companion_texts.asked_all_text(asked, event, now)
    flash(done, "done")
    return _back(event)


@bp.post("/events/<slug>/arrivals/<public_id>/ask")
@allow(event_managers)
@second_factor_required
def ask_companion(slug: str, public_id: str) -> ResponseReturnValue:
    """Ask one person to meet this guest, or the best ones in turn."""
    event = managed_event_or_404(slug)
    guest, form = companion_search.guest_or_404(event, public_id), CompanionForm()
    with pressed(partial(_page, event), form):
        wanted = str(form.person.data or "")
        person = companion_search.person_or_404(wanted) if wanted else None
        with db.writing():
            one = companions.ask(guest, person, by=current_user.person, now=clock.now())
            done = companion_texts.asked_one_text(one)
    flash(done, "done")
    return _back(event)


@bp.post("/events/<slug>/arrivals/<public_id>/take")
@allow(event_managers)
@second_factor_required
def meet_guest(slug: str, public_id: str) -> ResponseReturnValue:
    """The signed-in viewer meets this guest."""
    event = managed_event_or_404(slug)
    guest = companion_search.guest_or_404(event, public_id)
    with pressed(partial(_page, event)), db.writing():
        one = companions.take_over(guest, by=current_user.person, now=clock.now())
    flash(f"You will meet {guest.name}. Your sign: a {one.sign}.", "done")
    return _back(event)


def _back(event: Event) -> Response:
    return redirect(url_for("hello_office.companions_page", slug=event.slug), 303)


def _page(event: Event, refused: str = "") -> str:
    snapshot = companion_search.load_snapshot(event)
    now = clock.now()
    moves = event.cancelled_at is None and now < event.starts_at
    return render_template(
        "hello/office/companions.html",
        rows=[_row(snapshot, guest, moves) for guest in snapshot.wanting_company],
        jobs=queries.jobs_of_event(event.id),
        moves=moves,
        asks=moves and not is_too_late_to_ask(event.starts_at, now),
        how=companion_texts.explanation(event, now) if moves else "",
        refused=refused,
        form_has_errors=bool(refused),
        **page_head(event, "hello_office.companions_page"),
    )


def _row(snapshot: companion_search.CompanionSnapshot, guest: Rsvp, moves: bool) -> dict[str, Any]:
    one = snapshot.companion_of(guest)
    met: Companion | None = one or (snapshot.buddy_pair_of(guest) if guest.arrival == BUDDY else None)
    free = moves and not guest.came and (one is None or not one.meets) and (one is not None or met is None)
    could = snapshot.could_meet(guest) if free else []
    past = [other for other in snapshot.companions if other.guest_id == guest.id and not other.live]
    return {"guest": guest, "one": one, "met": met, "could": could, "free": free, "past": past}
