//! Rendered pages: in a browser, before a validator, and their numbers against the services.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use futures::TryStreamExt as _;
use peel_proto::reporting::v1::report_service_client::ReportServiceClient;
use peel_proto::reporting::v1::{
    GetOverviewRequest, GetReportRequest, get_overview_response, get_report_response,
};
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::{
    BatchCompareRequest, Comparison, ComparisonChoice, ReconcileRequest, Reconciliation,
};
use serde_json::Value;
use tonic::transport::Channel;

use crate::support::launch::{Launch, WHOLE};
use crate::support::workspace;

/// One force with everything, one with almost no data, and one without an inspection.
const FORCES: [&str; 3] = ["west-midlands", "city-of-london", "kent"];

/// How long a browser may take over the longest page, at both widths, beside other tests.
pub(crate) const BROWSING: Duration = Duration::from_secs(300);

async fn report(channel: &Channel, force: &str) -> String {
    let mut reports = ReportServiceClient::new(channel.clone());
    let asked = GetReportRequest {
        force: force.to_owned(),
        ..GetReportRequest::default()
    };
    let parts = reports.get_report(asked).await.unwrap().into_inner();
    let parts: Vec<_> = parts.try_collect().await.unwrap();
    let chunks = parts.into_iter().filter_map(|message| match message.part {
        Some(get_report_response::Part::Chunk(chunk)) => Some(chunk),
        _ => None,
    });
    String::from_utf8(chunks.collect::<Vec<_>>().concat()).unwrap()
}

async fn overview(channel: &Channel) -> String {
    let mut reports = ReportServiceClient::new(channel.clone());
    let parts = reports.get_overview(GetOverviewRequest::default()).await;
    let parts: Vec<_> = parts.unwrap().into_inner().try_collect().await.unwrap();
    let chunks = parts.into_iter().filter_map(|message| match message.part {
        Some(get_overview_response::Part::Chunk(chunk)) => Some(chunk),
        _ => None,
    });
    String::from_utf8(chunks.collect::<Vec<_>>().concat()).unwrap()
}

pub(crate) fn told_by(variable: &str, what: &str) -> PathBuf {
    let told = std::env::var_os(variable).map(PathBuf::from);
    told.unwrap_or_else(|| panic!("set {variable} to {what}"))
}

#[tokio::test]
async fn pages_shut_nobody_out_and_are_valid() {
    let modules = told_by(
        "PEEL_PAGES",
        "the node_modules that npm install --prefix FOLDER makes of tests/pages/package.json",
    );
    let browser = told_by("PEEL_CHROMIUM", "the program of Chromium");
    let whole = WHOLE.start().await;
    let channel = whole.channel().await;
    let mut pages = vec![("overview", overview(&channel).await)];
    for force in FORCES {
        pages.push((force, report(&channel, force).await));
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, page) in pages {
        let file = folder.path().join(format!("{name}.html"));
        std::fs::write(&file, page).unwrap();
        let check = Launch::new(&told_by("PEEL_NODE", "the program of Node.js"))
            .arguments([workspace().join("tests/pages/check.mjs")])
            .arguments([&modules, &browser, &file]);
        let told: Value =
            serde_json::from_str(&check.finish_within(BROWSING).await.printed()).unwrap();
        let found = &told[file.to_str().unwrap()];
        for width in ["desktop", "telephone"] {
            let found = &found[width];
            assert_eq!(
                found["violations"],
                Value::Array(Vec::new()),
                "{name}, {width}"
            );
            assert_eq!(
                found["fetched"],
                Value::Array(Vec::new()),
                "{name}, {width}"
            );
            assert_eq!(found["too_wide"], 0, "{name}, {width}");
        }
        assert_eq!(found["html"], Value::Array(Vec::new()), "{name}");
    }
}

/// The elements of a page that carry a number, or say why there is none: attributes by name.
fn numbers(page: &str) -> Vec<BTreeMap<&str, &str>> {
    let tags = page.split('<').filter_map(|part| part.split('>').next());
    let tags = tags.filter(|tag| tag.contains(" data-indicator=\""));
    tags.map(|tag| {
        let mut attributes = BTreeMap::new();
        let mut rest = tag;
        while let Some((name, after)) = rest.split_once("=\"") {
            let name = name.rsplit(' ').next().unwrap();
            let (value, after) = after.split_once('"').unwrap();
            attributes.insert(name, value);
            rest = after;
        }
        attributes
    })
    .collect()
}

/// What was computed and what is printed, to hold a page's numbers against.
struct Known {
    comparisons: BTreeMap<(String, String), Comparison>,
    printed: Vec<Reconciliation>,
}

impl Known {
    async fn of(channel: &Channel, asked: &BTreeSet<(&str, &str)>) -> Self {
        let mut scoring = ComparisonServiceClient::new(channel.clone());
        let printed = scoring.reconcile(ReconcileRequest::default()).await;
        let choices = asked.iter().map(|(indicator, period)| ComparisonChoice {
            indicator: (*indicator).to_owned(),
            period: (*period).to_owned(),
        });
        let asked = BatchCompareRequest {
            choices: choices.collect(),
            ..BatchCompareRequest::default()
        };
        let answer = scoring.batch_compare(asked).await.unwrap().into_inner();
        let comparisons = answer.comparisons.into_iter().map(|comparison| {
            let key = (comparison.indicator.clone(), comparison.period.clone());
            (key, comparison)
        });
        Self {
            comparisons: comparisons.collect(),
            printed: printed.unwrap().into_inner().reconciliations,
        }
    }

    /// The number that the services have where a page shows one.
    fn expected(&self, shown: &BTreeMap<&str, &str>) -> Option<f64> {
        let (indicator, period) = (shown["data-indicator"], shown["data-period"]);
        let subject = shown["data-subject"];
        let printed = self.printed.iter().find(|held| {
            held.indicator == indicator && held.period == period && held.area == subject
        });
        if shown["data-basis"] == "as-printed" {
            return printed.map(|held| held.printed);
        }
        if shown["data-quantity"] == "difference" {
            return printed?.difference;
        }
        let key = (indicator.to_owned(), period.to_owned());
        let comparison = self.comparisons.get(&key)?;
        let mut units = comparison.units.iter();
        let unit = units.find(|unit| unit.unit.as_ref().is_some_and(|known| known.id == subject));
        let comparator = comparison.comparator.as_ref();
        match (shown["data-quantity"], unit) {
            ("value", Some(unit)) => Some(unit.value),
            ("rank", Some(unit)) => Some(f64::from(unit.rank)),
            ("value", None) => comparator?.value,
            ("rising", None) => comparison.rising.map(f64::from),
            // A tally lists no units; what it counts is counted out of its denominator.
            ("units", None) if comparison.units.is_empty() => comparator?.denominator,
            ("units", None) => Some(f64::from(comparison.included_units)),
            _ => None,
        }
    }
}

#[tokio::test]
async fn every_number_on_a_page_is_one_of_a_comparison_or_of_the_printed_report() {
    let whole = WHOLE.start().await;
    let channel = whole.channel().await;
    let mut pages = vec![("overview", overview(&channel).await)];
    for force in FORCES {
        pages.push((force, report(&channel, force).await));
    }
    for (name, page) in &pages {
        let numbers = numbers(page);
        let asked = |shown: &BTreeMap<&str, &str>| shown["data-basis"] == "computed";
        let asked = numbers.iter().filter(|shown| asked(shown));
        let asked = asked.map(|shown| (shown["data-indicator"], shown["data-period"]));
        let known = Known::of(&channel, &asked.collect()).await;
        let with_value = numbers.iter().filter(|shown| shown.contains_key("value"));
        let mut checked = 0;
        for shown in with_value {
            let value: f64 = shown["value"].parse().unwrap();
            let expected = known.expected(shown);
            assert!(
                expected.is_some_and(|expected| expected.total_cmp(&value).is_eq()),
                "{name}: {shown:?} should be {expected:?}"
            );
            checked += 1;
        }
        assert!(checked > 100, "{name}: {checked}");
    }
}

/// Entries of one of the edition's files: identifier, what identifies it in an annex, and which
/// indicators and periods it is about.
fn entries(file: &str, table: &str) -> Vec<toml::Table> {
    let path = workspace().join("editions/2016-effectiveness").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let written: toml::Table = toml::from_str(&text).unwrap();
    let entries = written[table].as_array().unwrap();
    entries
        .iter()
        .map(|entry| entry.as_table().unwrap().clone())
        .collect()
}

fn is_about(entry: &toml::Table, (indicator, period): &(&str, &str)) -> bool {
    let lists = |value: &toml::Value, wanted: &str| match value {
        toml::Value::String(all) => all == "all",
        other => other
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one.as_str() == Some(wanted)),
    };
    let periods = entry.get("periods");
    lists(&entry["indicators"], indicator) && periods.is_none_or(|these| lists(these, period))
}

#[tokio::test]
async fn the_annex_holds_every_decision_and_warning_about_a_number_shown_and_no_other() {
    let whole = WHOLE.start().await;
    let channel = whole.channel().await;
    let exclusions = entries("exclusions.toml", "exclusion");
    let caveats = entries("caveats.toml", "caveat");
    for force in FORCES {
        let page = report(&channel, force).await;
        let shown = numbers(&page);
        let shown = shown
            .iter()
            .map(|one| (one["data-indicator"], one["data-period"]));
        let shown: BTreeSet<(&str, &str)> = shown.collect();
        let annex = page.split("<section id=\"annex\"").nth(1).unwrap();
        let told = |heading: &str| -> BTreeSet<String> {
            let begins = format!("<h3>{heading}</h3>");
            let list = annex.split(&begins).nth(1).unwrap_or_default();
            let list = list.split("</dl>").next().unwrap();
            let terms = list.split("<dt>").skip(1);
            terms
                .map(|term| term.split("</dt>").next().unwrap().to_owned())
                .collect()
        };
        let about = |entry: &&toml::Table| shown.iter().any(|one| is_about(entry, one));
        let expected: BTreeSet<&str> = exclusions
            .iter()
            .filter(about)
            .map(|entry| entry["id"].as_str().unwrap())
            .collect();
        let decisions = told("Decisions about forces");
        let ids: BTreeSet<&str> = decisions
            .iter()
            .map(|title| title.split(':').next().unwrap())
            .collect();
        assert_eq!(ids, expected, "{force}");
        let expected: BTreeSet<String> = caveats
            .iter()
            .filter(about)
            .map(|entry| entry["title"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(told("To be read with care"), expected, "{force}");
    }
}
