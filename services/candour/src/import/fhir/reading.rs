//! Reading a resource: what stands where, and what is wrong with it.

use std::collections::BTreeSet;

use proto::common::Text;
use serde_json::Value;

use super::super::{
    Draft, Fault, Plan, Spot,
    named::{self, NHS_NUMBERS, Named, NotFound, by_number, identifiers},
    values::{self, Codes, Part, nearest, shown},
};
use crate::names;

/// The system of our own ids.
const OUR_IDS: &str = "urn:candour:id";

/// The system of organisation codes.
const ODS: &str = "https://fhir.nhs.uk/Id/ods-organization-code";

/// How the addresses of our own extensions begin.
const OURS: &str = "urn:candour:";

/// A resource that is being read.
pub struct Reading<'a> {
    /// What holds of all rows.
    pub plan: &'a Plan,
    /// All that is wrong with it.
    pub faults: Vec<Fault>,
    named: &'a Named,
    /// The file and the bundle from which names are seen.
    seen_from: (usize, u64),
    resource: &'a Value,
    place: &'a str,
}

/// Somebody or something to whom a resource refers.
pub struct Referred {
    /// What it is, such as `Organization`; empty if nothing says so.
    pub kind: String,
    /// Its identifiers, each a system and a value.
    pub identifiers: Vec<(String, String)>,
    /// The resource itself, if it is in the files.
    pub resource: Option<Value>,
}

impl<'a> Reading<'a> {
    /// Begins with a resource that stands at a place in its file.
    pub fn new(
        plan: &'a Plan,
        named: &'a Named,
        seen_from: (usize, u64),
        resource: &'a Value,
        place: &'a str,
    ) -> Self {
        let mut reading = Self { plan, faults: Vec::new(), named, seen_from, resource, place };
        for changes_meaning in ["modifierExtension", "implicitRules"] {
            if reading.at(changes_meaning).is_some() {
                let text = "it changes what the resource means, in a way that is not known here";
                reading.fault(changes_meaning, text);
            }
        }
        reading
    }

    /// Notes something that is wrong.
    pub fn fault(&mut self, path: &str, text: impl Into<String>) {
        let field = joined(self.place, path);
        self.faults.push(Fault::new(Spot { column: 0, field }, text));
    }

    /// What stands at a path of names.
    pub fn at(&self, path: &str) -> Option<&'a Value> {
        path.split('.').try_fold(self.resource, |value, name| value.get(name))
    }

    /// The text at a path; what is there and no text is a fault.
    pub fn text(&mut self, path: &str) -> Option<&'a str> {
        let value = self.at(path)?;
        if value.as_str().is_none() {
            self.fault(path, "it should be text");
        }
        value.as_str()
    }

    /// A status that says that it happened; any other is a fault.
    pub fn happened(&mut self, path: &str, good: &[&str], else_what: &str) {
        match self.text(path) {
            Some(status) if good.contains(&status) => {}
            Some(status) => {
                let text = format!(
                    "`{}` is {else_what}; those taken in are {}",
                    shown(status),
                    good.join(", ")
                );
                self.fault(path, text);
            }
            None => {
                self.fault(path, format!("it is missing; those taken in are {}", good.join(", ")))
            }
        }
    }

    /// The row's key: its least identifier, since they may come in any order, or its id.
    pub fn key(&mut self) -> String {
        let all = identifiers(self.resource).into_iter();
        let all = all.filter(|(_, value)| !value.is_empty());
        if let Some((system, value)) = all.min() {
            return format!("{system}|{value}");
        }
        match self.text("id") {
            Some(id) => format!("id|{id}"),
            None => {
                let text = "it has neither identifier nor id, by which it would be known again";
                self.fault("identifier", text);
                String::new()
            }
        }
    }

    /// When it happened, from one path until another.
    pub fn occurred(&mut self, draft: &mut Draft, from: &str, until: Option<&str>) {
        let Some(start) = self.text(from) else {
            return self.fault(from, "it is missing; say when it was");
        };
        let end = until.and_then(|until| Some((until, self.text(until)?)));
        match values::occurred(start, end.map(|(_, text)| text)) {
            Ok(span) => draft.occurred = Some(span),
            Err((Part::End, text)) => self.fault(until.unwrap_or(from), text),
            Err((Part::Start, text)) => self.fault(from, text),
        }
        for (path, text) in std::iter::once((from, start)).chain(end) {
            if text.contains('T') && text.parse::<jiff::Timestamp>().is_err() {
                self.fault(path, "a time in FHIR has its zone; give it");
            }
        }
    }

    /// The codings at a path, a CodeableConcept or several, or a Coding itself.
    fn codings(&self, path: &str) -> Vec<(String, &'a Value)> {
        let Some(value) = self.at(path) else { return Vec::new() };
        let many = |value: &'a Value, path: String| match value.as_array() {
            Some(all) => {
                (0..).zip(all).map(|(n, one): (usize, _)| (format!("{path}[{n}]"), one)).collect()
            }
            None => vec![(path, value)],
        };
        let concepts = many(value, path.to_owned());
        let of_concept = |(path, concept): (String, &'a Value)| match concept.get("coding") {
            Some(codings) => many(codings, format!("{path}.coding")),
            None => vec![(path, concept)],
        };
        concepts.into_iter().flat_map(of_concept).collect()
    }

    /// Our own code in any of these places; `Err` if what is there is none, which is noted.
    pub fn own_code(
        &mut self,
        paths: &[&str],
        system: &str,
        codes: &Codes,
    ) -> Result<Option<i32>, Noted> {
        let found: Vec<(String, &Value)> = paths
            .iter()
            .flat_map(|path| self.codings(path))
            .filter(|(_, coding)| coding.get("system").and_then(Value::as_str) == Some(system))
            .collect();
        let mut read = BTreeSet::new();
        for (path, coding) in &found {
            let code = coding.get("code").and_then(Value::as_str).unwrap_or_default();
            match codes.read(code) {
                Ok(number) => {
                    read.insert(number);
                }
                Err(text) => {
                    self.fault(&format!("{path}.code"), text);
                    return Err(Noted);
                }
            }
        }
        if let ([(path, _), ..], true) = (found.as_slice(), read.len() > 1) {
            self.fault(path, format!("there are several codes of {system}; leave the right one"));
            return Err(Noted);
        }
        Ok(read.pop_first())
    }

    /// The codes of a system that is not ours, in a place.
    pub fn codes_of(&self, path: &str, systems: &[&str]) -> Vec<&'a str> {
        let of_system = |coding: &Value| {
            coding.get("system").and_then(Value::as_str).is_some_and(|s| systems.contains(&s))
        };
        let codings = self.codings(path).into_iter().filter(|(_, coding)| of_system(coding));
        codings.filter_map(|(_, coding)| coding.get("code")?.as_str()).collect()
    }

    /// All words at a path of concepts.
    pub fn words(&self, path: &str) -> Option<Text> {
        let all = self.at(path)?.as_array()?.iter();
        let words: Vec<&str> = all
            .filter_map(|concept| concept.get("text")?.as_str().map(str::trim))
            .filter(|words| !words.is_empty())
            .collect();
        (!words.is_empty()).then(|| Text::plain(words.join("\n")))
    }

    /// Our own extensions, by name, each with its path and its value. One that is not
    /// known is a fault.
    pub fn extensions(&mut self, known: &[&str]) -> Vec<(String, &'a str, String)> {
        let mut found = Vec::new();
        let all = self.at("extension").and_then(Value::as_array);
        for (n, extension) in all.into_iter().flatten().enumerate() {
            let url = extension.get("url").and_then(Value::as_str).unwrap_or_default();
            let Some(name) = url.strip_prefix(OURS) else { continue };
            let path = format!("extension[{n}]");
            let value = [
                "valueCode",
                "valueString",
                "valueInteger",
                "valueUnsignedInt",
                "valuePositiveInt",
            ]
            .iter()
            .find_map(|kind| extension.get(kind));
            let value = match value {
                Some(Value::String(text)) => text.trim().to_owned(),
                Some(Value::Number(number)) => number.to_string(),
                _ => {
                    self.fault(&path, "it has no valueCode, valueString or valueInteger");
                    continue;
                }
            };
            if !known.contains(&name) {
                let near = nearest(name, known.iter().copied());
                self.fault(
                    &format!("{path}.url"),
                    format!("`{}` is none of ours{near}", shown(url)),
                );
            } else if found.iter().any(|(_, other, _)| *other == name) {
                self.fault(&path, format!("there are two of `{name}`; leave one out"));
            } else {
                found.push((path, name, value));
            }
        }
        found
    }

    /// An id of ours, or a name of one.
    pub fn our_id(&mut self, path: &str, noun: &str, text: &str) -> String {
        match names::given(noun, text) {
            Ok(id) => id,
            Err(misuse) => {
                self.fault(path, misuse.to_string());
                String::new()
            }
        }
    }

    /// Whom or what a reference means.
    pub fn referred(&mut self, path: &str, reference: &Value) -> Option<Referred> {
        let text = |name: &str| reference.get(name).and_then(Value::as_str).map(str::trim);
        let kind = text("type").unwrap_or_default().to_owned();
        let own = reference
            .get("identifier")
            .map(|identifier| identifiers(&serde_json::json!({ "identifier": [identifier] })));
        let given = own.unwrap_or_default();
        let known = |(system, value): &(String, String)| {
            [NHS_NUMBERS, OUR_IDS, ODS].contains(&system.as_str()) && !value.is_empty()
        };
        let Some(name) = text("reference") else {
            return Some(Referred { kind, identifiers: given, resource: None });
        };
        let kind = if kind.is_empty() { kind_of(name).to_owned() } else { kind };
        let found = match name.strip_prefix('#') {
            Some(id) => self.contained(id).ok_or(NotFound::Nobody),
            None => self.in_files(name),
        };
        match found {
            Ok(resource) => {
                let of_resource = resource.get("resourceType").and_then(Value::as_str);
                let kind = of_resource.unwrap_or(&kind).to_owned();
                let identifiers = if given.is_empty() { identifiers(&resource) } else { given };
                Some(Referred { kind, identifiers, resource: Some(resource) })
            }
            // The identifier says enough.
            Err(_) if given.iter().any(known) => {
                Some(Referred { kind, identifiers: given, resource: None })
            }
            // What somebody else is need not be known to know what they are.
            Err(NotFound::Nobody) if !["Patient", "Organization", ""].contains(&kind.as_str()) => {
                Some(Referred { kind, identifiers: given, resource: None })
            }
            Err(error) => {
                self.fault(&format!("{path}.reference"), not_found(error));
                None
            }
        }
    }

    fn contained(&self, id: &str) -> Option<Value> {
        let all = self.at("contained")?.as_array()?;
        all.iter().find(|one| one.get("id").and_then(Value::as_str) == Some(id)).cloned()
    }

    fn in_files(&self, name: &str) -> Result<Value, NotFound> {
        let name = name.split("/_history/").next().unwrap_or_default();
        let (file, bundle) = self.seen_from;
        let relative: Vec<&str> = name.rsplitn(3, '/').collect();
        match (self.named.find(name, file, bundle), relative.as_slice()) {
            (Err(NotFound::Nobody), [id, kind, _]) => {
                self.named.find(&format!("{kind}/{id}"), file, bundle)
            }
            (found, _) => found,
        }
    }

    /// The person whom it is about.
    pub fn subject(&mut self, draft: &mut Draft) {
        let Some(subject) = self.at("subject") else {
            return self.fault("subject", "it names nobody; give the person's NHS number");
        };
        let Some(patient) = self.referred("subject", subject) else { return };
        if !["Patient", ""].contains(&patient.kind.as_str()) {
            return self
                .fault("subject", format!("it is a {} and no Patient", shown(&patient.kind)));
        }
        let numbers: BTreeSet<String> = of(&patient.identifiers, NHS_NUMBERS)
            .map(|number| number.chars().filter(|c| !c.is_whitespace()).collect())
            .collect();
        let ids: Vec<&str> = of(&patient.identifiers, OUR_IDS).collect();
        match (numbers.len(), ids.as_slice()) {
            (0, []) => {
                let text = format!("it has no identifier of {NHS_NUMBERS}; give the NHS number");
                return self.fault("subject", text);
            }
            (0 | 1, [] | [_]) => {}
            _ => {
                return self
                    .fault("subject", "it has several NHS numbers or ids; leave the right one");
            }
        }
        if let [id] = ids.as_slice() {
            draft.person_id = self.our_id("subject.identifier", "person", id);
        }
        draft.nhs_number = numbers.into_iter().next().unwrap_or_default();
        if self.plan.register_people && !draft.nhs_number.is_empty() {
            let (file, bundle) = self.seen_from;
            let known = patient
                .resource
                .or_else(|| self.named.find(&by_number(&draft.nhs_number), file, bundle).ok());
            if let Some(known) = known {
                draft.person.name = name_of(&known).map(Text::plain);
                let born = known.get("birthDate").and_then(Value::as_str);
                // A year or a month of birth is no date, and is left out.
                let born = born.map(str::trim).filter(|date| date.len() == 10);
                draft.person.date_of_birth = born.map(Text::plain);
            }
        }
    }

    /// The agency that an organisation is; empty with a fault if that is not known.
    pub fn agency(&mut self, path: &str, organisation: &Referred) -> String {
        if let Some(id) = of(&organisation.identifiers, OUR_IDS).next() {
            return self.our_id(path, "agency", id);
        }
        let codes: Vec<String> =
            of(&organisation.identifiers, ODS).map(str::to_ascii_uppercase).collect();
        let agency = codes.iter().find_map(|code| self.plan.organisations.get(code)).cloned();
        if let Some(agency) = agency {
            return agency;
        }
        let text = match codes.first() {
            Some(code) => {
                let code = shown(code);
                format!(
                    "which agency the organisation `{code}` is is not known; give --ods {code}=AGENCY"
                )
            }
            None => format!("it has no identifier of {OUR_IDS} or {ODS}; give one"),
        };
        self.fault(path, text);
        String::new()
    }

    /// The scheme that a healthcare service is; empty with a fault if that is not known.
    pub fn scheme(&mut self, path: &str, service: &Referred) -> String {
        match of(&service.identifiers, OUR_IDS).next() {
            Some(id) => self.our_id(path, "scheme", id),
            None => {
                self.fault(
                    path,
                    format!("it has no identifier of {OUR_IDS}; give the scheme's id"),
                );
                String::new()
            }
        }
    }
}

/// What is wrong was noted.
#[derive(Debug)]
pub struct Noted;

/// The values of a system.
fn of<'a>(identifiers: &'a [(String, String)], system: &'a str) -> impl Iterator<Item = &'a str> {
    let of_system = move |(of, value): &&(String, String)| of == system && !value.is_empty();
    identifiers.iter().filter(of_system).map(|(_, value)| value.as_str())
}

/// What a reference such as `Patient/1` refers to, if it says so.
fn kind_of(name: &str) -> &str {
    let name = name.split("/_history/").next().unwrap_or_default();
    let kind = name.rsplit('/').nth(1).unwrap_or_default();
    if kind.starts_with(|c: char| c.is_ascii_uppercase()) { kind } else { "" }
}

/// A Patient's name: the official one, or else the first that is not an old one.
fn name_of(patient: &Value) -> Option<String> {
    let names = named::resource(patient).get("name")?.as_array()?;
    let of_use =
        |name: &Value| name.get("use").and_then(Value::as_str).unwrap_or_default().to_owned();
    let current = |name: &&Value| !["old", "maiden", "temp"].contains(&of_use(name).as_str());
    let name = names
        .iter()
        .find(|name| of_use(name) == "official")
        .or_else(|| names.iter().find(current))?;
    let text = |part: &str| name.get(part).and_then(Value::as_str).map(str::trim);
    let given = name.get("given").and_then(Value::as_array).into_iter().flatten();
    let parts: Vec<&str> =
        given.filter_map(Value::as_str).map(str::trim).chain(text("family")).collect();
    let whole = text("text").map_or_else(|| parts.join(" "), str::to_owned);
    (!whole.is_empty()).then_some(whole)
}

fn not_found(error: NotFound) -> &'static str {
    match error {
        NotFound::Nobody => {
            "it is in none of the files; give its identifier here, or the file that has it"
        }
        NotFound::Several => "several are called so; give its identifier here",
        NotFound::TooMany => "the files hold too many names to look it up; split them",
    }
}

/// A path in a resource as a path in its file.
pub fn joined(place: &str, path: &str) -> String {
    if place.is_empty() { path.to_owned() } else { format!("{place}.{path}") }
}
