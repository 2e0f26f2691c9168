"""Query strings that mean harm, or nothing at all: every one is answered, quickly, and never by an error.

`strings` makes them, `records` the archive they are sent to, `probe` sends them to the application and `server` to the
production server over a socket. `python -m tests.hostile` (`make hostile`) sends 10,000 and tells how long they took.
"""
