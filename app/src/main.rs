//! The page's entry: everything is in the library, where browser tests reach it.

fn main() {
    app::start();
}
