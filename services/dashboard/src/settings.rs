//! How the pages are set up: by flags or by environment variables of the same meaning.

use std::{collections::HashMap, net::SocketAddr, path::PathBuf};

use kernel::{https, tls::ClientFiles};
use url::Url;

/// What the pages are told when they start.
#[derive(Clone, Debug, clap::Args)]
pub struct Settings {
    /// Where web pages are served; on this machine alone, with a proxy that speaks TLS before
    /// them where others are to reach them.
    #[arg(long, env = "CANDOUR_DASHBOARD", default_value = "127.0.0.1:7480")]
    pub dashboard: SocketAddr,

    /// The address under which people reach the pages, such as `https://cases.example.org`;
    /// where they are served if absent.
    #[arg(long, env = "CANDOUR_DASHBOARD_URL", value_name = "URL", value_parser = origin)]
    pub dashboard_url: Option<String>,

    /// A file that names the issuers by which people sign in to the pages.
    #[arg(long, env = "CANDOUR_DASHBOARD_ISSUERS", value_name = "FILE")]
    pub dashboard_issuers: Option<PathBuf>,

    /// Where the services are.
    #[arg(skip)]
    pub services: Places,
}

/// Where the services are, and how they are reached.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Places {
    /// Where the services are that are not named by themselves.
    #[arg(long, env = "CANDOUR_SERVER", default_value = "http://127.0.0.1:7400")]
    pub server: String,

    /// Where a context's service is that has an address of its own, such as
    /// `careplans=https://careplans.example.org:7400`; several with commas between.
    #[arg(
        long = "service",
        env = "CANDOUR_SERVICES",
        value_name = "CONTEXT=URL",
        value_delimiter = ',',
        value_parser = apart
    )]
    pub apart: Vec<(String, String)>,

    /// What is shown to them, and by what they are known.
    #[arg(skip)]
    pub files: ClientFiles,
}

impl Places {
    /// By context, where its service is.
    pub(crate) fn by_context(&self) -> HashMap<String, String> {
        self.apart.iter().cloned().collect()
    }
}

/// An address without anything behind it, as cookies and redirects are bound to it.
fn origin(given: &str) -> Result<String, String> {
    let says = "it reads https://host or https://host:port; http:// reaches this machine alone";
    let url = Url::parse(given).map_err(|_| says.to_owned())?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let nobody = url.username().is_empty() && url.password().is_none();
    let here = given.parse().is_ok_and(|uri| https::is_here(&uri));
    let safe = url.scheme() == "https" || (url.scheme() == "http" && here);
    if bare && nobody && safe {
        Ok(url.origin().ascii_serialization())
    } else {
        Err(says.to_owned())
    }
}

fn apart(given: &str) -> Result<(String, String), String> {
    let says = || format!("it reads context=URL, with one of {}", proto::any::LOGS.join(", "));
    let (context, url) = given.split_once('=').ok_or_else(says)?;
    let known = proto::any::LOGS.contains(&context);
    if known { Ok((context.to_owned(), url.to_owned())) } else { Err(says()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_or_this_machine_and_nothing_stands_behind_it() {
        for good in [
            "https://cases.example.org",
            "https://a.example:8443",
            "http://127.0.0.1:7480",
            "http://[::1]:7480",
        ] {
            assert_eq!(origin(good).unwrap(), good);
        }
        assert_eq!(origin("https://cases.example.org/").unwrap(), "https://cases.example.org");
        for bad in [
            "http://cases.example.org",
            "https://cases.example.org/pages",
            "https://me@cases.example.org",
            "ftp://127.0.0.1",
            "cases.example.org",
        ] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_service_apart_is_named_by_its_context() {
        assert!(apart("careplans=https://c.example:7400").is_ok());
        assert!(apart("plans=https://c.example:7400").is_err());
        assert!(apart("https://c.example:7400").is_err());
    }
}
