//! Has cargo build again when a file is added to the editions: the macro that embeds them is only
//! seen to depend on the files that were there.

fn main() {
    println!("cargo::rerun-if-changed=../../editions");
}
