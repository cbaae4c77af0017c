//! What a file of issuers comes to, and what is wrong with one.

use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::{principal::tests::agency, status::chain};

const PERSON: &str = "person_01h455vb4pex5vsknk084sn02q";

/// What a file comes to, beside a file of persons.
fn read(text: &str) -> Result<Settings, String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, mode) in [("persons.toml", 0o600), ("open.toml", 0o644)] {
        let file = folder.path().join(name);
        std::fs::write(&file, format!("\"urn:1\" = \"{PERSON}\"\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    std::fs::write(folder.path().join("bad.toml"), "\"urn:1\" = \"Jane\"\n").unwrap();
    let bad = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(folder.path().join("bad.toml"), bad).unwrap();
    let file = folder.path().join("issuers.toml");
    std::fs::write(&file, text).unwrap();
    Settings::read(&file).map_err(|error| chain(&error))
}

/// What is wrong with a file.
fn complaint(text: &str) -> String {
    read(text).err().unwrap_or_default()
}

fn force() -> String {
    format!(
        r#"
        [[issuer]]
        url = "https://login.force.example/tenant/v2.0"
        audience = "candour"
        algorithms = ["RS256"]
        purposes = ["direct_care"]
        agency = "{}"
        roles_claim = "roles"
        [issuer.roles]
        officer = "police_officer"
        "#,
        agency(1)
    )
}

fn persons(more: &str) -> String {
    format!(
        r#"
        [[issuer]]
        url = "https://auth.login.example/"
        audience = "candour"
        algorithms = ["RS512"]
        purposes = ["own_record"]
        agency = "{}"
        {more}
        "#,
        agency(1)
    )
}

#[test]
fn the_example_is_in_order() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/issuers/issuers.toml");
    let text = std::fs::read_to_string(example).unwrap();
    let settings = read(&text).unwrap_or_else(|error| unreachable!("{error}"));
    assert_eq!(settings.0.len(), 3);
}

#[test]
fn what_the_file_leaves_out_is_as_it_says() {
    let settings = read(&force()).unwrap_or_default();
    let [force] = settings.0.as_slice() else { unreachable!("one issuer") };
    assert_eq!(force.name, "https://login.force.example/tenant/v2.0");
    assert_eq!(force.times.refresh, Duration::from_secs(300));
    assert_eq!(force.times.age_max, Duration::from_secs(24 * 3600));
    assert_eq!(force.source.host(), "login.force.example");
}

#[test]
fn what_is_not_understood_is_told_with_its_place() {
    let unknown = force().replace("audience =", "audiense =");
    assert!(
        complaint(&unknown).contains("line 4: unknown field `audiense`"),
        "{}",
        complaint(&unknown)
    );
    assert!(complaint("[[issuers]]\n").contains("line 1: unknown field `issuers`"));
    assert!(complaint("").contains("missing field `issuer`"));
    assert!(complaint("issuer = 1").contains("line 1"));
}

#[test]
fn no_issuer_grants_what_is_ours_alone() {
    for role in ["service", "operator", "ROLE_SERVICE", "Operator"] {
        let told = complaint(&force().replace("police_officer", role));
        assert!(told.contains("issuer 1, roles: no issuer grants"), "{role}: {told}");
    }
    assert!(complaint(&force().replace("police_officer", "person")).contains("of their own"));
}

#[test]
fn each_setting_that_is_not_in_order_is_named() {
    let text = force();
    let both = format!("{text}\n{}", text.trim_start());
    for (text, wanted) in [
        (both, "issuer 2, url"),
        (text.replace("https://", "http://"), "issuer 1, url: it begins with https://"),
        (text.replace("https://", "https://a:b@"), "issuer 1, url"),
        (text.replace("https://login", "login"), "issuer 1, url"),
        (text.replace("v2.0", "v2.0?x=1"), "issuer 1, url"),
        (text.replace("\"candour\"", "\"\""), "issuer 1, audience"),
        (text.replace("\"RS256\"", ""), "issuer 1, algorithms"),
        (text.replace("RS256", "HS256"), "issuer 1, algorithms"),
        (text.replace("RS256", "none"), "issuer 1, algorithms"),
        (text.replace("\"direct_care\"", ""), "issuer 1, purposes"),
        (text.replace("direct_care", "Because I say so"), "issuer 1, purposes"),
        (text.replace(&agency(1), "agency_1"), "issuer 1, agency"),
        (text.replace("agency =", "agency_claim ="), "issuer 1, agencies"),
        (text.replace("agency =", "entry_agency ="), "issuer 1, agency"),
        (text.replace("roles_claim = \"roles\"", ""), "issuer 1, roles_claim"),
        (text.replace("officer = \"police_officer\"", ""), "issuer 1, roles"),
        (text.replace("police_officer", "chief"), "issuer 1, roles"),
        (text.replace("roles_claim", "selected_claim = \"x\"\nroles_claim"), "selected_claim"),
        (text.replace("roles_claim", "refresh_seconds = 1\nroles_claim"), "refresh_seconds"),
        (text.replace("roles_claim", "keys_age_max_hours = 0\nroles_claim"), "keys_age_max_hours"),
        (text.replace("roles_claim", "person_claim = \"x\"\nroles_claim"), "issuer 1, roles"),
        (text.replace("roles_claim", "authorities_file = \"no\"\nroles_claim"), "issuer 1"),
        (persons(""), "roles_claim"),
        (persons("person_claim = \"x\"\npersons_file = \"persons.toml\""), "persons_file"),
        (persons("persons_file = \"open.toml\""), "others may use this file"),
        (persons("persons_file = \"none.toml\""), "cannot be read"),
    ] {
        let told = complaint(&text);
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
}

#[test]
fn without_tls_an_issuer_is_asked_on_this_machine_alone() {
    for url in ["http://127.0.0.1:4000", "http://[::1]:4000/x", "http://localhost"] {
        assert!(read(&force().replace("https://login.force.example", url)).is_ok(), "{url}");
    }
}

#[test]
fn a_file_of_persons_says_who_somebody_is_and_tells_of_nobody() {
    let told = complaint(&persons("persons_file = \"bad.toml\""));
    assert!(told.contains("person_…") && !told.contains("Jane") && !told.contains("urn"), "{told}");
    assert!(read(&persons("persons_file = \"persons.toml\"")).is_ok());
}
