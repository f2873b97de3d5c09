//! Pages of lists.
//!
//! A page token is the key of the last entry sent and a fingerprint of the list it belongs to, so
//! that nothing is kept between pages and a token of another list is noticed. It is opaque to
//! callers and checked like anything else they send.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::{Failure, Reason, Violations};

/// The most entries on one page.
pub const LARGEST_PAGE: usize = 1_000;

/// How long a page is when the caller does not say.
const USUAL_PAGE: usize = 100;

/// Of the tokens' form. Another form gets another letter.
const VERSION: &str = "a";

/// How many bytes of a checksum tell lists apart.
const FINGERPRINT: usize = 8;

/// The longest token looked at: twice the longest key and more.
const LONGEST_TOKEN: usize = 1_000;

/// A request for one page of a list.
///
/// ```
/// use peel_kit::Violations;
/// use peel_kit::paging::{List, Paging};
///
/// # fn main() -> Result<(), peel_kit::Failure> {
/// let names = ["ada", "bea", "cleo"];
/// let list = List::of("ListNames", &["of-ships"]);
/// let mut violations = Violations::default();
/// let paging = Paging::of(2, "", &mut violations);
/// violations.check()?;
/// let (page, next) = paging.page(&list, names, |name| name)?;
/// assert_eq!(page, ["ada", "bea"]);
///
/// let paging = Paging::of(2, &next, &mut Violations::default());
/// assert_eq!(paging.page(&list, names, |name| name)?, (vec!["cleo"], String::new()));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Paging<'r> {
    size: usize,
    token: &'r str,
}

impl<'r> Paging<'r> {
    /// The fields that every list's request has. What is wrong with them is added to
    /// `violations`.
    pub fn of(page_size: u32, token: &'r str, violations: &mut Violations) -> Self {
        let size = match page_size {
            0 => USUAL_PAGE,
            size => usize::try_from(size).unwrap_or(usize::MAX),
        };
        if size > LARGEST_PAGE {
            let message = format!("a page has 1 to {LARGEST_PAGE} entries, not {page_size}");
            violations.add("page_size", message);
        }
        Self { size, token }
    }

    /// How many entries the page has at most.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The page asked for of a list in memory, and the token of the next; `key` names an entry.
    ///
    /// # Errors
    /// `INVALID_PAGE_TOKEN`, also when the list changed so that the entry is no longer in it.
    pub fn page<T>(
        &self,
        list: &List,
        entries: impl IntoIterator<Item = T>,
        key: impl Fn(&T) -> &str,
    ) -> Result<(Vec<T>, String), Failure> {
        let mut entries = entries.into_iter();
        if let Some(after) = list.key(self.token)?
            && !entries.any(|entry| key(&entry) == after)
        {
            return Err(invalid());
        }
        let page: Vec<T> = entries.by_ref().take(self.size).collect();
        let next = match (page.last(), entries.next()) {
            (Some(last), Some(_)) => list.token(key(last)),
            _ => String::new(),
        };
        Ok((page, next))
    }

    /// Where the page begins in a list that the store pages.
    ///
    /// # Errors
    /// `INVALID_PAGE_TOKEN`, also when `parse` does not know the key.
    pub fn after<K>(
        &self,
        list: &List,
        parse: impl FnOnce(&str) -> Option<K>,
    ) -> Result<Option<K>, Failure> {
        let key = list.key(self.token)?;
        key.map(|key| parse(&key).ok_or_else(invalid)).transpose()
    }
}

/// One list: what is in it depends on these words and on nothing else that a caller says.
#[derive(Debug)]
pub struct List {
    fingerprint: String,
}

impl List {
    /// The list that a method gives for fields of its request.
    pub fn of(method: &str, fields: &[&str]) -> Self {
        let mut words = Sha256::new();
        for word in [method].iter().chain(fields) {
            words.update((word.len() as u64).to_be_bytes());
            words.update(word);
        }
        let bytes = words.finalize().into_iter().take(FINGERPRINT);
        Self {
            fingerprint: hexadecimal(bytes),
        }
    }

    /// The token of the page after the entry with this key.
    pub fn token(&self, key: &str) -> String {
        format!("{VERSION}{}{}", self.fingerprint, hexadecimal(key.bytes()))
    }

    /// The key in a token; `None` for the first page.
    fn key(&self, token: &str) -> Result<Option<String>, Failure> {
        if token.is_empty() {
            return Ok(None);
        }
        let key = (token.len() <= LONGEST_TOKEN)
            .then_some(token)
            .and_then(|token| token.strip_prefix(VERSION))
            .and_then(|token| token.strip_prefix(self.fingerprint.as_str()))
            .and_then(text)
            .ok_or_else(invalid)?;
        Ok(Some(key))
    }
}

fn hexadecimal(bytes: impl Iterator<Item = u8>) -> String {
    let mut digits = String::new();
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// The text of hexadecimal digits.
fn text(digits: &str) -> Option<String> {
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair)
            .ok()
            .filter(|pair| pair.len() == 2)?;
        u8::from_str_radix(pair, 16).ok()
    };
    let bytes: Vec<u8> = digits
        .as_bytes()
        .chunks(2)
        .map(byte)
        .collect::<Option<_>>()?;
    String::from_utf8(bytes).ok()
}

fn invalid() -> Failure {
    let mut violations = Violations::default();
    violations.add(
        "page_token",
        "is not the next_page_token of this list; ask for the first page again",
    );
    violations.refused_as(Reason::INVALID_PAGE_TOKEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(token: &str, size: u32) -> Result<(Vec<&'static str>, String), Failure> {
        let mut violations = Violations::default();
        let paging = Paging::of(size, token, &mut violations);
        violations.check()?;
        let list = List::of("ListLetters", &["lower"]);
        paging.page(&list, ["a", "b", "c", "d", "e"], |letter| letter)
    }

    #[test]
    fn pages_follow_each_other_and_the_last_has_no_token() {
        let (first, token) = page("", 2).unwrap();
        let (second, token) = page(&token, 2).unwrap();
        let (third, end) = page(&token, 2).unwrap();
        assert_eq!([first, second, third].concat(), ["a", "b", "c", "d", "e"]);
        assert_eq!(end, "");
        // As long as the rest is no reason for another page.
        assert_eq!(page(&token, 1).unwrap(), (vec!["e"], String::new()));
    }

    #[test]
    fn tokens_of_another_list_are_refused() {
        let own = List::of("ListLetters", &["lower"]);
        let check = |token: &str, expected: bool| {
            assert_eq!(page(token, 2).is_ok(), expected, "{token}");
        };
        check(&own.token("b"), true);
        check(&own.token("z"), false);
        check(&List::of("ListLetters", &["upper"]).token("b"), false);
        check(&List::of("ListDigits", &["lower"]).token("b"), false);
        check(&own.token("b").replacen('a', "b", 1), false);
        check(&format!("{}6", own.token("b")), false);
        check(&format!("{}+f", own.token("b")), false);
        check(&format!("{}ff", own.token("b")), false);
        check("é", false);
        check(&"a".repeat(LONGEST_TOKEN + 1), false);
    }

    #[test]
    fn fields_that_run_together_make_different_lists() {
        let one = List::of("List", &["ab", "c"]);
        assert_ne!(one.token("x"), List::of("List", &["a", "bc"]).token("x"));
    }

    #[test]
    fn a_page_has_at_most_a_thousand_entries() {
        assert!(page("", 1_000).is_ok());
        let failure = page("", 1_001).unwrap_err();
        assert!(
            failure
                .message()
                .contains("page_size: a page has 1 to 1000 entries, not 1001")
        );
    }
}
