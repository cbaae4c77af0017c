//! What a data key is, who can be asked for one, and why there may be none.

use std::{fmt, sync::Arc};

use futures::future::BoxFuture;
use proto::ids::{AgencyId, PersonId, SchemeId};
use secrecy::{ExposeSecret, SecretBox, zeroize::Zeroize};
use tonic::Code;

/// The key under which one person's, scheme's or agency's words are sealed.
#[derive(Clone)]
pub struct DataKey(Arc<SecretBox<[u8; 32]>>);

impl DataKey {
    /// The bytes, for the answer of the keys service and for sealing only.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }
}

impl From<[u8; 32]> for DataKey {
    fn from(mut bytes: [u8; 32]) -> Self {
        let boxed = Box::new(bytes);
        bytes.zeroize();
        Self(Arc::new(SecretBox::new(boxed)))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey")
    }
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The id is of nobody who has a key.
    #[error("`{key_id}` is no id of a person, a scheme or an agency, and only they have keys")]
    NotAKeyId {
        /// What was given, shortened.
        key_id: String,
    },
    /// There is none, and none was to be made.
    #[error("there is no key for `{key_id}`")]
    NotFound {
        /// Whose.
        key_id: String,
    },
    /// It was destroyed and will not be made again.
    #[error("the key of `{key_id}` was destroyed")]
    Destroyed {
        /// Whose.
        key_id: String,
    },
    /// What is kept does not unwrap to a key.
    #[error("the key of `{key_id}` is damaged, or was wrapped under another master key")]
    Damaged {
        /// Whose.
        key_id: String,
    },
    /// The key's keeper gave no answer; asking again may help.
    #[error("the key of `{key_id}` could not be fetched")]
    Unavailable {
        /// Whose.
        key_id: String,
        /// What stood in the way.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl KeyError {
    /// The reason code, as in `Withheld` and in an `ErrorInfo` of the keys service.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::NotAKeyId { .. } => "NOT_A_KEY_ID",
            Self::NotFound { .. } => "KEY_NOT_FOUND",
            Self::Destroyed { .. } => "KEY_DESTROYED",
            Self::Damaged { .. } => "KEY_DAMAGED",
            Self::Unavailable { .. } => "KEY_UNAVAILABLE",
        }
    }

    /// The gRPC code with which the keys service says it, and by which its clients know it.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::NotAKeyId { .. } => Code::InvalidArgument,
            Self::NotFound { .. } => Code::NotFound,
            Self::Destroyed { .. } => Code::FailedPrecondition,
            Self::Damaged { .. } => Code::DataLoss,
            Self::Unavailable { .. } => Code::Unavailable,
        }
    }
}

/// Who can be asked for keys.
pub trait Keys: Send + Sync {
    /// The key of a person, scheme or agency; made if there is none and `create` says so.
    fn key<'a>(&'a self, key_id: &'a str, create: bool)
    -> BoxFuture<'a, Result<DataKey, KeyError>>;
}

/// Whether this is the id of somebody who has a key: a person, a scheme or an agency.
#[must_use]
pub fn has_key(id: &str) -> bool {
    id.parse::<PersonId>().is_ok()
        || id.parse::<SchemeId>().is_ok()
        || id.parse::<AgencyId>().is_ok()
}

/// Refuses what is not the id of somebody who has a key, and so every trick with paths.
pub(super) fn check_id(key_id: &str) -> Result<(), KeyError> {
    if has_key(key_id) {
        return Ok(());
    }
    Err(KeyError::NotAKeyId { key_id: key_id.chars().take(80).collect() })
}
