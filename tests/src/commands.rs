//! The command line, as people type it and as programs read it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::launch::{Running, WHOLE, peel};
use crate::support::neighbourhood::bytes_of;

/// The first lines of what was printed.
pub(crate) fn head(printed: &str, lines: usize) -> String {
    printed.lines().take(lines).collect::<Vec<_>>().join("\n")
}

/// The last lines of what was printed.
fn tail(printed: &str, lines: usize) -> String {
    let skipped = printed.lines().count().saturating_sub(lines);
    printed.lines().skip(skipped).collect::<Vec<_>>().join("\n")
}

/// Revisions without their checksums, which change with every word of the edition.
fn without_checksums(printed: &str) -> String {
    let mut seen = BTreeSet::new();
    let cut = |line: &str| match line.rsplit_once(' ') {
        Some((rest, word)) if word.len() == 12 => {
            assert!(word.bytes().all(|byte| byte.is_ascii_hexdigit()), "{line}");
            assert!(seen.insert(word.to_owned()), "twice: {line}");
            format!("{rest} CHECKSUM")
        }
        _ => line.to_owned(),
    };
    printed.lines().map(cut).collect::<Vec<_>>().join("\n")
}

/// What a run says, without how long it took.
fn without_duration(printed: &str) -> String {
    let (before, rest) = printed.split_once("comparisons in ").expect("a run");
    let (duration, after) = rest.split_once(" ms").expect("its duration");
    let duration: f64 = duration.replace(',', "").parse().expect("a number");
    assert!(duration > 0.0);
    format!("{before}comparisons in DURATION ms{after}")
}

/// Prints `arguments` in process and from services, checks that both are the same but for what
/// `view` leaves out, and gives that.
async fn printed(server: &Running, arguments: &[&str], view: impl Fn(&str) -> String) -> String {
    let own = peel(arguments).finish().await.printed();
    let served = peel(arguments).arguments(["--server", &server.url()]);
    let served = served.finish().await.printed();
    assert_eq!(view(&own), view(&served), "{arguments:?}");
    view(&own)
}

#[tokio::test]
async fn commands_print_the_same_from_running_services_as_alone() {
    let server = WHOLE.start().await;
    let whole = str::to_owned;

    // First, because it says what it found computed already.
    let job = printed(&server, &["--quiet"], without_duration).await;
    insta::assert_snapshot!("main_job", job);

    let forces = printed(&server, &["forces"], whole).await;
    assert_eq!(forces.lines().count(), 44, "a heading and 43 forces");
    insta::assert_snapshot!("forces", head(&forces, 5));

    let compared = ["compare", "west-midlands", "recorded-crime-rate"];
    insta::assert_snapshot!("compare", printed(&server, &compared, whole).await);

    let ranked = printed(&server, &["rank", "recorded-crime-rate"], whole).await;
    insta::assert_snapshot!("rank", head(&ranked, 12));

    let explained = [
        &compared[..],
        &["--explain", "--comparator", "metropolitan"],
    ]
    .concat();
    insta::assert_snapshot!("explain", printed(&server, &explained, whole).await);

    let series = ["series", "west-midlands", "recorded-crime-rate"];
    insta::assert_snapshot!("series", printed(&server, &series, whole).await);

    let left_out = ["compare", "dorset", "outcome-charged"];
    insta::assert_snapshot!("compare_left_out", printed(&server, &left_out, whole).await);

    let held = printed(&server, &["reconcile"], whole).await;
    insta::assert_snapshot!("reconcile", tail(&held, 4));

    let revisions = printed(&server, &["revisions"], without_checksums).await;
    insta::assert_snapshot!("revisions", revisions);

    let indicators = printed(
        &server,
        &["indicators", "--question", "preventing-crime"],
        whole,
    );
    insta::assert_snapshot!("indicators", head(&indicators.await, 5));

    let runs = peel(["runs", "--server", &server.url()])
        .finish()
        .await
        .printed();
    assert_eq!(
        runs.lines().count(),
        2,
        "a heading and the run of the main job: {runs}"
    );
}

#[tokio::test]
async fn help_says_what_there_is_to_do() {
    insta::assert_snapshot!("help", peel(["--help"]).finish().await.printed());
    for shell in ["bash", "zsh", "fish"] {
        let script = peel(["completions", shell]).finish().await.printed();
        for command in [
            "inspect",
            "check",
            "enquiries",
            "propose",
            "cancel",
            "compare",
            "rank",
            "series",
            "reconcile",
            "serve",
            "--server",
        ] {
            let typed = command.trim_start_matches('-');
            assert!(
                script.contains(typed),
                "{shell} does not complete {command}"
            );
        }
    }
}

pub(crate) async fn json(server: &Running, arguments: &[&str]) -> Value {
    let launch = peel(arguments).arguments(["--json", "--server", &server.url()]);
    let printed = launch.finish().await.printed();
    assert_eq!(printed.lines().count(), 1, "one object a line: {printed}");
    serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

pub(crate) async fn text(server: &Running, arguments: &[&str]) -> String {
    let launch = peel(arguments).arguments(["--server", &server.url()]);
    launch.finish().await.printed()
}

#[tokio::test]
async fn programs_read_the_figures_that_people_see() {
    let server = WHOLE.start().await;

    let arguments = ["compare", "west-midlands", "recorded-crime-rate"];
    let (object, shown) = (
        json(&server, &arguments).await,
        text(&server, &arguments).await,
    );
    let unit = &object["comparison"]["units"][0];
    let value = format!("{:.1}", unit["value"].as_f64().unwrap());
    assert_eq!(value, "66.6");
    assert!(
        shown.contains(&format!("  value         {value}\n")),
        "{shown}"
    );
    let rank = format!("rank          {} of 43", unit["rank"]);
    assert!(shown.contains(&rank), "{shown}");

    let arguments = ["rank", "recorded-crime-rate"];
    let (object, shown) = (
        json(&server, &arguments).await,
        text(&server, &arguments).await,
    );
    let units = object["comparison"]["units"].as_array().unwrap();
    assert_eq!(units.len(), 43);
    for unit in units {
        let name = unit["unit"]["name"].as_str().unwrap();
        let line = shown.lines().find(|line| line.contains(name)).unwrap();
        let value = format!(" {:.1} ", unit["value"].as_f64().unwrap());
        assert!(line.contains(&value), "{line} is not of {unit}");
        let ranked = object["ranking"]["units"].as_array().unwrap().iter();
        let id = &unit["unit"]["id"];
        let ranked = ranked.clone().find(|ranked| ranked["unit"] == *id).unwrap();
        let between = match (&ranked["low"], &ranked["high"]) {
            (low, high) if low == high => format!(" {low} "),
            (low, high) => format!(" {low} to {high} "),
        };
        assert!(line.contains(&between), "{line} is not of {ranked}");
    }

    let arguments = ["series", "west-midlands", "recorded-crime-rate"];
    let (object, shown) = (
        json(&server, &arguments).await,
        text(&server, &arguments).await,
    );
    for point in object["series"]["points"].as_array().unwrap() {
        let value = format!(" {:.1} ", point["value"]["value"].as_f64().unwrap());
        assert!(shown.contains(&value), "no {value} in {shown}");
    }
    let arguments = [
        "compare",
        "west-midlands",
        "recorded-crime-rate",
        "--explain",
    ];
    let object = json(&server, &arguments).await;
    let steps = object["working"]["steps"].as_array().unwrap();
    let formula = object["comparison"]["formula"].as_str().unwrap();
    assert!(steps.iter().any(|step| step["formula"] == formula));

    let arguments = ["reconcile"];
    let (object, shown) = (
        json(&server, &arguments).await,
        text(&server, &arguments).await,
    );
    let held = object["reconciliations"].as_array().unwrap();
    let count = |status: &str| held.iter().filter(|held| held["status"] == status).count();
    let tally = format!(
        "{} printed figures: {} reproduced, {} differ, {} known only as printed",
        held.len(),
        count("reproduced"),
        count("differs"),
        count("published-only")
    );
    assert!(shown.contains(&tally), "{shown}");

    let forces = json(&server, &["forces"]).await;
    assert_eq!(forces["forces"].as_array().unwrap().len(), 43);
    let revisions = json(&server, &["revisions"]).await;
    let observations = revisions["revisions"].as_array().unwrap().iter();
    let observations = observations.map(|revision| &revision["observations"]);
    let observations = observations.map(|count| count.as_str().unwrap().parse::<u64>().unwrap());
    assert_eq!(observations.sum::<u64>(), 41_249);
    let runs = json(&server, &["runs"]).await;
    assert_eq!(runs["runs"], Value::Array(Vec::new()));
}

#[tokio::test]
async fn a_wrong_name_is_answered_with_the_nearest_right_ones() {
    let server = WHOLE.start().await;
    let check = async |arguments: &str, expected: &[&str]| {
        let launch = peel(arguments.split(' ')).arguments(["--server", &server.url()]);
        let finished = launch.finish().await;
        let said = finished.refused(64);
        for part in expected {
            assert!(
                said.contains(part),
                "{arguments}: {said}\ndoes not say: {part}"
            );
        }
    };
    let force = "force \"west-midland\" is not known; did you mean \"west-midlands\" or \
                 \"west-mercia\"?";
    check("compare west-midland recorded-crime-rate", &[force]).await;
    check("inspect west-midland", &[force]).await;
    check("report west-midland", &[force]).await;
    check("figure 3 west-midland", &[force]).await;
    let figure = "figure \"figure-11\" is not known; did you mean \"figure-1\"";
    check("figure 11 west-midlands", &[figure]).await;
    check("reconcile west-midland", &[force]).await;
    check("runs west-midland", &[force]).await;
    check("check west-midland", &[force]).await;
    check("enquiries west-midland", &[force]).await;
    check("propose west-midland", &[force]).await;
    let indicator = "indicator \"recorded-crime-rat\" is not known; did you mean \
                     \"recorded-crime-rate\" or ";
    check("rank recorded-crime-rat", &[indicator]).await;
    let peers = "\"metropolitn\" is not known; did you mean \"metropolitan\"?";
    check("rank recorded-crime-rate --peers metropolitn", &[peers]).await;
    let compared = "west-midlands recorded-crime-rate --comparator metropolitn";
    check(&format!("compare {compared}"), &[peers]).await;
    check(&format!("series {compared}"), &[peers]).await;
    check("series west-midland recorded-crime-rate", &[force]).await;
    check("series west-midlands recorded-crime-rat", &[indicator]).await;
    let itself = [
        "peer_group: \"west-midlands\" is a force, and forces are compared with groups",
        "metropolitan, region-west-midlands",
    ];
    let compared = "compare west-midlands recorded-crime-rate --comparator west-midlands";
    check(compared, &itself).await;
    let period = [
        "period: \"12m-to-2016\" is not a period",
        "12m-to-2016-06",
        "at-2016-07-01",
    ];
    check("rank recorded-crime-rate --period 12m-to-2016", &period).await;
    let revision = ["revision 99 does not exist yet", "the newest is 7"];
    check("rank recorded-crime-rate --as-of 99", &revision).await;
    let edition = "\"2016-effectivenes\" is not known; did you mean \"2016-effectiveness\"?";
    check("forces --edition 2016-effectivenes", &[edition]).await;
    check("overview --edition 2016-effectivenes", &[edition]).await;
    check("overview --as-of 99", &revision).await;

    let unknown = peel(["compaer"]).finish().await;
    assert_eq!((unknown.code, unknown.stdout.as_str()), (Some(64), ""));
    let tip = unknown.stderr.lines().find(|line| line.contains("tip: "));
    let tip = tip.unwrap_or_else(|| panic!("no tip: {}", unknown.stderr));
    assert!(tip.contains("'compare'"), "{tip}");
    let format = peel(["report", "kent", "--format", "htm"]).finish().await;
    assert_eq!((format.code, format.stdout.as_str()), (Some(64), ""));
    assert!(format.stderr.contains("'html'"), "{}", format.stderr);
    let nobody = peel(["report"]).finish().await;
    assert_eq!((nobody.code, nobody.stdout.as_str()), (Some(64), ""));
    assert!(nobody.stderr.contains("<FORCE>"), "{}", nobody.stderr);
}

#[tokio::test]
async fn services_that_are_not_there_are_named() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let finished = peel(["forces", "--server", &url]).finish().await;
    let said = finished.refused(69);
    assert!(
        said.starts_with(&format!(
            "peel: the data service at {url} cannot be reached"
        )),
        "{said}"
    );
    let incomplete = peel(["forces", "--server", &format!("scoring={url}")])
        .finish()
        .await;
    assert!(
        incomplete.refused(64).contains("--server data=URL"),
        "{incomplete:?}"
    );
}

#[tokio::test]
async fn reports_and_figures_are_written_where_they_are_asked_for() {
    let server = WHOLE.start().await;
    let folder = tempfile::tempdir().unwrap();
    let asked = async |arguments: &str| {
        let launch = peel(arguments.split(' ')).arguments(["--server", &server.url(), "--quiet"]);
        launch.inside(folder.path()).finish().await
    };
    let written =
        asked("report city-of-london --format csv,html,xlsx,json,pdf,html -o new/reports");
    let written = written.await.printed();
    let names: Vec<&str> = written.lines().collect();
    let expected = ["html", "pdf", "xlsx", "csv", "json"]
        .map(|ending| format!("new/reports/city-of-london-2016-effectiveness.{ending}"));
    assert_eq!(names, expected);
    for name in names {
        assert!(!bytes_of(&folder.path().join(name)).is_empty(), "{name}");
    }
    let overview = asked("overview --format csv,html,xlsx,json,html -o all").await;
    let overview = overview.printed();
    let expected = ["html", "xlsx", "csv", "json"]
        .map(|ending| format!("all/overview-2016-effectiveness.{ending}"));
    assert_eq!(overview.lines().collect::<Vec<_>>(), expected);
    for name in &expected {
        assert!(!bytes_of(&folder.path().join(name)).is_empty(), "{name}");
    }
    let usual = asked("overview --json").await.printed();
    let headers = usual
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let names: Vec<Value> = headers
        .map(|header: Value| header["fileName"].clone())
        .collect();
    let endings = ["html", "xlsx"];
    assert_eq!(
        names,
        endings.map(|ending| format!("overview-2016-effectiveness.{ending}"))
    );
    let figure = asked("figure 3 west-midlands").await.printed();
    assert_eq!(figure.lines().last(), Some("west-midlands-figure-3.svg"));
    let drawn = bytes_of(&folder.path().join("west-midlands-figure-3.svg"));
    assert!(drawn.starts_with(b"<svg "));
    let dots = asked("figure 3 west-midlands --format png").await.printed();
    assert_eq!(dots.lines().last(), Some("west-midlands-figure-3.png"));
    let drawn = bytes_of(&folder.path().join("west-midlands-figure-3.png"));
    assert!(drawn.starts_with(b"\x89PNG"));
    let named = asked("figure figure-3 west-midlands --format csv -o three.csv").await;
    assert_eq!(named.printed().lines().last(), Some("three.csv"));

    // A file stands where the folder should be.
    let refused = asked("report west-midlands --format html -o three.csv").await;
    let said = refused.refused(73);
    assert!(
        said.contains("cannot write three.csv/west-midlands-2016-effectiveness.html")
            && said.contains("choose another folder with --output"),
        "{said}"
    );
    let refused = asked("overview --format html -o three.csv").await;
    let said = refused.refused(73);
    assert!(
        said.contains("cannot write three.csv/overview-2016-effectiveness.html"),
        "{said}"
    );
}
