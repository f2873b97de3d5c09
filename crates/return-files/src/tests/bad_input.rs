//! Everything that can be wrong in a file, one by one, and what is said of it.

use peel_model::Reading;

use crate::{LARGEST_RETURN_FILE, MOST_PROBLEMS, ReturnFormat, read};

const HEADING: &str = "edition,2016-example\nforce,avonshire\n\
                       measure,period,value,status,months,reason\n";

fn problems(bytes: &[u8], format: ReturnFormat) -> String {
    match read(bytes, format) {
        Ok(filled) => format!("{filled:?}"),
        Err(problems) => problems.to_string(),
    }
}

fn csv(text: &str) -> String {
    problems(text.as_bytes(), ReturnFormat::Csv)
}

#[test]
fn every_problem_of_a_row_is_told_with_its_line() {
    let check = |row: &str, told: &str| assert_eq!(csv(&format!("{HEADING}{row}\n")), told);
    check(
        "thefts,12m-to-2016-06,lots,,,",
        "line 4: \"lots\" is not a number: write digits, if need be with a decimal point, such as \
         1234 or 56.7, with nothing between thousands and no unit",
    );
    check(
        "Thefts,12m-to-2016-06,1,,,",
        "line 4: \"Thefts\" is not an identifier: use 1 to 100 lower-case letters, digits and \
         single hyphens, beginning and ending with a letter or digit",
    );
    check(
        ",12m-to-2016-06,1,,,",
        "line 4: the row has no measure; put back what the template has there",
    );
    check(
        "thefts,,1,,,",
        "line 4: the row has no period; put back what the template has there",
    );
    check(
        "thefts,2016,1,,,",
        "line 4: \"2016\" is not a period: write a span as 12m-to-2016-06 (1 to 1200 months to \
         the end of a month) or a day as at-2016-07-01, between the years 1800 and 2200",
    );
    check(
        "thefts,12m-to-2016-06,1,estimate,,counted by hand",
        "line 4: \"estimate\": the status is unknown: use normal, provisional, estimated, revised, \
         partial, break, not-supplied, not-applicable or missing (nearest known: estimated)",
    );
    check(
        "thefts,12m-to-2016-06,1,estimated,,",
        "line 4: the status estimated needs a reason: say why in a few words",
    );
    check(
        "thefts,12m-to-2016-06,,not-supplied,,",
        "line 4: the status not-supplied needs a reason: say why in a few words",
    );
    check(
        "thefts,12m-to-2016-06,1,not-supplied,,lost",
        "line 4: the status says that there is no value, but one is given",
    );
    check(
        "thefts,12m-to-2016-06,,estimated,,counted by hand",
        "line 4: the status promises a value, but none is given; use status missing if it is not \
         known",
    );
    check(
        "thefts,12m-to-2016-06,1000000000000000000,,,",
        "line 4: the value is not a finite number below a thousand million million million",
    );
    check(
        "thefts,12m-to-2016-06,1,,,counted by hand",
        "line 4: a reason is given for a normal value; give a status such as estimated, or leave \
         the reason empty",
    );
    check(
        "thefts,12m-to-2016-06,,,,counted by hand",
        "line 4: months or a reason are given, but no value and no status; if there is no value \
         to give, say so with a status such as not-supplied",
    );
    check(
        "thefts,12m-to-2016-06,,,9,",
        "line 4: months or a reason are given, but no value and no status; if there is no value \
         to give, say so with a status such as not-supplied",
    );
    check(
        "thefts,12m-to-2016-06,1,,9,",
        "line 4: months are given only with the status partial; leave them empty",
    );
    for months in ["", "0", "12", "9.5", "nine", "-1"] {
        check(
            &format!("thefts,12m-to-2016-06,1,partial,{months},new system"),
            "line 4: the status partial needs the number of months covered: 1 to 11 of \
             12m-to-2016-06",
        );
    }
    for period in ["at-2016-03-31", "1m-to-2016-06"] {
        check(
            &format!("officers,{period},1,partial,1,new system"),
            &format!("line 4: {period} has no months of which some could be missing"),
        );
    }
    check(
        "thefts,12m-to-2016-06,1,estimated,,a\u{202e}b",
        "line 4: the reason holds an invisible character; type it again",
    );
    check(
        &format!("thefts,12m-to-2016-06,1,estimated,,{}", "é".repeat(1_001)),
        "line 4: the reason is longer than 2000 bytes (about as many letters); shorten it, or close \
         a quotation mark left open",
    );
    check(
        "Thefts,2016,lots,,,",
        "line 4: \"Thefts\" is not an identifier: use 1 to 100 lower-case letters, digits and \
         single hyphens, beginning and ending with a letter or digit\n\
         line 4: \"2016\" is not a period: write a span as 12m-to-2016-06 (1 to 1200 months to \
         the end of a month) or a day as at-2016-07-01, between the years 1800 and 2200\n\
         line 4: \"lots\" is not a number: write digits, if need be with a decimal point, such as \
         1234 or 56.7, with nothing between thousands and no unit",
    );
    check(
        "thefts,12m-to-2016-06,1,estimated,12,",
        "line 4: the status estimated needs a reason: say why in a few words\n\
         line 4: months are given only with the status partial; leave them empty",
    );
}

#[test]
fn what_is_wrong_above_the_values_is_told() {
    let check = |file: &str, told: &str| assert_eq!(csv(file), told);
    let columns = "measure,period,value,status,months,reason";
    let no_headings = "the file: there is no row of headings (measure, period, value, status, \
                       months, reason) among its first 20; fill in the template itself";
    check("", no_headings);
    check("<html><body>Sign in</body></html>", no_headings);
    check(&format!("{}{HEADING}", "x\n".repeat(20)), no_headings);
    check(
        columns,
        "the file: no row above the headings begins with \"edition\"; fill in the template itself\n\
         the file: no row above the headings begins with \"force\"; fill in the template itself",
    );
    check(
        &format!("edition,2016-example\nforce,\n{columns}\n"),
        "line 2: the cell beside \"force\" is empty; put back what the template has there",
    );
    check(
        &format!("edition,2016 Example\nforce,avonshire\n{columns}\n"),
        "line 1: \"2016 Example\" is not an identifier: use 1 to 100 lower-case letters, digits \
         and single hyphens, beginning and ending with a letter or digit",
    );
    check(
        &format!("edition,2016-example\nforce,avonshire\nforce,northshire\n{columns}\n"),
        "line 3: there are two rows \"force\"; keep one",
    );
    check(
        "edition,2016-example\nforce,avonshire\nmeasure,period,value,state,months\n",
        "line 3: the headings lack status, reason; put them back as they are in the template",
    );
    check(
        &HEADING.replace("status", "status,value"),
        "line 3: there are two columns \"value\"; keep one",
    );
}

#[test]
fn a_file_that_is_no_csv_file_is_refused() {
    let check = |bytes: &[u8], told: &str| assert_eq!(problems(bytes, ReturnFormat::Csv), told);
    check(
        b"PK\x03\x04rest",
        "the file: it is a workbook, not a CSV file; send it as .xlsx",
    );
    check(
        &[HEADING.as_bytes(), b"caf\xe9,,,,,\n"].concat(),
        "line 4: the text is not UTF-8 from here on; in Excel, save as \"CSV UTF-8\"",
    );
    check(
        &vec![b'x'; LARGEST_RETURN_FILE + 1],
        "the file: it has more than the 10 MiB that a return may have",
    );
    check(
        "x\n".repeat(20_001).as_bytes(),
        "line 20001: there are more than the 20000 rows of a return",
    );
}

#[test]
fn a_quotation_mark_left_open_is_one_problem() {
    let row = "thefts,12m-to-2016-06,1,,,\n";
    let file = format!(
        "{HEADING}thefts,12m-to-2016-06,1,estimated,,\"never closed\n{}",
        row.repeat(1_000)
    );
    assert_eq!(
        csv(&file),
        "line 4: the reason is longer than 2000 bytes (about as many letters); shorten it, or close \
         a quotation mark left open"
    );
}

#[test]
fn so_many_problems_are_told_and_the_others_counted() {
    let file = format!("{HEADING}{}", "thefts,12m-to-2016-06,x,,,\n".repeat(70));
    let problems = read(file.as_bytes(), ReturnFormat::Csv).unwrap_err();
    assert_eq!(problems.told().len(), MOST_PROBLEMS);
    assert_eq!(problems.untold(), 20);
    assert!(problems.to_string().ends_with("\nand 20 more"));
}

#[test]
fn what_people_do_to_csv_files_is_understood() {
    let check = |file: &str, value: f64| {
        let filled = read(file.as_bytes(), ReturnFormat::Csv);
        let filled = filled.unwrap_or_else(|problems| panic!("{file}: {problems}"));
        let values = filled.values.iter().map(|placed| placed.value.reading);
        let values: Vec<_> = values.map(Reading::value).collect();
        assert_eq!(values, [Some(value)], "{file}");
    };
    let row = "thefts,12m-to-2016-06,56.7,,,\n";
    let plain = format!("{HEADING}{row}");
    check(&plain, 56.7);
    check(&format!("\u{feff}{plain}"), 56.7);
    check(&plain.replace('\n', "\r\n"), 56.7);
    check(&plain.replace('\n', "\r"), 56.7);
    check(&plain.replace('\n', ",,,\n\n,,,,,\n"), 56.7);
    check(&plain.replace(',', ";"), 56.7);
    check(&plain.replace(',', ";").replace("56.7", "56,7"), 56.7);
    check(
        &plain.replace("edition,", "\"edition\";").replace(',', ";"),
        56.7,
    );
    check(&plain.replace("measure,period", "Measure,PERIOD"), 56.7);
    check(&plain.replace("56.7,,", "'-5, Normal ,"), -5.0);
    // Columns in another order, and one of the force's own.
    check(
        "edition,2016-example\nforce,avonshire\n\
         ours,reason,value,status,months,period,measure\n\
         x,,8,,,12m-to-2016-06,thefts\n",
        8.0,
    );
    // The heading of a section, and words beside the form.
    check(
        "edition,2016-example\nforce,avonshire\n\
         measure,title,period,value,status,months,reason,note\n\
         ,Recorded crime,,,,,,As recorded\n\
         thefts,Thefts,12m-to-2016-06,8,,,,\n",
        8.0,
    );
}

#[test]
fn a_number_with_two_meanings_is_refused_with_both() {
    let file = format!("{HEADING}thefts,12m-to-2016-06,1.234,,,\n").replace(',', ";");
    assert_eq!(
        csv(&file),
        "line 4: \"1.234\" can be meant in two ways in a file separated by semicolons: write 1234 \
         or 1.2340"
    );
}
