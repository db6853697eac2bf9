"""The negative control for memory: nothing is bounded at the door, pictures are opened in the web process."""

from werkzeug.formparser import FormDataParser

import config
from chapter import create_app
from chapter.media import decoder, decoder_process
from chapter.web import request_body

LARGEST_THEN = 10 * 1024 * 1024

request_body.check_body = lambda: None
decoder_process.decode = decoder.reencode

setattr(request_body.BoundedRequest, "form_data_parser_class", FormDataParser)  # noqa: B010 - to mypy it is Frugal for good

app = create_app({**config.load(), "MAX_CONTENT_LENGTH": LARGEST_THEN, "MAX_FORM_MEMORY_SIZE": LARGEST_THEN})
