//! How far long work is, for whoever watches.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar when a person watches, plain lines when not, nothing when told to be quiet.
pub(crate) enum Progress {
    Bar(ProgressBar),
    Lines { what: String, next: u64 },
    Quiet,
}

/// Plain lines come whenever another of so many equal shares of the work is done.
const SHARES: u64 = 4;

impl Progress {
    pub(crate) fn new(what: &str, quiet: bool) -> Self {
        if quiet {
            return Self::Quiet;
        }
        if !std::io::stderr().is_terminal() {
            return Self::Lines {
                what: what.to_owned(),
                next: 1,
            };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        Self::Bar(bar)
    }

    /// So much of the whole is done; `detail` is what was done last.
    pub(crate) fn done(&mut self, done: u64, total: u64, detail: &str) {
        match self {
            Self::Bar(bar) => {
                bar.set_length(total);
                bar.set_position(done);
                bar.set_message(detail.to_owned());
            }
            Self::Lines { what, next } => {
                let share = (done * SHARES).checked_div(total).unwrap_or(0);
                if share >= *next {
                    // A reader that has gone does not stop the work.
                    let _ = writeln!(std::io::stderr(), "{what}: {done} of {total}");
                    *next = share + 1;
                }
            }
            Self::Quiet => {}
        }
    }

    pub(crate) fn end(self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
