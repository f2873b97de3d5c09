//! The map of tiles: a tile of one size for every force, near its neighbours.

use peel_model::{Band, Comparison, Force, Indicator, Period, UnitComparison};

use super::{by_rank, unit_title};
use crate::figure::{Drawing, Role};
use crate::figures::Drawn;
use crate::lookup::{Composer, look_of, unit_number};
use crate::number::DASH;
use crate::plots::{ForceTile, TileClass, TileMap};
use crate::statements::left_out_note;
use crate::traced::Quantity;
use crate::wording::{band_words, capitalised, in_period, list_of, no_band_words};

/// How many forces a sentence names at either end.
const NAMED_AT_AN_END: usize = 3;

impl Composer<'_> {
    /// A tile for every force, by its band; `None` when nothing was computed or the edition has no
    /// map.
    pub(crate) fn map(&mut self, indicator: &Indicator, period: Period) -> Option<Drawn> {
        let comparison = self.comparison(&indicator.id, period)?;
        if comparison.units.is_empty() || self.input.edition.layout.map.is_empty() {
            return None;
        }
        let (format, unit) = look_of(indicator, None);
        self.comparator_number(indicator, period, &format);
        let bands = [Band::Lowest, Band::InLine, Band::Highest];
        let has_bands = comparison.units.iter().any(|unit| unit.band.is_ok());
        let classes = if has_bands {
            bands.map(class_of_band).into()
        } else {
            vec![TileClass {
                title: "Compared".to_owned(),
                shade: 1,
            }]
        };
        let class = |unit: &UnitComparison| match unit.band {
            Ok(band) => bands.iter().position(|known| *known == band),
            Err(_) => (!has_bands).then_some(0),
        };
        let map = self.tiles(classes, |force| {
            let found = comparison.unit_of(&force.id);
            found.map_or((DASH.to_owned(), None), |unit| {
                let number = unit_number(&format, comparison, unit, Quantity::Value);
                (number.shown, class(unit))
            })
        });
        let no_bands = comparison
            .bands
            .err()
            .map(|reason| format!("No bands are given: {}.", no_band_words(reason)));
        let notes = left_out_note(comparison)
            .map(|note| capitalised(&note))
            .into_iter()
            .chain(no_bands)
            .chain(std::iter::once(NOT_TO_SCALE.to_owned()));
        let title = format!(
            "{} ({}) {}",
            indicator.title,
            unit_title(&unit, &format),
            in_period(period)
        );
        Some(Drawn {
            description: description(&title, &map),
            table: self.bars_table(indicator, comparison, &by_rank(comparison), &format),
            statements: vec![self.said_of(indicator, comparison)],
            notes: notes.collect(),
            drawing: Drawing::Map(map),
        })
    }

    /// The edition's map with what each force shows and which class it is of.
    pub(crate) fn tiles(
        &self,
        classes: Vec<TileClass>,
        look: impl Fn(&Force) -> (String, Option<usize>),
    ) -> TileMap {
        let edition = self.input.edition;
        let places = &edition.layout.map;
        let tiles: Vec<ForceTile> = places
            .iter()
            .filter_map(|place| Some((place, edition.force(&place.force)?)))
            .map(|(place, force)| {
                let (shown, class) = look(force);
                let own = self.force.is_some_and(|own| own.id == force.id);
                ForceTile {
                    name: force.name.clone(),
                    label: place.label.clone(),
                    shown,
                    role: if own { Role::Force } else { Role::Other },
                    column: place.column,
                    row: place.row,
                    class,
                }
            })
            .collect();
        let bare = tiles.iter().any(|tile| tile.class.is_none());
        TileMap {
            columns: places.iter().map(|place| place.column).max().unwrap_or(1),
            rows: places.iter().map(|place| place.row).max().unwrap_or(1),
            classes,
            without: if bare { "No value" } else { "" }.to_owned(),
            tiles,
        }
    }

    /// What is said under a figure of all units: about the force, or about the ends.
    pub(super) fn said_of(
        &mut self,
        indicator: &Indicator,
        comparison: &Comparison,
    ) -> crate::Text {
        if self.force.is_some() {
            self.statement(indicator, comparison.period)
        } else {
            self.ends(indicator, comparison)
        }
    }

    /// Which units have the highest and lowest values.
    fn ends(&mut self, indicator: &Indicator, comparison: &Comparison) -> crate::Text {
        let (format, unit) = look_of(indicator, None);
        let whole = self.comparator_number(indicator, comparison.period, &format);
        let ranked = by_rank(comparison);
        let named = ranked.len().min(2 * NAMED_AT_AN_END) / 2;
        // Who shares a rank with the last one named is named too.
        let rank_at = |place: usize| ranked.get(place).map(|unit| unit.rank);
        let high = rank_at(named.wrapping_sub(1));
        let low = rank_at(ranked.len().wrapping_sub(named));
        let unit = if unit.is_empty() {
            String::new()
        } else {
            format!(" {unit}")
        };
        let name = whole.origin.subject.name.clone();
        let period = in_period(comparison.period);
        let text = crate::Text::words(format!("{} {period}: {name} ", indicator.title))
            .number(whole)
            .then(format!("{unit}."));
        let end = |units: &mut dyn Iterator<Item = &&UnitComparison>| {
            let mut said = crate::Text::default();
            for (place, unit) in units.enumerate() {
                let comma = if place == 0 { "" } else { ", " };
                said = said
                    .then(format!("{comma}{} ", unit.unit.name))
                    .number(unit_number(&format, comparison, unit, Quantity::Value));
            }
            said
        };
        if named == 0 {
            return text;
        }
        text.then(" Highest: ")
            .append(end(&mut ranked
                .iter()
                .take_while(|unit| Some(unit.rank) <= high)))
            .then(". Lowest: ")
            .append(end(&mut ranked
                .iter()
                .rev()
                .take_while(|unit| Some(unit.rank) >= low)))
            .then(".")
    }
}

/// What must be known to read the map.
pub(crate) const NOT_TO_SCALE: &str = "Every force has a tile of the same size, near its neighbours: the map shows where, not how \
     large.";

fn class_of_band(band: Band) -> TileClass {
    TileClass {
        title: capitalised(band_words(band).trim_end_matches(" with")),
        shade: match band {
            Band::Lowest => 0,
            Band::InLine => 1,
            Band::Highest => 3,
        },
    }
}

/// The map in words: for each class the forces in it.
pub(crate) fn description(title: &str, map: &TileMap) -> String {
    let of = |class: Option<usize>| -> Vec<String> {
        let tiles = map.tiles.iter().filter(|tile| tile.class == class);
        let mut names: Vec<String> = tiles
            .map(|tile| match class {
                Some(_) if tile.shown.is_empty() => tile.name.clone(),
                Some(_) => format!("{} {}", tile.name, tile.shown),
                None => tile.name.clone(),
            })
            .collect();
        names.sort();
        names
    };
    let classes = map.classes.iter().enumerate().rev();
    let mut said: Vec<String> = classes
        .map(|(place, class)| (class.title.clone(), of(Some(place))))
        .chain(std::iter::once((map.without.clone(), of(None))))
        .filter(|(_, names)| !names.is_empty())
        .map(|(title, names)| format!("{title}: {}.", list_of(&names)))
        .collect();
    said.insert(0, format!("Map of tiles, a tile for each force: {title}."));
    said.join(" ")
}
