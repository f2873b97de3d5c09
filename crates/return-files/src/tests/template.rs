use super::made_up::{filled_lines, template};
use crate::written::lines_as_csv;
use crate::{ReturnFormat, read, write_csv, write_xlsx};

#[test]
fn the_template_of_a_made_up_edition() {
    let file = String::from_utf8(write_csv(&template()).unwrap()).unwrap();
    assert!(file.starts_with('\u{feff}'));
    assert!(file.ends_with("\r\n"));
    let shown = file.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    insta::assert_snapshot!(shown);
}

#[test]
fn an_empty_template_is_a_return_with_nothing_answered() {
    let csv = write_csv(&template()).unwrap();
    let xlsx = write_xlsx(&template()).unwrap();
    for (file, format) in [(csv, ReturnFormat::Csv), (xlsx, ReturnFormat::Xlsx)] {
        assert_eq!(ReturnFormat::of_content(&file), format);
        let filled = read(&file, format).unwrap();
        assert_eq!(filled.edition, template().edition);
        assert_eq!(filled.force, template().force);
        assert_eq!(filled.values, [], "{format}");
        assert_eq!(filled.unanswered, 4, "{format}");
    }
}

#[test]
fn the_same_template_is_the_same_bytes() {
    let [one, two] = [(); 2].map(|()| write_xlsx(&template()).unwrap());
    assert!(one == two);
}

#[test]
fn the_lines_are_those_of_the_csv_file() {
    let written = write_csv(&template()).unwrap();
    assert_eq!(lines_as_csv(&filled_lines(&[])), written);
}

#[test]
fn a_title_that_no_cell_can_hold_is_refused() {
    let mut template = template();
    template.sections[0].rows[0].title = "x".repeat(40_000);
    let error = write_xlsx(&template).unwrap_err();
    assert!(error.to_string().contains("32,767"), "{error}");
    // The title of the whole is cut where it is only a property.
    template.sections[0].rows[0].title.clear();
    template.edition_title = "ü".repeat(1_000);
    assert!(write_xlsx(&template).is_ok());
}

#[test]
fn no_template_is_longer_than_what_can_be_read_back() {
    let with_lines = |lines: usize| {
        let mut template = template();
        template.sections.truncate(1);
        let row = template.sections[0].rows[0].clone();
        // Three lines of heading, the columns, and the beginning of the section.
        template.sections[0].rows = vec![row; lines - 5];
        template
    };
    let longest = with_lines(20_000);
    let files = [write_csv(&longest).unwrap(), write_xlsx(&longest).unwrap()];
    for (file, format) in files.iter().zip([ReturnFormat::Csv, ReturnFormat::Xlsx]) {
        let read = read(file, format);
        // The same value is asked for over and over, but every row is read.
        assert_eq!(read.unwrap().unanswered, 19_995, "{format}");
    }
    let longer = with_lines(20_001);
    for error in [write_csv(&longer), write_xlsx(&longer)] {
        let told = error.unwrap_err().to_string();
        assert!(told.contains("20001 rows"), "{told}");
        assert!(told.contains("20000"), "{told}");
    }
}
