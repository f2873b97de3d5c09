//! What Typst may see: the templates, two files of data and the fonts; no disk, network or clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt as _, WorldExt as _};

use super::fonts::FONTS;

/// The templates, read once: those that can be asked for, and what they share.
static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    [
        (
            Template::Report.path(),
            include_str!("../../assets/typst/report.typ"),
        ),
        (
            Template::Overview.path(),
            include_str!("../../assets/typst/overview.typ"),
        ),
        ("looks.typ", include_str!("../../assets/typst/looks.typ")),
        ("parts.typ", include_str!("../../assets/typst/parts.typ")),
        (
            "sections.typ",
            include_str!("../../assets/typst/sections.typ"),
        ),
    ]
    .into_iter()
    .filter_map(|(path, text)| Some(Source::new(file(path)?, text.to_owned())))
    .collect()
});

/// What templates are written with, once for all documents. Headings of rows are among what Typst
/// still calls extras.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// The template of a whole document.
#[derive(Debug, Clone, Copy)]
pub(super) enum Template {
    /// A force's report.
    Report,
    /// An overview of an edition.
    Overview,
}

impl Template {
    fn path(self) -> &'static str {
        match self {
            Self::Report => "report.typ",
            Self::Overview => "overview.typ",
        }
    }
}

/// What one document is made of.
pub(super) struct Files {
    /// What it says, as JSON.
    pub(super) content: String,
    /// Its drawings, as JSON.
    pub(super) drawings: String,
}

/// What Typst may see for one document.
pub(super) struct World {
    main: Source,
    content: Bytes,
    drawings: Bytes,
}

fn file(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World {
    pub(super) fn new(template: Template, files: Files) -> Self {
        let asked = template.path();
        let main = SOURCES
            .iter()
            .find(|source| source.id().get().vpath().get_without_slash() == asked);
        Self {
            main: main.cloned().unwrap_or_else(|| Source::detached("")),
            content: Bytes::from_string(files.content),
            drawings: Bytes::from_string(files.drawings),
        }
    }

    /// Where in a template an error arose: "parts.typ, line 12".
    pub(super) fn place(&self, error: &SourceDiagnostic) -> Option<String> {
        let id = error.span.id()?;
        let source = typst::World::source(self, id).ok()?;
        let start = self.range(error.span)?.start;
        let line = source.lines().byte_to_line(start)?;
        let path = id.get().vpath().get_without_slash();
        Some(format!("{path}, line {}", line + 1))
    }
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = SOURCES.iter().find(|source| source.id() == id);
        known.cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id.get().vpath().get_without_slash() {
            "content.json" => Ok(self.content.clone()),
            "drawings.json" => Ok(self.drawings.clone()),
            _ => Err(not_found(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
