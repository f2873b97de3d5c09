//! A collection as it is typed: the commands, what they print, and what they say to a slip.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use super::force::YEAR;
use super::{harbours, values_of};
use crate::support::launch::{Finished, Running, peel};

const FORCE: &str = "northmarch";
const TEMPLATE: &str = "northmarch-2031-harbours-return.csv";

/// Somebody at a terminal, in a folder of their own, and the services that they ask.
struct Desk {
    services: Running,
    folder: TempDir,
}

impl Desk {
    async fn new() -> Self {
        Self {
            services: harbours().await,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn types(&self, arguments: &[&str]) -> Finished {
        let launch = peel(arguments).arguments(["--quiet", "--server", &self.services.url()]);
        launch.inside(self.folder.path()).finish().await
    }

    /// What a command prints, its moments left out.
    async fn prints(&self, arguments: &[&str]) -> String {
        let printed = self.types(arguments).await.printed();
        printed
            .lines()
            .map(|line| without_moment(line) + "\n")
            .collect()
    }

    async fn json(&self, arguments: &[&str]) -> Value {
        let printed = self
            .types(&[arguments, &["--json"]].concat())
            .await
            .printed();
        serde_json::from_str(&printed).unwrap()
    }

    /// What a command says as it refuses, without printing anything.
    async fn refuses(&self, code: i32, arguments: &[&str]) -> String {
        let finished = self.types(arguments).await;
        finished.refused(code);
        finished.stderr
    }

    /// Fills in the template: the sound values, but for some, each with the rest of its row.
    fn fill_in(&self, name: &str, instead: &[(&str, &str, [&str; 4])]) {
        let template = fs::read(self.path(TEMPLATE)).unwrap();
        let mut rows = csv::ReaderBuilder::new();
        let mut rows = rows
            .has_headers(false)
            .flexible(true)
            .from_reader(&*template);
        let mut filled = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(Vec::new());
        for row in rows.records() {
            let row = row.unwrap();
            let mut cells: Vec<String> = row.iter().map(str::to_owned).collect();
            if let Some(value) = values_of(FORCE)
                .iter()
                .find(|value| value.measure == row[0] && value.period == row[3])
            {
                cells[6] = value.value.unwrap().to_string();
            }
            for (measure, period, rest) in instead {
                if (*measure, *period) == (&row[0], &row[3]) {
                    cells[6..10].clone_from_slice(&rest.map(str::to_owned));
                }
            }
            filled.write_record(&cells).unwrap();
        }
        fs::write(self.path(name), filled.into_inner().unwrap()).unwrap();
    }
}

/// A line in which a moment, "2026-11-23 22:14 UTC", is only named.
fn without_moment(line: &str) -> String {
    let Some(end) = line.find(" UTC") else {
        return line.to_owned();
    };
    let begin = end - "2026-11-23 22:14".len();
    format!("{}MOMENT{}", &line[..begin], &line[end + " UTC".len()..])
}

fn submit<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let submit = [
        "submit",
        file,
        "--force",
        FORCE,
        "--author",
        "The harbour master",
    ];
    [&submit, more].concat()
}

const ANALYST: [&str; 2] = ["--author", "An analyst"];
const MASTER: [&str; 2] = ["--author", "The harbour master"];

#[tokio::test]
async fn a_template_is_written_once_and_never_over_a_filled_one() {
    let desk = Desk::new().await;
    insta::assert_snapshot!(desk.prints(&["template", FORCE]).await);
    let empty = fs::read_to_string(desk.path(TEMPLATE)).unwrap();
    // Nothing is lost by writing the same again.
    desk.prints(&["template", FORCE]).await;
    desk.fill_in(TEMPLATE, &[]);
    let filled = fs::read_to_string(desk.path(TEMPLATE)).unwrap();
    assert_ne!(filled, empty);
    let said = desk.refuses(73, &["template", FORCE]).await;
    let expected = "is there already, and may be filled in; move it away, or name another file \
                    with --output\n";
    assert_eq!(said, format!("peel: {TEMPLATE} {expected}"));
    assert_eq!(fs::read_to_string(desk.path(TEMPLATE)).unwrap(), filled);
    let other = ["template", FORCE, "--output", "return.xlsx"];
    desk.prints(&other).await;
    assert!(
        fs::read(desk.path("return.xlsx"))
            .unwrap()
            .starts_with(b"PK")
    );
}

#[tokio::test]
async fn a_return_that_is_not_right_is_refused_with_all_that_is_wrong() {
    let desk = Desk::new().await;
    desk.prints(&["template", FORCE]).await;
    let unfilled = desk.refuses(65, &submit(TEMPLATE, &[])).await;
    assert!(
        unfilled.contains("nothing in it is filled in"),
        "{unfilled}"
    );

    let cells = |value, reason| [value, "", "", reason];
    desk.fill_in(
        "unreadable.csv",
        &[
            ("frauds", YEAR, cells("many", "")),
            ("charged", YEAR, ["", "lost", "", ""]),
            ("thefts", YEAR, ["21484", "estimated", "", ""]),
        ],
    );
    desk.fill_in(
        "impossible.csv",
        &[
            ("frauds", YEAR, cells("-1", "")),
            ("charged", YEAR, cells("90000", "")),
        ],
    );
    let told = [
        desk.refuses(65, &submit("unreadable.csv", &[])).await,
        desk.refuses(65, &submit("impossible.csv", &[])).await,
        desk.refuses(66, &submit("nowhere.csv", &[])).await,
    ];
    insta::assert_snapshot!(told.join("\n"));

    let of_another = ["submit", "impossible.csv", "--force", "ashdale"];
    let of_another = desk.refuses(64, &[&of_another[..], &MASTER].concat()).await;
    assert!(
        of_another.contains("the file is a return of northmarch"),
        "{of_another}"
    );
    let nobody = ["submit", "impossible.csv", "--force", "nobody"];
    let nobody = desk.refuses(64, &[&nobody[..], &MASTER].concat()).await;
    assert!(nobody.contains("peel forces lists them"), "{nobody}");
    assert_eq!(desk.prints(&["submissions"]).await.lines().count(), 1);
}

/// From template to a correction after the freeze, with the steps that cannot be taken yet.
#[tokio::test]
async fn a_collection_can_be_typed_from_beginning_to_end() {
    let desk = Desk::new().await;
    desk.prints(&["template", FORCE]).await;
    desk.fill_in(
        "return.csv",
        &[
            ("charged", YEAR, ["0", "", "", ""]),
            ("frauds", YEAR, ["4371", "partial", "9", "a new system"]),
        ],
    );
    let checked = desk.prints(&submit("return.csv", &["--check-only"])).await;
    assert!(
        checked.starts_with("checked    nothing is refused"),
        "{checked}"
    );
    let submitted = desk.prints(&submit("return.csv", &[])).await;
    insta::assert_snapshot!("submitted", submitted);
    let again = desk.prints(&submit("return.csv", &[])).await;
    assert!(
        again.contains("recorded before; nothing was added"),
        "{again}"
    );

    let revision = desk.json(&["submissions"]).await["submissions"][0]["revision"].clone();
    let revision = revision.as_str().unwrap();
    let query = format!("q{revision}-1");
    let query = query.as_str();

    // Lists by what is asked of them.
    let listed = desk
        .prints(&["queries", "--force", FORCE, "--state", "open"])
        .await;
    let by_check = desk.prints(&["queries", "--check", "first-zero"]).await;
    assert_eq!((listed.lines().count(), &by_check), (2, &listed));
    for nothing in [
        ["queries", "--check", "first-gap"],
        ["queries", "--older-than-days", "1"],
        ["queries", "--state", "answered,accepted"],
        ["queries", "--force", "ashdale"],
    ] {
        assert_eq!(
            desk.prints(&nothing).await.lines().count(),
            1,
            "{nothing:?}"
        );
    }

    // A conversation, and the steps that are none.
    let accept = ["review", query, "accept", "It is clear."];
    let accept = [&accept[..], &ANALYST].concat();
    let answer = ["answer", query, "The court was closed."];
    let answer = [&answer[..], &MASTER].concat();
    let early = desk.refuses(64, &accept).await;
    assert!(
        early.contains("\"accept\" is no step from there"),
        "{early}"
    );
    let sign_off = ["sign-off", FORCE, "--as-at", revision];
    let sign_off = [&sign_off[..], &MASTER].concat();
    let early = desk.refuses(64, &sign_off).await;
    assert!(
        early.contains(&format!("queries are not settled: {query}")),
        "{early}"
    );
    desk.prints(&answer).await;
    let ask_again = ["review", query, "ask-again", "All year?"];
    desk.prints(&[&ask_again[..], &ANALYST].concat()).await;
    desk.prints(&answer).await;
    insta::assert_snapshot!("conversation", desk.prints(&accept).await);

    insta::assert_snapshot!("final", desk.prints(&["final", FORCE]).await);
    desk.prints(&sign_off).await;
    let freeze = [
        "freeze",
        "--as-at",
        revision,
        "--reason",
        "All have signed.",
    ];
    desk.prints(&[&freeze[..], &ANALYST].concat()).await;

    desk.fill_in("late.csv", &[("charged", YEAR, ["4057", "", "", ""])]);
    let late = desk
        .prints(&submit("late.csv", &["--note", "The court was open."]))
        .await;
    insta::assert_snapshot!("late", late);
    let returns = desk.prints(&["returns"]).await;
    let own = returns.lines().find(|line| line.contains(FORCE)).unwrap();
    assert!(
        own.contains(&format!("{revision}, corrected since")),
        "{own}"
    );
    insta::assert_snapshot!(
        "history",
        desk.prints(&["history", FORCE, "frauds", YEAR]).await
    );
}

#[tokio::test]
async fn decisions_are_typed_and_taken_back() {
    let desk = Desk::new().await;
    let exclude = [
        "exclude",
        "flood",
        "longreach",
        "--indicator",
        "offence-rate",
        "--reason",
        "The office was flooded.",
        "--source",
        "minute of a meeting",
    ];
    desk.prints(&[&exclude[..], &ANALYST].concat()).await;
    let compared = desk
        .prints(&["rank", "offence-rate", "--period", "12m-to-2030-06"])
        .await;
    assert!(compared.contains("11 units compared"), "{compared}");
    let caveat = [
        "caveat",
        "sand",
        "Sand",
        "Sand in the wheels.",
        "--all-indicators",
    ];
    let caveat = [&caveat[..], &["--source", "a letter"], &ANALYST].concat();
    desk.prints(&caveat).await;
    let withdraw = ["withdraw", "flood", "--reason", "It was dry."];
    desk.prints(&[&withdraw[..], &ANALYST].concat()).await;
    let compared = desk
        .prints(&["rank", "offence-rate", "--period", "12m-to-2030-06"])
        .await;
    assert!(compared.contains("12 units compared"), "{compared}");
    let withdraw = ["withdraw", "fire", "--reason", "It was dry."];
    let unknown = desk.refuses(64, &[&withdraw[..], &ANALYST].concat()).await;
    assert!(
        unknown.contains("no decision \"fire\" was added"),
        "{unknown}"
    );
}

/// A published file, of which two lines are not understood.
const ROLLING: &str = "\
12 months ending,PFA,Region,Offence,Rolling year total number of offences
30-06-2025,Ashdale,South,Theft,40100
30-06-2025,Ashdle,South,Fraud,9500
30-06-2025,Brackwater,North,Theft,30100
30-06-2025,Brackwater,North,Fraud,many
";

#[tokio::test]
async fn a_published_file_is_imported_and_its_refused_lines_are_kept() {
    let desk = Desk::new().await;
    fs::write(desk.path("rolling.csv"), ROLLING).unwrap();
    let import = ["import", "rolling.csv"];
    let import = [&import[..], &ANALYST].concat();
    insta::assert_snapshot!("imported", desk.prints(&import).await);
    let kept = fs::read_to_string(desk.path("rolling.csv.refused.csv")).unwrap();
    let lines: Vec<&str> = kept.lines().collect();
    assert_eq!(lines.len(), 3, "{kept}");
    assert!(
        lines[1].ends_with("30-06-2025,Ashdle,South,Fraud,9500"),
        "{kept}"
    );
    assert!(
        lines[2].ends_with("30-06-2025,Brackwater,North,Fraud,many"),
        "{kept}"
    );
    let history = ["history", "ashdale", "thefts", "12m-to-2025-06"];
    let recorded = desk.json(&history).await;
    assert_eq!(recorded["observations"][0]["value"], 40_100.0);

    // Lines that somebody may be putting right are not written over.
    let said = desk.refuses(73, &import).await;
    assert!(said.contains("move them away"), "{said}");
    fs::remove_file(desk.path("rolling.csv.refused.csv")).unwrap();
    let again = desk.prints(&import).await;
    assert!(
        again.contains("recorded before; nothing was added"),
        "{again}"
    );

    fs::write(desk.path("other.csv"), "a,b\n1,2\n").unwrap();
    let other = ["import", "other.csv"];
    let said = desk.refuses(65, &[&other[..], &ANALYST].concat()).await;
    assert!(
        said.contains("no recipe of the edition fits this file"),
        "{said}"
    );
}
