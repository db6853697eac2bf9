"""Authentication: how somebody signs in, in which browsers, and whether it is still the same person.

A *second factor* complements the password: an app for one-time codes, or a passkey; *recovery codes* are for
when it is lost. What is sensitive asks to *reauthenticate*: to prove again who is acting.
"""

from flask import Flask

from chapter import glossary_terms
from chapter.accounts.viewer import strangers
from chapter.audit import log_kinds
from chapter.authentication import glossary, log_names, sessions
from chapter.authentication.views import portal, public
from chapter.web import navigation


def register(app: Flask) -> None:
    """Find each request's viewer, and register the pages for signing in."""
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
    sessions.register(app)
    app.register_blueprint(public.bp)
    app.register_blueprint(portal.bp)
    navigation.add_entry(app, "her", "Sign-in and security", "authentication_portal.account", order=20)
    navigation.add_entry(app, "site", "Sign in", "authentication.sign_in_page", order=90, shown_to=strangers)
