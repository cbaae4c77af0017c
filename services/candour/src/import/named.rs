//! The people and organisations of a file of FHIR, found by what others call them.
//!
//! A bundle may name a person long before or after it says who they are. So the
//! files are gone through once to note where each is, in a few bytes each, and
//! one is read again when it is asked for. Every bundle has its names for
//! itself: what another bundle calls so is somebody else, unless there is only
//! one of that name.

use std::{
    collections::hash_map::DefaultHasher,
    fs::File,
    hash::{Hash, Hasher as _},
    io::{BufReader, Seek as _, SeekFrom},
    path::PathBuf,
    sync::OnceLock,
};

use serde_json::Value;

use super::json::{Element, Elements};

/// The system of NHS numbers.
pub const NHS_NUMBERS: &str = "https://fhir.nhs.uk/Id/nhs-number";

/// How many names are noted; 32 bytes each. A file with more of them is a whole
/// register, and is better split.
const MOST_NAMES: usize = 2_000_000;

/// What is noted.
const NOTED: [&str; 2] = ["Patient", "Organization"];

/// Where those who are named are.
#[derive(Debug, Default)]
pub struct Named {
    files: Vec<PathBuf>,
    /// Made when somebody is first looked up: where each row says enough itself,
    /// the files are read once only.
    notes: OnceLock<Notes>,
}

/// What was noted.
#[derive(Debug, Default)]
struct Notes {
    /// By name.
    all: Vec<Note>,
    /// True once something could not be noted any more.
    full: bool,
}

/// Where one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Note {
    name: u64,
    /// The file and the bundle in it.
    bundle: u64,
    /// Their identifiers: who is called the same and has the same is the same one.
    who: u64,
    offset: u64,
}

/// Why nobody was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// Nobody is called so.
    Nobody,
    /// Several are.
    Several,
    /// Not all could be noted.
    TooMany,
}

impl Named {
    /// Who is in some files.
    pub fn of(files: Vec<PathBuf>) -> Self {
        Self { files, notes: OnceLock::new() }
    }

    /// Who is called so, as seen from a bundle of a file.
    ///
    /// # Errors
    /// If nobody is, or more than one.
    pub fn find(&self, name: &str, file: usize, bundle: u64) -> Result<Value, NotFound> {
        let wanted = hash(name);
        let Notes { all, full } = self.notes.get_or_init(|| Notes::of(&self.files));
        let here = of_file(file, bundle);
        let near = self.one_of(from(all, (wanted, here)), name, |note| note.bundle == here)?;
        let found = match near {
            None => self.one_of(from(all, (wanted, 0)), name, |_| true)?,
            near => near,
        };
        found.ok_or(if *full { NotFound::TooMany } else { NotFound::Nobody })
    }

    /// The one of this name among those noted under it. Whoever is said many times
    /// is read once.
    fn one_of(
        &self,
        notes: &[Note],
        name: &str,
        counts: impl Fn(&Note) -> bool,
    ) -> Result<Option<Value>, NotFound> {
        let wanted = hash(name);
        let mut found: Option<(u64, Value)> = None;
        for note in notes.iter().take_while(|note| note.name == wanted && counts(note)) {
            if found.as_ref().is_some_and(|(who, _)| *who == note.who) {
                continue;
            }
            let Some(value) = self.read(*note, name) else { continue };
            if found.is_some() {
                return Err(NotFound::Several);
            }
            found = Some((note.who, value));
        }
        Ok(found.map(|(_, value)| value))
    }

    fn read(&self, note: Note, name: &str) -> Option<Value> {
        let file = usize::try_from(note.bundle >> BUNDLE_BITS).ok()?;
        let mut input = BufReader::new(File::open(self.files.get(file)?).ok()?);
        input.seek(SeekFrom::Start(note.offset)).ok()?;
        let bytes = Elements::new(input).value_here().ok()?;
        let value: Value = serde_json::from_slice(&bytes).ok()?;
        // Two names may have one hash.
        names(&value).iter().any(|known| known == name).then(|| resource(&value).clone())
    }
}

impl Notes {
    /// Notes all who are in some files. What cannot be read is passed over here and
    /// told when its turn comes.
    fn of(files: &[PathBuf]) -> Self {
        let mut notes = Self::default();
        for (n, file) in files.iter().enumerate() {
            let Ok(input) = File::open(file) else { continue };
            let mut elements = Elements::new(input);
            while let Ok(Some(element)) = elements.next() {
                notes.note(n, &element);
            }
        }
        notes.all.sort_unstable();
        notes.all.dedup_by_key(|note| (note.name, note.bundle, note.who));
        notes.all.shrink_to_fit();
        notes
    }

    fn note(&mut self, file: usize, element: &Element) {
        // Most are not noted, and need not be read for that.
        let may_be = NOTED.iter().any(|kind| holds(&element.bytes, kind.as_bytes()));
        if !may_be {
            return;
        }
        let Ok(value) = serde_json::from_slice::<Value>(&element.bytes) else { return };
        let who = hash(&identifiers(resource(&value)));
        for name in names(&value) {
            if self.all.len() >= MOST_NAMES {
                self.full = true;
                return;
            }
            let bundle = of_file(file, element.bundle);
            let (name, offset) = (hash(name.as_str()), element.offset);
            self.all.push(Note { name, bundle, who, offset });
        }
    }
}

/// The notes from a name and a bundle on.
fn from(all: &[Note], place: (u64, u64)) -> &[Note] {
    let first = all.partition_point(|note| (note.name, note.bundle) < place);
    all.get(first..).unwrap_or_default()
}

/// How many bits of a note's place say which bundle of its file it is.
const BUNDLE_BITS: u32 = 48;

fn of_file(file: usize, bundle: u64) -> u64 {
    (u64::try_from(file).unwrap_or_default() << BUNDLE_BITS) | (bundle & ((1 << BUNDLE_BITS) - 1))
}

/// The name under which somebody is noted who has an NHS number.
pub fn by_number(number: &str) -> String {
    let digits: String = number.chars().filter(|c| !c.is_whitespace()).collect();
    format!("{NHS_NUMBERS}|{digits}")
}

/// The resource in an entry of a bundle, or the value itself.
pub fn resource(value: &Value) -> &Value {
    value.get("resource").unwrap_or(value)
}

/// What somebody is called by others.
fn names(value: &Value) -> Vec<String> {
    let resource = resource(value);
    let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
    let Some(kind) = text(resource, "resourceType") else { return Vec::new() };
    if !NOTED.contains(&kind.as_str()) {
        return Vec::new();
    }
    let mut names: Vec<String> = text(value, "fullUrl").into_iter().collect();
    names.extend(text(resource, "id").map(|id| format!("{kind}/{id}")));
    let numbers = identifiers(resource).into_iter();
    names.extend(numbers.filter(|(system, _)| system == NHS_NUMBERS).map(|(_, n)| by_number(&n)));
    names.sort_unstable();
    names.dedup();
    names
}

/// The identifiers of a resource, each a system and a value.
pub fn identifiers(resource: &Value) -> Vec<(String, String)> {
    let text = |of: &Value, name: &str| {
        of.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
    };
    let all = resource.get("identifier").and_then(Value::as_array).into_iter().flatten();
    all.map(|one| (text(one, "system"), text(one, "value"))).collect()
}

fn hash(of: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patient(id: &str, number: &str, name: &str) -> String {
        format!(
            r#"{{"fullUrl": "urn:uuid:{id}", "resource": {{"resourceType": "Patient", "id": "{id}",
               "name": [{{"text": "{name}"}}],
               "identifier": [{{"system": "{NHS_NUMBERS}", "value": "{number}"}}]}}}}"#
        )
    }

    fn noted(text: &str) -> (tempfile::TempDir, Named) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.json");
        std::fs::write(&file, text).unwrap();
        let named = Named::of(vec![file]);
        (folder, named)
    }

    fn called(named: &Named, name: &str, bundle: u64) -> Result<String, NotFound> {
        let found = named.find(name, 0, bundle)?;
        Ok(found["name"][0]["text"].as_str().unwrap().to_owned())
    }

    #[test]
    fn somebody_is_found_by_url_by_id_and_by_number_wherever_they_stand() {
        let text = format!(
            "{{\"entry\": [{}, {{\"resource\": {{\"resourceType\": \"Encounter\", \"id\": \"e\"}}}}, {}]}}",
            patient("a", "9990000018", "Ada"),
            patient("b", "999 000 0026", "Omar")
        );
        let (_folder, named) = noted(&text);
        assert_eq!(called(&named, "urn:uuid:a", 1).as_deref(), Ok("Ada"));
        assert_eq!(called(&named, "Patient/b", 1).as_deref(), Ok("Omar"));
        assert_eq!(called(&named, &by_number("9990000026"), 1).as_deref(), Ok("Omar"));
        for nobody in ["Patient/c", "Encounter/e", "b"] {
            assert_eq!(called(&named, nobody, 1), Err(NotFound::Nobody), "{nobody}");
        }
    }

    #[test]
    fn each_bundle_has_its_names_for_itself() {
        let bundle = |patients: &str| format!("{{\"entry\": [{patients}]}}\n");
        let text = [
            bundle(&patient("1", "9990000018", "Ada")).replace('\n', " "),
            bundle(&patient("1", "9990000026", "Omar")).replace('\n', " "),
            bundle(""),
        ]
        .join("\n");
        let (_folder, named) = noted(&text);
        assert_eq!(called(&named, "Patient/1", 1).as_deref(), Ok("Ada"));
        assert_eq!(called(&named, "Patient/1", 2).as_deref(), Ok("Omar"));
        assert_eq!(called(&named, "Patient/1", 3), Err(NotFound::Several));
    }

    #[test]
    fn the_same_person_said_twice_is_one() {
        let text = [patient("1", "9990000018", "Ada"), patient("1", "9990000018", "Ada")]
            .map(|patient| patient.replace('\n', " "))
            .join("\n");
        let (_folder, named) = noted(&text);
        assert_eq!(called(&named, "Patient/1", 9).as_deref(), Ok("Ada"));
    }
}
