"""Staffing: who could take which shift, who is asked, who is put there, and who is cleared for it.

The *board* shows the shifts ahead with whom they lack. *Matching* suggests people, with reasons; an
*assignment* puts somebody on a shift; *preferences* are when she is free and what she enjoys.
"""

from chapter.staffing.registration import register

__all__ = ["register"]
