//! Parts against their whole.

use peel_model::{MeasureId, Period, Relation, Severity};

use super::returned::{Returned, Value};
use super::words::{exact, of_period};
use super::{Check, Found, MOST_LISTED};

pub(super) static PARTS_EXCEED_WHOLE: Check = Check {
    id: "parts-exceed-whole",
    title: "Parts above their whole",
    rule: "Where the return says that parts make up a whole, or that a part lies within one: no \
           known part, nor the sum of the known parts, is above the whole of the same period. \
           Values declared missing, estimated or partial take no part.",
    severity: Severity::Error,
    find: parts_exceed_whole,
};

pub(super) static PARTS_DO_NOT_SUM: Check = Check {
    id: "parts-do-not-sum",
    title: "Parts below their whole",
    rule: "Where the return says that parts make up a whole, and the whole and all of its parts \
           are known: they sum to it. Parts that cannot exist count as nothing. Parts above the \
           whole are an error (parts-exceed-whole); while a part is missing, nothing is said.",
    severity: Severity::Warning,
    find: parts_do_not_sum,
};

/// A difference that adding up numbers that are not whole can make by itself.
const TOLERANCE: f64 = 1e-12;

pub(super) fn exceeds(larger: f64, smaller: f64) -> bool {
    larger - smaller > TOLERANCE * larger.abs().max(smaller.abs())
}

/// A relation in one period that the submission touches.
struct Family<'a> {
    whole: &'a MeasureId,
    value: f64,
    parts: Vec<(&'a MeasureId, Value)>,
    period: Period,
    /// The row that a remark is about: the whole if it was sent, or else the first part that was.
    place: usize,
}

impl<'a> Family<'a> {
    fn all(returned: &Returned<'a>, of: fn(&Relation) -> bool) -> Vec<Self> {
        let relations = returned.definition().relations.iter();
        relations
            .filter(|relation| of(relation))
            .flat_map(|relation| {
                let (whole, parts) = members(relation);
                let periods = returned.touched(parts.iter().chain([whole]));
                periods
                    .into_iter()
                    .filter_map(|period| Self::of(returned, whole, parts, period))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    fn of(
        returned: &Returned<'a>,
        whole: &'a MeasureId,
        parts: &'a [MeasureId],
        period: Period,
    ) -> Option<Self> {
        let mut members = std::iter::once(whole).chain(parts);
        Some(Self {
            whole,
            value: returned.value(whole, period).known()?,
            parts: parts
                .iter()
                .map(|part| (part, returned.value(part, period)))
                .collect(),
            period,
            place: members.find_map(|member| returned.place(member, period))?,
        })
    }

    fn known(&self) -> impl Iterator<Item = (&'a MeasureId, f64)> {
        self.parts.iter().filter_map(|(part, value)| match value {
            Value::Known(value) => Some((*part, *value)),
            Value::Nothing | Value::Unknown => None,
        })
    }

    fn sum(&self) -> f64 {
        self.known().map(|(_, value)| value).sum()
    }

    fn names(&self, returned: &Returned<'_>) -> String {
        let named = |(part, value)| format!("{} {}", returned.title(part), exact(value));
        let mut names: Vec<String> = self.known().take(MOST_LISTED).map(named).collect();
        let untold = self.known().count() - names.len();
        if untold > 0 {
            names.push(format!("and {untold} more"));
        }
        names.join(", ")
    }

    fn begin(&self, returned: &Returned<'_>) -> String {
        let title = of_period(returned.title(self.whole), self.period);
        format!("{title}: the whole is {}", exact(self.value))
    }
}

fn members(relation: &Relation) -> (&MeasureId, &[MeasureId]) {
    match relation {
        Relation::Sum { whole, parts } => (whole, parts),
        Relation::Within { whole, part } => (whole, std::slice::from_ref(part)),
    }
}

fn parts_exceed_whole(returned: &Returned<'_>) -> Vec<Found> {
    let families = Family::all(returned, |_| true).into_iter();
    families
        .filter_map(|family| {
            let begin = family.begin(returned);
            let mut known = family.known();
            let message = match known.find(|(_, part)| exceeds(*part, family.value)) {
                Some((part, value)) => format!(
                    "{begin}, and of these {} is {}; correct one of them",
                    returned.title(part),
                    exact(value)
                ),
                None if exceeds(family.sum(), family.value) => format!(
                    "{begin}, and its parts come to {} ({}); correct them or the whole",
                    exact(family.sum()),
                    family.names(returned)
                ),
                None => return None,
            };
            let place = family.place;
            Some(Found { place, message })
        })
        .collect()
}

fn parts_do_not_sum(returned: &Returned<'_>) -> Vec<Found> {
    let sums = Family::all(returned, |relation| {
        matches!(relation, Relation::Sum { .. })
    });
    sums.into_iter()
        .filter(|family| {
            let complete = !family
                .parts
                .iter()
                .any(|(_, value)| matches!(value, Value::Unknown));
            complete && exceeds(family.value, family.sum())
        })
        .map(|family| Found {
            place: family.place,
            message: format!(
                "{}, and its parts come to {} ({}). What are the other {}?",
                family.begin(returned),
                exact(family.sum()),
                family.names(returned),
                exact(family.value - family.sum())
            ),
        })
        .collect()
}
