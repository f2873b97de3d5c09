//! Which sheets the workbook of a report has.

use peel_reporting_core::{
    Chapter, Figure, FindingView, JudgmentView, ProgressRow, RecommendationView, ReportDocument,
    Text, Tile,
};

use super::cells::{Content, remarks};
use super::front::Front;
use super::sheets::{REMARKS, Sheet, Words, data, entries, figure, notes};
use crate::sections::Made;

/// What leads into the workbook of a report.
pub(super) fn front(document: &ReportDocument) -> Front<'_> {
    let draft = document.draft.iter();
    let draft = draft.flat_map(|draft| [&draft.mark, &draft.remark, &draft.checks]);
    let corrected = document.corrections.iter();
    let corrected = corrected.map(|corrections| &corrections.remark);
    Front {
        cover: &document.cover,
        remarks: draft.chain(corrected).map(String::as_str).collect(),
        made: Made::report(&document.provenance),
    }
}

/// Every table of a report that has a row, in the report's order.
pub(super) fn sheets(document: &ReportDocument) -> Vec<Sheet> {
    let in_chapters = document.chapters.iter();
    let in_chapters = in_chapters.flat_map(|chapter| &chapter.footnotes);
    let footnotes = document.force_in_numbers.footnotes.iter();
    let corrected = document.corrections.iter();
    let corrected = corrected.map(|them| data("Versions", "What was corrected", &them.versions));
    let mut sheets: Vec<Sheet> = corrected.collect();
    sheets.extend([
        failed_checks(document),
        notes(footnotes.chain(in_chapters)),
        words(document),
        glance(document),
    ]);
    let drawn = |one: &Figure| figure(&format!("Figure {}", one.number), one);
    sheets.extend(document.force_in_numbers.figures.iter().map(drawn));
    sheets.push(grades(document));
    for chapter in &document.chapters {
        sheets.extend(chapter.figures.iter().map(drawn));
        let name = format!("Question {}", chapter.number);
        let title = format!("Other indicators: {}", chapter.title);
        sheets.push(data(&name, &title, &chapter.indicators));
    }
    sheets.extend([facts(document), findings(document), progress(document)]);
    let reproduction = &document.reproduction;
    let summary = &reproduction.summary;
    sheets.push(data("Reproduced", summary, &reproduction.compared));
    let causes = &reproduction.causes;
    sheets.push(entries("Causes", "Why computed figures differ", causes));
    let printed = (1_usize..).zip(&reproduction.printed_only);
    sheets.extend(
        printed
            .map(|(number, table)| data(&format!("Printed only {number}"), &table.caption, table)),
    );
    sheets.extend(super::sheets::annex(&document.annex));
    sheets.retain(|sheet| !sheet.rows.is_empty());
    sheets
}

fn failed_checks(document: &ReportDocument) -> Sheet {
    let failed = document.draft.iter().flat_map(|draft| &draft.failed);
    let rows = failed.map(|one| {
        [one.severity.name(), &one.check, &one.place, &one.message]
            .map(Content::text)
            .to_vec()
    });
    let title = "What does not fit together in the inspection";
    let columns = ["Severity", "Check", "Place", "What contradicts what"];
    Sheet::new("Failed checks", title, columns, rows.collect())
}

fn words(document: &ReportDocument) -> Sheet {
    let mut words = Words::default();
    words.add("Introduction", "", &document.introduction);
    let overall = &document.overall;
    words.add("Overview", "Question", [&overall.question]);
    words.add("Overview", "", [&overall.remark]);
    for chapter in &document.chapters {
        let title = &chapter.title;
        words.add(title, "Question", [&chapter.question]);
        words.add(title, "", [&chapter.remark]);
        words.add(title, "What was found", &chapter.summary);
        for part in &chapter.parts {
            let asked = format!("{} {}", part.number, part.question);
            words.add(title, &asked, part.aspects.iter());
            words.add(title, &asked, [&part.assessment]);
        }
    }
    words.add("Next steps", "", &document.next_steps);
    words.add("Reproduction", "", [&document.reproduction.summary]);
    words.add("Progress of findings", "", [&document.progress.remark]);
    words.add("Annex: About the data", "Method", &document.annex.method);
    words.sheet()
}

fn glance(document: &ReportDocument) -> Sheet {
    let groups = &document.force_in_numbers.groups;
    let tiles = groups
        .iter()
        .flat_map(|group| group.tiles.iter().map(move |tile| (&group.title, tile)));
    let names = tiles.clone().next().map(|(_, tile)| {
        [&tile.force, &tile.comparator].map(|number| number.origin.subject.name.as_str())
    });
    let [force, comparator] = names.unwrap_or(["Force", "Comparator"]);
    let row = |(group, tile): (&String, &Tile)| {
        let numbers = [&tile.force, &tile.comparator];
        let spread = tile.strip.as_ref();
        vec![
            Content::text(&tile.label),
            Content::text(group),
            Content::text(&tile.unit),
            Content::text(&tile.period),
            Content::number(&tile.force),
            Content::number(&tile.comparator),
            Content::text(tile.standing.plain()),
            Content::text(spread.map_or("", |strip| &strip.description)),
            remarks(numbers.into_iter(), &tile.marks),
        ]
    };
    let columns = [
        "Number",
        "Group",
        "Unit",
        "Period",
        force,
        comparator,
        "Standing",
        "Where all units lie",
        REMARKS,
    ];
    let title = "Force in numbers";
    Sheet {
        about: vec![document.force_in_numbers.legend.clone()],
        ..Sheet::new(title, title, columns, tiles.map(row).collect())
    }
}

fn grades(document: &ReportDocument) -> Sheet {
    let overall = &document.overall;
    let row = |question: &str, grade: &str, change: &str, judged: Option<&JudgmentView>| {
        let authority = judged.map_or("", |judgment| &judgment.authority);
        let grounds = judged.map_or("", |judgment| &judgment.reason);
        [question, grade, change, authority, grounds]
            .map(Content::text)
            .to_vec()
    };
    let whole = overall.judgment.as_ref().map(|judged| {
        let JudgmentView { badge, change, .. } = judged;
        row(&overall.question, &badge.title, change, Some(judged))
    });
    let questions = overall.questions.iter().map(|line| {
        let grade = line.badge.as_ref().map(|badge| badge.title.as_str());
        let mut chapters = document.chapters.iter();
        let chapter = chapters.find(|chapter| chapter.anchor == line.anchor);
        let judged = chapter.and_then(|chapter| chapter.judgment.as_ref());
        let change = judged.map_or(&line.change, |judgment| &judgment.change);
        row(
            &line.question,
            grade.unwrap_or("none recorded"),
            change,
            judged,
        )
    });
    let columns = [
        "Question",
        "Grade",
        "A year before",
        "Who gave it",
        "Grounds",
    ];
    let rows = whole.into_iter().chain(questions).collect();
    Sheet::new("Grades", "Grades by question", columns, rows)
}

fn facts(document: &ReportDocument) -> Sheet {
    let rows = document.chapters.iter().flat_map(|chapter| {
        let facts = chapter.facts.iter();
        facts.map(|(fact, value)| [&chapter.title, fact, value].map(Content::text).to_vec())
    });
    let title = "Facts told by inspectors, as printed";
    let columns = ["Question", "Fact", "As printed"];
    Sheet::new("Facts", title, columns, rows.collect())
}

fn findings(document: &ReportDocument) -> Sheet {
    let columns = [
        "Finding",
        "Question",
        "Kind",
        "State",
        "What was found",
        "Recommendations",
        "Evidence",
        "Listing",
        "Source",
    ];
    let rows = document.chapters.iter().flat_map(findings_of);
    Sheet::new("Findings", "Findings", columns, rows.collect())
}

fn findings_of(chapter: &Chapter) -> impl Iterator<Item = Vec<Content>> {
    let groups = chapter.findings.iter();
    let found = groups.flat_map(|group| group.findings.iter().map(move |one| (group, one)));
    found.map(|(group, finding): (_, &FindingView)| {
        let recommendation = |one: &RecommendationView| {
            if one.terms.is_empty() {
                one.text.clone()
            } else {
                format!("{} ({})", one.text, one.terms)
            }
        };
        let recommended = finding.recommendations.iter().map(recommendation);
        let evidence = finding.evidence.iter().map(Text::plain);
        vec![
            Content::text(&finding.title),
            Content::text(&chapter.title),
            Content::text(&group.title),
            Content::text(&finding.state),
            Content::text(&finding.text),
            Content::text(recommended.collect::<Vec<_>>().join(" ")),
            Content::text(evidence.collect::<Vec<_>>().join(" ")),
            Content::text(&finding.listing),
            Content::text(&finding.source),
        ]
    })
}

fn progress(document: &ReportDocument) -> Sheet {
    let progress = &document.progress;
    let row = |row: &ProgressRow| {
        let mut cells = [&row.title, &row.kind, &row.state]
            .map(Content::text)
            .to_vec();
        cells.extend(row.steps.iter().map(|steps| {
            let said = steps.iter().map(|step| {
                if step.inspection.is_empty() {
                    step.text.clone()
                } else {
                    format!("{} ({})", step.text, step.inspection)
                }
            });
            Content::text(said.collect::<Vec<_>>().join(" "))
        }));
        cells
    };
    let rows = progress.rows.iter().map(row).collect();
    let title = "What became of findings from year to year";
    let mut sheet = Sheet::new("Progress", title, ["Finding", "Kind", "State"], rows);
    let years = progress.years.iter().map(u16::to_string);
    sheet.columns.extend(years);
    sheet
}
