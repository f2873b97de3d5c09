//! Where in a sheet something is, as spreadsheet programs name it.

use super::cells::At;

/// The letters of a column, counted from 0: "A", "Z", "AA".
pub(super) fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        let digit = (left - 1) % 26;
        letters.push(char::from(
            b'A'.saturating_add(u8::try_from(digit).unwrap_or(0)),
        ));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A cell's name: "C12".
pub(super) fn name((row, column): At) -> String {
    format!("{}{}", letters(column), u64::from(row) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_in_spreadsheet_programs() {
        let check = |at, expected: &str| assert_eq!(name(at), expected);
        check((0, 0), "A1");
        check((11, 2), "C12");
        check((4, 25), "Z5");
        check((4, 26), "AA5");
        check((1_048_575, 16_383), "XFD1048576");
        check((0, 701), "ZZ1");
        check((0, 702), "AAA1");
    }
}
