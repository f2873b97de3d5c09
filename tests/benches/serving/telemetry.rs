//! What it costs to be watched: `Compare` from memory with telemetry going out, beside the same
//! without.

use std::rc::Rc;

use crate::collector::Collector;
use crate::load::Questions;
use crate::processes::{LOAD_CORE, Store};
use crate::rounds::{BUSY, ROUNDS, in_turn, ratios};
use crate::table::{Row, Table};
use crate::{Outcome, machine, questions};

/// Adds the share that is left to the table.
pub(crate) async fn compare(table: &mut Table, store: &Store) -> Outcome<()> {
    let pinned = machine::can_pin();
    if pinned {
        // The collector, which is part of this process, shares the load's core.
        machine::pin_here(LOAD_CORE)?;
    }
    let collector = Collector::start();
    let data = store.data().await?;
    let unwatched = store.scoring(&data, pinned).await?;
    let watched = store
        .scoring_told_to(&data, &collector.url(), pinned)
        .await?;
    let exchanges = questions::exchanges(&data, &unwatched).await?;
    questions::exchanges(&data, &watched).await?;
    let questions = Rc::new(Questions::of(&exchanges)?);
    let [without, with] = in_turn([&unwatched, &watched], &questions, BUSY, ROUNDS).await?;
    let spans = collector.received().spans.len();
    if spans == 0 {
        return Err("no span arrived from what was watched".into());
    }
    let what = "`Compare` from memory, one call in a hundred traced, metrics and logs sent";
    table.add(
        Row::new(format!(
            "{what}: calls a second as a share of the same without telemetry"
        ))
        .at_least(90.0, "%")
        .values(ratios(&with, &without, |one| Some(one.found.per_second()))),
    );
    table.add(
        Row::new("the same by the server's processor time a call")
            .at_least(90.0, "%")
            .values(ratios(&without, &with, |one| one.per_call)),
    );
    Ok(())
}
