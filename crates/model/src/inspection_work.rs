//! How an inspection comes from a draft to its publication, and who may take it there.

use crate::{Inspection, InspectionState, Period, Revision};

/// A step that took an inspection from one state to the next, as it is recorded with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionStep {
    /// What was done. It says in which role, and to which state it led.
    pub action: InspectionMove,
    /// Who did it.
    pub author: String,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub at: i64,
    /// Why; empty where no reason is asked for.
    pub reason: String,
    /// The run whose evidence the inspection was held against: 32 hexadecimal digits. Empty unless
    /// the step is [`InspectionMove::Finalise`], or [`InspectionMove::Publish`] after figures have
    /// changed.
    pub run: String,
    /// What that run found wrong and somebody lets stand.
    pub acknowledged: Vec<Acknowledgement>,
    /// The revision as at which the version that is corrected is read; `None` unless the step is
    /// [`InspectionMove::Correct`].
    pub corrects: Option<Revision>,
}

impl InspectionStep {
    /// The day on which it was done, in UTC; `None` outside the years that periods have.
    #[must_use]
    pub fn day(&self) -> Option<Period> {
        Period::day_of(self.at)
    }
}

/// A version of an inspection: what was published once, or is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InspectionVersion<'i> {
    /// Its number, from 1.
    pub number: u16,
    /// The correction that it began with, which says why; `None` for the first.
    pub correction: Option<&'i InspectionStep>,
    /// Its publication; `None` while it has none, and where none was recorded.
    pub publication: Option<&'i InspectionStep>,
    /// The revision as at which it is read; `None` for the last version.
    pub read_as_at: Option<Revision>,
}

impl Inspection {
    /// Its versions, oldest first: one, and one more with each correction.
    #[must_use]
    pub fn versions(&self) -> Vec<InspectionVersion<'_>> {
        let mut version = InspectionVersion {
            number: 1,
            correction: None,
            publication: None,
            read_as_at: None,
        };
        let mut before = Vec::new();
        for step in &self.steps {
            match step.action {
                InspectionMove::Publish => version.publication = Some(step),
                InspectionMove::Correct => {
                    before.push(InspectionVersion {
                        read_as_at: step.corrects,
                        ..version
                    });
                    version = InspectionVersion {
                        number: version.number.saturating_add(1),
                        correction: Some(step),
                        publication: None,
                        read_as_at: None,
                    };
                }
                _ => {}
            }
        }
        before.push(version);
        before
    }

    /// The revision as at which the version before the one under way is read; `None` when it is
    /// published, or was never before.
    #[must_use]
    pub fn being_corrected(&self) -> Option<Revision> {
        let published = self.state == InspectionState::Published;
        let versions = self.versions();
        let before = versions.iter().rev().nth(1).filter(|_| !published)?;
        before.read_as_at
    }
}

/// An inconsistency that a run raised and somebody lets stand, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The check that raised it.
    pub check: String,
    /// Where in the inspection it was raised, in the words of the run.
    pub place: String,
    /// Why it stands.
    pub reason: String,
}

named! {
    /// In which role somebody works on an inspection.
    ///
    /// Whoever calls names their role. That they have it is for the authentication of callers to
    /// prove; the rules here say what a role may do.
    InspectionRole {
        /// Assesses, records findings and proposes judgments.
        Inspector = "inspector",
        /// Holds judgments against those of other forces. Never the author of what they moderate.
        Moderator = "moderator",
        /// Agrees that an inspection is final, and publishes it.
        Approver = "approver",
    }
}

named! {
    /// What takes an inspection from one state to another.
    ///
    /// | move | from | to | by | needs |
    /// |---|---|---|---|---|
    /// | open | nothing | draft | inspector | |
    /// | moderate | draft | moderated | moderator | every judgment, every answer, four eyes |
    /// | send-back | moderated | draft | moderator | a reason |
    /// | finalise | moderated | final | approver | a run, its errors acknowledged; four eyes |
    /// | reopen | final | draft | approver | a reason |
    /// | publish | final | published | approver | a run as at the figures of now; four eyes |
    /// | correct | published | draft | approver | a reason, which is the change note |
    InspectionMove {
        /// The inspection begins.
        Open = "open",
        /// The judgments were held against those of other forces.
        Moderate = "moderate",
        /// The moderator wants something done again.
        SendBack = "send-back",
        /// It is agreed as it stands.
        Finalise = "finalise",
        /// What was agreed is to be changed before it is published.
        Reopen = "reopen",
        /// It is published: as at that revision it never changes again.
        Publish = "publish",
        /// What was published is to be corrected: its next version begins with what it says.
        Correct = "correct",
    }
}

impl InspectionMove {
    /// Who may do it.
    #[must_use]
    pub const fn role(self) -> InspectionRole {
        match self {
            Self::Open => InspectionRole::Inspector,
            Self::Moderate | Self::SendBack => InspectionRole::Moderator,
            Self::Finalise | Self::Reopen | Self::Publish | Self::Correct => {
                InspectionRole::Approver
            }
        }
    }

    /// From which state; `None` where there is no inspection yet.
    #[must_use]
    pub const fn begins_in(self) -> Option<InspectionState> {
        match self {
            Self::Open => None,
            Self::Moderate => Some(InspectionState::Draft),
            Self::SendBack | Self::Finalise => Some(InspectionState::Moderated),
            Self::Reopen | Self::Publish => Some(InspectionState::Final),
            Self::Correct => Some(InspectionState::Published),
        }
    }

    /// To which state.
    #[must_use]
    pub const fn leads_to(self) -> InspectionState {
        match self {
            Self::Open | Self::SendBack | Self::Reopen | Self::Correct => InspectionState::Draft,
            Self::Moderate => InspectionState::Moderated,
            Self::Finalise => InspectionState::Final,
            Self::Publish => InspectionState::Published,
        }
    }

    /// Whether it takes back what others agreed on, and so has to say why.
    #[must_use]
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::SendBack | Self::Reopen | Self::Correct)
    }
}

impl InspectionState {
    /// What can be done in it, in the order of declaration.
    pub fn moves(self) -> impl Iterator<Item = InspectionMove> {
        InspectionMove::ALL
            .iter()
            .copied()
            .filter(move |action| action.begins_in() == Some(self))
    }

    /// Who may write judgments in it; `None` where nobody may.
    ///
    /// Everything else (findings, answers, assessments) is written by inspectors while it is a
    /// draft.
    #[must_use]
    pub const fn judged_by(self) -> Option<InspectionRole> {
        match self {
            Self::Draft => Some(InspectionRole::Inspector),
            Self::Moderated => Some(InspectionRole::Moderator),
            Self::Final | Self::Published => None,
        }
    }

    /// Whether everything that is to be judged must have been judged.
    #[must_use]
    pub const fn is_complete(self) -> bool {
        !matches!(self, Self::Draft)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table of moves, so that a change of it is seen.
    #[test]
    fn every_state_has_its_moves_and_each_leads_on() {
        use InspectionRole::{Approver, Moderator};
        use InspectionState::{Draft, Final, Moderated, Published};

        let check =
            |state: InspectionState,
             expected: &[(InspectionMove, InspectionRole, InspectionState)]| {
                let moves: Vec<_> = state
                    .moves()
                    .map(|action| (action, action.role(), action.leads_to()))
                    .collect();
                assert_eq!(moves, expected, "{state}");
            };
        check(Draft, &[(InspectionMove::Moderate, Moderator, Moderated)]);
        check(
            Moderated,
            &[
                (InspectionMove::SendBack, Moderator, Draft),
                (InspectionMove::Finalise, Approver, Final),
            ],
        );
        check(
            Final,
            &[
                (InspectionMove::Reopen, Approver, Draft),
                (InspectionMove::Publish, Approver, Published),
            ],
        );
        check(Published, &[(InspectionMove::Correct, Approver, Draft)]);
    }

    #[test]
    fn an_inspection_is_opened_once_and_nothing_else_begins_without_one() {
        for action in InspectionMove::ALL {
            let opens = *action == InspectionMove::Open;
            assert_eq!(action.begins_in().is_none(), opens, "{action}");
        }
    }

    #[test]
    fn who_agrees_judges_nothing() {
        for state in InspectionState::ALL {
            assert_ne!(state.judged_by(), Some(InspectionRole::Approver), "{state}");
        }
    }
}
