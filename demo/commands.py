"""``flask --app wsgi demo build``: the sample chapter, also at the sizes that the benchmarks use."""

import click
from flask.cli import AppGroup
from flask_migrate import upgrade

from chapter.gateways import clock
from sample import build

demo = AppGroup("demo", help="The sample chapter.")


@demo.command("build")
@click.option("--seed", default=build.Size.seed, show_default=True, help="Use another seed for other people.")
@click.option("--people", default=build.Size.people, show_default=True, type=click.IntRange(min=20))
@click.option("--years", default=build.Size.years, show_default=True, type=click.IntRange(1, 20))
def build_demo(seed: int, people: int, years: int) -> None:
    """Build the sample chapter into an empty database, migrating it first. Not in production."""
    try:
        build.allowed()
        upgrade()
        built = build.build(build.Size(people, years, seed), now=clock.now())
    except (build.NotEmpty, build.NotHere) as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{built.people:,} people, {built.events:,} events, {built.bookings:,} bookings.")
