//! The front matter: cover, the force in numbers, the overall judgment.

use peel_model::{Comparison, Force, GradeId, Judgment, NumberEntry, UnitComparison};

use crate::document::{
    Cover, ForceInNumbers, GradeBadge, GradeLine, JudgmentView, Overall, Tile, TileGroup,
};
use crate::lookup::{Composer, look_of};
use crate::strip::strip;
use crate::text::Text;
use crate::wording::{band_words, capitalised, no_band_words, sentence};

/// The anchor of a question's chapter.
pub(crate) fn chapter_anchor(number: u8) -> String {
    format!("question-{number}")
}

impl Composer<'_> {
    pub(crate) fn cover(&self, force: &Force) -> Cover {
        let edition = self.input.edition;
        let about = match self.input.inspection {
            Some(_) => "An inspection of",
            None => "The data on",
        };
        Cover {
            title: format!("PEEL: {} (revisited)", edition.layout.title),
            subtitle: format!("{about} {}", force.full_name),
            force: force.full_name.clone(),
            region: force.region.clone(),
            inspected: self
                .input
                .inspection
                .map(|inspection| inspection.inspected.clone())
                .unwrap_or_default(),
            notice: format!(
                "Reproduced by software from published sources. This is not an official \
                 publication. {}",
                sentence(&capitalised(&edition.publisher))
            ),
        }
    }

    pub(crate) fn force_in_numbers(&mut self) -> ForceInNumbers {
        let layout = &self.input.edition.layout;
        let groups: Vec<TileGroup> = layout
            .force_in_numbers
            .iter()
            .map(|group| TileGroup {
                title: group.title.clone(),
                tiles: group
                    .entries
                    .iter()
                    .filter_map(|entry| self.tile(entry))
                    .collect(),
            })
            .collect();
        let figures = layout
            .figures
            .iter()
            .filter(|figure| figure.question.is_none())
            .map(|figure| self.figure(figure))
            .collect();
        ForceInNumbers {
            legend: "Each line under a number runs from the lowest force to the highest; every \
                     stroke is a force, the thick mark is this force and the diamond is England \
                     and Wales. Forces far beyond all others stand at the end of the line. A \
                     number marked \u{201c}as printed\u{201d} is repeated from the \
                     published report, because the data behind it were not published or not found. A dash \
                     says that there is no value, and why."
                .to_owned(),
            groups,
            figures,
            footnotes: self.footnotes.take_fresh(),
        }
    }

    fn tile(&mut self, entry: &NumberEntry) -> Option<Tile> {
        let edition = self.input.edition;
        let indicator = edition.indicator(&entry.indicator)?;
        let period = entry.period.unwrap_or(indicator.period);
        let (format, unit) = look_of(indicator, entry.decimals);
        let own = self.own_unit(&indicator.id, period);
        let standing = own.map_or_else(Text::default, |(comparison, own)| {
            self.standing(comparison, own)
        });
        let said = entry.label.to_lowercase().contains(&unit.to_lowercase());
        Some(Tile {
            label: entry.label.clone(),
            marks: self
                .footnotes
                .cite_at_a_glance(edition, indicator, period, self.force),
            unit: if said { String::new() } else { unit },
            period: period.in_words(),
            force: self.force_number(indicator, period, &format),
            comparator: self.comparator_number(indicator, period, &format),
            standing,
            strip: own.and_then(|(comparison, own)| strip(comparison, own)),
        })
    }

    /// "Broadly in line, rank 20 of 43".
    fn standing(&mut self, comparison: &Comparison, own: &UnitComparison) -> Text {
        let rank = self.rank_text(comparison, own);
        let band = match own.band {
            Ok(peel_model::Band::InLine) => "Broadly in line, rank ".to_owned(),
            Ok(band) => format!("{}, rank ", capitalised(band_words(band))),
            Err(reason) => {
                return Text::words("Rank ")
                    .append(rank)
                    .then(format!("; no band, because {}", no_band_words(reason)));
            }
        };
        Text::words(band).append(rank)
    }

    pub(crate) fn overall(&mut self) -> Overall {
        let edition = self.input.edition;
        let inspection = self.input.inspection;
        let judgment = inspection
            .and_then(|found| found.overall.as_ref())
            .map(|judgment| self.judgment(judgment));
        let remark = match (inspection, &judgment, self.published_grade()) {
            (Some(_), Some(_), _) => String::new(),
            (Some(_), None, _) => "Not yet judged overall: the inspection is a draft.".to_owned(),
            (None, _, Some(grade)) => format!(
                "No inspection of this force is recorded here, so there are no judgments on the \
                 questions and no findings. The overall grade that was published is: {}.",
                self.grade_title(&grade).to_lowercase()
            ),
            (None, _, None) => "No inspection of this force is recorded here, so there are no \
                             judgments and no findings. The report holds its data only."
                .to_owned(),
        };
        let questions = edition
            .questions
            .iter()
            .map(|question| {
                let judged = self.input.inspection.and_then(|inspection| {
                    inspection
                        .questions
                        .iter()
                        .find(|judged| judged.question == question.id)
                });
                let view = judged
                    .and_then(|judged| judged.judgment.as_ref())
                    .map(|judgment| self.judgment(judgment));
                GradeLine {
                    anchor: chapter_anchor(question.number),
                    question: question.text.clone(),
                    change: view
                        .as_ref()
                        .map(|view| view.change.clone())
                        .unwrap_or_default(),
                    badge: view.map(|view| view.badge),
                }
            })
            .collect();
        Overall {
            question: edition.headline_question.clone(),
            judgment,
            remark,
            questions,
        }
    }

    fn published_grade(&self) -> Option<GradeId> {
        let published = &self.input.edition.published_grades;
        published
            .iter()
            .find(|published| self.force.is_some_and(|force| force.id == published.force))
            .map(|published| published.grade.clone())
    }

    fn grade_title(&self, id: &GradeId) -> String {
        let grades = &self.input.edition.grades;
        grades
            .iter()
            .find(|grade| grade.id == *id)
            .map_or_else(|| id.to_string(), |grade| grade.title.clone())
    }

    /// A grade as steps from the worst to the best.
    fn badge(&self, id: &GradeId) -> GradeBadge {
        let grades = &self.input.edition.grades;
        let order = |id: &GradeId| {
            grades
                .iter()
                .find(|grade| grade.id == *id)
                .and_then(|grade| grade.order)
        };
        let worst = grades
            .iter()
            .filter_map(|grade| grade.order)
            .max()
            .unwrap_or(0);
        GradeBadge {
            title: self.grade_title(id),
            steps: order(id).map_or(0, |order| (worst + 1).saturating_sub(order)),
            of: worst,
        }
    }

    /// A judgment with who gave it and how it moved.
    pub(crate) fn judgment(&mut self, judgment: &Judgment) -> JudgmentView {
        let badge = self.badge(&judgment.grade);
        let change = judgment
            .previous
            .as_ref()
            .map_or(String::new(), |previous| {
                let before = self.badge(previous);
                let title = before.title.to_lowercase();
                match (before.steps, badge.steps) {
                    (0, _) | (_, 0) => format!("The year before: {title}"),
                    (before, now) if before == now => {
                        format!("The same as the year before ({title})")
                    }
                    (before, now) if now > before => {
                        format!("A higher grade than the year before ({title})")
                    }
                    _ => format!("A lower grade than the year before ({title})"),
                }
            });
        let moderated = if judgment.moderated {
            ", moderated against the judgments on other forces"
        } else {
            ""
        };
        let authority = if judgment.author.is_empty() {
            String::new()
        } else {
            format!("Judgment of {}{moderated}.", judgment.author)
        };
        JudgmentView {
            badge,
            change,
            authority,
            reason: self.resolved(&judgment.reason),
        }
    }
}
