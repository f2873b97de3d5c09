//! Makes the committed code of the contracts and their manual again: `cargo run -p peel-proto-generator`.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let contracts = here.join("../../../proto");
    let docs = here.join("../../../docs");
    peel_proto_generator::generate(&contracts, &here.join("../src/generated"))?;
    let words = std::fs::read_to_string(here.join("words.md"))?;
    let calls = std::fs::read_to_string(docs.join("calls.md"))?;
    let manual = peel_proto_generator::manual(&contracts, &words, &calls)?;
    std::fs::write(docs.join("api.md"), manual)?;
    Ok(())
}
