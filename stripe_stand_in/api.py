"""The calls of the API, as Stripe answers them: parameters checked, idempotency kept, answers checked."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.wrappers import Request, Response

from stripe_stand_in import expansion, pagination, payments, payouts, refunds, session_limits
from stripe_stand_in.account import Account
from stripe_stand_in.errors import StripeError
from stripe_stand_in.form_encoding import decode
from stripe_stand_in.objects import new_id
from stripe_stand_in.parameters import check
from stripe_stand_in.published_api import Route, routes
from stripe_stand_in.response_checks import mismatches

Body = dict[str, Any]
LONGEST_IDEMPOTENCY_KEY = 255


class Api:
    """Answers calls for one account."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Response:
        """The response that Stripe would give."""
        try:
            route, ids = _find(request)
            values = request.args if request.method == "GET" else request.form
            params = check(decode(values.items(multi=True)), route)
            key = request.headers.get("Idempotency-Key", "")
            if request.method == "GET" or not key:
                self._take_time(request.method)
                return self._said(*self._do(route, ids, params))
            return self._once(key, request, lambda: self._do(route, ids, params))
        except StripeError as error:
            return self._said(error.status, error.said)

    def _take_time(self, method: str) -> None:
        """Sleep as long as the controls say, before the work begins."""
        time.sleep(self.account.store.told("slow_reads_seconds" if method == "GET" else "slow_seconds", 0))

    def _said(self, status: int, body: Body, *, replayed: bool = False) -> Response:
        """The response; empty when a control says so: the work is done all the same."""
        store = self.account.store
        with store.together():
            empty = int(store.told("empty_answers", 0))
            if empty > 0:
                store.tell("empty_answers", empty - 1)
        return _said(*((200, {}) if empty > 0 else (status, body)), replayed=replayed)

    def _once(self, key: str, request: Request, do: Callable[[], tuple[int, Body]]) -> Response:
        """Replay the first answer to an idempotency key for good, errors too, once the work has begun."""
        if len(key) > LONGEST_IDEMPOTENCY_KEY:
            raise StripeError("The idempotency key is too long.", kind="idempotency_error")
        asked = hashlib.sha256(
            json.dumps([request.path, sorted(request.form.items(multi=True))]).encode()
        ).hexdigest()
        with self._alone(key):
            known = self.account.store.rows("SELECT request, status, body FROM asked WHERE key = ?", key)
            if known and known[0][0] != asked:
                said = "Keys for idempotent requests can only be used with the same parameters as at first."
                raise StripeError(said, kind="idempotency_error")
            if known:
                return self._said(known[0][1], json.loads(known[0][2]), replayed=True)
            self._take_time("POST")
            with self.account.store.together():
                status, body = do()
                values = (key, asked, status, json.dumps(body))
                self.account.store.rows("INSERT INTO asked VALUES (?, ?, ?, ?)", *values)
            return self._said(status, body)

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        with self._lock:
            if key in self._busy:
                said = "There is currently another in-progress request using this Idempotency Key."
                raise StripeError(said, status=409, kind="idempotency_error", code="idempotency_key_in_use")
            self._busy.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard(key)

    def _do(self, route: Route, ids: list[str], params: Body) -> tuple[int, Body]:
        try:
            with self.account.store.together():
                body = self._body(route, ids, params)
                body = expansion.expand(body, params.get("expand", []), self.account.store)
                body = self.account.seen(body)
        except StripeError as error:
            return error.status, error.said
        wrong = [fault for one in body.get("data", [body]) for fault in mismatches(one)]
        if wrong:
            raise StripeError(f"The stand-in would break its word: {wrong}", status=500, kind="api_error")
        return 200, body

    def _body(self, route: Route, ids: list[str], params: Body) -> Body:
        family, _, verb = route.name.rpartition(".")
        account = self.account
        if verb == "retrieve":
            found = account.the(ids[0])
            if found["object"] != family or found["id"] in account.late():
                raise StripeError(f"No such {family}: '{ids[0]}'", status=404, code="resource_missing")
            return found
        if route.name == "checkout.session_line_item.list":
            return pagination.a_list(
                payments.lines(account, ids[0]), params, f"/v1/checkout/sessions/{ids[0]}/line_items"
            )
        if route.name == "balance_transaction.list":
            asked = {name: value for name, value in params.items() if name != "payout"}
            return pagination.a_list(payouts.lines(account, params), asked, route.pattern.pattern)
        if verb == "list":
            return pagination.a_list(account.store.all_of(family), params, route.pattern.pattern)
        if route.name == "checkout.session.create":
            session_limits.check_session(params, account.now())
            return payments.open_session(account, params)
        if route.name == "checkout.session.expire":
            return payments.expire(account, ids[0])
        if route.name == "refund.create":
            session_limits.check_metadata(params.get("metadata"), "metadata")
            return refunds.refund(account, params)
        raise StripeError(f"The stand-in does not do {route.name}.", status=501, kind="api_error")


def authorized(request: Request) -> bool:
    """Whether a test key came with the call."""
    return request.headers.get("Authorization", "").startswith(("Bearer sk_test_", "Bearer rk_test_"))


def refused_key() -> Response:
    """The response when there is no key, a wrong one, or a live one."""
    return _said(401, StripeError("Invalid API Key provided: the stand-in wants a test key.").said)


def _find(request: Request) -> tuple[Route, list[str]]:
    for route in routes():
        match = route.pattern.fullmatch(request.path)
        if match and route.method == request.method.lower():
            return route, list(match.groups())
    raise StripeError(f"Unrecognized request URL ({request.method}: {request.path}).", status=404)


def _said(status: int, body: Body, *, replayed: bool = False) -> Response:
    answer = Response(json.dumps(body), status, content_type="application/json")
    answer.headers["Request-Id"] = new_id("req")
    if replayed:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer
