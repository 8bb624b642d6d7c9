//! In a real browser: run with `wasm-bindgen-test`.

mod storage;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
