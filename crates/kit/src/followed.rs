//! Files that are looked at again and again.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
    sync::Arc,
    time::Duration,
};

use tokio::sync::watch;

/// The largest file that is read, in bytes: many times the authorities that a system trusts.
const MAXIMUM_SIZE: u64 = 4 * 1024 * 1024;

/// What a file holds, if it is not too large.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path)?;
    file.take(MAXIMUM_SIZE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAXIMUM_SIZE {
        return Err(io::Error::other(format!(
            "larger than {MAXIMUM_SIZE} bytes"
        )));
    }
    Ok(bytes)
}

/// Files and what they mean.
pub(crate) trait Followed: Send + Sync + 'static {
    /// The bytes of the files.
    type Files: PartialEq + Send + Sync + 'static;
    /// What they mean.
    type Meaning: Send + Sync + 'static;

    /// What the files are, for the log.
    const WHAT: &'static str;

    /// Reads the files; may block.
    fn read(&self) -> Result<Self::Files, String>;

    /// What they mean now.
    fn understand(&self, files: &Self::Files) -> Result<Self::Meaning, String>;
}

/// Tells what the files mean whenever they change, until nobody listens any more. What is wrong is
/// logged once, and what was stays.
pub(crate) async fn follow<F: Followed>(
    followed: F,
    pause: Duration,
    mut known: F::Files,
    told: watch::Sender<F::Meaning>,
) {
    let followed = Arc::new(followed);
    let mut complained = String::new();
    loop {
        tokio::select! {
            () = told.closed() => return,
            () = tokio::time::sleep(pause) => {}
        }
        let reading = Arc::clone(&followed);
        let read = tokio::task::spawn_blocking(move || reading.read()).await;
        let read = read.unwrap_or_else(|error| Err(error.to_string()));
        let looked = read.and_then(|files| {
            if files == known {
                return Ok(None);
            }
            let meaning = followed.understand(&files)?;
            Ok(Some((files, meaning)))
        });
        match looked {
            Ok(None) => complained.clear(),
            Ok(Some((files, meaning))) => {
                told.send_replace(meaning);
                tracing::info!("{} were read anew", F::WHAT);
                known = files;
                complained.clear();
            }
            Err(complaint) if complaint == complained => {}
            Err(complaint) => {
                tracing::error!(cause = complaint, "{} stay as they were", F::WHAT);
                complained = complaint;
            }
        }
    }
}
