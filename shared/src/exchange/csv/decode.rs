//! Bytes of a file to text, whatever program wrote them.

use super::FileProblem;

/// The most bytes of a file.
pub const FILE_BYTES: usize = 25 << 20;

/// Reads UTF-8, UTF-16 with or without its mark, and else takes the bytes for Windows-1252, as
/// older office programs write it.
///
/// # Errors
/// When the file is empty, too large, or no text.
pub fn decode(bytes: &[u8]) -> Result<String, FileProblem> {
    if bytes.len() > FILE_BYTES {
        return Err(FileProblem::TooLarge { bytes: bytes.len() });
    }
    if let Some(program) = known_binary(bytes) {
        return Err(FileProblem::NotText { what: program });
    }
    let text = utf16_text(bytes).unwrap_or_else(|| {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        std::str::from_utf8(bytes).map_or_else(|_| older(bytes), str::to_owned)
    });
    if text.trim().is_empty() {
        return Err(FileProblem::Empty);
    }
    let control =
        |letter: &char| letter.is_control() && !"\r\n\t\u{b}\u{c}\u{85}".contains(*letter);
    if text.chars().take(65_536).any(|letter| letter == '\0')
        || text.chars().take(65_536).filter(control).count() > 8
    {
        return Err(FileProblem::NotText { what: "not a text file" });
    }
    Ok(text)
}

/// The text of bytes that are UTF-16, with or without its mark.
pub fn utf16_text(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => Some(utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Some(utf16(rest, u16::from_be_bytes)),
        _ if zeros(bytes, 1) => Some(utf16(bytes, u16::from_le_bytes)),
        _ if zeros(bytes, 0) => Some(utf16(bytes, u16::from_be_bytes)),
        _ => None,
    }
}

/// Bytes that are no Unicode, read as the encoding that they look like.
#[cfg(feature = "contacts")]
fn older(bytes: &[u8]) -> String {
    guessed(bytes).decode_without_bom_handling(bytes).0.into_owned()
}

/// Bytes that are no Unicode, read as Windows-1252: telling others apart takes tables that are
/// larger than the rest of the importer.
#[cfg(not(feature = "contacts"))]
fn older(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| windows_1252(*byte)).collect()
}

/// The encoding that bytes look like: Windows-1252, Shift-JIS …
#[cfg(feature = "contacts")]
pub fn guessed(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    // Which is told by what is no ASCII, and that may stand far into the file.
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let sample = &bytes[first.saturating_sub(1000)..bytes.len().min(first + (1 << 20))];
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "a spreadsheet or an archive"),
        (b"\xD0\xCF\x11\xE0", "an old spreadsheet"),
        (b"%PDF", "a PDF"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"\x1F\x8B", "an archive"),
    ];
    KINDS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, what)| *what)
}

/// Whether nearly every second byte, from `from`, is zero, as in UTF-16 of a Latin script.
fn zeros(bytes: &[u8], from: usize) -> bool {
    let sample = &bytes[..bytes.len().min(512)];
    let half = sample.len() / 2;
    let zero = sample.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let other = sample.iter().skip(1 - from).step_by(2).filter(|byte| **byte == 0).count();
    half > 2 && zero * 10 >= half * 7 && other == 0
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks().0.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{FFFD}')).collect()
}

#[cfg(not(feature = "contacts"))]
/// Windows-1252 differs from Latin-1 in these; five bytes mean nothing and stay as they are.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_encoding_reads_the_same() {
        let text = "name;note\r\nZoë;€ 5 – “ok”\r\n";
        let utf16 =
            |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<_>>();
        let windows = b"name;note\r\nZo\xEB;\x80 5 \x96 \x93ok\x94\r\n".to_vec();
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            [b"\xFF\xFE".to_vec(), utf16(u16::to_le_bytes)].concat(),
            [b"\xFE\xFF".to_vec(), utf16(u16::to_be_bytes)].concat(),
            utf16(u16::to_le_bytes).into_iter().take(40).collect(),
            windows,
        ] {
            let decoded = decode(&bytes).expect("text");
            assert!(text.starts_with(&decoded), "{decoded:?}");
        }
    }

    #[cfg(feature = "contacts")]
    #[test]
    fn japanese_of_an_old_office_program_is_read() {
        let text = "氏名,電話番号,メール\n田中太郎,03-1234-5678,tanaka@x.example\n";
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(text);
        assert_eq!(decode(&bytes).as_deref(), Ok(text));
    }

    #[test]
    fn what_is_no_text_is_named() {
        assert_eq!(decode(b""), Err(FileProblem::Empty));
        assert_eq!(decode(b"\xEF\xBB\xBF \r\n"), Err(FileProblem::Empty));
        assert!(matches!(decode(b"PK\x03\x04zz"), Err(FileProblem::NotText { .. })));
        let junk: Vec<u8> =
            (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert!(matches!(decode(&junk), Err(FileProblem::NotText { .. })));
        assert!(matches!(decode(&vec![b'a'; FILE_BYTES + 1]), Err(FileProblem::TooLarge { .. })));
    }
}
