"""What pictures hold of a person: whose picture it is stands where it is shown."""

from chapter.gateways.files.database import StoredFile
from chapter.media.models import FileDeletion, Picture, PictureFile
from chapter.personal_data.declarations import NotPersonal

TABLES = (
    NotPersonal(Picture, reason="goes with the profile that shows it, and is in the ZIP file"),
    NotPersonal(PictureFile, reason="the sizes of a picture, and goes with it"),
    NotPersonal(StoredFile, reason="the bytes of a picture, and goes with it"),
    NotPersonal(FileDeletion, reason="what the store of files is still to delete"),
)
