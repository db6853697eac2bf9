"""How the pages and the tests reach the stand-in's controls."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 5


class NotThere(Exception):
    """The stand-in does not answer."""


class Refused(Exception):
    """The stand-in refused; the sentence says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass
class Controls:
    """The controls of the stand-in at ``base``, such as http://127.0.0.1:5001."""

    base: str
    key: str = "sk_test_stand_in"

    def act(self, act: str, object_id: str) -> dict[str, Any]:
        """Do to an object what a payer, a bank or the owner does: see actions.ACTS."""
        return self._ask("act", act=act, object=object_id)

    def set(self, **controls: Any) -> dict[str, Any]:
        """Set controls: how webhooks are sent, the clock, and a bad connection: see actions.CONTROLS."""
        return self._ask("set", **controls)

    def release(self, order: str = "in turn", copies: int = 1) -> int:
        """Release held webhooks: in turn, backwards or shuffled. Returns how many will be sent."""
        return int(self._ask("release", order=order, copies=copies)["released"])

    def books(self, **wanted: int) -> dict[str, Any]:
        """The objects in the account, newest first; ``latest=``: so many of each kind."""
        return self._ask("books", **wanted)

    def clear(self) -> None:
        """Delete everything, as in a new account."""
        self._ask("clear")

    def session(self, session_id: str) -> dict[str, Any]:
        """A Checkout Session and its lines."""
        return self._ask("session", id=session_id)

    def payment(self, charge_id: str) -> dict[str, Any]:
        """A charge, its session (or None), and its ``refunds``, ``disputes`` and ``lines``."""
        return self._ask("payment", id=charge_id)

    def refund(self, charge_id: str, amount: int | None = None) -> dict[str, Any]:
        """Give money back from the dashboard: all that is left, or ``amount``."""
        form = f"charge={charge_id}" + (f"&amount={amount}" if amount is not None else "")
        return self._call("/v1/refunds", form, "application/x-www-form-urlencoded")

    def _ask(self, room: str, **wanted: Any) -> dict[str, Any]:
        return self._call(f"/control/{room}", json.dumps(wanted), "application/json")

    def _call(self, path: str, sent: str, kind: str) -> dict[str, Any]:
        line = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=TIMEOUT_SECONDS)
        try:
            line.request("POST", path, sent, {"Authorization": f"Bearer {self.key}", "Content-Type": kind})
            answer = line.getresponse()
            body: dict[str, Any] = json.loads(answer.read())
        except (OSError, ValueError) as error:
            raise NotThere(str(error)) from error
        finally:
            line.close()
        if answer.status != 200:
            raise Refused(answer.status, body["error"]["message"])
        return body
