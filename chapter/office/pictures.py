"""What the chapter itself uses pictures for."""

from chapter.media.decoder import PictureSize
from chapter.media.uses import PictureUse

LOGO = PictureUse("logo", (PictureSize("160", 160, 160), PictureSize("640", 640, 640)), public=True)
"""The chapter's own mark, whole, whatever its shape."""
