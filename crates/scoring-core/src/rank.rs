//! Ranks and bands: position among the units, never merit.

use std::cmp::Ordering;

use peel_model::{Band, MethodParameters, NoBand};

/// A unit's position among the units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Place {
    /// 1 for the highest value; ties share the smaller number.
    pub(crate) rank: u32,
    /// How many units share the rank, itself included.
    pub(crate) tied: u32,
}

/// The places of finite values, in the order given.
pub(crate) fn places(values: &[f64]) -> Vec<Place> {
    let mut order: Vec<(usize, f64)> = values.iter().copied().enumerate().collect();
    order.sort_unstable_by(|(_, a), (_, b)| b.total_cmp(a));
    let mut places = vec![Place::default(); values.len()];
    let mut higher = 0;
    for tie in order.chunk_by(|(_, a), (_, b)| a.total_cmp(b) == Ordering::Equal) {
        let place = Place {
            rank: number(higher + 1),
            tied: number(tie.len()),
        };
        for (unit, _) in tie {
            if let Some(slot) = places.get_mut(*unit) {
                *slot = place;
            }
        }
        higher += tie.len();
    }
    places
}

/// How many units make a band.
pub(crate) fn band_size(units: usize, method: &MethodParameters) -> Result<u32, NoBand> {
    if number(units) < method.least_banded_units {
        return Err(NoBand::TooFewUnits);
    }
    // A count of units is far below the numbers that a float holds exactly.
    Ok((method.band_share * units as f64 + 0.5).floor() as u32)
}

/// One of the highest when fewer than a band's size of units are strictly higher, one of the
/// lowest when fewer are strictly lower.
#[inline]
pub(crate) fn band(place: Place, units: usize, size: Result<u32, NoBand>) -> Result<Band, NoBand> {
    let size = size?;
    let higher = place.rank.saturating_sub(1);
    let lower = number(units).saturating_sub(higher.saturating_add(place.tied));
    match (higher < size, lower < size) {
        (true, true) => Err(NoBand::Ties),
        (true, false) => Ok(Band::Highest),
        (false, true) => Ok(Band::Lowest),
        (false, false) => Ok(Band::InLine),
    }
}

#[inline]
pub(crate) fn number(units: usize) -> u32 {
    u32::try_from(units).unwrap_or(u32::MAX)
}
