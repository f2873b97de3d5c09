"""Prints the table that `independent.rs` compares the crate with.

    python independent.py > independent.csv

Needs NumPy and SciPy (the committed table: SciPy 1.17). Wherever there is another way to the same
number it is taken here: equations are solved instead of using their solution, trends are weighted
regressions, Byar's limits are the Wilson-Hilferty cube, tau squared sums over pairs of units.
"""

import itertools
import math
import random

import numpy
from scipy import optimize, stats

LEVELS = (0.95, 0.998)
CHANCE = random.Random(1987)


def row(method, level, inputs, outputs):
    numbers = lambda values: " ".join(repr(float(value)) for value in values)
    print(f"{method},{level},{numbers(inputs)},{numbers(outputs)}")


def normal_quantile(level):
    return float(stats.norm.isf((1 - level) / 2))


def wilson(events, trials, level):
    share, z = events / trials, normal_quantile(level)
    if events in (0, trials):
        # One limit is the observed share itself; the other solves a linear equation.
        far = z * z / (trials + z * z)
        return (0.0, far) if events == 0 else (1 - far, 1.0)
    score = lambda p: (share - p) / math.sqrt(p * (1 - p) / trials)
    solve = lambda side, low, high: optimize.brentq(
        lambda p: score(p) - side * z, low, high, xtol=1e-18, rtol=1e-15)
    return solve(1, 1e-15, share), solve(-1, share, 1 - 1e-15)


def byar(count, level):
    def half_chi_squared(freedom, z):
        return freedom * (1 - 2 / (9 * freedom) + z * math.sqrt(2 / (9 * freedom))) ** 3 / 2
    z = normal_quantile(level)
    lower = max(half_chi_squared(2 * count, -z), 0) if count else 0
    return lower, half_chi_squared(2 * count + 2, z)


def exact_poisson(count, level):
    tail = (1 - level) / 2
    lower = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0
    return lower, stats.chi2.isf(tail, 2 * count + 2) / 2


def change(before, after, level):
    centre = math.log(after) - math.log(before)
    reach = normal_quantile(level) * math.hypot(before ** -0.5, after ** -0.5)
    return math.exp(centre), math.exp(centre - reach), math.exp(centre + reach)


def trend(times, numerators, denominators, variance_of_one):
    times, numerators, denominators = map(numpy.array, (times, numerators, denominators))
    values = numerators / denominators
    design = numpy.column_stack([numpy.ones_like(times), times - times.mean()])
    root = numpy.sqrt(denominators)
    fitted, *_ = numpy.linalg.lstsq(design * root[:, None], values * root, rcond=None)
    pooled = numerators.sum() / denominators.sum()
    explained = (denominators * (design @ fitted - pooled) ** 2).sum()
    statistic = explained / variance_of_one(pooled)
    return statistic, stats.chi2.sf(statistic, 1), numpy.sign(fitted[1])


def funnel(kind, target, numerators, denominators):
    values = numpy.array(numerators) / numpy.array(denominators)
    if kind == "proportion":
        errors = numpy.array([stats.bernoulli(target).std() / math.sqrt(n) for n in denominators])
        place, back = values, lambda x: numpy.clip(x, 0, 1)
        centre = target
    elif kind == "rate":
        errors = numpy.array([math.sqrt(target * n) / n for n in denominators])
        place, back = values, lambda x: numpy.maximum(x, 0)
        centre = target
    else:
        errors = numpy.array([math.hypot(a ** -0.5, b ** -0.5)
                              for a, b in zip(numerators, denominators)])
        place, back, centre = numpy.log(values), numpy.exp, math.log(target)
    scores = (place - centre) / errors
    low, high = numpy.quantile(scores, [0.1, 0.9])
    squares = (numpy.clip(scores, low, high) ** 2).sum()
    units = len(scores)
    phi = squares / units
    weights = errors ** -2.0
    pairs = 2 * sum(a * b for a, b in itertools.combinations(weights, 2)) / weights.sum()
    tau_squared = max(0.0, (squares - (units - 1)) / pairs)
    outputs = [phi, tau_squared]
    for corrected in (errors, errors * math.sqrt(max(phi, 1)),
                      numpy.sqrt(errors ** 2 + tau_squared)):
        outputs.extend((place - centre) / corrected)
        for level in LEVELS:
            reach = normal_quantile(level) * corrected
            outputs.extend(back(centre - reach))
            outputs.extend(back(centre + reach))
    return outputs


def whole(low, high):
    return CHANCE.randint(low, high)


def print_table():
    print("# Made by independent.py; do not edit.")
    print("method,level,inputs,outputs")
    for level in (0.5, 0.8, 0.9, 0.95, 0.99, 0.998, 0.9999):
        row("normal_quantile", level, [], [normal_quantile(level)])

    proportions = [(0, 20), (1, 29), (15, 148), (81, 263), (20, 20), (0.5, 12.25), (3, 1_000_000)]
    proportions += [(whole(0, n), n) for n in (whole(1, 10 ** k) for k in range(1, 8))]
    for (events, trials), level in itertools.product(proportions, LEVELS):
        row("wilson", level, [events, trials], wilson(events, trials, level))

    counts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0.5, 1.25, 9.75, 10, 10.5, 17, 42, 100, 667.5, 12345]
    for count, level in itertools.product(counts, LEVELS):
        row("byar", level, [count], byar(count, level))
        row("exact_poisson", level, [count], exact_poisson(count, level))

    pairs = [(400, 440), (1, 1), (3, 250), (190_000, 201_837), (12.5, 7.25)]
    pairs += [(whole(1, 10 ** k), whole(1, 10 ** k)) for k in range(1, 6)]
    for (before, after), level in itertools.product(pairs, LEVELS):
        row("change", level, [before, after], change(before, after, level))

    for periods in (5, 5, 6, 7, 8, 10, 10, 12):
        times = sorted(CHANCE.sample(range(2000, 2017), periods))
        trials = [whole(500, 5000) for _ in times]
        events = [round(n * CHANCE.uniform(0.12, 0.14)) for n in trials]
        inputs = times + events + trials
        share = trend(times, events, trials, lambda p: p * (1 - p))
        rate = trend(times, events, trials, lambda r: r)
        row("trend_of_proportions", "", inputs, share)
        row("trend_of_rates", "", inputs, rate)

    for kind, units in itertools.product(("proportion", "rate", "ratio"), (2, 3, 5, 8, 12, 20)):
        extra = CHANCE.choice((0.0, 0.05, 0.3))
        denominators = [whole(200, 20_000) for _ in range(units)]
        target = 0.3 if kind != "ratio" else 1.08
        numerators = []
        for denominator in denominators:
            mean = denominator * target * math.exp(CHANCE.gauss(0, extra))
            numerators.append(min(max(1, round(CHANCE.gauss(mean, math.sqrt(mean)))),
                                  denominator if kind == "proportion" else 10 ** 9))
        row("funnel_" + kind, "", [target, *numerators, *denominators],
            funnel(kind, target, numerators, denominators))


if __name__ == "__main__":
    print_table()
