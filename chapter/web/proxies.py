"""Which proxies are trusted about where a request comes from; the Host header never is."""

from urllib.parse import urlsplit

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import RequestRedirect


def register(app: Flask) -> None:
    """Trust as many proxies as the settings say, and no header beyond them; redirect by path alone."""
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        behind = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)
        app.wsgi_app = behind  # type: ignore[method-assign]  # as Flask's documents say
    app.before_request(_redirect_by_path)


def _redirect_by_path() -> ResponseReturnValue | None:
    """Redirect ``/events`` to ``/events/`` by path alone: Werkzeug would use the Host header."""
    wrong = request.routing_exception
    if not isinstance(wrong, RequestRedirect):
        return None
    to = urlsplit(wrong.new_url)
    return redirect(to._replace(scheme="", netloc="", path="/" + to.path.lstrip("/")).geturl(), wrong.code)
