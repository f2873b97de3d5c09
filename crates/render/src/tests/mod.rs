//! What a rendered report is made of, on a made-up force.

mod hostile;
mod markup;
mod said;
pub(crate) mod whole;

use std::collections::BTreeSet;

use peel_reporting_core::made_up::MadeUp;
use peel_reporting_core::{
    EarlierEdition, FailedCheck, OverviewDocument, OverviewInput, ReportDocument, figure_list,
    force_figure, force_report, overview, series_of_figure,
};

use crate::{render_figure_svg, render_html, render_overview_html, tidy_csv, tidy_overview_csv};
pub(crate) use hostile::{ATTACK, hostile};
use markup::{Element, elements, section};

fn document(made_up: &MadeUp) -> ReportDocument {
    force_report(&made_up.input()).unwrap()
}

fn page(made_up: &MadeUp) -> String {
    render_html(&document(made_up)).unwrap()
}

/// Every kind of report there is.
fn pages() -> Vec<String> {
    let mut bare = MadeUp::report();
    bare.comparisons.clear();
    bare.printed.clear();
    bare.reconciliations.clear();
    vec![
        page(&MadeUp::report()),
        page(&MadeUp::of("ashdale")),
        page(&bare),
        page(&hostile()),
        overview_page(&MadeUp::report()),
        overview_page(&hostile()),
        overview_page(&bare),
    ]
}

pub(crate) fn overview_document(made_up: &MadeUp) -> OverviewDocument {
    let inspections: Vec<_> = made_up.inspection.iter().cloned().collect();
    overview(&OverviewInput {
        edition: &made_up.edition,
        earlier: Some(EarlierEdition {
            edition: &made_up.edition,
            comparisons: &made_up.comparisons,
        }),
        inspections: &inspections,
        under_way: 0,
        comparisons: &made_up.comparisons,
        printed: &made_up.printed,
        revision: peel_model::Revision::new(7),
        method: &made_up.method,
        software: "peel 0.0.0-made-up",
    })
}

fn overview_page(made_up: &MadeUp) -> String {
    render_overview_html(&overview_document(made_up)).unwrap()
}

#[test]
fn no_name_or_text_becomes_markup() {
    for page in [page(&hostile()), overview_page(&hostile())] {
        assert!(
            page.contains("&#60;script&#62;"),
            "the attack is not even in the page"
        );
        for element in elements(&page) {
            assert!(!["script", "img"].contains(&element.name), "{element:?}");
            let handlers = element
                .attributes
                .iter()
                .filter(|(name, _)| name.starts_with("on"));
            assert_eq!(handlers.count(), 0, "{element:?}");
        }
        assert_eq!(page.matches("</style>").count(), 1);
    }
}

#[test]
fn a_figure_alone_is_a_drawing_that_no_text_breaks() {
    for mut made_up in [MadeUp::report(), hostile()] {
        pair_the_last_figure(&mut made_up);
        for listed in figure_list(&made_up.edition) {
            let id = listed.id.parse().unwrap();
            if series_of_figure(&made_up.edition, &id).is_some() {
                continue;
            }
            let figure = force_figure(&made_up.input(), &id).unwrap();
            let svg = render_figure_svg(&figure);
            assert!(
                svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""),
                "{svg}"
            );
            let found = elements(&svg);
            assert!(found.iter().any(|element| element.name == "title"));
            assert!(found.iter().any(|element| element.name == "desc"));
            let drawn = [
                "svg", "title", "desc", "g", "text", "path", "rect", "circle",
            ];
            for element in found {
                assert!(drawn.contains(&element.name), "{element:?}");
            }
        }
    }
}

#[test]
fn every_element_is_closed_and_every_heading_follows_in_order() {
    for page in pages() {
        let mut level = 0;
        for heading in elements(&page).iter().filter_map(Element::heading_level) {
            assert!(heading <= level + 1, "h{heading} after h{level}");
            level = heading;
        }
        let first = elements(&page)
            .iter()
            .filter(|element| element.name == "h1")
            .count();
        assert_eq!(first, 1);
    }
}

#[test]
fn every_link_stays_on_the_page_and_finds_its_place() {
    for page in pages() {
        let found = elements(&page);
        let mut places = BTreeSet::new();
        for id in found.iter().filter_map(|element| element.attribute("id")) {
            assert!(places.insert(id), "the place {id} exists twice");
        }
        for element in &found {
            assert!(element.attribute("src").is_none(), "{element:?}");
            if let Some(target) = element.attribute("href") {
                let place = target.strip_prefix('#').expect("links stay on the page");
                assert!(places.contains(place), "nothing is at {target}");
            }
            let described = ["aria-labelledby", "aria-describedby"];
            for name in described.iter().filter_map(|name| element.attribute(name)) {
                for place in name.split(' ') {
                    assert!(places.contains(place), "nothing is at {place}");
                }
            }
        }
        assert!(!page.contains("url(") && !page.contains("@import"));
    }
}

#[test]
fn whoever_does_not_see_the_page_is_told_what_is_on_it() {
    for page in pages() {
        let found = elements(&page);
        let count = |name: &str| found.iter().filter(|element| element.name == name).count();
        assert_eq!(
            found.first().and_then(|html| html.attribute("lang")),
            Some("en-GB")
        );
        assert_eq!([count("main"), count("nav"), count("footer")], [1, 1, 1]);
        assert_eq!(count("table"), count("caption"));
        assert_eq!(count("figure"), count("figcaption"));
        for heading in found.iter().filter(|element| element.name == "th") {
            assert!(
                matches!(heading.attribute("scope"), Some("col" | "row")),
                "{heading:?}"
            );
        }
        for drawing in found.iter().filter(|element| element.name == "svg") {
            assert_eq!(drawing.attribute("role"), Some("img"));
            let named = ["aria-label", "aria-labelledby"];
            assert!(
                named.iter().any(|name| drawing.attribute(name).is_some()),
                "{drawing:?}"
            );
        }
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = document(&MadeUp::report());
    assert_eq!(
        render_html(&document).unwrap(),
        render_html(&document.clone()).unwrap()
    );
    assert_eq!(tidy_csv(&document), tidy_csv(&document.clone()));
}

#[test]
fn every_number_on_the_page_is_a_line_of_the_table() {
    let report = document(&MadeUp::report());
    is_traced(&render_html(&report).unwrap(), &tidy_csv(&report));
    let overview = overview_document(&MadeUp::report());
    let page = render_overview_html(&overview).unwrap();
    is_traced(&page, &tidy_overview_csv(&overview));
}

/// Checks that every number of a page is a line of a table.
fn is_traced(page: &str, csv: &str) {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let lines: BTreeSet<[String; 5]> = reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            // indicator, period, subject, quantity, value
            [4, 5, 6, 8, 9].map(|column| record[column].to_owned())
        })
        .collect();
    let found = elements(page);
    let numbers: Vec<&Element<'_>> = found.iter().filter(|found| found.name == "data").collect();
    assert!(numbers.len() > 100);
    for number in numbers {
        let attributes = [
            "data-indicator",
            "data-period",
            "data-subject",
            "data-quantity",
            "value",
        ];
        let asked = attributes.map(|name| number.attribute(name).unwrap().to_owned());
        assert!(lines.contains(&asked), "{asked:?} is in no line");
        assert!(
            number
                .attribute("title")
                .is_some_and(|account| !account.is_empty())
        );
    }
}

#[test]
fn no_cell_of_the_table_is_taken_for_a_formula() {
    let mut made_up = MadeUp::report();
    for entry in made_up
        .edition
        .layout
        .force_in_numbers
        .iter_mut()
        .flat_map(|g| &mut g.entries)
    {
        entry.label = "=HYPERLINK(\"http://example.invalid\")".to_owned();
    }
    let csv = tidy_csv(&document(&made_up));
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let value = reader
        .headers()
        .unwrap()
        .iter()
        .position(|name| name == "value")
        .unwrap();
    for record in reader.records() {
        for (column, cell) in record.unwrap().iter().enumerate() {
            let is_number = column == value && cell.parse::<f64>().is_ok();
            assert!(
                is_number || !cell.starts_with(['=', '+', '-', '@']),
                "{cell}"
            );
        }
    }
}

#[test]
fn figures_as_printed_are_marked_and_absent_ones_say_why() {
    let page = page(&MadeUp::report());
    let shown = section(&page, "<section id=\"force-in-numbers\"", "</section>");
    assert!(shown.contains("7.5</data> <span class=\"tag\">as printed</span>"));
    assert!(shown.contains("No value: Not supplied."));
}

#[test]
fn the_parts_of_a_page_look_like_this() {
    let page = page(&MadeUp::report());
    let check = |name: &str, begins: &str, ends: &str| {
        insta::assert_snapshot!(name, section(&page, begins, ends));
    };
    check("cover", "<header class=\"cover\">", "</header>");
    check("contents", "<nav class=\"contents\"", "</nav>");
    check(
        "force_in_numbers",
        "<section id=\"force-in-numbers\"",
        "</section>",
    );
    check("overall", "<section id=\"overall\"", "</section>");
    check("line", "<figure id=\"figure-1\">", "</figure>");
    check("table", "<figure id=\"figure-2\">", "</figure>");
    check("bars", "<figure id=\"figure-3\">", "</figure>");
    check("not_drawn", "<figure id=\"figure-4\">", "</figure>");
    check("findings", "<div class=\"findings serious\">", "</div>");
    check("reproduction", "<section id=\"reproduction\"", "</section>");
    check("progress", "<section id=\"progress\"", "</section>");
    check("annex", "<section id=\"annex\"", "</section>");
    check("footer", "<footer>", "</footer>");
}

#[test]
fn a_draft_is_marked_on_every_page_and_lists_its_failed_checks() {
    let mut made_up = hostile();
    assert!(
        !page(&made_up).contains("class=\"draft\""),
        "a published one is not marked"
    );
    made_up.inspection.as_mut().unwrap().state = peel_model::InspectionState::Draft;
    made_up.failed_checks = Some(vec![FailedCheck {
        check: "grade-words".to_owned(),
        severity: peel_model::Severity::Error,
        place: "summary of preventing, paragraph 1".to_owned(),
        message: "It says </p><script>alert(1)</script>.".to_owned(),
    }]);
    let page = page(&made_up);
    assert!(page.contains("<body class=\"draft\" data-mark=\"Draft\">"));
    // The mark is fixed on the screen, and so repeated on every sheet.
    assert!(page.contains(".draft::after{content:attr(data-mark);position:fixed"));
    elements(&page);
    insta::assert_snapshot!(
        "draft",
        section(&page, "<section id=\"draft\"", "</section>")
    );
}

#[test]
fn an_overview_looks_like_this() {
    let page = overview_page(&MadeUp::report());
    let check = |name: &str, begins: &str| {
        insta::assert_snapshot!(name, section(&page, begins, "</section>"));
    };
    check("overview_grades", "<section id=\"grades\"");
    check("overview_themes", "<section id=\"themes\"");
    check("overview_data_quality", "<section id=\"data-quality\"");
    check("overview_changes", "<section id=\"changes\"");
}

#[test]
fn a_report_without_an_inspection_says_so() {
    let page = page(&MadeUp::of("ashdale"));
    let overall = section(&page, "<section id=\"overall\"", "</section>");
    insta::assert_snapshot!("overall_without_an_inspection", overall);
}

#[test]
fn the_drawings_look_like_this() {
    let mut made_up = MadeUp::report();
    pair_the_last_figure(&mut made_up);
    for figure in [
        "figure-4",
        "all-indicators",
        "funnel-burglary-rate",
        "map-burglary-rate",
    ] {
        let made = force_figure(&made_up.input(), &figure.parse().unwrap()).unwrap();
        insta::assert_snapshot!(format!("drawing_{figure}"), render_figure_svg(&made));
    }
}

/// Makes the last figure bars in pairs.
fn pair_the_last_figure(made_up: &mut MadeUp) {
    let last = made_up.edition.layout.figures.last_mut().unwrap();
    last.shape = peel_model::FigureShape::BarsByType;
    last.indicators = ["crime-rate", "assault-rate", "empty-rate"]
        .map(|slug| slug.parse().unwrap())
        .into();
}

#[test]
fn a_panel_stands_for_what_is_no_drawing() {
    let made_up = MadeUp::report();
    for figure in ["figure-2", "figure-4"] {
        let made = force_figure(&made_up.input(), &figure.parse().unwrap()).unwrap();
        insta::assert_snapshot!(format!("panel_{figure}"), render_figure_svg(&made));
    }
}
