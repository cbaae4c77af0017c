//! A CA of the installation's own, for one machine and for trying things out.
//!
//! Its key and all that it signs are in one folder, for their owner only. Whoever has a CA
//! already uses that and needs nothing of this. A certificate ends after ninety days and is
//! made anew at a start when less than a third of that is left; its key stays, so that
//! certificate and key belong together whenever somebody reads them.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use kernel::{
    nats::chance,
    seal::files::{Audience, make_folder, read_private, replace},
    tls::{expires_at, service_uri},
};
use proto::any::LOGS;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType, SerialNumber, date_time_ymd,
};

/// For how many days the CA is good.
const CA_DAYS: i64 = 3_650;

/// For how many days a certificate is good.
const LEAF_DAYS: i64 = 90;

/// With how many days left it is made anew.
const RENEWED_DAYS: i64 = LEAF_DAYS / 3;

/// With what the URI of a client's certificate begins.
const CLIENT: &str = "spiffe://candour/client/";

/// Whom a certificate names.
pub struct Leaf {
    /// Its common name.
    name: String,
    uri: Option<String>,
    hosts: Vec<String>,
}

impl Leaf {
    /// A client that is no service.
    pub fn client(name: &str, hosts: Vec<String>) -> Self {
        Self { name: name.to_owned(), uri: Some(format!("{CLIENT}{name}")), hosts }
    }

    /// A service of ours, under the hosts at which it is served.
    pub fn service(context: &str, hosts: Vec<String>) -> Self {
        Self { name: context.to_owned(), uri: Some(service_uri(context)), hosts }
    }

    /// Something that is served and calls nobody as a service.
    fn server(name: &str, hosts: Vec<String>) -> Self {
        Self { name: name.to_owned(), uri: None, hosts }
    }
}

/// A certificate and its key.
pub struct Pair {
    /// The certificate's file.
    pub cert: PathBuf,
    /// The key's file.
    pub key: PathBuf,
}

impl Pair {
    fn at(folder: &Path, name: &str) -> Self {
        let file = |kind| folder.join(format!("{name}.{kind}"));
        Self { cert: file("pem"), key: file("key") }
    }
}

/// The CA.
pub struct Ca {
    folder: PathBuf,
    issuer: Issuer<'static, KeyPair>,
    now: Timestamp,
}

impl Ca {
    fn open(folder: &Path, now: Timestamp) -> anyhow::Result<Self> {
        let Pair { cert, key } = Pair::at(folder, "ca");
        let says =
            || format!("there is no CA in `{}`: `candour up --tls` makes one", folder.display());
        let pem = fs::read_to_string(&cert).with_context(says)?;
        let issuer = Issuer::from_ca_cert_pem(&pem, read_key(&key)?)
            .with_context(|| format!("`{}` holds no certificate of a CA", cert.display()))?;
        Ok(Self { folder: folder.to_owned(), issuer, now })
    }

    /// The CA of a folder, made first where there is none.
    ///
    /// # Errors
    /// If it cannot be read or made.
    pub fn open_or_create(folder: &Path, now: Timestamp) -> anyhow::Result<Self> {
        let pair = Pair::at(folder, "ca");
        if !pair.cert.exists() {
            make_folder(folder)
                .with_context(|| format!("`{}` cannot be used", folder.display()))?;
            let key = kept_key(folder, &pair.key)?;
            let mut params = params(&format!("Candour CA {:016x}", chance()), now, CA_DAYS)?;
            params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
            write(folder, &pair.cert, &params.self_signed(&key)?.pem(), Audience::Everyone)?;
        }
        Self::open(folder, now)
    }

    /// Its certificate's file.
    pub fn file(&self) -> PathBuf {
        Pair::at(&self.folder, "ca").cert
    }

    /// A certificate that is kept beside the CA's, made anew when it is due.
    fn kept(&self, file: &str, leaf: &Leaf) -> anyhow::Result<Pair> {
        let pair = Pair::at(&self.folder, file);
        let left = expires_at(&pair.cert).map(|ends| ends.duration_since(self.now).as_hours());
        if pair.key.exists() && left.is_ok_and(|left| left >= RENEWED_DAYS * 24) {
            return Ok(pair);
        }
        self.issue(leaf, &self.folder, file, LEAF_DAYS)
    }

    /// Makes a certificate in a folder, good for so many days.
    ///
    /// # Errors
    /// If it cannot be made or written.
    pub fn issue(&self, leaf: &Leaf, to: &Path, file: &str, days: i64) -> anyhow::Result<Pair> {
        make_folder(to).with_context(|| format!("`{}` cannot be used", to.display()))?;
        let pair = Pair::at(to, file);
        let key = kept_key(to, &pair.key)?;
        let mut params = params(&leaf.name, self.now, days)?;
        params.subject_alt_names = CertificateParams::new(leaf.hosts.clone())?.subject_alt_names;
        if let Some(uri) = &leaf.uri {
            params.subject_alt_names.push(SanType::URI(uri.as_str().try_into()?));
        }
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        if !leaf.hosts.is_empty() {
            params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
        }
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(&key, &self.issuer)?;
        write(to, &pair.cert, &certificate.pem(), Audience::Everyone)?;
        Ok(pair)
    }
}

/// What `candour up` needs.
pub struct Installation {
    /// The CA's certificate.
    pub ca: PathBuf,
    /// What gRPC shows.
    pub server: Pair,
    /// What NATS shows.
    pub nats: Pair,
}

/// The certificates of an installation that is served at an address: its own, that of
/// NATS, and one of each service, should it be run apart.
///
/// # Errors
/// If one of them cannot be made.
pub fn installation(folder: &Path, at: IpAddr, now: Timestamp) -> anyhow::Result<Installation> {
    let ca = Ca::open_or_create(folder, now)?;
    let here = || {
        let mut hosts = vec!["localhost".to_owned()];
        hosts.push(Ipv4Addr::LOCALHOST.to_string());
        hosts.push(Ipv6Addr::LOCALHOST.to_string());
        hosts
    };
    let mut hosts = here();
    // Each address has a file of its own, so that one that is new is in its certificate.
    let mut file = "server".to_owned();
    if !at.is_loopback() {
        file = format!("server-{at}");
        hosts.push(at.to_string());
    }
    if at.is_unspecified() {
        let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        hosts.extend(Some(name.trim().to_owned()).filter(|name| !name.is_empty()));
    }
    for context in LOGS {
        ca.kept(context, &Leaf::service(context, here()))?;
    }
    let server = ca.kept(&file, &Leaf::server("candour", hosts))?;
    let nats = ca.kept("nats", &Leaf::server("nats", here()))?;
    Ok(Installation { ca: ca.file(), server, nats })
}

/// What every certificate has.
fn params(name: &str, now: Timestamp, days: i64) -> anyhow::Result<CertificateParams> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let day = |date: Date| {
        let (month, day) = (u8::try_from(date.month())?, u8::try_from(date.day())?);
        anyhow::Ok(date_time_ymd(date.year().into(), month, day))
    };
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "Candour");
    params.distinguished_name.push(DnType::CommonName, name);
    // Clocks may differ, and midnight may be near.
    params.not_before = day(today.checked_sub(1.day())?)?;
    params.not_after = day(today.checked_add(days.days())?)?;
    // A key is certified again, and its serial number has to be another then.
    let serial = [chance().to_be_bytes(), chance().to_be_bytes()].concat();
    params.serial_number = Some(SerialNumber::from(serial));
    Ok(params)
}

/// A key that is there, or a new one.
fn kept_key(folder: &Path, file: &Path) -> anyhow::Result<KeyPair> {
    if !file.exists() {
        let key = KeyPair::generate().context("no key can be made")?;
        write(folder, file, &key.serialize_pem(), Audience::Owner)?;
    }
    read_key(file)
}

fn read_key(file: &Path) -> anyhow::Result<KeyPair> {
    let says = || format!("the key in `{}` cannot be used", file.display());
    let pem = read_private(file).with_context(says)?;
    KeyPair::from_pem(std::str::from_utf8(&pem).with_context(says)?).with_context(says)
}

fn write(folder: &Path, file: &Path, text: &str, audience: Audience) -> anyhow::Result<()> {
    replace(file, folder, text.as_bytes(), audience)
        .with_context(|| format!("`{}` cannot be written", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(days: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + days * 86_400).unwrap()
    }

    #[test]
    fn a_certificate_is_made_anew_when_less_than_a_third_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let at = Ipv4Addr::LOCALHOST.into();
        let made = installation(folder.path(), at, day(0)).unwrap();
        let read = |pair: &Pair| fs::read_to_string(&pair.cert).unwrap();
        let (first, ca) = (read(&made.server), fs::read_to_string(&made.ca).unwrap());
        let ends = expires_at(&made.server.cert).unwrap();
        assert!((89..=90).contains(&(ends.duration_since(day(0)).as_hours() / 24)));
        for unchanged in [1, 55] {
            let again = installation(folder.path(), at, day(unchanged)).unwrap();
            assert_eq!(read(&again.server), first);
        }
        let renewed = installation(folder.path(), at, day(65)).unwrap();
        assert_ne!(read(&renewed.server), first);
        assert!(expires_at(&renewed.server.cert).unwrap() > ends);
        assert_eq!(fs::read_to_string(&renewed.ca).unwrap(), ca, "the CA stays");
        // Another address is in another certificate.
        let other = installation(folder.path(), Ipv4Addr::new(192, 0, 2, 1).into(), day(65));
        assert_ne!(read(&other.unwrap().server), read(&renewed.server));
    }

    #[cfg(unix)]
    #[test]
    fn keys_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let tls = folder.path().join("tls");
        installation(&tls, Ipv4Addr::LOCALHOST.into(), day(0)).unwrap();
        let mut keys = 0;
        for entry in fs::read_dir(&tls).unwrap() {
            let path = entry.unwrap().path();
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            if path.extension().is_some_and(|kind| kind == "key") {
                keys += 1;
                assert_eq!(mode, 0o600, "{}", path.display());
            }
        }
        assert_eq!(keys, LOGS.len() + 3, "of the CA, the server, NATS, and each service");
    }
}
