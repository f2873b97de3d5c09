//! Everything that is wrong with a request, collected before it is refused.

use tonic_types::FieldViolation;

use super::{Failure, FailureKind, Reason};

/// Violations beyond this number are counted, not listed.
const MAXIMUM_LISTED: usize = 50;

/// Violations beyond this many bytes of text are counted, not listed: details travel in an
/// HTTP/2 header, and clients refuse header lists above 8 to 16 KiB.
const MAXIMUM_TEXT: usize = 4 * 1024;

/// The message tells as many violations as fit into this many bytes.
const MAXIMUM_MESSAGE: usize = 400;

/// Collects what is wrong with a request, field by field, so that a caller learns all at once.
///
/// ```
/// use peel_kit::{Failure, Violations};
///
/// fn check(page_size: i32, force: &str) -> Result<(), Failure> {
///     let mut violations = Violations::default();
///     if page_size < 0 {
///         violations.add("page_size", "must not be negative");
///     }
///     if force.is_empty() {
///         violations.add("force", "is required, such as \"west-midlands\"");
///     }
///     violations.check()
/// }
///
/// let failure = check(-1, "").unwrap_err();
/// assert_eq!(
///     failure.message(),
///     "the request has 2 invalid fields; page_size: must not be negative; \
///      force: is required, such as \"west-midlands\""
/// );
/// ```
#[derive(Debug, Default)]
pub struct Violations {
    listed: Vec<FieldViolation>,
    text: usize,
    unlisted: usize,
}

impl Violations {
    /// Adds what is wrong with `field`, the path in the request (`observations[3].value`).
    pub fn add(&mut self, field: impl Into<String>, description: impl Into<String>) {
        let (field, description) = (field.into(), description.into());
        let text = self.text + field.len() + description.len();
        if self.listed.len() == MAXIMUM_LISTED || text > MAXIMUM_TEXT {
            self.unlisted += 1;
        } else {
            self.text = text;
            self.listed.push(FieldViolation::new(field, description));
        }
    }

    /// Adds that `field` is missing where its value is empty; `list` is the call that lists the
    /// names it takes.
    ///
    /// ```
    /// let mut violations = peel_kit::Violations::default();
    /// violations.require("force", "", "ListForces");
    /// let failure = violations.check().unwrap_err();
    /// assert!(failure.message().ends_with("force: is required; ListForces tells those there are"));
    /// ```
    pub fn require(&mut self, field: &str, value: &str, list: &str) {
        if value.is_empty() {
            self.add(field, format!("is required; {list} tells those there are"));
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty() && self.unlisted == 0
    }

    /// How many violations were added.
    pub fn len(&self) -> usize {
        self.listed.len() + self.unlisted
    }

    /// # Errors
    ///
    /// `INVALID_ARGUMENT` with all violations, if there are any.
    pub fn check(self) -> Result<(), Failure> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(self.into())
        }
    }

    /// `INVALID_ARGUMENT` with all violations, for a more telling reason than
    /// [`Reason::INVALID_REQUEST`].
    pub fn refused_as(self, reason: &'static str) -> Failure {
        let fields = match self.len() {
            1 => "1 invalid field".to_owned(),
            number => format!("{number} invalid fields"),
        };
        let mut message = format!("the request has {fields}");
        let mut told = 0;
        for violation in &self.listed {
            let text = format!("; {}: {}", violation.field, violation.description);
            if message.len() + text.len() > MAXIMUM_MESSAGE {
                break;
            }
            message.push_str(&text);
            told += 1;
        }
        if told < self.len() {
            message.push_str("; see the details for the rest");
        }
        let mut listed = self.listed;
        if self.unlisted > 0 {
            let more = format!("{} more violations are not listed", self.unlisted);
            listed.push(FieldViolation::new("", more));
        }
        Failure::new(FailureKind::InvalidArgument, reason, message).with_violations(listed)
    }
}

impl From<Violations> for Failure {
    fn from(violations: Violations) -> Self {
        violations.refused_as(Reason::INVALID_REQUEST)
    }
}
