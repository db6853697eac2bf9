"""/privacy and /my-data: what the chapter stores, and what it stores under one address."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from chapter import db
from chapter.accounts.models import OneUseLink
from chapter.accounts.rules import one_use_links as one_use
from chapter.bookings.wording import kept_for
from chapter.email_addresses import email_key
from chapter.gateways import clock
from chapter.privacy import address_access, exports, policy, queries, rules
from chapter.privacy.forms import AskForm, EraseForm
from chapter.privacy.views.public import bp
from chapter.security import throttle
from chapter.security.client_ip import client_ip
from chapter.settings import queries as settings
from chapter.web.access import SAFE_METHODS, allow, everyone
from chapter.web.answers import Answer
from chapter.web.files import private_file

NOTHING_LEFT = "We keep no details about you now, only totals."
ACCOUNTS_LEFT = "What we still keep under your email belongs to the account there."


@bp.get("/privacy")
@allow(everyone)
def about() -> ResponseReturnValue:
    """What is stored, why, and for how long."""
    kept = policy.rows(kept_for(settings.current().guest_days))
    return render_template("privacy/public/about.html", rows=kept)


@bp.get("/my-data")
@allow(everyone)
def ask_link() -> ResponseReturnValue:
    """The form that asks for the link."""
    return render_template("privacy/public/ask.html", form=AskForm())


@bp.post("/my-data")
@allow(everyone)
def mail_link() -> ResponseReturnValue:
    """Mail the link; the answer is the same whether the address is known or not."""
    form = AskForm()
    with form.trying(lambda form: render_template("privacy/public/ask.html", form=form), limit_note=""):
        now, wanted = clock.now(), str(form.email.data)
        throttle.enforce((throttle.SIGN_IN_BY_ADDRESS, client_ip()), now=now)
        throttle.enforce_mailed_link(email_key(wanted), client_ip(), now=now)
        with db.writing():
            rules.mail_link(wanted, now=now)
    return redirect(url_for("privacy.link_mailed"), 303)


@bp.get("/my-data/sent")
@allow(everyone)
def link_mailed() -> ResponseReturnValue:
    """Say that the link was mailed."""
    return render_template("privacy/public/sent.html")


@bp.get("/my-data/<token>")
@allow(everyone)
def data(token: str) -> ResponseReturnValue:
    """Everything stored under the link's address; people with an account sign in to see theirs."""
    link = _link(token)
    return _page(link, token, EraseForm()) if _opens(link) else _to_sign_in()


@bp.get("/my-data/<token>/everything.json")
@allow(everyone, answer=Answer.PAGE)
def download(token: str) -> ResponseReturnValue:
    """Everything stored under the link's address, as a JSON file."""
    link = _link(token)
    if not _opens(link):
        return _to_sign_in()
    kept = address_access.shown_by_link(link.email_key)
    return private_file(exports.as_json(kept), "application/json", "my-data.json")


@bp.post("/my-data/<token>/erase")
@allow(everyone)
def erase(token: str) -> ResponseReturnValue:
    """Erase what is stored under the address; the link is used up."""
    link, form = _link(token), EraseForm()
    if not _opens(link):
        return _to_sign_in()
    with form.trying(partial(_page, link, token)):
        now = clock.now()
        with db.writing():
            kept = queries.data_under(one_use.use(link, now=now).email_key)
            rules.erase(kept, now=now)
    flash(f"Your data was erased. {ACCOUNTS_LEFT if kept.members else NOTHING_LEFT}")
    return redirect(url_for("privacy.ask_link"), 303)


def _to_sign_in() -> ResponseReturnValue:
    code = 302 if request.method in SAFE_METHODS else 303
    return redirect(url_for("authentication.sign_in_page", next=url_for("privacy_portal.data")), code)


def _opens(link: OneUseLink) -> bool:
    """Whether the link shows anything: all that is stored may belong to people with an account."""
    return address_access.holders_of(link.email_key).by_mail


def _page(link: OneUseLink, token: str, form: EraseForm) -> str:
    kept = address_access.shown_by_link(link.email_key)
    return render_template(
        "privacy/public/mine.html",
        kept=kept,
        sections=kept.sections(),
        email=link.email,
        token=token,
        form=form,
    )


def _link(token: str) -> OneUseLink:
    link = address_access.working_link(token, rules.PURPOSE, clock.now())
    if link is None:
        raise NotFound
    return link
