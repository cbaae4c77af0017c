//! Referrals: people, their contacts with services, referrals and consents.
//!
//! This service owns the register of people, and with it their keys.

mod carry_out;
pub mod domain;
mod erase;
mod erasures;
mod grpc;
mod identities;
pub mod identity;
mod import;
pub mod obstacles;
pub mod reactions;
#[cfg(test)]
mod register;

use std::sync::Arc;

use kernel::{
    contract::MOST_BYTES,
    service::{Home, Service, StartError},
};
use proto::{
    Event as _,
    referrals::{Event, referrals_service_server::ReferralsServiceServer},
};

use crate::{
    erase::Eraser, erasures::Erasures, identity::index::Index, obstacles::Obstacles,
    reactions::Reactions,
};

/// Opens the log and the index of identities, and makes the service ready to be served.
///
/// # Errors
/// If the data folder cannot be opened.
pub fn start(home: &Home) -> Result<Service, StartError> {
    let desk = home.desk(Event::CONTEXT)?;
    let folder = home.config.data.join(Event::CONTEXT).join("identity");
    let keys = home.keys().cloned();
    let blind_index = home.blind_index().cloned().ok_or(StartError::Missing(
        "referrals keeps the keys itself: start it without --keys-url",
    ))?;
    let index = Index::open(&folder, &desk, blind_index, keys.clone())
        .map_err(|error| StartError::Part("the index of identities", error.into()))?;
    let index = Arc::new(index);
    let file = home.config.data.join(Event::CONTEXT).join("obstacles.json");
    let obstacles = Arc::new(Obstacles::open(file));
    let note = home.config.data.join("keys").join("erasures");
    let eraser = Eraser::new(Arc::clone(&obstacles), keys.is_some().then(|| note.clone()));
    let grpc = grpc::Grpc::new(&desk, Arc::clone(&index), eraser);
    let (carrier, importer) = (grpc.carrier(), grpc.importer.clone());
    let mut service = Service::new(Event::CONTEXT, Arc::clone(&desk.log)).heard_by(obstacles);
    if let Some(keys) = keys {
        let erasures = Erasures::new(desk.log, keys, note);
        let (later, nats) = (erasures.clone(), home.nats());
        service = service
            .first(erasures.made_good(home.nats()))
            .with_task(move |stop| later.made_good_later(nats, stop));
    }
    Ok(service
        .with_rpcs(ReferralsServiceServer::new(grpc).max_decoding_message_size(MOST_BYTES))
        .with_task(move |stop| async move { index.fill(stop).await })
        .with_task(move |stop| importer.end_with(stop))
        .with_reactions::<Reactions, _>(home, carrier))
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};

    use kernel::config::Config;

    use super::*;

    #[tokio::test]
    async fn the_service_starts_in_an_empty_folder_and_keeps_its_index_there() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            data: folder.path().to_owned(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            ops: None,
            nats_url: "nats://127.0.0.1:4222".into(),
            nats_login: Default::default(),
            tls: Default::default(),
            keys_url: None,
            service_token_file: None,
            allow_origin: vec![],
            auth: None,
            issuers: None,
            policies: None,
            master_key_file: None,
            alerts: None,
            rates: kernel::principal::Rates::NONE,
            sandbox: true,
        };
        let home = Home::open(config).unwrap();
        let service = start(&home).unwrap();
        assert_eq!(service.context, "referrals");
        assert!(folder.path().join("referrals").join("identity").is_dir());
    }
}
