//! The fonts of PDF and pictures, which are part of the program: no system's are looked at, so that
//! every system gives the same bytes.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::Font;

/// What text is set in; licence beside the files.
const SOURCE_SANS: [&[u8]; 3] = [
    include_bytes!("../../assets/fonts/SourceSans3_400Regular.ttf"),
    include_bytes!("../../assets/fonts/SourceSans3_600SemiBold.ttf"),
    include_bytes!("../../assets/fonts/SourceSans3_700Bold.ttf"),
];

/// What is taken of the fonts that come with Typst: one for headings, and one that has signs and
/// letters that others lack.
const FROM_TYPST: [&str; 2] = ["Libertinus Serif", "DejaVu Sans Mono"];

/// The fonts, read once.
pub(super) static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let own = SOURCE_SANS.into_iter().map(Bytes::new);
    let own = own.filter_map(|font| Font::new(font, 0));
    let bundled = typst_assets::fonts().map(Bytes::new);
    let bundled = bundled.flat_map(Font::iter);
    let wanted = |font: &Font| FROM_TYPST.contains(&font.info().family.as_str());
    own.chain(bundled.filter(wanted)).collect()
});

/// Whether any font has a character.
pub(super) fn can_be_set(character: char) -> bool {
    FONTS
        .iter()
        .any(|font| font.info().coverage.contains(u32::from(character)))
}
