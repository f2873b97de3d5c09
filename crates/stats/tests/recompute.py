"""Works out again, with SciPy and statsmodels, what `against_python.rs` sends.

Reads one case a line, `{"method": ..., "level": ..., "inputs": [[...], ...], "outputs": [...]}`,
and compares every output to a relative 1e-9. Prints how many cases of each method agreed, or the
first cases that did not, and then fails.
"""

import collections
import json
import math
import sys

import numpy
import statsmodels.api
from scipy import stats
from statsmodels.stats.contingency_tables import Table
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep

import independent

RELATIVE = 1e-9
# A statistic that is a difference of nearly equal numbers has no relative accuracy at 0.
ABSOLUTE = collections.defaultdict(float, trend_of_proportions=1e-9, trend_of_rates=1e-9,
                                   funnel_proportion=1e-9, funnel_rate=1e-9, funnel_ratio=1e-9,
                                   relative_change=1e-15, wilson=1e-15, step_changes=1e-9)
# Ranks are simulated: they are held against exact probabilities, with this many standard errors.
STANDARD_ERRORS = 5.0


def flat(*values):
    return [float(number) for value in values for number in numpy.ravel(value)]


def wilson(level, events, trials):
    return proportion_confint(events, trials, 1 - level, method="wilson")


def poisson(level, count):
    if count < 10:
        return confint_poisson(count, 1.0, method="exact-c", alpha=1 - level)
    return independent.byar(count, level)


def change_of_rates(level, before, after):
    limits = confint_poisson_2indep(after[0], after[1], before[0], before[1],
                                    method="wald-log", compare="ratio", alpha=1 - level)
    return flat((after[0] / after[1]) / (before[0] / before[1]), limits)


def trend_of_proportions(times, events, trials):
    times, events, trials = map(numpy.array, (times, events, trials))
    table = numpy.column_stack([events, trials - events])
    test = Table(table, shift_zeros=False).test_ordinal_association(
        row_scores=times - times.mean(), col_scores=numpy.array([1.0, 0.0]))
    # The permutation variance is larger than the binomial one by n/(n - 1).
    statistic = test.zscore ** 2 * trials.sum() / (trials.sum() - 1)
    return flat(statistic, stats.chi2.sf(statistic, 1), numpy.sign(test.zscore))


def trend_of_rates(times, events, against):
    times, events, against = map(numpy.array, (times, events, against))
    null = statsmodels.api.GLM(events, numpy.ones_like(times), exposure=against,
                               family=statsmodels.api.families.Poisson())
    centred = times - (times * against).sum() / against.sum()
    rate = events.sum() / against.sum()
    score = (centred * (events - rate * against)).sum()
    statistic, p_value, _ = null.score_test(
        numpy.array([math.log(rate)]), exog_extra=centred[:, None])
    return flat(statistic, p_value, numpy.sign(score))


def winsorised(values, share):
    low, high = numpy.quantile(values, [share, 1 - share])
    return flat(numpy.clip(values, low, high))


def individuals(values):
    values = numpy.array(values)
    ranges = numpy.abs(numpy.diff(values))
    # The expected range of two standard normal values: their difference has variance 2.
    d2 = stats.halfnorm(scale=math.sqrt(2)).mean()
    reach = 3 * ranges.mean() / d2
    return flat(values.mean() - reach, values.mean(), values.mean() + reach)


def attributes(numerators, denominators, highest, variance_of_one):
    numerators, denominators = numpy.array(numerators), numpy.array(denominators)
    centre = numerators.sum() / denominators.sum()
    reach = 3 * numpy.sqrt(variance_of_one(centre) / denominators)
    return flat(centre, numpy.maximum(centre - reach, 0), numpy.minimum(centre + reach, highest))


def signals(values, run, trend):
    lower, centre, upper = individuals(values)
    found = []
    for index, value in enumerate(values):
        if value > upper or value < lower:
            found.append((0, index, index + 1, 1 if value > upper else -1))
    sign = lambda x: (x > 0) - (x < 0)
    found += stretches(1, [sign(value - centre) for value in values], run, 0)
    found += stretches(2, [sign(b - a) for a, b in zip(values, values[1:])], trend - 1, 1)
    return flat(found)


def stretches(kind, signs, shortest, extra):
    found, start = [], 0
    for end in range(1, len(signs) + 1):
        if end == len(signs) or signs[end] != signs[start]:
            if signs[start] and end - start >= shortest:
                found.append((kind, start, end + extra, signs[start]))
            start = end
    return found


def step_changes(values, baseline, run):
    values, starts = numpy.array(values), [0]
    while (next_level := level_end(values[starts[-1]:], int(baseline), int(run))) is not None:
        starts.append(starts[-1] + next_level)
    ends = starts[1:] + [len(values)]
    means = [values[start:end].mean() for start, end in zip(starts, ends)]
    return flat([(at, means[n], means[n + 1]) for n, at in enumerate(starts[1:])])


def level_end(level, baseline, run):
    for start in range(baseline, len(level) - run + 1):
        centre, later = level[:start].mean(), level[start:start + run]
        if not ((later > centre).all() or (later < centre).all()):
            continue
        window = level[:start + run]
        left = lambda at: window[:at].var() * at + window[at:].var() * (len(window) - at)
        split = min(range(baseline, len(window)), key=left)
        before, after = window[:split], window[split:]
        deviation = numpy.abs(numpy.diff(before)).mean() * math.sqrt(math.pi) / 2
        error = deviation * math.sqrt(1 / len(before) + 1 / len(after))
        if abs(after.mean() - before.mean()) > 3 * error:
            return split
    return None


def distribution(kind, unit):
    """The distribution that a unit's value is drawn from, as SciPy has it."""
    if kind == "rate":
        return stats.gamma(unit[0] + 0.5, scale=1 / unit[1])
    if kind == "proportion":
        return stats.beta(unit[0] + 0.5, unit[1] - unit[0] + 0.5)
    return stats.betaprime(unit[2] + 0.5, unit[0] + 0.5, scale=unit[1] / unit[3])


def rank_probabilities(units):
    """How likely each rank is for each unit, by integrating over the unit's own value."""
    chance = (numpy.arange(500) + 0.5) / 500
    table = []
    for unit in units:
        at = unit.ppf(chance)
        ranks = numpy.zeros((len(units), len(at)))
        ranks[0] = 1.0
        for other in units:
            if other is not unit:
                above = other.sf(at)
                ranks[1:] = ranks[1:] * (1 - above) + ranks[:-1] * above
                ranks[0] *= 1 - above
        table.append(ranks.mean(axis=1))
    return table


def check_ranks(kind, level, units, draws, outputs):
    tail = (1 - level) / 2
    slack = STANDARD_ERRORS * math.sqrt(tail * (1 - tail) / draws) + 1e-3
    numbers = numpy.arange(1, len(units) + 1)
    frozen = [distribution(kind, unit) for unit in units]
    for place, likely in enumerate(rank_probabilities(frozen)):
        best, worst, mean = outputs[3 * place:3 * place + 3]
        up_to = lambda rank: likely[numbers <= rank].sum()
        expected = (numbers * likely).sum()
        error = math.sqrt(max((numbers ** 2 * likely).sum() - expected ** 2, 0) / draws)
        if not (up_to(best - 1) <= tail + slack <= up_to(best) + 2 * slack
                and up_to(worst - 1) <= 1 - tail + slack <= up_to(worst) + 2 * slack
                and abs(mean - expected) <= STANDARD_ERRORS * error + 5e-3):
            return f"unit {place}: {best} to {worst}, mean {mean}; exactly {likely}"
    return None


RECOMPUTED = {
    "normal_quantile": lambda level: flat(independent.normal_quantile(level)),
    "wilson": lambda level, counts: flat(wilson(level, *counts)),
    "byar": lambda level, counts: flat(independent.byar(*counts, level)),
    "exact_poisson": lambda level, counts: flat(
        confint_poisson(counts[0], 1.0, method="exact-c", alpha=1 - level)),
    "poisson": lambda level, counts: flat(poisson(level, *counts)),
    "rate": lambda level, counts: flat(numpy.array(poisson(level, counts[0])) / counts[1]),
    "relative_change": lambda level, counts: flat(counts[1] / counts[0] - 1),
    "change": lambda level, counts: change_of_rates(level, (counts[0], 1.0), (counts[1], 1.0)),
    "change_of_rates": change_of_rates,
    "winsorise": lambda level, values, share: winsorised(values, share[0]),
    "trend_of_proportions": lambda level, *series: trend_of_proportions(*series),
    "trend_of_rates": lambda level, *series: trend_of_rates(*series),
    "chart_individuals": lambda level, values: individuals(values),
    "chart_proportions": lambda level, *counts: attributes(*counts, 1, lambda p: p * (1 - p)),
    "chart_rates": lambda level, *counts: attributes(*counts, math.inf, lambda u: u),
    "signals": lambda level, values, rules: signals(values, *rules),
    "step_changes": lambda level, values, rule: step_changes(values, *rule),
}
for scale in ("proportion", "rate", "ratio"):
    RECOMPUTED["funnel_" + scale] = lambda level, target, above, below, kind=scale: flat(
        independent.funnel(kind, target[0], above, below))


def difference(case):
    """What is wrong with a case, or `None`."""
    method, outputs = case["method"], case["outputs"]
    if method.startswith("ranks_"):
        *units, (draws,) = case["inputs"]
        return check_ranks(method.removeprefix("ranks_"), case["level"], units, draws, outputs)
    expected = RECOMPUTED[method](case["level"], *case["inputs"])
    if len(expected) != len(outputs):
        return f"{outputs} is not {expected}"
    for place, (one, other) in enumerate(zip(outputs, expected)):
        if not abs(one - other) <= RELATIVE * abs(other) + ABSOLUTE[method]:
            return f"output {place} is {one!r}, not {other!r}"
    return None


def main():
    agreed, wrong = collections.Counter(), []
    for line in sys.stdin:
        case = json.loads(line)
        found = difference(case)
        if found is None:
            agreed[case["method"]] += 1
        else:
            wrong.append(f"{case['method']} {case['level']} {case['inputs']}: {found}")
    for method, number in sorted(agreed.items()):
        print(method, number)
    if wrong:
        sys.exit(f"{len(wrong)} cases differ, of which the first:\n" + "\n".join(wrong[:20]))


if __name__ == "__main__":
    main()
