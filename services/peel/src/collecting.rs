//! What can be typed to collect: returns, queries, decisions.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// The commands of collection.
#[derive(Debug, Subcommand)]
pub(crate) enum Collecting {
    /// Import a published file as it is: CSV or a workbook, packed with gzip or not.
    Import(Import),
    /// Write a force's return template, to be filled in.
    Template(Template),
    /// Submit a filled template: recorded whole, or refused with everything that is wrong.
    Submit(Submit),
    /// List queries: questions about returned values.
    Queries(Queries),
    /// Show a query with its whole conversation.
    Query {
        /// The query, such as q12-3.
        id: String,
    },
    /// Ask a force about one of its values, as the inspectorate.
    Ask(Ask),
    /// Answer a query, as the force: the value is right, and why. To correct it, submit it.
    Answer(Answer),
    /// Accept an answer, ask again, or take a question back, as the inspectorate.
    Review(Review),
    /// Show a force its data beside the national figure, to be signed off.
    Final {
        /// The force, such as west-midlands.
        force: String,
    },
    /// List how far every force has come with its return.
    Returns,
    /// List accepted submissions.
    Submissions {
        /// Only of this force.
        #[arg(default_value = "", hide_default_value = true)]
        force: String,
    },
    /// Sign off a force's data as final.
    SignOff(SignOff),
    /// Settle the revision that reports cite.
    Freeze(Freeze),
    /// Show everything that was ever recorded of one value.
    History {
        /// The force, or england-and-wales.
        force: String,
        /// The measure, such as population.
        measure: String,
        /// The period, such as 12m-to-2016-06 or at-2015-06-30.
        period: String,
    },
    /// List the checks that every submission is held against.
    Checks,
    /// Decide how forces are counted, from now on.
    Exclude(Exclude),
    /// Add a warning that travels with figures, from now on.
    Caveat(Caveat),
    /// Take back a decision that was added to an edition.
    Withdraw(Withdraw),
}

impl Collecting {
    /// Whether something is recorded, which would be gone with a store that is.
    pub(crate) fn records(&self) -> bool {
        match self {
            Self::Import(import) => !import.check_only,
            Self::Submit(submit) => !submit.check_only,
            Self::Ask(_)
            | Self::Answer(_)
            | Self::Review(_)
            | Self::SignOff(_)
            | Self::Freeze(_)
            | Self::Exclude(_)
            | Self::Caveat(_)
            | Self::Withdraw(_) => true,
            Self::Template(_)
            | Self::Queries(_)
            | Self::Query { .. }
            | Self::Final { .. }
            | Self::Returns
            | Self::Submissions { .. }
            | Self::History { .. }
            | Self::Checks => false,
        }
    }
}

/// Options of every command that records something.
#[derive(Debug, Args)]
pub(crate) struct Recording {
    /// In whose name it is recorded.
    #[arg(long, value_name = "NAME")]
    pub(crate) author: String,
    /// Recognise a repeat by this; by the command's whole content unless given.
    #[arg(long, value_name = "ID")]
    pub(crate) request_id: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file, as its publisher released it.
    pub(crate) file: PathBuf,
    /// The edition's recipe to read it by; found from the file's columns unless given. Of a
    /// workbook, which is known by its name, every table that there is a recipe for is imported.
    #[arg(long, value_name = "RECIPE")]
    pub(crate) recipe: Option<String>,
    /// Where lines that cannot be understood are kept; FILE.refused.csv in this folder unless
    /// given, with the recipe's name before the ending for each of several tables. Written only
    /// when there are any, and never over another file.
    #[arg(long, value_name = "FILE")]
    pub(crate) refused: Option<PathBuf>,
    /// The folder with the lists that a recipe looks names up in, as it names them; this folder
    /// unless given.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) lookups: Option<PathBuf>,
    /// Only read it and report; record nothing.
    #[arg(long)]
    pub(crate) check_only: bool,
    #[command(flatten)]
    pub(crate) recording: Recording,
}

#[derive(Debug, Args)]
pub(crate) struct Template {
    /// The force, such as west-midlands.
    pub(crate) force: String,
    /// Where to write it; under its own name in this folder unless given.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// In which format; as the file is called, or as CSV, unless given.
    #[arg(long, value_enum)]
    pub(crate) format: Option<ReturnFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReturnFormat {
    /// Comma-separated values.
    Csv,
    /// A workbook.
    Xlsx,
}

#[derive(Debug, Args)]
pub(crate) struct Submit {
    /// The filled template, CSV or XLSX.
    pub(crate) file: PathBuf,
    /// The force, such as west-midlands.
    #[arg(long)]
    pub(crate) force: String,
    #[command(flatten)]
    pub(crate) recording: Recording,
    /// What there is to say about it.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) note: String,
    /// Only tell what would be refused and asked; record nothing.
    #[arg(long)]
    pub(crate) check_only: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Queries {
    /// Only of this force.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) force: String,
    /// Only in one of these states.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub(crate) state: Vec<State>,
    /// Only those that this check raised.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) check: String,
    /// Only those raised at least this many days ago.
    #[arg(long, value_name = "DAYS")]
    pub(crate) older_than_days: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum State {
    /// The force is to answer.
    Open,
    /// The inspectorate is to accept the answer or ask again.
    Answered,
    /// Settled.
    Accepted,
    /// Taken back.
    Withdrawn,
}

#[derive(Debug, Args)]
pub(crate) struct Ask {
    /// The force, such as west-midlands.
    pub(crate) force: String,
    /// The measure that is asked about.
    pub(crate) measure: String,
    /// The period, such as 12m-to-2016-06.
    pub(crate) period: String,
    /// The question.
    pub(crate) question: String,
    #[command(flatten)]
    pub(crate) recording: Recording,
}

#[derive(Debug, Args)]
pub(crate) struct Answer {
    /// The query, such as q12-3.
    pub(crate) id: String,
    /// Why the value is right.
    pub(crate) text: String,
    #[command(flatten)]
    pub(crate) recording: Recording,
}

#[derive(Debug, Args)]
pub(crate) struct Review {
    /// The query, such as q12-3.
    pub(crate) id: String,
    /// What is made of it.
    #[arg(value_enum)]
    pub(crate) action: Verdict,
    /// Why, or what is asked now.
    pub(crate) text: String,
    #[command(flatten)]
    pub(crate) recording: Recording,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Verdict {
    /// The answer is taken as it is.
    Accept,
    /// The answer is not enough.
    AskAgain,
    /// The question is taken back.
    Withdraw,
}

#[derive(Debug, Args)]
pub(crate) struct SignOff {
    /// The force, such as west-midlands.
    pub(crate) force: String,
    /// The revision that peel final showed.
    #[arg(long, value_name = "REVISION")]
    pub(crate) as_at: u64,
    #[command(flatten)]
    pub(crate) recording: Recording,
    /// What there is to say about it.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) note: String,
}

#[derive(Debug, Args)]
pub(crate) struct Freeze {
    /// The revision that reports cite.
    #[arg(long, value_name = "REVISION")]
    pub(crate) as_at: u64,
    #[command(flatten)]
    pub(crate) recording: Recording,
    /// Why.
    #[arg(long)]
    pub(crate) reason: String,
}

/// Which indicators a decision is about.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct About {
    /// The indicators that it is about.
    #[arg(long = "indicator", value_name = "INDICATOR", value_delimiter = ',')]
    pub(crate) indicators: Vec<String>,
    /// It is about every indicator.
    #[arg(long)]
    pub(crate) all_indicators: bool,
    /// It is about the inspection, and changes no figure.
    #[arg(long)]
    pub(crate) inspection: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Exclude {
    /// What the decision is called from now on; a name that is free.
    pub(crate) id: String,
    /// The forces, such as west-midlands.
    #[arg(required = true)]
    pub(crate) forces: Vec<String>,
    #[command(flatten)]
    pub(crate) about: About,
    /// Only in these periods.
    #[arg(long = "period", value_name = "PERIOD", value_delimiter = ',')]
    pub(crate) periods: Vec<String>,
    /// What is done: exclude, not-supplied, out-of-scope, merge, partial, estimated, revised, flag
    /// or note.
    #[arg(long, default_value = "exclude")]
    pub(crate) treatment: String,
    /// Of a merge: the identifier of the unit that stands for the forces.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) unit: String,
    /// Of a merge: the unit's name.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) unit_name: String,
    /// Of a partial value: how many months it covers.
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    pub(crate) months: u32,
    /// Why, as a report's annex can say it.
    #[arg(long)]
    pub(crate) reason: String,
    /// Where the decision is published or minuted.
    #[arg(long)]
    pub(crate) source: String,
    #[command(flatten)]
    pub(crate) recording: Recording,
}

#[derive(Debug, Args)]
pub(crate) struct Caveat {
    /// What the warning is called from now on; a name that is free.
    pub(crate) id: String,
    /// Its heading.
    pub(crate) title: String,
    /// The warning.
    pub(crate) text: String,
    #[command(flatten)]
    pub(crate) about: About,
    /// Where it is published or minuted.
    #[arg(long)]
    pub(crate) source: String,
    #[command(flatten)]
    pub(crate) recording: Recording,
}

#[derive(Debug, Args)]
pub(crate) struct Withdraw {
    /// The exclusion or caveat.
    pub(crate) id: String,
    /// Why.
    #[arg(long)]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) recording: Recording,
}

#[cfg(test)]
mod tests;
