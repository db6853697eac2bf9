"""What guards the chapter whatever the page: encryption, signed links, limits on attempts, the security log.

It lies below web and knows no page."""
