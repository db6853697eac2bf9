"""A form on a page that a test opened: filled in and sent as a browser would."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin

from bs4 import Tag
from werkzeug.datastructures import MultiDict

if TYPE_CHECKING:
    from tests.browser import Page


class Form:
    """A form as it stands on a page, with what it holds."""

    def __init__(self, page: "Page", tag: Tag) -> None:
        self.page = page
        self.tag = tag
        self.values = MultiDict(_held(tag))

    def __getitem__(self, name: str) -> str:
        return str(self.values[name])

    def __contains__(self, name: str) -> bool:
        return any(field.get("name") == name for field in self.tag.find_all(["input", "select", "textarea"]))

    def fill(self, **values: Any) -> Self:
        """Type, choose, tick (True) or untick (False). AssertionError when there is no such field."""
        for name, value in values.items():
            if name not in self:
                raise AssertionError(f"{self.page.url}: the form has no field {name}")
            field = self.tag.select_one(f'[name="{name}"]')
            self.values.poplist(name)
            if isinstance(value, list | tuple):
                self.values.setlist(name, [str(one) for one in value])
            elif value is True:
                self.values[name] = str(field.get("value", "on")) if field else "on"
            elif value is not False:
                self.values[name] = value
        return self

    def press(self, words: str = "", *, follow: bool = True) -> "Page":
        """Press the button whose words contain ``words`` (the first one when none are given)."""
        data, button = MultiDict(self.values), self._button(words)
        if button.get("name"):
            data.add(str(button["name"]), str(button.get("value", "")))
        target = urljoin(
            self.page.url, str(button.get("formaction") or self.tag.get("action") or self.page.url)
        )
        if method_of(self.tag) == "GET":
            return self.page.browser.send("GET", target, follow=follow, query_string=data)
        return self.page.browser.send("POST", target, follow=follow, data=data)

    def _button(self, words: str) -> Tag:
        buttons = [tag for tag in self.tag.find_all(["button", "input"]) if submits(tag)]
        if self.tag.get("id"):
            buttons += self.page.soup.find_all("button", attrs={"form": self.tag["id"]})
        for tag in buttons:
            if words in (words_of(tag) or str(tag.get("value", "")) or str(tag.get("aria-label", ""))):
                return tag
        raise AssertionError(f'{self.page.url}: the form has no button "{words}"')


def _held(form: Tag) -> Iterator[tuple[str, str]]:
    for field in form.find_all(["input", "select", "textarea"], attrs={"name": True}):
        name, kind = str(field["name"]), str(field.get("type", "text"))
        if field.has_attr("disabled") or kind in {"submit", "button", "image", "file"}:
            continue
        if field.name == "select":
            options = field.find_all("option")
            chosen = [option for option in options if option.has_attr("selected")] or options[:1]
            yield from ((name, str(option.get("value", option.get_text()))) for option in chosen)
        elif field.name == "textarea":
            yield name, field.get_text().removeprefix("\n")
        elif kind not in {"checkbox", "radio"} or field.has_attr("checked"):
            yield name, str(field.get("value", "on" if kind in {"checkbox", "radio"} else ""))


def method_of(form: Tag) -> str:
    """How ``form`` is sent."""
    return str(form.get("method", "get")).upper()


def submits(tag: Tag) -> bool:
    """Whether it is a button that sends its form."""
    return tag.get("type", "submit" if tag.name == "button" else "text") == "submit"


def words_of(tag: Any) -> str:
    """What a piece of a page says, with single spaces; nothing when it is not there."""
    return " ".join(tag.get_text(" ").split()) if isinstance(tag, Tag) else ""
