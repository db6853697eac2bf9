"""What the seats must withstand, over real HTTP, against real processes: a rush, and being killed.

Each script runs by itself (``python -m tests.proof.rush --rounds 50``), prints one JSON line, and has a
broken variant of the application that must fail the same test.
"""
