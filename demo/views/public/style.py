"""/demo/style: every component of the pages in every state. In the demo only."""

from flask import render_template
from flask.typing import ResponseReturnValue

from chapter.web.access import allow, everyone
from demo import examples
from demo.views.public import bp


@bp.get("/style")
@allow(everyone)
def style_page() -> ResponseReturnValue:
    """The living style page: every component in every state, from the real macros."""
    return render_template("demo/style.html", **examples.style_examples())
