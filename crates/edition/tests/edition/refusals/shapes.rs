//! Files of another shape, and inspections that do not fit.

use super::{edition_problems, inspection_problems, told};

#[test]
fn files_of_another_shape() {
    let cases = [
        ("a slip of the pen", "sources.toml", "id =", "id"),
        (
            "a key nobody knows",
            "measures.toml",
            "id = \"calls\"",
            "id = \"calls\"\ncolour = \"red\"",
        ),
        (
            "a key that is missing",
            "caveats.toml",
            "text = \"Six files were read.\"\n",
            "",
        ),
        (
            "a number for a text",
            "report.toml",
            "title = \"Lighthouses 2031\"",
            "title = 2031",
        ),
        (
            "a list of another kind",
            "caveats.toml",
            "indicators = \"inspection\"",
            "indicators = 3",
        ),
        (
            "another header",
            "forces.csv",
            "id,code,name",
            "id,name,code",
        ),
        (
            "a row cut short",
            "forces.csv",
            ",Canals,out-of-scope,",
            ",Canals",
        ),
    ];
    insta::assert_snapshot!(told(&cases, edition_problems));
}

#[test]
fn inspections_that_do_not_fit_their_edition() {
    const FILE: &str = "inspections/northshire.toml";
    let cases = [
        (
            "another edition",
            FILE,
            "\"made-up-edition\"",
            "\"made-up\"",
        ),
        (
            "another force than the file's",
            FILE,
            "force = \"northshire\"",
            "force = \"southshire\"",
        ),
        (
            "a grade nobody gives",
            FILE,
            "previous = \"dim\"",
            "previous = \"dimmer\"",
        ),
        (
            "a question nobody asks",
            FILE,
            "question = \"keeping\"\nsummary",
            "question = \"keeper\"\nsummary",
        ),
        (
            "a question judged twice",
            FILE,
            "question = \"keeping\"\nsummary",
            "question = \"lighting\"\nsummary",
        ),
        (
            "a grade where none is given",
            FILE,
            "grade = \"ungraded\"",
            "grade = \"dim\"",
        ),
        (
            "a sub-question of another question",
            FILE,
            "sub_question = \"lamp\"",
            "sub_question = \"keeper\"",
        ),
        ("a finding twice", FILE, "id = \"f10\"", "id = \"f2\""),
        (
            "a kind of finding",
            FILE,
            "\"cause-of-concern\"",
            "\"concern\"",
        ),
        ("a state of a finding", FILE, "\"enduring\"", "\"open\""),
        (
            "evidence that does not exist",
            FILE,
            "[\"theft-share\"]",
            "[\"thefts\"]",
        ),
        (
            "a history that runs backwards",
            FILE,
            "year = 2030",
            "year = 2032",
        ),
        (
            "a state of the inspection",
            FILE,
            "\"published\"",
            "\"done\"",
        ),
    ];
    insta::assert_snapshot!(told(&cases, inspection_problems));
}
