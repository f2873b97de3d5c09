//! Makes the committed code of the contracts again: `cargo run -p peel-proto --example generate`.

#[path = "../generate.rs"]
mod generate;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    generate::generate(&here.join("../../proto"), &here.join("src/generated"))
}
