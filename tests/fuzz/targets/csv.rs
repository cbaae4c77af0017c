//! Tables of contacts and referrals as other systems write them. The first byte says
//! how they are read; behind it the file begins.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, LazyLock},
};

use candour::import::{ErrorsFile, Item, Kind, Plan, Table, Text, Unreadable, template};

use super::{
    Form,
    imported::{Chunks, lines, looked_at, plan},
    scratch,
};

pub const FORM: Form = Form::Bytes;

/// A file of more lines is read once and no more is done with it, so that none takes long.
const MOST_LINES: u64 = 2_000;

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| scratch::folder("csv"));

/// What may stand in each column, by its name.
type Examples = BTreeMap<String, String>;

static OF_CONTACTS: LazyLock<Examples> = LazyLock::new(|| header_and_row(Kind::Contacts).2);
static OF_REFERRALS: LazyLock<Examples> = LazyLock::new(|| header_and_row(Kind::Referrals).2);

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (kind, head) in [(Kind::Contacts, b'0'), (Kind::Referrals, b'1')] {
        let (header, row, _) = header_and_row(kind);
        let odd = [
            format!("{header}\n{row}\n{row}\n"),
            // As a program of Windows writes it, with a note of several lines.
            format!("\u{feff}{header}\r\n{row}\"said:\r\n\"\"no\"\"\"\r\n\r\n,,,\r\n{row}\r\n"),
            // A quote that is not closed, too few fields, and too many.
            format!("# a, \"b\n{header}\n{row}\"never\n{row}\n1,2\n{row},more\n"),
            format!("error_line,error_text,{header}\n7,\"was wrong\",{row}\n"),
        ];
        seeds.extend(odd.map(|text| [vec![head], text.into_bytes()].concat()));
    }
    let without =
        b"8nhs_number,occurred,occurred_end,service,reason,disposal,self_harm,plan_version\n\
        999 000 0018,2021-03,2021-05,999,distress,see and convey,y,3\n\
        9990000018,2021-10-31T01:30,,ED,self-harm,refused,n,-1\n\
        9990000018,2021-03-28 01:30,,s136,x,\xE9,,\n";
    seeds.push(without.to_vec());
    let counts = b"1person,occurred,referred_by,to_agency,counts\r\
        person_00000000000000000000000001,2021,self,@agency.b,ed 365 12; 999 30 4\r\
        @person.ada,2021-02-30,agency,@agnecy.b,ed 1\r";
    seeds.push(counts.to_vec());
    seeds
}

/// The last two lines of the template, by themselves and column by column.
fn header_and_row(kind: Kind) -> (String, String, Examples) {
    let text = template(kind);
    let mut last = text.lines().rev();
    let (row, header) = (last.next().unwrap_or_default(), last.next().unwrap_or_default());
    let columns = header.split(',').zip(row.split(','));
    let columns = columns.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect();
    (header.to_owned(), row.to_owned(), columns)
}

pub fn run(bytes: &[u8]) {
    let Some((head, text)) = bytes.split_first() else { return };
    let plan = plan(*head);
    let count = lines(text, true);
    let whole = read(&plan, text, count);
    if count > MOST_LINES {
        return;
    }
    let chunked = all(&plan, Chunks::of(text, head >> 4), count, |_| {});
    assert_eq!(digests(&whole), digests(&chunked), "it matters how the bytes come");
    if let Ok((_, None)) = whole {
        one_more(&plan, text, count);
    }
}

type Read = Result<(Vec<u64>, Option<Unreadable>), Unreadable>;

fn digests(read: &Read) -> (&[u64], Option<(u64, &str)>) {
    match read {
        Ok((rows, end)) => (rows, end.as_ref().map(|error| (error.line, error.text.as_str()))),
        Err(error) => (&[], Some((error.line, error.text.as_str()))),
    }
}

/// Reads it to its end, and holds what was refused to what is promised of it.
fn read(plan: &Plan, text: &[u8], count: u64) -> Read {
    let file = FOLDER.join("refused.csv");
    let mut refused = ErrorsFile::create(&file, plan.kind).expect("a file of what is refused");
    let mut keys = Vec::new();
    let read = all(plan, text, count, |item| {
        if let (Item::Bad(faults, original), true) = (item, keys.len() < 100) {
            refused.write(original, faults).expect("a row that was refused is written");
            keys.push((original.key.clone(), matches!(original.text, Text::Fields(..))));
        }
    });
    drop(refused);
    // Rows that were refused come back as themselves: by their keys, and as good as they were.
    let again = std::fs::read(&file).expect("what was refused");
    let mut table = Table::open(plan, &Arc::from("refused.csv"), again.as_slice())
        .expect("what was refused is a table");
    for (key, came_apart) in keys {
        let item = table.next(plan).expect("it can be read").expect("no row is lost");
        assert_eq!(item.original().key, key.trim(), "a row keeps its key");
        let apart = matches!(item.original().text, Text::Fields(..));
        assert!(apart || !came_apart, "a row that came apart into fields does so again");
    }
    assert!(table.next(plan).expect("it can be read").is_none(), "no row is added");
    read
}

fn all(plan: &Plan, input: impl std::io::Read, count: u64, mut each: impl FnMut(&Item)) -> Read {
    let within = |error: Unreadable| {
        assert!((1..=count).contains(&error.line), "line {} of {count}", error.line);
        assert!(!error.text.is_empty());
        error
    };
    let mut table = Table::open(plan, &Arc::from("a.csv"), input).map_err(within)?;
    let columns = table.header().len();
    let (mut rows, mut last) = (Vec::new(), 0);
    loop {
        match table.next(plan) {
            Ok(Some(item)) => {
                rows.push(looked_at(&item, plan, count, columns));
                let line = item.original().line;
                assert!(line > last, "a row begins on a line of its own");
                last = line;
                each(&item);
            }
            Ok(None) => return Ok((rows, None)),
            Err(error) => return Ok((rows, Some(within(error)))),
        }
    }
}

/// One bad row costs no other: behind whatever was read, a good row is one.
fn one_more(plan: &Plan, text: &[u8], count: u64) {
    let plan = &Plan { agency: Some("agency_00000000000000000000000001".into()), ..plan.clone() };
    let file = Arc::from("a.csv");
    let Ok(table) = Table::open(plan, &file, text) else { return };
    let header = table.header();
    let examples = match plan.kind {
        Kind::Contacts => &OF_CONTACTS,
        Kind::Referrals => &OF_REFERRALS,
    };
    let mut cells = vec![""; header.len()];
    for (n, column) in header.known() {
        let example = examples.get(column.name).map(String::as_str).unwrap_or_default();
        if let Some(cell) = cells.get_mut(n) {
            *cell = example;
        }
    }
    let longer = [text, b"\n", cells.join(",").as_bytes(), b"\n"].concat();
    let mut table = Table::open(plan, &file, longer.as_slice()).expect("it was a table before");
    let mut last = None;
    while let Some(item) = table.next(plan).expect("it was read before") {
        last = Some(item);
    }
    let at = if text.ends_with(b"\r") { count } else { count + 1 };
    match last {
        Some(Item::Row(_, original)) => assert_eq!(original.line, at, "on its own line"),
        Some(Item::Bad(faults, original)) => {
            panic!("a good row behind them is line {} and bad: {faults:?}", original.line)
        }
        None => panic!("a good row behind them is lost"),
    }
}
