use proto::{Plain as _, referrals::ImportRequest};

use super::*;
use crate::import::{Kind, rows::LONGEST_ROW, tests::plan};

const HEADER: &str = "key,nhs_number,occurred,service,agency,reason,disposal,notes";

fn good(key: u32) -> String {
    format!("{key},9990000018,2021-03-04,ed,@agency.a,distress,discharged,")
}

fn all(text: impl AsRef<[u8]>) -> (Vec<Item>, Option<Unreadable>) {
    let (plan, file) = (plan(Kind::Contacts), Arc::from("a.csv"));
    let mut table = match Table::open(&plan, &file, text.as_ref()) {
        Ok(table) => table,
        Err(error) => return (vec![], Some(error)),
    };
    let mut items = Vec::new();
    loop {
        match table.next(&plan) {
            Ok(Some(item)) => items.push(item),
            Ok(None) => return (items, None),
            Err(error) => return (items, Some(error)),
        }
    }
}

fn rows(text: impl AsRef<[u8]>) -> Vec<(u64, ImportRequest)> {
    let (items, error) = all(text);
    assert!(error.is_none(), "{error:?}");
    let row = |item| match item {
        Item::Row(request, original) => (original.line, *request),
        Item::Bad(faults, _) => panic!("{faults:?}"),
    };
    items.into_iter().map(row).collect()
}

/// The lines of the good rows, and those of the bad with what is wrong first.
fn came(text: impl AsRef<[u8]>) -> (Vec<u64>, Vec<(u64, Fault)>) {
    let (mut good, mut bad) = (vec![], vec![]);
    let (items, error) = all(text);
    assert!(error.is_none(), "{error:?}");
    for item in items {
        match item {
            Item::Row(_, original) => good.push(original.line),
            Item::Bad(faults, original) => bad.push((original.line, faults[0].clone())),
        }
    }
    (good, bad)
}

fn notes(row: &ImportRequest) -> &str {
    row.contact.as_ref().unwrap().notes.plain().unwrap_or_default()
}

#[test]
fn every_way_to_end_a_line_counts_as_one_line() {
    for end in ["\n", "\r\n", "\r"] {
        let text = [HEADER, &good(1), "", &good(2), &good(3), ""].join(end);
        let lines: Vec<u64> = rows(&text).iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 4, 5], "{end:?}");
        let without = text.trim_end();
        assert_eq!(rows(without).len(), 3, "{end:?}");
    }
}

#[test]
fn a_mark_at_the_beginning_is_no_part_of_the_header() {
    let text = format!("\u{feff}{HEADER}\r\n{}\r\n", good(1));
    assert_eq!(rows(&text).len(), 1);
    let quoted = format!("\u{feff}\"key\"{}\n{}", HEADER.trim_start_matches("key"), good(1));
    assert_eq!(rows(&quoted).len(), 1);
}

#[test]
fn what_explains_the_columns_and_what_is_empty_is_passed_over() {
    let text = format!("# a, \"b\n#\n\n{HEADER}\n{}\n,,,,,,,\n\n{}\n , ,,,,,,\n", good(1), good(2));
    let lines: Vec<u64> = rows(&text).iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [5, 8]);
    // After the header a row is a row, whatever it begins with.
    let text = format!("{HEADER}\n#{}\n", good(1));
    assert_eq!(rows(&text).len(), 1);
}

#[test]
fn line_breaks_within_quotes_belong_to_the_field_and_are_counted() {
    let text =
        format!("{HEADER}\r\n{}\"said:\r\n\"\"not today\"\"\r\n\"\r\n{}\r\n", good(1), good(2));
    let rows = rows(&text);
    assert_eq!(notes(&rows[0].1), "said:\r\n\"not today\"");
    assert_eq!((rows[0].0, rows[1].0), (2, 5));
}

#[test]
fn a_letter_that_is_not_utf_8_is_refused_with_its_line_and_byte_and_the_rest_goes_on() {
    let mut text = format!("{HEADER}\n{}\n{}\"caf", good(1), good(2)).into_bytes();
    text.extend_from_slice(b"\n caf\xE9\"\n");
    text.extend_from_slice(good(3).as_bytes());
    let (good, bad) = came(&text);
    assert_eq!(good, [2, 5]);
    let (line, fault) = &bad[0];
    assert_eq!((*line, fault.spot.field.as_str(), fault.spot.column), (3, "notes", 8));
    assert!(fault.text.starts_with("line 4, byte 5: it is not UTF-8"), "{}", fault.text);
}

#[test]
fn a_row_with_too_few_or_too_many_fields_is_refused_and_the_rest_goes_on() {
    let text = format!("{HEADER}\n1,2,3\n{}\n{},more\n{},,\n", good(1), good(2), good(3));
    let (good, bad) = came(&text);
    assert_eq!(good, [3, 5]);
    assert_eq!(bad.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4]);
    assert!(bad[0].1.text.starts_with("it has 3 fields and the header 8; "), "{}", bad[0].1.text);
}

#[test]
fn a_quote_that_is_not_closed_costs_its_own_row_and_no_other() {
    for wrong in [
        // Closed by the quote that opens the next row's notes.
        format!("{}\"not closed\n{}\"fine\"\n", good(1), good(2)),
        // Text after a quote that closed the field.
        format!("{}\"said \"no\" twice\"\n{}\n", good(1), good(2)),
        // Never closed.
        format!("{}\"not closed\n{}\n", good(1), good(2)),
    ] {
        let text = format!("{HEADER}\n{wrong}{}\n", good(3));
        let (good, bad) = came(&text);
        assert_eq!((good.as_slice(), bad.len()), ([3, 4].as_slice(), 1), "{wrong}");
        let (line, fault) = &bad[0];
        assert!(*line == 2 && fault.text.contains("a quote is not closed"), "{}", fault.text);
    }
}

#[test]
fn a_quote_within_a_field_without_quotes_is_a_letter() {
    let text = format!("{HEADER}\n{}a 5\" cut\n", good(1));
    assert_eq!(notes(&rows(&text)[0].1), "a 5\" cut");
}

#[test]
fn a_row_that_is_far_too_long_is_refused_and_the_rest_goes_on() {
    let text = format!("{HEADER}\n{}{}\n{}\n", good(1), "x".repeat(2 * LONGEST_ROW), good(2));
    let (good, bad) = came(&text);
    assert_eq!((good.as_slice(), bad[0].0), ([3].as_slice(), 2));
    assert!(bad[0].1.text.contains("longer than a mebibyte"), "{}", bad[0].1.text);
}

#[test]
fn what_is_no_table_is_refused_with_what_to_do() {
    for (text, told) in [
        (&b""[..], "it is empty"),
        (b"\n\n", "it is empty"),
        (b"\xFF\xFEk\0e\0y\0", "it is UTF-16"),
        (b"key,n\xE9\n1,2\n", "its header is not UTF-8"),
        (b"key,\"n\n1,2\n", "a quote of its header"),
        (b"key;nhs_number;service\n1;2;3\n", "parted by `;`"),
        (b"key,nhs_number\n", "there is no column `occurred`"),
    ] {
        let error = all(text).1.unwrap();
        assert!(error.text.contains(told), "{}", error.text);
    }
}

#[test]
fn a_row_without_a_key_goes_by_its_file_and_line() {
    let bare = |text: &str| text.split_once(',').unwrap().1.to_owned();
    let text = format!("{}\n{}\n{}\n", bare(HEADER), bare(&good(1)), bare(&good(2)));
    let ids: Vec<String> =
        rows(&text).into_iter().map(|(_, row)| row.act.unwrap().request_id).collect();
    assert_ne!(ids[0], ids[1]);
    // A file of what was refused gives these keys, and its rows are the same rows.
    let keyed = format!("key,{}\na.csv line 3,{}\n", bare(HEADER), bare(&good(2)));
    assert_eq!(rows(&keyed)[0].1.act.as_ref().unwrap().request_id, ids[1]);
    let (_, bad) = came(format!("{HEADER}\n,{}\n", bare(&good(1))));
    assert_eq!(bad[0].1.spot.field, "key");
}
