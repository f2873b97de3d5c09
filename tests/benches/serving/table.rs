//! The figures as a Markdown table.

use std::fmt;

/// Which way a target lies.
enum Target {
    None,
    AtMost(f64),
    AtLeast(f64),
}

/// One figure, measured several times.
pub(crate) struct Row {
    what: String,
    unit: &'static str,
    target: Target,
    values: Vec<f64>,
    /// A figure that is said in words instead.
    said: Option<String>,
}

impl Row {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            unit: "",
            target: Target::None,
            values: Vec::new(),
            said: None,
        }
    }

    /// A figure in words, without a target.
    pub(crate) fn said(what: impl Into<String>, said: String) -> Self {
        Self {
            said: Some(said),
            ..Self::new(what)
        }
    }

    pub(crate) fn unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    pub(crate) fn at_most(self, most: impl Into<Option<f64>>, unit: &'static str) -> Self {
        let target = most.into().map_or(Target::None, Target::AtMost);
        Self {
            target,
            ..self.unit(unit)
        }
    }

    pub(crate) fn at_least(self, least: f64, unit: &'static str) -> Self {
        let target = Target::AtLeast(least);
        Self {
            target,
            ..self.unit(unit)
        }
    }

    pub(crate) fn values(self, mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self { values, ..self }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, unit, .. } = self;
        let median = median(&self.values);
        let target = match self.target {
            Target::None => String::new(),
            Target::AtMost(most) => format!("at most {} {unit}", plain(most)),
            Target::AtLeast(least) => format!("at least {} {unit}", plain(least)),
        };
        let met = match (&self.target, median) {
            (Target::None, _) => "",
            (_, None) => "not measured",
            (Target::AtMost(most), Some(median)) if median <= *most => "yes",
            (Target::AtLeast(least), Some(median)) if median >= *least => "yes",
            _ => "**no**",
        };
        let (middle, spread) = match (&self.said, median, &self.values[..]) {
            (Some(said), ..) => (said.clone(), String::new()),
            (None, Some(median), [least, .., most]) => (
                format!("{} {unit}", plain(median)),
                format!("{} to {}", plain(*least), plain(*most)),
            ),
            (None, Some(median), _) => (format!("{} {unit}", plain(median)), String::new()),
            (None, None, _) => ("not measured".to_owned(), String::new()),
        };
        write!(f, "| {what} | {target} | {middle} | {spread} | {met} |")
    }
}

/// Three digits that count, and the thousands apart.
fn plain(value: f64) -> String {
    match value {
        value if value < 10.0 => format!("{value:.2}"),
        value if value < 100.0 => format!("{value:.1}"),
        value if value < 10_000.0 => format!("{value:.0}"),
        value => format!("{:.0},{:03.0}", (value / 1e3).trunc(), value % 1e3),
    }
}

/// The middle of ascending values, or of the two in the middle.
fn median(ascending: &[f64]) -> Option<f64> {
    let half = ascending.len() / 2;
    let upper = *ascending.get(half)?;
    if ascending.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *ascending.get(half.checked_sub(1)?)?;
    Some(f64::midpoint(lower, upper))
}

/// The rows so far.
#[derive(Default)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    pub(crate) fn add(&mut self, row: Row) {
        self.0.push(row);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| Figure | Target | Median | Least to most | Met |")?;
        writeln!(f, "|---|---|---|---|---|")?;
        self.0.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}
