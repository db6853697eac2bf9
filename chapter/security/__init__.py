"""Security below the pages: encryption, signed links, limits on attempts, the security log.

It lies below web and knows no page.
"""
