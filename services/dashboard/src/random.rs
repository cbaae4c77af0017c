//! Names that nobody can guess: of sessions, of sign-ins that are under way.
//!
//! They belong to no event, so they do not come from the kernel's clock.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::seal::random;
use rand::rand_core::OsError;

/// The operating system gives none.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no randomness")]
pub struct NoRandomness(#[from] OsError);

/// A name of 256 random bits, in letters that a cookie or an address may hold.
pub(crate) fn name() -> Result<String, NoRandomness> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}
