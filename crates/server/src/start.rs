//! From settings to a running server, and from a signal to its end. Every failure on the way is a sentence
//! for the operator.

use crate::account::Account;
use crate::app::App;
use crate::clock::Clock;
use crate::collector::{LogLines, log_layer};
use crate::credentials::{KeyPair, KeyPairs};
use crate::hosts::AllowedHosts;
use crate::notifications::{Notifier, Signer, host_of};
use crate::settings::{Place, Serve};
use crate::{Access, alarms, collector, router, serve as listener, site};
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;
use store::Store;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt, registry};

/// Threads that answer calls. The store's own threads come on top; more here would only cost memory.
const WORKER_THREADS: usize = 2;

/// Runs the server until SIGTERM or Ctrl-C.
pub fn serve(settings: &Serve) -> Result<(), String> {
    let lines = start_log(&settings.log)?;
    let runtime = Builder::new_multi_thread().worker_threads(WORKER_THREADS).enable_all().build();
    runtime.map_err(sentence)?.block_on(run(settings, lines))
}

/// Prints what goes into `~/.aws/config`.
pub fn print_profile(place: &Place) -> Result<(), String> {
    let (pair, _) = KeyPair::open(&place.data_dir()?).map_err(sentence)?;
    say(&pair.profile(&place.endpoint(), &place.region))
}

async fn run(settings: &Serve, lines: LogLines) -> Result<(), String> {
    let data_dir = settings.place.data_dir()?;
    // The port first: whoever starts a second server learns that, and not that its folder is locked.
    let socket = bind(&settings.place).await?;
    let store = Store::open(&data_dir).map_err(sentence)?;
    let (pair, is_new) = KeyPair::open(&data_dir).map_err(sentence)?;
    let account = Account { id: settings.account_id.clone(), region: settings.place.region.clone() };
    let address = socket.local_addr().map_err(sentence)?;
    let notifications = settings.notifications.settings(&format!("http://{address}"), Signer::new(&data_dir));
    let public_host = host_of(&notifications.public_url);
    let app = App::new(store.clone(), account, Clock::system()).with_notifications(notifications);
    let notifier = Notifier::new(
        store.clone(),
        Arc::clone(&app.account),
        app.clock.clone(),
        Arc::clone(&app.notifications),
    )?;
    let mut pairs = vec![pair.clone()];
    pairs.extend(settings.access_keys.iter().cloned());
    let access = Access {
        key_pairs: KeyPairs::new(pairs),
        hosts: AllowedHosts::new(settings.allowed_hosts.iter().cloned().chain(public_host)),
    };
    let (end, ended) = watch::channel(());
    let mut background = vec![
        tokio::spawn(alarms::run(Arc::clone(&app.alarms), app.clock.clone(), until(ended.clone()))),
        tokio::spawn(lines.run(app.clone(), until(ended.clone()))),
        tokio::spawn(notifier.run(until(ended.clone()))),
    ];
    if !settings.no_collector {
        background.push(tokio::spawn(collector::run(app.clone(), until(ended))));
    }
    let signals = end_signals()?;
    say(&greeting(&format!("http://{address}"), &data_dir, &settings.place, is_new.then_some(&pair)))?;
    listener::serve(socket, router(app, access), signals).await;
    tracing::info!("ending");
    drop(end);
    for task in background {
        if let Err(error) = task.await {
            tracing::error!(%error, "a background task broke down; this is a defect");
        }
    }
    store.close().await;
    Ok(())
}

async fn bind(place: &Place) -> Result<TcpListener, String> {
    TcpListener::bind(place.listen).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "{} is in use by another program, perhaps another barograph; stop it, or choose another port with \
             --listen {}:PORT",
            place.listen,
            place.listen.ip()
        ),
        io::ErrorKind::PermissionDenied => {
            format!("{} may not be bound by this user; choose a port above 1023 with --listen", place.listen)
        }
        _ => format!("{} can't be bound: {error}", place.listen),
    })
}

/// Comes when the server is told to end.
fn end_signals() -> Result<impl Future<Output = ()>, String> {
    let mut terminate = signal(SignalKind::terminate()).map_err(sentence)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(sentence)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Comes when the sender is dropped.
async fn until(mut ended: watch::Receiver<()>) {
    while ended.changed().await.is_ok() {}
}

fn greeting(endpoint: &str, data_dir: &Path, place: &Place, new_pair: Option<&KeyPair>) -> String {
    let mut text = format!("Barograph is at {endpoint}\nIts data is in {}\n", data_dir.display());
    if !site::is_built() {
        text.push_str("This build has no browser app inside; `make build` makes one that has.\n");
    }
    let options = options_for_credentials(place);
    match new_pair {
        Some(pair) => {
            text.push_str("\nA key pair was made. This goes into ~/.aws/config:\n\n");
            text.push_str(&pair.profile(endpoint, &place.region));
            text.push_str(&format!("\n(`barograph credentials{options}` prints it again.) Then:\n\n"));
        }
        None => text.push_str(&format!("\nAWS clients need a profile, once:\n\n  barograph credentials{options} >> ~/.aws/config\n\nThen:\n\n")),
    }
    text.push_str(
        "  aws --profile barograph cloudwatch put-metric-data --namespace App --metric-name Orders --value 1\n  \
         aws --profile barograph cloudwatch list-metrics --namespace App\n",
    );
    text
}

/// What `barograph credentials` must be told to mean the same server.
fn options_for_credentials(place: &Place) -> String {
    let mut options = String::new();
    if let Some(data_dir) = &place.data_dir {
        options.push_str(&format!(" --data-dir {}", data_dir.display()));
    }
    if place.listen.to_string() != "127.0.0.1:10132" {
        options.push_str(&format!(" --listen {}", place.listen));
    }
    if place.region != "us-east-1" {
        options.push_str(&format!(" --region {}", place.region));
    }
    options
}

/// Writes to stdout at once, also into a pipe.
fn say(text: &str) -> Result<(), String> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(sentence)
}

/// To stderr for the operator, and to the log group for the page.
fn start_log(filter: &str) -> Result<LogLines, String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| format!("--log {filter}: {error}"))?;
    let (layer, lines) = log_layer();
    let stderr = fmt::layer().with_ansi(io::stderr().is_terminal()).with_writer(io::stderr);
    registry().with(filter).with(stderr).with(layer).init();
    Ok(lines)
}

fn sentence(error: impl Display) -> String {
    error.to_string()
}
