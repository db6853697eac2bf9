"""/me/data and /me/leave: everything about a member as one file, and erasure."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import DeletionRequest
from chapter.accounts.rules import deletion_requests
from chapter.accounts.viewer import current_user, signed_in
from chapter.authentication.reauthenticate import recently_authenticated
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.privacy import exports, queries
from chapter.privacy.views.portal import bp
from chapter.security import throttle
from chapter.settings import queries as settings
from chapter.web.access import allow, everyone
from chapter.web.files import private_file


@bp.get("/data")
@allow(signed_in)
def data() -> ResponseReturnValue:
    """The page for downloading one's data and asking to be erased."""
    return _page()


@bp.get("/data/everything.zip")
@allow(signed_in)
@recently_authenticated
def download() -> ResponseReturnValue:
    """Everything about the member as a ZIP file: data for a program, a page to read, the photo."""
    account = current_user.account
    kept = queries.data_of(account)
    page = render_template(
        "privacy/portal/everything.html",
        tables=exports.as_tables(kept),
        person=account.person,
        in_words=partial(exports.in_words, zone=settings.current().zone_info),
    )
    return private_file(exports.as_zip(kept, page), "application/zip", "everything-about-me.zip")


@bp.post("/leave")
@allow(signed_in)
@recently_authenticated
def request_deletion() -> ResponseReturnValue:
    """Request erasure: the confirmation is mailed, and nothing else happens."""
    with pressed(_page), db.writing():
        asked = deletion_requests.request(current_user.account, now=clock.now())
    flash(f"We emailed {asked.account.email}. Confirm it with the link in that email.")
    return redirect(url_for("privacy_portal.data"), 303)


@bp.post("/stay")
@allow(signed_in)
def withdraw_deletion() -> ResponseReturnValue:
    """Withdraw the request to be erased."""
    standing = accounts_queries.open_deletion_request(current_user.account.id)
    with pressed(_page):
        if standing is not None:
            with db.writing():
                deletion_requests.withdraw(standing, now=clock.now())
    flash("Nothing was erased. We’re glad you’re staying.", "done")
    return redirect(url_for("privacy_portal.data"), 303)


@bp.get("/leave/<token>")
@allow(everyone)
def deletion(token: str) -> ResponseReturnValue:
    """The page of the mailed link: one button that confirms the request."""
    return _confirm_page(accounts_queries.deletion_request_or_404(token))


@bp.post("/leave/<token>")
@allow(everyone)
def confirm_deletion(token: str) -> ResponseReturnValue:
    """Confirm the request to be erased: its week begins."""
    asked = accounts_queries.deletion_request_or_404(token)
    with _counted_press(asked), db.writing():
        deletion_requests.confirm(asked, now=clock.now())
    return redirect(url_for("privacy_portal.deletion", token=token), 303)


@bp.post("/leave/<token>/stay")
@allow(everyone)
def withdraw_deletion_by_link(token: str) -> ResponseReturnValue:
    """Withdraw the request by the mailed link, signed in or not."""
    asked = accounts_queries.deletion_request_or_404(token)
    with _counted_press(asked), db.writing():
        deletion_requests.withdraw(asked, now=clock.now())
    return redirect(url_for("privacy_portal.deletion", token=token), 303)


@contextmanager
def _counted_press(asked: DeletionRequest) -> Iterator[None]:
    with pressed(partial(_confirm_page, asked)):
        throttle.enforce((throttle.CHANGE, asked.public_id), now=clock.now())
        yield


def _page(trouble: str = "") -> str:
    standing = accounts_queries.open_deletion_request(current_user.account.id)
    return render_template(
        "privacy/portal/data.html", standing=standing, trouble=trouble, form_has_errors=bool(trouble)
    )


def _confirm_page(asked: DeletionRequest, trouble: str = "") -> str:
    return render_template(
        "privacy/portal/leave.html", asked=asked, trouble=trouble, form_has_errors=bool(trouble)
    )
