//! One force's part of an encoded comparison, cut out of its bytes.
//!
//! A comparison has a unit for each of some forty forces. To decode them all, keep one and encode it
//! again costs more than it takes to compute them; so what is left out is passed over unread.

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use peel_model::ENGLAND_AND_WALES;
use prost::encoding::{
    self, DecodeContext, WireType, decode_key, encode_key, encode_varint, skip_field,
};
use prost::{DecodeError, Message};

use crate::scoring::v1::{BreakdownMismatch, Unit};

/// Fields of `peel.scoring.v1.Comparison` that hold something of each unit or area.
const UNITS: u32 = 7;
const LEFT_OUT: u32 = 8;
const MISMATCHES: u32 = 19;

/// The start that a `UnitComparison` and a `LeftOut` have in common.
#[derive(Clone, PartialEq, Message)]
struct OfUnit {
    #[prost(message, optional, tag = "1")]
    unit: Option<Unit>,
}

/// What an encoded `peel.scoring.v1.Comparison` says of one force: its unit, and what does not add
/// up in it or in the whole. The bytes that are kept are those that were given.
///
/// # Errors
/// The bytes are no comparison.
pub fn slice_of(comparison: &Bytes, force: &str) -> Result<Bytes, DecodeError> {
    let mut slice = BytesMut::new();
    let mut members = Vec::new();
    let mut mismatches = Vec::new();
    let mut rest = comparison.clone();
    while rest.has_remaining() {
        let begin = comparison.len() - rest.len();
        let (field, wire_type) = decode_key(&mut rest)?;
        if wire_type == WireType::LengthDelimited && [UNITS, LEFT_OUT, MISMATCHES].contains(&field)
        {
            let mut part = Bytes::new();
            encoding::bytes::merge(wire_type, &mut part, &mut rest, DecodeContext::default())?;
            if field == MISMATCHES {
                mismatches.push(part);
                continue;
            }
            let forces = OfUnit::decode(part)?.unit.unwrap_or_default().forces;
            if !forces.iter().any(|member| member == force) {
                continue;
            }
            members.extend(forces);
        } else {
            skip_field(wire_type, field, &mut rest, DecodeContext::default())?;
        }
        let end = comparison.len() - rest.len();
        slice.put_slice(&comparison[begin..end]);
    }
    // Last, as their number is the highest, and because they may be about any member of the unit.
    for mismatch in mismatches {
        let area = BreakdownMismatch::decode(mismatch.clone())?.area;
        if area == ENGLAND_AND_WALES || area == force || members.contains(&area) {
            encode_key(MISMATCHES, WireType::LengthDelimited, &mut slice);
            encode_varint(mismatch.len() as u64, &mut slice);
            slice.put_slice(&mismatch);
        }
    }
    Ok(slice.freeze())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scoring::v1::{Comparison, LeftOut, UnitComparison};

    fn unit(id: &str, forces: &[&str]) -> Option<Unit> {
        Some(Unit {
            id: id.to_owned(),
            name: format!("Made-up {id}"),
            forces: forces.iter().map(ToString::to_string).collect(),
        })
    }

    fn mismatch(area: &str) -> BreakdownMismatch {
        BreakdownMismatch {
            area: area.to_owned(),
            sum: 3.0,
            ..BreakdownMismatch::default()
        }
    }

    /// Two units, one of two forces, one left out, and sums that do not add up.
    fn comparison() -> Comparison {
        let unit_comparison = |unit, rank| UnitComparison {
            unit,
            value: 1.5,
            rank,
            ..UnitComparison::default()
        };
        Comparison {
            indicator: "made-up-rate".to_owned(),
            units: vec![
                unit_comparison(unit("north", &["north"]), 1),
                unit_comparison(unit("coast", &["east", "west"]), 2),
            ],
            left_out: vec![LeftOut {
                unit: unit("south", &["south"]),
                because: "not-supplied".to_owned(),
                ..LeftOut::default()
            }],
            included_units: 2,
            decimals: 1,
            mismatches: [ENGLAND_AND_WALES, "north", "east", "south"]
                .map(mismatch)
                .into(),
            ..Comparison::default()
        }
    }

    #[test]
    fn a_slice_is_the_comparison_with_what_is_said_of_the_force() {
        let whole = Bytes::from(comparison().encode_to_vec());
        let check = |force: &str, units: &[usize], left_out: &[usize], areas: &[&str]| {
            let mut expected = comparison();
            let all = std::mem::take(&mut expected.units);
            expected.units = units.iter().map(|at| all[*at].clone()).collect();
            let all = std::mem::take(&mut expected.left_out);
            expected.left_out = left_out.iter().map(|at| all[*at].clone()).collect();
            expected.mismatches = areas.iter().map(|area| mismatch(area)).collect();
            let slice = slice_of(&whole, force).unwrap();
            assert_eq!(slice, expected.encode_to_vec(), "{force}");
        };
        check("north", &[0], &[], &[ENGLAND_AND_WALES, "north"]);
        // What does not add up in one member is told of the unit.
        check("west", &[1], &[], &[ENGLAND_AND_WALES, "east"]);
        check("south", &[], &[0], &[ENGLAND_AND_WALES, "south"]);
        check("nowhere", &[], &[], &[ENGLAND_AND_WALES]);
    }

    proptest! {
        #[test]
        fn what_is_no_comparison_is_refused_or_sliced_and_never_a_panic(
            flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
            length in any::<prop::sample::Index>(),
        ) {
            let mut bytes = comparison().encode_to_vec();
            for (at, flip) in flips {
                *at.get_mut(&mut bytes) ^= flip;
            }
            bytes.truncate(length.index(bytes.len()) + 1);
            let whole = Bytes::from(bytes);
            if let Ok(slice) = slice_of(&whole, "north") {
                prop_assert!(slice.len() <= whole.len() + 10 * 4);
            }
        }
    }
}
