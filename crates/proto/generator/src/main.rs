//! Makes the committed code of the contracts again: `cargo run -p peel-proto-generator`.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let contracts = here.join("../../../proto");
    peel_proto_generator::generate(&contracts, &here.join("../src/generated"))
}
