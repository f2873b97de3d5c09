//! Texts as they can be set: nothing that no font has, nothing that cannot be broken into lines.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, Serializer};

use super::fonts::can_be_set;

/// What stands for a character that no font has.
const UNKNOWN: char = '\u{fffd}';

/// After how many letters without a break a line may be broken all the same.
const UNBROKEN: usize = 24;

/// Where a line may be broken, without a sign.
const BREAK: char = '\u{200b}';

/// A document's words as JSON.
///
/// A character that no font has becomes a sign that says so: PDF/A forbids what cannot be read.
/// Long runs of letters, as in checksums, may be broken.
pub(super) fn in_text(content: &impl Serialize) -> String {
    written(content, Some(UNBROKEN))
}

/// Drawings as JSON, with the words in them treated alike, but not broken: SVG has runs of its own.
pub(super) fn in_svg(drawings: &impl Serialize) -> String {
    written(drawings, None)
}

fn written(content: &impl Serialize, unbroken: Option<usize>) -> String {
    let mut bytes = Vec::new();
    let letters = Letters { unbroken, run: 0 };
    // Writing to memory fails for no content: every key is a text.
    let _ = content.serialize(&mut Serializer::with_formatter(&mut bytes, letters));
    String::from_utf8(bytes).unwrap_or_default()
}

/// Writes JSON as short as it can be, and texts as they can be set.
struct Letters {
    unbroken: Option<usize>,
    /// Letters since a line could last be broken.
    run: usize,
}

impl Letters {
    fn breaks_before(&mut self, character: char) -> bool {
        let Some(unbroken) = self.unbroken else {
            return false;
        };
        if character.is_whitespace() || matches!(character, '-' | '–' | '/') {
            self.run = 0;
            return false;
        }
        self.run += 1;
        let breaks = self.run > unbroken;
        if breaks {
            self.run = 1;
        }
        breaks
    }
}

impl Formatter for Letters {
    fn begin_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.run = 0;
        writer.write_all(b"\"")
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut buffer = [0; 4];
        for character in fragment.chars() {
            if is_unseen(character) {
                continue;
            }
            if self.breaks_before(character) {
                writer.write_all(BREAK.encode_utf8(&mut buffer).as_bytes())?;
            }
            let shown = if character.is_ascii() || can_be_set(character) {
                character
            } else {
                UNKNOWN
            };
            writer.write_all(shown.encode_utf8(&mut buffer).as_bytes())?;
        }
        Ok(())
    }

    fn write_char_escape<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        match escape {
            CharEscape::Quote => writer.write_all(b"\\\""),
            CharEscape::ReverseSolidus => writer.write_all(b"\\\\"),
            CharEscape::Solidus => writer.write_all(b"/"),
            // As in HTML, a line feed in a text is a space; other control characters are nothing.
            CharEscape::LineFeed | CharEscape::CarriageReturn | CharEscape::Tab => {
                self.run = 0;
                writer.write_all(b" ")
            }
            CharEscape::Backspace | CharEscape::FormFeed | CharEscape::AsciiControl(_) => Ok(()),
        }
    }
}

/// Whether a character is not to be seen, and only changes others: what turns the direction of
/// text, joins, or chooses a variant. None is needed for the languages of a report.
fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_that_can_be_set() {
        let check = |text: &str, expected: &str| {
            assert_eq!(in_text(&text), format!("\"{expected}\""), "{text}")
        };
        check("Łódź – “6.2%” −10 ▸ ÷ ×", "Łódź – “6.2%” −10 ▸ ÷ ×");
        check("漢字 🙂", "\u{fffd}\u{fffd} \u{fffd}");
        check("a\u{202e}b\u{200d}c\u{ad}d\u{7}e", "abcde");
        check("one\ntwo\tthree", "one two three");
        check("\"\\", "\\\"\\\\");
        let long = "0123456789abcdef".repeat(3);
        check(
            &long,
            "0123456789abcdef01234567\u{200b}89abcdef0123456789abcdef",
        );
        check(
            "counter-corruption/professional-standards",
            "counter-corruption/professional-standards",
        );
        assert_eq!(in_svg(&long), format!("\"{long}\""));
    }
}
