//! The XML of a workbook's parts.

use std::str;

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::WorkbookError;

/// One part, as text.
pub(super) struct Part {
    name: String,
    text: String,
}

impl Part {
    pub(super) fn new(name: &str, content: Vec<u8>) -> Result<Self, WorkbookError> {
        let text = String::from_utf8(content).map_err(|error| WorkbookError::Malformed {
            part: name.to_owned(),
            at: error.utf8_error().valid_up_to() as u64,
        })?;
        Ok(Self {
            name: name.to_owned(),
            text,
        })
    }

    pub(super) fn markup(&self) -> Markup<'_> {
        let mut reader = Reader::from_str(&self.text);
        reader.config_mut().expand_empty_elements = true;
        Markup {
            part: &self.name,
            reader,
        }
    }

    pub(super) fn too_many(&self, what: &'static str, most: usize) -> WorkbookError {
        WorkbookError::TooMany {
            part: self.name.clone(),
            what,
            most,
        }
    }
}

/// The elements of a part, in order.
pub(super) struct Markup<'p> {
    part: &'p str,
    reader: Reader<&'p [u8]>,
}

impl<'p> Markup<'p> {
    /// The next event; `None` at the end. A document type, which could define entities, is refused.
    pub(super) fn next(&mut self) -> Result<Option<Event<'p>>, WorkbookError> {
        match self.reader.read_event() {
            Ok(Event::Eof) => Ok(None),
            Ok(Event::DocType(_)) | Err(_) => Err(self.malformed()),
            Ok(event) => Ok(Some(event)),
        }
    }

    /// The text from here to the end of the element named `element`, without phonetic guides.
    pub(super) fn text_until_end(&mut self, element: &str) -> Result<String, WorkbookError> {
        let mut text = String::new();
        let mut guides = 0_usize;
        while let Some(event) = self.next()? {
            match event {
                Event::Start(start) if start.local_name().as_ref() == PHONETIC => guides += 1,
                Event::End(end) if end.local_name().as_ref() == PHONETIC => {
                    guides = guides.saturating_sub(1);
                }
                Event::End(end) if end.local_name().as_ref() == element => {
                    return Ok(unescaped(&text));
                }
                Event::Text(part) if guides == 0 => text.push_str(&part.xml10_content()),
                Event::CData(part) if guides == 0 => text.push_str(&part.xml10_content()),
                Event::GeneralRef(reference) if guides == 0 => {
                    text.push_str(&self.character(&reference)?);
                }
                _ => {}
            }
        }
        Err(self.malformed())
    }

    fn character(&self, reference: &BytesRef<'_>) -> Result<String, WorkbookError> {
        if let Some(known) = resolve_xml_entity(reference) {
            return Ok(known.to_owned());
        }
        match reference.resolve_char_ref() {
            Ok(Some(character)) => Ok(character.to_string()),
            _ => Err(self.malformed()),
        }
    }

    /// An attribute by its local name.
    pub(super) fn attribute(
        &self,
        start: &BytesStart<'_>,
        name: &str,
    ) -> Result<Option<String>, WorkbookError> {
        // Repeated attributes are not looked for: that takes time by the square of their number.
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| self.malformed())?;
            if attribute.key.local_name().as_ref() == name {
                let value = attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .map_err(|_| self.malformed())?;
                return Ok(Some(value.into_owned()));
            }
        }
        Ok(None)
    }

    pub(super) fn malformed(&self) -> WorkbookError {
        WorkbookError::Malformed {
            part: self.part.to_owned(),
            at: self.reader.buffer_position(),
        }
    }
}

/// The element whose text says how another text is read aloud.
const PHONETIC: &str = "rPh";

/// Characters that XML cannot hold are written as `_x000D_` in workbooks (ECMA-376, part 1,
/// `ST_Xstring`).
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        match escaped_character(from) {
            Some((character, after)) => {
                plain.push(character);
                rest = after;
            }
            None => {
                plain.push_str("_x");
                rest = &from["_x".len()..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn escaped_character(text: &str) -> Option<(char, &str)> {
    let digits = text.strip_prefix("_x")?;
    let (digits, after) = digits.split_at_checked(4)?;
    let after = after.strip_prefix('_')?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let code = u32::from_str_radix(digits, 16).ok()?;
    Some((char::from_u32(code)?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_xml_cannot_hold_are_written_by_their_number() {
        let check = |text: &str, plain: &str| assert_eq!(unescaped(text), plain, "{text}");
        check("a_x000D_b", "a\rb");
        check("_x005F_x000D_", "_x000D_");
        check("tax_x", "tax_x");
        check("_x00", "_x00");
        check("_xD83D_", "_xD83D_");
        check("_x_x0041_", "_xA");
    }
}
