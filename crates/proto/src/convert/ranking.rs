use peel_model::{Absent, MethodVersion, RankedUnit, Ranking, Revision};

use super::comparison::{either, result};
use super::{Malformed, parse};
use crate::scoring::v1 as wire;

/// The confidence level of the intervals that ranks lie in.
const LEVEL: f64 = 0.95;

/// Ranks with their intervals.
#[must_use]
pub fn ranking_to_wire(ranking: &Ranking) -> wire::Ranking {
    let (units, absent_because) = either(ranking.units.as_ref(), |because| because.name());
    let units = units.into_iter().flatten().map(|unit| wire::RankedUnit {
        unit: unit.unit.to_string(),
        value: unit.value,
        rank: unit.rank,
        tied: unit.tied,
        low: unit.best,
        high: unit.worst,
        mean: unit.mean,
    });
    wire::Ranking {
        edition: ranking.edition.to_string(),
        indicator: ranking.indicator.to_string(),
        period: ranking.period.to_string(),
        revision: ranking.revision.map_or(0, Revision::number),
        method: ranking.method.to_string(),
        level: LEVEL,
        draws: ranking.draws,
        seed: ranking.seed,
        units: units.collect(),
        absent_because,
    }
}

/// Ranks as received.
///
/// # Errors
/// [`Malformed`] with the field at fault.
pub fn ranking_from_wire(message: wire::Ranking) -> Result<Ranking, Malformed> {
    let units = message
        .units
        .into_iter()
        .map(|unit| {
            if !(1..=unit.rank).contains(&unit.low) || unit.high < unit.rank {
                let problem = "does not hold the rank itself";
                return Err(Malformed::new("units.low", problem));
            }
            Ok(RankedUnit {
                unit: parse("units.unit", &unit.unit)?,
                value: unit.value,
                rank: unit.rank,
                tied: unit.tied,
                best: unit.low,
                worst: unit.high,
                mean: unit.mean,
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Ranking {
        edition: parse("edition", &message.edition)?,
        indicator: parse("indicator", &message.indicator)?,
        period: parse("period", &message.period)?,
        revision: Revision::new(message.revision),
        method: MethodVersion::new(&message.method)
            .map_err(|problem| Malformed::new("method", problem))?,
        draws: message.draws,
        seed: message.seed,
        units: result(
            Some(units),
            "absent_because",
            &message.absent_because,
            Absent::from_name,
        )?,
    })
}
