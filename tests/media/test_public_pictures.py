"""A cover, a portrait of a host and a logo are for everybody, under an address that never shows another; a
member's photo has no such address."""

import pytest
from flask import Flask

from chapter import db, gateways
from chapter.events.pictures import COVER, PORTRAIT
from chapter.gateways.files import StoreUnavailable
from chapter.media import addresses, rules, uses
from chapter.media.decoder import PictureSize
from chapter.media.models import Picture
from chapter.media.uses import PictureUse
from chapter.office.pictures import LOGO
from chapter.people.pictures import PHOTO
from chapter.refusal import Refused
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.media.photos import a_photo
from tests.media.pictures import a_picture
from tests.statement_count import statements_of

SMALL = (PictureSize("small", 10, 10),)


class SilentStore:
    """A store that does not answer."""

    name, outside = "a silent store", True

    def __getattr__(self, name: str) -> object:
        def silent(*_: object) -> object:
            raise StoreUnavailable("it does not answer")

        return silent


@pytest.fixture
def silent(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store does not answer."""
    monkeypatch.setattr(gateways.current(), "files", SilentStore())


def uploaded(use: PictureUse) -> Picture:
    """A picture that went the whole way: sent, made in its sizes, put into the store, in a row."""
    kept = rules.upload(a_photo("JPEG", (2000, 1500)), use)
    with db.writing():
        return rules.add_picture(kept, now=TODAY)


@pytest.mark.parametrize("use", [COVER, PORTRAIT, LOGO], ids=lambda use: use.name)
def test_each_size_is_kept_by_any_cache_for_ever(app: Flask, client: Browser, use: PictureUse) -> None:
    picture = uploaded(use)
    for size in use.sizes:
        with app.test_request_context():
            where = addresses.public_address(picture, size.name)
        assert where == f"/pictures/{picture.public_id}-{size.name}.webp"
        page = client.get(where)
        assert (page.status, page.headers["Content-Type"]) == (200, "image/webp")
        assert page.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert not {"Vary", "Set-Cookie"} & set(page.headers.keys())
        again = client.get(where, headers={"If-None-Match": page.headers["ETag"]})
        assert (again.status, again.body) == (304, b"")


def test_somebody_signed_in_gets_the_same_and_no_cookie(app: Flask, client: Browser) -> None:
    factories.sign_in(client)
    picture = a_picture("cover", ("800",))
    page = client.get(f"/pictures/{picture.public_id}-800.webp")
    assert page.body == b"the 800 one"
    assert not {"Vary", "Set-Cookie"} & set(page.headers.keys())


def test_another_picture_has_another_address(app: Flask) -> None:
    logos = [a_picture("logo", ()) for _ in range(2)]
    with app.test_request_context():
        assert len({addresses.public_address(logo, "160") for logo in logos}) == 2


def test_a_members_photo_is_at_no_address_for_everybody(app: Flask, client: Browser) -> None:
    photo = a_picture()
    with app.test_request_context(), pytest.raises(ValueError, match="whoever looks at it is checked"):
        addresses.public_address(photo, "small")
    assert client.send("GET", f"/pictures/{photo.public_id}-small.webp", check=False).status == 404


def test_a_size_that_a_use_does_not_have_has_no_address(app: Flask, client: Browser) -> None:
    cover = a_picture("cover", ("800",))
    with app.test_request_context(), pytest.raises(ValueError, match="in no size"):
        addresses.public_address(cover, "900")
    for gone in (f"{cover.public_id}-900", f"{'a' * 16}-800", f"{cover.public_id}-", "-800"):
        assert client.send("GET", f"/pictures/{gone}.webp", check=False).status == 404


def test_a_picture_takes_two_statements_where_the_database_is_the_store(app: Flask, client: Browser) -> None:
    cover = a_picture("cover", ("800",))
    assert statements_of(lambda: client.get(f"/pictures/{cover.public_id}-800.webp")) == 2


def test_a_deleted_picture_is_gone_from_its_address(app: Flask, client: Browser) -> None:
    cover = a_picture("cover", ("800",))
    with db.writing():
        rules.delete_pictures([cover.id], now=TODAY)
    assert client.send("GET", f"/pictures/{cover.public_id}-800.webp", check=False).status == 404


def test_while_the_store_is_silent_the_browser_is_told_to_try_again(
    app: Flask, client: Browser, silent: None
) -> None:
    cover = a_picture("cover", ("800",))
    page = client.send("GET", f"/pictures/{cover.public_id}-800.webp", check=False)
    assert page.status == 503
    assert "immutable" not in page.headers["Cache-Control"]


def test_while_the_store_is_silent_a_picture_is_refused_beside_its_field(app: Flask, silent: None) -> None:
    with pytest.raises(Refused) as refused:
        rules.upload(a_photo(), LOGO)
    assert (refused.value.sentence, refused.value.field) == (rules.NOT_KEPT, "logo")


@pytest.mark.parametrize(
    ("use", "why"),
    [
        (PictureUse("cover", SMALL, public=True), "declared twice"),
        (PictureUse("poster", SMALL + SMALL, public=True), "a name of its own"),
        (PictureUse("poster", (), public=True), "a name of its own"),
        (PictureUse("poster", (PictureSize("a/b", 9, 9),), public=True), "small letters and digits"),
        (PictureUse("poster", (PictureSize("wide-1", 9, 9),), public=True), "small letters and digits"),
    ],
)
def test_a_use_that_can_t_be_served_keeps_the_application_from_starting(
    app: Flask, use: PictureUse, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        uses.register(app, use)


def test_each_use_says_who_may_see_it(app: Flask) -> None:
    assert set(uses.public_names()) == {"cover", "portrait", "logo"}
    assert uses.use_named("photo") is PHOTO
    with pytest.raises(uses.UseUndeclared):
        uses.use_named("poster")
