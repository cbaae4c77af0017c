//! Every rpc of the contract is named by a story, a test or an outside client:
//! one that nobody calls from outside is not known to work.

use std::collections::BTreeMap;

use super::{Files, files, is_word, none, tree};

/// Every rpc as `Service/Method`, with the proto file that has it.
pub fn rpcs(files: &Files) -> BTreeMap<String, &str> {
    let mut rpcs = BTreeMap::new();
    for (path, text) in files {
        if !path.starts_with("proto/candour/") || !path.ends_with(".proto") {
            continue;
        }
        let mut service = "";
        for line in text.lines().map(str::trim) {
            if let Some(rest) = line.strip_prefix("service ") {
                service = rest.split(' ').next().unwrap_or_default();
            } else if let Some(rest) = line.strip_prefix("rpc ") {
                let method = rest.split('(').next().unwrap_or_default();
                rpcs.insert(format!("{service}/{method}"), path.as_str());
            }
        }
    }
    rpcs
}

/// Whether a text calls an rpc: by its path (`…/RecordContact`), by its name as
/// text, by its request, or as a method of a client of its service.
fn names(text: &str, rpc: &str) -> bool {
    let Some((service, method)) = rpc.split_once('/') else { return false };
    let whole = |pattern: &str| {
        text.match_indices(pattern).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + pattern.len()..]);
            let joined_left =
                is_word(pattern.chars().next()) && is_word(before.chars().next_back());
            !joined_left && !is_word(after.chars().next())
        })
    };
    let mut letters = method.chars();
    let camel: String = letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default();
    whole(&format!("/{method}"))
        || whole(&format!("\"{method}\""))
        || whole(&format!("{method}Request"))
        || (text.contains(service) && whole(&format!(".{camel}(")))
}

fn rpcs_that_nobody_calls(files: &Files) -> Vec<String> {
    let callers: Vec<(&String, &String)> = files
        .iter()
        .filter(|(path, _)| path.starts_with("tests/") && !path.starts_with("tests/tidy"))
        .collect();
    rpcs(files)
        .into_iter()
        .filter(|(rpc, _)| !callers.iter().any(|(_, text)| names(text, rpc)))
        .map(|(rpc, path)| format!("{path}: {rpc}: no story, test or outside client names it"))
        .collect()
}

#[test]
fn every_rpc_is_named_by_a_story_a_test_or_an_outside_client() {
    let files = files();
    assert!(rpcs(&files).len() > 60);
    none(rpcs_that_nobody_calls(&files));
}

#[test]
fn an_rpc_that_nobody_calls_is_named() {
    let service = "service PanelService {\n  rpc Decide(A) returns (B);\n  rpc Hold(C)\n}";
    let contract = ("proto/candour/panel/v1/service.proto", service);
    let complaints = |path, text| rpcs_that_nobody_calls(&tree([contract, (path, text)])).len();
    for named in [
        "call: x.PanelService/Hold",
        "f\"{PANEL}/Hold\"",
        "(\"Hold\")",
        "HoldRequest {",
        "client(PanelService).hold({})",
    ] {
        assert_eq!(complaints("tests/outside/a.py", named), 1, "{named}");
    }
    for not_named in ["Hold it", "PanelService/Holding", "x.hold({})", "WithholdRequest"] {
        assert_eq!(complaints("tests/outside/a.py", not_named), 2, "{not_named}");
    }
    assert_eq!(complaints("services/panel/src/grpc.rs", "PanelService/Hold"), 2);
}
