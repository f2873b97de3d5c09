//! What the contracts say of each of their parts: the comments above them.

use std::collections::HashMap;

use prost_types::FileDescriptorProto;

/// Numbers of fields in `FileDescriptorProto` and below, of which paths to parts are made.
const MESSAGE: i32 = 4;
const ENUMERATION: i32 = 5;
const SERVICE: i32 = 6;
/// Of a message its fields, of a service its methods, of an enumeration its values.
const PART: i32 = 2;

/// The comments of one file, by the path of what they stand above.
pub(super) struct Comments<'f>(HashMap<&'f [i32], String>);

impl<'f> Comments<'f> {
    pub(super) fn of(file: &'f FileDescriptorProto) -> Self {
        let places = file.source_code_info.iter().flat_map(|info| &info.location);
        let said = places.map(|place| (place.path.as_slice(), place.leading_comments().to_owned()));
        Self(said.collect())
    }

    pub(super) fn message(&self, number: usize) -> String {
        self.at(&[MESSAGE, index(number)])
    }

    pub(super) fn field(&self, message: usize, number: usize) -> String {
        self.at(&[MESSAGE, index(message), PART, index(number)])
    }

    pub(super) fn enumeration(&self, number: usize) -> String {
        self.at(&[ENUMERATION, index(number)])
    }

    pub(super) fn value(&self, enumeration: usize, number: usize) -> String {
        self.at(&[ENUMERATION, index(enumeration), PART, index(number)])
    }

    pub(super) fn service(&self, number: usize) -> String {
        self.at(&[SERVICE, index(number)])
    }

    pub(super) fn method(&self, service: usize, number: usize) -> String {
        self.at(&[SERVICE, index(service), PART, index(number)])
    }

    /// A comment in one line per paragraph, as Markdown that shows it as it is.
    fn at(&self, path: &[i32]) -> String {
        let said = self.0.get(path).map_or("", String::as_str);
        let paragraphs = said.split("\n\n").map(|paragraph| {
            let words: Vec<_> = paragraph.split_whitespace().collect();
            words.join(" ")
        });
        let paragraphs: Vec<_> = paragraphs.filter(|one| !one.is_empty()).collect();
        let shown = paragraphs.join("\n\n");
        shown
            .replace('*', "\\*")
            .replace('_', "\\_")
            .replace('<', "\\<")
    }
}

fn index(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
