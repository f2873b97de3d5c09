use crate::draw::Draws;
use crate::{ConfidenceLevel, Fraction, StatisticError};

/// The most units that are ranked at once. Memory grows with the square of their number.
pub const MOST_RANKED: usize = 1_000;

/// The most times that units are drawn.
pub const MOST_DRAWS: u32 = 1_000_000;

/// What a unit's value was made of, and therefore how it would scatter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RankedValue {
    /// A proportion: events of trials.
    Proportion(Fraction),
    /// A rate: a Poisson count over a denominator known without error.
    Rate(Fraction),
    /// A later rate over an earlier one; of counts, rates over 1.
    Change {
        /// The earlier one.
        before: Fraction,
        /// The later one.
        after: Fraction,
    },
}

impl RankedValue {
    fn check(&self) -> Result<(), StatisticError> {
        match self {
            Self::Proportion(part) if part.numerator() > part.denominator() => {
                Err(StatisticError::MoreEventsThanTrials {
                    events: part.numerator(),
                    trials: part.denominator(),
                })
            }
            Self::Proportion(_) | Self::Rate(_) | Self::Change { .. } => Ok(()),
        }
    }

    /// One value that the unit might as well have.
    fn draw(&self, draws: &mut Draws) -> f64 {
        let mut rate =
            |fraction: Fraction| draws.gamma(fraction.numerator() + PRIOR) / fraction.denominator();
        match *self {
            Self::Rate(fraction) => rate(fraction),
            Self::Change { before, after } => {
                let before = rate(before);
                rate(after) / before
            }
            Self::Proportion(part) => {
                let with = draws.gamma(part.numerator() + PRIOR);
                let without = draws.gamma(part.denominator() - part.numerator() + PRIOR);
                with / (with + without)
            }
        }
    }
}

/// What Jeffreys' prior adds to a count.
const PRIOR: f64 = 0.5;

/// How often to draw, from which seed, and how much of the ranks drawn to report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankSimulation {
    /// How often every unit is drawn. With 10,000 the probability of a rank is known to 0.5
    /// percentage points at worst, and next to the ends of a 95% interval to 0.16 (one standard
    /// error).
    pub draws: u32,
    /// The same seed always gives the same answer.
    pub seed: u64,
    /// The share of the ranks drawn that an interval holds.
    pub level: ConfidenceLevel,
}

/// Between which ranks a unit lies; 1 is the highest value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankInterval {
    /// The highest rank (smallest number): fewer draws than one tail gave a higher one.
    pub best: u32,
    /// The lowest rank (largest number).
    pub worst: u32,
    /// The mean of the ranks drawn.
    pub mean: f64,
}

/// The interval of every unit's rank, in the order the units were given.
///
/// A league table looks surer than it is: units next to each other often differ by less than
/// chance. So every unit's value is drawn again and again from what its own data say of it, the
/// units are ranked each time, and the central share of the ranks that a unit got is its interval:
/// Goldstein and Spiegelhalter (1996), J R Stat Soc A 159:385-443, section 4; Marshall and
/// Spiegelhalter (1998), BMJ 316:1701-1705.
///
/// | value | drawn from |
/// |---|---|
/// | rate, count x over n | gamma(x + ½) / n |
/// | proportion, x of n | beta(x + ½, n - x + ½) |
/// | change | the rate after over the rate before, each as above |
///
/// These are the posterior distributions under Jeffreys' prior, whose intervals have close to the
/// stated coverage and exist for a count of 0 (Brown, Cai and DasGupta 2001, Stat Sci 16:101-133,
/// for proportions; 2003, Stat Sinica 13:19-49, for counts). They allow for chance only: units that
/// differ for lasting reasons are ranked as they are.
///
/// Every unit draws from a stream of its own, so that the answer depends on the units and their
/// order and on nothing else; see [`RankSimulation::seed`].
///
/// # Errors
///
/// When there are no units or more than [`MOST_RANKED`], no draws or more than [`MOST_DRAWS`], or a
/// proportion has more events than trials.
///
/// ```
/// use peel_stats::{ConfidenceLevel, Fraction, RankSimulation, RankedValue, rank_intervals};
///
/// let units = [(900.0, 1e4), (105.0, 1e4), (100.0, 1e4)]
///     .map(|(events, people)| Fraction::new(events, people).map(RankedValue::Rate))
///     .into_iter()
///     .collect::<Result<Vec<_>, _>>()?;
/// let simulation = RankSimulation { draws: 10_000, seed: 1, level: ConfidenceLevel::P95 };
/// let ranks = rank_intervals(&units, simulation)?;
/// assert_eq!((ranks[0].best, ranks[0].worst), (1, 1));
/// assert_eq!((ranks[1].best, ranks[1].worst), (2, 3));
/// # Ok::<(), peel_stats::StatisticError>(())
/// ```
pub fn rank_intervals(
    units: &[RankedValue],
    simulation: RankSimulation,
) -> Result<Vec<RankInterval>, StatisticError> {
    check(units, simulation)?;
    let times = drawn_ranks(units, simulation);
    let interval = |row: &[u32]| RankInterval {
        best: first_rank(row, |drawn| {
            drawn > simulation.level.tail() * f64::from(simulation.draws)
        }),
        worst: first_rank(row, |drawn| {
            drawn >= (1.0 - simulation.level.tail()) * f64::from(simulation.draws)
        }),
        mean: mean_rank(row, simulation.draws),
    };
    Ok(times.chunks(units.len()).map(interval).collect())
}

fn check(units: &[RankedValue], simulation: RankSimulation) -> Result<(), StatisticError> {
    let within = |what, given: usize, most: usize| match given {
        0 => Err(StatisticError::TooFew {
            what,
            statistic: STATISTIC,
            given,
            needed: 1,
        }),
        _ if given > most => Err(StatisticError::TooMany {
            what,
            statistic: STATISTIC,
            given,
            most,
        }),
        _ => Ok(()),
    };
    within("units", units.len(), MOST_RANKED)?;
    within("draws", simulation.draws as usize, MOST_DRAWS as usize)?;
    for (index, unit) in units.iter().enumerate() {
        unit.check().map_err(|source| StatisticError::InUnit {
            index,
            source: Box::new(source),
        })?;
    }
    Ok(())
}

const STATISTIC: &str = "an interval of ranks";

/// How often each unit got each rank: one row of ranks after another.
fn drawn_ranks(units: &[RankedValue], simulation: RankSimulation) -> Vec<u32> {
    let mut streams: Vec<Draws> = (0..units.len() as u64)
        .map(|stream| Draws::new(simulation.seed, stream))
        .collect();
    let mut times = vec![0_u32; units.len() * units.len()];
    // The order of one draw is nearly that of the next, and sorting what is nearly sorted is quick.
    let mut order: Vec<(f64, usize)> = (0..units.len()).map(|unit| (0.0, unit)).collect();
    for _ in 0..simulation.draws {
        for (value, unit) in &mut order {
            if let (Some(sampled), Some(stream)) = (units.get(*unit), streams.get_mut(*unit)) {
                *value = sampled.draw(stream);
            }
        }
        order.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        for (place, (_, unit)) in order.iter().enumerate() {
            if let Some(count) = times.get_mut(unit * units.len() + place) {
                *count += 1;
            }
        }
    }
    times
}

/// The first rank at which enough of the draws have been counted.
fn first_rank(times: &[u32], enough: impl Fn(f64) -> bool) -> u32 {
    let mut drawn = 0.0;
    let before = times.iter().take_while(|count| {
        drawn += f64::from(**count);
        !enough(drawn)
    });
    (before.count() + 1).min(times.len()) as u32
}

fn mean_rank(times: &[u32], draws: u32) -> f64 {
    let sum: f64 = (1_u32..)
        .zip(times)
        .map(|(rank, count)| f64::from(rank) * f64::from(*count))
        .sum();
    sum / f64::from(draws)
}
