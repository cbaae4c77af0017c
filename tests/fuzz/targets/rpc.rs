//! Which rpc an input is for: two bytes choose it.

use kernel::principal::rpcs::{self, Rpc};

use super::request;

/// The rpc that these bytes choose.
pub fn chosen(head: [u8; 2]) -> Option<&'static Rpc> {
    rpcs::all().nth(usize::from(u16::from_be_bytes(head)) % rpcs::all().len())
}

/// The bytes that choose an rpc, named as in `candour.panel.v1.PanelService/Decide`.
pub fn head(rpc: &str) -> [u8; 2] {
    let at = rpcs::all().position(|known| known.name == rpc).unwrap_or_default();
    u16::try_from(at).unwrap_or_default().to_be_bytes()
}

/// Every rpc with a request to begin with; it is empty where there is none.
pub fn requests() -> Vec<(&'static Rpc, Vec<u8>)> {
    let (all, bodies) = (request::rows(), request::seeds());
    let body = |rpc: &Rpc| {
        // The request of an rpc is named after it.
        let (service, method) = rpc.name.split_once('/')?;
        let (package, _) = service.rsplit_once('.')?;
        let at = all.iter().position(|r| r.name == format!("{package}.{method}Request"))?;
        Some(bodies.get(at)?.get(2..)?.to_vec())
    };
    rpcs::all().map(|rpc| (rpc, body(rpc).unwrap_or_default())).collect()
}
