//! Makes the table of `src/view/fold/apart.rs`, which says how it is packed.

use std::path::PathBuf;
use std::{env, fs, io};

use unicode_normalization::UnicodeNormalization;

#[path = "src/view/fold/marks.rs"]
mod marks;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/view/fold/marks.rs");
    let folder = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(folder.join("apart.bin"), packed())
}

fn packed() -> Vec<u8> {
    let letters: Vec<(char, Vec<char>)> = ('\u{80}'..=char::MAX)
        // Hangul syllables are computed.
        .filter(|letter| !('\u{AC00}'..='\u{D7A3}').contains(letter))
        .filter(|letter| !marks::is_ignored(*letter))
        .map(|letter| {
            let parts = std::iter::once(letter).nfkd();
            (letter, parts.filter(|part| !marks::is_ignored(*part)).collect::<Vec<_>>())
        })
        .filter(|(letter, parts)| parts[..] != [*letter])
        .collect();
    let mut packed = Vec::new();
    put(&mut packed, letters.len() as u32);
    let mut before = 0;
    for (letter, _) in &letters {
        put(&mut packed, *letter as u32 - before);
        before = *letter as u32;
    }
    for (_, parts) in &letters {
        put(&mut packed, parts.len() as u32);
    }
    let mut first = 0;
    for (_, parts) in &letters {
        let mut before = first;
        for part in parts {
            let part = *part as i32;
            let step = part - before;
            // Steps back and forth alternate, so that short ones take a byte.
            put(&mut packed, ((step << 1) ^ (step >> 31)) as u32);
            before = part;
        }
        first = parts.first().map_or(first, |part| *part as i32);
    }
    packed
}

/// Seven bits a byte, the lowest first (LEB128).
fn put(packed: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        packed.push(number as u8 | 0x80);
        number >>= 7;
    }
    packed.push(number as u8);
}
