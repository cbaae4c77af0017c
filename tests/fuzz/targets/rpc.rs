//! Which rpc an input is for: two bytes choose it.

use kernel::principal::roles::{self, Row};

use super::request;

/// The rpc that these bytes choose.
pub fn chosen(head: [u8; 2]) -> Option<&'static Row> {
    roles::TABLE.get(usize::from(u16::from_be_bytes(head)) % roles::TABLE.len())
}

/// The bytes that choose an rpc, named as in `candour.panel.v1.PanelService/Decide`.
pub fn head(rpc: &str) -> [u8; 2] {
    let at = roles::TABLE.iter().position(|row| row.rpc == rpc).unwrap_or_default();
    u16::try_from(at).unwrap_or_default().to_be_bytes()
}

/// Every rpc with a request to begin with; it is empty where there is none.
pub fn requests() -> Vec<(&'static Row, Vec<u8>)> {
    let (all, bodies) = (request::rows(), request::seeds());
    let body = |row: &Row| {
        // The request of an rpc is named after it.
        let (service, method) = row.rpc.split_once('/')?;
        let (package, _) = service.rsplit_once('.')?;
        let at = all.iter().position(|r| r.name == format!("{package}.{method}Request"))?;
        Some(bodies.get(at)?.get(2..)?.to_vec())
    };
    roles::TABLE.iter().map(|row| (row, body(row).unwrap_or_default())).collect()
}
