//! What a publication states, read from CSV.

use std::{collections::BTreeSet, io};

use super::value::{Value, count};

/// What a file looks like.
pub const TEMPLATE: &str = "\
source,figure,scope,within,value,of,on,excludes,ledger
para 7.3,care plans reviewed,all,,9,9,2021-06,,plans.reviewed
para 7.3,care plans reviewed,Northtown,all,4,4,2021-06,,plans.reviewed
para 7.3,care plans reviewed,Southtown,all,5,5,2021-06,,plans.reviewed
para 7.4,people active,Southtown,,none,,,care plans reviewed,
para 8.1,people cautioned,all,,several,,,,sanctions.cautions.people
";

/// The columns, in the template's order; those after the fifth may be left out.
const COLUMNS: [&str; 9] =
    ["source", "figure", "scope", "within", "value", "of", "on", "excludes", "ledger"];
const NEEDED: [&str; 5] = ["source", "figure", "scope", "within", "value"];

/// The most rows that a file may have.
const ROWS_MAX: usize = 10_000;

/// What a publication states in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its line in the file.
    pub line: u64,
    /// Where it stands, such as a paragraph.
    pub source: String,
    /// What is counted.
    pub figure: String,
    /// Of what, such as a borough; `all` for the whole.
    pub scope: String,
    /// The scope of which this one is a row; empty if it is none.
    pub within: String,
    /// The figure.
    pub value: Value,
    /// Of how many.
    pub of: Option<u64>,
    /// The day, month or year of which it is said; empty if that does not matter.
    pub on: String,
    /// A figure of the same scope that cannot be above nought where this one is none.
    pub excludes: String,
    /// The figure of the ledger that counts the same.
    pub ledger: String,
}

/// What is wrong in a file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, {column}: {problem}")]
pub struct Wrong {
    /// The line.
    pub line: u64,
    /// The column.
    pub column: String,
    /// What is wrong, and what to do.
    pub problem: String,
}

/// Reads statements.
///
/// # Errors
/// With all that is wrong, line by line.
pub fn read(file: impl io::Read) -> Result<Vec<Statement>, Vec<Wrong>> {
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(file);
    let wrong =
        |line, column: &str, problem: String| Wrong { line, column: column.into(), problem };
    let headings = match reader.headers() {
        Ok(headings) => headings.iter().map(str::to_lowercase).collect::<Vec<_>>(),
        Err(error) => return Err(vec![wrong(1, "headings", error.to_string())]),
    };
    let mut bad: Vec<Wrong> = headings
        .iter()
        .filter(|heading| !COLUMNS.contains(&heading.as_str()))
        .map(|heading| {
            wrong(1, heading, format!("there is no such column: {}", COLUMNS.join(", ")))
        })
        .collect();
    let absent = NEEDED.iter().filter(|needed| !headings.iter().any(|h| h == *needed));
    bad.extend(absent.map(|needed| wrong(1, needed, "the column is missing".to_owned())));
    let twice: BTreeSet<&String> = headings.iter().collect();
    if twice.len() != headings.len() {
        bad.push(wrong(1, "headings", "a column stands there twice".to_owned()));
    }
    if !bad.is_empty() {
        return Err(bad);
    }
    let mut statements = Vec::new();
    for (number, record) in reader.records().enumerate() {
        if number >= ROWS_MAX {
            bad.push(wrong(0, "rows", format!("there are more than {ROWS_MAX}")));
            break;
        }
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                bad.push(wrong(line, "row", error.to_string()));
                break;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != headings.len() {
            let problem =
                format!("it has {} fields, and there are {} columns", record.len(), headings.len());
            bad.push(wrong(line, "row", problem));
            continue;
        }
        match statement(line, &headings, &record) {
            Ok(statement) => statements.push(statement),
            Err(more) => bad.extend(more),
        }
    }
    if bad.is_empty() { Ok(statements) } else { Err(bad) }
}

fn statement(
    line: u64,
    headings: &[String],
    record: &csv::StringRecord,
) -> Result<Statement, Vec<Wrong>> {
    let field = |name: &str| {
        let place = headings.iter().position(|heading| heading == name);
        place.and_then(|place| record.get(place)).unwrap_or_default().to_owned()
    };
    let mut bad = Vec::new();
    let mut wrong = |column: &str, problem: &str| {
        bad.push(Wrong { line, column: column.to_owned(), problem: problem.to_owned() });
    };
    for needed in ["source", "figure", "scope"] {
        if field(needed).is_empty() {
            wrong(needed, "it is empty");
        }
    }
    let value = Value::read(&field("value"));
    if value.is_none() {
        wrong(
            "value",
            "it is neither a count, nor none, all, not given, nor words such as several; of how \
             many stands in the column `of`",
        );
    }
    let of = count(&field("of"));
    if of.is_none() && !field("of").is_empty() {
        wrong("of", "it is no count");
    }
    if !is_day(&field("on")) {
        wrong("on", "it is no year (2021), month (2021-06) or day (2021-06-30)");
    }
    if field("within").eq_ignore_ascii_case(&field("scope")) {
        wrong("within", "nothing is a row of itself");
    }
    let excludes = field("excludes");
    if !excludes.is_empty() && excludes.eq_ignore_ascii_case(&field("figure")) {
        wrong("excludes", "a figure does not exclude itself");
    }
    match value {
        Some(value) if bad.is_empty() => Ok(Statement {
            line,
            source: field("source"),
            figure: field("figure"),
            scope: field("scope"),
            within: field("within"),
            value,
            of,
            on: field("on"),
            excludes,
            ledger: field("ledger"),
        }),
        _ => Err(bad),
    }
}

fn is_day(text: &str) -> bool {
    let day = match text.len() {
        0 => return true,
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    day.parse::<jiff::civil::Date>().is_ok() && day.len() == 10
}

impl Statement {
    /// The figure, and of how many, as it is told.
    #[must_use]
    pub fn told(&self) -> String {
        match (&self.value, self.of) {
            (Value::NotGiven, Some(of)) => format!("{of} in all"),
            (value, Some(of)) => format!("{value} of {of}"),
            (value, None) => value.to_string(),
        }
    }

    /// True if another is about the same figure and scope, of a day that may be the same.
    #[must_use]
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        let same_day = self.on.starts_with(&other.on) || other.on.starts_with(&self.on);
        same(&self.figure, &other.figure) && same(&self.scope, &other.scope) && same_day
    }
}

/// Whether two names are the same but for capitals.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}
