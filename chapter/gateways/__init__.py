"""What is not ours, kept thin: the clock, the mail server.

Tests hand ``create_app`` others that keep the same promises.
"""

from dataclasses import dataclass, field

from flask import Flask, current_app

from chapter.gateways.clock import Clock
from chapter.gateways.smtp import Mailer


@dataclass
class Gateways:
    """The outside as one running application sees it. ``mailer`` None: mails are kept, not sent."""

    clock: Clock = field(default_factory=Clock)
    mailer: Mailer | None = None


def register(app: Flask, gateways: Gateways | None) -> None:
    """Give the application its outside; by default the real one that its settings name."""
    if gateways is None:
        url = app.config["MAIL_URL"]
        gateways = Gateways(mailer=Mailer.at(url) if url else None)
    app.extensions["gateways"] = gateways


def current() -> Gateways:
    """The outside of the application that is running."""
    gateways: Gateways = current_app.extensions["gateways"]
    return gateways
