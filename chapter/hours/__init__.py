"""Hours that volunteers worked: checked in, credited, logged, approved, valued, reported and thanked for.

An *entry* is time on one day; it is *credited* from check-in and check-out, or *logged* by hand. It is never
changed: a correction takes its place. A *rate* is what an hour is worth in a year.
"""
