"""An official file of each layout, from bytes on disk to sums: `peel` beside DuckDB, Polars and pandas.

    loading.py FOLDER ANSWERS

FOLDER holds the official files; ANSWERS what `cargo bench -p peel-official-files --bench import` wrote: for
each file the values that come out of it, and how long that took. Each peer makes the same values from the
same file, and is held against them before it is measured: sorted, they must be the same numbers. Prints rows
for table.py.

DuckDB reads no workbook by itself. A peer reads only the columns that it needs, and guesses or is told their types; it does not account for
lines, know forces by their other names, refuse what is wrong, or give a value its status and source. The
importer does all of this in the time given.
"""

import json
import re
import sys
import tomllib
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from timing import median, row, timed

EDITION = Path(__file__).resolve().parents[3] / "editions" / "2016-effectiveness" / "facts"
ROLLING = "ons-recorded-crime-pfa-rolling/rec-crime-pfa.csv"
BY_CODE = "home-office-prc-pfa-2017-18/prc-pfa-mar2013-onwards-tables201718.csv"
OUTCOMES = {
    "home-office-outcomes/outcomes-pfa-2017-18.csv.gz": ("offences", "force_outcomes_recorded_in_quarter"),
    "home-office-outcomes/outcomes-pfa-2018-19.csv.gz": (
        "force_outcomes_for_offences_recorded_in_quarter",
        "force_outcomes_recorded_in_quarter",
    ),
}
AUTHORITIES = "ons-population/lad-mid-year-population-2001-2019.csv.gz"
LOOKUP = "ons-geography/lad16-csp16-pfa16-lookup.csv"
STREET = "police-uk-street-west-yorkshire/2018-07-west-yorkshire-street.csv.gz"
FRAUD_BODIES = ["Action Fraud", "CIFAS", "UK Finance", "Financial Fraud Action UK"]

connection = duckdb.connect()


def recipes(name):
    return tomllib.loads((EDITION / f"{name}.toml").read_text())


def reader(name):
    """The recipe called `name` of imports.toml."""
    return next(each["from"]["reader"] for each in recipes("imports")["import"] if each["name"] == name)


CODES = reader("offences-by-code")["offence-codes"]["measures"]
WORKBOOK = "ons-pfa-tables/policeforceareatablesyearendingmarch2018v2.xlsx"
TABLE = "area-tables-2018-03-recorded-crime"
SHEET = next(each["from"] for each in recipes("imports")["import"] if each["name"] == TABLE)
COLUMNS = [each["column"] for each in SHEET["reader"]["area-columns"]["columns"]]
SUMS_OF_AREAS = SHEET["leave_out"][0]["lines"]["Area Code"]
ADDED = reader("population-by-authority")["authority-by-year"]["lookup"]["add"][0]["parts"]


# Recorded crime, twelve months by twelve months: every line is a value.


def rolling_duckdb(file, _):
    bodies = ", ".join(f"'{body}'" for body in FRAUD_BODIES)
    query = f'select "Rolling year total number of offences" as value from read_csv(\'{file}\') where PFA not in ({bodies})'
    return connection.execute(query).fetchnumpy()["value"]


def rolling_polars(file, _):
    lines = pl.scan_csv(file).filter(~pl.col("PFA").is_in(FRAUD_BODIES))
    return lines.select("Rolling year total number of offences").collect().to_series().to_numpy()


def rolling_pandas(file, _):
    lines = pd.read_csv(file, usecols=["PFA", "Rolling year total number of offences"])
    return lines[~lines["PFA"].isin(FRAUD_BODIES)]["Rolling year total number of offences"].to_numpy()


# Offences by code, summed to the groups that the edition counts.


def by_code_duckdb(file, _):
    connection.execute("create or replace temp table codes as select unnest(?) as code, unnest(?) as measure", [list(CODES), list(CODES.values())])
    bodies = ", ".join(f"'{body}'" for body in FRAUD_BODIES)
    query = f"""
        select sum(coalesce(try_cast(trim("Number of Offences") as bigint), 0)) as value
        from read_csv('{file}', all_varchar = true) join codes on trim("Offence Code") = code
        where "Force Name" not in ({bodies})
        group by measure, "Financial Year", "Financial Quarter", "Force Name"
    """
    return connection.execute(query).fetchnumpy()["value"]


def by_code_polars(file, _):
    lines = pl.scan_csv(file, infer_schema=False)
    counted = pl.col("Number of Offences").str.strip_chars().cast(pl.Int64, strict=False).fill_null(0)
    lines = lines.filter(~pl.col("Force Name").is_in(FRAUD_BODIES)).with_columns(
        measure=pl.col("Offence Code").str.strip_chars().replace_strict(CODES, default=None), value=counted
    )
    keys = ["measure", "Financial Year", "Financial Quarter", "Force Name"]
    sums = lines.drop_nulls("measure").group_by(keys).agg(pl.col("value").sum())
    return sums.collect()["value"].to_numpy()


def by_code_pandas(file, _):
    lines = pd.read_csv(file, dtype=str)
    lines = lines[~lines["Force Name"].isin(FRAUD_BODIES)]
    counted = pd.to_numeric(lines["Number of Offences"].str.strip(), errors="coerce").fillna(0)
    lines = lines.assign(measure=lines["Offence Code"].str.strip().map(CODES), value=counted)
    keys = ["measure", "Financial Year", "Financial Quarter", "Force Name"]
    return lines.groupby(keys)["value"].sum().to_numpy()


# Outcomes: two sums by quarter, force and type; none where some of its lines have no number.

OUTCOME_KEYS = ["financial_year", "financial_quarter", "force_name", "outcome_type"]


def outcomes_duckdb(file, name):
    sums = ", ".join(
        f"case when count({column}) = count(*) then sum({column}) end as value{number}"
        for number, column in enumerate(OUTCOMES[name])
    )
    types = ", ".join(f"'{column}': 'bigint'" for column in OUTCOMES[name])
    query = f"""
        select {sums} from read_csv('{file}', nullstr = 'NA', types = {{{types}}})
        where outcome_type is not null group by {', '.join(OUTCOME_KEYS)}
    """
    found = connection.execute(query).fetchnumpy()
    return np.concatenate([np.ma.compressed(np.ma.asarray(each)) for each in found.values()])


def outcomes_polars(file, name):
    lines = pl.scan_csv(file, null_values="NA", infer_schema_length=0)
    lines = lines.filter(pl.col("outcome_type").is_not_null())
    values = [pl.col(column).cast(pl.Int64) for column in OUTCOMES[name]]
    whole = lambda value: pl.when(value.null_count() == 0).then(value.sum())  # noqa: E731
    sums = lines.group_by(OUTCOME_KEYS).agg(whole(value) for value in values).collect()
    return np.concatenate([sums[column].drop_nulls().to_numpy() for column in OUTCOMES[name]])


def outcomes_pandas(file, name):
    lines = pd.read_csv(file, na_values="NA", usecols=[*OUTCOME_KEYS, *OUTCOMES[name]])
    grouped = lines.groupby(OUTCOME_KEYS)[list(OUTCOMES[name])]
    # A sum of nothing but numbers: as many as there are lines.
    sums, counts, sizes = grouped.sum(), grouped.count(), grouped.size()
    return np.concatenate([sums[column][counts[column] == sizes].to_numpy() for column in OUTCOMES[name]])


# Population of authorities, summed to forces by a lookup.


def authorities_duckdb(file, _):
    connection.execute("create or replace temp table added as select unnest(?) as part, unnest(?) as area", [list(ADDED), list(ADDED.values())])
    query = f"""
        with lookup as (
            select distinct LAD16CD as part, PFA16CD as area from read_csv('{FOLDER / LOOKUP}')
            union all select part, area from added
        )
        select sum(population) as value from read_csv('{file}') join lookup on ladcode19 = part
        group by area, year
    """
    return connection.execute(query).fetchnumpy()["value"]


def authorities_polars(file, _):
    lookup = pl.scan_csv(FOLDER / LOOKUP).select(part="LAD16CD", area="PFA16CD").unique()
    added = pl.LazyFrame({"part": list(ADDED), "area": list(ADDED.values())})
    lines = pl.scan_csv(file).join(pl.concat([lookup, added]), left_on="ladcode19", right_on="part")
    return lines.group_by("area", "year").agg(pl.col("population").sum()).collect()["population"].to_numpy()


def authorities_pandas(file, _):
    lookup = pd.read_csv(FOLDER / LOOKUP, encoding="utf-8-sig")[["LAD16CD", "PFA16CD"]].drop_duplicates()
    added = pd.DataFrame({"LAD16CD": list(ADDED), "PFA16CD": list(ADDED.values())})
    lines = pd.read_csv(file).merge(pd.concat([lookup, added]), left_on="ladcode19", right_on="LAD16CD")
    return lines.groupby(["PFA16CD", "year"])["population"].sum().to_numpy()


# Records of the street, counted.

STREET_KEYS = ["Month", "Falls within", "Crime type"]


def street_duckdb(file, _):
    keys = ", ".join(f'"{key}"' for key in STREET_KEYS)
    query = f"select count(*) as value from read_csv('{file}') group by {keys}"
    return connection.execute(query).fetchnumpy()["value"]


def street_polars(file, _):
    return pl.scan_csv(file).group_by(STREET_KEYS).len().collect()["len"].to_numpy()


def street_pandas(file, _):
    return pd.read_csv(file, usecols=STREET_KEYS).groupby(STREET_KEYS).size().to_numpy()


# A table of a workbook, whose head stands in two rows with the numbers of footnotes behind names.


def table_values(rows):
    """The values of a sheet's rows, as lists."""
    heading = next(number for number, row in enumerate(rows) if row[0] == "Area Code")
    names = [" ".join(re.sub(r"[\d,]+$", "", str(cell or "")).split()) for cell in rows[heading]]
    places = [names.index(column) for column in COLUMNS]
    lines = (row for row in rows[heading + 1 :] if row[1] and row[0] not in SUMS_OF_AREAS)
    return np.array([row[place] for row in lines for place in places], dtype=float)


def workbook_polars(file, _):
    sheet = pl.read_excel(file, sheet_name=SHEET["sheet"]["name"], has_header=False, infer_schema_length=0)
    return table_values(sheet.rows())


def workbook_pandas(file, _):
    sheet = pd.read_excel(file, sheet_name=SHEET["sheet"]["name"], header=None).astype(object)
    return table_values(sheet.where(sheet.notna(), None).values.tolist())


FILES = {
    ROLLING: (rolling_duckdb, rolling_polars, rolling_pandas),
    BY_CODE: (by_code_duckdb, by_code_polars, by_code_pandas),
    **{name: (outcomes_duckdb, outcomes_polars, outcomes_pandas) for name in OUTCOMES},
    AUTHORITIES: (authorities_duckdb, authorities_polars, authorities_pandas),
    STREET: (street_duckdb, street_polars, street_pandas),
    WORKBOOK: (None, workbook_polars, workbook_pandas),
}
PEERS = [f"DuckDB {duckdb.__version__}", f"Polars {pl.__version__}", f"pandas {pd.__version__}"]


def hold(name, peer, found, expected):
    """Stops where a peer does not give the values that the importer gives."""
    found = np.sort(np.asarray(found, dtype=float))
    if found.shape != expected.shape or not np.array_equal(found, expected):
        sys.exit(f"{name}: {peer} gives {len(found)} values of sum {found.sum()}, peel {len(expected)} of {expected.sum()}")


def main(answers):
    with open(Path(answers) / "importers.jsonl") as lines:
        importers = {each["file"]: each for each in map(json.loads, lines)}
    for name, works in FILES.items():
        importer = importers[name]
        expected = np.sort(np.array(importer["values"], dtype=float))
        for peer, work in zip(PEERS, works):
            if work is None:
                continue
            load = lambda: work(str(FOLDER / name), name)  # noqa: B023, E731
            hold(name, peer, load(), expected)
            # No slower than DuckDB with the same threads is what is asked.
            asked = 1 if peer.startswith("DuckDB") else None
            what = f"{Path(name).name}, {importer['lines']:,} lines"
            row("loading", what, importer["seconds"], peer, timed(load), at_least=asked)
        print(f"{name}: peel {median(importer['seconds']) * 1e3:.0f} ms", file=sys.stderr)


if __name__ == "__main__":
    FOLDER = Path(sys.argv[1]).resolve()
    main(*sys.argv[2:])
