//! The one thread that writes. Calls that wait at the same time share one transaction and one commit; each
//! runs in a savepoint of its own, so that a refused one takes nobody along.
//!
//! It knows nothing of what is written.

use crate::StoreError;
use crate::lock::lock;
use rusqlite::{Connection, ErrorCode, ffi};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::thread::{self, JoinHandle};
use tokio::sync::{mpsc, oneshot};

/// Calls that may wait before the next caller has to.
const QUEUE: usize = 256;

/// Calls that share one commit at most, so that the first of them need not wait for a whole flood.
const GROUP: usize = 128;

/// Free pages that are given back at the end; more would keep who stops the server waiting.
const FREE_PAGES_AT_END: i64 = 2048;

pub struct Writer {
    queue: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// One caller's part of a group.
trait Job: Send {
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError>;

    /// Told once whether what `run` did is durable.
    fn settle(self: Box<Self>, outcome: Result<(), StoreError>);
}

struct Call<W, A, T, R> {
    work: Option<W>,
    written: Option<T>,
    apply: A,
    reply: oneshot::Sender<Result<R, StoreError>>,
}

impl Writer {
    pub fn start(connection: Connection) -> Result<Writer, StoreError> {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || serve(&connection, receiver))
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok(Writer { queue: Mutex::new(Some(sender)), thread: Mutex::new(Some(thread)) })
    }

    /// Runs `work` in a transaction on the writer's thread. Once that is durable, `apply` follows on the
    /// same thread, in the order of the commits. An error keeps nothing of `work` and skips `apply`.
    pub async fn write<T, R, W, A>(&self, work: W, apply: A) -> Result<R, StoreError>
    where
        T: Send + 'static,
        R: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
        A: FnOnce(T) -> R + Send + 'static,
    {
        let (call, reply) = call(work, apply);
        self.sender()?.send(call).await.map_err(|_| stopped())?;
        reply.await.map_err(|_| stopped())?
    }

    /// [`Writer::write`] for threads outside of the runtime.
    pub fn write_blocking<T, R, W, A>(&self, work: W, apply: A) -> Result<R, StoreError>
    where
        T: Send + 'static,
        R: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
        A: FnOnce(T) -> R + Send + 'static,
    {
        let (call, reply) = call(work, apply);
        self.sender()?.blocking_send(call).map_err(|_| stopped())?;
        reply.blocking_recv().map_err(|_| stopped())?
    }

    /// Finishes what is queued, moves the write-ahead log into the database and closes it.
    pub fn stop(&self) {
        lock(&self.queue).take();
        if let Some(thread) = lock(&self.thread).take()
            && thread.join().is_err()
        {
            tracing::error!("the store's writer panicked");
        }
    }

    fn sender(&self) -> Result<mpsc::Sender<Box<dyn Job>>, StoreError> {
        lock(&self.queue).clone().ok_or_else(stopped)
    }
}

impl<W, A, T, R> Job for Call<W, A, T, R>
where
    T: Send,
    R: Send,
    W: FnOnce(&Connection) -> Result<T, StoreError> + Send,
    A: FnOnce(T) -> R + Send,
{
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let work = self.work.take().ok_or_else(stopped)?;
        self.written = Some(work(connection)?);
        Ok(())
    }

    fn settle(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Call { written, apply, reply, .. } = *self;
        let answer = outcome.and_then(|()| Ok(apply(written.ok_or_else(stopped)?)));
        // A caller that went away has no use for the answer; what was written stays.
        let _ = reply.send(answer);
    }
}

type Reply<R> = oneshot::Receiver<Result<R, StoreError>>;

fn call<T, R, W, A>(work: W, apply: A) -> (Box<dyn Job>, Reply<R>)
where
    T: Send + 'static,
    R: Send + 'static,
    W: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    A: FnOnce(T) -> R + Send + 'static,
{
    let (reply, receiver) = oneshot::channel();
    (Box::new(Call { work: Some(work), written: None, apply, reply }), receiver)
}

fn stopped() -> StoreError {
    StoreError::Failed("the store is closed".to_owned())
}

fn serve(connection: &Connection, mut queue: mpsc::Receiver<Box<dyn Job>>) {
    while let Some(first) = queue.blocking_recv() {
        let mut group = vec![first];
        while group.len() < GROUP
            && let Ok(next) = queue.try_recv()
        {
            group.push(next);
        }
        commit_group(connection, group);
    }
    // What is free would only be copied and backed up.
    if let Err(error) = connection.execute_batch(&format!("PRAGMA incremental_vacuum({FREE_PAGES_AT_END})")) {
        tracing::warn!(%error, "the data folder stays larger than it must be");
    }
    if let Err(error) = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
        tracing::warn!(%error, "the write-ahead log stays behind; the next start reads it");
    }
}

fn commit_group(connection: &Connection, group: Vec<Box<dyn Job>>) {
    let mut written: Vec<Box<dyn Job>> = Vec::with_capacity(group.len());
    for mut job in group {
        match begin(connection).and_then(|()| run_in_savepoint(connection, job.as_mut())) {
            Ok(()) => written.push(job),
            Err(error) => {
                // Errors such as a full disk can roll the whole transaction back.
                if connection.is_autocommit() {
                    settle(&mut written, &Err(error.clone()));
                }
                job.settle(Err(error));
            }
        }
    }
    let outcome = if connection.is_autocommit() { Ok(()) } else { commit(connection) };
    settle(&mut written, &outcome);
}

fn settle(jobs: &mut Vec<Box<dyn Job>>, outcome: &Result<(), StoreError>) {
    for job in jobs.drain(..) {
        job.settle(outcome.clone());
    }
}

fn begin(connection: &Connection) -> Result<(), StoreError> {
    if connection.is_autocommit() {
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    }
    Ok(())
}

fn run_in_savepoint(connection: &Connection, job: &mut dyn Job) -> Result<(), StoreError> {
    connection.prepare_cached("SAVEPOINT job")?.execute([])?;
    // A call that panics must not end the thread that writes for all others.
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| job.run(connection)))
        .unwrap_or_else(|_| Err(StoreError::Failed("a write panicked".to_owned())));
    if connection.is_autocommit() {
        // SQLite gave the transaction up; if the job did not notice, say so.
        return outcome.and(Err(StoreError::Failed("the transaction was rolled back".to_owned())));
    }
    if outcome.is_err() {
        connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    connection.prepare_cached("RELEASE job")?.execute([])?;
    outcome
}

fn commit(connection: &Connection) -> Result<(), StoreError> {
    let outcome = connection.prepare_cached("COMMIT")?.execute([]);
    if outcome.is_err() && !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK")?;
    }
    outcome.map(drop).map_err(StoreError::from)
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let is_full = match &error {
            rusqlite::Error::SqliteFailure(cause, _) => {
                cause.code == ErrorCode::DiskFull || cause.extended_code == ffi::SQLITE_IOERR_SHMSIZE
            }
            _ => false,
        };
        if is_full { StoreError::DiskFull } else { StoreError::Failed(error.to_string()) }
    }
}
