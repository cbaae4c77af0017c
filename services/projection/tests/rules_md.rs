//! Keeps `RULES.md`, the catalogue for people, in step with the rules.
//!
//! `UPDATE_RULES=1` writes it anew.
#![allow(clippy::expect_used, clippy::panic)]

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use projection::rules::{Basis, Family, Maturity, RULES, Rule};

fn catalogue() -> String {
    let mut text = String::from(
        "# The rules\n\nWritten from the rules themselves by `just rules`. A flag is a testable \
         claim with evidence for and against, not a verdict on anybody. S1: the same day. S2: \
         five working days. S3: the next panel.\n",
    );
    let mut families: BTreeMap<Family, Vec<&Rule>> = BTreeMap::new();
    for rule in RULES {
        families.entry(rule.family).or_default().push(rule);
    }
    for (family, rules) in families {
        let _ = write!(text, "\n## {}\n", family.name());
        for rule in rules {
            describe(&mut text, rule);
        }
    }
    text
}

fn describe(text: &mut String, rule: &Rule) {
    let severity = rule.severity.name().to_uppercase();
    let _ = write!(text, "\n### `{}` ({severity})\n\n{}\n\n", rule.id, rule.pattern);
    for source in rule.sources {
        let _ = writeln!(text, "- Why: {}; {}, {}.", source.says, source.title, source.place);
    }
    for parameter in rule.parameters {
        for since in parameter.values {
            let basis = match since.basis {
                Basis::Published(source) => format!("{}, {}", source.title, source.place),
                Basis::Ours(why) => format!("ours: {why}"),
            };
            let _ = writeln!(
                text,
                "- Threshold `{}`: {} from {} ({basis}).",
                parameter.name, since.value, since.date
            );
        }
    }
    for act in rule.acts {
        let _ = writeln!(text, "- Do: {}", act.words());
    }
    let _ = match rule.maturity {
        Maturity::Trial => writeln!(text, "- On trial: recorded, not alerted."),
        Maturity::InForce { reviewed_by } => {
            writeln!(text, "- In force, reviewed by {reviewed_by}.")
        }
    };
    let kinds: Vec<&str> =
        rule.kinds().into_iter().filter_map(|kind| kind.rsplit('.').next()).collect();
    let _ = writeln!(text, "- Watches: {}.", kinds.join(", "));
}

#[test]
fn rules_md_says_what_the_rules_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("RULES.md");
    if std::env::var_os("UPDATE_RULES").is_some() {
        std::fs::write(&path, catalogue()).expect("RULES.md is written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == catalogue(), "RULES.md is out of step: run `just rules`");
}
