//! Takes the server's own log lines as they are made, for `log_writer` to store.
//!
//! A `tracing` layer that never waits: what the channel can't hold is counted and left out. It doesn't listen
//! to the writer, so that a failing store can't feed itself.

use std::fmt::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use store::LogEvent;
use timeseries::Timestamp;
use tokio::sync::mpsc;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// Lines that wait for the writer: some seconds of a talkative server.
const WAITING_LINES: usize = 4096;
/// A longer line is cut. CloudWatch Logs would take a million bytes; nobody reads that.
const MAX_LINE_BYTES: usize = 16 * 1024;
/// What the writer itself says; only the terminal hears it.
pub(super) const WRITER_TARGET: &str = "barograph::log_writer";

/// To be added to the subscriber.
pub struct LogLayer {
    lines: mpsc::Sender<LogEvent>,
    lost: Arc<AtomicU64>,
}

/// The other end: see [`LogLines::run`].
pub struct LogLines {
    pub(super) lines: mpsc::Receiver<LogEvent>,
    /// Lines that found no place since this was last looked at.
    pub(super) lost: Arc<AtomicU64>,
}

pub fn log_layer() -> (LogLayer, LogLines) {
    let (sender, receiver) = mpsc::channel(WAITING_LINES);
    let lost = Arc::new(AtomicU64::new(0));
    (LogLayer { lines: sender, lost: Arc::clone(&lost) }, LogLines { lines: receiver, lost })
}

impl<S: Subscriber> Layer<S> for LogLayer {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let metadata = event.metadata();
        if *metadata.level() > Level::INFO || metadata.target() == WRITER_TARGET {
            return;
        }
        let mut line = Line(String::new());
        // Writing to a Line can't fail.
        let _ = write!(line, "{} {}:", metadata.level(), metadata.target());
        event.record(&mut line);
        if self.lines.try_send(LogEvent { at: now(), message: line.0 }).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A line of text that can't do harm in a terminal or a log viewer: control characters, line ends among them,
/// and those that turn the direction of writing are written out.
struct Line(String);

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for char in text.chars() {
            if self.0.len() > MAX_LINE_BYTES {
                break;
            }
            match char {
                '\t' => self.0.push(' '),
                '\u{200e}'
                | '\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{2028}'
                | '\u{2029}' => {
                    self.0.extend(char.escape_unicode());
                }
                control if control.is_control() => self.0.extend(control.escape_default()),
                harmless => self.0.push(harmless),
            }
        }
        Ok(())
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a Line can't fail.
        let _ = match field.name() {
            "message" => write!(self, " {value:?}"),
            name => write!(self, " {name}={value:?}"),
        };
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => self.record_debug(field, &format_args!("{value}")),
            _ => self.record_debug(field, &value),
        }
    }
}

/// Lines come before there is an [`crate::app::App`] with a clock.
fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing_subscriber::layer::SubscriberExt;

    fn lines(speak: impl FnOnce()) -> (Vec<String>, u64) {
        let (layer, mut lines) = log_layer();
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), speak);
        let mut taken = Vec::new();
        while let Ok(event) = lines.lines.try_recv() {
            taken.push(event.message);
        }
        (taken, lines.lost.load(Ordering::Relaxed))
    }

    #[test]
    fn a_line_has_its_level_target_message_and_fields() {
        let (lines, _) = lines(|| {
            tracing::info!(target: "barograph::x", port = 10132, host = "a b", "listening");
            tracing::debug!("too quiet");
            tracing::error!(target: WRITER_TARGET, "about itself");
        });
        assert_eq!(lines, [r#"INFO barograph::x: listening port=10132 host="a b""#]);
    }

    #[test]
    fn control_characters_are_written_out() {
        let (lines, _) = lines(|| {
            let hostile = "a\u{1b}[31m\r\nINFO forged\u{202e}\u{0}<b>";
            tracing::warn!(target: "t", "{hostile}");
            tracing::warn!(target: "t", "{}", "x".repeat(100_000));
        });
        assert_eq!(lines[0], r"WARN t: a\u{1b}[31m\r\nINFO forged\u{202e}\u{0}<b>");
        assert!(lines[1].len() <= MAX_LINE_BYTES + 4, "{}", lines[1].len());
    }

    #[test]
    fn a_full_channel_loses_lines_and_counts_them() {
        let (lines, lost) = lines(|| {
            for _ in 0..WAITING_LINES + 3 {
                tracing::info!("again");
            }
        });
        assert_eq!((lines.len(), lost), (WAITING_LINES, 3));
    }
}
