//! Figures as pictures of dots.

use peel_reporting_core::made_up::MadeUp;
use peel_reporting_core::{figure_list, force_figure};

use super::bare;
use crate::render_figure_png;
use crate::tests::hostile;

#[test]
fn every_kind_of_figure_is_a_picture_of_dots() {
    // Of what comes for every indicator a few are enough.
    for (made_up, every) in [(MadeUp::report(), 3), (hostile(), 7), (bare(), 11)] {
        for listed in figure_list(&made_up.edition).iter().step_by(every) {
            let Ok(figure) = force_figure(&made_up.input(), &listed.id.parse().unwrap()) else {
                continue;
            };
            let picture = render_figure_png(&figure).unwrap();
            let dots = resvg::tiny_skia::Pixmap::decode_png(&picture).unwrap();
            let inked = dots.pixels().iter().filter(|dot| dot.red() < 128).count();
            assert!(
                dots.width() >= 3 * 400 && inked > 500,
                "{}: {inked}",
                listed.id
            );
        }
    }
}

#[test]
fn the_same_figure_gives_the_same_dots_on_white() {
    let made_up = MadeUp::report();
    let figure = force_figure(&made_up.input(), &"figure-3".parse().unwrap()).unwrap();
    let picture = render_figure_png(&figure).unwrap();
    assert_eq!(picture, render_figure_png(&figure).unwrap());
    let dots = resvg::tiny_skia::Pixmap::decode_png(&picture).unwrap();
    assert!(dots.pixels().iter().all(|dot| dot.alpha() == 255));
}
