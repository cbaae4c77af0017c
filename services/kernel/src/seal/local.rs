//! Keys from the folder of this process, with those in use kept at hand.

use std::sync::{Arc, PoisonError, RwLock};

use futures::future::BoxFuture;
use quick_cache::sync::Cache;
use tokio::task;

use super::{
    folder::KeyFolder,
    keys::{DataKey, KeyError, Keys, parts},
};

/// Keys held in memory at once: some 100 bytes each.
const HELD: usize = 10_000;

/// The keys that this process keeps.
#[derive(Clone)]
pub struct LocalKeys(Arc<Inner>);

struct Inner {
    folder: Arc<KeyFolder>,
    held: Cache<String, DataKey>,
    /// Held by destruction while it forgets, so that no reader puts the key back.
    gate: RwLock<()>,
}

impl std::fmt::Debug for LocalKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LocalKeys")
    }
}

impl LocalKeys {
    /// The keys of a folder.
    #[must_use]
    pub fn new(folder: impl Into<Arc<KeyFolder>>) -> Self {
        let folder = folder.into();
        Self(Arc::new(Inner { folder, held: Cache::new(HELD), gate: RwLock::new(()) }))
    }

    /// Destroys a key for good; words sealed under it are unreadable from now on.
    ///
    /// Other services may hold it for as long as theirs are kept at hand.
    ///
    /// # Errors
    /// If the tombstone cannot be written; the key may then still be there.
    pub async fn destroy(&self, key_id: &str) -> Result<(), KeyError> {
        self.blocking(key_id, |inner, key_id| {
            let _alone = inner.gate.write().unwrap_or_else(PoisonError::into_inner);
            inner.held.remove(key_id);
            inner.folder.destroy(key_id)
        })
        .await
    }

    /// Runs on a thread that may wait for the disk, and to its end even if the caller goes away.
    async fn blocking<T: Send + 'static>(
        &self,
        key_id: &str,
        work: impl FnOnce(&Inner, &str) -> Result<T, KeyError> + Send + 'static,
    ) -> Result<T, KeyError> {
        let (inner, id) = (Arc::clone(&self.0), key_id.to_owned());
        task::spawn_blocking(move || work(&inner, &id)).await.unwrap_or_else(|error| {
            Err(KeyError::Unavailable { key_id: key_id.to_owned(), source: Box::new(error) })
        })
    }
}

impl Keys for LocalKeys {
    fn key<'a>(
        &'a self,
        key_id: &'a str,
        create: bool,
    ) -> BoxFuture<'a, Result<DataKey, KeyError>> {
        Box::pin(async move {
            let (owner, class) = parts(key_id)?;
            let of_class = |key: DataKey| class.map_or(key.clone(), |class| key.of_class(class));
            if let Some(key) = self.0.held.get(owner) {
                return Ok(of_class(key));
            }
            let key = self.blocking(owner, move |inner, key_id| {
                let _shared = inner.gate.read().unwrap_or_else(PoisonError::into_inner);
                let key = if create {
                    inner.folder.get_or_create(key_id)?
                } else {
                    inner.folder.get(key_id)?
                };
                inner.held.insert(key_id.to_owned(), key.clone());
                Ok(key)
            });
            key.await.map(of_class)
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use futures::future::join_all;
    use proto::ids::PersonId;
    use uuid::Uuid;

    use super::*;
    use crate::seal::MasterKey;

    fn keys(folder: &tempfile::TempDir) -> LocalKeys {
        LocalKeys::new(KeyFolder::open(folder.path(), &MasterKey::from([1; 32])).unwrap())
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn tasks_that_race_to_make_a_key_end_with_the_same_one() {
        let folder = tempfile::tempdir().unwrap();
        let keys = keys(&folder);
        let id = PersonId::new(Uuid::from_u128(1)).to_string();
        let found = join_all((0..16).map(|_| {
            let (keys, id) = (keys.clone(), id.clone());
            tokio::spawn(async move { *keys.key(&id, true).await.unwrap().expose() })
        }))
        .await;
        let first = *keys.key(&id, false).await.unwrap().expose();
        assert!(found.into_iter().all(|key| key.unwrap() == first));
    }

    #[tokio::test]
    async fn a_key_at_hand_is_forgotten_when_it_is_destroyed() {
        let folder = tempfile::tempdir().unwrap();
        let keys = keys(&folder);
        let id = PersonId::new(Uuid::from_u128(2)).to_string();
        keys.key(&id, true).await.unwrap();
        keys.destroy(&id).await.unwrap();
        for create in [false, true] {
            assert!(matches!(keys.key(&id, create).await, Err(KeyError::Destroyed { .. })));
        }
    }
}
