//! A place where one recipe is followed over made-up files.

use std::fs;
use std::path::{Path, PathBuf};

use peel_official_files::{MadeFacts, MadeFrom, OfficialFileError, make_facts};
use tempfile::TempDir;

/// What every recipe says of its file and these tests do not care about.
const ABOUT: &str = r#"
source = "made-up"
publisher = "Nobody"
title = "Made up"
release = "first"
licence = "None"
obtained = "made up"
"#;

pub(crate) struct Bench {
    folder: TempDir,
}

impl Bench {
    /// A recipe for one file: what stands in it after the file's name.
    pub(crate) fn new(file: &str, recipe: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let bench = Self { folder };
        fs::create_dir_all(bench.edition().join("facts")).unwrap();
        fs::create_dir_all(bench.raw()).unwrap();
        let forces = "tests/fixtures/made-up-edition/forces.csv";
        let forces = Path::new(env!("CARGO_MANIFEST_DIR")).join(forces);
        fs::copy(forces, bench.edition().join("forces.csv")).unwrap();
        let recipes = format!(
            "england_and_wales = \"K99000001\"\n\n[[facts]]\nfile = \"made.csv\"\n\n\
             [[facts.from]]\nfile = \"{file}\"{ABOUT}{recipe}"
        );
        fs::write(bench.edition().join("facts/recipes.toml"), recipes).unwrap();
        bench
    }

    fn edition(&self) -> PathBuf {
        self.folder.path().join("edition")
    }

    fn raw(&self) -> PathBuf {
        self.folder.path().join("raw")
    }

    /// Adds an official file.
    pub(crate) fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        fs::write(self.raw().join(name), bytes).unwrap();
        self
    }

    pub(crate) fn make(&self) -> Result<Made, OfficialFileError> {
        make_facts(&self.edition(), &self.raw(), |_| ()).map(Made)
    }

    /// The error, in words.
    pub(crate) fn refusal(&self) -> String {
        self.make().map(|_| ()).unwrap_err().to_string()
    }
}

pub(crate) struct Made(MadeFacts);

impl Made {
    /// The facts, one a line, without their source.
    pub(crate) fn facts(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.files[0].bytes.clone()).unwrap();
        let lines = text.lines().skip(1);
        lines
            .map(|line| line.strip_suffix(",made-up").unwrap().to_owned())
            .collect()
    }

    /// The account of the file.
    pub(crate) fn account(&self) -> &MadeFrom {
        &self.0.manifest.files[0].made_from[0]
    }
}
