//! The files of an import, read one after the other in a thread of its own: a
//! row is read when there is room for it.

use std::{
    collections::BTreeSet,
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::sync::mpsc::Sender;

use super::{
    Fault, Item, Original, Plan, Spot, Text,
    fhir::Bundles,
    key_of_line,
    named::Named,
    table::{Table, Unreadable},
};
use crate::exit::Misuse;

/// What form a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Rows parted by commas, with a header.
    Csv,
    /// FHIR R4 in JSON: bundles, or a resource a line.
    Fhir,
}

/// The files of an import.
pub struct Files(Vec<OneFile>);

struct OneFile {
    path: PathBuf,
    name: Arc<str>,
    format: Format,
}

/// The reason of a row from which on a file cannot be read.
const BROKEN_OFF: &str = "FILE_UNREADABLE";

impl Files {
    /// Looks whether all files can be read and have headers that are in order.
    ///
    /// # Errors
    /// If one cannot or has none, or two have one name.
    pub fn check(plan: &Plan, paths: &[PathBuf], format: Option<Format>) -> Result<Self, Misuse> {
        let mut files = Vec::with_capacity(paths.len());
        let mut names = BTreeSet::new();
        for path in paths {
            let name = name_of(path);
            let format = format.or_else(|| by_name(path)).ok_or_else(|| {
                Misuse(format!("{name}: is it CSV or FHIR? give --format csv or --format fhir"))
            })?;
            // Rows without a key of their own go by the file's name.
            if !names.insert(name.clone()) {
                return Err(Misuse(format!("{name}: two files are called so; rename one")));
            }
            let name: Arc<str> = name.into();
            let input = File::open(path).and_then(|file| {
                let is_folder = file.metadata()?.is_dir();
                if is_folder { Err(std::io::ErrorKind::IsADirectory.into()) } else { Ok(file) }
            });
            let input = input.map_err(|error| Misuse(format!("{}: {error}", path.display())))?;
            if format == Format::Csv {
                Table::open(plan, &name, input)
                    .map_err(|unreadable| Misuse(format!("{name}: {unreadable}")))?;
            }
            files.push(OneFile { path: path.clone(), name, format });
        }
        Ok(Self(files))
    }

    /// Whether any of them is of this form.
    pub fn has(&self, format: Format) -> bool {
        self.0.iter().any(|file| file.format == format)
    }

    /// Reads all rows until nobody takes them; how many resources were passed over.
    pub fn read(self, plan: &Plan, to: &Sender<Item>) -> u64 {
        let of_fhir = self.0.iter().filter(|file| file.format == Format::Fhir);
        let named = Arc::new(Named::of(of_fhir.map(|file| file.path.clone()).collect()));
        let (mut number, mut passed_over) = (0, 0);
        for file in self.0 {
            let outcome = File::open(&file.path)
                .map_err(|error| Unreadable::io(1, &error))
                .and_then(|input| match file.format {
                    Format::Csv => {
                        let mut table = Table::open(plan, &file.name, input)?;
                        all(to, || table.next(plan))
                    }
                    Format::Fhir => {
                        let mut bundles =
                            Bundles::open(&file.name, number, input, Arc::clone(&named));
                        number += 1;
                        let outcome = all(to, || bundles.next(plan));
                        passed_over += bundles.passed_over;
                        outcome
                    }
                });
            match outcome {
                Ok(Taken::All) => {}
                Ok(Taken::Some) => break,
                Err(unreadable) => {
                    if to.blocking_send(broken_off(&file.name, unreadable)).is_err() {
                        break;
                    }
                }
            }
        }
        passed_over
    }
}

/// Whether all rows of a file were taken.
enum Taken {
    All,
    Some,
}

fn all(
    to: &Sender<Item>,
    mut next: impl FnMut() -> Result<Option<Item>, Unreadable>,
) -> Result<Taken, Unreadable> {
    while let Some(item) = next()? {
        if to.blocking_send(item).is_err() {
            return Ok(Taken::Some);
        }
    }
    Ok(Taken::All)
}

/// A file that ends before its end counts as a row that was refused.
fn broken_off(file: &Arc<str>, unreadable: Unreadable) -> Item {
    let Unreadable { line, text } = unreadable;
    let text = format!("{text}; nothing after it was read");
    let fault = Fault { reason: BROKEN_OFF.to_owned(), ..Fault::new(Spot::default(), text) };
    let key = key_of_line(file, line);
    let original = Original { file: Arc::clone(file), line, key, text: Text::Raw(Vec::new()) };
    Item::Bad(vec![fault], original)
}

/// The name by which a file is known, wherever it lies.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).take(120).collect()
}

fn by_name(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "csv" => Some(Format::Csv),
        "json" | "ndjson" | "jsonl" => Some(Format::Fhir),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Kind, UNREADABLE, tests::plan};

    const HEADER: &str = "nhs_number,occurred,service,agency,reason,disposal";
    const ROW: &str = "9990000018,2021-03-04,ed,@agency.a,distress,discharged";

    fn written(files: &[(&str, &str)]) -> (tempfile::TempDir, Vec<PathBuf>) {
        let folder = tempfile::tempdir().unwrap();
        let write = |(name, text): &(&str, &str)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let paths = files.iter().map(write).collect();
        (folder, paths)
    }

    fn told(files: &[(&str, &str)], format: Option<Format>) -> String {
        let (_folder, paths) = written(files);
        match Files::check(&plan(Kind::Contacts), &paths, format) {
            Ok(_) => String::new(),
            Err(misuse) => misuse.to_string(),
        }
    }

    #[test]
    fn a_file_is_known_by_its_name_or_by_what_is_said() {
        let good = format!("{HEADER}\n{ROW}\n");
        assert_eq!(told(&[("a.csv", &good)], None), "");
        assert_eq!(told(&[("a.CSV", &good), ("b.ndjson", "")], None), "");
        assert!(told(&[("a.txt", &good)], None).contains("--format csv or --format fhir"));
        assert_eq!(told(&[("a.txt", &good)], Some(Format::Csv)), "");
    }

    #[test]
    fn what_cannot_be_read_is_told_before_anything_is_sent() {
        assert!(told(&[("a.csv", "key,shoe\n")], None).starts_with("a.csv: line 1: column 2"));
        let missing = Files::check(&plan(Kind::Contacts), &["no-such.csv".into()], None);
        assert!(missing.is_err());
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("a.csv");
        std::fs::create_dir(&folder).unwrap();
        assert!(Files::check(&plan(Kind::Contacts), &[folder], None).is_err());
        let twice = PathBuf::from("a.json");
        let (_folder, paths) = written(&[("a.json", "")]);
        let paths = [paths[0].clone(), paths[0].clone()];
        let told = Files::check(&plan(Kind::Contacts), &paths, None).err().unwrap().to_string();
        assert_eq!(told, format!("{}: two files are called so; rename one", twice.display()));
    }

    #[test]
    fn rows_of_all_files_come_one_after_the_other_and_a_broken_file_counts_as_a_row() {
        let odd = format!("{HEADER}\n{ROW}\n\"{ROW}\n");
        let good = format!("{HEADER}\n{ROW}\n{ROW}\n");
        let (_folder, paths) = written(&[
            ("a.csv", &good),
            ("b.csv", &odd),
            ("c.json", "{\"entry\": [\n{\"resource\": {\"resourceType\": \"Patient\"}},\n"),
        ]);
        let plan = plan(Kind::Contacts);
        let files = Files::check(&plan, &paths, None).unwrap();
        let (to, mut items) = tokio::sync::mpsc::channel(10);
        assert_eq!(files.read(&plan, &to), 1);
        drop(to);
        let mut came = Vec::new();
        while let Some(item) = items.blocking_recv() {
            came.push(match item {
                Item::Row(_, original) => (original.file.to_string(), original.line, String::new()),
                Item::Bad(faults, original) => {
                    (original.file.to_string(), original.line, faults[0].reason.clone())
                }
            });
        }
        let row = |file: &str, line, reason: &str| (file.to_owned(), line, reason.to_owned());
        assert_eq!(
            came,
            [
                row("a.csv", 2, ""),
                row("a.csv", 3, ""),
                row("b.csv", 2, ""),
                row("b.csv", 3, UNREADABLE),
                row("c.json", 3, BROKEN_OFF),
            ]
        );
    }

    #[test]
    fn reading_ends_when_nobody_takes_the_rows() {
        let (_folder, paths) = written(&[("a.csv", &format!("{HEADER}\n{ROW}\n{ROW}\n"))]);
        let plan = plan(Kind::Contacts);
        let (to, items) = tokio::sync::mpsc::channel(1);
        drop(items);
        assert_eq!(Files::check(&plan, &paths, None).unwrap().read(&plan, &to), 0);
    }
}
