"""A stand-in for Stripe: a process of its own that answers as Stripe's published types say.

For the demo and for tests. It knows the calls that payments makes and refuses all others. No money moves.

published_api.py    what Stripe's library publishes: routes, parameters, the shape of each object
form_encoding.py    how parameters are encoded; parameters.py and response_checks.py check both ways
store.py            the data, in one SQLite file
objects.py          new objects, complete
account.py          the account: its clock, its events, the lines of its balance
actions.py          what a payer, a bank or the owner does: payments.py, refunds.py, disputes.py, payouts.py
api.py              the calls of the API
server.py           how a response is sent: at once, or byte by byte
control_api.py      the API behind the demo's buttons and the tests
webhooks.py         webhooks, and scheduled actions
client.py           how the pages and tests reach the process; the pages are in demo/views/public/stripe.py
"""
