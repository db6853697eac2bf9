"""Making files from data: calendars and QR codes. Knows no domain."""
