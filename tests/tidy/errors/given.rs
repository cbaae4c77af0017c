//! Who gives a refusal: the rpcs on whose way it lies.
//!
//! Names are followed, not types, so that in a rare case an rpc is named that
//! only calls something of the same name.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{Files, rpcs::rpcs},
    source::Source,
    syntax::pascal,
};

/// The crates with commands, and the context whose service serves them.
pub const CONTEXTS: [(&str, &str); 6] = [
    ("referrals", "referrals"),
    ("panel", "panel"),
    ("careplans", "careplans"),
    ("sanctions", "sanctions"),
    ("concerns", "concerns"),
    ("projection", "oversight"),
];

/// What gives a status that stands in no rpc of its own.
const SHARED: [(&str, &str); 6] = [
    ("services/kernel/src/principal/", "any call"),
    ("services/kernel/src/serve.rs", "any call"),
    ("services/kernel/src/status.rs", "any command"),
    ("services/kernel/src/execute.rs", "any command"),
    ("services/kernel/src/looks.rs", "any question about people"),
    ("services/kernel/src/seal/", "any command with words about somebody"),
];

/// The rpcs of a context, and the service that has each.
pub fn rpcs_of(files: &Files, context: &str) -> BTreeMap<String, String> {
    let path = format!("proto/candour/{context}/v1/service.proto");
    rpcs(files)
        .into_iter()
        .filter(|(_, place)| *place == path)
        .filter_map(|(rpc, _)| rpc.split_once('/').map(|(s, m)| (m.to_owned(), s.to_owned())))
        .collect()
}

/// The context that a crate serves.
fn context_of(service: &str) -> &str {
    CONTEXTS.iter().find(|(of, _)| *of == service).map_or("ledger", |(_, context)| context)
}

/// The rpcs on whose way a name is used that makes a status, as `Service/Method`.
pub fn who_gives(
    files: &Files,
    sources: &BTreeMap<&str, Source>,
    path: &str,
    name: &str,
) -> BTreeSet<String> {
    if let Some((_, who)) = SHARED.iter().find(|(place, _)| path.starts_with(place)) {
        return BTreeSet::from([(*who).to_owned()]);
    }
    // An rpc and what it calls stand in one folder, or beside the crate's root;
    // the kernel's files there have nothing to do with each other.
    let service = path.split('/').nth(1).unwrap_or_default();
    let folder = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let home = format!("services/{service}/src");
    let near: Vec<&Source> = sources
        .iter()
        .filter(|(other, _)| {
            let place = folder(other);
            **other == path
                || (place == folder(path) && place != home)
                || (place == home && service != "kernel")
        })
        .map(|(_, source)| source)
        .collect();
    let mut given = BTreeSet::new();
    for (method, of) in rpcs_of(files, context_of(service)) {
        let root = snake(&method);
        let (mut reached, mut next) = (BTreeSet::new(), vec![root.as_str()]);
        while let Some(name) = next.pop() {
            if reached.insert(name) {
                let mentioned = near.iter().filter_map(|source| source.mentions.get(name));
                next.extend(mentioned.flatten().map(String::as_str));
            }
        }
        if reached.contains(name) {
            given.insert(format!("{of}/{method}"));
        }
    }
    given
}

/// By which commands each refusal is given, by the constant's name.
pub fn given_by(
    files: &Files,
    own: &BTreeMap<&&str, &Source>,
    context: &str,
) -> BTreeMap<String, BTreeSet<String>> {
    let rpcs = rpcs_of(files, context);
    let full = |method: &str| {
        rpcs.get(method).map(|service| format!("{service}/{method}")).unwrap_or_default()
    };
    // A command is a file, or a folder with more about it.
    let command = |path: &str| {
        let steps = path.trim_end_matches(".rs").split('/').rev().take(2);
        steps.map(pascal).find(|name| rpcs.contains_key(name))
    };
    let helpers: Vec<&Source> =
        own.iter().filter(|(path, _)| command(path).is_none()).map(|(_, source)| *source).collect();
    let asked = commands(files, own);
    let constants: BTreeSet<&String> =
        own.values().flat_map(|source| &source.refusals).map(|refusal| &refusal.name).collect();
    let mut given: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, source) in own {
        let Some(rpc) = command(path) else { continue };
        for name in helped(&helpers, source).intersection(&constants) {
            given.entry((*name).clone()).or_default().insert(full(&rpc));
        }
        for name in source.names.iter().filter(|name| constants.contains(name)) {
            given.entry(name.clone()).or_default().insert(full(&rpc));
        }
        for (refusal, variant) in &source.expected {
            let of_variant = asked.get(variant);
            let by = match of_variant.map(|rpcs| rpcs.iter().collect::<Vec<_>>()).as_deref() {
                // A test of one command may expect a refusal of another.
                Some([other]) => (*other).clone(),
                _ => rpc.clone(),
            };
            given.entry(refusal.clone()).or_default().insert(full(&by));
        }
    }
    given
}

/// What a command's functions mention, and what the helpers do that they call.
fn helped<'a>(helpers: &[&'a Source], command: &'a Source) -> BTreeSet<&'a String> {
    let mut next: Vec<&String> = command.mentions.values().flatten().collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = next.pop() {
        // Every command has a `decide`; a helper's would lead to all of them.
        if name != "decide" && reached.insert(name) {
            next.extend(helpers.iter().filter_map(|source| source.mentions.get(name)).flatten());
        }
    }
    reached
}

/// The rpcs that ask for a variant of a command: `draft_plan(DraftPlanRequest) => plans, X::Draft;`
fn commands(files: &Files, own: &BTreeMap<&&str, &Source>) -> BTreeMap<String, BTreeSet<String>> {
    let mut commands: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let texts = own.keys().filter_map(|path| files.get(**path));
    for line in texts.flat_map(|text| text.lines()).filter(|line| line.contains("Request) =>")) {
        let method = line.trim().split('(').next().unwrap_or_default();
        let variant = line.rsplit("::").next().unwrap_or_default().trim_end_matches(';');
        commands.entry(variant.trim().to_owned()).or_default().insert(pascal(method));
    }
    commands
}

/// `RecordContact` as `record_contact`.
fn snake(pascal: &str) -> String {
    let mut text = String::new();
    for letter in pascal.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}
