"""The office of events: what staff do with an event and its bookings, and what many guests are told of it.

It stands above bookings, since whoever moves or cancels an event moves its bookings."""
