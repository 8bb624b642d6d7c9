//! `shared::testing::hostile::frame`, on whatever bytes.

#![no_main]

use shared_fuzz::unharmed;

libfuzzer_sys::fuzz_target!(init: shared_fuzz::quiet(), |bytes: &[u8]| {
    unharmed(shared::testing::hostile::frame, bytes);
});
