"""What is stored about somebody and why; shown to and erased by themselves, and erased when its time is over.

A *guest* is somebody without an account. What belongs to an account is erased from the portal.
"""

from flask import Flask, url_for

from chapter import db
from chapter.accounts.models import OneUseLink
from chapter.audit import log_kinds
from chapter.mail import kinds, placeholders
from chapter.privacy import emails, log_names
from chapter.privacy.rules import PURPOSE
from chapter.privacy.views import portal, public
from chapter.security import signed_links


def register(app: Flask) -> None:
    """Register the pages, and the links in their mail."""
    log_kinds.register(app, *log_names.LOGGED)
    app.register_blueprint(public.bp)
    app.register_blueprint(portal.bp)
    kinds.register(app, emails.KINDS)
    placeholders.register_link(app, "privacy.my_data", _link)
    placeholders.register_link(app, "privacy.sign_in", _sign_in)


def _sign_in(_link_id: int) -> str:
    return signed_links.absolute_url(
        url_for("authentication.sign_in_page", next=url_for("privacy_portal.data"))
    )


def _link(link_id: int) -> str:
    link = db.session.get_one(OneUseLink, link_id)
    token = signed_links.make_token(PURPOSE, link.public_id)
    return signed_links.absolute_url(url_for("privacy.data", token=token))
