//! Everything that a document says, read from its `Debug` form: whatever is added to a document is
//! in it without anybody naming it here.

use std::collections::BTreeSet;
use std::fmt::Debug;

/// A text of a document and the fields that lead to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Said {
    /// The fields, outermost first, joined by dots.
    pub(crate) place: String,
    /// The text.
    pub(crate) text: String,
}

/// What a document says.
#[derive(Default)]
pub(crate) struct All {
    /// Its texts that are not empty.
    pub(crate) texts: Vec<Said>,
    /// The fields in it that hold something, each as `Type.field`.
    pub(crate) filled: BTreeSet<String>,
    /// The fields in it that hold nothing.
    pub(crate) empty: BTreeSet<String>,
}

/// What a document says, leaving out whatever is below a field of one of these names.
pub(crate) fn said(document: &impl Debug, without: &[&str]) -> All {
    let mut all = All::default();
    // The indentation and name of each field and of each type that is open.
    let mut fields: Vec<(usize, &str)> = Vec::new();
    let mut types: Vec<(usize, &str)> = Vec::new();
    let written = format!("{document:#?}");
    for line in written.lines() {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        fields.retain(|(depth, _)| *depth < indent);
        types.retain(|(depth, _)| *depth < indent);
        let is_name = |name: &str| name.bytes().all(|it| it == b'_' || it.is_ascii_lowercase());
        let field = content.split_once(": ").filter(|(name, _)| is_name(name));
        let value = field.map_or(content, |(_, value)| value);
        fields.extend(field.map(|(name, _)| (indent, name)));
        let value = value.trim_end_matches(',');
        let is_nothing = ["\"\"", "[]", "None"].contains(&value);
        if !fields.iter().any(|(_, name)| without.contains(name)) {
            if let (Some((name, _)), Some((_, of))) = (field, types.last()) {
                let found = if is_nothing {
                    &mut all.empty
                } else {
                    &mut all.filled
                };
                found.insert(format!("{of}.{name}"));
            }
            if value.starts_with('"') && !is_nothing {
                let names: Vec<&str> = fields.iter().map(|(_, name)| *name).collect();
                all.texts.push(Said {
                    place: names.join("."),
                    text: unescaped(&value[1..value.len() - 1]),
                });
            }
        }
        types.extend(value.strip_suffix(" {").map(|name| (indent, name)));
    }
    all
}

/// A text as it was before `Debug` escaped it.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let escaped = (character == '\\').then(|| characters.next()).flatten();
        plain.push(match escaped {
            None => character,
            Some('n') => '\n',
            Some('t') => '\t',
            Some('u') => {
                let digits: String = characters.by_ref().take_while(|it| *it != '}').collect();
                let code = u32::from_str_radix(&digits[1..], 16).unwrap();
                char::from_u32(code).unwrap()
            }
            Some(other) => other,
        });
    }
    plain
}
