//! Small secret files: written whole or not at all, and read by their owner only.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use secrecy::zeroize::Zeroizing;

use super::{hex, random};

/// More than any secret file of ours holds; anything longer is another file.
const LONGEST: u64 = 16 * 1024;

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Its owner.
    Owner,
    /// Everyone on the machine.
    Everyone,
}

/// Reads a key's file, which only its owner may read.
///
/// # Errors
/// If it cannot be read, others may use it, or it is too long for a key.
pub fn read_private(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    read_private_up_to(path, LONGEST)
}

/// Reads a file that only its owner may read, and refuses one that others may read too or
/// that is longer than so many bytes.
pub(crate) fn read_private_up_to(path: &Path, longest: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    // The open file is asked and not the path, which may be exchanged in between.
    refuse_if_shared(&file, path)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(256));
    file.take(longest.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > longest {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the file is too long"));
    }
    Ok(bytes)
}

#[cfg(unix)]
fn refuse_if_shared(file: &File, path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    let told = file.metadata()?;
    let mode = told.permissions().mode() & 0o777;
    if is_private(mode, told.uid(), rustix::process::geteuid().as_raw()) {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::PermissionDenied,
        format!(
            "others may use this file (mode {mode:03o}); run `chmod 600 {}` and consider the key known",
            path.display()
        ),
    ))
}

/// Whether a file is for its owner only. One that root hands to a service that is not root
/// may be read by its group too: that is how systemd and Kubernetes hand out secrets, in a
/// place that only this service sees.
#[cfg(unix)]
fn is_private(mode: u32, owner: u32, we: u32) -> bool {
    let handed = owner == 0 && we != 0;
    mode & if handed { 0o037 } else { 0o077 } == 0
}

#[cfg(not(unix))]
fn refuse_if_shared(_file: &File, _path: &Path) -> io::Result<()> {
    Ok(())
}

/// Writes a new file and fails with `AlreadyExists` where there is one.
///
/// The file appears under its name only once its bytes are on disk, so neither
/// a crash nor a race leaves half a key behind.
///
/// # Errors
/// If there is one, or it cannot be written.
pub fn write_new(path: &Path, staging: &Path, bytes: &[u8]) -> io::Result<()> {
    let staged = stage(staging, bytes, Audience::Owner)?;
    // A link, unlike a rename, never replaces what is there.
    let linked = fs::hard_link(&staged, path);
    let removed = fs::remove_file(&staged);
    linked?;
    removed?;
    sync_folder(parent(path))
}

/// Writes a file in place of whatever is there.
///
/// # Errors
/// If it cannot be written; what was there stays then.
pub fn replace(path: &Path, staging: &Path, bytes: &[u8], audience: Audience) -> io::Result<()> {
    let staged = stage(staging, bytes, audience)?;
    if let Err(error) = fs::rename(&staged, path) {
        // The error worth telling is the first one.
        let _ = fs::remove_file(&staged);
        return Err(error);
    }
    sync_folder(parent(path))
}

fn stage(staging: &Path, bytes: &[u8], audience: Audience) -> io::Result<PathBuf> {
    let path = staging.join(format!(".{}.tmp", hex(&random::<16>().map_err(io::Error::other)?)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    set_mode(&mut options, audience);
    let written = options.open(&path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    match written {
        Ok(()) => Ok(path),
        Err(error) => {
            // The error worth telling is the first one.
            let _ = fs::remove_file(&path);
            Err(error)
        }
    }
}

#[cfg(unix)]
fn set_mode(options: &mut OpenOptions, audience: Audience) {
    use std::os::unix::fs::OpenOptionsExt as _;

    options.mode(match audience {
        Audience::Owner => 0o600,
        Audience::Everyone => 0o644,
    });
}

#[cfg(not(unix))]
fn set_mode(_options: &mut OpenOptions, _audience: Audience) {}

/// Makes a folder, its parents too, that only its owner may enter; what is there stays as it is.
///
/// # Errors
/// If it cannot be made.
pub fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)?;
    sync_folder(parent(path))
}

/// Makes the names in a folder outlive a loss of power.
///
/// # Errors
/// If the folder cannot be opened or synced.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// The folder that a file is in; a bare name is in the working folder.
#[must_use]
pub fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_never_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        write_new(&path, folder.path(), b"first").unwrap();
        let again = write_new(&path, folder.path(), b"second").unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left over");
    }

    #[cfg(unix)]
    #[test]
    fn what_root_hands_to_a_service_may_be_read_by_its_group_and_nobody_else() {
        let (root, we, another) = (0, 10001, 10002);
        for private in [(0o400, we, we), (0o600, root, root), (0o440, root, we), (0o640, root, we)]
        {
            assert!(is_private(private.0, private.1, private.2), "{private:?}");
        }
        for shared in [
            (0o440, we, we),
            (0o440, root, root),
            (0o440, another, we),
            (0o444, root, we),
            (0o660, root, we),
            (0o604, root, we),
        ] {
            assert!(!is_private(shared.0, shared.1, shared.2), "{shared:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_refused_and_says_what_to_do() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        write_new(&path, folder.path(), b"secret").unwrap();
        assert_eq!(read_private(&path).unwrap().as_slice(), b"secret");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let refused = read_private(&path).unwrap_err().to_string();
        assert!(refused.contains("mode 640") && refused.contains("chmod 600"), "{refused}");
    }
}
