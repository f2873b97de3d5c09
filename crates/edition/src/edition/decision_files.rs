//! `decisions/`: what was decided after the edition was recorded.

use std::collections::BTreeMap;

use peel_model::{Decided, Revision};

use super::KnownNames;
use super::decisions::Decisions;
use crate::document::{At, Document, document, located};
use crate::problem::{Problem, Problems};
use crate::reader::Reader;
use crate::written::DecisionsFile;
use crate::{DECISIONS_FOLDER, Folder};

/// How many digits the name of a revision's folder has, so that paths sort as revisions do.
const REVISION_DIGITS: usize = 12;

/// Adds the decisions in every file of `decisions/`, by path.
pub(super) fn add_decisions(
    decisions: &mut Decisions,
    folder: &Folder,
    names: &KnownNames<'_>,
    problems: &mut Problems,
) {
    for (path, content) in folder.files() {
        let Some(within) = path
            .strip_prefix(DECISIONS_FOLDER)
            .and_then(|rest| rest.strip_prefix('/'))
        else {
            continue;
        };
        let mut report = |message: &str| {
            problems.add(|| Problem {
                file: located(folder, path),
                line: None,
                message: message.to_owned(),
            });
        };
        let revision = revision(within);
        if revision.is_none() {
            report(
                "a decision lies in the folder of the revision that added it, named by twelve \
                 digits from 1, such as decisions/000000000012/x19.toml",
            );
        }
        if !path.ends_with(".toml") {
            report("a decision is a file of TOML; write it as one or remove it");
        } else if content.trim_ascii().is_empty() {
            report("the file is empty; a decision that was taken back has no file: remove it");
        } else if let Some(file) = document(folder, path, problems) {
            add_file(decisions, &file, revision, folder, names, problems);
        }
    }
}

fn add_file(
    decisions: &mut Decisions,
    file: &Document<DecisionsFile>,
    revision: Option<Revision>,
    folder: &Folder,
    names: &KnownNames<'_>,
    problems: &mut Problems,
) {
    let mut reader = file.reader(folder, problems);
    let written = &file.written;
    let author = reader.text(&written.author);
    if written.exclusion.is_empty() && written.caveat.is_empty() {
        let message = "nothing is decided; add an exclusion or a caveat, or remove the file";
        reader.report_line(None, message);
    }
    // Without a revision there is a problem already, and no edition comes of this reading.
    let decided = revision.map(|revision| Decided { revision, author });
    let decided = decided.as_ref();
    decisions.add_exclusions(&written.exclusion, decided, names, &mut reader);
    decisions.add_caveats(&written.caveat, decided, names, &mut reader);
}

/// The revision of the folder that a path begins with.
fn revision(path: &str) -> Option<Revision> {
    let (name, _) = path.split_once('/')?;
    let is_name = name.len() == REVISION_DIGITS && name.bytes().all(|byte| byte.is_ascii_digit());
    name.parse().ok().filter(|_| is_name)
}

/// Where each identifier of a decision or warning was first used.
///
/// Both kinds share them, since a decision is taken back by its identifier alone.
#[derive(Default)]
pub(super) struct Claims(BTreeMap<String, (&'static str, String)>);

impl Claims {
    pub(super) fn claim(&mut self, kind: &'static str, id: &At<String>, reader: &mut Reader<'_>) {
        let place = reader.place(id);
        if let Some((first, at)) = self.0.get(id.as_str()) {
            let message = format!(
                "{kind} \"{}\" has the identifier of the {first} at {at}; give it one of its own",
                id.as_str()
            );
            reader.report(id, message);
        } else {
            self.0.insert(id.as_str().to_owned(), (kind, place));
        }
    }
}
