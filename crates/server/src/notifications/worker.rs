//! The worker: takes what is due from the store's queue, sends it, and writes down how that went.
//!
//! A delivery leaves the queue after it arrived, so a crash in between sends it again: at least once, as on
//! AWS. Slow and dead endpoints hold up nobody else.

use super::attributes::{SubscriptionDocument, TopicDocument};
use super::endpoint::Endpoint;
use super::http::{self, Failure};
use super::mail::{Envelope, Mailer};
use super::message::Composer;
use super::roster::{MAX_PER_SUBSCRIPTION, Roster};
use super::settings::NotificationSettings;
use super::sign::{Signer, SigningPair};
use super::{failures, message, retry_policy};
use crate::account::Account;
use crate::clock::Clock;
use crate::random;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use store::{Delivery, Store, StoreError};
use timeseries::Timestamp;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// The queue is looked at this often at least, whatever happens.
const RECHECK: Duration = Duration::from_secs(30);
/// How often subscriptions that nobody confirmed are looked for.
const EXPIRY_INTERVAL_SECS: i64 = 3600;
/// How long the store is left alone after it failed; meanwhile nothing is sent twice.
const STORE_PAUSE: Duration = Duration::from_secs(5);
/// How long deliveries under way may take to finish once the server is told to end.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);
/// AWS spreads its retries; each of ours comes up to this part of its delay later.
const MAX_JITTER: f64 = 0.1;

#[derive(Clone)]
pub struct Notifier {
    store: Store,
    account: Arc<Account>,
    clock: Clock,
    settings: Arc<NotificationSettings>,
    signer: Arc<Signer>,
    mailer: Option<Arc<Mailer>>,
}

impl Notifier {
    pub fn new(
        store: Store,
        account: Arc<Account>,
        clock: Clock,
        settings: Arc<NotificationSettings>,
    ) -> Result<Self, String> {
        let signer = settings.signer.clone().ok_or("there is no key to sign messages with")?;
        let mailer = settings.mail.as_ref().map(Mailer::new).transpose()?;
        Ok(Notifier { store, account, clock, settings, signer, mailer: mailer.map(Arc::new) })
    }

    /// Delivers until `shutdown` is done.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        let mut tasks = JoinSet::new();
        let mut roster = Roster::default();
        let mut next_expiry = self.clock.now();
        loop {
            if next_expiry <= self.clock.now() {
                next_expiry = self.clock.now().plus_secs(EXPIRY_INTERVAL_SECS);
                if let Err(error) = self.store.expire_subscriptions(self.clock.now()).await {
                    tracing::warn!(%error, "subscriptions whose time is over can't be taken away; later again");
                }
            }
            let wait = self.start_due(&mut tasks, &mut roster).await.unwrap_or_else(|error| {
                tracing::error!(%error, "the queue of deliveries can't be read");
                STORE_PAUSE
            });
            tokio::select! {
                () = &mut shutdown => break,
                Some(done) = tasks.join_next(), if !tasks.is_empty() => match done {
                    Ok((id, arrived)) => roster.finished(id, arrived),
                    // It stays on the roster, and so isn't tried again before the next start.
                    Err(error) => tracing::error!(%error, "a delivery broke down; this is a defect"),
                },
                () = self.store.deliveries_enqueued() => {}
                () = sleep(wait) => {}
            }
        }
        let drained = async { while tasks.join_next().await.is_some() {} };
        if timeout(DRAIN_TIMEOUT, drained).await.is_err() {
            tracing::info!(
                count = tasks.len(),
                "deliveries under way are broken off; the next start sends them again"
            );
        }
    }

    /// Sends what is due, once, and waits until all of it has been judged. How many there were.
    pub async fn deliver_due(&self) -> Result<usize, StoreError> {
        let due = self.store.due_deliveries(self.clock.now(), usize::MAX).await?;
        for delivery in &due {
            self.deliver(delivery.id).await;
        }
        Ok(due.len())
    }

    /// Starts what is due and has room; how long nothing more will be due.
    async fn start_due(
        &self,
        tasks: &mut JoinSet<(i64, bool)>,
        roster: &mut Roster,
    ) -> Result<Duration, StoreError> {
        let now = self.clock.now();
        if roster.is_full() {
            return Ok(RECHECK);
        }
        for due in self.store.due_deliveries(now, MAX_PER_SUBSCRIPTION).await? {
            if roster.take(&due) {
                let notifier = self.clone();
                tasks.spawn(async move { (due.id, notifier.deliver(due.id).await) });
            }
        }
        let next = self.store.next_delivery_due(now).await?;
        Ok(next.map_or(RECHECK, |next| {
            Duration::from_millis(u64::try_from(next.millis() - now.millis()).unwrap_or_default())
                .min(RECHECK)
        }))
    }

    /// Whether it arrived, or needn't any more.
    async fn deliver(&self, id: i64) -> bool {
        match self.deliver_from_store(id).await {
            Ok(arrived) => arrived,
            Err(error) => {
                tracing::error!(%error, id, "a delivery can't be read, or its outcome can't be written down");
                sleep(STORE_PAUSE).await;
                false
            }
        }
    }

    async fn deliver_from_store(&self, id: i64) -> Result<bool, StoreError> {
        // It may have gone with its subscription.
        let Some(delivery) = self.store.delivery(id).await? else { return Ok(true) };
        let outcome = if is_wanted(&delivery) { self.attempt(&delivery).await } else { Ok(()) };
        let arrived = outcome.is_ok();
        self.settle(&delivery, outcome).await?;
        Ok(arrived)
    }

    async fn attempt(&self, delivery: &Delivery) -> Result<(), Failure> {
        let pair = self.pair().await.map_err(Failure::passing)?;
        let settings = &self.settings;
        let composer = Composer { public_url: &settings.public_url, pair: &pair };
        let subscription = &delivery.subscription;
        match subscription.protocol.as_str() {
            "http" | "https" => {
                let endpoint = Endpoint::parse(&subscription.protocol, &subscription.endpoint)
                    .ok_or_else(|| Failure::permanent("the endpoint's address can't be read"))?;
                let message = composer.http(delivery).map_err(Failure::passing)?;
                http::post(&endpoint, message, settings.allow_private_endpoints).await
            }
            "email" | "email-json" => {
                let mailer = self.mailer.as_ref();
                let mailer =
                    mailer.ok_or_else(|| Failure::passing("this server has no SMTP relay any more"))?;
                let mail = composer.mail(delivery).map_err(Failure::passing)?;
                let topic = TopicDocument::read(&delivery.topic_document);
                let id = subscription.arn.rsplit(':').next().unwrap_or_default();
                let envelope = Envelope {
                    to: &subscription.endpoint,
                    display_name: topic.display_name(),
                    unique_id: &format!("{}.{id}", delivery.message_id),
                };
                mailer.send(&envelope, mail).await
            }
            other => Err(Failure::permanent(format!("nothing is delivered by {other}"))),
        }
    }

    async fn settle(&self, delivery: &Delivery, outcome: Result<(), Failure>) -> Result<(), StoreError> {
        let Err(failure) = outcome else {
            tracing::debug!(id = delivery.message_id, to = delivery.subscription.arn, "delivered");
            return self.store.finish_delivery(delivery.id).await;
        };
        let failures = delivery.failures + 1;
        let delay_secs = if failure.is_permanent { None } else { delay_secs(delivery, failures) };
        match delay_secs {
            Some(delay_secs) => {
                let due = later(self.clock.now(), delay_secs, random_share());
                let (id, to, reason) = (&delivery.message_id, &delivery.subscription.arn, &failure.reason);
                // The first failure is news; the others are in the record if it comes to that.
                if failures == 1 {
                    tracing::info!(id, to, reason, "a delivery failed and will be tried again");
                } else {
                    tracing::debug!(id, to, reason, failures, "a delivery failed again");
                }
                self.store.postpone_delivery(delivery.id, due).await
            }
            None => {
                let (to, reason) = (&delivery.subscription.arn, &failure.reason);
                tracing::warn!(id = delivery.message_id, to, reason, failures, "a delivery failed for good");
                failures::record(&self.store, &self.account, delivery, &failure, self.clock.now()).await?;
                self.store.finish_delivery(delivery.id).await
            }
        }
    }

    /// Off the runtime's threads: making a key takes a moment.
    async fn pair(&self) -> Result<Arc<SigningPair>, String> {
        let signer = Arc::clone(&self.signer);
        tokio::task::spawn_blocking(move || signer.pair()).await.map_err(|error| error.to_string())?
    }
}

/// Whether the subscription's filter policy lets it through. What it doesn't want counts as done.
fn is_wanted(delivery: &Delivery) -> bool {
    let Some(publication) = &delivery.publication else { return true };
    let document = SubscriptionDocument::read(&delivery.subscription.document);
    let text = message::text(publication, &delivery.subscription.protocol);
    document.wants(publication.attributes.as_deref(), &text)
}

/// By the policy of the subscription's protocol.
fn delay_secs(delivery: &Delivery, failures: i64) -> Option<f64> {
    match delivery.subscription.protocol.as_str() {
        "http" | "https" => {
            let document = SubscriptionDocument::read(&delivery.subscription.document);
            let policy = document.delivery_policy(&TopicDocument::read(&delivery.topic_document));
            policy.retry.unwrap_or(retry_policy::HTTP).delay_secs(failures)
        }
        _ => retry_policy::SMTP.delay_secs(failures),
    }
}

/// `share` of the jitter is 0 to 1.
fn later(now: Timestamp, delay_secs: f64, share: f64) -> Timestamp {
    let delay_millis = delay_secs * 1000.0 * (1.0 + MAX_JITTER * share);
    Timestamp::from_millis(now.millis() + delay_millis as i64)
}

fn random_share() -> f64 {
    f64::from(random::bytes::<1>()[0]) / 255.0
}
