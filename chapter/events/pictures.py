"""What events use pictures for. Whoever may see a published event may see them, and search engines do."""

from chapter.media.decoder import CROP, PictureSize
from chapter.media.uses import PictureUse

COVER = PictureUse(
    "cover", (PictureSize("800", 800, 450, CROP), PictureSize("1600", 1600, 900, CROP)), public=True
)
"""The picture on top of an event's page."""

PORTRAIT = PictureUse(
    "portrait", (PictureSize("96", 96, 96, CROP), PictureSize("384", 384, 384, CROP)), public=True
)
"""A host of an event."""
