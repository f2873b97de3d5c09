//! Random inputs, with what this crate makes of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use peel_stats::{
    Chart, ConfidenceLevel, Correction, Fraction, Funnel, Interval, Placement, RankSimulation,
    RankedValue, Side, Signal, SignalRules, StepRule, Target, TrendDirection, TrendPeriod, byar,
    change, change_of_rates, exact_poisson, poisson, rank_intervals, rate, relative_change,
    signals, step_changes, trend_of_proportions, trend_of_rates, wilson, winsorise,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// How many cases of a formula of one or two numbers, of a series, and of a simulation.
const SIMPLE: usize = 500;
const SERIES: usize = 150;
const SIMULATED: usize = 20;

/// Cases as lines of JSON, and how many there are of each method.
pub(crate) struct Cases {
    chance: ChaCha8Rng,
    pub(crate) lines: String,
    pub(crate) sent: BTreeMap<String, usize>,
}

impl Cases {
    pub(crate) fn of_every_formula() -> Self {
        let mut cases = Self {
            chance: ChaCha8Rng::seed_from_u64(1987),
            lines: String::new(),
            sent: BTreeMap::new(),
        };
        for _ in 0..SIMPLE {
            cases.intervals();
            cases.changes();
        }
        for _ in 0..SERIES {
            cases.winsorised();
            cases.funnels();
            cases.trends();
            cases.charts();
        }
        for _ in 0..SIMULATED {
            cases.ranks();
        }
        cases
    }

    fn add(&mut self, method: &str, level: f64, inputs: &[&[f64]], outputs: &[f64]) {
        let line = format!(
            r#"{{"method": "{method}", "level": {level:?}, "inputs": {inputs:?}, "outputs": {outputs:?}}}"#
        );
        writeln!(self.lines, "{line}").unwrap();
        *self.sent.entry(method.to_owned()).or_default() += 1;
    }

    /// Uniform between 0 and 1.
    fn share(&mut self) -> f64 {
        (self.chance.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// From `low` to `high`, small numbers as likely as large ones.
    fn of_any_size(&mut self, low: f64, high: f64) -> f64 {
        self.between(low.ln(), high.ln()).exp()
    }

    /// A count, whole three times in four.
    fn count(&mut self, most: f64) -> f64 {
        let count = self.of_any_size(1.0, most);
        if self.share() < 0.75 {
            count.round()
        } else {
            count
        }
    }

    fn counts(&mut self, number: usize, most: f64) -> Vec<f64> {
        (0..number).map(|_| self.count(most)).collect()
    }

    fn number(&mut self, low: usize, high: usize) -> usize {
        low + (self.share() * (high - low + 1) as f64) as usize
    }

    fn level(&mut self) -> ConfidenceLevel {
        let level = match self.number(0, 3) {
            0 => 0.95,
            1 => 0.998,
            2 => 0.8,
            _ => self.between(0.5, 0.999),
        };
        ConfidenceLevel::new(level).unwrap()
    }

    fn intervals(&mut self) {
        let level = self.level();
        let at = level.level();
        self.add("normal_quantile", at, &[], &[level.z()]);
        let trials = self.count(1e7);
        let events = (trials * self.share()).min(trials).floor();
        self.add(
            "wilson",
            at,
            &[&[events, trials]],
            &limits(wilson(events, trials, level).unwrap()),
        );
        let many = self.count(1e9);
        self.add("byar", at, &[&[many]], &limits(byar(many, level).unwrap()));
        let few = self.count(20_000.0) - 1.0;
        self.add(
            "exact_poisson",
            at,
            &[&[few]],
            &limits(exact_poisson(few, level).unwrap()),
        );
        let some = self.count(100.0) - 1.0;
        self.add(
            "poisson",
            at,
            &[&[some]],
            &limits(poisson(some, level).unwrap()),
        );
        let people = self.count(1e7);
        self.add(
            "rate",
            at,
            &[&[some, people]],
            &limits(rate(some, people, level).unwrap()),
        );
    }

    fn changes(&mut self) {
        let level = self.level();
        let at = level.level();
        let [before, after, people, more] = [1e6, 1e6, 1e7, 1e7].map(|most| self.count(most));
        let relative = relative_change(before, after).unwrap();
        self.add("relative_change", at, &[&[before, after]], &[relative]);
        let of = |change: peel_stats::Change| {
            [
                change.ratio,
                change.interval.lower(),
                change.interval.upper(),
            ]
        };
        let counts = change(before, after, level).unwrap();
        self.add("change", at, &[&[before, after]], &of(counts));
        let rates = change_of_rates(fraction(before, people), fraction(after, more), level);
        self.add(
            "change_of_rates",
            at,
            &[&[before, people], &[after, more]],
            &of(rates.unwrap()),
        );
    }

    fn winsorised(&mut self) {
        let number = self.number(1, 50);
        let values: Vec<f64> = (0..number).map(|_| self.between(-9.0, 9.0)).collect();
        let share = self.between(0.01, 0.49);
        let pulled_in = winsorise(&values, share).unwrap();
        self.add("winsorise", 0.0, &[&values, &[share]], &pulled_in.values);
    }

    fn funnels(&mut self) {
        let units = self.number(2, 45);
        let denominators = self.counts(units, 1e6);
        let shares: Vec<f64> = (0..units).map(|_| self.between(0.2, 0.4)).collect();
        let numerators: Vec<f64> = denominators
            .iter()
            .zip(shares)
            .map(|(denominator, share)| (denominator * share).max(0.5))
            .collect();
        for (method, target) in [
            ("funnel_proportion", Target::proportion(0.3)),
            ("funnel_rate", Target::rate(0.3)),
            ("funnel_ratio", Target::ratio(0.3)),
        ] {
            let outputs = placed(target.unwrap(), &numerators, &denominators);
            self.add(method, 0.0, &[&[0.3], &numerators, &denominators], &outputs);
        }
    }

    fn trends(&mut self) {
        let number = self.number(5, 24);
        let mut time = 2000.0;
        let times: Vec<f64> = (0..number)
            .map(|_| {
                time += self.number(1, 3) as f64;
                time
            })
            .collect();
        let (trials, slope) = (self.counts(number, 1e5), self.between(-0.01, 0.01));
        let events: Vec<f64> = (0..)
            .zip(&trials)
            .map(|(place, trials)| {
                let share = 0.4 + slope * f64::from(place) + self.between(-0.02, 0.02);
                (trials * share).max(0.25)
            })
            .collect();
        let periods: Vec<TrendPeriod> = times
            .iter()
            .zip(fractions(&events, &trials))
            .map(|(time, fraction)| TrendPeriod {
                time: *time,
                fraction,
            })
            .collect();
        for (method, trend) in [
            ("trend_of_proportions", trend_of_proportions(&periods)),
            ("trend_of_rates", trend_of_rates(&periods)),
        ] {
            let trend = trend.unwrap();
            let direction = match trend.direction {
                TrendDirection::Rising => 1.0,
                TrendDirection::Falling => -1.0,
                TrendDirection::Flat => 0.0,
            };
            let outputs = [trend.statistic, trend.p_value, direction];
            self.add(method, 0.0, &[&times, &events, &trials], &outputs);
        }
    }

    fn charts(&mut self) {
        let number = self.number(20, 60);
        let (step, height) = (self.number(1, number), self.between(-3.0, 3.0));
        let values: Vec<f64> = (0..number)
            .map(|place| {
                let level = if place < step { 50.0 } else { 50.0 + height };
                level + self.between(-1.0, 1.0) + self.between(-1.0, 1.0)
            })
            .collect();
        let chart = Chart::individuals(&values).unwrap();
        let limits = chart.points()[0].limits;
        self.add(
            "chart_individuals",
            0.0,
            &[&values],
            &[limits.lower(), chart.centre(), limits.upper()],
        );
        let rules = SignalRules {
            run: self.number(5, 9),
            trend: self.number(3, 7),
        };
        let found: Vec<f64> = signals(&chart, rules).iter().flat_map(numbers_of).collect();
        let numbers = [rules.run as f64, rules.trend as f64];
        self.add("signals", 0.0, &[&values, &numbers], &found);

        let rule = StepRule {
            baseline: self.number(6, 12),
            run: self.number(5, 8),
        };
        let found: Vec<f64> = step_changes(&values, rule)
            .unwrap()
            .iter()
            .flat_map(|step| [step.index as f64, step.before, step.after])
            .collect();
        let numbers = [rule.baseline as f64, rule.run as f64];
        self.add("step_changes", 0.0, &[&values, &numbers], &found);

        let trials = self.counts(number, 1e4);
        let events: Vec<f64> = trials.iter().map(|trials| trials * self.share()).collect();
        let periods: Vec<Fraction> = fractions(&events, &trials).collect();
        for (method, chart) in [
            ("chart_proportions", Chart::proportions(&periods).unwrap()),
            ("chart_rates", Chart::rates(&periods).unwrap()),
        ] {
            let mut outputs = vec![chart.centre()];
            outputs.extend(chart.points().iter().map(|point| point.limits.lower()));
            outputs.extend(chart.points().iter().map(|point| point.limits.upper()));
            self.add(method, 0.0, &[&events, &trials], &outputs);
        }
    }

    fn ranks(&mut self) {
        let simulation = RankSimulation {
            draws: 2_000,
            seed: self.chance.next_u64(),
            level: ConfidenceLevel::P95,
        };
        for kind in ["rate", "proportion", "change"] {
            let units: Vec<Vec<f64>> = (0..self.number(2, 7))
                .map(|_| self.unit(kind == "change"))
                .collect();
            let values: Vec<RankedValue> = units
                .iter()
                .map(
                    |unit| match (kind, unit[..].first_chunk(), unit[..].last_chunk()) {
                        ("rate", Some([x, n]), _) => RankedValue::Rate(fraction(*x, *n)),
                        ("proportion", Some([x, n]), _) => {
                            RankedValue::Proportion(fraction(*x, *n))
                        }
                        (_, Some([x, n]), Some([y, m])) => RankedValue::Change {
                            before: fraction(*x, *n),
                            after: fraction(*y, *m),
                        },
                        _ => panic!("a unit has two or four numbers"),
                    },
                )
                .collect();
            let outputs: Vec<f64> = rank_intervals(&values, simulation)
                .unwrap()
                .iter()
                .flat_map(|ranks| [f64::from(ranks.best), f64::from(ranks.worst), ranks.mean])
                .collect();
            let draws = [f64::from(simulation.draws)];
            let inputs: Vec<&[f64]> = units
                .iter()
                .map(Vec::as_slice)
                .chain([&draws[..]])
                .collect();
            self.add(&format!("ranks_{kind}"), 0.95, &inputs, &outputs);
        }
    }

    /// Events and what they are counted against, once or for two periods.
    fn unit(&mut self, twice: bool) -> Vec<f64> {
        let mut unit = Vec::new();
        for _ in 0..if twice { 2 } else { 1 } {
            let against = self.of_any_size(50.0, 2_000.0).round();
            unit.extend([(against * self.between(0.2, 0.3)).round(), against]);
        }
        unit
    }
}

fn limits(interval: Interval) -> [f64; 2] {
    [interval.lower(), interval.upper()]
}

fn fraction(numerator: f64, denominator: f64) -> Fraction {
    Fraction::new(numerator, denominator).unwrap()
}

fn fractions(numerators: &[f64], denominators: &[f64]) -> impl Iterator<Item = Fraction> {
    numerators
        .iter()
        .zip(denominators)
        .map(|(numerator, denominator)| fraction(*numerator, *denominator))
}

fn placed(target: Target, numerators: &[f64], denominators: &[f64]) -> Vec<f64> {
    let units: Vec<Fraction> = fractions(numerators, denominators).collect();
    let funnel = Funnel::new(target, &units).unwrap();
    let estimate = funnel.over_dispersion();
    let mut outputs = vec![estimate.phi, estimate.tau_squared];
    for correction in [
        Correction::None,
        Correction::Multiplicative,
        Correction::Additive,
    ] {
        let placements = funnel.placements(correction).unwrap();
        let parts: [fn(&Placement) -> f64; 5] = [
            |place| place.z,
            |place| place.limits_95.lower(),
            |place| place.limits_95.upper(),
            |place| place.limits_99_8.lower(),
            |place| place.limits_99_8.upper(),
        ];
        for part in parts {
            outputs.extend(placements.iter().map(part));
        }
    }
    outputs
}

fn numbers_of(signal: &Signal) -> [f64; 4] {
    let (kind, points, side) = match signal {
        Signal::Outside { index, side } => (0.0, *index..index + 1, side),
        Signal::Run { points, side } => (1.0, points.clone(), side),
        Signal::Trend { points, side } => (2.0, points.clone(), side),
    };
    let side = match side {
        Side::Above => 1.0,
        Side::Below => -1.0,
    };
    [kind, points.start as f64, points.end as f64, side]
}
