"""What a browser may do on the door's pages and on no other: open the camera, and keep the page."""

from flask import Response
from secure import PermissionsPolicy

from chapter.web import headers

POLICY = f"{headers.POLICY.header_value}; worker-src 'self'"
CAMERA = PermissionsPolicy().camera("self").microphone().geolocation()


def set_door_headers(response: Response) -> Response:
    """Set it on an answer of the door."""
    response.headers[headers.CSP] = POLICY
    response.headers[CAMERA.header_name] = CAMERA.header_value
    return response
