"""One indicator, from loaded data to the finished comparison: the engine beside numpy, Polars and DuckDB.

    computing.py ANSWERS

ANSWERS is a folder with what `cargo bench -p peel-scoring-core --bench peers` wrote: for each number of
units the engine's answer as CSV, and how long it took. Each peer computes the same from the same made-up
counts, and is held against that answer before it is measured: rank, ties, band and position the same, every
number within a hundred-millionth. Prints rows for table.py.

Peers begin with numerators and denominators joined and laid out by unit, in the form that each likes best,
and end with columns; the engine begins with single observations, and ends with a record for each unit.
None of them draws or words anything.
"""

import csv
import json
import sys
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
from scipy.stats import chi2

from timing import median, row, timed

UNITS = [43, 1_000, 10_000, 100_000]
Z95, Z998 = 1.959963984540054, 3.090232306167813
MULTIPLIER = 1_000.0
EXACT_BELOW = 10
WINSORISED = 0.1
BAND, LEAST_BANDED = 0.25, 8
NUMBERS = [
    *("value", "lower_95", "upper_95", "lower_998", "upper_998"),
    *("plain_lower_95", "plain_upper_95", "plain_lower_998", "plain_upper_998"),
    *("funnel_lower_95", "funnel_upper_95", "funnel_lower_998", "funnel_upper_998"),
]
WORDS = ["rank", "tied", "band", "plain_position", "position"]
POSITIONS = ["below-99.8", "below-95", "within", "above-95", "above-99.8"]


def world(units):
    """Events and people of made-up units: the formula of crates/scoring-core/benches/peers.rs."""
    number = np.arange(units, dtype=np.uint32) * np.uint32(7_919)
    return (20_000 + number % 9_973).astype(float), (400_000 + number % 99_991).astype(float)


# numpy


def byar(events, z):
    return events * (1 - 1 / (9 * events) + z / (3 * np.sqrt(events))) ** 3


def poisson_limits(events, z, tail):
    """Byar's limits of counts, and exact ones below ten events."""
    lower, upper = np.maximum(byar(events, -z), 0), byar(events + 1, z)
    few = events < EXACT_BELOW
    if few.any():
        lower[few] = np.where(events[few] > 0, chi2.ppf(tail, 2 * events[few]) / 2, 0)
        upper[few] = chi2.ppf(1 - tail, 2 * (events[few] + 1)) / 2
    return lower, upper


def positions(value, limits):
    lower_95, upper_95, lower_998, upper_998 = limits
    inner = 2 - (value < lower_95).astype(np.int8) + (value > upper_95)
    return np.where(value < lower_998, 0, np.where(value > upper_998, 4, inner))


def with_numpy(events, people):
    answer = {}
    share = events / people
    answer["value"] = share * MULTIPLIER
    for name, z, tail in (("95", Z95, 0.025), ("998", Z998, 0.001)):
        lower, upper = poisson_limits(events, z, tail)
        answer[f"lower_{name}"] = lower / people * MULTIPLIER
        answer[f"upper_{name}"] = upper / people * MULTIPLIER
    target = events.sum() / people.sum()
    error = np.sqrt(target / people)
    z = (share - target) / error
    squares = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED])) ** 2
    weights = error**-2
    excess = max(squares.sum() - (len(z) - 1), 0)
    tau_squared = excess / (weights.sum() - (weights**2).sum() / weights.sum())
    for name, spread in (("plain", error), ("funnel", np.hypot(error, np.sqrt(tau_squared)))):
        limits = []
        for level, reach in (("95", Z95 * spread), ("998", Z998 * spread)):
            limits += [np.maximum(target - reach, 0), target + reach]
            answer[f"{name}_lower_{level}"] = limits[-2] * MULTIPLIER
            answer[f"{name}_upper_{level}"] = limits[-1] * MULTIPLIER
        key = "plain_position" if name == "plain" else "position"
        answer[key] = positions(share, limits)
    order = np.sort(answer["value"])
    lower = np.searchsorted(order, answer["value"], "left")
    higher = len(order) - np.searchsorted(order, answer["value"], "right")
    answer["rank"] = higher + 1
    answer["tied"] = len(order) - higher - lower
    size = np.floor(BAND * len(order) + 0.5) if len(order) >= LEAST_BANDED else 0
    # 1 for one of the highest, -1 for one of the lowest, 0 for neither or both.
    answer["band"] = (higher < size).astype(np.int8) - (lower < size)
    return answer


# Polars


def polars_limits(events, z):
    def bound(count, z):
        return count * (1 - 1 / (9 * count) + z / (3 * count.sqrt())) ** 3

    lower = bound(events, -z).clip(lower_bound=0)
    return lower / pl.col("people") * MULTIPLIER, bound(events + 1, z) / pl.col("people") * MULTIPLIER


def polars_position(name):
    column = lambda bound, level: pl.col(f"{name}_{bound}_{level}")  # noqa: E731
    value = pl.col("value")
    return (
        pl.when(value < column("lower", "998")).then(0)
        .when(value > column("upper", "998")).then(4)
        .when(value < column("lower", "95")).then(1)
        .when(value > column("upper", "95")).then(3)
        .otherwise(2)
    )


def polars_query(frame):
    """Has no exact limits, which need the gamma distribution: these counts are all above ten."""
    events, people = pl.col("events"), pl.col("people")
    share, target, error, z = pl.col("share"), pl.col("target"), pl.col("error"), pl.col("z")
    intervals = {}
    for name, reach in (("95", Z95), ("998", Z998)):
        intervals[f"lower_{name}"], intervals[f"upper_{name}"] = polars_limits(events, reach)
    weights = error**-2
    excess = ((pl.col("squares").sum()) - (pl.len() - 1)).clip(lower_bound=0)
    tau_squared = excess / (weights.sum() - (weights**2).sum() / weights.sum())
    funnels = {}
    for name, spread in (("plain", error), ("funnel", (error**2 + pl.col("tau_squared")).sqrt())):
        for level, reach in (("95", Z95), ("998", Z998)):
            funnels[f"{name}_lower_{level}"] = (target - reach * spread).clip(lower_bound=0) * MULTIPLIER
            funnels[f"{name}_upper_{level}"] = (target + reach * spread) * MULTIPLIER
    size = pl.when(pl.len() >= LEAST_BANDED).then((BAND * pl.len() + 0.5).floor()).otherwise(0)
    lower = pl.len() - (pl.col("rank") - 1) - pl.col("tied")
    return (
        frame.lazy()
        .with_columns(share=events / people, target=events.sum() / people.sum(), **intervals)
        .with_columns(value=share * MULTIPLIER, error=(target / people).sqrt())
        .with_columns(z=(share - target) / error)
        .with_columns(
            squares=z.clip(
                z.quantile(WINSORISED, "linear"), z.quantile(1 - WINSORISED, "linear")
            )
            ** 2,
            rank=pl.col("value").rank("min", descending=True).cast(pl.Int64),
            tied=pl.len().over("value").cast(pl.Int64),
        )
        .with_columns(tau_squared=tau_squared)
        .with_columns(**funnels)
        .with_columns(
            plain_position=polars_position("plain"),
            position=polars_position("funnel"),
            band=(pl.col("rank") - 1 < size).cast(pl.Int8) - (lower < size).cast(pl.Int8),
        )
        .select(NUMBERS + WORDS)
    )


# DuckDB


def bounds(name, spread):
    limits = (("95", Z95), ("998", Z998))
    return ", ".join(
        f"greatest(target - {z} * {spread}, 0) * {MULTIPLIER} as {name}_lower_{level}, "
        f"(target + {z} * {spread}) * {MULTIPLIER} as {name}_upper_{level}"
        for level, z in limits
    )


def byar_sql(count, z):
    return f"({count}) * pow(1 - 1 / (9 * ({count})) + {z} / (3 * sqrt({count})), 3)"


def position_sql(name):
    return (
        f"case when value < {name}_lower_998 then 0 when value > {name}_upper_998 then 4 "
        f"when value < {name}_lower_95 then 1 when value > {name}_upper_95 then 3 else 2 end"
    )


INTERVALS = ", ".join(
    f"greatest({byar_sql('events', -z)}, 0) / people * {MULTIPLIER} as lower_{level}, "
    f"{byar_sql('events + 1', z)} / people * {MULTIPLIER} as upper_{level}"
    for level, z in (("95", Z95), ("998", Z998))
)

SQL = f"""
    with pooled as (
        select sum(events) / sum(people) as target, count(*) as units from world
    ), scored as (
        select unit, events, people, target, units,
               events / people * {MULTIPLIER} as value,
               sqrt(target / people) as error,
               (events / people - target) / sqrt(target / people) as z,
               {INTERVALS}
        from world, pooled
    ), tails as (
        select quantile_cont(z, {WINSORISED}) as low, quantile_cont(z, {1 - WINSORISED}) as high from scored
    ), dispersion as (
        select greatest(sum(pow(least(greatest(z, low), high), 2)) - (count(*) - 1), 0)
               / (sum(pow(error, -2)) - sum(pow(error, -4)) / sum(pow(error, -2))) as tau_squared
        from scored, tails
    ), placed as (
        select *, rank() over (order by value desc) as rank, count(*) over (partition by value) as tied,
               {bounds('plain', 'error')}, {bounds('funnel', 'sqrt(pow(error, 2) + tau_squared)')},
               case when units >= {LEAST_BANDED} then floor({BAND} * units + 0.5) else 0 end as size
        from scored, dispersion
    )
    select {', '.join(NUMBERS)}, rank, tied,
           {position_sql('plain')} as plain_position, {position_sql('funnel')} as position,
           (rank - 1 < size)::int - (units - (rank - 1) - tied < size)::int as band
    from placed order by unit
"""


def duckdb_with(events, people):
    connection = duckdb.connect()
    world = pd.DataFrame({"unit": np.arange(len(events)), "events": events, "people": people})  # noqa: F841
    connection.execute("create table world as select * from world")
    return connection


# Beside the engine


def engine_answer(file):
    """The engine's answer as columns, words as the numbers that the peers use."""
    with open(file, newline="") as lines:
        units = list(csv.DictReader(lines))
    bands = {"one-of-the-highest": 1, "broadly-in-line": 0, "one-of-the-lowest": -1}
    answer = {name: np.array([float(unit[name]) for unit in units]) for name in NUMBERS}
    answer |= {name: np.array([int(unit[name]) for unit in units]) for name in ("rank", "tied")}
    answer["band"] = np.array([bands[unit["band"]] for unit in units])
    for name in ("plain_position", "position"):
        answer[name] = np.array([POSITIONS.index(unit[name]) for unit in units])
    return answer


def hold(peer, found, expected):
    """Stops where a peer does not give what the engine gives."""
    for name in NUMBERS:
        if not np.allclose(np.asarray(found[name]), expected[name], rtol=1e-8, atol=1e-8):
            worst = np.abs(np.asarray(found[name]) - expected[name]).max()
            sys.exit(f"{peer} differs from the engine in {name}, by up to {worst}")
    for name in WORDS:
        differing = int((np.asarray(found[name]) != expected[name]).sum())
        if differing:
            sys.exit(f"{peer} differs from the engine in {name}, for {differing} units")


def main(answers):
    answers = Path(answers)
    with open(answers / "engine.jsonl") as lines:
        engine = {each["units"]: each["microseconds"] for each in map(json.loads, lines)}
    for units in UNITS:
        events, people = world(units)
        expected = engine_answer(answers / f"{units}.csv")
        frame = pl.DataFrame({"events": events, "people": people})
        connection = duckdb_with(events, people)
        peers = {
            f"numpy {np.__version__}": lambda: with_numpy(events, people),
            f"Polars {pl.__version__}": lambda: polars_query(frame).collect(),
            f"DuckDB {duckdb.__version__}": lambda: connection.execute(SQL).fetchnumpy(),
        }
        what = f"one indicator, {units:,} units"
        own = [microseconds / 1e6 for microseconds in engine[units]]
        for peer, compute in peers.items():
            hold(peer, compute(), expected)
            times = timed(compute)
            asked = 20 if peer.startswith(("Polars", "DuckDB")) else None
            row("computing", what, own, peer, times, at_least=asked)
        print(f"{units} units: engine {median(own) * 1e6:.1f} microseconds", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
