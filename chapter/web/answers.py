"""What an address answers with: a page for people, or JSON for programs. Each route declares it once, by
``@allow(…, answer=…)``; what goes wrong is answered in the same kind.

A program is told by 401 that nobody is signed in and by 403 that the viewer may not, where people are led to
sign in or read a page; what is wrong comes as a problem in JSON (RFC 9457).
"""

import json
from enum import Enum
from http import HTTPStatus

from flask import Flask, Response, current_app, has_request_context, request

from chapter.web.files import NO_STORE, public_file

ANSWER_ATTRIBUTE = "answer"
PROBLEM = "application/problem+json"


class Answer(Enum):
    """What a route answers with."""

    PAGE = "a page, or a file that people save"
    JSON = "JSON, whoever asks"
    AS_ASKED = "JSON for whoever asks for it, and a page for others"


def declared_answer(app: Flask, endpoint: str) -> Answer | None:
    """What the route of ``endpoint`` declared; None when it did not say: then it answers with pages."""
    declared: Answer | None = getattr(app.view_functions.get(endpoint), ANSWER_ATTRIBUTE, None)
    return declared


def is_json() -> bool:
    """Whether this request is answered in JSON."""
    if not has_request_context() or request.endpoint is None:
        return False
    declared = declared_answer(current_app, request.endpoint)
    asked = request.headers.get("Accept", "") == "application/json"
    return declared is Answer.JSON or (declared is Answer.AS_ASKED and asked)


def problem(status: int, detail: str) -> Response:
    """What is wrong, as JSON: the status, its name (RFC 9457 asks for that where a problem has no type of its
    own), and ``detail``, a sentence for people."""
    said = {"status": status, "title": HTTPStatus(status).phrase, "detail": detail}
    response = public_file(json.dumps(said), PROBLEM, cache=NO_STORE)
    response.status_code = status
    return response
