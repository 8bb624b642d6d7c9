//! A real PostgreSQL of the tests' own: a cluster in a temporary folder, on a socket in it, which
//! ends with this process, however that ends.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use sqlx::{Connection, PgConnection};
use sync_server::config::PostgresUrl;

/// The folder of PostgreSQL's programs; `cargo xtask test` sets it.
const PROGRAMS: &str = "REGULARS_POSTGRES";

/// Starts and stops the database as it is told, a word a line, and clears away at the end of its
/// input: whoever started it may be gone without a word.
const KEEPER: &str = r#"
set -u
dir=$1 bin=$2
mkdir -m 700 "$dir" && "$bin/initdb" -D "$dir/data" -U regulars --auth=trust --no-sync \
    --locale=C --encoding=UTF8 >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
start() {
    "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c max_connections=200 \
        -c shared_buffers=32MB >>"$dir/log" 2>&1 &
    pid=$!
    until "$bin/pg_isready" -q -h "$dir" -U regulars -d postgres; do
        kill -0 $pid 2>/dev/null || { cat "$dir/log" >&2; exit 1; }
        sleep 0.05
    done
}
stop() { kill -QUIT $pid; wait $pid; }
start; echo started
while read -r word; do
    case $word in
        start) start; echo started ;;
        crash) stop; echo crashed ;;
    esac
done
stop; rm -rf "$dir"
"#;

/// A running cluster.
pub struct Cluster {
    folder: PathBuf,
    keeper: Mutex<Keeper>,
}

struct Keeper {
    child: Child,
    words: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Cluster {
    /// One of one's own, to crash it.
    pub fn start() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("regulars-pg-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let mut child = as_nobody_important()
            .args(["sh", "-c", KEEPER, "sh"])
            .args([&folder, &programs()])
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let words = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("its output"));
        let cluster = Self { folder, keeper: Mutex::new(Keeper { child, words, answers }) };
        cluster.expect("started");
        cluster
    }

    fn expect(&self, answer: &str) {
        let mut keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        let mut line = String::new();
        keeper.answers.read_line(&mut line).expect("text");
        assert_eq!(line.trim(), answer, "PostgreSQL did not do it; its words are above");
    }

    fn say(&self, word: &str) {
        let mut keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        let words = keeper.words.as_mut().expect("it listens");
        writeln!(words, "{word}").expect("it listens");
    }

    /// Every process of it ends at once, with nothing written that was not.
    pub fn crash(&self) {
        self.say("crash");
        self.expect("crashed");
    }

    /// Starts it again.
    pub fn restart(&self) {
        self.say("start");
        self.expect("started");
    }

    /// A new, empty database.
    pub async fn database(&self) -> PostgresUrl {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut connection = self.connect("postgres").await;
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::raw_sql(create).execute(&mut connection).await.expect("a new database");
        PostgresUrl::parse(&self.url(&name)).expect("sound")
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://regulars@localhost/{database}?host={}", self.folder.display())
    }

    pub async fn connect(&self, database: &str) -> PgConnection {
        PgConnection::connect(&self.url(database)).await.expect("a connection")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        keeper.words = None;
        let _ended = keeper.child.wait();
    }
}

/// The one that tests share; each has a database of its own in it.
pub fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED.get_or_init(Cluster::start)
}

/// A new, empty database in the shared cluster.
pub async fn database() -> PostgresUrl {
    shared().database().await
}

/// A connection beside the server's, to look at a database or to spoil it.
pub async fn beside(url: &PostgresUrl) -> PgConnection {
    let place = url.place();
    let name = place.split(' ').nth(1).expect("a name");
    shared().connect(name).await
}

/// The address as a flag takes it.
pub fn flag(url: &PostgresUrl) -> String {
    let place = url.place();
    shared().url(place.split(' ').nth(1).expect("a name"))
}

fn programs() -> PathBuf {
    if let Some(folder) = std::env::var_os(PROGRAMS) {
        return folder.into();
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let folders = versions.map(|version| version.path().join("bin"));
    folders.filter(|folder| folder.join("initdb").exists()).max().unwrap_or_else(|| {
        panic!(
            "these tests start a PostgreSQL of their own: install it (Debian: `apt-get install \
             postgresql`), or name the folder of its programs in {PROGRAMS}"
        )
    })
}

/// PostgreSQL refuses to run as root.
fn as_nobody_important() -> Command {
    let owner = std::fs::metadata("/proc/self").expect("Linux");
    if std::os::unix::fs::MetadataExt::uid(&owner) != 0 {
        return Command::new("env");
    }
    let mut command = Command::new("setpriv");
    let user = if has_user("postgres") { "postgres" } else { "nobody" };
    command.args([&format!("--reuid={user}"), "--clear-groups", "--"]);
    command
}

fn has_user(name: &str) -> bool {
    let users = std::fs::read_to_string(Path::new("/etc/passwd")).unwrap_or_default();
    users.lines().any(|line| line.split(':').next() == Some(name))
}
