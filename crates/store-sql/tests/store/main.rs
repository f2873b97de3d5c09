//! What every store must do, and what a store on a database must survive.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod collected;
mod contract;
mod failures;
mod fixture;
mod keeping;
mod naive;
mod postgres;
mod released;
mod replicas;
mod server;
mod sharing;

/// Runs every rule of the contract on every store.
macro_rules! every_store_keeps {
    ($($rule:ident,)*) => {
        mod in_plain_memory {
            $(#[tokio::test]
            async fn $rule() {
                crate::contract::$rule(&peel_data_core::MemoryStore::new()).await;
            })*
        }
        mod in_sqlite_memory {
            $(#[tokio::test]
            async fn $rule() {
                crate::contract::$rule(&crate::fixture::memory().await).await;
            })*
        }
        mod in_a_sqlite_file {
            $(#[tokio::test]
            async fn $rule() {
                let folder = tempfile::tempdir().unwrap();
                crate::contract::$rule(&crate::fixture::file(folder.path()).await).await;
            })*
        }
        mod on_postgresql {
            $(#[tokio::test]
            async fn $rule() {
                crate::contract::$rule(&crate::fixture::postgres().await).await;
            })*
        }
    };
}

every_store_keeps! {
    an_empty_store_has_nothing,
    revisions_are_numbered_without_gaps,
    what_is_brought_together_is_recorded_whole_or_not_at_all,
    a_call_that_is_given_up_leaves_the_store_whole,
    a_repeat_gives_the_first_answer,
    a_request_id_used_for_something_else_is_refused,
    a_read_is_as_of_a_revision,
    a_read_of_the_future_names_the_newest_revision,
    a_read_gives_what_is_asked_for_in_order,
    a_long_read_comes_in_full_chunks,
    a_read_on_its_way_is_not_disturbed,
    every_reading_comes_back_as_it_was_recorded,
    history_tells_every_revision_of_a_cell,
    revisions_are_listed_by_page,
    contents_are_known_by_their_checksum,
    measures_know_the_revision_that_touched_them_last,
    editions_are_read_as_of_a_revision,
    runs_are_recorded_once,
    many_runs_are_recorded_together,
    runs_are_listed_latest_first,
    nothing_collected_is_nothing_found,
    a_request_is_found_again,
    submissions_are_listed_by_force_and_edition,
    a_submission_tells_what_was_final_before_it,
    what_a_force_declares_is_kept_by_revision,
    a_query_keeps_its_whole_conversation,
    a_step_begins_where_its_query_stands,
    queries_are_listed_by_what_is_asked_of_them,
    the_newest_sign_off_and_freeze_count,
    decisions_are_part_of_an_editions_document,
    a_decision_is_made_and_taken_back_once,
    an_inspection_is_written_in_place_of_the_editions_own,
    an_inspection_goes_on_where_it_was_left,
    figures_that_have_changed_are_told,
    the_log_keeps_what_is_known_of_a_call,
    what_is_recorded_is_in_the_log_with_its_call,
    what_is_not_recorded_leaves_no_entry,
    the_log_is_read_by_time_caller_and_force,
    writers_at_once_leave_an_entry_each,
}
