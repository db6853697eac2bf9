"""A stand-in for Stripe: a process of its own that answers as Stripe's published types say.

For the demo and for tests. It knows the calls that payments makes and refuses all others. No money moves.

published.py  what Stripe's library publishes: routes, parameters, the shape of each object
wire.py       how parameters travel
store.py      what is kept, in one SQLite file
objects.py    new objects, in full
account.py    the account: its clock, its events, the lines of its balance
acts.py       what a payer, a bank or the owner does: paying.py, refunding.py, disputing.py, payouts.py
api.py        the calls of the API
serving.py    how an answer leaves: at once, or byte by byte
control.py    what the pages and tests press
sending.py    webhooks, and what becomes due
asking.py     how the pages and tests reach the process
views.py      Checkout and the dashboard, within the demo
"""
