"""Stories in a real browser against the real processes: web, worker, the sample chapter.

``SHOTS=folder pytest -m browser`` keeps a picture of every page that a story found healthy.
"""
