//! What is wrong with the fields of requests.

use peel_kit::Violations;
use peel_model::Revision;

use crate::formats::ReportFormat;

/// What is wrong with the fields that every request has.
pub(crate) fn asked_of(force: &str, as_of: u64) -> Violations {
    let mut violations = Violations::default();
    violations.require("force", force, "ListForces");
    check_revision(as_of, &mut violations);
    violations
}

pub(crate) fn check_revision(as_of: u64, violations: &mut Violations) {
    if as_of != 0 && Revision::new(as_of).is_none() {
        let rule = format!("no revision has a number above {}", i64::MAX);
        violations.add("as_of", rule);
    }
}

/// The format asked for, and whether a checksum that the caller has can be one.
pub(crate) fn check_format(
    format: i32,
    known_sha256: &str,
    violations: &mut Violations,
) -> ReportFormat {
    let asked = ReportFormat::asked(format);
    let asked = asked.inspect_err(|rule| violations.add("format", *rule));
    if !is_checksum(known_sha256) {
        violations.add("known_sha256", "is no SHA-256 of 64 hexadecimal digits");
    }
    asked.unwrap_or(ReportFormat::Html)
}

/// Whether a caller's checksum is empty or could be one.
fn is_checksum(known: &str) -> bool {
    known.is_empty() || known.len() == 64 && known.bytes().all(|byte| byte.is_ascii_hexdigit())
}
