"""The first visit of an event's page is small enough for a bad line."""

from typing import Any

from tests.e2e.conftest import Arrive

MOST_BYTES = 150 * 1024
MOST_REQUESTS = 8


def test_the_first_visit_of_an_event_is_small(arrive: Arrive) -> None:
    visitor = arrive()
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def asked(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def came(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    line = visitor.page.context.new_cdp_session(visitor.page)
    line.on("Network.requestWillBeSent", asked)
    line.on("Network.loadingFinished", came)
    line.send("Network.enable")
    visitor.page.goto("/events/kiln-night", wait_until="networkidle")
    visitor.page.evaluate("document.fonts.ready.then(() => null)")
    counted = [size for request, size in sizes.items() if kinds[request] != "Image"]
    assert len(kinds) == len(sizes) <= MOST_REQUESTS, kinds
    assert len(counted) >= 4, kinds
    assert sum(counted) < MOST_BYTES, sizes
