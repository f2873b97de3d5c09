//! Makes the Rust of the contracts, by libraries alone: nobody needs `protoc`; and their manual.

mod manual;
mod refusals;
// The table itself, which `peel-proto` has, and which knows nothing: what is made here comes before it.
#[path = "../../src/rules.rs"]
#[expect(unreachable_pub, reason = "it is public where it belongs")]
mod rules;

use std::error::Error;
use std::path::Path;

use prost_types::FileDescriptorSet;

pub use self::manual::manual;

const CONTRACTS: [&str; 19] = [
    "peel/data/v1/audit.proto",
    "peel/data/v1/collection.proto",
    "peel/data/v1/decisions.proto",
    "peel/data/v1/inspection_work.proto",
    "peel/data/v1/inspections.proto",
    "peel/data/v1/observations.proto",
    "peel/data/v1/queries.proto",
    "peel/data/v1/reference.proto",
    "peel/data/v1/returns.proto",
    "peel/data/v1/revisions.proto",
    "peel/errors/v1/error_reason.proto",
    "peel/reporting/v1/reports.proto",
    "peel/scoring/v1/breakdowns.proto",
    "peel/scoring/v1/comparisons.proto",
    "peel/scoring/v1/evidence.proto",
    "peel/scoring/v1/rankings.proto",
    "peel/scoring/v1/runs.proto",
    "peel/scoring/v1/series.proto",
    "peel/scoring/v1/workings.proto",
];

/// The answers that scoring serves as bytes already encoded.
const ENCODED: [&str; 5] = [
    "CompareResponse",
    "RankForcesResponse",
    "ListComparisonsResponse",
    "BatchCompareResponse",
    "CompareSeriesResponse",
];

/// Writes everything under `into`: messages, clients and servers, and the descriptors that
/// reflection serves.
///
/// Scoring's servers stand apart, because some of their answers are another Rust type than the
/// one that clients decode.
pub fn generate(contracts: &Path, into: &Path) -> Result<(), Box<dyn Error>> {
    let compiled = protox::compile(CONTRACTS, [contracts])?;
    let servers = into.join("servers");
    std::fs::create_dir_all(&servers)?;
    let configure = || tonic_prost_build::configure().build_transport(false);
    // Scoring speaks of data's runs: their descriptors are needed, their code is data's own.
    let scoring = with_messages_of(package(&compiled, "peel.scoring"), &compiled, "peel.data");

    configure()
        .out_dir(into)
        .build_server(false)
        .extern_path(".peel.data.v1", "crate::data::v1")
        .compile_fds(scoring.clone())?;
    let encoded = |builder: tonic_prost_build::Builder, answer: &str| {
        builder.extern_path(
            format!(".peel.scoring.v1.{answer}"),
            "crate::encoded::Encoded",
        )
    };
    ENCODED
        .into_iter()
        .fold(configure(), encoded)
        .out_dir(&servers)
        .build_client(false)
        .extern_path(".peel.data.v1", "crate::data::v1")
        .extern_path(".peel.scoring.v1", "crate::scoring::v1")
        .compile_fds(scoring)?;
    // What the generator leaves behind for a package that is all someone else's.
    let left_behind = servers.join("peel.data.v1.rs");
    if left_behind.exists() {
        std::fs::remove_file(left_behind)?;
    }
    configure()
        .out_dir(into)
        .compile_fds(package(&compiled, "peel.data"))?;
    configure()
        .out_dir(into)
        .compile_fds(package(&compiled, "peel.errors"))?;
    configure()
        .out_dir(into)
        .bytes(".peel.reporting.v1")
        .compile_fds(package(&compiled, "peel.reporting"))?;

    let mut descriptors = compiled;
    for file in &mut descriptors.file {
        file.source_code_info = None;
    }
    let write = |name: &str, set: FileDescriptorSet| {
        std::fs::write(into.join(name), prost::Message::encode_to_vec(&set))
    };
    for service in ["data", "scoring", "reporting"] {
        let others = with_messages_of(FileDescriptorSet::default(), &descriptors, "peel.");
        let name = format!("peel.{service}");
        let mut served = package(&descriptors, &name);
        served.file.extend(
            others
                .file
                .into_iter()
                .filter(|file| !file.package().starts_with(&name)),
        );
        write(&format!("{service}.binpb"), served)?;
    }
    write("peel.binpb", descriptors)?;
    Ok(())
}

fn package(all: &FileDescriptorSet, name: &str) -> FileDescriptorSet {
    let mut part = all.clone();
    part.file.retain(|file| file.package().starts_with(name));
    part
}

fn with_messages_of(
    part: FileDescriptorSet,
    all: &FileDescriptorSet,
    name: &str,
) -> FileDescriptorSet {
    let mut imported = package(all, name);
    for file in &mut imported.file {
        file.service.clear();
    }
    imported.file.extend(part.file);
    imported
}
