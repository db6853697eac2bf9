"""Authentication: by what somebody signs in, and in which browsers; whether it is still they.

A *second factor* is carried beside the password: an app for one-time codes, or a passkey; *recovery codes*
are for when it is lost. What is sensitive asks to *reauthenticate*: to prove once more who presses.
"""

from flask import Flask

from chapter.accounts.viewer import strangers
from chapter.authentication import sessions
from chapter.authentication.views import portal, public
from chapter.web import access, navigation


def register(app: Flask) -> None:
    """Say who is asking, and open the pages of signing in."""
    access.set_viewer_loader(app, sessions.find_viewer)
    app.register_blueprint(public.bp)
    app.register_blueprint(portal.bp)
    navigation.add_entry(app, "her", "My account", "authentication_portal.account", order=20)
    navigation.add_entry(app, "site", "Sign in", "authentication.sign_in_page", order=90, shown_to=strangers)
