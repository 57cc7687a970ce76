//! A folder of its own for each test, and the binary run in it.

mod beside;

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Read, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::Value;

pub use beside::beside;

/// Serves on a port that is free.
pub const SERVE: [&str; 4] = ["serve", "--listen", "127.0.0.1:0", "--json"];

/// A folder of its own.
pub struct Place {
    folder: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
}

/// What a run of the binary said.
pub struct Run {
    code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Demands an exit code.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\nout: {}\nerr: {}", self.out, self.err);
        self
    }

    /// The output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out))
    }
}

impl Place {
    pub fn new() -> Self {
        // cheaper than by default, as hashing is not what is tested here
        let variables = vec![("INQUEST_SECURITY__PASSWORD_MEMORY_MIB", "19".to_owned())];
        Self { folder: tempfile::tempdir().unwrap(), variables }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn is_empty(&self) -> bool {
        std::fs::read_dir(self.folder.path()).unwrap().next().is_none()
    }

    fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_inquest"));
        command.args(args).current_dir(self.folder.path()).env_clear().envs(self.variables.iter().cloned());
        command
    }

    pub fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Run {
        let done = self.command(args).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run { code: done.status.code(), out: text(done.stdout), err: text(done.stderr) }
    }

    /// Notes a migration that this version does not know.
    pub fn pretend_newer(&self) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let file = store::Options::Sqlite(self.path("inquest-data/inquest.db"));
            let db = store::Db::open(&file).await.unwrap();
            store::note_migration(&db, 999).await.unwrap();
            db.close().await;
        });
    }

    /// Begins a command and ends it by SIGKILL after so long, wherever it is then.
    pub fn kill_after<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>, after: Duration) {
        let mut child = self.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
    }

    pub fn serve(&self) -> Server {
        let mut child = self.command(SERVE).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
        Server {
            child,
            ready: said["ready"].as_str().unwrap().to_owned(),
            first_run: said["first_run"].as_str().map(str::to_owned),
        }
    }
}

/// A running server; ended with its test.
pub struct Server {
    child: Child,
    pub ready: String,
    pub first_run: Option<String>,
}

impl Server {
    /// The status with which a page answers.
    pub fn get(&self, path: &str) -> u16 {
        let address = self.ready.strip_prefix("http://").unwrap();
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// Ends it as a power cut would end the process: SIGKILL, and nothing is finished.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, and returns the code with which it did.
    pub fn stop(&mut self) -> Option<i32> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
