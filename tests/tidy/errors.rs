//! `proto/ERRORS.md`: every reason for which a call may be refused, gathered
//! from the sources.
//!
//! A refusal of a domain is a constant of `domain/refusal.rs`; which command
//! gives it is what that command's file uses, or its tests prove. Whatever
//! else is answered is a status made on the spot, mostly in the kernel; which
//! rpc gives it is found by following names from the rpc on.
//!
//! `UPDATE_ERRORS=1 cargo test -p tests --test tidy errors` writes the file.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use super::{Files, files, none, root, tree};

#[path = "errors/given.rs"]
mod given;
#[path = "errors/source.rs"]
mod source;
#[path = "errors/syntax.rs"]
mod syntax;

use given::{CONTEXTS, given_by, who_gives};
use source::Source;

const CATALOGUE: &str = "proto/ERRORS.md";
const COMMAND: &str = "UPDATE_ERRORS=1 cargo test -p tests --test tidy errors";

/// What is said where the words are put together from others.
const SAID: [(&str, &str); 2] = [
    (
        "REQUEST_INVALID",
        "a field breaks a rule of the contract; mend each field that the details name",
    ),
    ("ROLE_NOT_ALLOWED", "this role may not call this; have it called by one that may"),
];

/// A row of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    reason: String,
    code: String,
    field: String,
    rule: String,
    remedy: String,
    by: BTreeSet<String>,
}

/// All that is said of refusals.
#[derive(Default)]
struct Catalogue {
    /// By the title of their section, in order.
    sections: Vec<(String, Vec<Row>)>,
    complaints: Vec<String>,
}

/// The sources of the services by path, without those that stand in tests only.
fn sources(files: &Files) -> BTreeMap<&str, Source> {
    let mut sources: BTreeMap<&str, Source> = files
        .iter()
        .filter(|(path, _)| path.starts_with("services/") && path.contains("/src/"))
        .filter(|(path, _)| path.ends_with(".rs") && !path.starts_with("services/candour/"))
        .map(|(path, text)| (path.as_str(), source::read(path, text)))
        .collect();
    let mut tests = Vec::new();
    for (path, source) in &sources {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = file.trim_end_matches(".rs");
        for module in &source.test_modules {
            if module.ends_with(".rs") {
                tests.push(format!("{folder}/{module}"));
            } else if ["mod", "lib", "main"].contains(&stem) {
                tests.extend([format!("{folder}/{module}.rs"), format!("{folder}/{module}/")]);
            } else {
                tests.push(format!("{folder}/{stem}/{module}"));
            }
        }
    }
    sources.retain(|path, _| !tests.iter().any(|test| path.starts_with(test)));
    sources
}

fn catalogue(files: &Files) -> Catalogue {
    let sources = sources(files);
    let mut catalogue = Catalogue::default();
    for source in sources.values() {
        catalogue.complaints.extend(source.complaints.iter().cloned());
    }
    catalogue.everywhere(files, &sources);
    for (of, context) in CONTEXTS {
        catalogue.of_context(files, &sources, of, context);
    }
    catalogue
}

impl Catalogue {
    /// Statuses that are made on the spot.
    fn everywhere(&mut self, files: &Files, sources: &BTreeMap<&str, Source>) {
        let mut rows = Vec::new();
        let of_errors: BTreeMap<&String, &String> =
            sources.values().flat_map(|source| &source.codes_of_errors).collect();
        let of_variants: BTreeMap<&String, &String> =
            sources.values().flat_map(|source| &source.codes_of_variants).collect();
        for (path, source) in sources {
            for status in &source.statuses {
                let known = if status.code.is_empty() {
                    of_errors.get(&status.within)
                } else {
                    of_variants.get(&status.code)
                };
                let code = known.map_or_else(|| status.code.clone(), |code| (*code).clone());
                let by = who_gives(files, sources, path, &status.within);
                if code.is_empty() || by.is_empty() {
                    let reason = &status.reason;
                    self.complaints.push(format!("{path}: {reason}: no code or no rpc gives it"));
                }
                let (_, text) =
                    SAID.iter().find(|(reason, _)| *reason == status.reason).unwrap_or(&("", ""));
                let (rule, remedy) = said(if text.is_empty() { &status.text } else { text });
                let field = status.field.clone();
                rows.push(Row { reason: status.reason.clone(), code, field, rule, remedy, by });
            }
        }
        // One reason may be said in several places, each in its own words.
        let rows = merged(rows, |a, b| a.code == b.code);
        self.sections.push(("Whatever is called".to_owned(), rows));
    }

    /// Refusals of a context's domains.
    fn of_context(
        &mut self,
        files: &Files,
        sources: &BTreeMap<&str, Source>,
        of: &str,
        context: &str,
    ) {
        let prefix = format!("services/{of}/src/");
        let own: BTreeMap<&&str, &Source> =
            sources.iter().filter(|(path, _)| path.starts_with(&prefix)).collect();
        let codes: BTreeMap<&String, &String> =
            sources.values().flat_map(|source| &source.codes).collect();
        let given = given_by(files, &own, context);
        let mut rows = Vec::new();
        for refusal in own.values().flat_map(|source| &source.refusals) {
            let mut by = given.get(&refusal.name).cloned().unwrap_or_default();
            if by.is_empty() {
                // Some are given by a question, or beside the domain.
                let home = format!("{prefix}grpc.rs");
                by = who_gives(files, sources, &home, &refusal.name);
            }
            if by.is_empty() {
                let name = &refusal.name;
                let why = "no command uses it and no command's test expects it";
                self.complaints.push(format!("{prefix}: {name}: {why}"));
            }
            let code = codes.get(&refusal.kind).map(|code| (*code).clone()).unwrap_or_default();
            rows.push(Row {
                reason: refusal.reason.clone(),
                code,
                field: refusal.field.clone(),
                rule: refusal.rule.clone(),
                remedy: refusal.remedy.clone(),
                by,
            });
        }
        let rows = merged(rows, |a, b| (&a.code, &a.rule) == (&b.code, &b.rule));
        self.sections.push((format!("Commands of {context}"), rows));
    }

    /// What is wrong with the reasons themselves.
    fn wrong(&self) -> Vec<String> {
        let mut complaints = self.complaints.clone();
        let mut known: BTreeMap<&str, (&str, &Row)> = BTreeMap::new();
        for (section, rows) in &self.sections {
            for row in rows {
                if !is_screaming(&row.reason) {
                    complaints.push(format!("{}: a reason is in SCREAMING_CASE", row.reason));
                }
                if row.rule.is_empty() {
                    complaints.push(format!("{}: it says no rule", row.reason));
                }
                let before = known.insert(&row.reason, (section, row));
                if let Some((place, before)) = before
                    && (&before.code, &before.rule) != (&row.code, &row.rule)
                {
                    complaints.push(format!(
                        "{} means two things: `{}` ({place}) and `{}` ({section})",
                        row.reason, before.rule, row.rule
                    ));
                }
            }
        }
        complaints
    }

    fn markdown(&self) -> String {
        let mut text = String::from(HEAD);
        for (title, rows) in self.sections.iter().filter(|(_, rows)| !rows.is_empty()) {
            let _ = write!(
                text,
                "\n## {title}\n\n| Reason | Code | Field | Rule | Remedy | Given by |\n\
                 |---|---|---|---|---|---|\n"
            );
            for row in rows {
                let field = if row.field.is_empty() { String::new() } else { code(&row.field) };
                let _ = writeln!(
                    text,
                    "| {} | {} | {field} | {} | {} | {} |",
                    code(&row.reason),
                    row.code,
                    cell(&row.rule),
                    cell(&row.remedy),
                    shortly(&row.by),
                );
            }
        }
        text
    }
}

/// Rows of one reason as one, where they mean the same.
fn merged(mut rows: Vec<Row>, same: impl Fn(&Row, &Row) -> bool) -> Vec<Row> {
    rows.sort_by(|a, b| a.reason.cmp(&b.reason));
    let mut merged: Vec<Row> = Vec::new();
    for row in rows {
        match merged.last_mut() {
            Some(last) if last.reason == row.reason && same(last, &row) => {
                add(&mut last.field, &row.field, ", ");
                add(&mut last.rule, &row.rule, "; or ");
                add(&mut last.remedy, &row.remedy, "; or ");
                last.by.extend(row.by);
            }
            _ => merged.push(row),
        }
    }
    merged
}

fn add(text: &mut String, more: &str, between: &str) {
    if !more.is_empty() && !text.split(between).any(|part| part == more) {
        if !text.is_empty() {
            text.push_str(between);
        }
        text.push_str(more);
    }
}

/// What a status says: what is wrong, and what to do.
fn said(text: &str) -> (String, String) {
    let text = placeholders(text);
    match text.split_once("; ") {
        Some((rule, remedy)) => (rule.to_owned(), remedy.to_owned()),
        None => (text, String::new()),
    }
}

/// A text with `…` for what is put into it.
fn placeholders(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        out.push('…');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out + rest
}

fn is_screaming(reason: &str) -> bool {
    reason.starts_with(|c: char| c.is_ascii_uppercase())
        && reason.split('_').all(|word| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        })
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Rpcs with their service said once: `PanelService: Decide, Disclose`.
fn shortly(rpcs: &BTreeSet<String>) -> String {
    let mut services: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rpc in rpcs {
        let (service, method) = rpc.split_once('/').unwrap_or(("", rpc));
        services.entry(service).or_default().push(method);
    }
    let said = services.into_iter().map(|(service, methods)| match service {
        "" => methods.join(", "),
        service => format!("{service}: {}", methods.join(", ")),
    });
    said.collect::<Vec<_>>().join("; ")
}

const HEAD: &str = "\
# Why a call is refused

Written from the sources; do not edit. `UPDATE_ERRORS=1 cargo test -p tests --test tidy errors` \
writes it anew.

A status has details (`google.rpc.Status`, in `grpc-status-details-bin`): an `ErrorInfo` with the \
domain `candour`, a reason of this list and, in its metadata, the field; a `BadRequest` where a \
field is wrong, a `PreconditionFailure` where the state is. Its message is rule and remedy in \
plain English and may be reworded; the reason stays. `REQUEST_INVALID` covers all that the \
contract's own rules ask for, each violation with its field. Where somebody's identity cannot be \
shown, the reason is that for which their words are withheld: one of the `KEY_` reasons, or \
`UNREADABLE`.

Ask again, with the same `request_id`, after UNAVAILABLE and RESOURCE_EXHAUSTED; read again and \
decide anew after ABORTED. Any other refusal stands until what its remedy names has been done.

A request of more than 128 KiB is refused before it is read, with OUT_OF_RANGE, both sizes and no \
`ErrorInfo`. People's ids in a refusal are those of the agency that asks.
";

#[test]
fn errors_are_catalogued_as_the_sources_have_them() {
    let catalogue = catalogue(&files());
    let text = catalogue.markdown();
    let path = root().join(CATALOGUE);
    if std::env::var_os("UPDATE_ERRORS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let present = std::fs::read_to_string(&path).unwrap_or_default();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let (wanted, present_lines) = (lines(&text), lines(&present));
    let mut complaints: Vec<String> =
        wanted.difference(&present_lines).map(|line| format!("missing: {line}")).collect();
    complaints
        .extend(present_lines.difference(&wanted).map(|line| format!("of no source: {line}")));
    if complaints.is_empty() && present != text {
        complaints.push("its lines stand in another order".to_owned());
    }
    if !complaints.is_empty() {
        complaints.insert(0, format!("{CATALOGUE} is stale; `{COMMAND}` writes it"));
    }
    none(complaints);
}

#[test]
fn errors_mean_one_thing_each_and_are_given_by_some_command() {
    let catalogue = catalogue(&files());
    assert!(catalogue.sections.iter().map(|(_, rows)| rows.len()).sum::<usize>() > 100);
    none(catalogue.wrong());
}

#[test]
fn errors_of_a_made_up_service_are_all_found() {
    let made_up = tree([
        (
            "proto/candour/panel/v1/service.proto",
            "service PanelService {\n  rpc Decide(X) returns (Y);\n  rpc Hold(X)",
        ),
        (
            "services/panel/src/domain/refusal.rs",
            r#"
            pub const A: Refusal = Refusal::new(Kind::NotFound, "A_ONE", "fact.a", "no", "do");
            pub const B: Refusal = Refusal::new(Kind::Busy, "b", "fact.b", "no | so", "do");
            pub const C: Refusal = Refusal::new(Kind::NotFound, "A_ONE", "fact.a", "else", "do");
            pub const D: Refusal = Refusal::new(Kind::NotFound, D, "fact.a", "no", "do");
            "#,
        ),
        ("services/panel/src/domain/decide.rs", "fn decide() { Err(refusal::A) }"),
        (
            "services/panel/src/domain/hold.rs",
            "#[cfg(test)] mod tests {
                fn a() { x.when(Hold(y)).then_refused(B); x.when(Decide(y)).then_refused(B); }
            }",
        ),
        (
            "services/panel/src/grpc.rs",
            "kernel::commands! { impl PanelService for Grpc {
                decide(DecideRequest) => panels, C::Decide;
                hold(HoldRequest) => panels, C::Hold;
            } }
            impl PanelService for Grpc {
                fn decide(&self) { select! { with_reason(Code::Internal, \"X\", \"x\", []) } }
            }",
        ),
        (
            "services/kernel/src/status.rs",
            r#"
            fn refused() { match k { Kind::NotFound => Code::NotFound, Kind::Busy => Code::Aborted } }
            fn stale() { with_reason(Code::Aborted, "STALE", "old {x}; read", [field("act.etag")]) }
            fn other() { with_reason(code, "STALE", "old; read", []) }
            #[cfg(test)] mod tests { fn t() { with_reason(Code::Internal, "T", "t", []); } }
            "#,
        ),
    ]);
    let catalogue = catalogue(&made_up);
    let text = catalogue.markdown();
    for line in [
        "| `STALE` | ABORTED | `act.etag` | old … | read | any command |",
        "| `b` | ABORTED | `fact.b` | no \\| so | do | PanelService: Decide, Hold |",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    assert!(!text.contains("`T`"), "{text}");
    let complaints = catalogue.wrong().join("\n");
    for part in [
        "A_ONE means two things",
        "D: a refusal has four literals",
        "C: no command uses it",
        "inside a macro",
        "other: the reason or the code is no literal",
        "b: a reason is in SCREAMING_CASE",
    ] {
        assert!(complaints.contains(part), "{part} is not in:\n{complaints}");
    }
}
