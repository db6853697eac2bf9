"""What a web server loads: ``gunicorn wsgi:app``."""

import config
from chapter import create_app

app = create_app(config.load())
