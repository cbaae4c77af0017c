//! The columns of a CSV file: what each is called, what it may hold, and what of
//! a row it says.
//!
//! Their order is free. A column that is not known is refused, since whoever
//! wrote it meant something by it; those that begin with `error_` are ours, from
//! the file of what was refused, and are passed over.

use proto::{common::Text, referrals::ContactCount};

use super::{
    Draft, Fault, Kind, Plan, Spot, lies_in,
    values::{
        self, ANSWERS, Codes, DISPOSALS, OFFERS, Part, REASONS, REFERRERS, REFUSALS, SERVICES,
    },
};
use crate::names;

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its name in the header.
    pub name: &'static str,
    /// The field of the request that it becomes.
    pub field: &'static str,
    /// What it says.
    what: &'static str,
    /// True if no row can do without.
    needed: bool,
    /// What may stand in the example.
    example: &'static str,
    holds: Holds,
}

/// What a column may hold.
#[derive(Debug)]
enum Holds {
    /// One of a list.
    Code(&'static Codes, fn(&mut Draft) -> &mut i32),
    /// An id, as it is or by its name.
    Id(&'static str, fn(&mut Draft) -> &mut String),
    /// Something short that is taken as it is.
    Plain(fn(&mut Draft) -> &mut String),
    /// Words about somebody.
    Words(fn(&mut Draft) -> &mut Option<Text>),
    /// A whole number.
    Number(fn(&mut Draft) -> &mut u32),
    /// How often somebody sought help.
    Counts,
    /// When it began and when it ended; they are read together.
    Time,
}

impl Column {
    /// What its cells may hold, in words.
    fn may_hold(&self) -> String {
        match &self.holds {
            Holds::Code(codes, _) => format!("one of {}", codes.names().join(", ")),
            Holds::Id(noun, _) => format!("an id ({noun}_ and 26 characters) or @{noun}.name"),
            Holds::Number(_) => "a whole number".to_owned(),
            Holds::Counts => {
                "such as `ed 365 12; ambulance_999 30 4`: service, days, contacts".to_owned()
            }
            Holds::Time => "a year, a month, a day (2021-03-04) or a moment; without a zone it is \
                            London's time"
                .to_owned(),
            Holds::Plain(_) | Holds::Words(_) => String::new(),
        }
    }
}

const fn column(
    name: &'static str,
    field: &'static str,
    what: &'static str,
    example: &'static str,
    holds: Holds,
) -> Column {
    Column { name, field, what, needed: false, example, holds }
}

const fn needed(column: Column) -> Column {
    Column { needed: true, ..column }
}

/// The columns that every row has.
static OF_BOTH: &[Column] = &[
    column(
        "key",
        "act.request_id",
        "what its source calls the row, such as an attendance number; by it a second import \
         knows the row again. Without it the file's name and the line count as the key, and a row \
         that moved is taken for a new one",
        "A-2021-000123",
        Holds::Plain(|row| &mut row.key),
    ),
    column(
        "person",
        "person_id",
        "the person, if the row does not give an NHS number",
        "",
        Holds::Id("person", |row| &mut row.person_id),
    ),
    column(
        "nhs_number",
        "nhs_number",
        "the person's NHS number, by which they are found",
        "999 000 0018",
        Holds::Plain(|row| &mut row.nhs_number),
    ),
    column(
        "name",
        "person.name",
        "the person's name; read with --register-people only",
        "Synthetic Person",
        Holds::Words(|row| &mut row.person.name),
    ),
    column(
        "date_of_birth",
        "person.date_of_birth",
        "the person's date of birth as 1990-02-28; read with --register-people only",
        "1990-02-28",
        Holds::Words(|row| &mut row.person.date_of_birth),
    ),
    column(
        "home_borough",
        "person.borough",
        "the borough in which the person lives; read with --register-people only",
        "Lambeth",
        Holds::Plain(|row| &mut row.person.borough),
    ),
    needed(column(
        "occurred",
        "act.occurred",
        "when it was, or when it began",
        "2021-03-04T22:15",
        Holds::Time,
    )),
    column("occurred_end", "act.occurred", "when it ended", "", Holds::Time),
];

/// The columns of contacts.
static OF_CONTACTS: &[Column] = &[
    needed(column(
        "service",
        "contact.service",
        "the service that the person turned to",
        "ed",
        Holds::Code(&SERVICES, |row| &mut row.contact.service),
    )),
    column(
        "agency",
        "contact.agency_id",
        "the agency that provided it; without it the one that --agency names",
        "@agency.acute-trust",
        Holds::Id("agency", |row| &mut row.contact.agency_id),
    ),
    needed(column(
        "reason",
        "contact.reason",
        "why it came about",
        "distress",
        Holds::Code(&REASONS, |row| &mut row.contact.reason),
    )),
    needed(column(
        "disposal",
        "contact.disposal",
        "how it ended",
        "discharged",
        Holds::Code(&DISPOSALS, |row| &mut row.contact.disposal),
    )),
    column(
        "refusal_reason",
        "contact.refusal_reason",
        "why help was refused, if the disposal is refused",
        "",
        Holds::Code(&REFUSALS, |row| &mut row.contact.refusal_reason),
    ),
    column(
        "refused_by",
        "contact.refused_by_agency_id",
        "the agency that refused",
        "",
        Holds::Id("agency", |row| &mut row.contact.refused_by_agency_id),
    ),
    column(
        "self_harm",
        "contact.self_harm",
        "whether the person had harmed themselves",
        "no",
        Holds::Code(&ANSWERS, |row| &mut row.contact.self_harm),
    ),
    column(
        "assessment",
        "contact.assessment",
        "whether a psychosocial assessment was offered",
        "not_recorded",
        Holds::Code(&OFFERS, |row| &mut row.contact.assessment),
    ),
    column(
        "plan",
        "contact.plan_id",
        "the care plan that staff followed",
        "",
        Holds::Id("plan", |row| &mut row.contact.plan_id),
    ),
    column(
        "plan_version",
        "contact.plan_version",
        "the version of that plan",
        "",
        Holds::Number(|row| &mut row.contact.plan_version),
    ),
    column(
        "notes",
        "contact.notes",
        "narrative, which is kept sealed",
        "",
        Holds::Words(|row| &mut row.contact.notes),
    ),
];

/// The columns of referrals.
static OF_REFERRALS: &[Column] = &[
    needed(column(
        "referred_by",
        "referral.referred_by",
        "who made it",
        "agency",
        Holds::Code(&REFERRERS, |row| &mut row.referral.referred_by),
    )),
    column(
        "from_agency",
        "referral.from_agency_id",
        "the agency that made it, if an agency did",
        "@agency.ambulance",
        Holds::Id("agency", |row| &mut row.referral.from_agency_id),
    ),
    needed(column(
        "to_agency",
        "referral.to_agency_id",
        "the agency that is to answer it",
        "@agency.trust",
        Holds::Id("agency", |row| &mut row.referral.to_agency_id),
    )),
    column(
        "scheme",
        "referral.scheme_id",
        "the scheme to which the person is referred",
        "@scheme.slp",
        Holds::Id("scheme", |row| &mut row.referral.scheme_id),
    ),
    column(
        "borough",
        "referral.borough",
        "the borough that will hold the case",
        "Lambeth",
        Holds::Plain(|row| &mut row.referral.borough),
    ),
    column("counts", "referral.counts", "contacts counted, for information", "", Holds::Counts),
    column(
        "reason",
        "referral.reason",
        "why the person is referred, in words, which are kept sealed",
        "asks for a care coordinator",
        Holds::Words(|row| &mut row.referral.reason),
    ),
];

/// The columns of a kind of row, in the order of the template.
pub fn of(kind: Kind) -> impl Iterator<Item = &'static Column> + Clone {
    let own = match kind {
        Kind::Contacts => OF_CONTACTS,
        Kind::Referrals => OF_REFERRALS,
    };
    OF_BOTH.iter().chain(own)
}

/// How many columns are told of that are wrong; what has more of them is another file.
const MOST_TOLD: usize = 20;

/// Columns that are ours and say nothing of a row.
const OURS: &str = "error_";

/// The header of a file: which column is where.
#[derive(Debug, Default)]
pub struct Header {
    /// What each column is; `None` for one that is passed over.
    columns: Vec<Option<&'static Column>>,
}

impl Header {
    /// Reads a header.
    ///
    /// # Errors
    /// If a column is unknown, there twice or missing.
    pub fn read(kind: Kind, names: &[String]) -> Result<Self, String> {
        let mut columns: Vec<Option<&'static Column>> = Vec::with_capacity(names.len());
        let mut wrong = Vec::new();
        for (n, name) in (1..).zip(names) {
            let folded = name.trim().to_ascii_lowercase().replace([' ', '-'], "_");
            let found = of(kind).find(|column| column.name == folded);
            let twice = found.is_some_and(|found| {
                columns.iter().flatten().any(|known| known.name == found.name)
            });
            if twice {
                wrong.push(format!("column {n}: there are two of `{folded}`; leave one out"));
            } else if found.is_none() && !folded.starts_with(OURS) {
                let near = values::nearest(&folded, of(kind).map(|column| column.name));
                let name = if folded.is_empty() {
                    "a column without a name".to_owned()
                } else {
                    format!("`{}` is no column of {kind}", values::shown(name))
                };
                wrong.push(format!("column {n}: {name}{near}"));
            }
            if wrong.len() > MOST_TOLD {
                let told = wrong.join("; ");
                return Err(format!("{told}; and perhaps more; --template writes a header"));
            }
            columns.push(found);
        }
        let there = |name: &str| columns.iter().flatten().any(|column| column.name == name);
        let missing = of(kind).filter(|column| column.needed && !there(column.name));
        wrong.extend(missing.map(|column| format!("there is no column `{}`", column.name)));
        if !there("person") && !there("nhs_number") {
            wrong.push("there is neither a column `nhs_number` nor `person`".to_owned());
        }
        if wrong.is_empty() {
            return Ok(Self { columns });
        }
        if let [one] = names
            && let Some(sign) = one.chars().find(|c| matches!(c, ';' | '\t' | '|'))
        {
            let sign = if sign == '\t' { "tabs".to_owned() } else { format!("`{sign}`") };
            return Err(format!("its columns are parted by {sign}; save it with commas"));
        }
        Err(format!("{}; --template writes a header", wrong.join("; ")))
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// True if a row of this file has a key of its own.
    pub fn has_keys(&self) -> bool {
        self.columns.iter().flatten().any(|column| column.name == "key")
    }

    /// The columns that say something, with their place in a row.
    pub fn known(&self) -> impl Iterator<Item = (usize, &'static Column)> {
        self.columns.iter().enumerate().filter_map(|(n, column)| column.map(|c| (n, c)))
    }

    /// Where a field of the request came from.
    pub fn spot(&self, field: &str) -> Spot {
        let column = |name: &str| self.known().find(|(_, column)| column.name == name);
        // The person is named by one of two columns, and the row's key is all its id.
        let found = self
            .known()
            .find(|(_, column)| lies_in(field, column.field))
            .or_else(|| column("person").filter(|_| field.ends_with(".person_id")))
            .or_else(|| column("nhs_number").filter(|_| field.ends_with("person_id")));
        match found {
            Some((n, column)) => Spot { column: n + 1, field: column.name.to_owned() },
            // Told by the name of the column that could have had it.
            None => {
                let any = [Kind::Contacts, Kind::Referrals].into_iter().flat_map(of);
                let name = any.clone().find(|column| lies_in(field, column.field));
                Spot { column: 0, field: name.map_or(field, |column| column.name).to_owned() }
            }
        }
    }
}

/// Reads the cells of a row; all that is wrong with them is told.
///
/// # Errors
/// If a cell cannot be read, or one that is needed is empty.
pub fn read(plan: &Plan, header: &Header, cells: &[&str]) -> Result<Draft, Vec<Fault>> {
    let mut draft = Draft::default();
    let mut faults = Vec::new();
    let mut times = [None, None];
    for (n, column) in header.known() {
        let cell = cells.get(n).map(|cell| cell.trim()).unwrap_or_default();
        let spot = || Spot { column: n + 1, field: column.name.to_owned() };
        if cell.is_empty() {
            if column.needed {
                faults.push(Fault::new(spot(), format!("it is empty; give {}", column.what)));
            }
            continue;
        }
        if matches!(column.holds, Holds::Time) {
            let part = usize::from(column.name != "occurred");
            if let Some(time) = times.get_mut(part) {
                *time = Some((cell, spot()));
            }
        } else if let Err(text) = fill(column, &mut draft, cell) {
            faults.push(Fault::new(spot(), text));
        }
    }
    if let [Some((from, at)), until] = times {
        let until = until.as_ref();
        match values::occurred(from, until.map(|(until, _)| *until)) {
            Ok(span) => draft.occurred = Some(span),
            Err((Part::End, text)) => {
                faults.push(Fault::new(until.map_or(at, |(_, spot)| spot.clone()), text));
            }
            Err((Part::Start, text)) => faults.push(Fault::new(at, text)),
        }
    }
    if plan.kind == Kind::Contacts && draft.contact.agency_id.is_empty() {
        let spot = header.spot("contact.agency_id");
        match &plan.agency {
            Some(agency) => draft.contact.agency_id.clone_from(agency),
            // What is wrong with the one that was given is told already.
            None if faults.iter().any(|fault| fault.spot == spot) => {}
            None => {
                let text = "it names no agency; give one, or --agency for all such rows";
                faults.push(Fault::new(spot, text));
            }
        }
    }
    if header.has_keys() && draft.key.is_empty() {
        let text = "it has no key, by which it would be known again; give one";
        faults.push(Fault::new(header.spot("act.request_id"), text));
    }
    if faults.is_empty() { Ok(draft) } else { Err(faults) }
}

fn fill(column: &Column, draft: &mut Draft, cell: &str) -> Result<(), String> {
    match &column.holds {
        Holds::Code(codes, place) => *place(draft) = codes.read(cell)?,
        Holds::Id(noun, place) => {
            *place(draft) = names::given(noun, cell).map_err(|misuse| misuse.to_string())?;
        }
        Holds::Plain(place) => cell.clone_into(place(draft)),
        Holds::Words(place) => *place(draft) = Some(Text::plain(cell)),
        Holds::Number(place) => {
            let number = cell.parse::<u32>();
            *place(draft) =
                number.map_err(|_| format!("`{}` is no whole number", values::shown(cell)))?;
        }
        Holds::Counts => draft.referral.counts = counts(cell)?,
        Holds::Time => {}
    }
    Ok(())
}

fn counts(cell: &str) -> Result<Vec<ContactCount>, String> {
    let one = |text: &str| {
        let parts: Vec<&str> = text.split_whitespace().collect();
        let [service, days, contacts] = parts.as_slice() else { return None };
        let service = SERVICES.read(service).ok()?;
        let (window_days, contacts) = (days.parse().ok()?, contacts.parse().ok()?);
        Some(ContactCount { service, window_days, contacts })
    };
    let told = |text: &str| format!("`{}` is no count; write `ed 365 12`", values::shown(text));
    let parts = cell.split(';').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|text| one(text).ok_or_else(|| told(text))).collect()
}

/// What a file looks like: what its columns are, a header, and a row.
pub fn template(kind: Kind) -> String {
    let mut text = format!(
        "# {kind}, a line each. Lines that begin with # before the header are passed over, columns\n\
         # may stand in any order, and those that are not needed may be left out.\n"
    );
    for column in of(kind) {
        let needed = if column.needed { " (needed)" } else { "" };
        let may_hold = match column.may_hold() {
            text if text.is_empty() => text,
            text => format!(": {text}"),
        };
        text.push_str(&format!("# {}{needed}: {}{may_hold}\n", column.name, column.what));
    }
    let line = |cell: fn(&'static Column) -> &'static str| {
        of(kind).map(cell).collect::<Vec<_>>().join(",") + "\n"
    };
    text + &line(|column| column.name) + &line(|column| column.example)
}

#[cfg(test)]
#[path = "columns_tests.rs"]
mod tests;
