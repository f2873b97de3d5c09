//! The grades of all forces, and how they moved since the edition before.

use peel_model::{Edition, ForceId, Grade, GradeId};

use super::{NationalGrades, OverviewTable};
use crate::charts::{NOT_TO_SCALE, map_description};
use crate::figure::{Drawing, Figure};
use crate::lookup::Composer;
use crate::number::DASH;
use crate::plots::TileClass;
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::wording::counted;

/// A step that a grade reaches.
const PIP: char = '●';
/// A step that it does not.
const NO_PIP: char = '○';

/// The grade published for a force.
fn published<'e>(edition: &'e Edition, force: &ForceId) -> Option<&'e GradeId> {
    let known = edition.published_grades.iter();
    let mut known = known.filter(|published| published.force == *force);
    known.next().map(|published| &published.grade)
}

fn grade<'e>(edition: &'e Edition, id: &GradeId) -> Option<&'e Grade> {
    edition.grades.iter().find(|grade| grade.id == *id)
}

fn title_of(edition: &Edition, id: Option<&GradeId>) -> String {
    id.and_then(|id| grade(edition, id))
        .map_or_else(|| DASH.to_owned(), |grade| grade.title.clone())
}

impl Composer<'_> {
    pub(super) fn national_grades(&mut self) -> NationalGrades {
        let edition = self.input.edition;
        let forces = edition.inspected_forces().count();
        let graded = edition.published_grades.len();
        let remark = match graded {
            0 => "No grades are published for this edition here.".to_owned(),
            _ => format!(
                "Overall grades of {graded} of {} are published. They are judgments of the \
                 inspectorate, not results of any calculation.",
                counted(forces, "force", "forces"),
            ),
        };
        NationalGrades {
            question: edition.headline_question.clone(),
            remark,
            map: self.grade_map(),
            tally: tally(edition),
            list: list(edition),
        }
    }

    /// The map of grades, the best the darkest.
    fn grade_map(&self) -> Option<Figure> {
        let edition = self.input.edition;
        if edition.published_grades.is_empty() || edition.layout.map.is_empty() {
            return None;
        }
        // Worst first, as classes stand.
        let mut ranked: Vec<&Grade> = edition
            .grades
            .iter()
            .filter(|grade| grade.order.is_some())
            .collect();
        ranked.sort_by_key(|grade| std::cmp::Reverse(grade.order));
        let classes = ranked.iter().zip(0_u8..).map(|(grade, shade)| TileClass {
            title: grade.title.clone(),
            shade,
        });
        let map = self.tiles(classes.collect(), |force| {
            let id = published(edition, &force.id);
            let class = id.and_then(|id| ranked.iter().position(|grade| grade.id == *id));
            let pips = class.map_or_else(
                || DASH.to_owned(),
                |class| {
                    let without = ranked.len().saturating_sub(class + 1);
                    PIP.to_string().repeat(class + 1) + &NO_PIP.to_string().repeat(without)
                },
            );
            (pips, class)
        });
        // Marks say nothing when they are read aloud.
        let mut silent = map.clone();
        for tile in &mut silent.tiles {
            tile.shown.clear();
        }
        let title = "Overall grades".to_owned();
        Some(Figure {
            id: "grade-map".parse().ok()?,
            number: 0,
            description: map_description(&title, &silent),
            title,
            marks: Vec::new(),
            drawing: Drawing::Map(map),
            table: list(edition),
            statements: Vec::new(),
            notes: vec![
                "A better grade is darker and has more filled marks.".to_owned(),
                NOT_TO_SCALE.to_owned(),
            ],
            source: String::new(),
        })
    }
}

/// How many forces have each grade.
fn tally(edition: &Edition) -> DataTable {
    let of = |grade: &Grade| {
        let known = edition.published_grades.iter();
        known
            .filter(|published| published.grade == grade.id)
            .count()
    };
    let rows: Vec<TableRow> = edition
        .grades
        .iter()
        .filter(|grade| grade.order.is_some())
        .map(|grade| {
            let cells = vec![Cell::Words(of(grade).to_string())];
            TableRow::new(grade.title.clone(), cells)
        })
        .collect();
    if edition.published_grades.is_empty() {
        return DataTable::default();
    }
    DataTable {
        caption: "How many forces have each overall grade".to_owned(),
        columns: vec![Column::words("Grade"), Column::numbers("Forces")],
        rows,
    }
}

/// Every force with its grade, best first; of one grade by name.
fn list(edition: &Edition) -> DataTable {
    let mut rows: Vec<(usize, &str, String)> = edition
        .inspected_forces()
        .map(|force| {
            let id = published(edition, &force.id);
            let place = id.and_then(|id| edition.grades.iter().position(|one| one.id == *id));
            let place = place.unwrap_or(usize::MAX);
            (place, force.name.as_str(), title_of(edition, id))
        })
        .collect();
    rows.sort();
    DataTable {
        caption: "Overall grades by force, best first".to_owned(),
        columns: vec![Column::words("Force"), Column::words("Overall grade")],
        rows: rows
            .into_iter()
            .map(|(_, name, grade)| TableRow::new(name, vec![Cell::Words(grade)]))
            .collect(),
    }
}

/// How grades moved since the edition before.
pub(super) fn changes(edition: &Edition, earlier: Option<&Edition>) -> OverviewTable {
    let nothing = |remark: String| OverviewTable {
        remarks: vec![remark],
        table: DataTable::default(),
    };
    let Some(earlier) = earlier else {
        return nothing(
            "No edition before this one is recorded here, so there is nothing to compare it with."
                .to_owned(),
        );
    };
    let order = |edition: &Edition, id: &GradeId| grade(edition, id)?.order;
    let mut moved = [0_usize; 3];
    let mut rows = Vec::new();
    for force in edition.inspected_forces() {
        let (Some(now), Some(before)) =
            (published(edition, &force.id), published(earlier, &force.id))
        else {
            continue;
        };
        let words = match (order(edition, now), order(earlier, before)) {
            (Some(now), Some(before)) => {
                // Order 1 is the best.
                let (place, words) = match now.cmp(&before) {
                    std::cmp::Ordering::Less => (0, "Higher"),
                    std::cmp::Ordering::Equal => (1, "The same"),
                    std::cmp::Ordering::Greater => (2, "Lower"),
                };
                if let Some(count) = moved.get_mut(place) {
                    *count += 1;
                }
                words
            }
            _ => "Not to be compared",
        };
        let titles = [
            title_of(earlier, Some(before)),
            title_of(edition, Some(now)),
            words.to_owned(),
        ];
        rows.push(TableRow::new(
            force.name.clone(),
            titles.map(Cell::Words).into(),
        ));
    }
    if rows.is_empty() {
        return nothing(format!(
            "No force has a grade both here and in the edition before, {}.",
            earlier.title
        ));
    }
    let [higher, same, lower] = moved;
    OverviewTable {
        remarks: vec![format!(
            "Against {}: {higher} higher, {same} the same, {lower} lower.",
            earlier.title
        )],
        table: DataTable {
            caption: "Overall grades in two editions".to_owned(),
            columns: vec![
                Column::words("Force"),
                Column::words(earlier.title.clone()),
                Column::words(edition.title.clone()),
                Column::words("Grade now"),
            ],
            rows,
        },
    }
}
