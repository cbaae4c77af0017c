//! Taking a JSON file apart into its resources without holding it: those of a
//! bundle's `entry`, of a list, or of a file with a resource a line.
//!
//! It looks for where each value ends and for nothing else; whether a resource
//! is good JSON is for whoever reads it. So each has its place in the file, one
//! that is broken does not end the file, and one that is far too long is passed
//! over and not read into memory. A parser of streams would give up at the
//! first fault.

use std::io::{self, BufRead, BufReader, Read};

/// How long a resource may be, in bytes.
pub const LONGEST: usize = 1024 * 1024;

/// Where bundles keep their resources.
const ENTRY: &[u8] = b"\"entry\"";

/// A resource, or an entry of a bundle, as it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its path, such as `entry[17]`; empty if it stands by itself.
    pub path: String,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The byte with which it begins, from 0.
    pub offset: u64,
    /// Which of the file's bundles it is in: they have their names for themselves.
    pub bundle: u64,
    /// Its JSON.
    pub bytes: Vec<u8>,
    /// Why it did not come apart, if it did not.
    pub broken: Option<&'static str>,
}

/// Why the rest of a file cannot be read.
#[derive(Debug)]
pub struct Broken {
    /// Where, from 1.
    pub line: u64,
    /// What is wrong.
    pub what: What,
}

/// What is wrong with a file.
#[derive(Debug)]
pub enum What {
    /// It is no JSON from here on.
    Form(&'static str),
    /// It cannot be read from.
    Io(io::Error),
}

/// A file being taken apart.
pub struct Elements<R> {
    input: BufReader<R>,
    line: u64,
    offset: u64,
    bundle: u64,
    within: Within,
}

/// In what the next byte stands.
enum Within {
    /// In nothing.
    File,
    /// In a bundle's entries, or in a list; so many were read. What holds them began on a line.
    List { path: &'static str, read: u64, began: u64 },
    /// In a bundle, behind its entries.
    Bundle { began: u64 },
}

type Step<T> = Result<T, Broken>;

impl<R: Read> Elements<R> {
    /// Begins with a file.
    pub fn new(input: R) -> Self {
        Self { input: BufReader::new(input), line: 1, offset: 0, bundle: 0, within: Within::File }
    }

    /// The next one; `None` at the end.
    ///
    /// # Errors
    /// If the file cannot be taken apart any further.
    pub fn next(&mut self) -> Step<Option<Element>> {
        loop {
            let found = match self.within {
                Within::File => match self.top()? {
                    Top::Element(element) => Some(element),
                    Top::More => None,
                    Top::End => return Ok(None),
                },
                Within::List { path, read, began } => {
                    let (line, offset) = (self.line, self.offset);
                    let found = self.of_list(path, read, began);
                    self.or_broken(began, (format!("{path}[{read}]"), line, offset), found)?
                }
                Within::Bundle { began } => {
                    let here = (String::new(), self.line, self.offset);
                    let found = self.members(began, &mut None).map(|()| None);
                    self.or_broken(began, here, found)?
                }
            };
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// The value that begins here, for who knows that one does.
    ///
    /// # Errors
    /// If none does.
    pub fn value_here(&mut self) -> Step<Vec<u8>> {
        let mut kept = Some(Bytes::default());
        self.value(&mut kept)?;
        Ok(kept.unwrap_or_default().bytes)
    }

    /// What begins where nothing else does.
    fn top(&mut self) -> Step<Top> {
        self.blank()?;
        let Some(first) = self.peek()? else { return Ok(Top::End) };
        self.bundle += 1;
        let (line, offset, bundle) = (self.line, self.offset, self.bundle);
        let outcome = match first {
            b'[' => {
                self.take()?;
                self.within = Within::List { path: "", read: 0, began: line };
                return Ok(Top::More);
            }
            b'{' => {
                self.take()?;
                let mut kept = Some(Bytes::of(b"{"));
                self.members(line, &mut kept).map(|()| kept)
            }
            _ => Err(self.form("neither a bundle nor a resource begins here")),
        };
        let whole = outcome.map(|kept| {
            // Without entries it was a resource.
            let kept = kept.filter(|_| matches!(self.within, Within::File))?;
            let broken = kept.too_long();
            let path = String::new();
            Some(Element { path, line, offset, bundle, bytes: kept.bytes, broken })
        });
        let found = self.or_broken(line, (String::new(), line, offset), whole)?;
        Ok(found.map_or(Top::More, Top::Element))
    }

    /// With a bundle or a resource a line, the next line begins another.
    fn or_broken(
        &mut self,
        began: u64,
        (path, line, offset): (String, u64, u64),
        found: Step<Option<Element>>,
    ) -> Step<Option<Element>> {
        match found {
            Err(Broken { line: at, what: What::Form(what) }) if at == began => {
                self.pass_line()?;
                self.within = Within::File;
                let (bundle, broken) = (self.bundle, Some(what));
                Ok(Some(Element { path, line, offset, bundle, bytes: Vec::new(), broken }))
            }
            found => found,
        }
    }

    /// Reads the members of an object up to its end, or to its entries.
    fn members(&mut self, began: u64, kept: &mut Option<Bytes>) -> Step<()> {
        loop {
            self.blank()?;
            match self.peek()? {
                Some(b'}') => {
                    self.keep(kept)?;
                    self.within = Within::File;
                    return Ok(());
                }
                Some(b',') => self.keep(kept)?,
                Some(b'"') => {
                    let mut name = Some(Bytes::default());
                    self.value(&mut name)?;
                    let name = name.unwrap_or_default().bytes;
                    self.blank()?;
                    if self.peek()? != Some(b':') {
                        return Err(self.form("a name without a colon"));
                    }
                    self.take()?;
                    self.blank()?;
                    if name == ENTRY && self.peek()? == Some(b'[') {
                        self.take()?;
                        *kept = None;
                        self.within = Within::List { path: "entry", read: 0, began };
                        return Ok(());
                    }
                    if let Some(kept) = kept {
                        kept.extend(&name);
                        kept.push(b':');
                    }
                    self.value(kept)?;
                }
                Some(_) => return Err(self.form("something stands where a name should")),
                None => return Err(self.form("it ends within an object")),
            }
        }
    }

    /// The next of a list; `None` at its end.
    fn of_list(&mut self, path: &'static str, read: u64, began: u64) -> Step<Option<Element>> {
        self.blank()?;
        let first = self.peek()?;
        match first {
            None => Err(self.form("it ends within a list")),
            Some(b']') => {
                self.take()?;
                self.within = if path.is_empty() { Within::File } else { Within::Bundle { began } };
                Ok(None)
            }
            Some(b',') => {
                self.take()?;
                Ok(None)
            }
            Some(_) => {
                let (line, offset, bundle) = (self.line, self.offset, self.bundle);
                let mut kept = Some(Bytes::default());
                self.value(&mut kept)?;
                let kept = kept.unwrap_or_default();
                self.within = Within::List { path, read: read + 1, began };
                let broken = kept.too_long();
                let path = format!("{path}[{read}]");
                Ok(Some(Element { path, line, offset, bundle, bytes: kept.bytes, broken }))
            }
        }
    }

    /// Reads a value up to its end.
    fn value(&mut self, kept: &mut Option<Bytes>) -> Step<()> {
        let mut depth = 0_u64;
        loop {
            match self.peek()? {
                Some(b'"') => self.string(kept)?,
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.keep(kept)?;
                }
                Some(b'}' | b']') if depth > 0 => {
                    depth -= 1;
                    self.keep(kept)?;
                }
                Some(b',' | b':' | b' ' | b'\t' | b'\r' | b'\n') if depth > 0 => {
                    self.keep(kept)?;
                    continue;
                }
                Some(byte) if is_of_a_word(byte) => {
                    while self.peek()?.is_some_and(is_of_a_word) {
                        self.keep(kept)?;
                    }
                }
                Some(_) => return Err(self.form("something stands where a value should")),
                None => return Err(self.form("it ends within a value")),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn string(&mut self, kept: &mut Option<Bytes>) -> Step<()> {
        self.keep(kept)?;
        loop {
            match self.peek()? {
                Some(b'"') => return self.keep(kept),
                Some(b'\\') => {
                    self.keep(kept)?;
                    if self.peek()?.is_some() {
                        self.keep(kept)?;
                    }
                }
                Some(b'\n') => return Err(self.form("a line ends within a text")),
                Some(_) => self.keep(kept)?,
                None => return Err(self.form("it ends within a text")),
            }
        }
    }

    /// Passes over what parts values, and the mark with which some programs begin.
    fn blank(&mut self) -> Step<()> {
        while let Some(byte) = self.peek()? {
            let mark = self.offset < 3 && matches!(byte, 0xEF | 0xBB | 0xBF);
            if !byte.is_ascii_whitespace() && !mark {
                break;
            }
            self.take()?;
        }
        Ok(())
    }

    fn pass_line(&mut self) -> Step<()> {
        while let Some(byte) = self.peek()? {
            self.take()?;
            if byte == b'\n' {
                break;
            }
        }
        Ok(())
    }

    fn peek(&mut self) -> Step<Option<u8>> {
        let line = self.line;
        loop {
            match self.input.fill_buf() {
                Ok(buffer) => return Ok(buffer.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Broken { line, what: What::Io(error) }),
            }
        }
    }

    fn take(&mut self) -> Step<()> {
        if self.peek()? == Some(b'\n') {
            self.line += 1;
        }
        self.input.consume(1);
        self.offset += 1;
        Ok(())
    }

    fn keep(&mut self, kept: &mut Option<Bytes>) -> Step<()> {
        if let (Some(kept), Some(byte)) = (kept.as_mut(), self.peek()?) {
            kept.push(byte);
        }
        self.take()
    }

    fn form(&self, what: &'static str) -> Broken {
        Broken { line: self.line, what: What::Form(what) }
    }
}

/// What a file's next value is.
enum Top {
    Element(Element),
    More,
    End,
}

/// Bytes, up to so many of them.
#[derive(Default)]
struct Bytes {
    bytes: Vec<u8>,
    over: bool,
}

impl Bytes {
    fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), over: false }
    }

    fn push(&mut self, byte: u8) {
        if self.bytes.len() < LONGEST {
            self.bytes.push(byte);
        } else {
            self.over = true;
        }
    }

    fn extend(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.push(*byte));
    }

    fn too_long(&self) -> Option<&'static str> {
        self.over.then_some("it is longer than a mebibyte, which no contact or referral is")
    }
}

fn is_of_a_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
