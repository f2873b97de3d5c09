//! Places on a drawing.

use std::fmt;

/// A length or place in the drawing's own unit, written with one decimal at most.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub(crate) struct Px(pub(crate) f64);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A tenth is finer than any screen shows; whole numbers need no decimals.
        let tenths = (self.0 * 10.0).round();
        if !tenths.is_finite() || tenths == 0.0 {
            f.write_str("0")
        } else if tenths % 10.0 == 0.0 {
            write!(f, "{}", tenths / 10.0)
        } else {
            write!(f, "{:.1}", tenths / 10.0)
        }
    }
}

impl askama::filters::HtmlSafe for Px {}

/// How wide a text comes out, near enough to leave room for it: system fonts differ by a few
/// percent.
pub(crate) fn text_width(text: &str, font_size: f64) -> f64 {
    let letters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    f64::from(letters) * font_size * 0.54
}

/// The text in lines of at most `width`, broken between words; a longer word stands alone.
pub(crate) fn wrapped(text: &str, font_size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if text_width(line, font_size) + text_width(word, font_size) < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The text as far as `width` has room for it; what is cut off stands in the table.
pub(crate) fn shortened(text: &str, font_size: f64, width: f64) -> String {
    if text_width(text, font_size) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        kept.push(letter);
        if text_width(&kept, font_size) + font_size > width {
            break;
        }
    }
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_as_short_as_they_can_be() {
        let check = |place: f64, expected: &str| assert_eq!(Px(place).to_string(), expected);
        check(0.0, "0");
        check(-0.04, "0");
        check(12.0, "12");
        check(12.04, "12");
        check(12.05, "12.1");
        check(-3.26, "-3.3");
        check(f64::NAN, "0");
    }

    #[test]
    fn text_without_room_is_cut_and_says_so() {
        assert_eq!(shortened("Made-up", 10.0, 50.0), "Made-up");
        assert_eq!(shortened("Llanfairpwllgwyngyll", 10.0, 50.0), "Llanfair…");
        assert_eq!(shortened("Ångström och Öland", 10.0, 55.0), "Ångström…");
    }

    #[test]
    fn text_breaks_between_words() {
        assert_eq!(wrapped("one two three", 10.0, 45.0), ["one two", "three"]);
        assert_eq!(wrapped("indivisible", 10.0, 5.0), ["indivisible"]);
        assert_eq!(wrapped("", 10.0, 5.0), Vec::<String>::new());
    }
}
