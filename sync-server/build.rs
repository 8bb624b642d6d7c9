//! The release binary carries the built app: it is built again when the app was.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    // A debug build reads the folder when it is asked for a file. And a folder that is not there
    // counts as changed every time.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../dist");
    }
}
