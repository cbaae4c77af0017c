//! The house rules that no compiler checks, as tests.
//!
//! Each rule is a function from files to complaints. `tidy/rules.rs` runs each
//! on this tree, and on one that breaks it, since a check that cannot fail
//! proves nothing. What clippy can hold (no `unwrap`, no clock) is left to clippy.

#[path = "tidy/code.rs"]
mod code;
#[path = "tidy/errors.rs"]
mod errors;
#[path = "tidy/hazards.rs"]
mod hazards;
#[path = "tidy/rpcs.rs"]
mod rpcs;
#[path = "tidy/rules.rs"]
mod rules;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use code::code_only;

/// Tracked files and new ones that git does not ignore, by their path from the root.
type Files = BTreeMap<String, String>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file with its text; what is no UTF-8 reads as well as it can.
fn files() -> Files {
    let root = root();
    paths_from_git(&root)
        .unwrap_or_else(|| paths_from_a_walk(&root))
        .into_iter()
        .filter_map(|path| {
            let bytes = fs::read(root.join(&path)).ok()?;
            Some((path, String::from_utf8_lossy(&bytes).into_owned()))
        })
        .collect()
}

fn paths_from_git(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let list = String::from_utf8(output.stdout).ok()?;
    Some(list.split('\0').filter(|p| !p.is_empty()).map(str::to_owned).collect())
}

/// For a copy without git: everything but what a build leaves behind.
fn paths_from_a_walk(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                let left_behind = ["target", "data", ".git", ".tools", "__pycache__"];
                if !left_behind.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if let Ok(path) = path.strip_prefix(root) {
                found.push(path.to_string_lossy().into_owned());
            }
        }
    }
    found
}

/// Shows everything that is wrong at once.
#[track_caller]
fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// A made-up tree of files.
fn tree<const N: usize>(files: [(&str, &str); N]) -> Files {
    files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

fn top(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// The documents that stand together: with a README, all of them.
const DOCUMENTS: [&str; 7] = [
    "README.md",
    "ARCHITECTURE.md",
    "STYLE.md",
    "DECISIONS.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "LICENSE",
];
const FOLDERS: [&str; 4] = ["proto", "services", "deploy", "tests"];
const FILES: [&str; 7] = [
    "Cargo.toml",
    "Cargo.lock",
    "justfile",
    "clippy.toml",
    "rustfmt.toml",
    "rust-toolchain.toml",
    "deny.toml",
];

fn strangers_at_the_top(files: &Files) -> Vec<String> {
    files
        .keys()
        .filter(|path| !path.starts_with('.'))
        .filter(|path| match path.split_once('/') {
            Some((folder, _)) => !FOLDERS.contains(&folder),
            None => !FILES.contains(&path.as_str()) && !DOCUMENTS.contains(&path.as_str()),
        })
        .map(|path| format!("{path}: the top level has no place for `{}`", top(path)))
        .collect()
}

fn missing_documents(files: &Files) -> Vec<String> {
    DOCUMENTS
        .into_iter()
        .filter(|_| files.contains_key("README.md"))
        .filter(|document| !files.contains_key(*document))
        .map(|document| format!("{document}: it is missing"))
        .collect()
}

/// The crates under `services/` with their manifests.
fn services(files: &Files) -> BTreeMap<&str, toml::Table> {
    files
        .iter()
        .filter_map(|(path, text)| {
            let name = path.strip_prefix("services/")?.strip_suffix("/Cargo.toml")?;
            Some((name, text.parse().unwrap_or_default()))
        })
        .collect()
}

/// The packages named in every dependency table of a manifest.
fn dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (key, value) in manifest {
        let Some(table) = value.as_table() else { continue };
        if key.ends_with("dependencies") {
            for (name, detail) in table {
                let renamed = detail.get("package").and_then(toml::Value::as_str);
                names.insert(renamed.unwrap_or(name).to_owned());
            }
        } else if key == "target" {
            for platform in table.values().filter_map(toml::Value::as_table) {
                names.extend(dependencies(platform));
            }
        }
    }
    names
}

fn services_that_know_each_other(files: &Files) -> Vec<String> {
    let services = services(files);
    let mut complaints = Vec::new();
    for (name, manifest) in &services {
        let package = manifest.get("package").and_then(|p| p.get("name"));
        if package.and_then(toml::Value::as_str) != Some(name) {
            complaints.push(format!("services/{name}: its package has another name"));
        }
        for known in dependencies(manifest) {
            let shared = known == "kernel" || *name == "candour";
            if services.contains_key(known.as_str()) && !shared {
                complaints.push(format!("services/{name} depends on {known}; they meet in events"));
            }
        }
    }
    complaints
}

fn crates_without_the_lints(files: &Files) -> Vec<String> {
    files
        .iter()
        .filter(|(path, _)| path.ends_with("/Cargo.toml"))
        .filter(|(_, text)| {
            let manifest: toml::Table = text.parse().unwrap_or_default();
            let lints = manifest.get("lints").and_then(|l| l.get("workspace"));
            lints.and_then(toml::Value::as_bool) != Some(true)
        })
        .map(|(path, _)| format!("{path}: `[lints] workspace = true` is missing"))
        .collect()
}

/// What pure code has no use for. A pattern that begins or ends with a letter
/// stands for whole words on that side; `…` opens that side again.
const IMPURE: [&str; 13] = [
    "async…",
    "await",
    "tokio…",
    "sled::",
    "std::fs",
    "std::net",
    "SystemTime",
    "Instant",
    "::now(",
    "rand::",
    "…print!",
    "…println!",
    "std::{",
];

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// Whether a line of code holds the pattern.
fn holds(line: &str, pattern: &str) -> bool {
    let bare = pattern.trim_matches('…');
    line.match_indices(bare).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + bare.len()..]);
        let joined_left = !pattern.starts_with('…') && is_word(bare.chars().next());
        let joined_right = !pattern.ends_with('…') && is_word(bare.chars().next_back());
        let exempt = match bare {
            // How exactly a moment is known, and no clock.
            "Instant" => before.ends_with("Precision::"),
            // A group of imports counts only with what is impure in it.
            "std::{" => !after.split(|c| !is_word(Some(c))).any(|w| w == "fs" || w == "net"),
            _ => false,
        };
        let joined = (joined_left && is_word(before.chars().next_back()))
            || (joined_right && is_word(after.chars().next()));
        !exempt && !joined
    })
}

fn impurities(files: &Files) -> Vec<String> {
    let mut complaints = Vec::new();
    for (path, text) in files {
        let mut folders = path.split('/').rev().skip(1);
        let pure = path.ends_with(".rs") && folders.any(|f| f == "domain" || f == "rules");
        if !pure {
            continue;
        }
        // A group of imports may run over several lines; it is read as one.
        let mut code = code_only(text);
        while let Some((start, length)) = code
            .match_indices("std::{")
            .find_map(|(at, _)| Some((at, code[at..].find(';')?)))
            .filter(|(start, length)| code[*start..start + length].contains('\n'))
        {
            let group = code[start..start + length].replace('\n', " ");
            code.replace_range(start..start + length, &group);
        }
        for line in code.lines() {
            for pattern in IMPURE.iter().filter(|pattern| holds(line, pattern)) {
                let bare = pattern.trim_matches('…');
                complaints.push(format!("{path}: pure code has no `{bare}`: {}", line.trim()));
            }
        }
    }
    complaints
}

const LONG: usize = 500;

fn long_files(files: &Files) -> Vec<String> {
    files
        .iter()
        .filter(|(path, text)| path.ends_with(".rs") && text.lines().count() > LONG)
        .filter(|(_, text)| {
            !text.lines().take(20).any(|line| {
                let reason = line.trim_start().strip_prefix("// Long because");
                reason.is_some_and(|reason| reason.trim().len() > 10)
            })
        })
        .map(|(path, text)| {
            let lines = text.lines().count();
            format!("{path}: {lines} lines; split it, or say `// Long because …` at its head")
        })
        .collect()
}

const RULES: &str = "services/projection/src/rules/";

fn incomplete_rules(files: &Files) -> Vec<String> {
    let folders: BTreeSet<&str> = files
        .keys()
        .filter_map(|path| path.strip_prefix(RULES)?.split_once('/'))
        .map(|(folder, _)| folder)
        .collect();
    folders
        .iter()
        .flat_map(|rule| {
            ["mod.rs", "fires.txt", "silent.txt"].map(|f| format!("{RULES}{rule}/{f}"))
        })
        .filter(|path| files.get(path).is_none_or(|text| text.trim().is_empty()))
        .map(|path| format!("{path}: a rule needs it, and not empty"))
        .collect()
}

fn events_without_golden_bytes(files: &Files) -> Vec<String> {
    let mut complaints = Vec::new();
    for (path, text) in files {
        let Some(package) = path
            .strip_prefix("proto/candour/")
            .and_then(|rest| rest.strip_suffix("/events.proto"))
            .map(|folder| format!("candour.{}", folder.replace('/', ".")))
        else {
            continue;
        };
        for name in text.lines().filter_map(|l| l.strip_prefix("message ")?.split(' ').next()) {
            let golden = format!("proto/golden/{package}.{name}.json");
            if !files.contains_key(&golden) {
                complaints.push(format!("{golden}: it is missing; `just golden` writes it"));
            }
        }
    }
    complaints
}

/// The text between single backticks outside fenced blocks.
fn quoted_in(document: &str) -> Vec<&str> {
    let mut fenced = false;
    let mut spans = Vec::new();
    for line in document.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            spans.extend(line.split('`').skip(1).step_by(2));
        }
    }
    spans
}

fn wrong_in_the_map(files: &Files) -> Vec<String> {
    let Some(map) = files.get("ARCHITECTURE.md") else { return Vec::new() };
    let folders = files.keys().filter(|p| !p.starts_with('.') && p.contains('/')).map(|p| top(p));
    let wanted: BTreeSet<&str> = folders.chain(services(files).into_keys()).collect();
    let words: BTreeSet<&str> = map.split(|c| !is_word(Some(c))).collect();
    let unmentioned = wanted
        .into_iter()
        .filter(|name| !words.contains(name))
        .map(|name| format!("ARCHITECTURE.md does not mention `{name}`"));

    // `domain/` stands for every folder of that name, `log/sled.rs` for a file in it.
    let exists = |path: &str| {
        let wanted = format!("/{path}");
        files.keys().any(|file| {
            let file = format!("/{file}");
            if path.ends_with('/') { file.contains(&wanted) } else { file.ends_with(&wanted) }
        })
    };
    // Placeholders, and what a build or a run leaves behind, are no paths of the tree.
    let is_path = |span: &&str| {
        (span.ends_with('/') || span.ends_with(".rs"))
            && !span.contains(['<', '*', '{', ' ', ':', '…'])
            && !["target/", "data/", ".tools/"].iter().any(|left| span.starts_with(left))
    };
    let invented = quoted_in(map)
        .into_iter()
        .filter(is_path)
        .filter(|span| !exists(span.trim_start_matches("./")))
        .map(|span| format!("ARCHITECTURE.md mentions `{span}`, which does not exist"));
    unmentioned.chain(invented).collect()
}

/// Traces of the machine on which something was written. In two parts each, so
/// that this file holds none of them.
const TRACES: [(&str, &str); 9] = [
    ("/wo", "rk/"),
    ("/tmp", "/wt"),
    ("/ro", "ot/"),
    ("/ho", "me/"),
    ("/Us", "ers/"),
    ("bash", "_jobs"),
    ("index.crates", ".io-"),
    ("arti", "factory"),
    ("code", "artifact"),
];

fn traces_of_a_machine(files: &Files) -> Vec<String> {
    let mut complaints = Vec::new();
    for (path, text) in files {
        for (number, line) in text.lines().enumerate() {
            for trace in TRACES.map(|(a, b)| format!("{a}{b}")) {
                // A path of a machine begins a word; `https://x.uk/home/` goes on with one.
                let found = line.match_indices(&trace).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    !trace.starts_with('/')
                        || !(is_word(before) || matches!(before, Some('.' | '-' | '/' | '}')))
                });
                if found {
                    complaints.push(format!("{path}:{}: `{trace}` has no place here", number + 1));
                }
            }
        }
        let stranger = |line: &&str| {
            line.starts_with("source = ") && !line.contains("github.com/rust-lang/crates.io-index")
        };
        if path == "Cargo.lock"
            && let Some(line) = text.lines().find(stranger)
        {
            complaints.push(format!("Cargo.lock: {line} is not crates.io"));
        }
    }
    complaints
}

/// The text of every shell script by its path.
fn scripts(files: &Files) -> impl Iterator<Item = (&String, &String)> {
    files.iter().filter(|(path, text)| {
        let first = text.lines().next().unwrap_or_default();
        path.ends_with(".sh") || (first.starts_with("#!") && first.ends_with("sh"))
    })
}

fn careless_scripts(files: &Files) -> Vec<String> {
    scripts(files)
        .filter(|(_, text)| {
            let mut lines = text.lines();
            let shebang = lines.next().is_some_and(|line| line.starts_with("#!"));
            let mut code = lines.filter(|l| !l.trim().is_empty() && !l.starts_with('#'));
            !shebang || code.next() != Some("set -euo pipefail")
        })
        .map(|(path, _)| format!("{path}: a script starts with `#!` and `set -euo pipefail`"))
        .collect()
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o111 != 0)
}
