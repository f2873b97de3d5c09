//! What was recorded, laid out for reading.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use peel_model::{Area, ForceId, MeasureId, Period, Reading, RecordedObservation, Revision};

/// Observations by measure, period and area: the newest of each.
///
/// A lookup allocates nothing. Nothing depends on the order in which observations were given.
///
/// ```
/// use peel_model::{Area, MeasureId, Observation, Reading, RecordedObservation, Revision, SourceId};
/// use peel_scoring_core::Observations;
///
/// let (area, measure) = (Area::EnglandAndWales, MeasureId::new("population")?);
/// let period = "at-2015-06-30".parse()?;
/// let observations = Observations::new([RecordedObservation {
///     observation: Observation {
///         area: area.clone(),
///         measure: measure.clone(),
///         period,
///         reading: Reading::new(Some(57_885_413.0), "normal")?,
///         source: SourceId::new("made-up")?,
///     },
///     revision: Revision::FIRST,
/// }])?;
/// let cell = observations.get(&measure, period, &area).unwrap();
/// assert_eq!(cell.reading.value(), Some(57_885_413.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Observations {
    areas: Vec<Area>,
    /// Shared with the observations that these were renewed from.
    measures: BTreeMap<MeasureId, Arc<Columns>>,
    count: usize,
}

type Columns = BTreeMap<Period, Column>;

/// What was recorded for one measure, period and area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// The value, or why there is none.
    pub reading: Reading,
    /// The revision that brought it.
    pub revision: Revision,
}

/// One revision recorded two different values of the same thing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "revision {revision} holds two different values of {measure} for {area}, {period}; bring a \
     revision that says which is right"
)]
pub struct ContradictoryObservations {
    /// Whom both are about.
    pub area: Area,
    /// What was counted.
    pub measure: MeasureId,
    /// When.
    pub period: Period,
    /// The revision.
    pub revision: Revision,
}

/// Every area's cell for one measure and period, by area number.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    cells: Vec<(usize, Cell)>,
    newest: Revision,
}

impl Observations {
    /// Lays observations out. Of several revisions of the same thing the newest counts.
    ///
    /// # Errors
    /// [`ContradictoryObservations`] when one revision says two different things.
    pub fn new(
        recorded: impl IntoIterator<Item = RecordedObservation>,
    ) -> Result<Self, ContradictoryObservations> {
        let mut rows: Vec<RecordedObservation> = recorded.into_iter().collect();
        // A stable sort: what a store delivers is usually in this order already.
        rows.sort_by(in_reading_order);
        let mut areas: Vec<Area> = rows
            .iter()
            .map(|row| row.observation.area.clone())
            .collect();
        areas.sort_unstable();
        areas.dedup();

        let mut laid_out = Self {
            areas,
            ..Self::default()
        };
        let mut rows = rows.into_iter().peekable();
        while let Some(row) = rows.next() {
            if let Some(next) = rows.peek()
                && same_thing(&row, next)
            {
                refuse_contradiction(&row, next)?;
                continue;
            }
            laid_out.push(row);
        }
        Ok(laid_out)
    }

    fn push(&mut self, row: RecordedObservation) {
        let RecordedObservation {
            observation,
            revision,
        } = row;
        let Some(area) = self.number(&observation.area) else {
            return;
        };
        let cell = Cell {
            reading: observation.reading,
            revision,
        };
        let columns = self.measures.entry(observation.measure).or_default();
        let column = Arc::make_mut(columns)
            .entry(observation.period)
            .or_insert_with(|| Column {
                cells: Vec::new(),
                newest: revision,
            });
        column.newest = column.newest.max(revision);
        column.cells.push((area, cell));
        self.count += 1;
    }

    /// These observations, with all of some measures replaced by what `newer` has of them. What stays
    /// is shared rather than copied, unless `newer` knows other areas.
    #[must_use]
    pub fn renewed(&self, measures: &BTreeSet<MeasureId>, newer: &Self) -> Self {
        let mut areas = [self.areas.as_slice(), &newer.areas].concat();
        areas.sort_unstable();
        areas.dedup();
        let mut renewed = Self {
            areas,
            ..Self::default()
        };
        for (from, replaces) in [(self, false), (newer, true)] {
            let taken = from.measures.iter();
            for (measure, columns) in taken.filter(|(id, _)| measures.contains(*id) == replaces) {
                let columns = renewed.numbered_alike(&from.areas, columns);
                renewed.count += columns
                    .values()
                    .map(|column| column.cells.len())
                    .sum::<usize>();
                renewed.measures.insert(measure.clone(), columns);
            }
        }
        renewed
    }

    /// Columns whose cells have the numbers of other areas, all of which are known here.
    fn numbered_alike(&self, areas: &[Area], columns: &Arc<Columns>) -> Arc<Columns> {
        if areas == self.areas {
            return Arc::clone(columns);
        }
        // Both are in order: cells keep theirs.
        let numbers: Vec<Option<usize>> = areas.iter().map(|area| self.number(area)).collect();
        let numbered = |column: &Column| {
            let cells = column.cells.iter();
            let cells = cells.filter_map(|(at, cell)| Some(((*numbers.get(*at)?)?, *cell)));
            Column {
                cells: cells.collect(),
                newest: column.newest,
            }
        };
        let columns = columns.iter();
        Arc::new(
            columns
                .map(|(period, column)| (*period, numbered(column)))
                .collect(),
        )
    }

    /// What was recorded for an area.
    #[must_use]
    #[inline]
    pub fn get(&self, measure: &MeasureId, period: Period, area: &Area) -> Option<Cell> {
        self.column(measure, period)?.get(self.number(area)?)
    }

    /// Everything recorded of a measure, by period, then by area.
    pub fn of_measure(&self, measure: &MeasureId) -> impl Iterator<Item = (Period, &Area, Cell)> {
        let columns = self.measures.get(measure).into_iter();
        columns
            .flat_map(|columns| columns.iter())
            .flat_map(|(period, column)| {
                column.cells.iter().filter_map(|(area, cell)| {
                    self.areas.get(*area).map(|area| (*period, area, *cell))
                })
            })
    }

    /// The periods for which anything was recorded of a measure, in order.
    pub fn periods_of(&self, measure: &MeasureId) -> impl Iterator<Item = Period> {
        let columns = self.measures.get(measure).into_iter();
        columns.flat_map(|columns| columns.keys().copied())
    }

    /// The newest revision that recorded the measure, among the observations given.
    #[must_use]
    pub fn newest_revision(&self, measure: &MeasureId) -> Option<Revision> {
        let columns = self.measures.get(measure)?;
        columns.values().map(|column| column.newest).max()
    }

    /// How many observations count: one for each measure, period and area.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether nothing was recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(crate) fn column(&self, measure: &MeasureId, period: Period) -> Option<&Column> {
        self.measures.get(measure)?.get(&period)
    }

    /// A force's number among the areas. It is looked for at the place expected first: where
    /// every force has data, the areas are the forces.
    #[inline]
    pub(crate) fn force_number(&self, force: &ForceId, expected: usize) -> Option<usize> {
        if matches!(self.areas.get(expected), Some(Area::Force(found)) if found == force) {
            return Some(expected);
        }
        self.areas
            .binary_search_by(|area| match area {
                Area::Force(id) => id.cmp(force),
                Area::EnglandAndWales => Ordering::Greater,
            })
            .ok()
    }

    fn number(&self, area: &Area) -> Option<usize> {
        self.areas.binary_search(area).ok()
    }
}

impl Column {
    pub(crate) fn get(&self, area: usize) -> Option<Cell> {
        // Where every area up to this one has a cell, its number is its place.
        match self.cells.get(area) {
            Some((number, cell)) if *number == area => Some(*cell),
            _ => {
                let found = self
                    .cells
                    .binary_search_by_key(&area, |(number, _)| *number);
                found
                    .ok()
                    .and_then(|place| self.cells.get(place))
                    .map(|(_, cell)| *cell)
            }
        }
    }

    pub(crate) fn newest(&self) -> Revision {
        self.newest
    }
}

fn in_reading_order(left: &RecordedObservation, right: &RecordedObservation) -> Ordering {
    let (a, b) = (&left.observation, &right.observation);
    a.measure
        .cmp(&b.measure)
        .then_with(|| a.period.cmp(&b.period))
        .then_with(|| a.area.cmp(&b.area))
        .then_with(|| left.revision.cmp(&right.revision))
}

fn same_thing(left: &RecordedObservation, right: &RecordedObservation) -> bool {
    let (a, b) = (&left.observation, &right.observation);
    a.area == b.area && a.period == b.period && a.measure == b.measure
}

fn refuse_contradiction(
    left: &RecordedObservation,
    right: &RecordedObservation,
) -> Result<(), ContradictoryObservations> {
    let (a, b) = (&left.observation, &right.observation);
    if left.revision == right.revision && a.reading != b.reading {
        return Err(ContradictoryObservations {
            area: a.area.clone(),
            measure: a.measure.clone(),
            period: a.period,
            revision: left.revision,
        });
    }
    Ok(())
}
