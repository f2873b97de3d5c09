//! The nearest known names to one that is not known, for errors that help.

/// The names of `known` most like `given`, best first, at most three.
///
/// Likeness is Jaro-Winkler, which rewards a shared beginning, so a name cut short finds its
/// whole form. Names that share almost nothing are left out: a wrong suggestion is worse than
/// none. Ties are settled by the names' own order, so the answer does not depend on the order
/// of `known`.
///
/// ```
/// let known = ["west-midlands", "west-mercia", "kent"];
/// assert_eq!(peel_model::nearest_names("west-midland", known)[0], "west-midlands");
/// assert!(peel_model::nearest_names("zzz", known).is_empty());
/// ```
pub fn nearest_names<'k>(given: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
    const ALIKE: f64 = 0.75;
    // Bounded, so that a hostile name cannot make the comparison expensive.
    let given: String = given
        .chars()
        .take(100)
        .flat_map(char::to_lowercase)
        .collect();
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&given, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

/// "did you mean …?" for the names found, or nothing.
///
/// ```
/// assert_eq!(peel_model::nearest::suggestion(&["a", "b"]), " (nearest known: a, b)");
/// assert_eq!(peel_model::nearest::suggestion(&[]), "");
/// ```
#[must_use]
pub fn suggestion(nearest: &[&str]) -> String {
    if nearest.is_empty() {
        String::new()
    } else {
        format!(" (nearest known: {})", nearest.join(", "))
    }
}
