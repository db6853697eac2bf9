"""Errors in the shape in which Stripe returns them."""

from typing import Any


class StripeError(Exception):
    """What is wrong, and with which parameter. ``status`` is the HTTP status."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        param: str = "",
        code: str = "",
        kind: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.status = status
        said = {"message": message, "param": param, "code": code, "type": kind}
        self.said = {"error": {name: value for name, value in said.items() if value}}


def missing(kind: str, object_id: str, *, param: str = "id", status: int = 404) -> StripeError:
    """The error for an object that does not exist; ``param`` named it."""
    return StripeError(f"No such {kind}: '{object_id}'", status=status, param=param, code="resource_missing")


def body_of(error: StripeError) -> dict[str, Any]:
    """The JSON body of the error response."""
    return error.said
