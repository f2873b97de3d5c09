//! Lines as CSV.

use crate::apostrophe::needs_apostrophe;
use crate::column::Column;
use crate::layout::{Line, Shown};

/// The file.
pub(crate) fn write(lines: &[Line]) -> Vec<u8> {
    let mut file = String::from("\u{feff}");
    for line in lines {
        for column in 0..Column::ALL.len() {
            if column > 0 {
                file.push(',');
            }
            let cell = u16::try_from(column)
                .ok()
                .and_then(|column| line.cells.get(&column));
            match cell {
                Some(Shown::Number(number)) => file.push_str(&number.to_string()),
                Some(Shown::Text(text)) => push_text(&mut file, text),
                None => {}
            }
        }
        file.push_str("\r\n");
    }
    file.into_bytes()
}

fn push_text(file: &mut String, text: &str) {
    let apostrophe = if needs_apostrophe(text) { "'" } else { "" };
    if text.contains([',', ';', '"', '\r', '\n']) || text.trim() != text {
        file.push('"');
        file.push_str(apostrophe);
        file.push_str(&text.replace('"', "\"\""));
        file.push('"');
    } else {
        file.push_str(apostrophe);
        file.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_begins_a_formula() {
        let check = |text: &str, cell: &str| {
            let mut file = String::new();
            push_text(&mut file, text);
            assert_eq!(file, cell);
        };
        check("burglaries", "burglaries");
        check("=1+2", "'=1+2");
        check("'=1+2", "''=1+2");
        check("'tis", "'tis");
        check("+44", "'+44");
        check("-", "'-");
        check("@SUM(A1,2)", "\"'@SUM(A1,2)\"");
        check("\t=1", "\"'\t=1\"");
        check("a \"b\"", "\"a \"\"b\"\"\"");
        check("a-b", "a-b");
    }
}
