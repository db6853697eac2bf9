"""What people use pictures for."""

from chapter.media.decoder import PictureSize
from chapter.media.uses import PictureUse

PHOTO = PictureUse("photo", (PictureSize("small", 160, 160), PictureSize("large", 640, 640)), public=False)
"""A member's photo: for whom she says, so that whoever asks for it is checked each time."""
