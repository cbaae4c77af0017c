//! Loss of power: what was acknowledged is there afterwards.
//!
//! A file system of its own is shut down at a random moment without writing
//! its journal, as if the plug had been pulled, and mounted again. This takes
//! root and a loop device; without them the test says so and proves nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use kernel::log::{SledLog, SledOptions};

use crate::support::{Writing, tell, times, verify};

/// Waits for a line, then pulls the plug: `FS_IOC_SHUTDOWN` with
/// `EXT4_GOING_FLAGS_NOLOGFLUSH`.
const PULL: &str = "
import fcntl, os, struct, sys
fd = os.open(sys.argv[1], os.O_RDONLY)
print('ready', flush=True)
sys.stdin.readline()
fcntl.ioctl(fd, 0x8004587d, struct.pack('I', 2))
";

/// A file system in a file.
struct Disk {
    image: PathBuf,
    at: PathBuf,
    mounted: bool,
}

impl Disk {
    fn new(place: &Path) -> Result<Self, String> {
        let disk = Self { image: place.join("image"), at: place.join("disk"), mounted: false };
        File::create(&disk.image).and_then(|f| f.set_len(1 << 30)).map_err(|e| e.to_string())?;
        fs::create_dir(&disk.at).map_err(|e| e.to_string())?;
        run(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&disk.image))?;
        Ok(disk)
    }

    fn mount(&mut self) -> Result<(), String> {
        run(Command::new("mount").args(["-o", "loop"]).args([&self.image, &self.at]))?;
        self.mounted = true;
        Ok(())
    }

    fn unmount(&mut self) -> Result<(), String> {
        run(Command::new("umount").arg(&self.at))?;
        self.mounted = false;
        Ok(())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.mounted {
            let _ = run(Command::new("umount").arg("-l").arg(&self.at));
        }
    }
}

/// A process with its hand on the plug.
struct Plug(Child);

impl Plug {
    fn new(at: &Path) -> Result<Self, String> {
        let mut child = Command::new("python3")
            .args(["-c", PULL])
            .arg(at)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("python3: {error}"))?;
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut line).unwrap();
        if line.trim() == "ready" { Ok(Self(child)) } else { Err("python3 does not run".into()) }
    }

    fn pull(mut self) -> Result<(), String> {
        self.0.stdin.take().unwrap().write_all(b"\n").unwrap();
        let status = self.0.wait().unwrap();
        if status.success() { Ok(()) } else { Err("the file system cannot be shut down".into()) }
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

/// A disk whose plug can be pulled, if this machine allows it.
fn disk(place: &Path) -> Result<Disk, String> {
    let mut disk = Disk::new(place)?;
    disk.mount()?;
    Plug::new(&disk.at)?.pull()?;
    disk.unmount()?;
    Ok(disk)
}

#[test]
#[ignore = "the child process of the other test"]
fn child() {
    support::write_until_stopped();
}

#[tokio::test]
async fn what_was_acknowledged_survives_loss_of_power() {
    let place = tempfile::tempdir().unwrap();
    let mut disk = match disk(place.path()) {
        Ok(disk) => disk,
        Err(reason) => return tell(&format!("SKIPPED: the power-cut test: {reason}")),
    };
    let cuts = times("CANDOUR_POWER_CUTS", 3, 50);
    let mut acks = Vec::new();
    let mut folder = 0;
    for cut in 0..cuts {
        // Every third cut meets a log that is just being created.
        if cut % 3 == 0 {
            folder = cut;
            acks.clear();
        }
        disk.mount().unwrap();
        let at = disk.at.join(format!("{folder}/log"));
        if cut % 3 == 0 && cut > 0 {
            // The disk is small, and what lay there has been looked at.
            std::fs::remove_dir_all(disk.at.join((cut - 3).to_string())).unwrap();
        }
        let plug = Plug::new(&disk.at).unwrap();
        let mut child = Writing::start("child", &at, cut, "");
        if cut % 3 == 0 {
            std::thread::sleep(Duration::from_millis(rand::random_range(0..400)));
        } else {
            child.wait_for_acks();
            std::thread::sleep(Duration::from_millis(rand::random_range(0..1_500)));
        }
        // What is said while the plug is being pulled may be from after it.
        let acknowledged = child.acks();
        plug.pull().unwrap();
        let ended = child.ends(Duration::from_secs(60));
        // A log that was still being opened fails; one that was open ends well.
        assert!(ended || acknowledged.is_empty(), "a log on a dead disk ends");
        acks.extend(acknowledged);
        disk.unmount().unwrap();

        disk.mount().unwrap();
        let log = SledLog::open(&at, SledOptions::default()).unwrap();
        verify(&log, &acks).await;
        tell(&format!("power cut {cut}: {} acknowledged appends, all there", acks.len()));
        log.close().await;
        drop(log);
        disk.unmount().unwrap();
    }
}
