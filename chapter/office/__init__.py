"""The office: what staff see first, and acts that reach several packages."""

from flask import Flask

from chapter import glossary_terms, today_sources
from chapter.accounts.viewer import staff
from chapter.audit import log_kinds
from chapter.mail import kinds
from chapter.media import uses
from chapter.office import emails, glossary, log_names, pictures, today
from chapter.office.views import office
from chapter.web import navigation


def register(app: Flask) -> None:
    """Register the office's blueprint, mail kinds and pages."""
    log_kinds.register(app, *log_names.LOGGED)
    today_sources.register(app, *today.SOURCES)
    glossary_terms.register(app, *glossary.TERMS)
    app.register_blueprint(office.bp)
    app.jinja_env.globals["help_url"] = glossary_terms.help_url
    uses.register(app, pictures.LOGO)
    kinds.register(app, emails.KINDS)
    navigation.add_entry(app, "her", "Office", "office.today", order=30, shown_to=staff)
    navigation.add_entry(app, "office", "Today", "office.today", order=10, place="Today")
    navigation.add_entry(app, "office", "Emails", "office.mails", order=70, place="More")
    navigation.add_entry(app, "office", "Activity log", "office.log", order=80, place="More")
    navigation.add_entry(app, "office", "Do not pair", "office.do_not_pair_list", order=86, place="People")
    navigation.add_entry(app, "office", "Settings", "office.edit_settings", order=90, place="More")
    navigation.add_entry(app, "office", "Help", "office.help_page", order=95, place="More")
