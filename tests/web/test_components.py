"""The macros of the look, rendered with real forms: what they promise to whoever can't see the page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from flask import Flask, flash
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.datastructures import MultiDict

from chapter.web.csrf import ButtonForm
from chapter.web.pages import Page as ListPage
from demo.examples import LONG_NAME, StyleForm, style_examples
from tests.house_rules import ROOT

HOSTILE = '<script>alert("x")</script>'


class Page(BeautifulSoup):
    """What a macro wrote, parsed."""

    def one(self, selector: str) -> Tag:
        """The only element that ``selector`` finds."""
        (found,) = self.select(selector)
        return found


Render = Callable[..., Page]


@pytest.fixture
def render(app: Flask) -> Iterator[Render]:
    """``render("field", "field(form.name)", form=form)``: a call of a macro, parsed."""

    def call(file: str, source: str, **context: Any) -> Page:
        name = source.split("(")[0]
        template = f'{{% from "components/{file}.html" import {name} %}}{{{{ {source} }}}}'
        return Page(app.jinja_env.from_string(template).render(context), "html.parser")

    with app.test_request_context():
        yield call


def filled(**typed: str) -> StyleForm:
    form = StyleForm(formdata=MultiDict(typed)).in_currency("usd")
    form.validate()
    return form


def empty() -> StyleForm:
    return StyleForm(formdata=None)


def described(page: Page, control: Tag) -> str:
    """All that a control's aria-describedby leads to, read in order."""
    ids = str(control.get("aria-describedby", "")).split()
    return " ".join(page.one(f"#{name}").get_text() for name in ids)


def test_a_label_leads_to_its_control_and_the_hint_is_read_with_it(render: Render) -> None:
    page = render("field", 'field(form.email, hint="Nothing else.", type="email")', form=empty())
    assert page.one("label")["for"] == page.one("input")["id"] == "email"
    assert page.one("input")["type"] == "email"
    assert described(page, page.one("input")) == "Nothing else."
    assert page.one("input").get("aria-invalid") is None


def test_a_field_stands_in_the_order_label_hint_control_error(render: Render) -> None:
    page = render("field", 'field(form.email, hint="Nothing else.")', form=filled(email="priya@home"))
    assert [child.name for child in page.one(".field").find_all(recursive=False)] == [
        "label",
        "p",
        "input",
        "p",
    ]


def test_an_error_is_tied_to_its_field_and_what_was_typed_is_kept(render: Render) -> None:
    page = render("field", 'field(form.email, hint="Nothing else.")', form=filled(email="priya@home"))
    control = page.one("input")
    assert control["value"] == "priya@home"
    assert control["aria-invalid"] == "true"
    assert described(page, control) == "Nothing else. “priya@home” is missing its ending, such as .com."


def test_a_hostile_value_stays_a_value(render: Render) -> None:
    page = render("field", "field(form.name)", form=filled(name=HOSTILE))
    assert page.find("script") is None
    assert page.one("input")["value"] == HOSTILE


def test_a_textarea_keeps_lines_and_markup_as_text(render: Render) -> None:
    page = render("field", "field(form.needs)", form=filled(needs=f"\none\n</textarea>{HOSTILE}"))
    assert page.find("script") is None
    assert page.one("textarea").get_text().endswith(f"one\n</textarea>{HOSTILE}")


def test_a_password_is_never_written_back(render: Render) -> None:
    page = render("field", "field(form.password)", form=filled(password="still secret"))
    assert "value" not in page.one("input").attrs
    assert "still secret" not in str(page)


def test_only_fields_that_may_stay_empty_say_so(render: Render) -> None:
    assert render("field", "field(form.needs)", form=empty()).one(".optional").get_text() == "optional"
    required = render("field", "field(form.name)", form=empty())
    assert not required.select(".optional")
    assert "required" in required.one("input").attrs


def test_a_select_keeps_its_choice(render: Render) -> None:
    page = render("field", "field(form.room)", form=filled(room="bar"))
    assert page.one("option[selected]")["value"] == "bar"


def test_a_number_keeps_what_is_no_number(render: Render) -> None:
    assert render("field", "count(form.party_size)", form=empty()).one("input")["type"] == "number"
    page = render("field", "count(form.party_size)", form=filled(party_size="many"))
    assert (page.one("input")["type"], page.one("input")["value"]) == ("text", "many")
    assert described(page, page.one("input")) == "Enter a whole number, such as 2."


def test_a_number_knows_its_bounds_without_javascript(render: Render) -> None:
    page = render("field", "count(form.party_size)", form=empty())
    assert (page.one("input")["min"], page.one("input")["max"]) == ("1", "6")
    assert not page.select("button")


def test_a_wall_time_is_written_as_browsers_read_it(render: Render) -> None:
    page = render("field", "wall_time(form.starts)", form=filled(starts="2026-12-10 18:30"))
    assert page.one("input")["value"] == "2026-12-10T18:30"


def test_choices_are_radios_in_a_named_group(render: Render) -> None:
    source = 'choices(form.arrival, hint="Only the greeter sees this.", hints=hints, pictures=true)'
    page = render("choice", source, form=empty(), hints=style_examples()["hints"])
    assert page.one("legend").get_text() == "How would you like to arrive?"
    assert described(page, page.one("fieldset")) == "Only the greeter sees this."
    radios = page.select("input[type=radio]")
    assert [radio["value"] for radio in radios if "checked" in radio.attrs] == ["meet_me"]
    assert len({radio["id"] for radio in radios}) == len(page.select("label svg[aria-hidden=true]")) == 5


def test_an_error_of_a_choice_is_said_by_the_group(render: Render) -> None:
    page = render("choice", "choices(form.arrival)", form=filled(arrival="by_balloon"))
    assert page.one("fieldset")["aria-invalid"] == "true"
    assert described(page, page.one("fieldset")) == "Choose one of these."


def test_a_tick_keeps_its_tick(render: Render) -> None:
    assert "checked" in render("field", "tick(form.show_me)", form=filled(show_me="y")).one("input").attrs
    assert "checked" not in render("field", "tick(form.show_me)", form=filled()).one("input").attrs


def test_the_summary_counts_links_and_takes_the_focus(render: Render) -> None:
    form = filled(
        name="Priya", email="priya@home", party_size="2", arrival="by_balloon", room="", amount="40"
    )
    form.form_errors.clear()
    page = render("error-summary", 'error_summary(form, before="we can save your seats")', form=form)
    assert (
        page.one("[role=alert][tabindex='-1'] h2").get_text()
        == "Please fix two things before we can save your seats"
    )
    assert [link["href"] for link in page.select("a")] == ["#email", "#arrival-0"]


def test_the_summary_says_what_belongs_to_no_field(render: Render) -> None:
    form = filled(
        name="Priya", email="priya@example.test", party_size="2", arrival="buddy", room="", amount="40"
    )
    page = render("error-summary", "error_summary(form)", form=form)
    assert page.one("h2").get_text() == "Please fix one thing before you continue"
    assert "open for a long time" in page.one("li").get_text()


def test_a_press_without_its_token_is_explained(render: Render, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    form = ButtonForm(formdata=MultiDict())
    form.validate()
    page = render("error-summary", "error_summary(form)", form=form)
    assert page.one("li").get_text() == (
        "This page was open for a long time. Nothing is lost: send the form again."
    )


def test_a_form_without_errors_has_no_summary(render: Render) -> None:
    assert render("error-summary", "error_summary(form)", form=empty()).get_text().strip() == ""


def test_a_press_is_a_form_with_its_token_and_no_ids(render: Render) -> None:
    page = render(
        "button",
        'press("/give-back", label, form=form, kind="refuse", seats=2)',
        form=ButtonForm(),
        label=HOSTILE,
    )
    assert page.one("form")["action"] == "/give-back"
    assert page.one("form")["method"] == "post"
    assert len(page.one("input[name=csrf_token]")["value"]) > 20
    assert page.one("input[name=seats]")["value"] == "2"
    assert page.one("button.button-refuse").get_text().strip() == HOSTILE
    assert not page.select("[id]")


def test_hidden_fields_have_no_ids(render: Render) -> None:
    page = render("field", "hidden(form)", form=empty())
    assert [one["name"] for one in page.select("input")][-1] == "csrf_token"
    assert not page.select("[id]")


def test_a_flash_can_be_undone(render: Render) -> None:
    messages = [
        ("message", HOSTILE),
        ("done", {"text": "Bea is cancelled.", "undo": "/back"}),
        ("refused", "No."),
    ]
    page = render("notice", "flashes(messages)", messages=messages)
    assert page.one(".notice-refused").get_text().strip() == "No."
    assert page.one("form")["action"] == "/back"
    assert page.find("script") is None
    assert HOSTILE in page.select(".notice-done")[0].get_text()


def test_a_page_says_what_was_flashed_and_is_quiet_otherwise(app: Flask) -> None:
    with app.test_request_context():
        assert _style_page(app).one(".flashes[role=status]").get_text() == ""
    with app.test_request_context():
        flash("Two seats are yours.")
        assert _style_page(app).one(".flashes .notice-done").get_text().strip() == "Two seats are yours."


def test_initials_come_from_the_first_and_the_last_name(render: Render) -> None:
    assert render("avatar", "avatar(name)", name=LONG_NAME).get_text().strip() == "MT"
    assert render("avatar", "avatar(name)", name="  bea ").get_text().strip() == "B"
    assert render("avatar", "avatar(name)", name="").get_text().strip() == ""


def test_a_long_list_of_pages_shows_its_ends_and_where_one_is(render: Render) -> None:
    numbers = tuple((n, f"/people?q=li&page={n}") for n in (1, 0, 5, 6, 7, 0, 20))
    many: ListPage[Any] = ListPage([], numbers[2][1], numbers[4][1], 6, numbers)
    page = render("pages", "pages(page)", page=many)
    assert page.one("[aria-current=page]").get_text() == "6"
    assert [link.get_text() for link in page.select("a")] == ["Previous", "1", "5", "7", "20", "Next"]
    assert page.one("a[rel=next]")["href"] == "/people?q=li&page=7"
    assert render("pages", "pages(page)", page=ListPage([])).get_text().strip() == ""


def test_a_comparison_marks_only_what_differs(render: Render) -> None:
    rows = [("Title", "A", HOSTILE), ("Seats", 48, 48), ("Address", None, "Room 6")]
    page = render("compare", 'compare("Versions", rows, "Thuy", "You")', rows=rows)
    assert len(page.select("tr.changed")) == 2
    assert page.select("ins")[0].get_text() == HOSTILE
    assert page.one(".nothing").get_text() == "nothing"
    assert {cell["data-label"] for cell in page.select("td")} == {"Thuy", "You"}
    changed = render("compare", 'compare("Versions", rows, only_changed=true)', rows=rows)
    assert "Seats" not in changed.get_text()


def test_a_chart_repeats_its_numbers_in_a_table(render: Render) -> None:
    page = render(
        "chart", 'beads("Came", rows, ("came", "booked"))', rows=[("Supper", 41, 48), ("Talk", 0, 0)]
    )
    assert [cell.get_text() for cell in page.select("tbody td")] == ["41", "48", "0", "0"]
    assert render("chart", 'beads("Came", [], ("came", "booked"))').select("table") == []


def test_a_theme_that_was_chosen_is_ticked(render: Render) -> None:
    assert render("footer", "theme_choice(theme)", theme="dark").one("[checked]")["id"] == "theme-dark"
    assert render("footer", "theme_choice(theme)", theme=None).one("[checked]")["id"] == "theme-auto"


def test_the_style_page_has_one_heading_unique_ids_and_no_inline_style(app: Flask) -> None:
    with app.test_request_context():
        page = _style_page(app)
    ids = [element["id"] for element in page.select("[id]")]
    assert len(page.select("h1")) == 1
    assert len(ids) == len(set(ids))
    assert not page.select("[style], style, script:not([src])")
    for control in page.select("[aria-describedby]"):
        assert described(page, control) != ""


def _style_page(app: Flask) -> Page:
    context = style_examples()
    app.update_template_context(context)
    of_the_demo = FileSystemLoader(ROOT / "demo" / "templates")
    pages = app.jinja_env.overlay(loader=ChoiceLoader([app.jinja_env.loader or of_the_demo, of_the_demo]))
    return Page(pages.get_template("demo/style.html").render(context), "html.parser")
