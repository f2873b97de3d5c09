//! `peel facts make` and `peel facts check`

use peel_kit::{Exit, ProcessError, one_line};
use peel_official_files::{
    FACTS_FOLDER, OfficialFileError, Progress as Reading, check_facts, make_facts,
};

use crate::arguments::{FactsAction, FactsFolders};
use crate::output::Output;
use crate::progress::Progress;
use crate::session::Done;

pub(crate) fn facts(action: &FactsAction, quiet: bool) -> Done {
    let output = Output::new(false)?;
    match action {
        FactsAction::Make(folders) => {
            let made = watched(quiet, |progress| {
                make_facts(&folders.folder, &folders.raw, progress)
            })?;
            let into = folders.folder.join(FACTS_FOLDER);
            made.write_into(&into).map_err(|error| refused(&error))?;
            for file in &made.files {
                output.line(format!("{}/{}", into.display(), file.name))?;
            }
            Ok(())
        }
        FactsAction::Check(folders) => check(folders, quiet, &output),
    }
}

fn check(folders: &FactsFolders, quiet: bool, output: &Output) -> Done {
    let differences = watched(quiet, |progress| {
        check_facts(&folders.folder, &folders.raw, progress)
    })?;
    for difference in &differences {
        output.line(difference)?;
    }
    if differences.is_empty() {
        return output.line("the facts are what the official files give, byte for byte");
    }
    let message = "the facts are not what the official files give; make them with peel facts make";
    Err(ProcessError::new(Exit::Data, message))
}

/// Shows which file is being read, and how far.
fn watched<T>(
    quiet: bool,
    work: impl FnOnce(&mut dyn FnMut(Reading<'_>)) -> Result<T, OfficialFileError>,
) -> Result<T, ProcessError> {
    let mut progress = Progress::new("reading", quiet);
    let mut show = |reading: Reading<'_>| match reading {
        Reading::Reading { file, bytes, of } => progress.done(bytes, of, file),
        Reading::Made { .. } => {}
    };
    let outcome = work(&mut show).map_err(|error| refused(&error));
    progress.end();
    outcome
}

fn refused(error: &OfficialFileError) -> ProcessError {
    ProcessError::new(Exit::Data, one_line(error))
}
