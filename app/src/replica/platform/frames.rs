//! Messages in a stream of bytes: each with its length before it, in four bytes, big-endian.

/// A frame longer than any message may be: this is no stream of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameTooLong;

/// Puts messages together again, from pieces cut anywhere.
#[derive(Debug)]
pub struct Frames {
    limit: usize,
    buffer: Vec<u8>,
    read: usize,
}

impl Frames {
    /// Frames of at most `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self { limit, buffer: Vec::new(), read: 0 }
    }

    /// Takes in the next piece.
    pub fn push(&mut self, piece: &[u8]) {
        self.buffer.drain(..self.read);
        self.read = 0;
        self.buffer.extend(piece);
    }

    /// The next whole message; none until more has come in.
    ///
    /// # Errors
    /// When the next length is over the limit; nothing after it can be read.
    pub fn next_frame(&mut self) -> Result<Option<&[u8]>, FrameTooLong> {
        let rest = &self.buffer[self.read..];
        let Some((length, rest)) = rest.split_first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_be_bytes(*length) as usize;
        if length > self.limit {
            return Err(FrameTooLong);
        }
        let Some(frame) = rest.get(..length) else { return Ok(None) };
        self.read += 4 + length;
        Ok(Some(frame))
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test(unsupported = test)]
    fn messages_come_out_whole_however_the_stream_was_cut() {
        let messages = [vec![1; 300], Vec::new(), vec![2; 5]];
        let mut stream = Vec::new();
        for message in &messages {
            stream.extend((message.len() as u32).to_be_bytes());
            stream.extend(message);
        }
        for size in 1..stream.len() {
            let mut frames = Frames::new(300);
            let mut found = Vec::new();
            for piece in stream.chunks(size) {
                frames.push(piece);
                while let Some(frame) = frames.next_frame().expect("within the limit") {
                    found.push(frame.to_vec());
                }
            }
            assert_eq!(found, messages, "cut every {size} bytes");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_frame_over_the_limit_ends_the_reading() {
        let mut frames = Frames::new(10);
        frames.push(&11_u32.to_be_bytes());
        assert_eq!(frames.next_frame(), Err(FrameTooLong));
    }
}
