"""The stand-in as a process of its own, on loopback.

CHAPTER_ENV=demo python -m stripe_stand_in --port 5001 --file instance/demo-stripe.sqlite \\
    --site http://127.0.0.1:5000 --webhook http://127.0.0.1:5000/stripe/webhook --secret whsec_...
"""

import sys

import click
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

import config
from stripe_stand_in.account import Account
from stripe_stand_in.api import Api, authorized, refused_key
from stripe_stand_in.control_api import Control
from stripe_stand_in.server import Handler, drip
from stripe_stand_in.store import Store
from stripe_stand_in.webhooks import Sender


def application(account: Account) -> object:
    """The API and its controls, for one account."""
    api, control = Api(account), Control(account)

    @Request.application
    def answer(request: Request) -> Response:
        if request.path == "/healthz":
            return Response("ok")
        if not authorized(request):
            return refused_key()
        if request.path.startswith("/control/"):
            return control.answer(request)
        answered = api.answer(request)
        drip(request.environ, account.store.told("drip_seconds", 0))
        return answered

    return answer


def why_not(settings: dict[str, object]) -> str:
    """Why the stand-in may not run under these settings; empty when it may."""
    if settings["CHAPTER_ENV"] == "production":
        return "Stripe's stand-in does not run in production: it would say that money came."
    if settings["STRIPE_SECRET_KEY"]:
        return "STRIPE_SECRET_KEY is set, so Stripe itself is asked. Unset it for the stand-in."
    return ""


@click.command()
@click.option("--port", type=int, required=True, help="Where it listens on 127.0.0.1.")
@click.option("--file", "path", required=True, help="The SQLite file in which it keeps everything.")
@click.option("--site", required=True, help="Where visitors find the site, and Checkout on it.")
@click.option("--webhook", required=True, help="Where it tells what happens.")
@click.option("--secret", required=True, help="What its webhooks are signed with.")
@click.option("--rate", default=290, help="What Stripe keeps of a payment, in hundredths of a percent.")
@click.option("--fixed", default=30, help="What Stripe keeps beside it, in cents.")
def main(port: int, path: str, site: str, webhook: str, secret: str, rate: int, fixed: int) -> None:
    """Serve until killed. Nothing is lost by that."""
    try:
        settings = config.load()
        trouble = why_not(settings)
        config.close_to_others(f"sqlite:///{path}")
    except config.SettingsError as error:
        trouble = str(error)
    if trouble:
        click.echo(trouble, err=True)
        sys.exit(1)
    account = Account(Store(path), f"{site}/demo/stripe/checkout", rate, fixed)
    Sender(account, webhook, secret).start()
    server = make_server("127.0.0.1", port, application(account), threaded=True, request_handler=Handler)  # type: ignore[arg-type]  # a decorated WSGI application
    server.serve_forever()


if __name__ == "__main__":
    main()
