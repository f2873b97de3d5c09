//! A PDF as somebody reads it who does not see it: by its structure.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Encoding, Object, ObjectId};

/// A PDF.
pub(super) struct Pdf {
    pub(super) document: Document,
    /// For each page the texts of its marked parts.
    marked: BTreeMap<ObjectId, BTreeMap<i64, String>>,
}

/// An element of the structure.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// What it is: "H1", "Table", "Figure".
    pub(super) role: String,
    /// What stands for it, for who cannot see it.
    pub(super) alternative: Option<String>,
    /// For a heading of a table what it is the heading of: "Row", "Column".
    pub(super) scope: Option<String>,
    /// Its own text and elements, in reading order.
    pub(super) parts: Vec<Part>,
}

#[derive(Debug)]
pub(super) enum Part {
    Text(String),
    Element(Node),
}

impl Pdf {
    pub(super) fn read(bytes: &[u8]) -> Self {
        let document = Document::load_mem(bytes).unwrap();
        let marked = document
            .page_iter()
            .map(|page| (page, marked_texts(&document, page)))
            .collect();
        Self { document, marked }
    }

    pub(super) fn catalog(&self) -> &Dictionary {
        self.document.catalog().unwrap()
    }

    /// What is said of the file for archives and catalogues.
    pub(super) fn metadata(&self) -> String {
        let metadata = self.catalog().get(b"Metadata").unwrap();
        let (_, metadata) = self.document.dereference(metadata).unwrap();
        String::from_utf8(metadata.as_stream().unwrap().content.clone()).unwrap()
    }

    /// Everything written on each page, marks that are not read aloud included.
    pub(super) fn pages(&self) -> Vec<String> {
        let pages = self.document.page_iter();
        pages.map(|page| all_text(&self.document, page)).collect()
    }

    /// The structure.
    pub(super) fn structure(&self) -> Node {
        let root = self.catalog().get(b"StructTreeRoot").unwrap();
        let (_, root) = self.document.dereference(root).unwrap();
        let mut node = Node::default();
        self.children(root.as_dict().unwrap(), None, &mut node);
        node
    }

    fn children(&self, element: &Dictionary, page: Option<ObjectId>, into: &mut Node) {
        let page = element
            .get(b"Pg")
            .and_then(Object::as_reference)
            .ok()
            .or(page);
        let Ok(kids) = element.get(b"K") else { return };
        let (_, kids) = self.document.dereference(kids).unwrap();
        let alone = std::slice::from_ref(kids);
        let kids = kids.as_array().map_or(alone, Vec::as_slice);
        for kid in kids {
            let (_, kid) = self.document.dereference(kid).unwrap();
            match kid {
                Object::Integer(mark) => into.parts.push(Part::Text(self.text(page, *mark))),
                Object::Dictionary(kid) if kid.has(b"MCID") => {
                    let page = kid.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                    let mark = kid.get(b"MCID").and_then(Object::as_i64).unwrap();
                    into.parts.push(Part::Text(self.text(page, mark)));
                }
                Object::Dictionary(kid) if kid.has(b"S") => {
                    let mut node = self.node(kid);
                    self.children(kid, page, &mut node);
                    into.parts.push(Part::Element(node));
                }
                // A reference to a link.
                _ => {}
            }
        }
    }

    fn node(&self, element: &Dictionary) -> Node {
        let text = |key: &[u8]| {
            let value = element.get(key).ok()?;
            Some(lopdf::decode_text_string(value).unwrap())
        };
        let attributes = element.get(b"A").ok().map(|attributes| {
            let (_, attributes) = self.document.dereference(attributes).unwrap();
            let alone = std::slice::from_ref(attributes);
            attributes.as_array().map_or(alone, Vec::as_slice)
        });
        let scope = attributes.into_iter().flatten().find_map(|attribute| {
            let (_, attribute) = self.document.dereference(attribute).ok()?;
            Some(name(attribute.as_dict().ok()?.get(b"Scope").ok()?))
        });
        Node {
            role: name(element.get(b"S").unwrap()),
            alternative: text(b"Alt"),
            scope,
            parts: Vec::new(),
        }
    }

    fn text(&self, page: Option<ObjectId>, mark: i64) -> String {
        let page = &self.marked[&page.unwrap()];
        page.get(&mark).cloned().unwrap_or_default()
    }
}

impl Node {
    /// Everything said in it, in reading order.
    pub(super) fn text(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Element(node) => node.text(),
        });
        let text = parts.collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Its elements.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Node> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Element(node) => Some(node),
        })
    }

    /// All elements of a role in it, in reading order.
    pub(super) fn all(&self, role: &str) -> Vec<&Node> {
        let mut found = Vec::new();
        for node in self.elements() {
            if node.role == role {
                found.push(node);
            }
            found.extend(node.all(role));
        }
        found
    }

    /// The structure, a line for each element that says something itself.
    pub(super) fn outline(&self) -> String {
        let mut lines = String::new();
        self.write(0, &mut lines);
        lines
    }

    fn write(&self, depth: usize, lines: &mut String) {
        for part in &self.parts {
            let indent = "  ".repeat(depth);
            match part {
                Part::Text(text) if text.trim().is_empty() => {}
                Part::Text(text) => writeln!(lines, "{indent}\"{}\"", text.trim()).unwrap(),
                Part::Element(node) => {
                    let scope = node.scope.as_ref().map(|scope| format!(" of {scope}"));
                    write!(lines, "{indent}{}{}", node.role, scope.unwrap_or_default()).unwrap();
                    let is_leaf = node.elements().next().is_none();
                    let words = node.alternative.clone();
                    match words.or_else(|| is_leaf.then(|| node.text())) {
                        Some(words) => writeln!(lines, ": {words}").unwrap(),
                        None => {
                            lines.push('\n');
                            node.write(depth + 1, lines);
                        }
                    }
                }
            }
        }
    }
}

fn name(object: &Object) -> String {
    String::from_utf8(object.as_name().unwrap().to_vec()).unwrap()
}

/// The texts of a page's marked parts by their numbers.
fn marked_texts(document: &Document, page: ObjectId) -> BTreeMap<i64, String> {
    let mut texts: BTreeMap<i64, String> = BTreeMap::new();
    each_text(document, page, |mark, text| {
        if let Some(mark) = mark {
            texts.entry(mark).or_default().push_str(text);
        }
    });
    texts
}

fn all_text(document: &Document, page: ObjectId) -> String {
    let mut all = String::new();
    each_text(document, page, |_, text| all.push_str(text));
    all
}

/// Tells every text that is drawn on a page, with the number of the marked part that it stands in.
fn each_text(document: &Document, page: ObjectId, mut tell: impl FnMut(Option<i64>, &str)) {
    let fonts = document.get_page_fonts(page).unwrap();
    let encodings: BTreeMap<_, Encoding<'_>> = fonts
        .into_iter()
        .map(|(name, font)| (name, font.get_font_encoding(document).unwrap()))
        .collect();
    let content = Content::decode(&document.get_page_content(page)).unwrap();
    let mut marks: Vec<Option<i64>> = Vec::new();
    let mut encoding = None;
    for operation in &content.operations {
        let operands = &operation.operands;
        let mark = marks.iter().rev().find_map(|mark| *mark);
        match operation.operator.as_str() {
            "BDC" | "BMC" => marks.push(operands.get(1).and_then(|properties| {
                properties.as_dict().ok()?.get(b"MCID").ok()?.as_i64().ok()
            })),
            "EMC" => {
                marks.pop();
            }
            "Tf" => encoding = encodings.get(operands[0].as_name().unwrap()),
            "Tj" | "TJ" => {
                let mut text = String::new();
                gather(operands, encoding.unwrap(), &mut text);
                tell(mark, &text);
            }
            "ET" => tell(mark, " "),
            _ => {}
        }
    }
}

fn gather(operands: &[Object], encoding: &Encoding<'_>, into: &mut String) {
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                into.push_str(&Document::decode_text(encoding, bytes).unwrap());
            }
            Object::Array(inside) => gather(inside, encoding, into),
            _ => {}
        }
    }
}
