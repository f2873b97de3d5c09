//! Tables of offences by code and quarter.

use crate::bench::Bench;

const LINES: &str = "\
Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,Offence Code,Number of Offences
2017/18,1,Northland,Murder,Violence,Homicide,1/4.1, 1 
2017/18,1,Northland,Manslaughter,Violence,Homicide,1/4.1,-00 
2017/18,1,Northland,Theft,Theft offences,Theft,49, 40 
2017/18,4,Northland,Murder,Violence,Homicide,1/4.1, 2 
2017/18,4,Northland,Manslaughter,Violence,Homicide,1/4.1, 3 
2017/18,4,Northland,Theft,Theft offences,Theft,49,-1 
2017/18,1,Card Fraud Bureau,Card fraud,Fraud,Fraud,CF, 900 
";

const RECIPE: &str = r#"
leave_out = [{ lines = { "Force Name" = ["Card Fraud Bureau"] }, reason = "Not a force." }]
correct = [
  { column = "Number of Offences", from = "-00 ", to = "0", reason = "A zero's dash, written out." },
]

[facts.from.reader.offence-codes]
by = "code"
lines_per_force_and_quarter = 3
measures = { "1/4.1" = "homicide", "49" = "theft" }
"#;

#[test]
fn quarters_are_summed_over_the_codes_of_a_measure() {
    let made = Bench::new("codes.csv", RECIPE)
        .with("codes.csv", LINES)
        .make()
        .unwrap();
    assert_eq!(
        made.facts(),
        [
            "E99000001,homicide,3m-to-2017-06,1,normal",
            "E99000001,homicide,3m-to-2018-03,5,normal",
            "E99000001,theft,3m-to-2017-06,40,normal",
            "E99000001,theft,3m-to-2018-03,-1,normal",
        ]
    );
    assert_eq!(made.account().corrected[0].lines, 1);

    let by_group = RECIPE.replace("by = \"code\"", "by = \"group\"").replace(
        "\"1/4.1\" = \"homicide\", \"49\" = \"theft\"",
        "Violence = \"crime\", \"Theft offences\" = \"crime\"",
    );
    let made = Bench::new("codes.csv", &by_group)
        .with("codes.csv", LINES)
        .make()
        .unwrap();
    assert_eq!(
        made.facts(),
        [
            "E99000001,crime,3m-to-2017-06,41,normal",
            "E99000001,crime,3m-to-2018-03,4,normal",
        ]
    );
}

#[test]
fn what_the_recipe_does_not_foresee_is_refused() {
    let check = |from: &str, to: &str, expected: &str| {
        assert_eq!(LINES.matches(from).count(), 1, "{from:?}");
        let bench = Bench::new("codes.csv", RECIPE).with("codes.csv", LINES.replace(from, to));
        assert_eq!(bench.refusal(), expected);
    };
    check(
        "49, 40 ",
        "49A, 40 ",
        "codes.csv, line 4: the offence \"49A\" is not known (nearest known: 49); if the file is \
         right, add it to its recipe",
    );
    check(
        "49, 40 ",
        "49, forty ",
        "codes.csv, line 4: column \"Number of Offences\" holds \" forty \", which is not a whole \
         number",
    );
    check(
        "2017/18,1,Northland,Manslaughter",
        "2017/18,1,Northland,Murder",
        "codes.csv, line 3: offence 1/4.1 (Murder) of E99000001 for 3m-to-2017-06 is given a \
         second time; it was first given on line 2",
    );
    check(
        "2017/18,4,Northland,Manslaughter,Violence,Homicide,1/4.1, 3 \n",
        "",
        "codes.csv: E99000001 for 3m-to-2018-03 has 2 lines where the recipe promises 3; is the \
         file whole?",
    );
    check(
        "2017/18,4,Northland,Theft",
        "2017/18,5,Northland,Theft",
        "codes.csv, line 7: column \"Financial Quarter\" holds \"5\", which is not a quarter from \
         1 to 4",
    );
}

#[test]
fn a_code_that_is_never_met_is_told() {
    let recipe = RECIPE.replace(
        "\"49\" = \"theft\"",
        "\"49\" = \"theft\", \"50\" = \"theft\"",
    );
    let bench = Bench::new("codes.csv", &recipe).with("codes.csv", LINES);
    assert_eq!(
        bench.refusal(),
        "codes.csv: the recipe's rule measures \"50\" concerns nothing in this file; remove or \
         correct it"
    );
}

#[test]
fn an_offence_may_be_spread_over_several_lines_that_look_the_same() {
    let lines = LINES.replace("Manslaughter", "Murder");
    let spread = "lines_per_force_and_quarter = 3\nspread = { \"1/4.1\" = 2 }";
    let recipe = RECIPE.replace("lines_per_force_and_quarter = 3", spread);
    let made = Bench::new("codes.csv", &recipe)
        .with("codes.csv", &lines)
        .make()
        .unwrap();
    assert_eq!(made.facts()[1], "E99000001,homicide,3m-to-2018-03,5,normal");

    let without = lines.replacen(
        "2017/18,1,Northland,Murder,Violence,Homicide,1/4.1, 1 \n",
        "",
        1,
    );
    let recipe = recipe.replace("lines_per_force_and_quarter = 3\n", "");
    let bench = Bench::new("codes.csv", &recipe).with("codes.csv", without);
    assert_eq!(
        bench.refusal(),
        "codes.csv: offence 1/4.1 (Murder) of E99000001 for 3m-to-2017-06 has 1 lines where the \
         recipe promises 2; is the file whole?"
    );
}
