"""What a web server loads: ``gunicorn wsgi:app``. Also what ``flask --app wsgi …`` loads."""

import sys

import click

import config
import demo
from chapter import create_app, startup_checks

SERVES = {"run"}
"""Commands of Flask's own that show pages; the worker asks by itself."""

command = click.get_current_context(silent=True)
try:
    settings = config.load()
    for path in config.close_to_others(settings["SQLALCHEMY_DATABASE_URI"]):
        sys.stderr.write(
            f"Other users of this machine may be able to read {path}: Chapter can't change its permissions.\n"
        )
    app = create_app(settings, extras=(demo.register,))
    startup_checks.check_database(app)
    if command is None or command.info_name in SERVES:
        startup_checks.check_ready(app)
except (config.SettingsError, startup_checks.CannotStart) as error:
    startup_checks.exit_with(error)
