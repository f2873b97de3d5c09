//! Reads markup as far as tests need it, and refuses what is not well formed.

/// An element's opening tag.
#[derive(Debug, Clone)]
pub(crate) struct Element<'t> {
    /// Its name.
    pub(crate) name: &'t str,
    /// Its attributes with their values as written.
    pub(crate) attributes: Vec<(&'t str, &'t str)>,
}

const NEVER_CLOSED: [&str; 3] = ["meta", "br", "hr"];

impl<'t> Element<'t> {
    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'t str> {
        let found = self.attributes.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value)
    }

    /// 1 for `h1` and so on.
    pub(crate) fn heading_level(&self) -> Option<u32> {
        let level = self.name.strip_prefix('h')?.parse().ok()?;
        (1..=6).contains(&level).then_some(level)
    }
}

/// Every element of a text, in order.
///
/// # Panics
/// When an element is not closed, or closed in the wrong place, or its tag is malformed.
pub(crate) fn elements(text: &str) -> Vec<Element<'_>> {
    let mut found = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let after = &rest[start + 1..];
        let end = after.find('>').expect("a tag ends");
        let tag = &after[..end];
        rest = &after[end + 1..];
        if tag.starts_with('!') {
            continue;
        }
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(
                open.pop(),
                Some(closed),
                "</{closed}> closes another element"
            );
            continue;
        }
        let element = element(tag.trim_end_matches('/'));
        if !tag.ends_with('/') && !NEVER_CLOSED.contains(&element.name) {
            open.push(element.name);
        }
        if element.name == "style" {
            // Style is no markup; only its own end tag ends it.
            rest = &rest[rest.find("</style>").expect("the style ends")..];
        }
        found.push(element);
    }
    assert_eq!(open, Vec::<&str>::new(), "not closed");
    found
}

fn element(tag: &str) -> Element<'_> {
    let (name, mut rest) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
    assert!(
        name.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "<{tag}>"
    );
    let mut attributes = Vec::new();
    while !rest.trim().is_empty() {
        let (name, after) = rest
            .trim_start()
            .split_once("=\"")
            .expect("values are quoted");
        let (value, after) = after.split_once('"').expect("quotes are closed");
        attributes.push((name, value));
        rest = after;
    }
    Element { name, attributes }
}

/// The part of a page from `begins` to the next `ends`, both included.
///
/// # Panics
/// When there is none.
pub(crate) fn section<'t>(page: &'t str, begins: &str, ends: &str) -> &'t str {
    let start = page.find(begins).expect("the section begins");
    let length = page[start..].find(ends).expect("the section ends");
    &page[start..start + length + ends.len()]
}
