"""The office's form for receipts."""

from wtforms import SelectField

from chapter.forms.concurrent_edits import EditForm
from chapter.forms.fields import choices_of, text_area, text_field


class ReceiptWordingForm(EditForm):
    """What receipts say about the chapter."""

    country = SelectField("Country", choices=choices_of({"us": "United States", "": "Another country"}))
    status = text_field("Tax status", most=200)
    words = text_area("Receipt wording for another country", most=3000)
