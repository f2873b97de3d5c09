//! The map of tiles. What a tile's shade means is also what is written in it.

use askama::Template;
use peel_reporting_core::{Figure, ForceTile, Role, TileMap};

use super::geometry::{Px, shortened, text_width, wrapped};
use super::{FORCE, INK, OTHER, QUIET};

const WIDTH: f64 = 420.0;
const FONT: f64 = 10.5;
const VALUE: f64 = 12.5;
const KEY: f64 = 11.5;
const TILE_HEIGHT: f64 = 50.0;
const GAP: f64 = 3.0;
/// How many lines a name may take.
const NAME_LINES: usize = 2;

/// Fills from light to dark, told apart without colour.
const SHADES: [&str; 4] = ["#ffffff", "#d5e0eb", "#86abd0", FORCE];

#[derive(Template)]
#[template(path = "chart/map.svg")]
pub(super) struct MapDrawing<'f> {
    figure: &'f Figure,
    width: Px,
    height: Px,
    tile_width: Px,
    tile_height: Px,
    text_length: Px,
    keys: Vec<Key<'f>>,
    tiles: Vec<PlacedTile<'f>>,
}

/// How tiles of a class look.
#[derive(Clone, Copy)]
struct Look {
    fill: &'static str,
    stroke: &'static str,
    ink: &'static str,
    dashed: bool,
}

/// What a look means.
struct Key<'f> {
    x: Px,
    y: Px,
    text_x: Px,
    baseline: Px,
    look: Look,
    title: &'f str,
}

/// One tile, placed.
struct PlacedTile<'f> {
    x: Px,
    y: Px,
    middle: Px,
    value_y: Px,
    look: Look,
    own: bool,
    lines: Vec<NameLine>,
    shown: &'f str,
    squeezed: bool,
}

/// A line of a name, and whether it is pressed together to fit.
struct NameLine {
    y: Px,
    text: String,
    squeezed: bool,
}

impl<'f> MapDrawing<'f> {
    pub(super) fn of(figure: &'f Figure, map: &'f TileMap) -> Self {
        let (keys, top) = keys(map);
        let width = WIDTH / f64::from(map.columns.max(1)) - GAP;
        let tiles = map
            .tiles
            .iter()
            .map(|tile| placed(tile, map, width, top))
            .collect();
        Self {
            figure,
            width: Px(WIDTH),
            height: Px(top + f64::from(map.rows) * (TILE_HEIGHT + GAP) + GAP),
            tile_width: Px(width),
            tile_height: Px(TILE_HEIGHT),
            text_length: Px(width - 4.0),
            keys,
            tiles,
        }
    }
}

/// The key, in as many lines as it needs, and where the tiles begin.
fn keys(map: &TileMap) -> (Vec<Key<'_>>, f64) {
    let classes = map
        .classes
        .iter()
        .rev()
        .map(|class| (look_of(Some(class.shade)), class.title.as_str()));
    let without = (!map.without.is_empty()).then_some((look_of(None), map.without.as_str()));
    let (mut x, mut y) = (1.0, 2.0);
    let mut keys = Vec::new();
    for (look, title) in classes.chain(without) {
        let width = 19.0 + text_width(title, KEY) + 14.0;
        if x > 1.0 && x + width > WIDTH + 14.0 {
            (x, y) = (1.0, y + 19.0);
        }
        keys.push(Key {
            x: Px(x),
            y: Px(y),
            text_x: Px(x + 19.0),
            baseline: Px(y + 11.0),
            look,
            title,
        });
        x += width;
    }
    (keys, y + 24.0)
}

fn look_of(shade: Option<u8>) -> Look {
    let Some(shade) = shade else {
        return Look {
            fill: "#fff",
            stroke: OTHER,
            ink: QUIET,
            dashed: true,
        };
    };
    let last = SHADES.len() - 1;
    let shade = usize::from(shade).min(last);
    Look {
        fill: SHADES.get(shade).copied().unwrap_or("#fff"),
        stroke: if shade == last { FORCE } else { OTHER },
        ink: if shade == last { "#fff" } else { INK },
        dashed: false,
    }
}

fn placed<'f>(tile: &'f ForceTile, map: &TileMap, width: f64, top: f64) -> PlacedTile<'f> {
    let step = |place: u8| f64::from(place.saturating_sub(1));
    let x = GAP / 2.0 + step(tile.column) * (width + GAP);
    let y = top + step(tile.row) * (TILE_HEIGHT + GAP);
    let room = width - 4.0;
    let names: Vec<String> = wrapped(&tile.label, FONT, room)
        .into_iter()
        .take(NAME_LINES)
        .collect();
    // One line stands where two would have their middle.
    let first = if names.len() > 1 { 13.0 } else { 18.0 };
    let lines = (0_u32..)
        .zip(names)
        .map(|(index, text)| NameLine {
            y: Px(y + first + f64::from(index) * 11.5),
            squeezed: text_width(&text, FONT) > room,
            text: shortened(&text, FONT, room * 1.5),
        })
        .collect();
    let class = tile.class.and_then(|class| map.classes.get(class));
    PlacedTile {
        x: Px(x),
        y: Px(y),
        middle: Px(x + width / 2.0),
        value_y: Px(y + TILE_HEIGHT - 8.0),
        look: look_of(class.map(|class| class.shade)),
        own: tile.role == Role::Force,
        lines,
        shown: &tile.shown,
        squeezed: text_width(&tile.shown, VALUE) * 1.05 > room,
    }
}
