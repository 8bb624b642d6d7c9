//! In a real browser: run with `wasm-bindgen-test`.

mod network;
mod storage;
mod tabs;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
