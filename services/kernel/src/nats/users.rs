//! Who may say and hear what on NATS. What is not named here is nobody's.
//!
//! A service publishes what is its own, and reads all events, since it must know what
//! happens elsewhere. It reads no alerts: an agency that runs a service does not hear
//! what is said of it. All services of one process are one user, because a process that
//! holds several keys is kept from nothing by that.
//!
//! A consumer delivers to a subject that its maker names, and NATS does not hold that
//! against what the maker may publish. So whoever may read a stream could have its bytes
//! repeated elsewhere; a follower sets aside what is no event of its subject.

use std::{fmt::Write as _, path::Path};

use proto::any::LOGS;

use super::{
    ALERT_SUBJECTS, ALERTS, CHECKPOINT_SUBJECTS, CHECKPOINTS, EVENTS, Watermark, checkpoints_of,
    nkey::{Nkey, NkeyError},
    subjects_of,
};

/// All services together, as `candour up` runs them.
pub const UP: &str = "candour-up";

/// An oversight body: alerts and checkpoints.
pub const OVERSIGHT: &str = "oversight";

/// Reads all there is and changes nothing: `candour verify` and `restore`, and systems
/// that take in events.
pub const READER: &str = "reader";

/// Whoever runs the server: everything.
pub const ADMIN: &str = "admin";

/// The context whose service is called `projection`, and which alerts.
const ALERTING: &str = "oversight";

/// A user of the server.
#[derive(Clone, Debug)]
pub struct User {
    /// What its key's file is called.
    pub name: &'static str,
    /// The subjects on which it may publish.
    pub publish: Vec<String>,
    /// The subjects that it may hear, beside its inbox.
    pub subscribe: Vec<String>,
}

/// Everybody that a server knows.
#[must_use]
pub fn users() -> Vec<User> {
    let mut users: Vec<User> = LOGS.into_iter().map(service).collect();
    let mut up = User { name: UP, publish: Vec::new(), subscribe: heard() };
    up.publish.extend(users.iter().flat_map(|service| service.publish.clone()));
    up.publish.extend(STREAMS.map(|stream| format!("$JS.API.STREAM.UPDATE.{stream}")));
    up.publish.sort();
    up.publish.dedup();
    let reading = |streams: &[&str]| streams.iter().flat_map(|s| reads(s)).collect();
    let all = || vec![">".to_owned()];
    users.extend([
        up,
        User {
            name: OVERSIGHT,
            publish: reading(&[ALERTS, CHECKPOINTS]),
            subscribe: vec![ALERT_SUBJECTS.to_owned(), CHECKPOINT_SUBJECTS.to_owned()],
        },
        User { name: READER, publish: reading(&STREAMS), subscribe: vec!["candour.>".to_owned()] },
        User { name: ADMIN, publish: all(), subscribe: all() },
    ]);
    users
}

const STREAMS: [&str; 3] = [EVENTS, ALERTS, CHECKPOINTS];

/// The part of a server's settings that names everybody. Keys that are missing in `seeds`
/// are made there, one file a user.
///
/// # Errors
/// If a key cannot be read or made.
pub fn authorization(seeds: &Path) -> Result<String, NkeyError> {
    let mut text = String::from("authorization {\n  users: [\n");
    for user in users() {
        let key = Nkey::open_or_create(&seed_file(seeds, user.name))?;
        let inbox = format!("{}.>", key.inbox());
        let subscribe = user.subscribe.into_iter().chain([inbox]);
        let _ = write!(
            text,
            "    # {}\n    {{ nkey: {}, permissions: {{\n      publish: {{ allow: [{}] }}\n      \
             subscribe: {{ allow: [{}] }}\n    }} }}\n",
            user.name,
            key.public(),
            list(user.publish),
            list(subscribe),
        );
    }
    text.push_str("  ]\n}\n");
    Ok(text)
}

/// The file of a user's key.
pub(super) fn seed_file(seeds: &Path, user: &str) -> std::path::PathBuf {
    seeds.join(format!("{user}.nk"))
}

fn list(subjects: impl IntoIterator<Item = String>) -> String {
    let quoted: Vec<String> =
        subjects.into_iter().map(|subject| format!("\n        \"{subject}\"")).collect();
    quoted.join("")
}

fn service(context: &'static str) -> User {
    let mut publish = vec![
        subjects_of(context),
        checkpoints_of(context),
        Watermark::subject(context),
        // What is read: the events, and what was signed before.
        format!("$JS.API.STREAM.MSG.GET.{EVENTS}"),
        format!("$JS.API.STREAM.MSG.GET.{CHECKPOINTS}"),
        format!("$JS.API.CONSUMER.CREATE.{EVENTS}"),
        format!("$JS.FC.{EVENTS}.>"),
    ];
    let mut streams = vec![EVENTS, CHECKPOINTS];
    if context == ALERTING {
        publish.push(ALERT_SUBJECTS.to_owned());
        streams.push(ALERTS);
    }
    // A server that lost everything is set up again by whoever comes first.
    for stream in streams {
        publish.push(format!("$JS.API.STREAM.INFO.{stream}"));
        publish.push(format!("$JS.API.STREAM.CREATE.{stream}"));
    }
    let name = if context == ALERTING { "projection" } else { context };
    User { name, publish, subscribe: heard() }
}

fn heard() -> Vec<String> {
    vec![Watermark::SUBJECTS.to_owned()]
}

/// What reading a stream takes.
fn reads(stream: &str) -> Vec<String> {
    let api = |call: &str| format!("$JS.API.{call}");
    vec![
        api("STREAM.NAMES"),
        api(&format!("STREAM.INFO.{stream}")),
        api(&format!("STREAM.MSG.GET.{stream}")),
        api(&format!("DIRECT.GET.{stream}")),
        api(&format!("DIRECT.GET.{stream}.>")),
        api(&format!("CONSUMER.CREATE.{stream}")),
        api(&format!("CONSUMER.CREATE.{stream}.>")),
        api(&format!("CONSUMER.INFO.{stream}.*")),
        api(&format!("CONSUMER.MSG.NEXT.{stream}.*")),
        api(&format!("CONSUMER.DELETE.{stream}.*")),
        format!("$JS.FC.{stream}.>"),
        format!("$JS.ACK.{stream}.>"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_publishes_its_own_and_nobody_but_its_keeper_may_do_everything() {
        for user in users() {
            let says = |subject: &str| user.publish.iter().any(|known| known == subject);
            assert_eq!(says(">"), user.name == ADMIN, "{}", user.name);
            for context in LOGS {
                let owner = if context == ALERTING { "projection" } else { context };
                let own = user.name == owner || user.name == UP;
                assert_eq!(says(&subjects_of(context)), own, "{} of {context}", user.name);
                assert_eq!(says(&checkpoints_of(context)), own, "{} of {context}", user.name);
            }
            let alerts = [UP, "projection"].contains(&user.name);
            assert_eq!(says(ALERT_SUBJECTS), alerts, "{}", user.name);
        }
    }

    #[test]
    fn alerts_are_heard_by_those_who_oversee_and_read_all() {
        for user in users() {
            let hears = user.subscribe.iter().any(|s| s == ALERT_SUBJECTS || s == "candour.>");
            assert_eq!(hears, [OVERSIGHT, READER].contains(&user.name), "{}", user.name);
            let looks = user.publish.iter().any(|s| s.contains(&format!("CREATE.{ALERTS}.>")));
            assert_eq!(looks, hears, "{}", user.name);
        }
    }
}
