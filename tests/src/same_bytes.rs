//! The same revision is the same bytes wherever it is rendered: two programs that share nothing
//! stand for two machines.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::launch::peel;
use crate::support::neighbourhood::bytes_of;
use crate::support::workspace;

/// What each of them is asked for, into the folder `out`.
const ASKED: [&str; 8] = [
    "report west-midlands --format html,pdf,xlsx,csv,json -o out",
    "report city-of-london --format html,pdf,xlsx,csv,json -o out",
    "overview --format html,pdf,xlsx,csv,json -o out",
    "figure 3 west-midlands --format svg -o out/figure-3.svg",
    "figure 3 west-midlands --format png -o out/figure-3.png",
    "figure 3 west-midlands --format csv -o out/figure-3.csv",
    "figure 3 west-midlands --format json -o out/figure-3.json",
    "figure funnel-recorded-crime-rate kent -o out/funnel.svg",
];

/// Programs that are tested are not optimised, and pages take them seconds.
const UNHURRIED: (&str, &str) = ("PEEL__LIMITS__DEFAULT_DEADLINE_MS", "60000");

/// A machine: where its store lies, and how its system is set.
struct Machine {
    store: &'static str,
    variables: [(&'static str, &'static str); 6],
}

const MACHINES: [Machine; 2] = [
    Machine {
        store: "peel.db",
        variables: [
            ("TZ", "UTC"),
            ("LANG", "C"),
            ("LC_ALL", "C"),
            ("TOKIO_WORKER_THREADS", "1"),
            ("HOME", "/nowhere"),
            UNHURRIED,
        ],
    },
    Machine {
        store: "kept elsewhere/ein anderer Name.sqlite",
        variables: [
            ("TZ", "Pacific/Kiritimati"),
            ("LANG", "de_DE.UTF-8"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("TOKIO_WORKER_THREADS", "7"),
            ("HOME", "/"),
            UNHURRIED,
        ],
    },
];

impl Machine {
    /// Everything that was asked for, by file name, each written by a program of its own. The first
    /// makes the store, the others find it.
    async fn written(&self) -> BTreeMap<String, Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join(self.store);
        fs::create_dir_all(store.parent().unwrap()).unwrap();
        let out = folder.path().join("out");
        fs::create_dir(&out).unwrap();
        for asked in ASKED {
            let mut launch = peel(["--store", self.store]).arguments(asked.split(' '));
            for (name, value) in self.variables {
                launch = launch.variable(name, value);
            }
            launch.inside(folder.path()).finish().await.printed();
        }
        assert!(store.is_file());
        files(&out)
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read(path).unwrap())
    });
    entries.collect()
}

/// Checks that files are the same, and says of those that are not where they part.
fn same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    assert!(
        one.keys().eq(other.keys()),
        "{:?} {:?}",
        one.keys(),
        other.keys()
    );
    for (name, content) in one {
        let beside = &other[name];
        let parts = content
            .iter()
            .zip(beside)
            .position(|(one, other)| one != other);
        assert_eq!(parts, None, "{name} parts at this byte");
        assert_eq!(content.len(), beside.len(), "{name}");
    }
}

#[tokio::test]
async fn two_machines_write_the_same_bytes_in_every_format() {
    let [one, other] = &MACHINES;
    let (one, other) = (one.written().await, other.written().await);
    assert_eq!(one.len(), 20);
    same(&one, &other);
}

#[tokio::test]
async fn the_samples_are_what_is_written() {
    let samples = workspace().join("docs/samples");
    let readme = fs::read_to_string(samples.join("README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows = rows.filter_map(|row| row.trim_end_matches("` |").split_once("` | `"));
    let rows: Vec<_> = rows.collect();
    assert_eq!(
        rows.len(),
        files(&samples).len() - 2,
        "every figure is listed, beside the report and this list"
    );
    let folder = tempfile::tempdir().unwrap();
    let asked = peel("report west-midlands --format pdf -o .".split(' '));
    let asked = asked.variable(UNHURRIED.0, UNHURRIED.1);
    asked.inside(folder.path()).finish().await.printed();
    let made = folder.path().join("west-midlands-2016-effectiveness.pdf");
    assert!(
        bytes_of(&samples.join("west-midlands.pdf")) == bytes_of(&made),
        "west-midlands.pdf is not what is written today: peel report west-midlands --format pdf"
    );
    for (name, figure) in rows {
        let folder = tempfile::tempdir().unwrap();
        let asked = ["figure", figure, "west-midlands", "-o", name];
        peel(asked).inside(folder.path()).finish().await.printed();
        let [kept, made] = [samples.as_path(), folder.path()].map(|it| fs::read(it.join(name)));
        assert!(
            kept.unwrap() == made.unwrap(),
            "{name} is not what is written today: peel figure {figure} west-midlands -o \
             docs/samples/{name}"
        );
    }
}

async fn report_of_the_main_job(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let job = peel(["--quiet"]).arguments(arguments).inside(folder);
    let printed = job.finish().await.printed();
    let path = printed
        .lines()
        .find_map(|line| line.strip_prefix("report     "));
    bytes_of(&folder.join(path.expect("where the report is")))
}

#[tokio::test]
async fn the_main_job_done_again_gives_the_same_bytes() {
    let [first, second, kept] = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let report = report_of_the_main_job(first.path(), &[]).await;
    assert!(report.len() > 100_000, "{} bytes", report.len());
    let again = report_of_the_main_job(second.path(), &[]).await;
    assert!(report == again, "the second report is another");
    for _ in 0..2 {
        let from_file = report_of_the_main_job(kept.path(), &["--store", "peel.db"]).await;
        assert!(
            report == from_file,
            "the report of a store in a file is another"
        );
    }
}
