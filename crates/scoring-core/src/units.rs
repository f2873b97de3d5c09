//! The units of a comparison: forces, single or merged, and which of them can be compared.

use std::collections::BTreeMap;

use peel_model::{Absent, Edition, ExclusionId, Flag, Force, LeftOut, Scope, Unit, UnitId};

use crate::amount::{Gap, Standings};
use crate::decisions::{self, Decision, Decisions, When};
use crate::formula::Shape;
use crate::reader::{Readers, Readings};
use crate::value::{Terms, Value};
use crate::{ComparisonError, Method, Observations};

/// One force of a unit, with what its reading depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member<'e> {
    /// Its number among the observations' areas; `None` when nothing was recorded for it.
    pub(crate) area: Option<usize>,
    force: &'e Force,
    months_now: Option<u16>,
    months_then: Option<u16>,
}

impl<'e> Member<'e> {
    fn new(force: &'e Force, decisions: &[Decision<'_>], observations: &Observations) -> Self {
        Self {
            area: observations.force_number(&force.id),
            force,
            months_now: decisions::months_covered(decisions, When::Now),
            months_then: decisions::months_covered(decisions, When::Then),
        }
    }

    /// How many months are covered, where a decision says that not all are.
    pub(crate) fn covered(&self, when: When) -> Option<u16> {
        match when {
            When::Now => self.months_now,
            When::Then => self.months_then,
        }
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
    pub(crate) method: &'a Method,
}

impl<'a> Examination<'a> {
    /// Every unit, by identifier: those that can be compared, and those left out with the reason.
    pub(crate) fn units(&self) -> Result<(Vec<Included>, Vec<LeftOut>), ComparisonError> {
        let (mut included, mut left_out) = (Vec::new(), Vec::new());
        for (unit, members) in self.candidates()? {
            match self.examine(unit, &members) {
                Ok(unit) => included.push(unit),
                Err(unit) => left_out.push(unit),
            }
        }
        for force in &self.edition.forces {
            left_out.extend(self.out_of_scope(force)?);
        }
        included.sort_by(|a, b| a.unit.id.cmp(&b.unit.id));
        left_out.sort_by(|a, b| a.unit.id.cmp(&b.unit.id));
        Ok((included, left_out))
    }

    fn candidates(&self) -> Result<Vec<(Unit, Vec<Member<'a>>)>, ComparisonError> {
        let mut candidates = Vec::with_capacity(self.edition.forces.len());
        let mut merged: BTreeMap<&UnitId, (&str, Vec<Member<'a>>)> = BTreeMap::new();
        for force in self.edition.inspected_forces() {
            let decisions = self.decisions.about(&force.id);
            let member = Member::new(force, decisions, self.observations);
            match decisions::merged_into(decisions) {
                Some((unit, name)) => {
                    let (_, members) = merged.entry(unit).or_insert((name, Vec::new()));
                    members.push(member);
                }
                None => candidates.push((single(force)?, vec![member])),
            }
        }
        for (id, (name, mut members)) in merged {
            members.sort_by(|a, b| a.force.id.cmp(&b.force.id));
            let unit = Unit {
                id: id.clone(),
                name: name.to_owned(),
                forces: members
                    .iter()
                    .map(|member| member.force.id.clone())
                    .collect(),
            };
            candidates.push((unit, members));
        }
        Ok(candidates)
    }

    fn examine(&self, unit: Unit, members: &[Member<'a>]) -> Result<Included, LeftOut> {
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
        members: &[Member<'a>],
    ) -> Option<(Absent, ExclusionId, String)> {
        members.iter().find_map(|member| {
            let decisions = self.decisions.about(&member.force.id);
            if let Some((because, exclusion)) = decisions::left_out(decisions) {
                let surprise = match (because, self.readers.has_data(member)) {
                    (Absent::Excluded, false) => " No value is recorded.",
                    (Absent::NotSupplied, true) => " A value is recorded nevertheless.",
                    _ => "",
                };
                let note = format!("{}{surprise}", exclusion.reason);
                return Some((because, exclusion.id.clone(), note));
            }
            let unequal =
                self.shape == Shape::ChangeOfCounts && member.months_now != member.months_then;
            let partial = decisions::partial(decisions).filter(|_| unequal)?;
            let note = format!(
                "{} Counts over different numbers of months are not compared.",
                partial.reason
            );
            Some((Absent::NotRecorded, partial.id.clone(), note))
        })
    }

    fn out_of_scope(&self, force: &'a Force) -> Result<Option<LeftOut>, ComparisonError> {
        let decisions = self.decisions.about(&force.id);
        let member = Member::new(force, decisions, self.observations);
        if force.scope != Scope::OutOfScope || !self.readers.has_data(&member) {
            return Ok(None);
        }
        let decision = decisions::left_out(decisions).map(|(_, exclusion)| exclusion);
        Ok(Some(LeftOut {
            unit: single(force)?,
            because: Absent::OutOfScope,
            exclusion: decision.map(|exclusion| exclusion.id.clone()),
            note: decision.map_or_else(String::new, |exclusion| exclusion.reason.clone()),
        }))
    }

    fn flags(&self, members: &[Member<'a>], standings: Standings, terms: Terms) -> Vec<Flag> {
        let mut flags: Vec<Flag> = members
            .iter()
            .flat_map(|member| decisions::flags(self.decisions.about(&member.force.id)))
            .chain(standings.flags())
            .collect();
        let small = |events: &f64| *events < self.method.small_number;
        if terms.events(self.shape).iter().flatten().any(small) {
            flags.push(Flag::SmallNumber);
        }
        flags.sort();
        flags.dedup();
        flags
    }
}

fn single(force: &Force) -> Result<Unit, ComparisonError> {
    Ok(Unit {
        id: UnitId::new(force.id.as_str())?,
        name: force.name.clone(),
        forces: vec![force.id.clone()],
    })
}
