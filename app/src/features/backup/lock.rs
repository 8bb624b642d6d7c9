//! Backups that only a passphrase opens: files of the age format (<https://age-encryption.org/v1>),
//! which the program `age` opens as well.

use std::cell::RefCell;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::iter::once;
use std::rc::Rc;

use age::secrecy::SecretString;
use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor, scrypt};

/// How hard a passphrase is made to guess: scrypt with 2^17 rounds takes 128 MB and about a second,
/// as OWASP's "Password Storage Cheat Sheet" advises.
const WORK: u8 = 17;
/// More than this and a file was made to keep this device busy.
const MOST_WORK: u8 = 20;

/// How every file of the format begins.
const BEGIN: &[u8] = b"age-encryption.org/";

/// Whether a file begins as one that a passphrase may open.
pub fn is_locked(begin: &[u8]) -> bool {
    begin.starts_with(BEGIN)
}

/// Where what was encrypted waits to be kept.
#[derive(Clone, Default)]
struct Sink(Rc<RefCell<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Encrypts what goes into a file, piece by piece.
pub struct Lock {
    sink: Sink,
    writer: StreamWriter<Sink>,
}

impl Lock {
    /// With a passphrase. This takes about a second, without a breath.
    ///
    /// # Errors
    /// A sentence, where the browser gives no randomness or no memory.
    pub fn begin(passphrase: String) -> Result<Self, String> {
        let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase));
        recipient.set_work_factor(WORK);
        let sink = Sink::default();
        let encryptor = Encryptor::with_recipients(once(&recipient as &dyn age::Recipient));
        let encryptor = encryptor.map_err(|_| not_locked())?;
        let writer = encryptor.wrap_output(sink.clone()).map_err(|_| not_locked())?;
        Ok(Self { sink, writer })
    }

    /// What of a piece is encrypted so far.
    ///
    /// # Errors
    /// A sentence; the file is not to be saved then.
    pub fn add(&mut self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        self.writer.write_all(bytes).map_err(|_| not_locked())?;
        Ok(self.sink.0.take())
    }

    /// The last bytes.
    ///
    /// # Errors
    /// A sentence; the file is not to be saved then.
    pub fn end(self) -> Result<Vec<u8>, String> {
        self.writer.finish().map_err(|_| not_locked())?;
        Ok(self.sink.0.take())
    }
}

fn not_locked() -> String {
    "The backup could not be encrypted. Nothing was saved.".to_owned()
}

/// A file that a passphrase opened.
pub struct Unlocked(StreamReader<Cursor<Vec<u8>>>);

/// Why a passphrase opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It is another passphrase.
    Wrong,
    /// The file is damaged, or was encrypted with something else than a passphrase.
    Damaged,
}

impl Unlocked {
    /// Tries a passphrase. This takes about a second, without a breath.
    ///
    /// # Errors
    /// Why it opens nothing.
    pub fn open(file: Vec<u8>, passphrase: String) -> Result<Self, Closed> {
        let decryptor = Decryptor::new(Cursor::new(file)).map_err(|_| Closed::Damaged)?;
        if !decryptor.is_scrypt() {
            return Err(Closed::Damaged);
        }
        let mut identity = scrypt::Identity::new(SecretString::from(passphrase));
        identity.set_max_work_factor(MOST_WORK);
        match decryptor.decrypt(once(&identity as &dyn age::Identity)) {
            Ok(reader) => Ok(Self(reader)),
            Err(
                DecryptError::DecryptionFailed
                | DecryptError::KeyDecryptionFailed
                | DecryptError::NoMatchingKeys,
            ) => Err(Closed::Wrong),
            Err(_) => Err(Closed::Damaged),
        }
    }

    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// When what stands there is not what was encrypted.
    pub fn read(&mut self, most: usize) -> Result<Vec<u8>, Closed> {
        let mut bytes = vec![0; most];
        let mut length = 0;
        while length < most {
            match self.0.read(&mut bytes[length..]).map_err(|_| Closed::Damaged)? {
                0 => break,
                read => length += read,
            }
        }
        bytes.truncate(length);
        Ok(bytes)
    }

    /// Goes back to its beginning.
    ///
    /// # Errors
    /// When that cannot be read any more.
    pub fn rewind(&mut self) -> Result<(), Closed> {
        self.0.seek(SeekFrom::Start(0)).map(drop).map_err(|_| Closed::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn locked(bytes: &[u8]) -> Vec<u8> {
        let mut lock = Lock::begin("correct horse".into()).expect("randomness");
        let mut file = Vec::new();
        for some in bytes.chunks(70_000) {
            file.extend(lock.add(some).expect("memory"));
        }
        file.extend(lock.end().expect("memory"));
        file
    }

    #[wasm_bindgen_test]
    fn what_is_locked_opens_with_its_passphrase_only_and_twice() {
        let bytes: Vec<u8> = (0..200_000u32).map(|at| at as u8).collect();
        let file = locked(&bytes);
        assert!(is_locked(&file) && !file.windows(50).any(|some| some == &bytes[..50]));
        let wrong = Unlocked::open(file.clone(), "correct hors".into());
        assert_eq!(wrong.err(), Some(Closed::Wrong));
        let mut open = Unlocked::open(file, "correct horse".into()).expect("opens");
        for _ in 0..2 {
            assert_eq!(open.read(usize::pow(2, 18)), Ok(bytes.clone()));
            assert_eq!(open.read(10), Ok(Vec::new()));
            open.rewind().expect("in memory");
        }
    }

    #[wasm_bindgen_test]
    fn a_damaged_file_is_told_from_a_wrong_passphrase() {
        let mut file = locked(b"a backup");
        let last = file.len() - 1;
        file[last] ^= 1;
        let mut open = Unlocked::open(file.clone(), "correct horse".into()).expect("opens");
        assert_eq!(open.read(10), Err(Closed::Damaged));
        file.truncate(40);
        assert_eq!(Unlocked::open(file, "correct horse".into()).err(), Some(Closed::Damaged));
    }
}
