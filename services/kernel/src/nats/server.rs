//! A NATS server of our own, for one machine and for tests.
//!
//! It listens on the loopback address only, keeps its data in one folder, and beside it
//! the key of each user: nobody is let in without one.
//! It ends with us; after a `kill -9`, which leaves it running, the next start
//! on the same folder ends it first.

use std::{
    fmt::Write as _,
    fs::{self, File, TryLockError},
    io,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
    time::{Instant, sleep, timeout},
};

use super::{Login, NatsOptions, Nkey, NkeyError, users};

/// The oldest version that does what we need.
const OLDEST: (u32, u32) = (2, 12);

/// How long a server may take to read its store before it answers.
const STARTING: Duration = Duration::from_secs(60);

/// How long a server may take to stop before it is killed.
const STOPPING: Duration = Duration::from_secs(10);

/// How many ports are tried when any will do.
const PORTS_TRIED: usize = 5;

/// The largest message that it takes, in bytes.
const MAX_PAYLOAD: usize = 1024 * 1024;

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The program is missing.
    #[error(
        "could not run `{}`: install nats-server 2.12 or newer, or name it with \
         --nats-server or CANDOUR_NATS_SERVER", program.display()
    )]
    Missing {
        /// The program.
        program: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The program is too old.
    #[error(
        "`{}` is nats-server {found}; 2.12 or newer is needed: install it, or name one \
         with --nats-server or CANDOUR_NATS_SERVER", program.display()
    )]
    TooOld {
        /// The program.
        program: PathBuf,
        /// Its version.
        found: String,
    },
    /// Another process has a server on the folder.
    #[error("the folder `{0}` is in use by another process's NATS server")]
    InUse(PathBuf),
    /// The folder cannot be used.
    #[error("could not prepare the folder `{}`", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What failed.
        #[source]
        source: io::Error,
    },
    /// A user's key cannot be had.
    #[error("could not let the users of NATS in")]
    Users(#[from] NkeyError),
    /// It ended or did not answer.
    #[error("nats-server did not start on port {port}; its last words: {words}")]
    NotStarted {
        /// The port.
        port: u16,
        /// The end of its log.
        words: String,
    },
}

/// How a server proves who it is: a certificate and its key, as PEM files.
#[derive(Clone, Debug)]
pub struct ServerTls {
    /// The certificate.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
    /// The certificates by which clients know it.
    pub ca: PathBuf,
}

/// A running server.
#[derive(Debug)]
pub struct NatsServer {
    program: PathBuf,
    folder: PathBuf,
    port: u16,
    tls: Option<ServerTls>,
    child: Option<Child>,
    // Held as long as we are; the system lets go of it if we are killed.
    _lock: File,
}

impl NatsServer {
    /// Starts a server on a folder and waits until it answers.
    ///
    /// Without `binary` it is the one that `CANDOUR_NATS_SERVER` names, or the
    /// one on the `PATH`; without `port` it is any that is free.
    ///
    /// # Errors
    /// If there is none, it is too old, or it does not start.
    pub async fn start(
        binary: Option<PathBuf>,
        store_dir: impl Into<PathBuf>,
        port: Option<u16>,
    ) -> Result<Self, ServerError> {
        Self::start_with(binary, store_dir, port, None).await
    }

    /// The same, and with a certificate it speaks TLS only.
    ///
    /// # Errors
    /// If there is none, it is too old, or it does not start.
    pub async fn start_with(
        binary: Option<PathBuf>,
        store_dir: impl Into<PathBuf>,
        port: Option<u16>,
        tls: Option<ServerTls>,
    ) -> Result<Self, ServerError> {
        let program = binary
            .or_else(|| std::env::var_os("CANDOUR_NATS_SERVER").map(PathBuf::from))
            .unwrap_or_else(|| PathBuf::from("nats-server"));
        check_version(&program).await?;
        let (folder, lock) = lock(&store_dir.into())?;
        let mut server =
            Self { program, folder, port: port.unwrap_or_default(), tls, child: None, _lock: lock };
        server.end_orphan().await;
        let tries = if port.is_some() { 1 } else { PORTS_TRIED };
        let mut outcome = Ok(());
        for _ in 0..tries {
            if port.is_none() {
                server.port = free_port().map_err(|e| server.broken(e))?;
            }
            outcome = server.spawn().await;
            if outcome.is_ok() {
                break;
            }
        }
        outcome.map(|()| server)
    }

    /// Where it is reached.
    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// The file of a user's key.
    #[must_use]
    pub fn seed(&self, user: &str) -> PathBuf {
        users::seed_file(&self.folder, user)
    }

    /// How a user reaches it.
    ///
    /// # Errors
    /// If there is no such user, or its key cannot be read.
    pub fn options(&self, user: &str) -> Result<NatsOptions, NkeyError> {
        let mut options = NatsOptions::at(self.url());
        options.login = Login::Nkey(Nkey::open(&self.seed(user))?);
        options.root_certificates = self.tls.as_ref().map(|tls| tls.ca.clone());
        Ok(options)
    }

    /// The port on which it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder in which its streams are.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join("jetstream")
    }

    /// Its process id, while it runs.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().and_then(Child::id)
    }

    /// Waits until it ends by itself, as it should not.
    pub async fn ended(&mut self) {
        match &mut self.child {
            Some(child) => drop(child.wait().await),
            None => std::future::pending().await,
        }
    }

    /// Stops it as one should, or kills it if that takes too long.
    pub async fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        if let Some(pid) = child.id() {
            self.ask_to_end(pid).await;
        }
        if timeout(STOPPING, child.wait()).await.is_err() {
            let _ = child.kill().await;
        }
    }

    /// Kills it, as a crash would.
    pub async fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill().await;
        }
    }

    /// Stops it if it runs, and starts it again on the same port.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn restart(&mut self) -> Result<(), ServerError> {
        self.stop().await;
        self.spawn().await
    }

    async fn spawn(&mut self) -> Result<(), ServerError> {
        let name = format!("candour-{:016x}", super::chance());
        let config = self.folder.join("nats.conf");
        fs::write(&config, self.config(&name)?).map_err(|e| self.broken(e))?;
        let mut command = Command::new(&self.program);
        // In a group of its own, so that a Ctrl-C reaches us first and what is
        // under way can still be published.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command
            .arg("--config")
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| ServerError::Missing { program: self.program.clone(), source })?;
        let deadline = Instant::now() + STARTING;
        loop {
            if answers(self.port, &name).await {
                self.child = Some(child);
                return Ok(());
            }
            let ended = !matches!(child.try_wait(), Ok(None));
            if ended || Instant::now() > deadline {
                let _ = child.kill().await;
                return Err(ServerError::NotStarted { port: self.port, words: self.last_words() });
            }
            sleep(Duration::from_millis(10)).await;
        }
    }

    fn config(&self, name: &str) -> Result<String, NkeyError> {
        let mut text = String::from("# Written by Candour at each start; changes are lost.\n");
        let path = |file: &str| quoted(&self.folder.join(file));
        let _ = writeln!(text, "server_name: {name}");
        let _ = writeln!(text, "listen: \"127.0.0.1:{}\"", self.port);
        let _ = writeln!(text, "max_payload: {MAX_PAYLOAD}");
        let _ = writeln!(text, "pid_file: {}", path("nats.pid"));
        let _ = writeln!(text, "log_file: {}", path("nats.log"));
        let _ = writeln!(text, "logfile_size_limit: 16777216\nlogfile_max_num: 3");
        // The server adds a folder `jetstream` by itself.
        let _ = writeln!(text, "jetstream {{ store_dir: {} }}", quoted(&self.folder));
        if let Some(tls) = &self.tls {
            let (own, key) = (quoted(&tls.certificate), quoted(&tls.key));
            let _ =
                writeln!(text, "tls {{ cert_file: {own}, key_file: {key}, min_version: \"1.2\" }}");
        }
        text.push_str(&users::authorization(&self.folder)?);
        Ok(text)
    }

    fn broken(&self, source: io::Error) -> ServerError {
        ServerError::Folder { folder: self.folder.clone(), source }
    }

    fn last_words(&self) -> String {
        let log = fs::read_to_string(self.folder.join("nats.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(3).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join(" / ")
    }

    /// We hold the folder's lock, so a server that still runs on it has lost
    /// whoever started it.
    async fn end_orphan(&self) {
        let file = self.folder.join("nats.pid");
        let pid = fs::read_to_string(&file).ok().and_then(|t| t.trim().parse::<u32>().ok());
        let Some(pid) = pid.filter(|pid| serves(*pid, &self.folder)) else { return };
        tracing::warn!(pid, "ending a NATS server that an earlier run left behind");
        self.ask_to_end(pid).await;
        let deadline = Instant::now() + STOPPING;
        while serves(pid, &self.folder) && Instant::now() < deadline {
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// The program signals for us, since doing so ourselves needs unsafe code.
    async fn ask_to_end(&self, pid: u32) {
        let asked = Command::new(&self.program)
            .arg("--signal")
            .arg(format!("term={pid}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .await;
        if !asked.is_ok_and(|status| status.success()) {
            tracing::warn!(pid, "could not ask the NATS server to stop");
        }
    }
}

async fn check_version(program: &Path) -> Result<(), ServerError> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().await;
    let output =
        output.map_err(|source| ServerError::Missing { program: program.to_owned(), source })?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match version(&said) {
        Some(found) if found >= OLDEST => Ok(()),
        _ => Err(ServerError::TooOld { program: program.to_owned(), found: said }),
    }
}

/// Reads `nats-server: v2.15.1`.
fn version(said: &str) -> Option<(u32, u32)> {
    let number = said.rsplit(['v', ' ']).next()?;
    let mut parts = number.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Makes the folder and holds it; its name is made absolute on the way.
fn lock(folder: &Path) -> Result<(PathBuf, File), ServerError> {
    let broken = |source| ServerError::Folder { folder: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(broken)?;
    let absolute = folder.canonicalize().map_err(broken)?;
    let file = File::create(absolute.join("nats.lock")).map_err(broken)?;
    match file.try_lock() {
        Ok(()) => Ok((absolute, file)),
        Err(TryLockError::WouldBlock) => Err(ServerError::InUse(folder.to_owned())),
        Err(TryLockError::Error(source)) => Err(broken(source)),
    }
}

fn free_port() -> io::Result<u16> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr().map(|address| address.port())
}

/// Whether our server answers there, and not another that took the port.
async fn answers(port: u16, name: &str) -> bool {
    let greeting = async {
        let socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.ok()?;
        let mut line = String::new();
        BufReader::new(socket).read_line(&mut line).await.ok()?;
        Some(line)
    };
    let greeting = timeout(Duration::from_secs(1), greeting).await.ok().flatten();
    greeting.is_some_and(|line| line.starts_with("INFO ") && line.contains(name))
}

/// Whether a process is a server on this folder. Where there is no `/proc` we
/// cannot tell, and leave it alone.
fn serves(pid: u32, folder: &Path) -> bool {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let config = folder.join("nats.conf");
    line.split(|byte| *byte == 0).any(|word| word == config.as_os_str().as_encoded_bytes())
}

fn quoted(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_compared_as_numbers() {
        assert_eq!(version("nats-server: v2.15.1"), Some((2, 15)));
        assert_eq!(version("nats-server: v2.9.0-beta.1"), Some((2, 9)));
        assert!(version("nats-server: v2.9.0") < Some(OLDEST));
        assert_eq!(version("something else"), None);
    }
}
