"""What pictures hold of a person: whose picture it is stands where it is shown."""

from chapter.media.models import Picture
from chapter.personal_data.declarations import NotPersonal

TABLES = (NotPersonal(Picture, reason="goes with the profile that shows it, and is in the ZIP file"),)
