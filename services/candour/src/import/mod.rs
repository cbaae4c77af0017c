//! Importing: rows of CSV files and FHIR bundles, sent as contacts and referrals.
//!
//! A file is read as it is sent, a row at a time, so that its length does not
//! matter. What cannot be read is refused here with its place; the rest is for
//! the service to say, which answers row by row. Nothing is guessed: a value
//! without a meaning of its own is a refusal and never the likeliest one.
//!
//! Each row has a key of its own, from which its request id is made, so that an
//! import can be made again: what is there already is not added twice.

mod columns;
mod fhir;
mod json;
mod named;
mod reader;
mod report;
mod rows;
mod send;
mod table;
mod values;

use std::{collections::BTreeMap, fmt, sync::Arc};

use proto::{
    common::{Act, Mode, Source},
    referrals::{ContactRecorded, ImportRequest, PersonRegistered, ReferralMade},
    time::Span,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub use self::{
    columns::template,
    fhir::{Bundles, EXAMPLE, MAPPING},
    named::Named,
    reader::{Files, Format},
    report::{ErrorsFile, Report},
    send::{Ending, Link, send},
    table::{Table, Unreadable},
};

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Contacts with services.
    Contacts,
    /// Referrals.
    Referrals,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Contacts => "contacts",
            Self::Referrals => "referrals",
        })
    }
}

/// What holds of all rows of an import.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What the rows are.
    pub kind: Kind,
    /// What their source is called; empty means by the name of each file.
    pub source: String,
    /// True if nothing is to be stored.
    pub dry_run: bool,
    /// True if people whom nobody knows are entered in the register.
    pub register_people: bool,
    /// The agency of rows that name none.
    pub agency: Option<String>,
    /// The agencies of organisation codes.
    pub organisations: BTreeMap<String, String>,
}

/// What a row says, before it is a request.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// What its source calls it; empty if it has no key of its own.
    pub key: String,
    /// When it happened.
    pub occurred: Option<Span>,
    /// The person's NHS number.
    pub nhs_number: String,
    /// The person, for the register.
    pub person: PersonRegistered,
    /// The person's id, if it is given.
    pub person_id: String,
    /// The contact, if it is one.
    pub contact: ContactRecorded,
    /// The referral, if it is one.
    pub referral: ReferralMade,
}

/// Where something stands in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// The column's number in a CSV file, from 1, or a byte's in a line; 0 if it has none.
    pub column: usize,
    /// The column's name or the JSON path; empty for the row as a whole.
    pub field: String,
}

/// Something that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub spot: Spot,
    /// Its code.
    pub reason: String,
    /// What is wrong and what to do.
    pub text: String,
}

impl Fault {
    /// A fault that is found while reading.
    pub fn new(spot: Spot, text: impl Into<String>) -> Self {
        Self { spot, reason: UNREADABLE.to_owned(), text: text.into() }
    }
}

/// Whether a path is this field or lies in it.
fn lies_in(path: &str, field: &str) -> bool {
    path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The reason of a row that cannot be read as what it should be.
const UNREADABLE: &str = "ROW_UNREADABLE";

/// A row as it stood in its file.
#[derive(Clone, Debug)]
pub struct Original {
    /// The file's name.
    pub file: Arc<str>,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// What its source calls it, if it could be read.
    pub key: String,
    /// Its text.
    pub text: Text,
}

/// A row's text.
#[derive(Clone, Debug)]
pub enum Text {
    /// Of a CSV file: the header, and the row's fields in its order.
    Fields(Arc<columns::Header>, Vec<Vec<u8>>),
    /// Of a bundle: where the resource is, and its JSON.
    Resource(String, Vec<u8>),
    /// Something that did not come apart into either.
    Raw(Vec<u8>),
}

impl Original {
    /// How much memory its text takes.
    pub fn bytes(&self) -> usize {
        match &self.text {
            Text::Fields(_, fields) => fields.iter().map(Vec::len).sum(),
            Text::Resource(_, bytes) | Text::Raw(bytes) => bytes.len(),
        }
    }

    /// Where in it a field of its request stands.
    pub fn spot(&self, kind: Kind, field: &str) -> Spot {
        match &self.text {
            Text::Fields(header, _) => header.spot(field),
            Text::Resource(place, _) => fhir::spot(kind, place, field),
            Text::Raw(_) => Spot { column: 0, field: field.to_owned() },
        }
    }
}

/// What came out of a file.
#[derive(Debug)]
pub enum Item {
    /// A row that can be sent.
    Row(Box<ImportRequest>, Original),
    /// A row that cannot.
    Bad(Vec<Fault>, Original),
}

impl Item {
    /// The row as it stood.
    pub fn original(&self) -> &Original {
        match self {
            Self::Row(_, original) | Self::Bad(_, original) => original,
        }
    }
}

impl Plan {
    /// The request that a row makes.
    pub fn request(&self, draft: Draft, original: &Original) -> ImportRequest {
        let title = if self.source.is_empty() { &original.file } else { self.source.as_str() };
        let place = match self.source.is_empty() {
            true => format!("line {}", original.line),
            false => format!("{}, line {}", original.file, original.line),
        };
        let act = Act {
            request_id: self.request_id(title, &draft.key).to_string(),
            occurred: draft.occurred.map(Into::into),
            mode: Mode::Record.into(),
            source: Some(Source { title: title.to_owned(), place: cut(&place), synthetic: false }),
            etag: String::new(),
        };
        let of_contacts = self.kind == Kind::Contacts;
        let person_id = draft.person_id;
        let contact = ContactRecorded { person_id: person_id.clone(), ..draft.contact };
        let referral = ReferralMade { person_id, ..draft.referral };
        ImportRequest {
            row: format!("line {}", original.line),
            dry_run: self.dry_run,
            act: Some(act),
            contact: of_contacts.then_some(contact),
            referral: (!of_contacts).then_some(referral),
            nhs_number: draft.nhs_number,
            person: self.register_people.then_some(draft.person),
        }
    }

    /// The same for the same row of the same source, whenever it is imported.
    fn request_id(&self, title: &str, key: &str) -> Uuid {
        let mut hash = Sha256::new();
        for part in ["candour import", title, &self.kind.to_string(), key] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        }
        let hash: [u8; 32] = hash.finalize().into();
        Uuid::new_v8(std::array::from_fn(|n| hash.get(n).copied().unwrap_or_default()))
    }
}

/// The key of a row that has none of its own. A row that is moved to another
/// line, or a file that is renamed, is then another row.
fn key_of_line(file: &str, line: u64) -> String {
    format!("{file} line {line}")
}

/// As much of a text as the contract takes for the place in a source.
fn cut(text: &str) -> String {
    text.chars().take(200).collect()
}

#[cfg(test)]
mod laws;

#[cfg(test)]
mod tests {
    use super::*;

    pub fn plan(kind: Kind) -> Plan {
        Plan {
            kind,
            source: String::new(),
            dry_run: false,
            register_people: false,
            agency: None,
            organisations: BTreeMap::new(),
        }
    }

    fn original(line: u64) -> Original {
        Original { file: "a.csv".into(), line, key: String::new(), text: Text::Raw(vec![]) }
    }

    fn draft(key: &str) -> Draft {
        Draft { key: key.into(), ..Draft::default() }
    }

    fn id_of(plan: &Plan, key: &str, line: u64) -> String {
        plan.request(draft(key), &original(line)).act.unwrap().request_id
    }

    #[test]
    fn a_row_has_the_same_id_wherever_it_stands_and_another_in_another_source() {
        let (contacts, referrals) = (plan(Kind::Contacts), plan(Kind::Referrals));
        let id = id_of(&contacts, "1", 2);
        assert_eq!(Uuid::parse_str(&id).unwrap().get_version_num(), 8);
        assert_eq!(id, id_of(&contacts, "1", 9));
        assert_ne!(id, id_of(&contacts, "2", 2));
        assert_ne!(id, id_of(&referrals, "1", 2));
        let other = Plan { source: "another".into(), ..plan(Kind::Contacts) };
        assert_ne!(id, id_of(&other, "1", 2));
    }

    #[test]
    fn a_row_says_its_source_and_is_a_record() {
        let named = Plan { source: "ED extract".into(), ..plan(Kind::Contacts) };
        let act = named.request(draft("1"), &original(7)).act.unwrap();
        let source = act.source.clone().unwrap();
        assert_eq!((act.mode(), source.title.as_str()), (Mode::Record, "ED extract"));
        assert_eq!(source.place, "a.csv, line 7");
        let source = plan(Kind::Contacts).request(draft("1"), &original(7)).act.unwrap().source;
        let source = source.unwrap();
        assert_eq!((source.title.as_str(), source.place.as_str()), ("a.csv", "line 7"));
    }

    #[test]
    fn nobody_is_registered_unless_it_is_asked_for() {
        for register_people in [false, true] {
            let plan = Plan { register_people, ..plan(Kind::Referrals) };
            let request = plan.request(draft("1"), &original(1));
            assert_eq!(request.person.is_some(), register_people);
            assert!(request.referral.is_some() && request.contact.is_none());
        }
    }
}
