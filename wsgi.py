"""What a web server loads: ``gunicorn wsgi:app``. Also what ``flask --app wsgi …`` loads."""

import sys

import config
from chapter import create_app

BOOT_FAILED = 3
"""The status that tells gunicorn not to try again."""

try:
    app = create_app(config.load())
except config.SettingsError as error:
    sys.stderr.write(f"Chapter does not start: {error}\n")
    sys.exit(BOOT_FAILED)
