"""Whoever names somebody in the office begins to type and chooses, by keys or by a finger."""

import re

from playwright.sync_api import expect

from tests.e2e.test_office_pages import DIRECTOR
from tests.e2e.visitor import Visitor


def test_somebody_is_chosen_from_those_proposed_by_keys_and_by_a_finger(visitor: Visitor) -> None:
    visitor.open("/office/events/tonight/staff")
    visitor.sign_in(DIRECTOR)
    field, options = visitor.field("Email"), visitor.page.get_by_role("option")
    field.press_sequentially("an")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    visitor.healthy("person-field-open")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("-people-0$"))
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("an")

    field.press("End")
    field.press_sequentially("a")
    expect(options.first).to_be_visible()
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(field).to_have_value(re.compile("@"))
    expect(visitor.page.locator("[name=email-who]")).to_have_count(1)

    field.press("End")
    field.press("Backspace")
    expect(visitor.page.locator("[name=email-who]")).to_have_count(0)
    field.fill("an")
    options.first.click()
    expect(field).to_have_value(re.compile("@"))
    visitor.healthy("person-field-chosen")


def test_the_name_that_a_choice_filled_goes_with_its_email(visitor: Visitor) -> None:
    visitor.open("/office/events/tonight/bookings/new")
    visitor.sign_in(DIRECTOR)
    email, name = visitor.field("Email"), visitor.page.locator("#name")
    email.press_sequentially("an")
    visitor.page.get_by_role("option").first.click()
    expect(name).not_to_have_value("")
    email.fill("someone.new@example.test")
    expect(name).to_have_value("")
    name.fill("Some One")
    email.fill("someone@example.test")
    expect(name).to_have_value("Some One")
