"""Who opens the office's pages about members."""

from chapter.web.access import Circle

dues_keepers = Circle("those who record dues", lambda viewer: viewer.has("treasurer"))
welcomers = Circle("those who write to new members", lambda viewer: viewer.has("comms"))
