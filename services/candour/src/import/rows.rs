//! Where the rows of a CSV file begin and end.
//!
//! Quotes are taken strictly. Read leniently, one that is not closed puts the
//! next person's row into this person's notes, and nobody is told. So a row in
//! which a quote is wrong ends with its line, and the next line is a row again:
//! one bad row costs no other.

use std::io::{self, Read};

/// How long a row may be, in bytes: some sixty times the longest text that is taken.
pub const LONGEST_ROW: usize = 1024 * 1024;

/// How much is read at a time.
const AT_A_TIME: usize = 64 * 1024;

/// A row as it stands in its file, without the line's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What is wrong with it.
    pub wrong: Option<Wrong>,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A quote at this place is not closed, or something stands behind it.
    Quote(usize),
    /// It is too long.
    TooLong,
}

/// A file being read row by row.
pub struct Rows<R> {
    input: R,
    /// What was read last, before it is known how much it is.
    chunk: Vec<u8>,
    buffer: Vec<u8>,
    /// How many bytes of the file lie before the buffer.
    before: usize,
    /// Where in the buffer the next row begins.
    start: usize,
    /// True once the file has ended.
    ended: bool,
    line: u64,
    given_up: Option<GivenUp>,
}

/// Where a row was given up that ran through several lines. Each of these may be
/// a row that runs on to the same place, and that way is gone only once: else a
/// file with a wrong quote in each line would be read as often as it has lines.
#[derive(Clone, Copy)]
struct GivenUp {
    /// The place, by bytes of the file.
    at: usize,
    /// True if it is within quotes.
    quoted: bool,
    /// True if a field begins there.
    begins: bool,
}

impl<R: Read> Rows<R> {
    /// Begins with a file.
    pub fn new(input: R) -> Self {
        Self {
            input,
            chunk: vec![0; AT_A_TIME],
            buffer: Vec::new(),
            before: 0,
            start: 0,
            ended: false,
            line: 1,
            given_up: None,
        }
    }

    /// The line on which the next row begins, or an empty line before it.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The next so many bytes, as far as there are any.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.buffer.len() - self.start < count && !self.ended {
            self.fill()?;
        }
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        Ok(rest.get(..count).unwrap_or(rest))
    }

    /// Passes over bytes that were looked at.
    pub fn pass(&mut self, count: usize) {
        self.start = self.buffer.len().min(self.start + count);
    }

    /// The next line, whatever its quotes; `None` at the end.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn next_line(&mut self) -> io::Result<Option<Raw>> {
        if self.peek(1)?.is_empty() {
            return Ok(None);
        }
        let end = self.first_line()?;
        self.taken(end).map(Some)
    }

    /// The next row that is not empty; `None` at the end.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn next_row(&mut self) -> io::Result<Option<Raw>> {
        loop {
            match self.peek(1)?.first() {
                None => return Ok(None),
                Some(b'\r' | b'\n') => {
                    self.taken(End { length: 0, wrong: None })?;
                }
                Some(_) => break,
            }
        }
        let end = match self.row()? {
            End { wrong: None, length } => End { length, wrong: None },
            End { wrong, .. } => End { wrong, ..self.first_line()? },
        };
        self.taken(end).map(Some)
    }

    /// How far the row goes that begins here.
    fn row(&mut self) -> io::Result<End> {
        let mut at = 0;
        // Where the field in hand opened a quote, and whether a field begins here.
        let (mut quote, mut begins) = (None, true);
        // The quote in which the first line ended. Whatever is wrong later on, this is
        // the one that was most likely never meant to close on another line.
        let mut first: Option<usize> = None;
        loop {
            let given_up = |wrong: usize| Wrong::Quote(first.unwrap_or(wrong));
            if at > LONGEST_ROW {
                let wrong = quote.map_or(Wrong::TooLong, given_up);
                return Ok(self.give_up(at, quote.is_some(), begins, wrong));
            }
            match (self.byte(at)?, quote) {
                (None, Some(opened)) => {
                    return Ok(self.give_up(at, true, begins, given_up(opened)));
                }
                (None | Some(b'\r' | b'\n'), None) => return Ok(End { length: at, wrong: None }),
                (Some(b'"'), None) if begins => quote = Some(at),
                // A quote within a field that has none around it is a letter.
                (Some(byte), None) => begins = byte == b',',
                (Some(b'"'), Some(_)) => match self.byte(at + 1)? {
                    Some(b'"') => at += 1,
                    None | Some(b',' | b'\r' | b'\n') => (quote, begins) = (None, false),
                    Some(_) => return Ok(self.give_up(at, true, begins, given_up(at + 1))),
                },
                (Some(b'\r' | b'\n'), Some(opened)) => {
                    first = first.or(Some(opened));
                    if let Some((further, known)) = self.further(at) {
                        (at, begins) = (further, known.begins);
                        quote = known.quoted.then_some(opened);
                        continue;
                    }
                }
                (Some(_), Some(_)) => {}
            }
            at += 1;
        }
    }

    fn give_up(&mut self, at: usize, quoted: bool, begins: bool, wrong: Wrong) -> End {
        self.given_up = Some(GivenUp { at: self.before + self.start + at, quoted, begins });
        End { length: at, wrong: Some(wrong) }
    }

    /// From the end of a line within quotes to where an earlier row was given up that
    /// was within quotes here too, and went on in the same way.
    fn further(&self, at: usize) -> Option<(usize, GivenUp)> {
        let known = self.given_up?;
        let there = known.at.checked_sub(self.before + self.start)?;
        (there > at).then_some((there, known))
    }

    /// How far the line goes that begins here.
    fn first_line(&mut self) -> io::Result<End> {
        let mut length = 0;
        while !matches!(self.byte(length)?, None | Some(b'\r' | b'\n')) {
            if length > LONGEST_ROW {
                return Ok(End { length, wrong: Some(Wrong::TooLong) });
            }
            length += 1;
        }
        Ok(End { length, wrong: None })
    }

    /// Takes what goes so far, with the line's end behind it.
    fn taken(&mut self, end: End) -> io::Result<Raw> {
        let End { length, wrong } = end;
        let until = self.buffer.len().min(self.start + length);
        let bytes = self.buffer.get(self.start..until).unwrap_or_default().to_vec();
        let line = self.line;
        self.line += lines(&bytes);
        self.start = until;
        if wrong == Some(Wrong::TooLong) {
            // Of such a line the rest is passed over and not kept.
            while !matches!(self.peek(1)?.first(), None | Some(b'\r' | b'\n')) {
                let end =
                    self.buffer.iter().skip(self.start).position(|b| matches!(b, b'\r' | b'\n'));
                self.start = end.map_or(self.buffer.len(), |end| self.start + end);
            }
        }
        let ends = match self.peek(2)? {
            [b'\r', b'\n'] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
        self.pass(ends);
        self.line += u64::from(ends > 0);
        Ok(Raw { line, bytes, wrong })
    }

    /// A byte of what lies ahead.
    fn byte(&mut self, at: usize) -> io::Result<Option<u8>> {
        while self.start + at >= self.buffer.len() && !self.ended {
            self.fill()?;
        }
        Ok(self.buffer.get(self.start + at).copied())
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.start >= AT_A_TIME {
            self.buffer.drain(..self.start);
            self.before += self.start;
            self.start = 0;
        }
        let read = loop {
            match self.input.read(&mut self.chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.buffer.extend_from_slice(self.chunk.get(..read).unwrap_or_default());
        self.ended = read == 0;
        Ok(())
    }
}

/// How far something goes.
#[derive(Clone, Copy)]
struct End {
    length: usize,
    wrong: Option<Wrong>,
}

/// How many lines end in some bytes, whichever way they do.
fn lines(bytes: &[u8]) -> u64 {
    let feeds = bytes.iter().filter(|byte| **byte == b'\n').count();
    let returns = (1..=bytes.len())
        .filter(|next| bytes.get(next - 1) == Some(&b'\r') && bytes.get(*next) != Some(&b'\n'));
    u64::try_from(feeds + returns.count()).unwrap_or_default()
}

/// The line and the byte in it, from 1, of a place in a row that begins on a line.
pub fn place(line: u64, raw: &[u8], at: usize) -> (u64, usize) {
    let before = raw.get(..at).unwrap_or(raw);
    let begins = before.iter().rposition(|byte| matches!(byte, b'\r' | b'\n')).map_or(0, |n| n + 1);
    (line + lines(before), before.len() - begins + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> Vec<(u64, String, Option<Wrong>)> {
        let mut rows = Rows::new(text);
        let mut found = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            found.push((row.line, String::from_utf8(row.bytes).unwrap(), row.wrong));
        }
        found
    }

    fn good(line: u64, text: &str) -> (u64, String, Option<Wrong>) {
        (line, text.to_owned(), None)
    }

    #[test]
    fn every_way_to_end_a_line_ends_a_row() {
        assert_eq!(
            rows(b"a,b\r\nc\n\n\r\nd\re"),
            [good(1, "a,b"), good(2, "c"), good(5, "d"), good(6, "e")]
        );
        assert_eq!(rows(b""), []);
        assert_eq!(rows(b"\r\n\n\r"), []);
    }

    #[test]
    fn a_line_that_ends_within_quotes_ends_no_row() {
        assert_eq!(
            rows(b"\"a\r\n\"\"b\"\"\",c\n\"\",\"d\re\"\nf\"g"),
            [good(1, "\"a\r\n\"\"b\"\"\",c"), good(3, "\"\",\"d\re\""), good(5, "f\"g")]
        );
    }

    #[test]
    fn a_row_with_a_wrong_quote_ends_with_its_line() {
        let wrong = |line, text: &str, at| (line, text.to_owned(), Some(Wrong::Quote(at)));
        assert_eq!(rows(b"a,\"b\nc,d\n"), [wrong(1, "a,\"b", 2), good(2, "c,d")]);
        assert_eq!(
            rows(b"a,\"b\nc,\"d\"\ne"),
            [wrong(1, "a,\"b", 2), good(2, "c,\"d\""), good(3, "e")]
        );
        assert_eq!(rows(b"\"a\"b,c\nd"), [wrong(1, "\"a\"b,c", 3), good(2, "d")]);
    }

    #[test]
    fn a_wrong_quote_is_told_by_the_line_that_it_ends() {
        let wrong = |line, text: &str, at| (line, text.to_owned(), Some(Wrong::Quote(at)));
        let found = rows(b"\"a\nb\",\"c\nd\"e,f\ng");
        assert_eq!(
            found,
            [wrong(1, "\"a", 0), wrong(2, "b\",\"c", 3), good(3, "d\"e,f"), good(4, "g")]
        );
    }

    #[test]
    fn a_wrong_quote_in_each_line_costs_each_line_once() {
        // As often as it has lines this would take minutes.
        let text = "x\",\"\n".repeat(200_000);
        let mut rows = Rows::new(text.as_bytes());
        let mut count = 0;
        while let Some(row) = rows.next_row().unwrap() {
            count += 1;
            assert_eq!((row.line, row.wrong), (count, Some(Wrong::Quote(3))));
        }
        assert_eq!(count, 200_000);
    }

    #[test]
    fn a_row_that_is_too_long_is_not_kept_and_the_rest_goes_on() {
        for (text, wrong) in [("x", Wrong::TooLong), ("\"x\n", Wrong::Quote(0))] {
            let long = format!("a\n{}{}\nb\n", text, "x".repeat(5 * LONGEST_ROW));
            let mut rows = Rows::new(long.as_bytes());
            assert_eq!(rows.next_row().unwrap().unwrap().bytes, b"a");
            let row = rows.next_row().unwrap().unwrap();
            assert_eq!((row.line, row.wrong), (2, Some(wrong)));
            let last = std::iter::from_fn(|| {
                assert!(rows.buffer.capacity() <= 4 * LONGEST_ROW);
                rows.next_row().unwrap()
            });
            assert_eq!(last.last().unwrap().bytes, b"b");
        }
    }

    #[test]
    fn places_are_counted_from_one() {
        assert_eq!(place(7, b"ab", 0), (7, 1));
        assert_eq!(place(7, b"a\r\nb\nc", 5), (9, 1));
        assert_eq!(lines(b"\r\n\r\n\n\r"), 4);
    }
}
