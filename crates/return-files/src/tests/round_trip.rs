//! What is filled in is what is read.

use peel_model::{MissingReason, Period, Reading, ReturnedValue, Standing};
use proptest::prelude::*;

use super::made_up::{fill, measure, period, template};
use crate::layout::{Kind, Line, lines};
use crate::problem::ReturnFileProblems;
use crate::written::{lines_as_csv, lines_as_xlsx};
use crate::{FilledReturn, ReturnFormat, Template, TemplateRow, TemplateSection, read};

fn periods() -> impl Strategy<Value = Period> {
    prop_oneof![
        (1_u16..=24, 1990_i16..2030, 1_i8..=12)
            .prop_map(|(months, year, month)| Period::months_to(months, year, month).unwrap()),
        (1990_i16..2030, 1_i8..=12).prop_map(|(year, month)| Period::day(year, month, 1).unwrap()),
    ]
}

fn quantities() -> impl Strategy<Value = f64> {
    prop_oneof![
        (0_u32..2_000_000).prop_map(f64::from),
        (0_u64..(1 << 53)).prop_map(|count| count as f64),
        -1e15_f64..1e15,
        0.0_f64..1.0,
    ]
}

/// Words with everything that makes formats stumble, as a force would see them: not blank at either
/// end.
fn words() -> impl Strategy<Value = String> {
    let any = "[a-z =+@'\",;\n&<>£éü_x0-9\u{1F600}-]{1,60}";
    any.prop_map(|text| text.trim().to_owned())
        .prop_filter("some words", |text| !text.is_empty())
}

fn answers() -> impl Strategy<Value = ReturnedValue> {
    let choice = (
        0..Standing::ALL.len() + MissingReason::ALL.len(),
        1_u16..=24,
    );
    (periods(), quantities(), choice, words()).prop_map(
        |(period, number, (choice, months), why)| {
            let mut answer = ReturnedValue {
                measure: measure("made-up"),
                period,
                reading: Reading::new(Some(number), "normal").unwrap(),
                reason: String::new(),
                months: None,
            };
            let span = period.months().unwrap_or(1);
            answer.reading = match Standing::ALL.get(choice) {
                Some(Standing::Partial) if span == 1 => return answer,
                Some(standing) => Reading::new(Some(number), standing.name()).unwrap(),
                None => Reading::Missing(MissingReason::ALL[choice - Standing::ALL.len()]),
            };
            if answer.reading.status() == "partial" {
                answer.months = Some(1 + months % (span - 1));
            }
            if answer.reading.status() != "normal" {
                answer.reason = why;
            }
            answer
        },
    )
}

/// A template for these answers and as many unanswered rows, filled in.
fn filled(answers: &[Option<ReturnedValue>], words: &str) -> (Template, Vec<Line>) {
    let rows = answers.iter().enumerate().map(|(number, answer)| {
        let when = answer
            .as_ref()
            .map_or(period("12m-to-2016-06"), |answer| answer.period);
        TemplateRow {
            measure: measure(&format!("measure-{number}")),
            title: words.to_owned(),
            unit: "things".to_owned(),
            period: when,
            last_year: None,
            last_year_period: when,
            note: words.to_owned(),
        }
    });
    let template = Template {
        sections: vec![TemplateSection {
            title: words.to_owned(),
            note: words.to_owned(),
            rows: rows.collect(),
        }],
        edition_title: words.to_owned(),
        ..template()
    };
    let mut lines = lines(&template);
    let asked = lines
        .iter_mut()
        .filter(|line| matches!(line.kind, Kind::Asked(_)));
    for (line, answer) in asked.zip(answers) {
        if let Some(answer) = answer {
            fill(line, answer);
        }
    }
    (template, lines)
}

fn assert_read(
    read: Result<FilledReturn, ReturnFileProblems>,
    template: &Template,
    answers: &[Option<ReturnedValue>],
) {
    let read = read.unwrap_or_else(|problems| panic!("{problems}"));
    let expected: Vec<ReturnedValue> = answers
        .iter()
        .zip(&template.sections[0].rows)
        .filter_map(|(answer, row)| {
            let answer = answer.clone()?;
            let measure = row.measure.clone();
            Some(ReturnedValue { measure, ..answer })
        })
        .collect();
    let values: Vec<ReturnedValue> = read.values.into_iter().map(|placed| placed.value).collect();
    assert_eq!(values, expected);
    assert_eq!(read.unanswered, answers.len() - expected.len());
    assert_eq!(read.edition, template.edition);
    assert_eq!(read.force, template.force);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_filled_in_is_what_is_read(
        answers in prop::collection::vec(prop::option::of(answers()), 0..8),
        words in words(),
    ) {
        let (template, lines) = filled(&answers, &words);
        let csv = lines_as_csv(&lines);
        assert_read(read(&csv, ReturnFormat::Csv), &template, &answers);
        let xlsx = lines_as_xlsx("", &lines).unwrap();
        assert_read(read(&xlsx, ReturnFormat::Xlsx), &template, &answers);
    }
}
