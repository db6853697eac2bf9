"""A browser for tests: opens pages, fills forms, presses buttons, and checks every page that it opens.

It is Flask's test client in a context of its own for each request, as in a real server: nothing of the
test's session is seen by the view or the other way round, so that a view which forgets to commit fails.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask, has_app_context
from flask import session as flask_session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chapter import db
from chapter.web.csrf import csrf_token
from tests.form import Form, method_of, submits, words_of
from tests.page_checks import faults, undeclared_json

REDIRECTS = {301, 302, 303, 307, 308}
SENT_AGAIN = {307, 308}
MOST_REDIRECTS = 5


class Browser:
    """One visitor's browser. It keeps cookies."""

    def __init__(self, app: Flask, address: str = "127.0.0.1") -> None:
        self.app = app
        self.address = address
        self.site = {"base_url": app.config["BASE_URL"]}
        self.flask: FlaskClient = app.test_client()

    def get(self, url: str, *, follow: bool = True, **more: Any) -> "Page":
        """Open ``url``; redirects are followed, unless ``follow`` is False."""
        return self.send("GET", url, follow=follow, **more)

    def head(self, url: str, **more: Any) -> "Page":
        """Ask for the headers of ``url`` alone."""
        return self.send("HEAD", url, follow=False, **more)

    def post(self, url: str, *, follow: bool = True, proved: bool = True, **fields: Any) -> "Page":
        """Post ``fields`` without opening the page of their form before; ``proved``: with a CSRF token."""
        data = {**fields, "csrf_token": self.csrf_token()} if proved else fields
        return self.send("POST", url, follow=follow, data=data)

    def send(self, method: str, url: str, *, follow: bool = False, check: bool = True, **more: Any) -> "Page":
        """Any request; ``more`` as for werkzeug's EnvironBuilder. ``check`` False: don't look at the page."""
        page = self._once(method, url, check, more)
        steps: list[int] = []
        while follow and page.status in REDIRECTS and len(steps) < MOST_REDIRECTS:
            steps.append(page.status)
            again = page.status in SENT_AGAIN
            method, more = (method, more) if again else ("GET", {})
            page = self._once(method, urljoin(page.url, page.location), check, more)
        page.steps = steps
        return page

    def csrf_token(self) -> str:
        """A token that proves a POST of this browser."""

        def make() -> str:
            with (
                self.flask.session_transaction(**self.site) as cookie,
                self.app.test_request_context(**self.site),
            ):
                flask_session.update(cookie)
                token = csrf_token()
                cookie.update(flask_session)
            return str(token)

        return str(_apart(make))

    def put_into_cookie(self, **values: Any) -> None:
        """Write into this browser's signed cookie, as a page would have."""

        def put() -> None:
            with self.flask.session_transaction(**self.site) as cookie:
                cookie.permanent = True
                cookie.update(values)

        _apart(put)

    def forget_cookies(self) -> None:
        """Throw every cookie away."""
        self.flask = self.app.test_client()

    def _once(self, method: str, url: str, check: bool, more: dict[str, Any]) -> "Page":
        whole = {
            "base_url": self.app.config["BASE_URL"],
            "environ_base": {"REMOTE_ADDR": self.address},
            **more,
        }
        path = self._ours(url)
        with _nothing_left_open():
            response = _apart(lambda: self.flask.open(path, method=method, buffered=True, **whole))
        page = Page(self, path, response)
        if check and method != "HEAD":
            page.check()
        return page

    def _ours(self, url: str) -> str:
        parts = urlsplit(url)
        if parts.netloc and f"{parts.scheme}://{parts.netloc}" != self.app.config["BASE_URL"]:
            raise AssertionError(f"{url} leads away from the site")
        return parts._replace(scheme="", netloc="").geturl() or "/"


class Page:
    """What came back."""

    def __init__(self, browser: Browser, url: str, response: TestResponse) -> None:
        self.browser = browser
        self.url = url
        self.response = response
        self.method = response.request.method
        self.status = response.status_code
        self.headers = response.headers
        self.steps: list[int] = []
        self.body = response.get_data()
        self.html = self.body.decode("utf-8", "replace")

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page as a tree; empty when it is no page."""
        return BeautifulSoup(self.html if self.is_html else "", "html.parser")

    def check(self) -> None:
        """AssertionError with every fault, when it is a whole page of HTML; for JSON that its route did not
        declare."""
        asked = self.response.request
        wrong = undeclared_json(self.browser.app, asked.path, asked.method, self.response.mimetype or "")
        if wrong:
            raise AssertionError(f"{self.url}: {wrong}")
        if not (self.is_html and self.body) or self.status in REDIRECTS:
            return
        found = faults(self.soup, self.html, self.browser.app, self.url, self.status)
        if found:
            raise AssertionError(f"{self.url} ({self.status}):\n  " + "\n  ".join(found))

    @property
    def is_html(self) -> bool:
        """Whether it says that it is HTML."""
        return self.response.mimetype == "text/html"

    @property
    def location(self) -> str:
        """Where a redirect leads, as a path when it stays with us."""
        return self.headers.get("Location", "").removeprefix(self.browser.app.config["BASE_URL"])

    @property
    def json(self) -> Any:
        """What a JSON answer holds."""
        return json.loads(self.body)

    @property
    def title(self) -> str:
        """What stands in the tab."""
        return words_of(self.soup.title)

    @property
    def h1(self) -> str:
        """Its heading."""
        return words_of(self.soup.h1)

    @property
    def text(self) -> str:
        """Everything it says within its body, with single spaces."""
        return words_of(self.soup.body)

    @property
    def main(self) -> str:
        """What it says between header and footer."""
        return words_of(self.soup.main)

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong with the form, by name of the field; '' for the whole form."""
        found: dict[str, str] = {}
        for field in self.soup.select("[aria-invalid=true]"):
            named = [self.soup.find(id=name) for name in str(field.get("aria-describedby", "")).split()]
            said = [words_of(tag) for tag in named if isinstance(tag, Tag) and "error" in _mark(tag)]
            found.setdefault(str(field.get("name")), " ".join(said))
        summary = self.soup.select_one("[role=alert]")
        beside = " ".join(found.values())
        items = summary.select("li, p") if summary else []
        whole = [words_of(item) for item in items if words_of(item) and words_of(item) not in beside]
        return {**found, "": " ".join(whole)} if whole else found

    def all(self, selector: str) -> list[str]:
        """The words of everything that a CSS selector finds."""
        return [words_of(tag) for tag in self.soup.select(selector)]

    def links(self) -> dict[str, str]:
        """Where each link leads, by its words."""
        return {words_of(tag): str(tag["href"]) for tag in self.soup.find_all("a", href=True)}

    def follow(self, words: str) -> "Page":
        """Press the first link whose words contain ``words``."""
        for said, href in self.links().items():
            if words in said:
                return self.browser.get(urljoin(self.url, href))
        raise AssertionError(f'{self.url} has no link "{words}", only {list(self.links())}')

    def form(self, action: str = "") -> Form:
        """The first form that POSTs (or else any) and leads to an address with ``action`` in it; those in the
        head of every page come last. AssertionError when there is none."""
        for tag in self._forms(action):
            return Form(self, tag)
        raise AssertionError(f'{self.url} has no form to "{action}"')

    def has_form(self, action: str) -> bool:
        """Whether ``form(action)`` would find one."""
        return bool(self._forms(action))

    def _forms(self, action: str) -> list[Tag]:
        found = [tag for tag in self.soup.find_all("form") if self._leads_to(tag, action)]
        return sorted(
            found, key=lambda tag: (tag.find_parent(class_="masthead") is not None, method_of(tag) != "POST")
        )

    def _leads_to(self, tag: Tag, action: str) -> bool:
        """Whether a form, or a button of it, is sent to an address with ``action`` in it.

        A form that names no address is sent to the page’s own, if anything sends it (the choice of colors at
        the foot of every page is sent nowhere). What was asked of that page (``?next=…``) says nothing of the
        form; and of a page that answered a press, only what is pressed again goes there.
        """
        named = [str(one["formaction"]) for one in tag.find_all("button", attrs={"formaction": True})]
        if tag.get("action"):
            named.append(str(tag["action"]))
        elif method_of(tag) in {"POST", self.method} and any(map(submits, tag.find_all(["button", "input"]))):
            named.append(urlsplit(self.url).path)
        return not action or any(action in one for one in named)


def _mark(tag: Tag) -> str:
    return f"{tag.get('id', '')} {' '.join(tag.get_attribute_list('class'))}".lower()


def _apart(act: Callable[[], Any]) -> Any:
    return Context().run(act)


@contextmanager
def _nothing_left_open() -> Iterator[None]:
    """The test's own session ends its read before a request, and reads afresh after it."""
    if db.in_writing():
        raise AssertionError("a request inside writing(): on SQLite the view would wait for the test")
    if has_app_context():
        if db.session.new or db.session.dirty or db.session.deleted:
            raise AssertionError("the test changed rows without writing() before this request")
        db.session.rollback()
    yield
    if has_app_context():
        db.session.expire_all()
