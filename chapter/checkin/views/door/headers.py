"""Response headers that only the door's pages have: they allow the camera, and caching the page on the
phone."""

from flask import Response
from secure import PermissionsPolicy

from chapter.web import headers

POLICY = f"{headers.POLICY.header_value}; worker-src 'self'"
CAMERA = PermissionsPolicy().camera("self").microphone().geolocation()


def set_door_headers(response: Response) -> Response:
    """Set these headers on a response of the door."""
    response.headers[headers.CSP] = POLICY
    response.headers[CAMERA.header_name] = CAMERA.header_value
    return response
