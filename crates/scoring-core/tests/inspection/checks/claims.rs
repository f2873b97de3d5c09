//! Claims in texts against comparisons.

use peel_model::{ComparatorKind, FunnelPosition};

use super::{check, says};
use crate::support::World;

#[test]
fn claims_hold_against_comparisons() {
    let against = "claim-against-figures";
    let crime = |claim: &str| says(&format!("The rate of recorded crime is {claim}."));
    check(
        against,
        crime("one of the highest"),
        &["the figures say broadly-in-line, place 15 of 43"],
    );
    check(against, crime("broadly in line with others"), &[]);
    check(against, crime("in line with others"), &[]);
    check(
        against,
        crime("well above the rate of others"),
        &["corrected funnel limits it is within"],
    );
    check(against, crime("not one of the highest"), &[]);
    check(against, says("It is one of the highest."), &[]);
    let outside = |claim: &'static str, position: FunnelPosition| {
        move |world: &mut World| {
            crime(claim)(world);
            for comparison in &mut world.comparisons {
                for unit in &mut comparison.units {
                    if let Ok(funnel) = &mut unit.funnel {
                        funnel.position = position;
                    }
                }
            }
        }
    };
    use FunnelPosition::{AboveInner, AboveOuter, BelowInner};
    check(against, outside("higher than elsewhere", AboveInner), &[]);
    check(
        against,
        outside("higher than elsewhere", BelowInner),
        &["below-95"],
    );
    check(
        against,
        outside("in line with others", AboveOuter),
        &["above-99.8"],
    );
    check(
        against,
        outside("much higher than elsewhere", AboveInner),
        &["above-95"],
    );
    check(
        against,
        outside("much higher than elsewhere", AboveOuter),
        &[],
    );
}

#[test]
fn claims_hold_against_printed_figures_where_nothing_is_computed() {
    let against = "claim-against-figures";
    let referrals = |claim: &str| says(&format!("Of ballistic items the force has {claim}."));
    // 14.5 and 5.6 are printed.
    check(against, referrals("more, well above others"), &[]);
    check(
        against,
        referrals("fewer, well below others"),
        &["printed are 14.5 and 5.6"],
    );
    check(
        against,
        referrals("a rate in line with others"),
        &["printed are 14.5 and 5.6"],
    );
    let without = "claim-without-figures";
    check(
        without,
        referrals("one of the highest rates"),
        &["other forces are not known"],
    );
    check(without, referrals("a rate in line with others"), &[]);
    check(
        without,
        says("The trafficking cases are well above others."),
        &["no figure of England"],
    );
    check(
        without,
        says("The rate of recorded crime is one of the highest."),
        &[],
    );
}

#[test]
fn peers_need_figures() {
    let text = "The rate of recorded crime is low beside other urban forces.";
    check(
        "peers-without-figures",
        says(text),
        &["compared with the group metropolitan"],
    );
    let compared = |world: &mut World| {
        says(text)(world);
        let mut comparisons = world.comparisons.iter();
        let crime = comparisons.find(|one| one.indicator.as_str() == "recorded-crime-rate");
        let mut with_peers = crime.unwrap().clone();
        with_peers.comparator.kind = ComparatorKind::Peers("metropolitan".parse().unwrap());
        world.comparisons.push(with_peers);
    };
    check("peers-without-figures", compared, &[]);
    check(
        "pointing-words",
        says("The graph below shows it."),
        &["\"graph below\""],
    );
    check(
        "pointing-words",
        says("Figure 3 shows those below the average."),
        &[],
    );
}
