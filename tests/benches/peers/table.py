"""Turns rows that measurements print into one table, in Markdown and JSON.

    table.py FOLDER < ROWS

Writes FOLDER/peers.json with the date, the machine and every row as it is, and prints the Markdown, which
FOLDER/peers.md has, too.
"""

import datetime
import json
import os
import platform
import sys
from pathlib import Path

HEAD = ["Section", "What", "peel", "Beside", "Takes", "Times faster", "Target", "Met"]


def shown(seconds):
    """Three digits that count, in the unit that suits."""
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size or unit == "µs":
            return f"{seconds / size:.3g} {unit}" if seconds / size < 1_000 else f"{seconds / size:,.0f} {unit}"
    return ""


def side(times):
    return f"{shown(times['median'])} ({shown(times['least'])} to {shown(times['most'])})"


def line(row):
    asked = row["at_least"]
    met = "" if asked is None else "yes" if row["times_faster"] >= asked else "**no**"
    return [
        row["section"],
        row["what"],
        side(row["own_seconds"]),
        row["peer"],
        side(row["peer_seconds"]),
        f"{row['times_faster']:.3g}",
        "" if asked is None else f"at least {asked}",
        met,
    ]


def measured():
    """When and where, and how busy that was with other things."""
    load = f", load average {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    date = datetime.date.today().strftime("%d %B %Y").lstrip("0")
    return f"{date}; {os.cpu_count()} processors, {platform.system()} on {platform.machine()}{load}"


def main(folder):
    rows = [json.loads(each) for each in sys.stdin if each.strip()]
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "peers.json").write_text(json.dumps({"measured": measured(), "rows": rows}, indent=1) + "\n")
    lines = [HEAD, ["---"] * len(HEAD), *map(line, rows)]
    page = "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + f"\n\nMeasured on {measured()}.\n"
    (folder / "peers.md").write_text(page)
    print(page)


if __name__ == "__main__":
    main(*sys.argv[1:])
