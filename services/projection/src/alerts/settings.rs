//! To whom alerts go besides the stream on NATS: read from a file.
//!
//! Each channel is named, says where it leads and which recipients it is for.
//! Secrets are in files of their own that only their owner may read, and what
//! is wrong with them is told without them.

use std::{
    collections::{BTreeSet, HashSet},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use http::{HeaderValue, Uri};
use kernel::{
    https::{self, TlsError},
    seal::read_secret,
    settings::{self, FileError},
};
use proto::ids::AgencyId;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::{
    Line, NOBODY, Policy, Recipients, Route,
    alertmanager::{self, Alertmanager},
    http::Http,
    signing::{NoSecret, Secrets},
    webhook::Webhook,
};

/// Who stands for every recipient.
const EVERYBODY: &str = "*";

/// How many alerts a channel has on their way at once, unless it says otherwise.
const AT_ONCE: u32 = 8;

/// How long a channel goes on trying, unless it says otherwise.
const ATTEMPTS: u32 = 100;
const AGE_HOURS: u32 = 72;
const LONGEST_SECONDS: u32 = 3600;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// It cannot be read, or is not of the form wanted. No value is shown: a URL may be a
    /// secret.
    #[error(transparent)]
    File(#[from] FileError),
    /// Something in it is not in order.
    #[error("channel `{channel}`, {field}: {says}")]
    Wrong {
        /// The channel.
        channel: String,
        /// Which of its settings.
        field: &'static str,
        /// What is wrong, and what would be right.
        says: &'static str,
    },
    /// A secret cannot be read.
    #[error("channel `{0}`: the file `{1}` cannot be used")]
    SecretFile(String, PathBuf, #[source] std::io::Error),
    /// A secret is none.
    #[error("channel `{0}`: the file `{1}` cannot be used")]
    Secret(String, PathBuf, #[source] NoSecret),
    /// TLS cannot be spoken.
    #[error("channel `{0}` cannot speak TLS")]
    Tls(String, #[source] TlsError),
}

/// The channels of a file.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The channels, ready to be used.
    pub lines: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    webhook: Vec<Endpoint>,
    #[serde(default)]
    alertmanager: Vec<Endpoint>,
}

/// A channel as the file has it. What is not for its kind is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Endpoint {
    name: String,
    url: String,
    recipients: Vec<String>,
    secret_file: Option<PathBuf>,
    token_file: Option<PathBuf>,
    authorities_file: Option<PathBuf>,
    #[serde(default)]
    allow_plain_http: bool,
    timeout_seconds: Option<u32>,
    at_once: Option<u32>,
    attempts_max: Option<u32>,
    age_max_hours: Option<u32>,
    retry_longest_seconds: Option<u32>,
    resend_seconds: Option<u32>,
}

/// Which kind of channel it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Webhook,
    Alertmanager,
}

impl Settings {
    /// Reads a file. Paths in it start from its folder.
    ///
    /// # Errors
    /// If it, or a file that it names, cannot be read, or is not in order.
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let file: File = settings::read(path, without_values)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let webhooks = file.webhook.into_iter().map(|endpoint| (Kind::Webhook, endpoint));
        let others = file.alertmanager.into_iter().map(|endpoint| (Kind::Alertmanager, endpoint));
        let mut names = HashSet::new();
        let mut lines = Vec::new();
        for (kind, endpoint) in webhooks.chain(others) {
            let line = endpoint.line(kind, folder)?;
            if !names.insert(line.route.channel.clone()) {
                return Err(wrong(&line.route.channel, "name", "two channels have it"));
            }
            lines.push(line);
        }
        Ok(Self { lines })
    }
}

impl Endpoint {
    fn line(self, kind: Kind, folder: &Path) -> Result<Line, SettingsError> {
        let of = match kind {
            Kind::Webhook => "webhook",
            Kind::Alertmanager => "alertmanager",
        };
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let channel = format!("{of}.{}", self.name);
        if !(1..=40).contains(&self.name.len()) || !self.name.chars().all(good) {
            let says = "up to 40 small letters, digits and hyphens";
            return Err(wrong(&channel, "name", says));
        }
        let to = self.recipients(&channel)?;
        let timeout = self.number(&channel, "timeout_seconds", self.timeout_seconds, 15, 120)?;
        let at_once = self.number(&channel, "at_once", self.at_once, AT_ONCE, 256)?;
        let attempts =
            self.number(&channel, "attempts_max", self.attempts_max, ATTEMPTS, 1_000_000)?;
        let hours =
            self.number(&channel, "age_max_hours", self.age_max_hours, AGE_HOURS, 87_600)?;
        let longest = self.retry_longest_seconds;
        let longest =
            self.number(&channel, "retry_longest_seconds", longest, LONGEST_SECONDS, 86_400)?;
        let seconds = |n: u32| Duration::from_secs(u64::from(n));

        let authorization = match &self.token_file {
            Some(file) => Some(bearer(&channel, &secret(&channel, &folder.join(file))?)?),
            None => None,
        };
        let authorities = self.authorities_file.as_ref().map(|file| folder.join(file));
        let http = Http::new(
            self.url(&channel, kind)?,
            authorization,
            seconds(timeout),
            authorities.as_deref(),
        )
        .map_err(|e| SettingsError::Tls(channel.clone(), e))?;

        let (sender, told_again) = self.sender(&channel, kind, folder, http)?;
        Ok(Line {
            route: Route { channel, to, from_the_beginning: false },
            channel: sender,
            policy: Policy {
                first: Duration::from_secs(1),
                longest: seconds(longest),
                attempts_max: Some(attempts),
                age_max: Some(seconds(hours).saturating_mul(3600)),
            },
            at_once: usize::try_from(at_once).unwrap_or(1),
            told_again,
        })
    }

    #[allow(clippy::type_complexity, reason = "it is named where it is taken apart")]
    fn sender(
        &self,
        channel: &str,
        kind: Kind,
        folder: &Path,
        http: Http,
    ) -> Result<(Arc<dyn super::Channel>, Option<Arc<Alertmanager>>), SettingsError> {
        match (kind, &self.secret_file, self.resend_seconds) {
            (Kind::Webhook, Some(file), None) => {
                let file = folder.join(file);
                let secrets = Secrets::parse(&secret(channel, &file)?)
                    .map_err(|e| SettingsError::Secret(channel.to_owned(), file, e))?;
                Ok((Arc::new(Webhook::new(http, secrets)), None))
            }
            (Kind::Alertmanager, None, resend) => {
                let every = self.number(channel, "resend_seconds", resend, 60, 3600)?;
                let every = Duration::from_secs(u64::from(every));
                let alertmanager = Arc::new(Alertmanager::new(http, every));
                Ok((Arc::<Alertmanager>::clone(&alertmanager), Some(alertmanager)))
            }
            (Kind::Webhook, None, _) => {
                Err(wrong(channel, "secret_file", "a webhook is signed; name its secret's file"))
            }
            (Kind::Webhook, _, Some(_)) => {
                Err(wrong(channel, "resend_seconds", "a webhook is told once"))
            }
            (Kind::Alertmanager, Some(_), _) => Err(wrong(
                channel,
                "secret_file",
                "Alertmanager knows no signatures; see token_file",
            )),
        }
    }

    fn recipients(&self, channel: &str) -> Result<Recipients, SettingsError> {
        let says = "agencies' ids, `unassigned`, or `*` alone for everybody who is alerted";
        match self.recipients.as_slice() {
            [all] if all == EVERYBODY => Ok(Recipients::All),
            [] => Err(wrong(channel, "recipients", says)),
            some => {
                let known = |to: &String| to == NOBODY || to.parse::<AgencyId>().is_ok();
                if !some.iter().all(known) {
                    return Err(wrong(channel, "recipients", says));
                }
                Ok(Recipients::These(some.iter().cloned().collect::<BTreeSet<_>>()))
            }
        }
    }

    /// Where it leads. What is wrong is told without the URL: it may be a secret.
    fn url(&self, channel: &str, kind: Kind) -> Result<Uri, SettingsError> {
        let no = |says| wrong(channel, "url", says);
        let url = match kind {
            Kind::Webhook => self.url.clone(),
            Kind::Alertmanager => {
                format!("{}{}", self.url.trim_end_matches('/'), alertmanager::PATH)
            }
        };
        let uri: Uri = url.parse().map_err(|_| no("it is no URL"))?;
        let (Some(scheme), Some(_)) = (uri.scheme_str(), uri.host()) else {
            return Err(no("it reads https://host/path"));
        };
        if uri.authority().is_some_and(|a| a.as_str().contains('@')) {
            return Err(no("it holds no name and password; see token_file"));
        }
        match scheme {
            "https" => Ok(uri),
            "http" if https::is_here(&uri) || self.allow_plain_http => Ok(uri),
            "http" => Err(no("without TLS only this machine is reached, unless allow_plain_http")),
            _ => Err(no("it begins with https://")),
        }
    }

    fn number(
        &self,
        channel: &str,
        field: &'static str,
        given: Option<u32>,
        usual: u32,
        most: u32,
    ) -> Result<u32, SettingsError> {
        let number = given.unwrap_or(usual);
        if (1..=most).contains(&number) {
            Ok(number)
        } else {
            Err(wrong(channel, field, "it is 1 or more, and within reason"))
        }
    }
}

/// What is wrong with a line, by its field alone: the reader's own words may
/// repeat the value.
fn without_values(error: &toml::de::Error, line: &str) -> String {
    // What is missing has no value, and is called as it is here.
    if error.message().starts_with("missing field") {
        return error.message().to_owned();
    }
    let unknown = error.message().starts_with("unknown field");
    let what = if unknown { "unknown field" } else { "not of the form wanted" };
    let field = line.split_once('=').map(|(key, _)| key.trim()).unwrap_or_default();
    let plain = field.len() <= 40 && field.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if field.is_empty() || !plain { what.to_owned() } else { format!("{what}: `{field}`") }
}

fn secret(channel: &str, file: &Path) -> Result<SecretString, SettingsError> {
    read_secret(file).map_err(|e| SettingsError::SecretFile(channel.to_owned(), file.to_owned(), e))
}

fn bearer(channel: &str, token: &SecretString) -> Result<HeaderValue, SettingsError> {
    let value = SecretString::from(format!("Bearer {}", token.expose_secret()));
    HeaderValue::from_str(value.expose_secret())
        .map_err(|_| wrong(channel, "token_file", "it holds what no token holds"))
}

fn wrong(channel: &str, field: &'static str, says: &'static str) -> SettingsError {
    // A name that is not in order is cut: it may be anything.
    let channel = channel.chars().filter(|c| !c.is_control()).take(60).collect();
    SettingsError::Wrong { channel, field, says }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::id;

    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// What a file comes to, in a folder with a secret and a token.
    fn read(text: &str) -> Result<Settings, String> {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        for (name, holds, mode) in
            [("secret", SECRET, 0o600), ("open", SECRET, 0o644), ("token", "abc", 0o600)]
        {
            let file = folder.path().join(name);
            std::fs::write(&file, holds).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        let file = folder.path().join("alerts.toml");
        std::fs::write(&file, text).unwrap();
        Settings::read(&file).map_err(|e| {
            let told = kernel::status::chain(&e);
            assert!(!told.contains("MfKQ") && !told.contains("x.example"), "it tells: {told}");
            told
        })
    }

    fn webhook(more: &str) -> Result<Settings, String> {
        read(&format!("[[webhook]]\nname = \"board\"\n{more}"))
    }

    #[test]
    fn channels_are_read_with_whom_they_are_for() {
        let body = id("agency", 2);
        let text = format!(
            r#"
            [[webhook]]
            name = "board"
            url = "https://board.example.org/alerts?key=1"
            secret_file = "secret"
            recipients = ["{body}", "unassigned"]
            attempts_max = 7

            [[alertmanager]]
            name = "duty"
            url = "http://127.0.0.1:9093/"
            token_file = "token"
            recipients = ["*"]
            "#
        );
        let lines = read(&text).unwrap().lines;
        let [board, duty] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!(board.route.channel, "webhook.board");
        assert!(board.route.goes_to(&body) && board.route.goes_to(NOBODY));
        assert!(!board.route.goes_to(&id("agency", 3)));
        assert_eq!(board.policy.attempts_max, Some(7));
        assert!(board.told_again.is_none());
        assert_eq!(duty.route.channel, "alertmanager.duty");
        assert!(duty.route.goes_to(&id("agency", 3)) && duty.told_again.is_some());
        assert_eq!(duty.policy.attempts_max, Some(ATTEMPTS));
        assert!(read("").unwrap().lines.is_empty());
    }

    #[test]
    fn the_example_is_in_order_and_says_what_holds_without_it() {
        let example = include_str!("../../../../deploy/alerts/alerts.toml");
        let lines = read(&example.replace("board.secret", "secret")).unwrap().lines;
        let [board, duty] = lines.as_slice() else { panic!("{lines:?}") };
        // The first says what the second leaves out.
        assert_eq!((board.policy, board.at_once), (duty.policy, duty.at_once));
    }

    #[test]
    fn what_is_not_in_order_is_refused_with_the_setting_that_is_wrong() {
        let good = "url = \"https://x.example\"\nrecipients = [\"*\"]\nsecret_file = \"secret\"\n";
        assert!(webhook(good).is_ok());
        for (text, field) in [
            (good.replace("https", "http"), "url"),
            (good.replace("https", "ftp"), "url"),
            (good.replace("https://x", "https://ada:pw@x"), "url"),
            (good.replace("https://x.example", "/path"), "url"),
            (good.replace("[\"*\"]", "[]"), "recipients"),
            (good.replace("[\"*\"]", "[\"*\", \"unassigned\"]"), "recipients"),
            (good.replace("[\"*\"]", "[\"person_1\"]"), "recipients"),
            (good.replace("secret_file = \"secret\"", ""), "secret_file"),
            (format!("{good}resend_seconds = 5"), "resend_seconds"),
            (format!("{good}attempts_max = 0"), "attempts_max"),
            (format!("{good}timeout_seconds = 100000"), "timeout_seconds"),
            (good.replace("\"secret\"", "\"open\""), "others may use this file"),
            (good.replace("\"secret\"", "\"token\""), "whsec_"),
            (good.replace("\"secret\"", "\"gone\""), "cannot be used"),
            (format!("{good}recipient = \"x\""), "line 6: unknown field"),
            (good.replace("url = ", "url "), "line 3"),
        ] {
            let told = webhook(&text).err().unwrap_or_default();
            assert!(told.contains(field), "{text}: {told}");
        }
    }

    #[test]
    fn what_the_reader_of_the_file_complains_of_is_told_without_its_value() {
        for (text, wanted) in [
            ("at_once = \"https://x.example\"", "line 3: not of the form wanted: `at_once`"),
            ("url = [\"https://x.example/MfKQ\"]", "line 3: not of the form wanted: `url`"),
            ("url = https://x.example/MfKQ", "line 3: not of the form wanted: `url`"),
            ("url = \"https://x.example/MfKQ", "line 3: not of the form wanted: `url`"),
            ("recipients = [\n5,\n\"MfKQ=a\"]", "not of the form wanted"),
            ("\"https://x.example\" = 1", "line 3: unknown field"),
            ("secret = \"MfKQ\"", "line 3: unknown field: `secret`"),
            ("at_once = 8", "missing field `url`"),
        ] {
            // That no value is told is looked at where each file is read.
            let told = webhook(text).err().unwrap_or_default();
            assert!(told.ends_with(wanted), "{text}: {told}");
        }
    }

    #[test]
    fn two_channels_of_one_kind_have_two_names() {
        let one =
            "[[alertmanager]]\nname = \"a\"\nurl = \"http://[::1]:9\"\nrecipients = [\"*\"]\n";
        assert!(read(one).is_ok());
        assert!(read(&format!("{one}{one}")).unwrap_err().contains("two channels"));
        let loud = one.replace("\"a\"", "\"The Board\"");
        assert!(read(&loud).unwrap_err().contains("small letters"));
    }

    #[test]
    fn without_tls_others_are_reached_only_where_that_is_said() {
        let away =
            "[[alertmanager]]\nname = \"a\"\nurl = \"http://am:9093\"\nrecipients = [\"*\"]\n";
        assert!(read(away).unwrap_err().contains("allow_plain_http"));
        assert!(read(&format!("{away}allow_plain_http = true")).is_ok());
    }
}
