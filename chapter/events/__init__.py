"""Events: what is on, who staffs it, its addresses, calendars and the life of one.

Staff of one event are its *lead* and its *greeters*. Bookings stand above (chapter.bookings), and so
does what the office does with an event that has some (chapter.events_office).
"""
