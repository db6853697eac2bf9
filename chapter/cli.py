"""Commands: ``flask --app wsgi …``."""

import os
import sys
from collections.abc import Iterator

import click
from flask import Flask
from flask.cli import with_appcontext
from flask_migrate import upgrade

import config
from chapter import startup_checks, worker
from chapter.accounts import commands
from chapter.authentication import commands as authentication_commands
from chapter.gateways.files import StoreUnavailable
from chapter.media import commands as media_commands
from chapter.people import tasks
from chapter.plurals import plural
from chapter.refusal import Refused


def register(app: Flask) -> None:
    """Make the commands known to ``flask``."""
    app.cli.add_command(set_up)
    app.cli.add_command(take_away_second_factor)
    app.cli.add_command(rebuild_directory)
    app.cli.add_command(look_after_files)
    app.cli.add_command(run_worker)
    app.cli.add_command(run_web)


@click.command("worker")
@click.pass_context
def run_worker(context: click.Context) -> None:
    """Send email and run timed work, until Ctrl-C."""
    app = context.obj.load_app()
    startup_checks.check_or_exit(app)
    worker.Worker(app).run()


@click.command("web", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def run_web(context: click.Context, options: tuple[str, ...]) -> None:
    """Serve the pages with gunicorn, until Ctrl-C. OPTIONS are gunicorn's."""
    app = context.obj.load_app()
    startup_checks.check_or_exit(app)
    around = {**config.surroundings(), "WEB_CONCURRENCY": str(app.config["WEB_CONCURRENCY"])}
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", *options]
    os.execve(command[0], command, around)  # noqa: S606 - our own command; it takes this one's place


@click.command("setup")
@click.option("--director-email", required=True, help="Email of the first managing director.")
@click.option("--chapter-name", required=True, help="Name of the chapter.")
@with_appcontext
def set_up(director_email: str, chapter_name: str) -> None:
    """Set up a new, empty chapter with its first managing director. Safe to repeat."""
    upgrade()
    _print(commands.setup(director_email, chapter_name))


@click.command("take-away-second-factor")
@click.argument("email")
@with_appcontext
def take_away_second_factor(email: str) -> None:
    """Let EMAIL sign in without two-step verification, when they lost it and nobody else can help."""
    try:
        click.echo(authentication_commands.reset_second_factor(email))
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused


@click.command("rebuild-directory")
@with_appcontext
def rebuild_directory() -> None:
    """Rebuild the search index of people, a few at a time, while the chapter keeps running."""
    tasks.rebuild_name_index()
    click.echo(f"Rebuilt the index of {plural(tasks.rebuild_search_index(), 'profile', 'profiles')}.")


@click.group("files")
def look_after_files() -> None:
    """Manage where picture files are stored."""


@look_after_files.command("move")
@with_appcontext
def move_files() -> None:
    """Move files from FILES_STORE_BEFORE to FILES_STORE. Safe to repeat."""
    _print(media_commands.move())


@look_after_files.command("check")
@click.option("--delete", is_flag=True, help="Let the worker delete files that no picture uses.")
@with_appcontext
def check_files(delete: bool) -> None:
    """Compare the stored files with the pictures in the database."""
    _print(media_commands.check(delete=delete))


def _print(lines: Iterator[str]) -> None:
    """Print lines as they come. Raises ClickException with the sentence of a refusal, or of the store."""
    try:
        for line in lines:
            click.echo(line)
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    except StoreUnavailable as error:
        raise click.ClickException(str(error)) from error
