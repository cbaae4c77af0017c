//! What is written: data to standard output, talk to standard error.

use std::io::{self, IsTerminal as _, Write};

use comfy_table::{Attribute, Cell, ContentArrangement, Table, presets::NOTHING};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kernel::spreadsheet::harmless;
use serde::Serialize;

/// How data is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A table for people.
    Table,
    /// One JSON document.
    Json,
    /// A line of JSON for each thing.
    Jsonl,
    /// Comma-separated values, with the table's headings.
    Csv,
}

/// Where data goes, and how.
pub struct Output {
    /// How it is written.
    pub format: Format,
    /// True if it goes to a terminal that may show it in bold.
    styled: bool,
    writer: Box<dyn Write + Send>,
}

/// A column: its heading, and what it shows of a thing.
pub type Column<'a, T> = (&'a str, fn(&T) -> String);

impl Output {
    /// Standard output.
    pub fn stdout(format: Format) -> Self {
        let quiet = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let styled = io::stdout().is_terminal() && !quiet;
        Self { format, styled, writer: Box::new(io::stdout()) }
    }

    /// Writes several things of one kind.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn list<T: Serialize>(
        &mut self,
        things: &[T],
        columns: &[Column<'_, T>],
    ) -> io::Result<()> {
        match self.format {
            Format::Json => self.json(&things),
            Format::Jsonl => things.iter().try_for_each(|thing| self.json_line(thing)),
            Format::Table | Format::Csv => {
                let headings: Vec<&str> = columns.iter().map(|(heading, _)| *heading).collect();
                let rows = things.iter().map(|t| columns.iter().map(|(_, show)| show(t)).collect());
                self.table(&headings, rows)
            }
        }
    }

    /// Writes a page: as JSON, or as headings with lines beneath.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn page<T: Serialize>(
        &mut self,
        thing: &T,
        parts: impl FnOnce(&T) -> Vec<(String, Vec<String>)>,
    ) -> io::Result<()> {
        match self.format {
            Format::Json => self.json(thing),
            Format::Jsonl => self.json_line(thing),
            Format::Csv => {
                let parts = parts(thing).into_iter();
                let lines = parts.flat_map(|(heading, lines)| {
                    lines.into_iter().map(move |line| vec![heading.clone(), line])
                });
                self.csv(&["part", "line"], lines)
            }
            Format::Table => {
                for (n, (heading, lines)) in parts(thing).into_iter().enumerate() {
                    if n > 0 {
                        writeln!(self.writer)?;
                    }
                    writeln!(self.writer, "{}", clean(&heading))?;
                    for line in lines {
                        writeln!(self.writer, "  {}", clean(&line))?;
                    }
                }
                Ok(())
            }
        }
    }

    /// Writes one thing: as JSON, or in lines that `lines` makes of it.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn one<T: Serialize>(
        &mut self,
        thing: &T,
        lines: impl FnOnce(&T) -> Vec<(&'static str, String)>,
    ) -> io::Result<()> {
        match self.format {
            Format::Json => self.json(thing),
            Format::Jsonl => self.json_line(thing),
            Format::Csv => {
                let (headings, values): (Vec<&str>, Vec<String>) = lines(thing).into_iter().unzip();
                self.csv(&headings, [values])
            }
            Format::Table => {
                let lines = lines(thing);
                let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
                for (name, text) in lines.iter().filter(|(_, text)| !text.is_empty()) {
                    let mut parts = text.lines();
                    let first = clean(parts.next().unwrap_or_default());
                    writeln!(self.writer, "{name:width$}  {first}")?;
                    for more in parts {
                        writeln!(self.writer, "{:width$}  {}", "", clean(more))?;
                    }
                }
                self.writer.flush()
            }
        }
    }

    /// Writes rows of comma-separated values under headings.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn csv(
        &mut self,
        headings: &[&str],
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(&mut self.writer);
        writer.write_record(headings)?;
        for row in rows {
            writer.write_record(row.iter().map(|text| harmless(text).into_owned()))?;
        }
        writer.flush()
    }

    /// Writes a table.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn table(
        &mut self,
        headings: &[&str],
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> io::Result<()> {
        if self.format == Format::Csv {
            return self.csv(headings, rows);
        }
        let mut table = Table::new();
        table.load_style(NOTHING);
        if self.styled {
            table.set_content_arrangement(ContentArrangement::Dynamic);
        } else {
            table.force_no_tty();
        }
        let styled = self.styled;
        table.set_header(headings.iter().map(|heading| {
            let cell = Cell::new(heading);
            if styled { cell.add_attribute(Attribute::Bold) } else { cell }
        }));
        for row in rows {
            table.add_row(row.iter().map(|text| Cell::new(clean(text))));
        }
        for line in table.lines() {
            let line = line.strip_prefix(' ').unwrap_or(&line).trim_end();
            writeln!(self.writer, "{line}")?;
        }
        self.writer.flush()
    }

    /// Writes a line of text, in a table's company.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.writer, "{text}")?;
        self.writer.flush()
    }

    /// Writes one JSON document.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn json<T: Serialize>(&mut self, thing: &T) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut self.writer, thing)?;
        self.line("")
    }

    /// Writes one line of JSON.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn json_line<T: Serialize>(&mut self, thing: &T) -> io::Result<()> {
        serde_json::to_writer(&mut self.writer, thing)?;
        self.line("")
    }
}

/// Says something to whoever sits at the terminal. Nobody listening is no error.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Text without what would move a terminal's cursor.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The day of a moment.
pub fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The day of a wire moment; empty if there is none.
pub fn wire_day(at: Option<&proto::WireTime>) -> String {
    proto::time::maybe(at).map(|at| day(at).to_string()).unwrap_or_default()
}

/// A wire moment to the second; empty if there is none.
pub fn wire_moment(at: Option<&proto::WireTime>) -> String {
    let seconds = proto::time::maybe(at).map(|at| at.as_second());
    let whole = seconds.and_then(|s| Timestamp::from_second(s).ok());
    whole.map(|at| at.to_string()).unwrap_or_default()
}

/// The name of an enum value without what all its names begin with.
pub fn short<'a>(name: &'a str, prefix: &str) -> &'a str {
    name.strip_prefix(prefix).unwrap_or(name)
}

#[cfg(test)]
pub mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// What was written.
    #[derive(Clone, Default)]
    pub struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Written {
        /// An output that is kept.
        pub fn output(&self, format: Format) -> Output {
            Output { format, styled: false, writer: Box::new(self.clone()) }
        }

        /// All that was written.
        pub fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    fn listed(format: Format) -> String {
        let written = Written::default();
        let things = ["a".to_owned(), "b\u{1b}[2J".to_owned()];
        let columns: &[Column<'_, String>] =
            &[("thing", String::clone), ("size", |t| t.len().to_string())];
        written.output(format).list(&things, columns).unwrap();
        written.text()
    }

    #[test]
    fn a_table_has_a_line_for_each_thing_and_nothing_that_moves_the_cursor() {
        let text = listed(Format::Table);
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.starts_with("thing"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn json_is_one_document_and_jsonl_a_line_for_each_thing() {
        let whole: Vec<String> = serde_json::from_str(&listed(Format::Json)).unwrap();
        assert_eq!(whole.len(), 2);
        let lines: Vec<String> =
            listed(Format::Jsonl).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!(lines, whole);
    }

    #[test]
    fn csv_has_the_headings_and_nothing_that_a_spreadsheet_would_work_out() {
        let written = Written::default();
        let columns: &[Column<'_, String>] = &[("thing", String::clone)];
        let things = ["a,b".to_owned(), "=1+1".to_owned(), "-4".to_owned()];
        written.output(Format::Csv).list(&things, columns).unwrap();
        assert_eq!(written.text(), "thing\n\"a,b\"\n'=1+1\n-4\n");
    }

    #[test]
    fn an_empty_list_is_an_empty_document() {
        let written = Written::default();
        written.output(Format::Json).list::<String>(&[], &[]).unwrap();
        assert_eq!(written.text().trim(), "[]");
    }

    #[test]
    fn one_thing_is_written_in_named_lines_and_what_is_empty_is_left_out() {
        let written = Written::default();
        let lines = |_: &u8| vec![("rule", "a\nb".to_owned()), ("missing", String::new())];
        written.output(Format::Table).one(&1, lines).unwrap();
        assert_eq!(written.text(), "rule     a\n         b\n");
    }

    #[test]
    fn days_are_those_of_the_rules() {
        let at = proto::time::wire("2021-04-06T23:30:00.5Z".parse().unwrap());
        assert_eq!(wire_day(Some(&at)), "2021-04-06");
        assert_eq!(wire_moment(Some(&at)), "2021-04-06T23:30:00Z");
        assert_eq!(wire_day(None), "");
    }
}
