"""The menu under her name closes as menus do: by Escape, and by a press elsewhere."""

from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.visitor import Visitor


def test_escape_closes_it_and_gives_the_focus_back(visitor: Visitor) -> None:
    visitor.sign_in("member@chapter.test")
    menu, head = visitor.page.locator(".account-menu"), visitor.page.locator(".account-menu > summary")
    head.press("Enter")
    expect(menu).to_have_attribute("open", "")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(head).to_be_focused()


def test_a_press_elsewhere_closes_it_and_one_inside_does_not(visitor: Visitor) -> None:
    visitor.sign_in("member@chapter.test")
    menu = visitor.page.locator(".account-menu")
    visitor.page.locator(".account-menu > summary").click()
    menu.locator("ul").click(position={"x": 3, "y": 3})
    expect(menu).to_have_attribute("open", "")
    visitor.page.locator("h1").first.click()
    expect(menu).not_to_have_attribute("open", "")


def test_without_javascript_it_opens_and_closes_by_its_name(arrive: Arrive, width: int) -> None:
    visitor = arrive(width, scripts=False)
    visitor.sign_in("member@chapter.test")
    menu, head = visitor.page.locator(".account-menu"), visitor.page.locator(".account-menu > summary")
    for stands in (True, False):
        head.click()
        assert menu.evaluate("it => it.open") is stands
