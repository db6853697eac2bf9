"""A guest at her browser: keeps cookies, reads the form's hidden fields, sends it."""

import html
import http.client
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

HIDDEN = re.compile(r"<input\b[^>]*\btype=\"hidden\"[^>]*>")
NAME, VALUE = re.compile(r"\bname=\"([^\"]*)\""), re.compile(r"\bvalue=\"([^\"]*)\"")
TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: str
    location: str

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's forms; a name that stands in several has the last value."""
        found = {}
        for tag in HIDDEN.findall(self.body):
            name, value = NAME.search(tag), VALUE.search(tag)
            if name and value:
                found[html.unescape(name[1])] = html.unescape(value[1])
        return found


@dataclass
class Visitor:
    """One browser, seen by the server under ``address``."""

    port: int
    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._send("GET", path, None)

    def post(self, path: str, **fields: object) -> Answer:
        """Send a form."""
        return self._send("POST", path, urlencode(fields))

    def _send(self, method: str, path: str, body: str | None) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        headers = {"X-Forwarded-For": self.address}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body, headers)
            response = line.getresponse()
            text = response.read().decode()
        finally:
            line.close()
        for given in response.headers.get_all("Set-Cookie") or []:
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, text, response.headers.get("Location", ""))
