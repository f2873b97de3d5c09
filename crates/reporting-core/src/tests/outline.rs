//! A report as plain text, in reading order: what snapshots hold.

use std::fmt::Write;

use crate::{
    AnnexEntry, Cell, Chapter, DataTable, Drawing, Figure, Footnote, FootnoteMark, ReportDocument,
    TracedNumber,
};

/// The report as a reader meets it.
pub(super) fn outline(document: &ReportDocument) -> String {
    let mut out = String::new();
    let cover = &document.cover;
    line(
        &mut out,
        &format!("{} | {} | {}", cover.title, cover.subtitle, cover.inspected),
    );
    line(&mut out, &format!("{:?}", document.provenance));
    if let Some(draft) = &document.draft {
        line(&mut out, &format!("{draft:?}"));
    }
    line(&mut out, "== Contents");
    for entry in &document.contents {
        line(&mut out, &format!("#{} {}", entry.anchor, entry.title));
        for part in &entry.parts {
            line(&mut out, &format!("  #{} {}", part.anchor, part.title));
        }
    }
    line(&mut out, "== Force in numbers");
    for group in &document.force_in_numbers.groups {
        line(&mut out, &format!("-- {}", group.title));
        for tile in &group.tiles {
            let strip = tile
                .strip
                .as_ref()
                .map_or("no strip", |strip| &strip.description);
            line(
                &mut out,
                &format!(
                    "{}{} [{}, {}]: {} v {} | {} | {strip}",
                    tile.label,
                    marks(&tile.marks),
                    tile.unit,
                    tile.period,
                    number(&tile.force),
                    number(&tile.comparator),
                    tile.standing.plain()
                ),
            );
        }
    }
    footnotes(&mut out, &document.force_in_numbers.footnotes);
    let overall = &document.overall;
    line(&mut out, &format!("== {}", overall.question));
    line(&mut out, &format!("{:?}", overall.judgment));
    line(&mut out, &overall.remark);
    for question in &overall.questions {
        line(&mut out, &format!("{question:?}"));
    }
    for chapter in &document.chapters {
        self::chapter(&mut out, chapter);
    }
    line(&mut out, "== Reproduction");
    line(&mut out, &document.reproduction.summary);
    table(&mut out, &document.reproduction.compared);
    for cause in &document.reproduction.causes {
        line(&mut out, &format!("cause {}: {}", cause.title, cause.text));
    }
    for printed_only in &document.reproduction.printed_only {
        table(&mut out, printed_only);
    }
    line(&mut out, "== Progress");
    line(
        &mut out,
        &format!("{:?} {}", document.progress.years, document.progress.remark),
    );
    for row in &document.progress.rows {
        line(&mut out, &format!("{row:?}"));
    }
    line(&mut out, "== Annex");
    for words in &document.annex.method {
        line(&mut out, words);
    }
    table(&mut out, &document.annex.indicators);
    for (title, entries) in [
        ("sources", &document.annex.sources),
        ("exclusions", &document.annex.exclusions),
        ("caveats", &document.annex.caveats),
        ("inspection", &document.annex.inspection),
    ] {
        line(&mut out, &format!("-- {title}"));
        for AnnexEntry {
            title,
            text,
            source,
        } in entries
        {
            line(&mut out, &format!("{title} | {text} | {source}"));
        }
    }
    out
}

fn chapter(out: &mut String, chapter: &Chapter) {
    line(
        out,
        &format!(
            "== {} {} #{}",
            chapter.number, chapter.question, chapter.anchor
        ),
    );
    line(out, &format!("{:?} {}", chapter.judgment, chapter.remark));
    for words in &chapter.summary {
        line(out, words);
    }
    for figure in &chapter.figures {
        self::figure(out, figure);
    }
    table(out, &chapter.indicators);
    for part in &chapter.parts {
        line(out, &format!("{part:?}"));
    }
    for (what, how_much) in &chapter.facts {
        line(out, &format!("fact {what}: {how_much}"));
    }
    for group in &chapter.findings {
        line(
            out,
            &format!("-- {} (serious: {})", group.title, group.serious),
        );
        for finding in &group.findings {
            line(
                out,
                &format!(
                    "{} [{}] {} {} {:?} {}",
                    finding.title,
                    finding.state,
                    finding.text,
                    finding.listing,
                    finding.recommendations,
                    finding.source
                ),
            );
            for evidence in &finding.evidence {
                line(out, &format!("  {}", evidence.plain()));
            }
        }
    }
    footnotes(out, &chapter.footnotes);
}

pub(super) fn figure(out: &mut String, figure: &Figure) {
    line(
        out,
        &format!(
            "-- Figure {}: {}{}",
            figure.number,
            figure.title,
            marks(&figure.marks)
        ),
    );
    let drawing = match &figure.drawing {
        Drawing::Line(chart) => {
            format!("lines over {:?}, {:?}", chart.periods, chart.periods_title)
        }
        Drawing::Bars(chart) => format!("{} bars of {}", chart.bars.len(), chart.unit),
        Drawing::Pairs(chart) => format!("{} pairs of {}", chart.pairs.len(), chart.unit),
        Drawing::Funnel(plot) => format!(
            "{} units and {} limits against {}",
            plot.units.len(),
            plot.limits.len(),
            plot.size
        ),
        Drawing::Dots(plot) => format!("{} lines of dots", plot.lines.len()),
        Drawing::Map(map) => format!("{} tiles in {} classes", map.tiles.len(), map.classes.len()),
        Drawing::Table => "table".to_owned(),
        Drawing::NotDrawn { reason } => format!("not drawn: {reason}"),
    };
    line(out, &drawing);
    line(out, &figure.description);
    table(out, &figure.table);
    for statement in &figure.statements {
        line(out, &format!("> {}", statement.plain()));
    }
    for note in &figure.notes {
        line(out, &format!("note: {note}"));
    }
    line(out, &format!("source: {}", figure.source));
}

pub(super) fn table(out: &mut String, table: &DataTable) {
    if table.is_empty() {
        return;
    }
    let titles: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.title.as_str())
        .collect();
    line(out, &format!("[{}] {}", table.caption, titles.join(" | ")));
    for row in &table.rows {
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| match cell {
                Cell::Words(words) => words.clone(),
                Cell::Number(number) => self::number(number),
                Cell::Text(text) => text.plain(),
            })
            .collect();
        let star = if row.emphasised { "*" } else { "" };
        line(
            out,
            &format!(
                "  {star}{} [{}]{} | {}",
                row.header,
                row.detail,
                marks(&row.marks),
                cells.join(" | ")
            ),
        );
    }
}

fn number(number: &TracedNumber) -> String {
    match number.basis.reason() {
        "" if number.is_as_printed() => format!("{} (as printed)", number.shown),
        "" => number.shown.clone(),
        reason => format!("{} ({reason})", number.shown),
    }
}

fn marks(marks: &[FootnoteMark]) -> String {
    marks.iter().fold(String::new(), |mut text, mark| {
        let _ = write!(text, "^{}", mark.number);
        text
    })
}

pub(super) fn footnotes(out: &mut String, footnotes: &[Footnote]) {
    for footnote in footnotes {
        line(out, &format!("({}) {}", footnote.number, footnote.text));
    }
}

fn line(out: &mut String, words: &str) {
    if !words.trim().is_empty() {
        out.push_str(words.trim_end());
        out.push('\n');
    }
}
