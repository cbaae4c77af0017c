//! A register in a folder that goes away, for tests.

use std::{path::PathBuf, sync::Arc};

use kernel::{
    clock::Clock,
    execute::Desk,
    log::{SledLog, SledOptions},
    principal::Principal,
    scenario::{day, id},
    seal::{BlindIndex, KeyFolder, LocalKeys, MasterKey, RequestMac, Sealer},
};
use proto::{
    common::{Act, Mode, Role, Source, Text},
    referrals::{
        ContactDisposal, ContactReason, ContactRecorded, ContactService, PersonRegistered,
        RecordContactRequest, RegisterPersonRequest, referrals_service_server::ReferralsService,
    },
};
use tempfile::TempDir;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::Request;
use uuid::Uuid;

use crate::{erase::Eraser, grpc::Grpc, identity::index::Index, obstacles::Obstacles};

/// The service's rpcs over a log of its own, with its index being filled.
pub(crate) struct Register {
    folder: TempDir,
    pub(crate) desk: Desk<SledLog>,
    pub(crate) keys: LocalKeys,
    pub(crate) grpc: Grpc,
    pub(crate) obstacles: Arc<Obstacles>,
    filling: Option<DropGuard>,
}

impl Register {
    /// An empty register.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyFolder::open(folder.path().join("keys"), &master()).unwrap();
        let keys = LocalKeys::new(keys);
        let log = SledLog::open(folder.path().join("log"), SledOptions::default()).unwrap();
        let desk = Desk {
            log: Arc::new(log),
            clock: Clock::sandbox(day(0)),
            sealer: Arc::new(Sealer::new(Arc::new(keys.clone()))),
            macs: Arc::new(RequestMac::new(&master())),
            owns_person_keys: true,
        };
        let index = index_at(&folder.path().join("identity"), &desk, &keys);
        let obstacles = Arc::new(Obstacles::open(folder.path().join("obstacles.json")));
        let note = folder.path().join("keys").join("erasures");
        let grpc = Grpc::new(&desk, index, Eraser::new(Arc::clone(&obstacles), Some(note)));
        let mut register = Self { folder, desk, keys, grpc, obstacles, filling: None };
        register.fill();
        register
    }

    /// Where the index is kept.
    pub(crate) fn index_folder(&self) -> PathBuf {
        self.folder.path().join("identity")
    }

    /// Where keys are kept.
    pub(crate) fn keys_folder(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    /// How many keys are kept.
    pub(crate) fn keys_kept(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("keys")).unwrap().count()
    }

    /// An index in another folder of the same register.
    pub(crate) fn another_index(&self, name: &str) -> Arc<Index> {
        index_at(&self.folder.path().join(name), &self.desk, &self.keys)
    }

    fn fill(&mut self) {
        let stop = CancellationToken::new();
        let (index, token) = (Arc::clone(&self.grpc.index), stop.clone());
        tokio::spawn(async move { index.fill(token).await });
        self.filling = Some(stop.drop_guard());
    }

    /// Enters a person with what is given of them.
    pub(crate) async fn enter(&self, number: u128, name: &str, born: &str, nhs: &str) {
        let said = |words: &str| (!words.is_empty()).then(|| Text::plain(words));
        let fact = PersonRegistered {
            person_id: id("person", number),
            name: said(name),
            date_of_birth: said(born),
            nhs_number: said(nhs),
            borough: "Lambeth".into(),
        };
        let request = RegisterPersonRequest { act: Some(act(number)), fact: Some(fact) };
        self.grpc.register_person(by(Role::CareCoordinator, request)).await.unwrap();
    }

    /// Records that person 1 was in contact.
    pub(crate) async fn contact(&self, number: u128) {
        let fact = ContactRecorded {
            person_id: id("person", 1),
            agency_id: id("agency", 1),
            service: ContactService::Ed.into(),
            reason: ContactReason::Distress.into(),
            disposal: ContactDisposal::Discharged.into(),
            ..Default::default()
        };
        let request = RecordContactRequest { act: Some(act(number)), fact: Some(fact) };
        self.grpc.record_contact(by(Role::CareCoordinator, request)).await.unwrap();
    }
}

fn index_at(folder: &std::path::Path, desk: &Desk<SledLog>, keys: &LocalKeys) -> Arc<Index> {
    let blind = BlindIndex::new(&master());
    Arc::new(Index::open(folder, desk, blind, Some(keys.clone())).unwrap())
}

pub(crate) fn master() -> MasterKey {
    MasterKey::from([7; 32])
}

/// A request that a worker makes in a role.
pub(crate) fn by<T>(role: Role, request: T) -> Request<T> {
    let mut request = Request::new(request);
    request.extensions_mut().insert(Principal {
        worker_id: id("worker", 1),
        agency_id: id("agency", 1),
        role,
        purpose: "direct_care".into(),
    });
    request
}

/// Something done now; the number makes it another request.
pub(crate) fn act(number: u128) -> Act {
    Act { request_id: Uuid::from_u128(number).to_string(), ..Default::default() }
}

/// Something that happened, recorded now.
pub(crate) fn record(number: u128) -> Act {
    let source = Source { title: "a letter".into(), ..Default::default() };
    Act { mode: Mode::Record.into(), source: Some(source), ..act(number) }
}
