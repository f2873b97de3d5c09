//! What the commands of collection have in common.

use jiff::Timestamp;
use peel_reporting_core::DASH;
use sha2::{Digest, Sha256};

use crate::collecting::{Collecting, Recording};
use crate::commands::{conversations, decisions, history, import, returns, sign_off, submissions};
use crate::session::{Done, Session};

pub(crate) async fn collect(session: &Session<'_>, command: &Collecting) -> Done {
    match command {
        Collecting::Import(asked) => import::import(session, asked).await,
        Collecting::Template(asked) => returns::template(session, asked).await,
        Collecting::Submit(asked) => submissions::submit(session, asked).await,
        Collecting::Submissions { force } => submissions::submissions(session, force).await,
        Collecting::Queries(asked) => conversations::queries(session, asked).await,
        Collecting::Query { id } => conversations::query(session, id).await,
        Collecting::Ask(asked) => conversations::ask(session, asked).await,
        Collecting::Answer(asked) => conversations::answer(session, asked).await,
        Collecting::Review(asked) => conversations::review(session, asked).await,
        Collecting::Final { force } => sign_off::final_data(session, force).await,
        Collecting::Returns => returns::returns(session).await,
        Collecting::SignOff(asked) => sign_off::sign_off(session, asked).await,
        Collecting::Freeze(asked) => sign_off::freeze(session, asked).await,
        Collecting::History {
            force,
            measure,
            period,
        } => history::history(session, [force, measure, period]).await,
        Collecting::Checks => returns::checks(session).await,
        Collecting::Exclude(asked) => decisions::exclude(session, asked).await,
        Collecting::Caveat(asked) => decisions::caveat(session, asked).await,
        Collecting::Withdraw(asked) => decisions::withdraw(session, asked).await,
    }
}

/// The request id given, or one made of everything the command says: typed again after an answer
/// that was lost, it is recognised.
pub(crate) fn request_id(recording: &Recording, command: &str, words: &[&[u8]]) -> String {
    if let Some(given) = &recording.request_id {
        return given.clone();
    }
    let mut content = Sha256::new();
    for word in words.iter().copied().chain([recording.author.as_bytes()]) {
        // Words that run together are other words.
        content.update((word.len() as u64).to_be_bytes());
        content.update(word);
    }
    let digits: String = content
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("peel-{command}-{digits}")
}

/// What is said of a request that was recorded before.
pub(crate) fn repeated_note(repeated: bool) -> &'static str {
    if repeated {
        "\n           recorded before; nothing was added. To record it anyway, give another \
         --request-id"
    } else {
        ""
    }
}

/// A value as it was recorded, or a dash.
pub(crate) fn exact(value: Option<f64>) -> String {
    value.map_or_else(|| DASH.to_owned(), |value| value.to_string())
}

/// What a force said about a value, and of a partial one how many months it covers.
pub(crate) fn said(reason: &str, months: u32) -> String {
    match months {
        0 => reason.to_owned(),
        months => format!("{months} months: {reason}"),
    }
}

/// A moment: "2026-11-23 22:14 UTC".
pub(crate) fn moment(seconds: i64) -> String {
    let moment = Timestamp::from_second(seconds);
    moment.map_or_else(
        |_| DASH.to_owned(),
        |moment| moment.strftime("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(author: &str, request_id: Option<&str>) -> Recording {
        Recording {
            author: author.to_owned(),
            request_id: request_id.map(str::to_owned),
        }
    }

    #[test]
    fn a_command_typed_again_is_the_same_request_and_another_is_not() {
        let ada = recording("Ada", None);
        let id = |who: &Recording, words: &[&[u8]]| request_id(who, "ask", words);
        assert_eq!(id(&ada, &[b"a", b"b"]), id(&ada, &[b"a", b"b"]));
        assert_ne!(id(&ada, &[b"a", b"b"]), id(&ada, &[b"ab"]));
        assert_ne!(id(&ada, &[b"a"]), id(&recording("Bea", None), &[b"a"]));
        assert_eq!(id(&recording("Ada", Some("mine")), &[b"a"]), "mine");
        // As long as the contract allows.
        assert!(id(&ada, &[b"a"]).len() <= 128);
    }

    #[test]
    fn moments_are_told_in_utc() {
        assert_eq!(moment(0), "1970-01-01 00:00 UTC");
        assert_eq!(moment(i64::MAX), DASH);
    }

    #[test]
    fn values_are_shown_as_they_were_recorded() {
        assert_eq!(exact(Some(1234.0)), "1234");
        assert_eq!(exact(Some(80.5)), "80.5");
        assert_eq!(exact(None), DASH);
    }
}
