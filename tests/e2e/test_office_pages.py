"""The office's other pages: settings with a color, the log with a filter, people, mails."""

from playwright.sync_api import expect

from tests.e2e.conftest import DESK, Arrive
from tests.e2e.visitor import Visitor

DIRECTOR = "director@chapter.test"


def test_a_color_that_nobody_can_read_is_refused_and_a_good_one_is_kept(visitor: Visitor) -> None:
    visitor.open("/office/settings")
    visitor.sign_in(DIRECTOR)
    visitor.healthy("settings")
    color = visitor.field("The chapter’s color")
    for faulty in ("purple", "#777777"):
        color.fill(faulty)
        visitor.press("Save")
        expect(visitor.page.get_by_role("alert")).to_be_focused()
        expect(color).to_have_value(faulty)
        visitor.healthy("settings-refused")
    try:
        color.fill("#7a1fa0")
        visitor.press("Save")
        visitor.reads("In use")
        visitor.healthy("settings-saved")
        for name, path in (("home", "/"), ("event", "/events/kiln-night"), ("office", "/office/")):
            visitor.open(path)
            visitor.healthy(f"{name}-dyed")
    finally:
        visitor.open("/office/settings")
        color.fill("")
        visitor.press("Save")


def test_the_log_is_narrowed_and_what_changed_unfolds(visitor: Visitor) -> None:
    visitor.open("/office/log/")
    visitor.sign_in(DIRECTOR)
    visitor.healthy("log")
    assert visitor.field("Who").count() == (visitor.width == DESK)
    visitor.open_filter()
    visitor.type(Who="Nobody of this name")
    visitor.press("Filter")
    visitor.reads("No entries match")
    visitor.healthy("log-empty")
    visitor.follow("Show all")
    visitor.open_filter()
    visitor.field("Record").select_option("Events")
    visitor.press("Filter")
    visitor.reads_not("No entries match")
    visitor.healthy("log-narrowed")


def test_people_and_mails_have_no_fault(arrive: Arrive, width: int) -> None:
    director = arrive(width)
    director.sign_in(DIRECTOR)
    for name, path in (
        ("people", "/office/people/"), ("mails", "/office/mails/"), ("drafts", "/office/events/?show=drafts"),
        ("past", "/office/events/?show=past"), ("staff", "/office/events/tonight/staff"),
        ("add-a-party", "/office/events/tonight/bookings/new"), ("account", "/account"),
    ):  # fmt: skip
        director.open(path)
        director.healthy(f"office-{name}")
    director.open("/office/people/?q=Priya")
    director.follow("Priya Raghunathan")
    director.healthy("office-person")
