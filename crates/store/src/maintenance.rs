//! The background thread: seals what is due, rolls it up, and lets go of what has expired. A call never waits for it.

use crate::lock::lock;
use crate::shared::Shared;
use crate::{StoreError, log_seal, metric_roll_up, metric_seal, retention};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How often it looks for what nobody woke it for: series with few points.
const SEAL_INTERVAL: Duration = Duration::from_secs(60);

const RETENTION_INTERVAL: Duration = Duration::from_secs(3600);

/// After a start the first calls matter more.
const RETENTION_DELAY: Duration = Duration::from_secs(300);

/// Orders that may wait; a further wish to be woken adds nothing to those.
const ORDERS: usize = 8;

pub struct Maintenance {
    orders: Mutex<Option<SyncSender<Order>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

enum Order {
    Wake,
    SealEverything(oneshot::Sender<()>),
}

impl Maintenance {
    pub fn start(shared: Arc<Shared>) -> Result<Maintenance, StoreError> {
        let (sender, receiver) = sync_channel(ORDERS);
        let thread = thread::Builder::new()
            .name("store-maintenance".to_owned())
            .spawn(move || serve(&shared, &receiver))
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok(Maintenance { orders: Mutex::new(Some(sender)), thread: Mutex::new(Some(thread)) })
    }

    /// Something may be due.
    pub fn wake(&self) {
        if let Some(orders) = lock(&self.orders).as_ref() {
            match orders.try_send(Order::Wake) {
                Ok(()) | Err(TrySendError::Full(_)) => {}
                Err(TrySendError::Disconnected(_)) => {
                    tracing::error!("the store's background work ended early")
                }
            }
        }
    }

    pub async fn seal_everything(&self) {
        let Some(orders) = lock(&self.orders).clone() else { return };
        let (done, waiting) = oneshot::channel();
        let ordered = tokio::task::spawn_blocking(move || orders.send(Order::SealEverything(done)));
        if matches!(ordered.await, Ok(Ok(()))) {
            // An error only says that the store is being closed.
            let _ = waiting.await;
        }
    }

    pub fn stop(&self) {
        lock(&self.orders).take();
        if let Some(thread) = lock(&self.thread).take()
            && thread.join().is_err()
        {
            tracing::error!("the store's background work panicked");
        }
    }
}

fn serve(shared: &Shared, orders: &Receiver<Order>) {
    let mut next_expiry = Instant::now() + RETENTION_DELAY;
    loop {
        match orders.recv_timeout(SEAL_INTERVAL) {
            Ok(Order::Wake) | Err(RecvTimeoutError::Timeout) => seal(shared, false),
            Ok(Order::SealEverything(done)) => {
                seal(shared, true);
                // Whoever asked may be gone.
                let _ = done.send(());
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if next_expiry <= Instant::now() {
            next_expiry = Instant::now() + RETENTION_INTERVAL;
            report(retention::expire(shared, retention::now()));
        }
    }
}

fn seal(shared: &Shared, everything: bool) {
    report(metric_seal::seal(shared, everything));
    report(metric_roll_up::roll_up(shared));
    report(log_seal::seal(shared, everything));
    report(retention::give_back(shared));
}

/// What failed is tried again; nothing acknowledged depends on it.
fn report(outcome: Result<(), StoreError>) {
    if let Err(error) = outcome {
        tracing::warn!(%error, "background work on the data folder failed and will be tried again");
    }
}
