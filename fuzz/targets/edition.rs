//! Whatever an edition's files hold, reading them ends with an edition or with problems, in bounds.

#![no_main]

use libfuzzer_sys::fuzz_target;
use peel_edition::{Folder, MOST_PROBLEMS, read_edition, read_facts, read_inspections};
use peel_fuzz::files;
use peel_official_files::ImportRules;
use sha2::{Digest, Sha256};

type Files = Vec<(String, Vec<u8>)>;

fuzz_target!(|bytes: &[u8]| {
    let mut files = files(bytes);
    parse_recipes(&files);
    let Ok(folder) = Folder::from_files("fuzz", files.clone()) else {
        return;
    };
    match read_edition(&folder) {
        Err(problems) => assert!((1..=MOST_PROBLEMS).contains(&problems.told().len())),
        Ok(edition) => {
            let _ = read_facts(&folder, &edition);
            let _ = read_inspections(&folder, &edition);
            vouch(&mut files);
            let vouched = Folder::from_files("fuzz", files);
            let _ = vouched.map(|folder| read_facts(&folder, &edition));
        }
    }
});

fn parse_recipes(files: &Files) {
    let text = |path: &str| {
        let file = files.iter().find(|(name, _)| name == path);
        file.and_then(|(_, content)| std::str::from_utf8(content).ok())
    };
    if let Some(recipes) = text("facts/recipes.toml") {
        let imports = text("facts/imports.toml").unwrap_or_default();
        let forces = text("forces.csv").unwrap_or_default();
        if let Ok(rules) = ImportRules::parse(recipes, imports, forces) {
            let _ = rules.recipes();
        }
    }
}

/// Puts in a manifest that vouches for every table of facts as it is: one that was damaged would
/// not be read otherwise.
fn vouch(files: &mut Files) {
    let mut manifest = "recipes_sha256 = \"0000\"\n".to_owned();
    for (path, content) in files.iter() {
        if let Some(name) = path.strip_prefix("facts/")
            && name.ends_with(".csv")
        {
            let hash: String = Sha256::digest(content)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let rows = content.iter().filter(|byte| **byte == b'\n').count();
            let rows = rows.saturating_sub(1);
            manifest += &format!(
                "\n[[facts]]\nfile = {name:?}\nsha256 = \"{hash}\"\nrows = {rows}\nmade_from = []\n"
            );
        }
    }
    files.retain(|(path, _)| path != "facts/manifest.toml");
    files.push(("facts/manifest.toml".to_owned(), manifest.into_bytes()));
}
