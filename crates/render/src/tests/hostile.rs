//! A report that attacks the page it is put on.

use peel_reporting_core::made_up::MadeUp;

/// Markup of HTML, templates, JSON and Typst, and letters that no font here has.
pub(crate) const ATTACK: &str = "</style></title><script>alert(1)</script><img src=x onerror='a'> \" & {{ x }} \
     #panic() $x$ *b* @nowhere \\ // 漢字";

/// A report whose every name and text tries to become markup.
pub(crate) fn hostile() -> MadeUp {
    let mut made_up = MadeUp::report();
    let edition = &mut made_up.edition;
    for force in &mut edition.forces {
        force.name.push_str(ATTACK);
        force.full_name.push_str(ATTACK);
        force.region.push_str(ATTACK);
    }
    for indicator in &mut edition.indicators {
        indicator.title.push_str(ATTACK);
        indicator.unit.push_str(ATTACK);
        indicator.note.push_str(ATTACK);
    }
    for question in &mut edition.questions {
        question.text.push_str(ATTACK);
        question.title.push_str(ATTACK);
        for part in &mut question.sub_questions {
            part.number.push_str(ATTACK);
            part.text.push_str(ATTACK);
            part.aspects.push(ATTACK.to_owned());
        }
    }
    for grade in &mut edition.grades {
        grade.title.push_str(ATTACK);
    }
    for caveat in &mut edition.caveats {
        caveat.text.push_str(ATTACK);
        caveat.title.push_str(ATTACK);
    }
    for exclusion in &mut edition.exclusions {
        exclusion.reason.push_str(ATTACK);
        exclusion.source.push_str(ATTACK);
    }
    for source in &mut edition.sources {
        source.licence.push_str(ATTACK);
    }
    edition.publisher.push_str(ATTACK);
    edition.definition_hash.push_str(ATTACK);
    edition.layout.title.push_str(ATTACK);
    edition.layout.introduction.push(ATTACK.to_owned());
    edition.layout.next_steps.push(ATTACK.to_owned());
    for figure in &mut edition.layout.figures {
        figure.title.push_str(ATTACK);
        figure.note.push_str(ATTACK);
        figure.source.push_str(ATTACK);
    }
    for group in &mut edition.layout.force_in_numbers {
        group.title.push_str(ATTACK);
        for entry in &mut group.entries {
            entry.label.push_str(ATTACK);
        }
    }
    let inspection = made_up.inspection.as_mut().unwrap();
    inspection.inspected.push_str(ATTACK);
    let overall = inspection.overall.as_mut().unwrap();
    overall.reason.push_str(ATTACK);
    overall.author.push_str(ATTACK);
    for question in &mut inspection.questions {
        question.summary.push(ATTACK.to_owned());
        for assessment in &mut question.assessments {
            assessment.text.push_str(ATTACK);
        }
    }
    for finding in &mut inspection.findings {
        finding.title.push_str(ATTACK);
        finding.text.push_str(ATTACK);
        finding.source.push_str(ATTACK);
        for step in &mut finding.chain {
            step.text.push_str(ATTACK);
            step.inspection.push_str(ATTACK);
        }
        for recommendation in &mut finding.recommendations {
            recommendation.text.push_str(ATTACK);
            recommendation.owner.push_str(ATTACK);
        }
    }
    for fact in &mut inspection.facts {
        fact.title.push_str(ATTACK);
        fact.value.push_str(ATTACK);
    }
    for comparison in made_up.comparisons.values_mut() {
        let comparison = std::sync::Arc::make_mut(comparison);
        comparison.formula.push_str(ATTACK);
        for unit in &mut comparison.units {
            unit.unit.name.push_str(ATTACK);
        }
    }
    for reconciliation in &mut made_up.reconciliations {
        reconciliation.cause.push_str(ATTACK);
    }
    made_up
}
