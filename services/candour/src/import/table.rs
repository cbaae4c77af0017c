//! The rows of a CSV file.
//!
//! Windows' line ends, a byte order mark, quoted line breaks and empty lines are
//! all as good as their absence. A row that is not UTF-8, has too few or too
//! many fields, or a quote too many or too few, is refused with its place, and
//! the rest goes on.

use std::{
    io::{self, Read},
    sync::Arc,
};

use csv::{ByteRecord, ReaderBuilder};

use super::{
    Fault, Item, Original, Plan, Spot, Text,
    columns::{self, Header},
    key_of_line,
    rows::{Raw, Rows, Wrong, place},
};

/// Why a file, or the rest of it, cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {text}")]
pub struct Unreadable {
    /// From which line on.
    pub line: u64,
    /// What is wrong and what to do.
    pub text: String,
}

impl Unreadable {
    /// A file that is not what it should be from this line on.
    pub fn new(line: u64, text: impl Into<String>) -> Self {
        Self { line, text: text.into() }
    }

    /// A file that the system cannot read.
    pub fn io(line: u64, error: &io::Error) -> Self {
        Self::new(line, format!("it cannot be read on from here: {error}"))
    }
}

/// A CSV file being read.
pub struct Table<R> {
    file: Arc<str>,
    rows: Rows<R>,
    header: Arc<Header>,
    record: ByteRecord,
}

/// The mark with which some programs begin UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

impl<R: Read> Table<R> {
    /// Begins with a file: reads its header.
    ///
    /// # Errors
    /// If it has none, or one that is not in order.
    pub fn open(plan: &Plan, file: &Arc<str>, input: R) -> Result<Self, Unreadable> {
        let mut rows = Rows::new(input);
        let begins = rows.peek(MARK.len()).map_err(|error| Unreadable::io(1, &error))?;
        if begins.starts_with(b"\xFF\xFE") || begins.starts_with(b"\xFE\xFF") {
            return Err(Unreadable::new(1, "it is UTF-16; save it as CSV in UTF-8"));
        }
        if begins == MARK {
            rows.pass(MARK.len());
        }
        let mut table = Self {
            file: Arc::clone(file),
            rows,
            header: Arc::default(),
            record: ByteRecord::new(),
        };
        let row = loop {
            // What explains the columns stands before the header, with quotes as it likes.
            let explains = table.at(|rows| Ok(rows.peek(1)?.first() == Some(&b'#')))?;
            if explains {
                table.at(Rows::next_line)?;
                continue;
            }
            let Some(row) = table.at(Rows::next_row)? else {
                let line = table.rows.line();
                return Err(Unreadable::new(line, "it is empty; --template writes a header"));
            };
            if !row.bytes.trim_ascii().is_empty() {
                break row;
            }
        };
        if row.wrong.is_some() {
            return Err(Unreadable::new(row.line, "a quote of its header is not closed; mend it"));
        }
        if std::str::from_utf8(&row.bytes).is_err() {
            return Err(Unreadable::new(row.line, "its header is not UTF-8"));
        }
        table.split(&row)?;
        let names: Vec<String> =
            table.record.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        let header = Header::read(plan.kind, &names);
        table.header = Arc::new(header.map_err(|text| Unreadable::new(row.line, text))?);
        Ok(table)
    }

    /// Its columns.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// If the file cannot be read on.
    pub fn next(&mut self, plan: &Plan) -> Result<Option<Item>, Unreadable> {
        while let Some(row) = self.at(Rows::next_row)? {
            self.split(&row)?;
            // What a spreadsheet keeps below its last row.
            if self.record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            return Ok(Some(self.item(plan, row)));
        }
        Ok(None)
    }

    /// Does something with the file; what goes wrong is told with its line.
    fn at<T>(&mut self, does: impl FnOnce(&mut Rows<R>) -> io::Result<T>) -> Result<T, Unreadable> {
        let line = self.rows.line();
        does(&mut self.rows).map_err(|error| Unreadable::io(line, &error))
    }

    /// Parts a row into its fields.
    fn split(&mut self, row: &Raw) -> Result<(), Unreadable> {
        self.record.clear();
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(row.bytes.len().clamp(64, 8 * 1024))
            .from_reader(row.bytes.as_slice())
            .read_byte_record(&mut self.record);
        reader.map(|_| ()).map_err(|error| Unreadable::new(row.line, error.to_string()))
    }

    fn item(&self, plan: &Plan, row: Raw) -> Item {
        let Raw { line, bytes: raw, wrong } = row;
        let width = self.header.len();
        let fits = self.record.len() >= width
            && self.record.iter().skip(width).all(|cell| cell.trim_ascii().is_empty());
        let of_row = |text: String| Some(Fault::new(Spot::default(), text));
        let fault = match (wrong, std::str::from_utf8(&raw)) {
            (Some(Wrong::TooLong), _) => of_row(
                "it is longer than a mebibyte, which no contact or referral is; mend it".to_owned(),
            ),
            (Some(Wrong::Quote(at)), _) => {
                let column = at + 1;
                of_row(format!(
                    "byte {column}: a quote is not closed before the next row, or not doubled \
                     within quotes; mend it"
                ))
            }
            (None, Err(at)) => Some(self.not_utf8(line, &raw, at.valid_up_to())),
            (None, Ok(_)) if !fits => of_row(format!(
                "it has {} fields and the header {width}; a comma within a field needs quotes \
                 around the field",
                self.record.len()
            )),
            (None, Ok(_)) => None,
        };
        let mut original = Original {
            file: Arc::clone(&self.file),
            line,
            key: self.key().unwrap_or_else(|| key_of_line(&self.file, line)),
            text: Text::Raw(Vec::new()),
        };
        if let Some(fault) = fault {
            original.text = Text::Raw(raw);
            return Item::Bad(vec![fault], original);
        }
        let fields = self.record.iter().take(width).map(<[u8]>::to_vec).collect();
        original.text = Text::Fields(Arc::clone(&self.header), fields);
        let cells: Vec<&str> =
            self.record.iter().map(|cell| std::str::from_utf8(cell).unwrap_or_default()).collect();
        match columns::read(plan, &self.header, &cells) {
            Ok(mut draft) => {
                draft.key.clone_from(&original.key);
                Item::Row(Box::new(plan.request(draft, &original)), original)
            }
            Err(faults) => Item::Bad(faults, original),
        }
    }

    /// The row's own key, if it has one.
    fn key(&self) -> Option<String> {
        let (n, _) = self.header.known().find(|(_, column)| column.name == "key")?;
        let key = String::from_utf8_lossy(self.record.get(n)?);
        Some(key.trim().to_owned()).filter(|key| !key.is_empty())
    }

    fn not_utf8(&self, line: u64, raw: &[u8], at: usize) -> Fault {
        let (line_of, column) = place(line, raw, at);
        let cell = self.record.iter().position(|cell| std::str::from_utf8(cell).is_err());
        let spot = cell.and_then(|cell| self.header.known().find(|(n, _)| *n == cell));
        let spot = spot.map(|(n, column)| Spot { column: n + 1, field: column.name.to_owned() });
        let text = format!(
            "line {line_of}, byte {column}: it is not UTF-8; save the file as CSV in UTF-8, or mend \
             the letter"
        );
        Fault::new(spot.unwrap_or_default(), text)
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
