//! What stands in a cell: numbers, texts, and shorthand where there is no number.

use peel_reporting_core::{Cell, FootnoteMark, TracedNumber};

use crate::shorthand::{LOW, NOT_APPLICABLE, NOT_AVAILABLE};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    /// A text, or shorthand.
    Text(String),
    /// A number, unrounded.
    Number {
        /// The number.
        exact: f64,
        /// The workbook's way of showing it as the report does.
        shown_as: String,
    },
}

impl Content {
    /// A text; where there is none, that a text does not apply.
    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() || text == peel_reporting_core::DASH {
            Self::Text(NOT_APPLICABLE.to_owned())
        } else {
            Self::Text(text)
        }
    }

    pub(super) fn number(number: &TracedNumber) -> Self {
        match number.exact {
            None => Self::Text(NOT_AVAILABLE.to_owned()),
            Some(exact) if exact != 0.0 && !has_digit_above_zero(&number.shown) => {
                Self::Text(LOW.to_owned())
            }
            Some(exact) => Self::Number {
                exact,
                shown_as: shown_as(&number.shown),
            },
        }
    }

    pub(super) fn cell(cell: &Cell) -> Self {
        match cell {
            Cell::Words(words) => Self::text(words),
            Cell::Number(number) => Self::number(number),
            Cell::Text(text) => Self::text(text.plain()),
        }
    }
}

fn has_digit_above_zero(shown: &str) -> bool {
    shown.chars().any(|digit| ('1'..='9').contains(&digit))
}

/// How a workbook is told to show numbers like this one: its decimals, its sign, what stands
/// before and after it.
fn shown_as(shown: &str) -> String {
    let is_digit = |character: char| character.is_ascii_digit();
    let first = shown.find(is_digit).unwrap_or(0);
    let end = shown.rfind(is_digit).map_or(shown.len(), |last| last + 1);
    let (before, after) = (&shown[..first], &shown[end..]);
    let decimals = shown[first..end]
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let literal = |text: &str| {
        let text: String = text
            .chars()
            .filter(|character| !['+', '−', '-', '"', '\\'].contains(character))
            .collect();
        if text.is_empty() {
            text
        } else {
            format!("\"{text}\"")
        }
    };
    let mut digits = "#,##0".to_owned();
    if decimals > 0 {
        digits.push('.');
        digits.push_str(&"0".repeat(decimals));
    }
    let whole = format!("{}{digits}{}", literal(before), literal(after));
    if before.contains(['+', '−']) {
        format!("+{whole};-{whole};{whole}")
    } else {
        whole
    }
}

/// Footnotes as a sheet cites them: "[note 3], [note 4]".
pub(super) fn cited(marks: &[FootnoteMark]) -> String {
    let notes: Vec<String> = marks
        .iter()
        .map(|mark| format!("[note {}]", mark.number))
        .collect();
    notes.join(", ")
}

/// What is to be known of numbers in a row: where they were repeated, why they are missing.
pub(super) fn remarks<'n>(
    numbers: impl Iterator<Item = &'n TracedNumber>,
    marks: &[FootnoteMark],
) -> Content {
    let mut said: Vec<String> = Vec::new();
    for number in numbers {
        let remark = if number.is_as_printed() {
            "Some figures are repeated as printed.".to_owned()
        } else if number.is_absent() {
            let subject = &number.origin.subject.name;
            format!("{subject}: {}", number.basis.reason())
        } else {
            continue;
        };
        if !said.contains(&remark) {
            said.push(remark);
        }
    }
    let cited = cited(marks);
    if !cited.is_empty() {
        said.push(cited);
    }
    Content::text(said.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_as_in_the_report() {
        let check = |shown: &str, expected: &str| assert_eq!(shown_as(shown), expected);
        check("66.7", "#,##0.0");
        check("188,908", "#,##0");
        check("£12.50", "\"£\"#,##0.00");
        check("35%", "#,##0\"%\"");
        check("+6.2%", "+#,##0.0\"%\";-#,##0.0\"%\";#,##0.0\"%\"");
        check("−10.8%", "+#,##0.0\"%\";-#,##0.0\"%\";#,##0.0\"%\"");
        check("a\"b1", "\"ab\"#,##0");
    }
}
