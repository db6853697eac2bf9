"""The test browser finds what it is there to find: for each of its checks, a page that fails it."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from flask import Flask, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select, text

from chapter import db
from chapter.mail.models import Suppression
from chapter.web.access import allow, everyone
from chapter.web.answers import Answer
from tests import page_checks
from tests.browser import Browser
from tests.factories import a_person
from tests.further_applications import application

WHOLE = """<!doctype html><html lang="en"><head><title>{title}</title>
<link rel="stylesheet" href="/paper.css"></head><body><h1>Paper</h1>{body}</body></html>"""
FORM = '<form method="post" action="/paper"><input type="hidden" name="csrf_token" value="x">{}</form>'

FILTER = '<form><label for="q">Words</label><input id="q" name="q"><button>Find</button></form>'
UNNAMED = FORM.format("<button>Save</button>").replace(' action="/paper"', "")

COUNTER_EXAMPLES = {
    "no title": WHOLE.format(title=" ", body=""),
    "no lang": WHOLE.format(title="Paper", body="").replace(' lang="en"', ""),
    "no <!doctype": WHOLE.format(title="Paper", body="").removeprefix("<!doctype html>"),
    "2 h1": "<h1>Once more</h1>",
    "0 h1": WHOLE.format(title="Paper", body="").replace("h1", "p"),
    "h3 follows h1": "<h3>Too deep</h3>",
    'id="a" stands 2 times': '<p id="a"></p><p id="a"></p>',
    'aria-describedby="a" points': FORM.format('<label for="n">N</label><input id="n" aria-describedby="a">'),
    'for="n" points nowhere': '<label for="n">Name</label>',
    'href="#below" points nowhere': '<a href="#below">Below</a>',
    "<input name=n> has no label": FORM.format('<input name="n">'),
    "<select name=s> has no label": FORM.format('<select name="s"><option>1</option></select>'),
    "<textarea name=t> has no label": FORM.format(
        '<label for="t"> </label><textarea id="t" name="t"></textarea>'
    ),
    "inline style on <p>": '<p style="color: red">Red</p>',
    "inline <style>": "<style>p { color: red }</style>",
    "inline <script>": "<script>alert(1)</script>",
    "inline onclick": '<p onclick="alert(1)">Press</p>',
    "javascript: on <a>": '<a href="javascript:alert(1)">Press</a>',
    "has no CSRF token": '<form method="post" action="/paper"><button>Send</button></form>',
    "puts its CSRF token into the address": FORM.format("").replace("post", "get"),
    "GET /plastic leads to no route": '<a href="/plastic">Plastic</a>',
    "POST /paper/1 leads to no route": FORM.format("").replace('"/paper"', '"/paper/1"'),
    'href=""> is empty': '<a href="">Nowhere</a>',
    '"Hello None" has leaked': "<p>Hello None</p>",
    '"{{ name }}" has leaked': "<p>{{ name }}</p>",
    'value="None" has leaked': FORM.format('<input type="hidden" name="n" value="None">'),
    'class="None" has leaked': '<p class="None">Here</p>',
    "object at 0x": "<p>&lt;Event object at 0x7f1&gt;</p>",
    '"\ue000link\ue001" has leaked': "<p>\ue000link\ue001</p>",
    'until 6 p.m.." has two periods': "<p>It is open until <b>6 p.m.</b>. Come in.</p>",
    '"Sent 2026-11-29 to all" has an ISO date': "<p>Sent 2026-11-29 to all</p>",
    '"18:42" has a 24-hour time': '<p>Sent at <time datetime="2026-11-29T18:42Z">18:42</time></p>',
    '"00:46:10" has a 24-hour time': "<p>00:46:10</p>",
    'Day, 2026-11-29" has an ISO date': FORM.format(
        '<label for="n">Day</label><input id="n" placeholder="Day, 2026-11-29">'
    ),
    '"6:42 p.m. UTC" has the time of machines': "<p>6:42 p.m. UTC</p>",
    "<img src=/paper> has no alt": '<img src="/paper">',
    "<a href=/paper> says nothing": '<a href="/paper"><svg></svg></a>',
}


def a_small_site() -> Flask:
    small = Flask("small", static_folder=None)
    small.config.update(SECRET_KEY="a-key-for-tests-only", BASE_URL="http://chapter.test")
    shown = WHOLE.format(
        title="Paper",
        body=FORM.format(
            '<label for="n">Name</label><input id="n" name="name" value="Ana">'
            '<label for="y">Yes</label><input type="checkbox" id="y" name="yes" value="1">'
            '<label for="s">Size</label><select id="s" name="size"><option>1</option>'
            "<option selected>2</option></select>"
            '<label for="t">Text</label><textarea id="t" name="words">\nTwo\nlines</textarea>'
            '<button>Save</button><button name="what" value="drop">Drop it</button>'
        ),
    )

    @small.route("/paper", methods=["GET", "POST"])
    def paper() -> ResponseReturnValue:
        if request.method == "POST":
            return redirect(f"/told?{urlencode(request.form.to_dict())}", 303)
        return shown

    @small.get("/told")
    def told() -> ResponseReturnValue:
        return render_template_string(
            WHOLE.format(title="Told", body="<p>{{ said }}</p>"), said=sorted(request.args.values())
        )

    @small.get("/broken")
    def broken() -> ResponseReturnValue:
        return WHOLE.format(title="Broken", body="<h1>Twice</h1>")

    @small.post("/paper/fold")
    def fold() -> ResponseReturnValue:
        return WHOLE.format(title="Error: Paper", body=FORM.format("<button>Save</button>") + FILTER), 422

    small.add_url_rule("/paper.css", "css", lambda: "")
    return small


@pytest.fixture
def small() -> Flask:
    return a_small_site()


def faults(html: str, site: Flask, status: int = 200) -> list[str]:
    return page_checks.faults(BeautifulSoup(html, "html.parser"), html, site, "/paper", status)


def test_a_sound_page_has_no_faults(small: Flask) -> None:
    assert faults(WHOLE.format(title="Paper", body=FORM.format("<button>Send</button>")), small) == []


def test_what_machines_read_and_what_was_typed_may_be_written_as_machines_do(small: Flask) -> None:
    body = FORM.format(
        '<label for="d">Day</label><input type="date" id="d" value="2026-11-29">'
        '<label for="t">Words</label><textarea id="t">At 18:42 on 2026-11-29, UTC</textarea>'
    )
    body += '<p><time datetime="2026-11-29T18:42Z">November 29, 2026, 6:42 p.m.</time></p>'
    body += "<p>Order 12026-11-290, 2026-02-31, at 10:30 to 11 a.m., a ratio of 1:15, 127.0.0.1:8000</p>"
    assert faults(WHOLE.format(title="Paper", body=body), small) == []


@pytest.mark.parametrize("fault", COUNTER_EXAMPLES)
def test_each_fault_is_found_and_no_other(small: Flask, fault: str) -> None:
    body = COUNTER_EXAMPLES[fault]
    page = body if "<html" in body else WHOLE.format(title="Paper", body=body)
    found = faults(page, small)
    assert len(found) == 1, found
    assert fault in found[0]


def test_a_form_with_errors_says_so_in_its_title(small: Flask) -> None:
    page = WHOLE.format(title="Paper", body="")
    assert faults(page, small, 422) != []
    assert faults(page.replace("<title>", "<title>Error: "), small, 422) == []


def test_a_page_with_a_fault_fails_the_test_that_opens_it(small: Flask) -> None:
    with pytest.raises(AssertionError, match="2 h1"):
        Browser(small).get("/broken")


def test_json_that_its_route_did_not_declare_fails_the_test_that_opens_it(small: Flask) -> None:
    small.add_url_rule("/bare.json", "bare", lambda: {"a": 1})
    small.add_url_rule("/said.json", "said", allow(everyone, answer=Answer.JSON)(lambda: {"a": 1}))
    assert Browser(small).get("/said.json").json == {"a": 1}
    with pytest.raises(AssertionError, match="bare answers with application/json"):
        Browser(small).get("/bare.json")


def test_a_form_is_sent_with_what_it_holds_and_what_was_filled_in(small: Flask) -> None:
    form = Browser(small).get("/paper").form("paper")
    assert (form["name"], form["size"], form["words"]) == ("Ana", "2", "Two\nlines")
    page = form.fill(name="Bea", yes=True).press("Save")
    assert page.steps == [303]
    assert page.all("p") == ["['1', '2', 'Bea', 'Two\\nlines', 'x']"]


def test_the_button_that_is_pressed_is_sent(small: Flask) -> None:
    page = Browser(small).get("/paper").form("paper").press("Drop", follow=False)
    assert page.status == 303
    assert "what=drop" in page.location


@pytest.mark.parametrize(
    "misuse",
    [
        lambda page: page.form("plastic"),
        lambda page: page.form("paper").fill(color="red"),
        lambda page: page.form("paper").press("Burn"),
        lambda page: page.follow("Home"),
        lambda page: page.browser.get("http://elsewhere.test/"),
    ],
)
def test_what_is_not_on_the_page_can_not_be_used(small: Flask, misuse: Callable[[object], object]) -> None:
    page = Browser(small).get("/paper")
    with pytest.raises(AssertionError):
        misuse(page)


def test_after_a_refusal_only_what_is_pressed_again_is_a_form_to_where_it_was_sent(small: Flask) -> None:
    page = Browser(small).post("/paper/fold", proved=False)
    assert (page.status, page.url) == (422, "/paper/fold")
    assert not page.has_form("/fold"), "the page’s filter leads to no press"
    with pytest.raises(AssertionError):
        page.form("/fold")
    assert page.has_form("/paper")
    assert page.form().tag["action"] == "/paper"


@pytest.mark.parametrize(
    ("body", "address", "action", "found"),
    [
        (UNNAMED, "/paper", "/paper", True),
        (UNNAMED.replace("<form", '<form action=""'), "/paper", "/paper", True),
        (UNNAMED, "/paper?next=/told", "/told", False),
        (FILTER, "/paper", "/paper", True),
        (FILTER.replace("<button>Find</button>", ""), "/paper", "/paper", False),
        (FORM, "/paper", "/told", False),
        (FORM.format('<button formaction="/told">Tell</button>'), "/paper", "/told", True),
    ],
)
def test_a_form_is_found_by_where_it_leads(
    small: Flask, body: str, address: str, action: str, found: bool
) -> None:
    page = Browser(small).send("GET", address, check=False)
    page.html = WHOLE.format(title="Paper", body=body)
    assert page.has_form(action) == found
    if found:
        assert page.form(action).tag.name == "form"
    else:
        with pytest.raises(AssertionError):
            page.form(action)


@pytest.fixture
def careless(app: Flask) -> Iterator[Browser]:
    """A site on the same database with a view that forgets to commit, and one that does not."""
    with application(dict(app.config), app.extensions["gateways"]) as site:
        insert = text(
            "INSERT INTO suppressions (address_hash, why, at) SELECT :name, '', changed_at FROM chapter"
        )

        @site.post("/forgetful")
        @allow(everyone)
        def forgetful() -> ResponseReturnValue:
            db.session.execute(insert, {"name": "lost"})
            return "", 204

        @site.post("/careful")
        @allow(everyone)
        def careful() -> ResponseReturnValue:
            with db.writing():
                db.session.execute(insert, {"name": "kept"})
            return "", 204

        yield Browser(site)


def test_a_view_that_forgets_to_commit_is_found_out(app: Flask, careless: Browser) -> None:
    assert careless.post("/forgetful").status == 204
    assert careless.post("/careful").status == 204
    assert list(db.session.scalars(select(Suppression.address_hash))) == ["kept"]


def test_a_request_inside_writing_is_refused(careless: Browser) -> None:
    with pytest.raises(AssertionError, match="inside writing"), db.writing():
        careless.post("/careful")


def test_a_request_after_rows_were_changed_without_writing_is_refused(careless: Browser) -> None:
    a_person().name = "Somebody else"
    with pytest.raises(AssertionError, match="without writing"):
        careless.post("/careful")


def test_the_test_reads_afresh_after_a_request(app: Flask, client: Browser) -> None:
    person = a_person("Ana Before")
    with db.database.engine.begin() as elsewhere:
        elsewhere.execute(text("UPDATE people SET name = 'Ana After'"))
    client.get("/healthz")
    assert person.name == "Ana After"
