"""/office/members/levels: the levels, what each asks for, who may get it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db, money
from chapter.accounts.viewer import current_user, directors, staff
from chapter.forms.concurrent_edits import edit_form, initial_edit_form
from chapter.forms.fields import Form, choices_of
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.levels import counters
from chapter.levels import queries as levels_queries
from chapter.levels.forms import LevelForm, OfferForm, RequirementForm
from chapter.levels.models import Level
from chapter.levels.rules import levels, requirements
from chapter.membership import queries, words
from chapter.membership.views.office import bp
from chapter.people import edit_conflicts
from chapter.settings import queries as settings
from chapter.web.access import allow

BY_STAFF = "Staff, by hand"


@bp.get("/levels")
@allow(staff)
def levels_index() -> ResponseReturnValue:
    """List every level, with how many members it has."""
    return render_template(
        "membership/office/levels.html",
        levels=list(db.session.scalars(levels_queries.all_levels(retired=True))),
        counts=_counts(),
        words=words,
    )


@bp.route("/levels/new", methods=["GET", "POST"])
@allow(directors)
def new_level() -> ResponseReturnValue:
    """Create a level; the public sees it once it is opened."""
    form = LevelForm().in_currency(settings.current().currency)
    with form.trying(lambda form: _edit_page(form, None)), db.writing():
        level = levels.create_level(form.values(), by=current_user.actor, now=clock.now())
    flash("Level added. The public will see it when you open it.")
    return _redirect_to_level(level)


@bp.get("/levels/<slug>")
@allow(directors)
def show_level(slug: str) -> ResponseReturnValue:
    """Show one level: what it asks for, who may get it."""
    return _level_page(_level(slug))


@bp.route("/levels/<slug>/edit", methods=["GET", "POST"])
@allow(directors)
def edit_level(slug: str) -> ResponseReturnValue:
    """Change a level; running terms keep their end."""
    level, by = _level(slug), current_user.actor
    form = edit_form(partial(_level_form, level))
    with form.trying(lambda form: _edit_page(form, level)), db.writing():
        edit_conflicts.lock_unchanged(form, level, viewer=by)
        levels.change_level(level, form.values(), by=by, now=clock.now())
    flash("Saved. Current terms keep their end date.")
    return _redirect_to_level(level)


@bp.post("/levels/<slug>/offer")
@allow(directors)
def offer_level(slug: str) -> ResponseReturnValue:
    """Open a level to the public, close it, or retire it."""
    level, by = _level(slug), current_user.actor
    form = edit_form(_offer_form(level))
    with form.trying(lambda form: _level_page(level, offer=form)), db.writing():
        open_to_all, offered = bool(form.open_to_all.data), bool(form.offered.data)
        edit_conflicts.lock_unchanged(form, level, viewer=by)
        levels.set_availability(level, open_to_all=open_to_all, offered=offered, by=by, now=clock.now())
    flash("Saved.")
    return _redirect_to_level(level)


@bp.post("/levels/<slug>/requirements")
@allow(directors)
def add_requirement(slug: str) -> ResponseReturnValue:
    """Add a requirement to a level."""
    level, form = _level(slug), _requirement_form()
    with form.trying(lambda form: _level_page(level, asking=form)), db.writing():
        requirements.add_requirement(
            level,
            words=str(form.words.data),
            counter=str(form.counter.data or ""),
            amount=form.amount.data or 1,
            by=current_user.actor,
            now=clock.now(),
        )
    flash("Requirement added for everyone at this level.")
    return _redirect_to_level(level)


@bp.post("/levels/<slug>/requirements/<int(max=2147483647):number>/end")
@allow(directors)
def end_requirement(slug: str, number: int) -> ResponseReturnValue:
    """End a requirement of a level."""
    level = _level(slug)
    asked = db.first_or_404(levels_queries.requirement_of(level, number))
    with pressed(_redirect_to_level(level)), db.writing():
        requirements.end_requirement(asked, by=current_user.actor, now=clock.now())
    flash("Requirement removed.")
    return _redirect_to_level(level)


def _level(slug: str) -> Level:
    return db.first_or_404(levels_queries.level_with_slug(slug))


def _counts() -> dict[int, int]:
    return queries.count_members_by_level(queries.today(clock.now()))


def _level_form(level: Level, **more: Any) -> LevelForm:
    currency = settings.current().currency
    price = money.typed(level.price_cents, currency)
    return LevelForm(obj=level, price=price, **more).in_currency(currency)


def _offer_form(level: Level) -> Callable[..., OfferForm]:
    def make(**more: Any) -> OfferForm:
        stands = {"open_to_all": level.opened_at is not None, "offered": level.retired_at is None}
        return OfferForm(data=stands, **more)

    return make


def _edit_page(form: LevelForm, level: Level | None) -> str:
    return render_template("membership/office/level_edit.html", form=form, level=level)


def _requirement_form(**more: object) -> RequirementForm:
    form = RequirementForm(**more)
    form.counter.choices = choices_of(
        {**{name: one.words for name, one in counters.registered_counters().items()}, "": BY_STAFF}
    )
    return form


def _level_page(level: Level, **came_back: Form) -> str:
    return render_template(
        "membership/office/level.html",
        level=level,
        asked=levels_queries.requirements_of(level),
        counters=counters.registered_counters(),
        offer=came_back.get("offer") or initial_edit_form(_offer_form(level)),
        asking=came_back.get("asking") or _requirement_form(formdata=None),
        form_has_errors=bool(came_back),
        many=_counts().get(level.id, 0),
        words=words,
        by_staff=BY_STAFF,
    )


def _redirect_to_level(level: Level) -> Response:
    return redirect(url_for("membership_office.show_level", slug=level.slug), 303)
