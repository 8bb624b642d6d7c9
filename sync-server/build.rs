//! The release binary carries the built app: it is built again when the app was.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../dist");
    } else {
        // A debug build reads the folder when it is asked for a file, by the real path that the folder
        // has now: one that is made later would not be found. (To cargo, a folder that is not there
        // counts as changed every time.) Where it cannot be made, the server says that the app is
        // missing.
        let _ = std::fs::create_dir_all("../dist");
    }
}
