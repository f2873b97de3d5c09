//! Reads a formula's terms from the observations, unit by unit.

use std::cell::OnceCell;
use std::rc::Rc;

use peel_model::{Measure, MeasureKind, MethodParameters, Period, Reading, Revision};

use crate::Observations;
use crate::amount::{Amount, Gap, Standings, Total, Why};
use crate::decisions::When;
use crate::formula::{Resolved, Side, Term};
use crate::observations::Column;
use crate::requirement::parts_of;
use crate::units::Member;

/// Both sides of a formula, ready to read.
pub(crate) struct Readers<'a> {
    now: SideReader<'a>,
    then: Option<SideReader<'a>>,
}

/// What was read for one unit. A change of counts has no `per`, a ratio no `then`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Readings {
    pub(crate) now: Amount,
    pub(crate) now_per: Amount,
    pub(crate) then: Amount,
    pub(crate) then_per: Amount,
}

impl Readings {
    pub(crate) fn standings(&self) -> Standings {
        [self.now_per, self.then, self.then_per]
            .iter()
            .fold(self.now.standings, |all, amount| all.join(amount.standings))
    }
}

impl<'a> Readers<'a> {
    pub(crate) fn new(
        resolved: &Resolved<'a>,
        observations: &'a Observations,
        method: &'a MethodParameters,
    ) -> Self {
        let side = |side: &Side<'a>, when| SideReader {
            count: Reader::new(&side.count, observations, method),
            per: side
                .per
                .as_ref()
                .map(|per| Reader::new(per, observations, method)),
            when,
        };
        Self {
            now: side(&resolved.now, When::Now),
            then: resolved.then.as_ref().map(|then| side(then, When::Then)),
        }
    }

    pub(crate) fn read(&self, members: &[Member<'_>]) -> Result<Readings, Gap<'a>> {
        let (now, now_per) = self.now.read(members)?;
        let (then, then_per) = match &self.then {
            Some(side) => side.read(members)?,
            None => Default::default(),
        };
        Ok(Readings {
            now,
            now_per,
            then,
            then_per,
        })
    }

    /// Whether any value of what is counted was recorded for the period compared.
    pub(crate) fn has_data(&self, member: &Member<'_>) -> bool {
        member.area.is_some_and(|area| {
            let leaves = &self.now.count.leaves;
            leaves.iter().any(|leaf| leaf.has_value(area))
        })
    }

    /// The newest revision of anything looked at so far.
    pub(crate) fn newest(&self) -> Option<Revision> {
        std::iter::once(&self.now)
            .chain(&self.then)
            .flat_map(|side| std::iter::once(&side.count).chain(&side.per))
            .flat_map(|reader| &reader.leaves)
            .filter_map(Leaf::newest)
            .max()
    }
}

struct SideReader<'a> {
    count: Reader<'a>,
    per: Option<Reader<'a>>,
    when: When,
}

impl<'a> SideReader<'a> {
    fn read(&self, members: &[Member<'_>]) -> Result<(Amount, Amount), Gap<'a>> {
        let (mut count, mut per) = (Total::default(), Total::default());
        for member in members {
            let covered = member.covered(self.when);
            let parts = covered.and_then(|months| self.count.parts_covered(member, months));
            count.join(&self.count.read(member, covered, parts.as_ref())?, 1.0);
            if let Some(reader) = &self.per {
                let read = reader.read(member, covered, parts.as_ref())?;
                per.join(&read, reader.share_of(self.count.period, covered));
            }
        }
        let per = match &self.per {
            Some(reader) => reader.finish(per)?,
            None => Amount::default(),
        };
        Ok((self.count.finish(count)?, per))
    }
}

/// One term, ready to read.
struct Reader<'a> {
    measure: &'a Measure,
    period: Period,
    leaves: Vec<Leaf<'a>>,
}

impl<'a> Reader<'a> {
    fn new(term: &Term<'a>, observations: &'a Observations, method: &'a MethodParameters) -> Self {
        let spans = Rc::new(Spans {
            whole: term.period,
            method,
            parts: OnceCell::new(),
        });
        let leaf = |measure: &&'a Measure| Leaf {
            measure,
            whole: observations.column(&measure.id, term.period),
            parts: OnceCell::new(),
            spans: Rc::clone(&spans),
            observations,
        };
        Self {
            measure: term.leaves.measure,
            period: term.period,
            leaves: term.leaves.parts.iter().map(leaf).collect(),
        }
    }

    fn read(
        &self,
        member: &Member<'_>,
        covered: Option<u16>,
        parts: Option<&PartsCovered>,
    ) -> Result<Total, Gap<'a>> {
        let mut total = Total::default();
        for leaf in &self.leaves {
            let read = leaf
                .read(member.area, covered.is_some(), parts)
                .map_err(|why| self.gap(leaf.measure, why))?;
            total.join(&read, 1.0);
        }
        Ok(total)
    }

    fn finish(&self, total: Total) -> Result<Amount, Gap<'a>> {
        total.finish().map_err(|why| self.gap(self.measure, why))
    }

    fn gap(&self, measure: &'a Measure, why: Why) -> Gap<'a> {
        Gap {
            why,
            measure,
            period: self.period,
        }
    }

    /// By how much a denominator shrinks when its numerator covers only some of the span's months.
    ///
    /// A level such as population stands for the whole span, so it is scaled. A count is taken as
    /// recorded: whoever recorded part of the events recorded the same part of what they are
    /// counted against.
    fn share_of(&self, span: Period, covered: Option<u16>) -> f64 {
        match (self.measure.kind, covered, span.months()) {
            (MeasureKind::Stock, Some(covered), Some(months)) => {
                f64::from(covered.min(months)) / f64::from(months)
            }
            _ => 1.0,
        }
    }

    /// Which parts a span consists of that was recorded only in parts, and not in all of them.
    ///
    /// Every measure added up has to have a value in each, and together they have to last as long
    /// as the decision says; otherwise nothing is known to be covered.
    fn parts_covered(&self, member: &Member<'_>, months: u16) -> Option<PartsCovered> {
        let area = member.area?;
        if self.leaves.iter().any(|leaf| leaf.is_whole(area)) {
            return None;
        }
        let first = self.leaves.first()?;
        first.parts().iter().find_map(|division| {
            let chosen: Vec<bool> = (0..division.columns.len())
                .map(|part| {
                    let has_value =
                        |leaf: &Leaf<'_>| leaf.has_value_in(area, division.months, part);
                    self.leaves.iter().all(has_value)
                })
                .collect();
            let parts = chosen.iter().filter(|chosen| **chosen).count();
            (parts * usize::from(division.months) == usize::from(months)).then_some(PartsCovered {
                months: division.months,
                chosen,
            })
        })
    }
}

/// The parts of a span, of one length, that have values.
struct PartsCovered {
    months: u16,
    chosen: Vec<bool>,
}

/// One recorded measure in one period, ready to read.
struct Leaf<'a> {
    measure: &'a Measure,
    whole: Option<&'a Column>,
    // Looked up when first needed: most spans are recorded whole.
    parts: OnceCell<Vec<Division<'a>>>,
    spans: Rc<Spans<'a>>,
    observations: &'a Observations,
}

/// A span with the ways to divide it, worked out once for all measures of a term.
struct Spans<'a> {
    whole: Period,
    method: &'a MethodParameters,
    parts: OnceCell<Vec<(u16, Vec<Period>)>>,
}

impl Spans<'_> {
    fn parts(&self) -> &[(u16, Vec<Period>)] {
        self.parts.get_or_init(|| parts_of(self.whole, self.method))
    }
}

/// A span's columns when it is divided into parts of one length.
struct Division<'a> {
    months: u16,
    columns: Vec<Option<&'a Column>>,
}

impl<'a> Leaf<'a> {
    fn read(
        &self,
        area: Option<usize>,
        part_known: bool,
        covered: Option<&PartsCovered>,
    ) -> Result<Total, Why> {
        let area = area.ok_or(Why::Unrecorded)?;
        if let Some(cell) = self.whole.and_then(|column| column.get(area)) {
            let mut total = Total::default();
            total.add(cell.reading, part_known)?;
            return Ok(total);
        }
        self.parts()
            .iter()
            .find_map(|division| {
                let chosen = covered
                    .filter(|covered| covered.months == division.months)
                    .map(|covered| covered.chosen.as_slice());
                division.read(area, part_known, chosen)
            })
            .unwrap_or(Err(Why::Unrecorded))
    }

    fn is_whole(&self, area: usize) -> bool {
        self.whole.is_some_and(|column| column.get(area).is_some())
    }

    fn has_value(&self, area: usize) -> bool {
        let value = |column: &Column| has_value(column, area);
        self.whole.is_some_and(value)
            || self
                .parts()
                .iter()
                .flat_map(|division| division.columns.iter().flatten())
                .any(|column| value(column))
    }

    fn has_value_in(&self, area: usize, months: u16, part: usize) -> bool {
        self.parts()
            .iter()
            .find(|division| division.months == months)
            .and_then(|division| division.columns.get(part).copied().flatten())
            .is_some_and(|column| has_value(column, area))
    }

    fn parts(&self) -> &[Division<'a>] {
        self.parts.get_or_init(|| {
            if self.measure.kind != MeasureKind::Count {
                return Vec::new();
            }
            self.spans
                .parts()
                .iter()
                .map(|(months, spans)| Division {
                    months: *months,
                    columns: spans
                        .iter()
                        .map(|span| self.observations.column(&self.measure.id, *span))
                        .collect(),
                })
                .filter(|division| division.columns.iter().any(Option::is_some))
                .collect()
        })
    }

    fn newest(&self) -> Option<Revision> {
        let parts = self.parts.get().into_iter().flatten();
        self.whole
            .into_iter()
            .chain(parts.flat_map(|division| division.columns.iter().copied().flatten()))
            .map(Column::newest)
            .max()
    }
}

impl Division<'_> {
    /// `None` when a part that is needed was not recorded.
    fn read(
        &self,
        area: usize,
        part_known: bool,
        chosen: Option<&[bool]>,
    ) -> Option<Result<Total, Why>> {
        let mut total = Total::default();
        for (part, column) in self.columns.iter().enumerate() {
            if chosen.is_some_and(|chosen| chosen.get(part) != Some(&true)) {
                continue;
            }
            let cell = (*column)?.get(area)?;
            if let Err(why) = total.add(cell.reading, part_known) {
                return Some(Err(why));
            }
        }
        Some(Ok(total))
    }
}

fn has_value(column: &Column, area: usize) -> bool {
    column
        .get(area)
        .is_some_and(|cell| matches!(cell.reading, Reading::Present { .. }))
}
