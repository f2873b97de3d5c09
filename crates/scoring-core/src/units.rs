//! The units of a comparison: forces, single or merged, and which of them can be compared.

use std::collections::BTreeMap;

use peel_model::{
    Absent, Edition, ExclusionId, Flag, Force, LeftOut, MethodParameters, Scope, Unit, UnitId,
};

use crate::Observations;
use crate::amount::{Gap, Standings};
use crate::decisions::{self, Decision, Decisions, When};
use crate::formula::Shape;
use crate::reader::{Readers, Readings};
use crate::value::{Terms, Value};

/// One force of a unit, with what its reading depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member<'a> {
    /// Its number among the observations' areas; `None` when nothing was recorded for it.
    pub(crate) area: Option<usize>,
    force: &'a Force,
    decisions: &'a [Decision<'a>],
}

impl Member<'_> {
    /// How many months are covered, where a decision says that not all are.
    pub(crate) fn covered(&self, when: When) -> Option<u16> {
        decisions::months_covered(self.decisions, when)
    }
}

/// A unit that can be compared.
#[derive(Debug, Clone)]
pub(crate) struct Included {
    pub(crate) unit: Unit,
    pub(crate) terms: Terms,
    pub(crate) value: Value,
    pub(crate) flags: Vec<Flag>,
}

/// Everything needed to tell whether a unit can be compared.
pub(crate) struct Examination<'a> {
    pub(crate) edition: &'a Edition,
    pub(crate) observations: &'a Observations,
    pub(crate) decisions: Decisions<'a>,
    pub(crate) readers: Readers<'a>,
    pub(crate) shape: Shape,
    pub(crate) multiplier: f64,
    pub(crate) method: &'a MethodParameters,
}

impl<'a> Examination<'a> {
    /// Every unit, by identifier: those that can be compared, and those left out with the reason.
    pub(crate) fn units(&self) -> (Vec<Included>, Vec<LeftOut>) {
        let mut included = Vec::with_capacity(self.edition.forces.len());
        let mut left_out = Vec::new();
        let mut sort = |examined| match examined {
            Ok(unit) => included.push(unit),
            Err(unit) => left_out.push(unit),
        };
        let mut merged: BTreeMap<&UnitId, (&str, Vec<Member<'_>>)> = BTreeMap::new();
        for (place, force) in self.edition.forces.iter().enumerate() {
            let member = self.member(force, place);
            match (force.scope, decisions::merged_into(member.decisions)) {
                (Scope::OutOfScope, _) if self.readers.has_data(&member) => {
                    sort(Err(out_of_scope(&member)));
                }
                (Scope::OutOfScope, _) => {}
                (Scope::Inspected, Some((unit, name))) => {
                    let (_, members) = merged.entry(unit).or_insert((name, Vec::new()));
                    members.push(member);
                }
                (Scope::Inspected, None) => sort(self.examine(single(force), &[member])),
            }
        }
        for (id, (name, mut members)) in merged {
            members.sort_by(|a, b| a.force.id.cmp(&b.force.id));
            let forces = members.iter().map(|member| member.force.id.clone());
            let unit = Unit {
                id: id.clone(),
                name: name.to_owned(),
                forces: forces.collect(),
            };
            sort(self.examine(unit, &members));
        }
        included.sort_by(|a, b| a.unit.id.cmp(&b.unit.id));
        left_out.sort_by(|a, b| a.unit.id.cmp(&b.unit.id));
        (included, left_out)
    }

    fn member<'s>(&'s self, force: &'s Force, place: usize) -> Member<'s> {
        Member {
            area: self.observations.force_number(&force.id, place),
            force,
            decisions: self.decisions.about(&force.id),
        }
    }

    fn examine(&self, unit: Unit, members: &[Member<'_>]) -> Result<Included, LeftOut> {
        if let Some((because, exclusion, note)) = self.left_out_by_decision(members) {
            return Err(LeftOut {
                unit,
                because,
                exclusion: Some(exclusion),
                note,
            });
        }
        let value_of = |readings: &Readings| {
            let terms = Terms::from(readings);
            let value = terms.value(self.shape, self.multiplier);
            value
                .map(|value| (terms, value))
                .map_err(|why| (why, terms))
        };
        let left_out = |because, note| LeftOut {
            unit: unit.clone(),
            because,
            exclusion: None,
            note,
        };
        let readings = self
            .readers
            .read(members)
            .map_err(|gap: Gap<'_>| left_out(gap.absent(), gap.note()))?;
        let (terms, value) = value_of(&readings)
            .map_err(|(why, terms)| left_out(why, terms.in_words(self.shape)))?;
        let flags = self.flags(members, readings.standings(), terms);
        Ok(Included {
            unit,
            terms,
            value,
            flags,
        })
    }

    /// The decision that leaves a unit out, with what a reader should know. A decision about one
    /// force of a merged unit is about the unit: without it the unit is another.
    fn left_out_by_decision(
        &self,
        members: &[Member<'_>],
    ) -> Option<(Absent, ExclusionId, String)> {
        members.iter().find_map(|member| {
            if let Some((because, exclusion)) = decisions::left_out(member.decisions) {
                let surprise = match (because, self.readers.has_data(member)) {
                    (Absent::Excluded, false) => " No value is recorded.",
                    (Absent::NotSupplied, true) => " A value is recorded nevertheless.",
                    _ => "",
                };
                let note = format!("{}{surprise}", exclusion.reason);
                return Some((because, exclusion.id.clone(), note));
            }
            let unequal = self.shape == Shape::ChangeOfCounts
                && member.covered(When::Now) != member.covered(When::Then);
            let partial = decisions::partial(member.decisions).filter(|_| unequal)?;
            let note = format!(
                "{} Counts over different numbers of months are not compared.",
                partial.reason
            );
            Some((Absent::NotRecorded, partial.id.clone(), note))
        })
    }

    fn flags(&self, members: &[Member<'_>], standings: Standings, terms: Terms) -> Vec<Flag> {
        let mut flags = Vec::new();
        for member in members {
            flags.extend(decisions::flags(member.decisions));
        }
        flags.extend(standings.flags());
        let small = |events: &f64| *events < self.method.small_number;
        if terms.events(self.shape).iter().flatten().any(small) {
            flags.push(Flag::SmallNumber);
        }
        flags.sort();
        flags.dedup();
        flags
    }
}

fn out_of_scope(member: &Member<'_>) -> LeftOut {
    let decision = decisions::left_out(member.decisions).map(|(_, exclusion)| exclusion);
    LeftOut {
        unit: single(member.force),
        because: Absent::OutOfScope,
        exclusion: decision.map(|exclusion| exclusion.id.clone()),
        note: decision.map_or_else(String::new, |exclusion| exclusion.reason.clone()),
    }
}

fn single(force: &Force) -> Unit {
    Unit {
        id: UnitId::from(&force.id),
        name: force.name.clone(),
        forces: vec![force.id.clone()],
    }
}
