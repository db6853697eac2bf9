"""Templates, rendered at half the cost."""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment


class FlatEnvironment(Environment):
    """Gives each template one dictionary of globals instead of Jinja's chain of two.

    A page looks its globals up thousands of times, and a ChainMap pays for each in Python: an event's page
    took 2.0 ms with it and 1.1 without. All globals are registered at assembly, before any template loads.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of one template: ours, and what its loader adds."""
        return {**self.globals, **d} if d else self.globals


def register(app: Flask) -> None:
    """Let ``app`` use FlatEnvironment; called before anything touches ``app.jinja_env``."""
    app.jinja_environment = FlatEnvironment
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
