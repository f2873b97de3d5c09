//! What a PDF of a report is made of, on a made-up force. In place of a validator, which no package
//! registry has: what PDF/A and PDF/UA ask of a file is looked up in it.

mod pictures;
mod read;

use std::collections::BTreeSet;

use lopdf::Object;
use peel_model::Severity;
use peel_reporting_core::made_up::MadeUp;
use peel_reporting_core::{FailedCheck, ReportDocument, force_report};

use crate::tests::whole::{check, overviews, reports};
use crate::tests::{ATTACK, hostile, overview_document};
use crate::{render_overview_pdf, render_pdf};
use read::{Node, Pdf};

fn document(made_up: &MadeUp) -> ReportDocument {
    force_report(&made_up.input()).unwrap()
}

fn pdf(made_up: &MadeUp) -> Pdf {
    Pdf::read(&render_pdf(&document(made_up)).unwrap())
}

/// A report on nothing.
fn bare() -> MadeUp {
    let mut bare = MadeUp::of("ashdale");
    bare.comparisons.clear();
    bare.printed.clear();
    bare.reconciliations.clear();
    bare
}

fn draft() -> MadeUp {
    let mut draft = MadeUp::report();
    let inspection = draft.inspection.as_mut().unwrap();
    inspection.state = peel_model::InspectionState::Draft;
    draft.failed_checks = Some(vec![FailedCheck {
        check: "a-made-up-check".to_owned(),
        severity: Severity::Error,
        place: "finding f1".to_owned(),
        message: "It says one thing here and another there.".to_owned(),
    }]);
    draft
}

#[test]
fn a_file_says_what_it_is_and_what_it_conforms_to() {
    let pdf = pdf(&MadeUp::report());
    let metadata = pdf.metadata();
    let check = |said: &str| assert!(metadata.contains(said), "{said} in {metadata}");
    check("<pdfaid:part>2</pdfaid:part>");
    check("<pdfaid:conformance>A</pdfaid:conformance>");
    check("<pdfuaid:part>1</pdfuaid:part>");
    let title = "PEEL: Made-up effectiveness 1999 (revisited) – An inspection of Northmarch Police";
    check(title);
    let catalog = pdf.catalog();
    let (_, marked) = pdf
        .document
        .dereference(catalog.get(b"MarkInfo").unwrap())
        .unwrap();
    assert!(
        marked
            .as_dict()
            .unwrap()
            .get(b"Marked")
            .unwrap()
            .as_bool()
            .unwrap()
    );
    let language = lopdf::decode_text_string(catalog.get(b"Lang").unwrap()).unwrap();
    assert_eq!(language, "en-GB");
    let (_, shown) = pdf
        .document
        .dereference(catalog.get(b"ViewerPreferences").unwrap())
        .unwrap();
    let shown = shown.as_dict().unwrap();
    assert!(shown.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
    assert!(catalog.has(b"OutputIntents"), "what its colours mean");
    assert!(catalog.has(b"Outlines"), "its bookmarks");
}

#[test]
fn it_is_dated_with_the_last_day_that_its_numbers_tell_of() {
    let check = |made_up: &MadeUp, expected: &str| {
        let metadata = pdf(made_up).metadata();
        let date = metadata.split_once("<xmp:CreateDate>").unwrap().1;
        assert_eq!(&date[..10], expected);
    };
    check(&MadeUp::report(), "1999-07-01");
    let mut unnumbered = bare();
    unnumbered.edition.layout.force_in_numbers.clear();
    unnumbered.edition.layout.figures.clear();
    unnumbered.edition.indicators.clear();
    check(&unnumbered, "1970-01-01");
}

#[test]
fn it_is_read_aloud_like_this() {
    insta::assert_snapshot!(pdf(&MadeUp::report()).structure().outline());
}

#[test]
fn everything_in_a_file_is_in_it() {
    for made_up in [MadeUp::report(), hostile(), draft()] {
        let pdf = pdf(&made_up);
        for (id, object) in &pdf.document.objects {
            let dictionary = match object {
                Object::Dictionary(dictionary) => dictionary,
                Object::Stream(stream) => &stream.dict,
                _ => continue,
            };
            let unwanted: [&[u8]; 7] = [
                b"JS",
                b"JavaScript",
                b"URI",
                b"Launch",
                b"EmbeddedFile",
                b"OpenAction",
                b"AA",
            ];
            for key in unwanted {
                assert!(!dictionary.has(key), "{id:?} {dictionary:?}");
            }
            if dictionary
                .get(b"Type")
                .and_then(Object::as_name)
                .is_ok_and(|kind| kind == b"FontDescriptor")
            {
                let embedded = [&b"FontFile2"[..], b"FontFile3"];
                assert!(
                    embedded.iter().any(|key| dictionary.has(key)),
                    "{dictionary:?}"
                );
            }
        }
    }
}

#[test]
fn what_is_drawn_is_told_in_words() {
    for made_up in [MadeUp::report(), MadeUp::of("ashdale"), hostile()] {
        let document = document(&made_up);
        let structure = pdf(&made_up).structure();
        let figures = structure.all("Figure");
        let told: BTreeSet<_> = figures
            .iter()
            .map(|figure| figure.alternative.clone().unwrap())
            .collect();
        let in_chapters = document
            .chapters
            .iter()
            .flat_map(|chapter| &chapter.figures);
        let all = document.force_in_numbers.figures.iter().chain(in_chapters);
        let drawn: Vec<_> = all
            .filter(|figure| crate::chart::drawing_svg(figure).is_some())
            .collect();
        let groups = document.force_in_numbers.groups.iter();
        let strips: Vec<_> = groups
            .flat_map(|group| &group.tiles)
            .filter_map(|tile| tile.strip.as_ref())
            .collect();
        assert!(!drawn.is_empty() && !strips.is_empty());
        assert_eq!(figures.len(), drawn.len() + strips.len());
        let words = drawn.iter().map(|figure| &figure.description);
        for words in words.chain(strips.iter().map(|strip| &strip.description)) {
            let first = words.split(ATTACK).next().unwrap();
            assert!(
                told.iter().any(|one| one.starts_with(first)),
                "{words} in {told:?}"
            );
        }
    }
}

#[test]
fn tables_have_captions_and_headings_of_columns_and_rows() {
    for made_up in [MadeUp::report(), MadeUp::of("ashdale")] {
        let structure = pdf(&made_up).structure();
        let tables = structure.all("Table");
        assert!(tables.len() > 5);
        for table in tables {
            let caption = table.all("Caption");
            let rows = table.all("TR");
            let (head, rows) = rows.split_first().unwrap();
            let head: Vec<_> = head.elements().collect();
            assert!(
                caption.len() == 1 && !caption[0].text().is_empty(),
                "{table:?}"
            );
            assert!(!head.is_empty() && !rows.is_empty(), "{table:?}");
            assert!(
                head.iter()
                    .all(|cell| cell.scope.as_deref() == Some("Column"))
            );
            for row in rows {
                let cells: Vec<_> = row.elements().collect();
                assert_eq!(cells.len(), head.len(), "{row:?}");
                assert_eq!(cells[0].scope.as_deref(), Some("Row"), "{row:?}");
                assert!(!cells[0].text().is_empty(), "{row:?}");
            }
        }
    }
}

/// Headings of a structure, in reading order.
fn headings(node: &Node, found: &mut Vec<(u8, String)>) {
    for element in node.elements() {
        let level = element
            .role
            .strip_prefix('H')
            .and_then(|level| level.parse().ok());
        match level {
            Some(level) => found.push((level, element.text())),
            None => headings(element, found),
        }
    }
}

#[test]
fn headings_come_in_the_order_of_the_contents_and_skip_no_level() {
    for made_up in [MadeUp::report(), MadeUp::of("ashdale"), bare(), draft()] {
        let document = document(&made_up);
        let mut found = Vec::new();
        headings(&pdf(&made_up).structure(), &mut found);
        let mut last = 0;
        for (level, heading) in &found {
            assert!(*level <= last + 1, "{heading} skips a level: {found:?}");
            last = *level;
        }
        let top: Vec<_> = found
            .iter()
            .filter(|(level, _)| *level == 1)
            .map(|(_, heading)| heading.as_str())
            .collect();
        let mut expected = vec!["Contents"];
        expected.extend(document.draft.iter().map(|draft| draft.mark.as_str()));
        expected.extend((!document.introduction.is_empty()).then_some("Introduction"));
        expected.extend(["Force in numbers", &document.overall.question]);
        expected.extend(
            document
                .chapters
                .iter()
                .map(|chapter| chapter.question.as_str()),
        );
        expected.extend((!document.next_steps.is_empty()).then_some("Next steps"));
        expected.extend([
            "What could be reproduced",
            "Progress of findings",
            "Annex: About the data",
        ]);
        let drawn = !pdf(&made_up).structure().all("Figure").is_empty();
        expected.extend(drawn.then_some("The data of the figures"));
        assert_eq!(top, expected);
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = document(&MadeUp::report());
    let first = render_pdf(&document).unwrap();
    let other = std::thread::scope(|scope| {
        // Another report under way changes nothing.
        let beside = scope.spawn(|| render_pdf(&self::document(&draft())).unwrap());
        let again = render_pdf(&document).unwrap();
        assert_ne!(beside.join().unwrap(), first);
        again
    });
    assert!(first == other, "the second differs");
}

#[test]
fn a_draft_is_marked_on_every_page_and_lists_its_failed_checks() {
    let drafted = pdf(&draft());
    let pages = drafted.pages();
    assert!(pages.len() > 5);
    for page in &pages {
        assert!(page.contains("Draft"), "{page}");
    }
    let structure = drafted.structure();
    let said = structure.text();
    assert!(
        said.contains("It says one thing here and another there."),
        "{said}"
    );
    assert!(said.contains("a-made-up-check"), "{said}");
    // Who listens is told once, in its section and in the contents, not on every page.
    assert!(said.matches("Draft").count() < 4, "{said}");
    let published = pdf(&MadeUp::report());
    assert!(published.pages().iter().all(|page| !page.contains("Draft")));
}

#[test]
fn no_name_or_text_is_read_as_markup() {
    let said = pdf(&hostile()).structure().text();
    let attack = ATTACK.replace("漢字", "\u{fffd}\u{fffd}");
    assert!(unbroken(&said).contains(&unbroken(&attack)), "{said}");
}

#[test]
fn texts_of_any_length_and_letters_come_out() {
    let mut made_up = MadeUp::report();
    let inspection = made_up.inspection.as_mut().unwrap();
    let finding = &mut inspection.findings[0];
    finding.title = "Łódź, Ångström, Čapek, Ŵyn, Ẃ, Ñandú, Ελλάδα, Кирилл".to_owned();
    finding.text = "word ".repeat(6_000) + &"x".repeat(5_000);
    finding.chain[0].text = "again ".repeat(2_000);
    let said = pdf(&made_up).structure().text();
    assert!(
        said.contains("Łódź, Ångström, Čapek, Ŵyn, Ẃ, Ñandú, Ελλάδα, Кирилл"),
        "{said}"
    );
    assert!(said.contains(&"word ".repeat(20)));
}

#[test]
fn a_force_without_findings_or_data_has_a_report_that_says_so() {
    let said = pdf(&MadeUp::of("ashdale")).structure().text();
    assert!(
        said.contains("No inspection of this force is recorded"),
        "{said}"
    );
    let said = pdf(&bare()).structure().text();
    assert!(said.contains("No value:"), "{said}");
    assert!(
        said.contains("No chart can be drawn") || said.contains("cannot be"),
        "{said}"
    );
}

/// A text without what lines are broken at.
fn unbroken(text: &str) -> String {
    let joins =
        |letter: char| !(letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{2060}'));
    text.chars().filter(|letter| joins(*letter)).collect()
}

#[test]
fn a_file_has_every_text() {
    // Where a number comes from, and why there is none, is asked of other formats; remarks beside
    // it say so in words.
    let without = ["drawing", "contents", "anchor", "id", "origin", "basis"];
    let told = |pdf: &[u8]| {
        let structure = Pdf::read(pdf).structure();
        let figures = structure.all("Figure");
        let words = figures
            .iter()
            .filter_map(|figure| figure.alternative.clone());
        unbroken(&(structure.text() + &words.collect::<String>()))
    };
    let has = |told: &String, text: &str| told.contains(&unbroken(text));
    check(
        &reports(),
        &without,
        |it| told(&render_pdf(it).unwrap()),
        has,
    );
    let overview = |it: &_| told(&render_overview_pdf(it).unwrap());
    check(&overviews(), &without, overview, has);
}

#[test]
fn an_overview_is_read_aloud_like_this() {
    let overview = overview_document(&MadeUp::report());
    let pdf = Pdf::read(&render_overview_pdf(&overview).unwrap());
    insta::assert_snapshot!(pdf.structure().outline());
}

#[test]
fn an_overview_of_hostile_or_missing_data_comes_out() {
    for made_up in [hostile(), bare()] {
        let pdf = render_overview_pdf(&overview_document(&made_up)).unwrap();
        let said = Pdf::read(&pdf).structure().text();
        assert!(said.contains("What findings have in common"), "{said}");
    }
}
