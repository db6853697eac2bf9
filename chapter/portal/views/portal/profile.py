"""/me/profile and /me/privacy: what members say about themselves, and to whom."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chapter import db
from chapter.accounts.viewer import current_user, signed_in
from chapter.forms.concurrent_edits import edit_form, initial_edit_form
from chapter.forms.fields import Form
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.media import responses
from chapter.media import rules as media
from chapter.people import edit_conflicts, queries
from chapter.people.models import Person
from chapter.people.models.profile import AUDIENCES, FIELDS, AskOrOffer, Profile
from chapter.people.pictures import PHOTO
from chapter.people.rules import profiles
from chapter.portal import contact_changes
from chapter.portal.forms import AskOrOfferForm, AudienceForm, PhotoForm, ProfileForm
from chapter.portal.views.portal import bp
from chapter.refusal import Refused
from chapter.security import throttle
from chapter.web.access import allow
from chapter.web.request_body import accepts_file, file_too_large

LIMITS = {"skills": profiles.MOST_SKILLS, "links": profiles.MOST_LINKS}


@bp.get("/me/profile")
@allow(signed_in)
def profile() -> ResponseReturnValue:
    """The member's profile, to edit."""
    return _page()


@bp.post("/me/profile")
@allow(signed_in)
def save_profile() -> ResponseReturnValue:
    """Save the profile form."""
    form = edit_form(_profile_form)
    with form.trying(lambda form: _page(profile=form)), db.writing():
        edit_conflicts.lock_unchanged(form, _person(), viewer=_person().actor)
        before = contact_changes.read_name_before(_person())
        profiles.change(_person(), form.profile_input(), now=clock.now())
        contact_changes.follow_new_name(_person(), before, now=clock.now())
    flash("Saved. To choose who sees it, go to Who sees what.", "done")
    return redirect(url_for("portal.profile"), 303)


@bp.post("/me/photo")
@allow(signed_in)
@accepts_file(media.MOST_BYTES)
def set_photo() -> ResponseReturnValue:
    """Save another photo, re-encoded."""
    form, picture = PhotoForm(), request.files.get("photo")
    if file_too_large():
        form.show_error(Refused(media.TOO_LARGE, "photo"))
        return _page(photo=form), 422
    with form.trying(lambda form: _page(photo=form)):
        throttle.enforce((throttle.PHOTO, str(current_user.account.id)), now=clock.now())
        db.end_reading()
        kept = media.upload(picture.read(media.MOST_BYTES + 1) if picture else b"", PHOTO)
        with db.writing():
            profiles.set_photo(_person(), kept, now=clock.now())
    flash("Your photo was saved.", "done")
    return redirect(url_for("portal.profile"), 303)


@bp.post("/me/photo/remove")
@allow(signed_in)
def remove_photo() -> ResponseReturnValue:
    """Remove the photo; the page shows initials again."""
    with pressed(lambda sentence: _page(trouble=sentence)), db.writing():
        profiles.set_photo(_person(), None, now=clock.now())
    flash("Your photo was removed. Your initials show instead.", "done")
    return redirect(url_for("portal.profile"), 303)


@bp.get("/me/photo/<any(small,large):size>.webp")
@allow(signed_in)
def photo(size: str) -> ResponseReturnValue:
    """The member's own photo, as WebP."""
    profile = db.session.get(Profile, current_user.account.person_id)
    return responses.picture_response(profile.photo_id if profile else None, size)


@bp.post("/me/says")
@allow(signed_in)
def add_ask_or_offer() -> ResponseReturnValue:
    """Add something that the member asks for or offers."""
    form = AskOrOfferForm()
    with form.trying(lambda form: _page(say=form)), db.writing():
        profiles.add_ask_or_offer(_person(), str(form.kind.data), str(form.words.data), now=clock.now())
    flash("It’s in your profile now.", "done")
    return redirect(url_for("portal.profile", _anchor="says"), 303)


@bp.post("/me/says/<public_id>/end")
@allow(signed_in)
def end_ask_or_offer(public_id: str) -> ResponseReturnValue:
    """End something asked for or offered."""
    hers = select(AskOrOffer).where(
        AskOrOffer.public_id == public_id, AskOrOffer.person_id == current_user.account.person_id
    )
    said = db.first_or_404(hers)
    with pressed(lambda sentence: _page(trouble=sentence)), db.writing():
        profiles.end_ask_or_offer(said, now=clock.now())
    flash("Removed.", "done")
    return redirect(url_for("portal.profile", _anchor="says"), 303)


@bp.get("/me/privacy")
@allow(signed_in)
def audiences() -> ResponseReturnValue:
    """The form for who sees each field of the profile."""
    return _audiences(initial_edit_form(_seen_by))


@bp.post("/me/privacy")
@allow(signed_in)
def set_audiences() -> ResponseReturnValue:
    """Save who sees each field, and whether the member hides altogether."""
    form = edit_form(_seen_by)
    with form.trying(_audiences), db.writing():
        edit_conflicts.lock_unchanged(form, _person(), viewer=_person().actor)
        profiles.set_audiences(_person(), form.audiences(), hidden=bool(form.hidden.data), now=clock.now())
    flash("You’re hidden everywhere." if form.hidden.data else "Saved.", "done")
    return redirect(url_for("portal.audiences"), 303)


def _person() -> Person:
    person: Person = current_user.person
    return person


def _profile_form(**more: Any) -> ProfileForm:
    return ProfileForm.from_input(profiles.values_of(_person()), **more)


def _seen_by(**more: Any) -> AudienceForm:
    return AudienceForm.for_profile(db.session.get(Profile, _person().id), **more)


def _audiences(form: AudienceForm) -> str:
    return render_template("portal/privacy.html", form=form, fields=FIELDS, audiences=AUDIENCES)


def _page(trouble: str = "", **came_back: Form) -> str:
    """Render the profile page. ``came_back`` holds the form that had errors: profile, photo or say."""
    person = _person()
    profile = db.session.get(Profile, person.id)
    return render_template(
        "portal/profile.html",
        person=person,
        has_photo=profile is not None and profile.photo_id is not None,
        profile_form=came_back.get("profile") or initial_edit_form(_profile_form),
        photo_form=(came_back.get("photo") or PhotoForm(formdata=None)).with_id_prefix("photo"),
        say_form=(came_back.get("say") or AskOrOfferForm(formdata=None)).with_id_prefix("say"),
        says=queries.asks_and_offers_of(person.id),
        kinds=profiles.KINDS,
        trouble=trouble,
        most=LIMITS,
        form_has_errors=bool(came_back) or bool(trouble),
    )
