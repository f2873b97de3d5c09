"""How peers are timed, and how a measurement is told to table.py: one JSON object a line."""

import json
import statistics
import time

# Rounds of one measurement: as many as fit, between these.
FEWEST, MOST, SECONDS = 7, 200, 2.0


def timed(work):
    """Seconds of each round, after one that warms up."""
    work()
    times = []
    begun = time.perf_counter()
    while len(times) < FEWEST or len(times) < MOST and time.perf_counter() - begun < SECONDS:
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return times


def median(times):
    return statistics.median(times)


def row(section, what, own, peer, peers, at_least=None, note=""):
    """A line: what was measured, both sides in seconds, and how many times faster ours is."""
    told = {
        "section": section,
        "what": what,
        "peer": peer,
        "own_seconds": spread(own),
        "peer_seconds": spread(peers),
        "times_faster": median(peers) / median(own),
        "at_least": at_least,
        "note": note,
    }
    print(json.dumps(told), flush=True)


def spread(times):
    return {"median": median(times), "least": min(times), "most": max(times), "rounds": len(times)}
