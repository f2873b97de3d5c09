//! Files of TOML, with the place of every value that can be wrong.

use std::ops::Deref;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Folder;
use crate::problem::{Problem, Problems};
use crate::reader::{Placed, Reader};

/// The largest file of TOML accepted, in bytes (1 MiB: ten times this year's largest).
const LARGEST_DOCUMENT: usize = 1 << 20;

/// A value as written, with its place in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub(crate) struct At<T>(toml::Spanned<T>);

impl<T> Deref for At<T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.0.as_ref()
    }
}

impl<T> At<T> {
    pub(crate) fn line(&self, lines: &Lines) -> usize {
        lines.of(self.0.span().start)
    }
}

impl Placed for At<String> {
    fn text(&self) -> &str {
        self
    }
    fn place(&self, lines: &Lines) -> Option<usize> {
        Some(self.line(lines))
    }
}

#[cfg(test)]
impl<T: schemars::JsonSchema> schemars::JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

/// Where the lines of a text begin.
#[derive(Debug, Default)]
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(ends.map(|(at, _)| at).collect())
    }

    /// The line, from 1, that holds a byte.
    pub(crate) fn of(&self, byte: usize) -> usize {
        self.0.partition_point(|end| *end < byte) + 1
    }
}

/// A file as written: its shape is right, its words are not checked yet.
pub(crate) struct Document<T> {
    pub(crate) path: String,
    pub(crate) lines: Lines,
    pub(crate) written: T,
}

impl<T> Document<T> {
    pub(crate) fn reader<'r>(&'r self, folder: &Folder, problems: &'r mut Problems) -> Reader<'r> {
        Reader::new(located(folder, &self.path), &self.lines, problems)
    }
}

/// Parses one file of the folder; a file that is missing or has another shape is one problem.
pub(crate) fn document<T: DeserializeOwned>(
    folder: &Folder,
    path: &str,
    problems: &mut Problems,
) -> Option<Document<T>> {
    let mut report = |line, message: String| {
        problems.add(|| Problem {
            file: located(folder, path),
            line,
            message,
        });
    };
    let Some(bytes) = folder.file(path) else {
        report(None, "the file is missing".to_owned());
        return None;
    };
    if bytes.len() > LARGEST_DOCUMENT {
        let message =
            format!("the file has more than {LARGEST_DOCUMENT} bytes; is it the right one?");
        report(None, message);
        return None;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = bytes.iter().take(error.valid_up_to());
            let line = before.filter(|byte| **byte == b'\n').count() + 1;
            report(Some(line), "the text is not UTF-8 from here on".to_owned());
            return None;
        }
    };
    let lines = Lines::new(text);
    match toml::from_str(text) {
        Ok(written) => Some(Document {
            path: path.to_owned(),
            lines,
            written,
        }),
        Err(error) => {
            let line = error.span().map(|span| lines.of(span.start));
            report(line, error.message().replace('\n', "; "));
            None
        }
    }
}

/// A file's path with the folder's name before it.
pub(crate) fn located(folder: &Folder, path: &str) -> String {
    format!("{}/{path}", folder.name())
}
