//! What holds of everything that is read from somebody else's file, whatever its form.

use std::{
    collections::{BTreeMap, hash_map::DefaultHasher},
    hash::{Hash as _, Hasher as _},
    io::{self, Read},
};

use candour::import::{Item, Kind, Plan, Text};
use prost::Message as _;
use uuid::Uuid;

/// How an input is to be read: its first byte says so.
pub fn plan(head: u8) -> Plan {
    let bit = |n: u8| head & (1 << n) != 0;
    let ours = "agency_00000000000000000000000001".to_owned();
    Plan {
        kind: if bit(0) { Kind::Referrals } else { Kind::Contacts },
        source: if bit(2) { "An extract".to_owned() } else { String::new() },
        dry_run: false,
        register_people: bit(1),
        agency: bit(3).then(|| ours.clone()),
        organisations: BTreeMap::from([("RJ1".to_owned(), ours)]),
    }
}

/// Bytes that come a few at a time, and are interrupted now and then.
pub struct Chunks<'a> {
    bytes: &'a [u8],
    sizes: std::iter::Cycle<std::slice::Iter<'static, usize>>,
}

impl<'a> Chunks<'a> {
    /// One of several ways to part some bytes.
    pub fn of(bytes: &'a [u8], way: u8) -> Self {
        const WAYS: [&[usize]; 4] =
            [&[1], &[0, 7, 1, 64], &[4096, 1, 1, 0, 3], &[8191, 8193, 1, 65_535]];
        let sizes = WAYS.get(usize::from(way) % WAYS.len()).copied().unwrap_or(&[1]);
        Self { bytes, sizes: sizes.iter().cycle() }
    }
}

impl Read for Chunks<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes.next().copied().unwrap_or(1);
        if size == 0 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let size = size.min(into.len());
        (&mut self.bytes).take(size as u64).read(into)
    }
}

/// Holds an item to what is promised of each, and gives it as a number by which it
/// can be compared. The file has so many lines, and so many columns if it has any.
pub fn looked_at(item: &Item, plan: &Plan, lines: u64, columns: usize) -> u64 {
    let original = item.original();
    assert!((1..=lines).contains(&original.line), "line {} of {lines}", original.line);
    assert!(!original.key.is_empty(), "a row has a key, if only its line");
    let mut hash = DefaultHasher::new();
    (original.line, &original.key).hash(&mut hash);
    match &original.text {
        Text::Fields(header, fields) => {
            assert!(fields.len() <= columns && header.len() == columns);
            fields.hash(&mut hash);
        }
        Text::Resource(path, bytes) => (path, bytes).hash(&mut hash),
        Text::Raw(bytes) => bytes.hash(&mut hash),
    }
    match item {
        Item::Row(request, original) => {
            assert!(!original.key.trim().is_empty(), "a row that can be sent has a key");
            assert_eq!(request.row, format!("line {}", original.line));
            assert_eq!(request.contact.is_some(), plan.kind == Kind::Contacts);
            assert_eq!(request.referral.is_some(), plan.kind == Kind::Referrals);
            assert_eq!(request.person.is_some(), plan.register_people);
            let act = request.act.as_ref().expect("it says how it is recorded");
            let id = Uuid::parse_str(&act.request_id).expect("a request has an id");
            assert_eq!(id.get_version_num(), 8, "which comes of its key");
            assert!(act.occurred.is_some(), "it says when it was");
            let source = act.source.as_ref().expect("it says where it is from");
            assert!(!source.title.is_empty() && source.place.chars().count() <= 200);
            // What the service finds wrong is told by where it stands in the file.
            for violation in kernel::contract::check(request.as_ref()).err().unwrap_or_default() {
                let spot = original.spot(plan.kind, &violation.field);
                assert!(spot.column <= columns, "column {} of {columns}", spot.column);
            }
            request.encode_to_vec().hash(&mut hash);
        }
        Item::Bad(faults, _) => {
            assert!(!faults.is_empty(), "a row is refused and nothing is wrong with it");
            for fault in faults {
                let (column, field) = (fault.spot.column, &fault.spot.field);
                assert!(column <= columns, "column {column} of {columns}");
                assert!(column == 0 || !field.is_empty(), "a column has a name");
                assert!(!fault.text.is_empty() && !fault.reason.is_empty());
                if let Some(line) = told_line(&fault.text) {
                    assert!((1..=lines).contains(&line), "{} of {lines}", fault.text);
                }
                (column, field, &fault.reason, &fault.text).hash(&mut hash);
            }
        }
    }
    hash.finish()
}

/// The line that a text names at its beginning.
pub fn told_line(text: &str) -> Option<u64> {
    text.strip_prefix("line ")?.split_once([',', ':'])?.0.parse().ok()
}

/// How many lines a file has, whichever way they end; the last may be empty.
pub fn lines(bytes: &[u8], returns_count: bool) -> u64 {
    let mut lines = 1;
    let mut rest = bytes.iter().peekable();
    while let Some(byte) = rest.next() {
        let alone = returns_count && *byte == b'\r' && rest.peek() != Some(&&b'\n');
        lines += u64::from(*byte == b'\n' || alone);
    }
    lines
}
