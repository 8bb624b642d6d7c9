//! Random numbers, from the browser's cryptographic source.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(array: &Uint8Array);
}

/// Random bytes. The browser gives at most 65,536 at once.
pub fn bytes<const N: usize>() -> [u8; N] {
    const { assert!(N <= 65_536) }
    let array = Uint8Array::new_with_length(N as u32);
    get_random_values(&array);
    let mut bytes = [0; N];
    array.copy_to(&mut bytes);
    bytes
}

/// 64 random bits.
pub fn bits64() -> u64 {
    u64::from_le_bytes(bytes())
}

/// 128 random bits.
pub fn bits128() -> u128 {
    u128::from_le_bytes(bytes())
}
