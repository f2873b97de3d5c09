//! What can be asked of a store.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;

use peel_model::{
    Area, AuditedCall, CheckId, EditionId, ForceId, MeasureId, Observation, Period, Query, QueryId,
    QueryState, Revision, Run,
};

/// One place in the data: what was counted, when, for whom.
///
/// Cells are in order of measure, period and area; areas are in order of their names, England
/// and Wales among them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cell {
    /// What was counted.
    pub measure: MeasureId,
    /// When.
    pub period: Period,
    /// For whom.
    pub area: Area,
}

impl Cell {
    /// Where an observation belongs.
    #[must_use]
    pub fn of(observation: &Observation) -> Self {
        Self {
            measure: observation.measure.clone(),
            period: observation.period,
            area: observation.area.clone(),
        }
    }
}

impl Ord for Cell {
    fn cmp(&self, other: &Self) -> Ordering {
        let name = self.area.as_str();
        (&self.measure, self.period, name).cmp(&(&other.measure, other.period, other.area.as_str()))
    }
}

impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Which observations are read. Each part restricts the others; an empty part restricts nothing.
///
/// ```
/// use peel_data_core::ObservationQuery;
/// let measure = peel_model::MeasureId::new("robbery").unwrap();
/// let query = ObservationQuery::new([measure], [], []).unwrap();
/// assert!(query.areas().is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObservationQuery {
    measures: BTreeSet<MeasureId>,
    areas: BTreeSet<Area>,
    periods: BTreeSet<Period>,
}

/// The most different measures, areas or periods that one query may name.
pub const MOST_NAMED: usize = 1_000;

/// Why something is not a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQuery {
    /// It names too much.
    #[error("the query names {count} {what}; name at most {MOST_NAMED}, or none for all")]
    TooMany {
        /// What: "measures", "areas" or "periods".
        what: &'static str,
        /// How many different ones.
        count: usize,
    },
    /// A page's size is out of bounds.
    #[error("a page has 1 to {LARGEST_PAGE} entries, not {0}")]
    PageSize(usize),
}

impl ObservationQuery {
    /// A query for these measures, areas and periods. Repetitions are dropped.
    ///
    /// # Errors
    /// [`InvalidQuery::TooMany`] when one of the lists has more than [`MOST_NAMED`] entries.
    pub fn new(
        measures: impl IntoIterator<Item = MeasureId>,
        areas: impl IntoIterator<Item = Area>,
        periods: impl IntoIterator<Item = Period>,
    ) -> Result<Self, InvalidQuery> {
        let query = Self {
            measures: measures.into_iter().collect(),
            areas: areas.into_iter().collect(),
            periods: periods.into_iter().collect(),
        };
        let counts = [
            ("measures", query.measures.len()),
            ("areas", query.areas.len()),
            ("periods", query.periods.len()),
        ];
        match counts.into_iter().find(|(_, count)| *count > MOST_NAMED) {
            Some((what, count)) => Err(InvalidQuery::TooMany { what, count }),
            None => Ok(query),
        }
    }

    /// The measures asked for; all when empty.
    #[must_use]
    pub fn measures(&self) -> &BTreeSet<MeasureId> {
        &self.measures
    }

    /// The areas asked for; all when empty.
    #[must_use]
    pub fn areas(&self) -> &BTreeSet<Area> {
        &self.areas
    }

    /// The periods asked for; all when empty.
    #[must_use]
    pub fn periods(&self) -> &BTreeSet<Period> {
        &self.periods
    }

    /// Whether a cell is asked for.
    #[must_use]
    pub fn covers(&self, cell: &Cell) -> bool {
        fn within<T: Ord>(wanted: &BTreeSet<T>, it: &T) -> bool {
            wanted.is_empty() || wanted.contains(it)
        }
        within(&self.measures, &cell.measure)
            && within(&self.areas, &cell.area)
            && within(&self.periods, &cell.period)
    }
}

/// The most entries in one page.
pub const LARGEST_PAGE: usize = 1_000;

/// A page of a list: where it begins and how long it is.
///
/// Lists are paged by key: nothing is kept between pages, and what is added meanwhile moves
/// nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<K> {
    after: Option<K>,
    size: usize,
}

impl<K> Page<K> {
    /// At most `size` entries after the key `after`, or from the beginning.
    ///
    /// # Errors
    /// [`InvalidQuery::PageSize`] for 0 and for more than [`LARGEST_PAGE`].
    pub fn new(after: Option<K>, size: usize) -> Result<Self, InvalidQuery> {
        if (1..=LARGEST_PAGE).contains(&size) {
            Ok(Self { after, size })
        } else {
            Err(InvalidQuery::PageSize(size))
        }
    }

    /// As many entries as a page may have, after the key `after`.
    #[must_use]
    pub fn largest(after: Option<K>) -> Self {
        let size = LARGEST_PAGE;
        Self { after, size }
    }

    /// The first entry after the key `after`.
    #[must_use]
    pub fn first(after: Option<K>) -> Self {
        Self { after, size: 1 }
    }

    /// The key of the last entry before the page.
    #[must_use]
    pub fn after(&self) -> Option<&K> {
        self.after.as_ref()
    }

    /// The most entries wanted.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }
}

/// Which submissions are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionQuery {
    /// Only this force's.
    pub force: Option<ForceId>,
    /// Only this edition's.
    pub edition: Option<EditionId>,
    /// Which page.
    pub page: Page<Revision>,
}

/// Which queries are listed. Each part restricts the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryFilter {
    /// Only this edition's.
    pub edition: Option<EditionId>,
    /// Only this force's.
    pub force: Option<ForceId>,
    /// Only those in one of these states; all when empty.
    pub states: BTreeSet<QueryState>,
    /// Only those that this check raised.
    pub check: Option<CheckId>,
    /// Only those raised before this moment, seconds since 1970-01-01 00:00 UTC.
    pub raised_before: Option<i64>,
    /// Which page.
    pub page: Page<QueryId>,
}

impl QueryFilter {
    /// Every query.
    #[must_use]
    pub fn all(page: Page<QueryId>) -> Self {
        Self {
            edition: None,
            force: None,
            states: BTreeSet::new(),
            check: None,
            raised_before: None,
            page,
        }
    }

    /// Whether a query is wanted, whatever the page.
    #[must_use]
    pub fn covers(&self, query: &Query) -> bool {
        let subject = &query.subject;
        self.edition
            .as_ref()
            .is_none_or(|it| *it == subject.edition)
            && self.force.as_ref().is_none_or(|it| *it == subject.force)
            && (self.states.is_empty() || self.states.contains(&query.state()))
            && (self.check.is_none() || self.check == subject.check)
            && self.raised_before.is_none_or(|it| query.raised_at < it)
    }
}

/// Which runs are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunQuery {
    /// Only this force's.
    pub force: Option<ForceId>,
    /// Only this edition's.
    pub edition: Option<EditionId>,
    /// Which page.
    pub page: Page<RunKey>,
}

/// A run's place in the list of runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunKey {
    /// When it began, milliseconds since 1970-01-01 00:00 UTC.
    pub started_at_milliseconds: i64,
    /// Its identifier.
    pub id: String,
}

impl RunKey {
    /// The run's place.
    #[must_use]
    pub fn of(run: &Run) -> Self {
        Self {
            started_at_milliseconds: run.started_at_milliseconds,
            id: run.id.clone(),
        }
    }

    /// What sorts runs as they are listed: the latest first, then by identifier.
    #[must_use]
    pub fn order(self) -> impl Ord {
        (Reverse(self.started_at_milliseconds), self.id)
    }
}

/// Which entries of the log of calls that write are listed. Each part restricts the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditQuery {
    /// Only calls that came in at this moment or later, milliseconds since 1970-01-01 00:00 UTC.
    pub from: Option<i64>,
    /// Only calls that came in before this moment.
    pub until: Option<i64>,
    /// Only those of the caller with this name.
    pub caller: Option<String>,
    /// Only those about the force with this identifier.
    pub force: Option<String>,
    /// Which page; the key is an entry's number.
    pub page: Page<u64>,
}

impl AuditQuery {
    /// Every entry.
    #[must_use]
    pub fn all(page: Page<u64>) -> Self {
        Self {
            from: None,
            until: None,
            caller: None,
            force: None,
            page,
        }
    }

    /// Whether a call is wanted, whatever the page.
    #[must_use]
    pub fn covers(&self, call: &AuditedCall) -> bool {
        let at = call.at_milliseconds;
        self.from.is_none_or(|from| at >= from)
            && self.until.is_none_or(|until| at < until)
            && self
                .caller
                .as_ref()
                .is_none_or(|it| *it == call.caller.name)
            && self.force.as_ref().is_none_or(|it| *it == call.force)
    }
}
