//! The commands of inspections: checks, lines of enquiry, proposals, and runs of every force.

use serde_json::Value;

use crate::commands::{head, json, text};
use crate::support::launch::{Finished, Running, WHOLE, peel};

/// A run's identifier that nobody else chose.
const ID: &str = "0123456789abcdef0123456789abcdef";

/// The services with deadlines that a machine under load keeps, too.
async fn patient() -> Running {
    let launch = WHOLE.launch().with("limits.default_deadline_ms", "120000");
    launch.start(WHOLE).await
}

async fn asked(server: &Running, arguments: &[&str]) -> Finished {
    let launch = peel(arguments).arguments(["--server", &server.url()]);
    launch.finish().await
}

#[tokio::test]
async fn what_in_an_inspection_contradicts_itself_is_shown_and_ends_with_a_code_of_its_own() {
    let server = patient().await;
    let checked = asked(&server, &["check", "west-midlands"]).await;
    assert_eq!(checked.code, Some(65), "{}", checked.stderr);
    let last = checked.stderr.lines().next_back().unwrap();
    let advice = "3 errors cannot stand in a published inspection; correct the inspection and check \
                  it again";
    assert_eq!(last, format!("peel: {advice}"));
    insta::assert_snapshot!("check", head(&checked.stdout, 12));

    let as_json = asked(&server, &["check", "west-midlands", "--json"]).await;
    assert_eq!(as_json.code, Some(65), "{}", as_json.stderr);
    let object: Value = serde_json::from_str(&as_json.stdout).unwrap();
    let raised = object["inconsistencies"].as_array().unwrap();
    for one in raised {
        let message = one["message"].as_str().unwrap();
        assert!(checked.stdout.contains(message), "{message}");
    }
    let (errors, warnings) = (&object["errors"], &object["warnings"]);
    let tally = format!("raised     {errors} errors, {warnings} warnings\n");
    assert!(checked.stdout.ends_with(&tally), "{tally}");

    let rules = text(&server, &["check", "--rules"]).await;
    let checks = json(&server, &["check", "--rules"]).await;
    let checks = checks["checks"].as_array().unwrap();
    assert_eq!(rules.lines().count(), checks.len() * 2, "{rules}");
    for one in raised {
        let name = one["check"].as_str().unwrap();
        assert!(rules.contains(&format!("{name} (")), "{name} is not listed");
    }

    let none = "kent has no inspection in 2016-effectiveness";
    for command in ["check", "propose"] {
        let refused = asked(&server, &[command, "kent"]).await;
        assert!(refused.refused(64).contains(none), "{refused:?}");
    }
}

#[tokio::test]
async fn figures_ask_and_findings_propose() {
    let server = patient().await;
    let shown = text(&server, &["enquiries", "kent"]).await;
    insta::assert_snapshot!("enquiries", head(&shown, 8));
    let object = json(&server, &["enquiries", "kent"]).await;
    let lines = object["linesOfEnquiry"].as_array().unwrap();
    for line in lines {
        let reason = line["reason"].as_str().unwrap();
        assert!(shown.contains(reason), "{reason}");
    }
    let count = format!(
        "{} lines of enquiry; none of them is a grade\n",
        lines.len()
    );
    assert!(shown.ends_with(&count), "{shown}");

    let shown = text(&server, &["propose", "west-midlands"]).await;
    insta::assert_snapshot!("propose", shown);
    let object = json(&server, &["propose", "west-midlands"]).await;
    assert_eq!(object["overall"]["proposal"]["grade"], "good");
    assert_eq!(object["questions"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn every_force_is_run_at_once_and_each_run_is_found_again() {
    let server = patient().await;
    let finished = json(&server, &["inspect", "--all"]).await;
    let runs = finished["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 43);

    let shown = text(&server, &["inspect", "--all", "--quiet"]).await;
    let rows = shown.lines().filter(|line| line.contains(" completed "));
    assert_eq!(rows.count(), 43, "{shown}");
    let checks = "checks     west-midlands: 3 errors, 24 warnings; peel check west-midlands\n";
    assert!(shown.ends_with(checks), "{shown}");
    let listed = json(&server, &["runs"]).await;
    assert_eq!(listed["runs"].as_array().unwrap().len(), 86);

    let inspected = runs.iter().find(|run| run["force"] == "west-midlands");
    let id = inspected.unwrap()["id"].as_str().unwrap();
    let run = json(&server, &["run", id]).await;
    assert_eq!(&run["run"], inspected.unwrap());
    let shown = text(&server, &["run", id]).await;
    for part in [
        "run        west-midlands in edition 2016-effectiveness",
        "checks     3 errors, 24 warnings; peel check west-midlands",
        "error    grade-words: summary of serious-and-organised-crime, paragraph 4",
        "recorded-crime-rate",
    ] {
        assert!(shown.contains(part), "no {part} in {shown}");
    }

    // It has ended: it stays as it ended.
    let cancelled = json(&server, &["cancel", id]).await;
    assert_eq!(cancelled["runs"][0], run["run"]);
    let whole = finished["id"].as_str().unwrap();
    let cancelled = json(&server, &["cancel", whole]).await;
    assert_eq!(&cancelled["runs"], &finished["runs"]);
}

#[tokio::test]
async fn a_run_is_stopped_wherever_it_is() {
    let server = patient().await;
    let unknown = asked(&server, &["cancel", ID]).await;
    let message = "is neither recorded nor under way in this process; name its force";
    assert!(unknown.refused(64).contains(message), "{unknown:?}");
    let unknown = asked(&server, &["run", ID]).await;
    let message = format!("peel: run \"{ID}\" is not known");
    assert_eq!(unknown.refused(64), message);

    let shown = text(&server, &["cancel", ID, "--force", "kent"]).await;
    assert!(shown.contains("kent"), "{shown}");
    let run = json(&server, &["run", ID]).await;
    assert_eq!(run["run"]["outcome"], "cancelled");
    let shown = text(&server, &["run", ID]).await;
    for part in [
        "outcome    cancelled\n",
        "checks     none made: the run ended before\n",
    ] {
        assert!(shown.contains(part), "no {part} in {shown}");
    }

    // In memory it would be gone with the command.
    let alone = peel(["cancel", ID, "--force", "kent"]).finish().await;
    assert!(alone.refused(64).contains("--store FILE"), "{alone:?}");
}

#[tokio::test]
async fn what_cannot_be_typed_together_is_refused() {
    for line in [
        "inspect",
        "inspect kent --all",
        "inspect --all --output reports",
        "inspect --all --format csv",
        "check",
        "check kent --rules",
        "enquiries",
        "propose",
        "run",
        "cancel",
    ] {
        let finished = peel(line.split(' ')).finish().await;
        assert_eq!(finished.code, Some(64), "{line}: {}", finished.stderr);
        assert_eq!(finished.stdout, "", "{line}");
    }
}
