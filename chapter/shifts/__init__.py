"""Shifts: who signs up for one, stands by as a backup, or seeks a substitute.

An *opportunity* is something that people are needed for; its *shifts* are when. Whoever takes a shift, or
stands by for one, has a *signup*. A *clearance* is a training, a background check or an interview. What the
office does with opportunities is in chapter.opportunities, hours are in chapter.hours, and whom to ask in
chapter.staffing.
"""
