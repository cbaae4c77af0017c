//! What a data key is, who can be asked for one, and why there may be none.

use std::{fmt, sync::Arc};

use futures::future::BoxFuture;
use proto::{
    common::Class,
    ids::{AgencyId, PersonId, SchemeId},
};
use secrecy::{ExposeSecret, SecretBox, zeroize::Zeroize};
use tonic::Code;

use super::derived;

/// What a class's key is derived with, before the class's name.
const OF_A_CLASS: &[u8] = b"candour/v1/class key/";

/// The key under which one person's, scheme's or agency's words of a class are sealed; or
/// theirs alone, from which those of the classes follow.
#[derive(Clone)]
pub struct DataKey(Arc<SecretBox<[u8; 32]>>);

impl DataKey {
    /// The bytes, for the answer of the keys service and for sealing only.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }

    /// The key that follows from it for words of a class.
    pub(super) fn of_class(&self, class: &str) -> Self {
        Self(Arc::new(derived(self.expose(), &[OF_A_CLASS, class.as_bytes()])))
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
    /// It is handed out to nobody, or not to this service.
    #[error("the key `{key_id}` is not for this service")]
    NotYours {
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
            Self::NotYours { .. } => "KEY_NOT_YOURS",
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
            Self::NotYours { .. } => Code::PermissionDenied,
            Self::Unavailable { .. } => Code::Unavailable,
        }
    }
}

/// Who can be asked for keys.
pub trait Keys: Send + Sync {
    /// The key of a person, scheme or agency, or theirs for a class ([`class_key_id`]); the
    /// former is made if there is none and `create` says so.
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

/// Words that tell who somebody is.
pub const IDENTITY: &str = "identity";

/// The classes of words, as ids of keys name them.
const CLASSES: [&str; 4] = [IDENTITY, "clinical", "police", "narrative"];

/// The id of somebody's key for words of a class, such as `person_….identity`.
#[must_use]
pub fn class_key_id(owner: &str, class: Class) -> String {
    let class = match class {
        Class::Identity => IDENTITY,
        Class::Clinical => "clinical",
        Class::Police => "police",
        Class::Narrative | Class::Structure | Class::Unspecified => "narrative",
    };
    format!("{owner}.{class}")
}

/// Whose key it is, and for which class if it is for one.
///
/// # Errors
/// If it is no key's id.
pub fn parts(key_id: &str) -> Result<(&str, Option<&'static str>), KeyError> {
    let (owner, class) = match key_id.split_once('.') {
        None => (key_id, None),
        Some((owner, class)) => {
            let known = CLASSES.into_iter().find(|known| *known == class);
            let none = || KeyError::NotAKeyId { key_id: key_id.chars().take(80).collect() };
            (owner, Some(known.ok_or_else(none)?))
        }
    };
    check_id(owner)?;
    Ok((owner, class))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_key_of_a_class_is_known_by_its_id_and_is_nobody_elses() {
        let owner = PersonId::new(Uuid::from_u128(1)).to_string();
        let classes = [Class::Identity, Class::Clinical, Class::Police, Class::Narrative];
        let ids = classes.map(|class| class_key_id(&owner, class));
        let key = DataKey::from([7; 32]);
        let keys = ids.each_ref().map(|id| {
            let (of, class) = parts(id).unwrap();
            assert_eq!(of, owner);
            *key.of_class(class.unwrap()).expose()
        });
        for (n, one) in keys.iter().enumerate() {
            assert_ne!(one, key.expose());
            assert!(keys.iter().skip(n + 1).all(|other| one != other));
        }
        assert_eq!(parts(&owner).unwrap(), (owner.as_str(), None));
        for none in ["", ".", ".identity", "person_1.identity"] {
            assert!(matches!(parts(none), Err(KeyError::NotAKeyId { .. })), "{none}");
        }
        for class in ["", "Identity", "words", "identity.", "identity.identity"] {
            let id = format!("{owner}.{class}");
            assert!(matches!(parts(&id), Err(KeyError::NotAKeyId { .. })), "{id}");
        }
    }
}
