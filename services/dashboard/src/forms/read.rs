//! From what a browser sends to the request that a service is sent.

use std::collections::{BTreeMap, HashMap};

use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use proto::common::{Role, Worker};
use serde_json::{Map, Value, json};

use super::{Field, Form, How, Kind};
use crate::{pages::days, words};

/// What a browser sent, by the names of inputs.
#[derive(Clone, Default)]
pub(super) struct Sent(HashMap<String, Vec<String>>);

/// What is wrong, by the field's path. Of nothing in particular the path is empty.
pub(super) type Wrong = BTreeMap<String, String>;

impl Sent {
    /// The pairs of a form or an address.
    pub(super) fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut sent: HashMap<String, Vec<String>> = HashMap::new();
        for (name, value) in pairs {
            sent.entry(name).or_default().push(value);
        }
        Self(sent)
    }

    /// The one value of an input, without what stands around it.
    pub(super) fn one(&self, name: &str) -> &str {
        self.0.get(name).and_then(|all| all.first()).map_or("", |value| value.trim())
    }

    /// All values of an input.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        let all = self.0.get(name).map(Vec::as_slice).unwrap_or_default();
        all.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect()
    }

    /// The lines of all values of an input, without those that are empty.
    pub(super) fn lines(&self, name: &str) -> Vec<&str> {
        let all = self.all(name).into_iter().flat_map(str::lines).map(str::trim);
        all.filter(|line| !line.is_empty()).collect()
    }

    /// All inputs with their values.
    pub(super) fn all_pairs(&self) -> impl Iterator<Item = (&String, String)> {
        self.0.iter().flat_map(|(name, all)| all.iter().map(move |value| (name, value.clone())))
    }

    /// What was sent for one of several forms on a page, and how and when for all of them.
    pub(super) fn of_part(&self, before: &str) -> Self {
        let part = |name: &String| name.strip_prefix(before).map(ToOwned::to_owned);
        let own = self.0.iter().filter_map(|(name, all)| Some((part(name)?, all.clone())));
        let shared = self.0.iter().filter(|(name, _)| name.starts_with("act."));
        let shared = shared.map(|(name, all)| (name.clone(), all.clone()));
        Self(shared.chain(own).collect())
    }

    /// Whether somebody filled in something of a form, beyond what it began with.
    pub(super) fn is_filled_in(&self, form: &Form) -> bool {
        let begun = |field: &&Field| {
            // Of whom it is says nothing by itself: the page that led here may have said it.
            field.mine
                || field.path == "fact.person_id"
                || matches!(field.kind, Kind::Hidden | Kind::Fresh(_) | Kind::Me)
        };
        form.fields.iter().filter(|field| !begun(field)).any(|field| {
            let parts = ["", "-day", "-month", "-year", "-id", "-agency", "-role"];
            parts.iter().any(|part| !self.all(&format!("{}{part}", field.path)).is_empty())
        })
    }

    /// Sets an input that has no value yet.
    pub(super) fn or(&mut self, name: &str, value: impl FnOnce() -> String) {
        self.0.entry(name.to_owned()).or_insert_with(|| vec![value()]);
    }
}

/// The request, as proto3 JSON; or what is wrong with what was sent.
pub(super) fn read(form: &Form, sent: &Sent, me: &Worker) -> Result<Value, Wrong> {
    let mut request = json!({});
    let mut wrong = Wrong::new();
    put(&mut request, "act.request_id", json!(sent.one("act.request_id")));
    if form.how == How::ActOrRecord {
        act(&mut request, sent, &mut wrong);
    }
    for field in form.fields {
        match value(field, sent, me) {
            Ok(Some(value)) => put(&mut request, field.path, value),
            Ok(None) if field.needed => {
                wrong.insert(field.path.to_owned(), empty(field));
            }
            Ok(None) => {}
            Err(says) => {
                wrong.insert(field.path.to_owned(), says.to_owned());
            }
        }
    }
    if wrong.is_empty() { Ok(request) } else { Err(wrong) }
}

/// How, when and from which source.
fn act(request: &mut Value, sent: &Sent, wrong: &mut Wrong) {
    if sent.one("act.mode") == "MODE_RECORD" {
        put(request, "act.mode", json!("MODE_RECORD"));
        match sent.one("act.source.title") {
            "" => {
                let says = "Enter where this is written, or who said it";
                wrong.insert("act.source.title".to_owned(), says.to_owned());
            }
            title => put(request, "act.source.title", json!(title)),
        }
        match sent.one("act.source.place") {
            "" => {}
            place => put(request, "act.source.place", json!(place)),
        }
    } else if !sent.one("act.source.title").is_empty() || !sent.one("act.source.place").is_empty() {
        let says = "Say that it happened elsewhere, or leave out where it is written";
        wrong.insert("act.source.title".to_owned(), says.to_owned());
    }
    match date(sent, "act.occurred") {
        Ok(None) if sent.one("act.occurred-time").is_empty() => {}
        Ok(None) => {
            let says = "Enter the day, too, or leave the time empty";
            wrong.insert("act.occurred".to_owned(), says.to_owned());
        }
        Ok(Some(date)) => {
            if let Some(occurred) = occurred(date, sent.one("act.occurred-time")) {
                put(request, "act.occurred", occurred);
            } else {
                let says = "The time reads as 14:30, or is left empty";
                wrong.insert("act.occurred".to_owned(), says.to_owned());
            }
        }
        Err(says) => {
            wrong.insert("act.occurred".to_owned(), says.to_owned());
        }
    }
}

/// When something happened: on a day, or at a time of it.
fn occurred(date: Date, time: &str) -> Option<Value> {
    if !time.is_empty() {
        let time: Time = time.parse().ok()?;
        let at = date.to_datetime(time).to_zoned(words::london()).ok()?.timestamp();
        return Some(json!({"start": at.to_string(), "precision": "PRECISION_INSTANT"}));
    }
    let start = start_of(date)?;
    let end = days::end(date)?;
    Some(json!({
        "start": start.to_string(), "end": end.to_string(), "precision": "PRECISION_DAY",
    }))
}

/// What was entered in a field; nothing if it was left empty.
fn value(field: &Field, sent: &Sent, me: &Worker) -> Result<Option<Value>, &'static str> {
    let one = sent.one(field.path);
    let some = |value: Value| Ok(Some(value));
    match field.kind {
        Kind::Me => some(worker(&me.worker_id, &me.agency_id, me.role().as_str_name())),
        Kind::Tick if one.is_empty() => Ok(None),
        Kind::Tick => some(json!(true)),
        Kind::Choices | Kind::Agencies => match sent.all(field.path) {
            all if all.is_empty() => Ok(None),
            all => some(json!(all)),
        },
        Kind::Lines => match sent.lines(field.path) {
            lines if lines.is_empty() => Ok(None),
            lines => some(json!(lines)),
        },
        Kind::Day | Kind::From | Kind::Through | Kind::On => {
            let Some(date) = date(sent, field.path)? else { return Ok(None) };
            let value = of_day(field.kind, date).ok_or("This day lies beyond the calendar")?;
            some(value)
        }
        Kind::Worker => {
            let part = |name: &str| sent.one(&format!("{}-{name}", field.path));
            let (id, agency, role) = (part("id"), part("agency"), part("role"));
            match (id.is_empty(), agency.is_empty(), role.is_empty()) {
                (true, true, true) => Ok(None),
                (false, false, false) => some(worker(id, agency, role)),
                _ => Err("Enter who it is, their agency, and what they act as"),
            }
        }
        Kind::Workers => {
            let workers: Result<Vec<Value>, &str> =
                sent.lines(field.path).into_iter().map(worker_of_line).collect();
            let workers = workers?;
            if workers.is_empty() { Ok(None) } else { some(json!(workers)) }
        }
        _ if one.is_empty() => Ok(None),
        Kind::Words | Kind::Phrase => some(json!({ "plain": one })),
        Kind::Number => {
            let number: u32 = one.parse().map_err(|_| "Enter a whole number, such as 3")?;
            some(json!(number))
        }
        Kind::Hidden | Kind::Fresh(_) | Kind::Line | Kind::Choice | Kind::Agency | Kind::Scheme => {
            some(json!(one))
        }
    }
}

fn worker(id: &str, agency: &str, role: &str) -> Value {
    json!({"worker_id": id, "agency_id": agency, "role": role})
}

/// The line that stands for a worker: id, agency and role, with commas between.
pub(super) fn line_of_worker(worker: &Worker) -> String {
    let role = worker.role().as_str_name().trim_start_matches("ROLE_").to_lowercase();
    format!("{}, {}, {role}", worker.worker_id, worker.agency_id)
}

/// A worker as a line has them.
fn worker_of_line(line: &str) -> Result<Value, &'static str> {
    let says = "Each line reads worker, agency and role, with commas between";
    let parts: Vec<&str> = line.split(',').map(str::trim).collect();
    let [id, agency, role] = parts.as_slice() else { return Err(says) };
    let role = kernel::principal::roles::role_named(role).unwrap_or(Role::Unspecified);
    if role == Role::Unspecified { Err(says) } else { Ok(worker(id, agency, role.as_str_name())) }
}

/// A day, of three inputs; nothing if all are empty.
fn date(sent: &Sent, name: &str) -> Result<Option<Date>, &'static str> {
    let part = |part: &str| sent.one(&format!("{name}-{part}"));
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Ok(None);
    }
    let says = "Enter a day as three numbers, such as 31 3 2026";
    let (day, month, year) = (
        day.parse().map_err(|_| says)?,
        month.parse().map_err(|_| says)?,
        year.parse().map_err(|_| says)?,
    );
    Date::new(year, month, day).map(Some).map_err(|_| says)
}

/// A day as a field has it.
fn of_day(kind: Kind, date: Date) -> Option<Value> {
    match kind {
        Kind::From => Some(json!(start_of(date)?.to_string())),
        Kind::Through => Some(json!(start_of(date.tomorrow().ok()?)?.to_string())),
        Kind::On => occurred(date, ""),
        _ => Some(json!(days::end(date)?.to_string())),
    }
}

fn start_of(date: Date) -> Option<Timestamp> {
    Some(date.to_zoned(words::london()).ok()?.timestamp())
}

fn empty(field: &Field) -> String {
    match field.kind {
        Kind::Choice | Kind::Choices | Kind::Agency | Kind::Agencies | Kind::Scheme => {
            format!("Choose an answer: {}", field.label)
        }
        Kind::Hidden => "The page that led here did not say what this is about".to_owned(),
        Kind::Tick => format!("Tick this: {}", field.label),
        _ => format!("Fill this in: {}", field.label),
    }
}

/// Puts a value at a path.
fn put(into: &mut Value, path: &str, value: Value) {
    let mut at = into;
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        let Value::Object(fields) = at else { return };
        if names.peek().is_none() {
            fields.insert(name.to_owned(), value);
            return;
        }
        at = fields.entry(name).or_insert_with(|| json!({}));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::forms::{
        Then,
        fields::{asked, given, maybe},
        list::FORMS,
    };

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        Sent::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    const FIELDS: [Field; 7] = [
        given("fact.a.id"),
        asked("fact.words", "Words", Kind::Words),
        maybe("fact.n", "N", Kind::Number),
        maybe("fact.due", "Due", Kind::Day),
        maybe("fact.period.start", "From", Kind::From),
        maybe("fact.period.end", "Until", Kind::Through),
        maybe("fact.on", "On", Kind::On),
    ];
    const FORM: Form = Form {
        name: "f",
        title: "F",
        intro: "",
        rpc: "candour.oversight.v1.OversightService/ResolveFlag",
        fields: &FIELDS,
        button: "",
        how: How::ActOrRecord,
        then: Then::Flag,
    };

    #[test]
    fn what_was_entered_stands_at_its_place() {
        let sent = sent(&[
            ("act.request_id", "r"),
            ("act.occurred-day", "1"),
            ("act.occurred-month", "7"),
            ("act.occurred-year", "2021"),
            ("fact.a.id", "x"),
            ("fact.words", " They came alone. "),
            ("fact.due-day", "2"),
            ("fact.due-month", "1"),
            ("fact.due-year", "2022"),
        ]);
        let request = read(&FORM, &sent, &Worker::default()).unwrap();
        assert_eq!(
            request,
            json!({
                "act": {
                    "request_id": "r",
                    "occurred": {
                        "start": "2021-06-30T23:00:00Z",
                        "end": "2021-07-01T22:59:59.999999Z",
                        "precision": "PRECISION_DAY",
                    },
                },
                "fact": {
                    "a": {"id": "x"},
                    "words": {"plain": "They came alone."},
                    "due": "2022-01-02T23:59:59.999999Z",
                },
            })
        );
    }

    #[test]
    fn a_period_begins_and_ends_with_its_days_in_london() {
        let day = |path: &'static str, day| {
            [("day", day), ("month", "7"), ("year", "2021")]
                .map(|(part, value)| (format!("{path}-{part}"), String::from(value)))
        };
        let days = [("fact.period.start", "1"), ("fact.period.end", "2"), ("fact.on", "3")];
        let given = [("fact.a.id", "x"), ("fact.words", "y")];
        let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let sent = Sent::of(days.into_iter().flat_map(|(path, on)| day(path, on)).chain(given));
        let request = read(&FORM, &sent, &Worker::default()).unwrap();
        let fact = &request["fact"];
        assert_eq!(
            fact["period"],
            json!({"start": "2021-06-30T23:00:00Z", "end": "2021-07-02T23:00:00Z"})
        );
        assert_eq!(fact["on"]["precision"], "PRECISION_DAY");
        assert_eq!(fact["on"]["end"], "2021-07-03T22:59:59.999999Z");
    }

    #[test]
    fn what_is_left_empty_or_cannot_be_read_is_told_by_its_field() {
        let sent = sent(&[
            ("act.mode", "MODE_RECORD"),
            ("act.occurred-day", "31"),
            ("act.occurred-month", "2"),
            ("act.occurred-year", "2021"),
            ("fact.a.id", "x"),
            ("fact.n", "several"),
        ]);
        let wrong = read(&FORM, &sent, &Worker::default()).unwrap_err();
        let fields: Vec<&str> = wrong.keys().map(String::as_str).collect();
        assert_eq!(fields, ["act.occurred", "act.source.title", "fact.n", "fact.words"]);
    }

    proptest! {
        #[test]
        fn whatever_a_browser_sends_is_read_or_refused(
            form in 0..FORMS.len(),
            values in prop::collection::vec(".{0,20}", 1..40),
        ) {
            let form = FORMS[form];
            let names = form.fields.iter().flat_map(|field| {
                ["", "-day", "-month", "-year", "-id", "-agency", "-role"]
                    .map(|part| format!("{}{part}", field.path))
            });
            let names = names.chain(["act.mode", "act.occurred-day"].map(String::from));
            let sent = Sent::of(names.zip(values.into_iter().cycle()));
            let _answered = read(form, &sent, &Worker::default());
        }
    }
}
