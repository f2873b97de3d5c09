//! What can be typed to work on inspections.

use clap::{Args, Subcommand, ValueEnum};

use crate::collecting::Recording;

/// The commands of the work on inspections.
#[derive(Debug, Subcommand)]
pub(crate) enum Inspecting {
    /// Open the inspection of a force, with what the last published one left open.
    Open(Open),
    /// Say what was found on a sub-question.
    Assess(Assess),
    /// Record a finding, or put another in its place.
    Finding(Finding),
    /// Take a finding out of a draft; needs --reason.
    Remove {
        /// The force, such as west-midlands.
        force: String,
        /// The finding, such as f3.
        id: String,
        #[command(flatten)]
        working: Working,
    },
    /// Add a finding of an earlier inspection that is not recorded here, to be answered.
    Earlier(Earlier),
    /// Say what has become of an earlier finding.
    Answer(Answer),
    /// Give a grade to a question, or overall.
    Judge(Judge),
    /// Write the summary of a question.
    Summary(Summary),
    /// Take an inspection from one state to another: a draft, moderated, final, published.
    Move(Move),
    /// Show an inspection: how far it has come, what is judged, found and to be answered.
    Show {
        /// The force, such as west-midlands.
        force: String,
    },
}

impl Inspecting {
    /// Whether something is recorded, which would be gone with a store that is.
    pub(crate) fn records(&self) -> bool {
        !matches!(self, Self::Show { .. })
    }
}

/// Options of every command that takes a step in an inspection.
#[derive(Debug, Args)]
pub(crate) struct Working {
    #[command(flatten)]
    pub(crate) recording: Recording,
    /// In which role it is done.
    #[arg(long, value_enum, default_value_t = Role::Inspector)]
    pub(crate) role: Role,
    /// Why. Needed to remove, send back, reopen, correct, and of a moderator who changes a
    /// judgment.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) reason: String,
    /// Refuse it when the inspection has changed since this revision, which peel inspection show
    /// tells.
    #[arg(
        long,
        value_name = "REVISION",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub(crate) expected: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    /// Assesses, records findings, proposes judgments.
    Inspector,
    /// Holds judgments against those of other forces.
    Moderator,
    /// Agrees that an inspection is final, and publishes it.
    Approver,
}

#[derive(Debug, Args)]
pub(crate) struct Open {
    /// The force, such as west-midlands.
    pub(crate) force: String,
    /// Where it is to be published.
    #[arg(long)]
    pub(crate) source: String,
    /// When the force is inspected, in words.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) inspected: String,
    /// Carry open findings forward from this edition, or from none; from the newest of an earlier
    /// year that has a published inspection of the force unless given.
    #[arg(
        long,
        value_name = "EDITION",
        default_value = "",
        hide_default_value = true
    )]
    pub(crate) carry_from: String,
    #[command(flatten)]
    pub(crate) working: Working,
}

#[derive(Debug, Args)]
pub(crate) struct Assess {
    /// The force, such as west-midlands.
    pub(crate) force: String,
    /// The sub-question.
    pub(crate) sub_question: String,
    /// What was found.
    pub(crate) text: String,
    /// Its grade, where the edition grades sub-questions.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) grade: String,
    #[command(flatten)]
    pub(crate) working: Working,
}

/// What both findings and earlier findings say.
#[derive(Debug, Args)]
pub(crate) struct Found {
    /// The force, such as west-midlands.
    pub(crate) force: String,
    /// What it is called, such as f3.
    pub(crate) id: String,
    /// What kind it is: cause-of-concern, recommendation, area-for-improvement or strength.
    #[arg(long)]
    pub(crate) kind: String,
    /// The question it belongs to.
    #[arg(long)]
    pub(crate) question: String,
    /// Its heading.
    #[arg(long)]
    pub(crate) title: String,
    /// What was found.
    #[arg(long)]
    pub(crate) text: String,
    /// What the force should do; may be given several times.
    #[arg(long = "recommendation", value_name = "TEXT")]
    pub(crate) recommendations: Vec<String>,
    /// Who should do it.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) owner: String,
    /// By when, in words.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) due: String,
    #[command(flatten)]
    pub(crate) working: Working,
}

#[derive(Debug, Args)]
pub(crate) struct Finding {
    #[command(flatten)]
    pub(crate) found: Found,
    /// What has become of it: new, enduring, alleviated, progress or overdue.
    #[arg(long, default_value = "new")]
    pub(crate) state: String,
    /// Leave it out of the list at the end of its chapter.
    #[arg(long)]
    pub(crate) unlisted: bool,
    /// Indicators that bear on it.
    #[arg(long, value_name = "INDICATOR", value_delimiter = ',')]
    pub(crate) evidence: Vec<String>,
    /// A document that bears on it, by title and source; may be given several times.
    #[arg(long = "document", value_name = "TEXT")]
    pub(crate) documents: Vec<String>,
    /// Where the report tells it.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) source: String,
}

#[derive(Debug, Args)]
pub(crate) struct Earlier {
    #[command(flatten)]
    pub(crate) found: Found,
    /// The year of the inspection.
    #[arg(long)]
    pub(crate) year: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Answer {
    /// The force, such as west-midlands.
    pub(crate) force: String,
    /// The earlier finding, such as e1.
    pub(crate) id: String,
    /// What has become of it.
    #[arg(value_enum)]
    pub(crate) answer: Outcome,
    /// The findings of this inspection that carry it on.
    #[arg(long, value_name = "FINDING", value_delimiter = ',')]
    pub(crate) carried_by: Vec<String>,
    #[command(flatten)]
    pub(crate) working: Working,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Outcome {
    /// It is settled.
    Alleviated,
    /// It stands.
    NotAlleviated,
    /// Its parts are findings of their own.
    Split,
    /// Another finding takes its place.
    Superseded,
}

#[derive(Debug, Args)]
pub(crate) struct Judge {
    /// The force, such as west-midlands.
    pub(crate) force: String,
    /// The grade, such as good.
    pub(crate) grade: String,
    /// The question; overall unless given.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) question: String,
    /// Why this grade, as the report prints it.
    #[arg(long)]
    pub(crate) grounds: String,
    /// The grade a year before.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) previous: String,
    #[command(flatten)]
    pub(crate) working: Working,
}

#[derive(Debug, Args)]
pub(crate) struct Summary {
    /// The force, such as west-midlands.
    pub(crate) force: String,
    /// The question.
    pub(crate) question: String,
    /// What was found, a paragraph each.
    #[arg(required = true)]
    pub(crate) paragraphs: Vec<String>,
    #[command(flatten)]
    pub(crate) working: Working,
}

#[derive(Debug, Args)]
pub(crate) struct Move {
    /// The force, such as west-midlands.
    pub(crate) force: String,
    /// Where it goes.
    #[arg(value_enum)]
    pub(crate) to: Step,
    /// The run whose checks held the inspection as it is against its figures: to finalise, and to
    /// publish after figures have changed. peel inspect makes one, and peel runs lists them.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) run: String,
    /// Why an error that the run raised stands: which check, where, and the reason. May be given
    /// several times.
    #[arg(long, num_args = 3, value_names = ["CHECK", "PLACE", "REASON"])]
    pub(crate) stands: Vec<String>,
    #[command(flatten)]
    pub(crate) working: Working,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// A draft is moderated; as a moderator.
    Moderate,
    /// A moderated one becomes a draft again; as a moderator.
    SendBack,
    /// A moderated one is final; as an approver.
    Finalise,
    /// A final one becomes a draft again; as an approver.
    Reopen,
    /// A final one is published; as an approver.
    Publish,
    /// A published one becomes the draft of its next version, with the change note as --reason; as
    /// an approver.
    Correct,
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use peel_model::{AnswerKind, InspectionMove, InspectionRole};

    use super::*;
    use crate::arguments::{Arguments, Command};

    fn typed(line: &[&str]) -> Result<Inspecting, String> {
        let words = ["peel", "inspection"].iter().chain(line);
        let arguments = Arguments::try_parse_from(words).map_err(|error| error.to_string())?;
        match arguments.command {
            Some(Command::Inspection { command }) => Ok(command),
            other => Err(format!("{other:?} is another command")),
        }
    }

    #[test]
    fn every_step_says_who_takes_it() {
        let check = |line: &str| {
            let words: Vec<_> = line.split(' ').collect();
            let error = typed(&words).unwrap_err();
            assert!(error.contains("--author"), "{line}: {error}");
            let signed: Vec<_> = words.into_iter().chain(["--author", "Ada"]).collect();
            assert!(typed(&signed).unwrap().records(), "{line}");
        };
        check("open west --source Report --carry-from none --reason Lost.");
        check("assess west lamp Lit. --grade good");
        check(
            "finding west f1 --kind strength --question light --title Oil --text Much. \
             --evidence rate,share --document Diary --recommendation Buy. --due now",
        );
        check("remove west f1 --reason Dark.");
        check(
            "earlier west e9 --kind strength --question light --title Oil --text So. --year 2015",
        );
        check("answer west e1 split --carried-by f1,f2");
        check("judge west good --question light --grounds So. --role moderator");
        check("summary west light One. Two.");
        check("move west finalise --run 1 --stands words overall Quoted. --role approver");
        assert!(!typed(&["show", "west"]).unwrap().records());
    }

    #[test]
    fn what_can_be_chosen_is_what_the_contract_knows() {
        fn check<V: ValueEnum>(known: impl Iterator<Item = &'static str>) {
            let values = V::value_variants().iter();
            let values = values.filter_map(ValueEnum::to_possible_value);
            let typed: Vec<_> = values.map(|value| value.get_name().to_owned()).collect();
            assert_eq!(typed, known.collect::<Vec<_>>());
        }
        check::<Role>(InspectionRole::ALL.iter().map(|role| role.name()));
        check::<Outcome>(AnswerKind::ALL.iter().map(|kind| kind.name()));
        let moves = InspectionMove::ALL.iter().map(|step| step.name());
        check::<Step>(moves.filter(|name| *name != "open"));
    }

    #[test]
    fn what_cannot_be_is_told() {
        let check = |line: &str, expected: &str| {
            let words: Vec<_> = line.split(' ').collect();
            let error = typed(&words).unwrap_err();
            assert!(error.contains(expected), "{line}: {error}");
        };
        check(
            "move west open --author Ada",
            "moderate, send-back, finalise, reopen, publish, correct",
        );
        check(
            "answer west e1 gone --author Ada",
            "alleviated, not-alleviated, split, superseded",
        );
        check("summary west light --author Ada", "PARAGRAPHS");
        check("move west finalise --stands words --author Ada", "3 values");
    }
}
