//! The checks against a year of recorded crime as forces published it: good data, as far as
//! anybody knew, so that every question costs a force an answer.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use peel_data_core::{Evidence, RecordedValues, Remark, check};
use peel_edition::{Folder, read_edition, read_facts};
use peel_model::{
    Area, Declaration, Edition, Force, ForceId, MeasureDefinition, MeasureId, Observation, Period,
    ReturnDefinition, ReturnEntry, ReturnSection, Severity, SourceId,
};

/// The edition, a return that asks for every group of offences in one year, and what was on record
/// at its end.
struct Published {
    edition: &'static Edition,
    definition: ReturnDefinition,
    period: Period,
    facts: Vec<Observation>,
}

/// The edition and all of its facts, read once.
fn bundled() -> &'static (Edition, Vec<Observation>) {
    static BUNDLED: LazyLock<(Edition, Vec<Observation>)> = LazyLock::new(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editions/2016-effectiveness");
        let folder = Folder::read(&path).unwrap();
        let edition = read_edition(&folder).unwrap();
        let files = read_facts(&folder, &edition).unwrap();
        let facts = files.into_iter().flat_map(|file| file.observations);
        (edition, facts.collect())
    });
    &BUNDLED
}

impl Published {
    fn year(text: &str) -> Self {
        let (edition, facts) = bundled();
        let period: Period = text.parse().unwrap();
        let facts = facts.iter().filter(|it| it.period <= period);
        Self {
            definition: definition(edition, period),
            period,
            facts: facts.cloned().collect(),
            edition,
        }
    }

    /// What each force would be told, had it sent what it published.
    fn remarks(&self) -> BTreeMap<ForceId, Vec<Remark>> {
        let recorded: RecordedValues = self.facts.iter().cloned().collect();
        let remarks = |force: &Force| {
            let area = Area::Force(force.id.clone());
            let own = |it: &&Observation| {
                it.area == area && it.period == self.period && it.source == self.definition.source
            };
            let submitted: Vec<Observation> = self.facts.iter().filter(own).cloned().collect();
            assert_eq!(submitted.len(), self.definition.entries().count());
            let said = |it: &Observation| Declaration {
                measure: it.measure.clone(),
                period: it.period,
                reason: "as published".to_owned(),
                months: None,
            };
            let declarations: Vec<Declaration> = submitted.iter().map(said).collect();
            let remarks = check(&Evidence {
                edition: self.edition,
                definition: &self.definition,
                force: &force.id,
                submitted: &submitted,
                declarations: &declarations,
                recorded: &recorded,
            });
            (force.id.clone(), remarks)
        };
        self.edition.inspected_forces().map(remarks).collect()
    }
}

fn definition(edition: &Edition, period: Period) -> ReturnDefinition {
    let source = SourceId::new("ons-recorded-crime").unwrap();
    let published = MeasureDefinition::Recorded {
        source: Some(source.clone()),
    };
    let measures = edition.measures.iter();
    let entry = |measure: &MeasureId| ReturnEntry {
        measure: measure.clone(),
        periods: vec![period],
        per: Some(MeasureId::new("population").unwrap()),
        note: String::new(),
    };
    ReturnDefinition {
        source,
        sections: vec![ReturnSection {
            title: "Recorded crime".to_owned(),
            note: String::new(),
            entries: measures
                .filter(|measure| measure.definition == published)
                .map(|measure| entry(&measure.id))
                .collect(),
        }],
        relations: Vec::new(),
    }
}

/// Four years, of 946 values each (43 forces, 22 groups of offences): 34, 69, 53 and 45 questions,
/// and no force but one is asked more than 5. That one polices few residents and many visitors, so
/// that its rates per head are unlike the others' every year.
#[test]
fn published_years_raise_a_handful_of_questions_per_force() {
    let check = |year: &str, in_all: usize| {
        let remarks = Published::year(year).remarks();
        let mut asked: Vec<usize> = remarks.values().map(Vec::len).collect();
        asked.sort_unstable();
        let told = || format!("{year}: {asked:?}");
        assert_eq!(asked.iter().sum::<usize>(), in_all, "{}", told());
        assert!(asked[..42].iter().all(|count| *count <= 5), "{}", told());
        assert!(asked[42] <= 20, "{}", told());
        let errors = remarks.values().flatten();
        let errors = errors.filter(|it| it.check.severity == Severity::Error);
        assert_eq!(errors.count(), 0, "{year}");
    };
    check("12m-to-2014-06", 34);
    check("12m-to-2015-06", 69);
    check("12m-to-2016-06", 53);
    check("12m-to-2017-03", 45);
}

/// In that year one force recorded 96 deaths of 1989 as homicides, after new inquests: the value
/// is right, and a comparison that does not know why is not.
#[test]
fn a_value_with_a_story_is_asked_about() {
    let remarks = Published::year("12m-to-2016-06").remarks();
    let asked = &remarks["south-yorkshire"];
    let asked: Vec<_> = asked
        .iter()
        .map(|it| (it.check.id, it.measure.as_str()))
        .collect();
    assert_eq!(asked, [("unlike-other-forces", "homicide")]);
}
