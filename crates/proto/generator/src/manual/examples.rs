//! The calls that `docs/calls.md` shows, which a test makes.

use std::collections::BTreeMap;

/// A call of a method as it is typed, and where the page shows it.
pub(super) struct Example<'p> {
    pub(super) command: &'p str,
    pub(super) heading: &'p str,
}

/// The first call of each method, by the method's name as a call writes it.
pub(super) fn examples(page: &str) -> BTreeMap<&str, Example<'_>> {
    let mut found = BTreeMap::new();
    let mut heading = "";
    for part in page.split("\n## ").skip(1) {
        let (first, rest) = part.split_once('\n').unwrap_or((part, ""));
        heading = if first.is_empty() { heading } else { first };
        let blocks = rest.split("```console\n").skip(1);
        let blocks = blocks.filter_map(|block| block.split("\n```").next());
        for command in blocks.flat_map(|block| block.split("$ ")) {
            let command = command.trim_end();
            let Some(method) = command.rsplit(' ').next().filter(|it| it.contains('/')) else {
                continue;
            };
            found.entry(method).or_insert(Example { command, heading });
        }
    }
    found
}

/// What a heading is called in a link to it.
pub(super) fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        letter => letter
            .is_alphanumeric()
            .then(|| letter.to_ascii_lowercase()),
    });
    kept.collect()
}
