//! `inspection-rules.toml`.

use peel_model::{
    Beginning, Claim, Combination, EarlierValue, FindingKind, GradeId, GradeLimit, GradeRaise,
    GradingRule, InspectionRules, OverallGradeLimit, Phrases, RelatedIndicators, Relationship,
    SameUnits, TextSubject,
};

use super::KnownNames;
use crate::document::At;
use crate::reader::{Names, Reader};
use crate::written::{InspectionRulesFile, WrittenGrading, WrittenPhrases};

/// Where it stands.
pub(super) const PATH: &str = "inspection-rules.toml";

/// What the rules refer to beside what other files may refer to.
pub(super) struct RuleNames<'n> {
    pub(super) sub_questions: Names<'n>,
    pub(super) peer_groups: Names<'n>,
    /// Grades that have a place among the grades.
    pub(super) ranked_grades: Names<'n>,
}

/// The edition's rules of inspection; `None` when a word that they cannot do without is wrong.
pub(super) fn inspection_rules(
    written: &InspectionRulesFile,
    names: &KnownNames<'_>,
    own: &RuleNames<'_>,
    reader: &mut Reader<'_>,
) -> Option<InspectionRules> {
    let mut rules = Rules { names, own, reader };
    let grading = rules.grading(&written.grading);
    let phrases = rules.phrases(&written.phrases);
    let subjects = written.subject.iter().map(|subject| TextSubject {
        phrases: rules.words(&subject.phrases),
        indicators: rules
            .reader
            .known_once(&subject.indicators, &names.indicators),
    });
    let subjects = subjects.collect();
    let changes = &written.changes_of_shares;
    let changes_of_shares = rules.reader.known_once(changes, &names.indicators);
    Some(InspectionRules {
        phrases,
        subjects,
        related: rules.related(written),
        earlier_values: rules.earlier_values(written),
        same_units: rules.same_units(written),
        changes_of_shares,
        grading: grading?,
    })
}

struct Rules<'c, 'r> {
    names: &'c KnownNames<'c>,
    own: &'c RuleNames<'c>,
    reader: &'c mut Reader<'r>,
}

impl Rules<'_, '_> {
    fn grading(&mut self, written: &WrittenGrading) -> Option<GradingRule> {
        let ungraded = self.reader.known(&written.ungraded, &self.names.grades);
        let begin = self.beginning(written);
        let context = &written.context;
        let context = self.reader.known_once(context, &self.own.sub_questions);
        let raises = written.raise.iter().filter_map(|raise| {
            let to = self.ranked(&raise.to);
            let without = raise.without.iter();
            let without = without.filter_map(|kind| self.kind(kind)).collect();
            Some(GradeRaise {
                strengths: self.count(&raise.strengths),
                without,
                to: to?,
            })
        });
        let raises = raises.collect();
        let limits = written.limit.iter().filter_map(|limit| {
            let at_most = self.ranked(&limit.at_most);
            let finding = self.kind(&limit.finding);
            Some(GradeLimit {
                count: self.count(&limit.count),
                at_most: at_most?,
                finding: finding?,
            })
        });
        let limits = limits.collect();
        let overall_limits = written.overall_limit.iter().filter_map(|limit| {
            let at_most = self.ranked(&limit.at_most);
            let questions_at = self.ranked(&limit.questions_at);
            Some(OverallGradeLimit {
                count: self.count(&limit.count),
                at_most: at_most?,
                questions_at: questions_at?,
            })
        });
        let overall_limits = overall_limits.collect();
        let overall = self.combination(&written.overall);
        Some(GradingRule {
            ungraded: ungraded?,
            begin: begin?,
            context,
            raises,
            limits,
            overall: overall?,
            overall_limits,
        })
    }

    fn beginning(&mut self, written: &WrittenGrading) -> Option<Beginning> {
        match (&written.begin, &written.sub_questions) {
            (Some(grade), None) => self.ranked(grade).map(Beginning::With),
            (None, Some(word)) => self.combination(word).map(Beginning::FromSubQuestions),
            (Some(_), Some(word)) => {
                let message = "a proposal begins with `begin` or with `sub_questions`, not both";
                self.reader.report(word, message);
                None
            }
            (None, None) => {
                let message = "say what a proposal begins with: `begin` or `sub_questions`";
                self.reader.report(&written.ungraded, message);
                None
            }
        }
    }

    fn phrases(&mut self, written: &WrittenPhrases) -> Phrases {
        let grades = written.grade.iter().filter_map(|one| {
            let grade = self.reader.known(&one.grade, &self.names.grades);
            let phrases = self.words(&one.phrases);
            Some((grade?, phrases))
        });
        let grades = grades.collect();
        let findings = written.finding.iter().filter_map(|one| {
            let kind = self.kind(&one.kind);
            let phrases = self.words(&one.phrases);
            Some((kind?, phrases))
        });
        let findings = findings.collect();
        let claims = written.claim.iter().filter_map(|one| {
            let (all, name) = (Claim::ALL, Claim::name);
            let claim = self.reader.one_of(&one.claim, "claim", all, name);
            let phrases = self.words(&one.phrases);
            Some((claim?, phrases))
        });
        let claims = claims.collect();
        let peers = written.peers.iter().filter_map(|one| {
            let group = self.reader.known(&one.group, &self.own.peer_groups);
            let phrases = self.words(&one.phrases);
            Some((group?, phrases))
        });
        let peers = peers.collect();
        let steady_within = self.above(written.steady_within.as_ref(), 0.0, 0.1);
        let in_line_within = self.above(written.in_line_within.as_ref(), 1.0, 2.0);
        Phrases {
            grades,
            findings,
            claims,
            peers,
            earlier: self.words(&written.earlier),
            overall: self.words(&written.overall),
            steady: self.words(&written.steady),
            pointing: self.words(&written.pointing),
            not_supplied: self.words(&written.not_supplied),
            rounding: self.words(&written.rounding),
            percent: self.words(&written.percent),
            points: self.words(&written.points),
            no_figure: self.words(&written.no_figure),
            per: self.words(&written.per),
            negations: self.words(&written.negations),
            label_filling: self.words(&written.label_filling),
            steady_within,
            in_line_within,
        }
    }

    fn related(&mut self, written: &InspectionRulesFile) -> Vec<RelatedIndicators> {
        let related = written.related.iter().filter_map(|one| {
            let first = self.indicator(&one.first);
            let second = self.other_indicator(&one.first, &one.second);
            let (all, name) = (Relationship::ALL, Relationship::name);
            let expected = &one.expected;
            let expected = self.reader.one_of(expected, "relationship", all, name);
            Some(RelatedIndicators {
                reason: self.reader.text(&one.reason),
                first: first?,
                second: second?,
                expected: expected?,
            })
        });
        related.collect()
    }

    fn earlier_values(&mut self, written: &InspectionRulesFile) -> Vec<EarlierValue> {
        let values = written.earlier_value.iter().filter_map(|one| {
            let indicator = self.indicator(&one.indicator);
            let earlier = self.other_indicator(&one.indicator, &one.earlier);
            Some(EarlierValue {
                indicator: indicator?,
                earlier: earlier?,
            })
        });
        values.collect()
    }

    fn same_units(&mut self, written: &InspectionRulesFile) -> Vec<SameUnits> {
        let same = written.same_units.iter().filter_map(|one| {
            let indicator = self.indicator(&one.indicator);
            let like = self.other_indicator(&one.indicator, &one.like);
            Some(SameUnits {
                indicator: indicator?,
                like: like?,
            })
        });
        same.collect()
    }

    fn indicator(&mut self, word: &At<String>) -> Option<peel_model::IndicatorId> {
        self.reader.known(word, &self.names.indicators)
    }

    fn other_indicator(
        &mut self,
        one: &At<String>,
        other: &At<String>,
    ) -> Option<peel_model::IndicatorId> {
        if one.as_str() == other.as_str() {
            let message = format!("\"{}\" is held against itself", other.as_str());
            self.reader.report(other, message);
        }
        self.indicator(other)
    }

    /// A grade that has a place among the grades.
    fn ranked(&mut self, word: &At<String>) -> Option<GradeId> {
        self.reader.known(word, &self.own.ranked_grades)
    }

    fn kind(&mut self, word: &At<String>) -> Option<FindingKind> {
        let (all, name) = (FindingKind::ALL, FindingKind::name);
        self.reader.one_of(word, "kind", all, name)
    }

    fn combination(&mut self, word: &At<String>) -> Option<Combination> {
        let (all, name) = (Combination::ALL, Combination::name);
        self.reader.one_of(word, "combination", all, name)
    }

    fn count(&mut self, written: &At<u32>) -> u32 {
        if **written == 0 {
            self.reader.report_at(written, "the number is at least 1");
        }
        **written
    }

    fn above(&mut self, written: Option<&At<f64>>, least: f64, unless_given: f64) -> f64 {
        let Some(written) = written else {
            return unless_given;
        };
        if !(written.is_finite() && **written > least) {
            let message = format!("the number is above {least}");
            self.reader.report_at(written, message);
        }
        **written
    }

    /// Phrases in which there is a word to search for.
    fn words(&mut self, phrases: &[At<String>]) -> Vec<String> {
        self.reader.unique("the phrase", phrases);
        for phrase in phrases {
            if !phrase.chars().any(|c| c.is_alphanumeric() || c == '%') {
                let message = "a phrase has at least one word";
                self.reader.report(phrase, message);
            }
        }
        phrases.iter().map(|phrase| (**phrase).clone()).collect()
    }
}
