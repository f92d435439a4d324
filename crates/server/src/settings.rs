//! What can be set, by flag or environment, and what `--help` says about it.

use crate::credentials::KeyPair;
use crate::notifications::{self, MailRelay, MailSettings, NotificationSettings, Signer};
use clap::{Args, Parser, Subcommand};
use etcetera::BaseStrategy;
use lettre::message::Mailbox;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// CloudWatch dashboards anywhere: one server with the dashboards inside that speaks CloudWatch's API.
///
/// Start it with `barograph serve`, open the address that it prints, and point AWS clients at the same
/// address with the profile of `barograph credentials`.
#[derive(Debug, Parser)]
#[command(name = "barograph", version, about, long_about, max_term_width = 100)]
pub struct Settings {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the server
    ///
    /// Takes CloudWatch, CloudWatch Logs and STS calls, keeps what they say in the data folder, evaluates
    /// alarms and serves the dashboards, until SIGTERM or Ctrl-C. Each option can also be set by the
    /// environment variable named beside it.
    Serve(Box<Serve>),
    /// Print the profile for AWS clients
    ///
    /// The output goes into ~/.aws/config as it is; then `aws --profile barograph …` and every AWS SDK
    /// with that profile talk to this server. Makes the key pair if there is none yet.
    Credentials(Place),
}

/// Which server is meant: all that a client's profile needs.
#[derive(Debug, Args)]
pub struct Place {
    /// Address and port; only loopback addresses are allowed for now
    #[arg(long, env = "BAROGRAPH_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:10132")]
    #[arg(value_parser = loopback)]
    pub listen: SocketAddr,

    /// Folder for metrics, logs, dashboards, alarms and the key pair [default: barograph in the user's data
    /// folder, such as ~/.local/share/barograph]
    #[arg(long, env = "BAROGRAPH_DATA_DIR", value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,

    /// The AWS region that clients are to name
    #[arg(long, env = "BAROGRAPH_REGION", default_value = "us-east-1", value_parser = region)]
    pub region: String,
}

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub place: Place,

    /// The AWS account id in resource names and answers
    #[arg(long, env = "BAROGRAPH_ACCOUNT_ID", default_value = "000000000000", value_parser = account_id)]
    pub account_id: String,

    /// A further host name that browsers and clients may use, without port; can be repeated
    ///
    /// Loopback names always work. Any other is refused, so that no web page can reach this server under a
    /// name of its own (DNS rebinding). List the name of a reverse proxy here.
    #[arg(long = "allowed-host", env = "BAROGRAPH_ALLOWED_HOST", value_name = "NAME", value_delimiter = ',')]
    #[arg(value_parser = host_name)]
    pub allowed_hosts: Vec<String>,

    /// A further key pair that may sign calls; can be repeated
    #[arg(
        long = "access-key",
        env = "BAROGRAPH_ACCESS_KEY",
        value_name = "ID:SECRET",
        value_delimiter = ','
    )]
    #[arg(hide_env_values = true)]
    pub access_keys: Vec<KeyPair>,

    /// Don't measure this machine
    ///
    /// Without this flag the server records its host's CPU, memory, disks and network every 10 seconds, as
    /// the CloudWatch agent does, and shows them on the dashboard "This machine".
    #[arg(long, env = "BAROGRAPH_NO_COLLECTOR")]
    pub no_collector: bool,

    /// What to log to stderr: a level, or levels by module such as `info,server::http=debug`
    #[arg(long, env = "BAROGRAPH_LOG", value_name = "FILTER", default_value = "info")]
    pub log: String,

    #[command(flatten)]
    pub notifications: Notifications,
}

/// Where alarms and publishers' messages may go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Notifications")]
pub struct Notifications {
    /// Where subscribers reach this server, for the links in messages, such as https://barograph.example.com
    /// [default: http:// and the address that it listens at]
    ///
    /// The confirmation of a subscription and the end of one are links to this server. Its host name is
    /// allowed as by --allowed-host.
    #[arg(long, env = "BAROGRAPH_PUBLIC_URL", value_name = "URL", value_parser = notifications::public_url)]
    pub public_url: Option<String>,

    /// Deliver to HTTP endpoints on this machine and in private networks too
    ///
    /// Whoever may subscribe an endpoint makes this server send requests there. So without this flag only
    /// public addresses are contacted. Link-local addresses, those of clouds' metadata services among them,
    /// never are.
    #[arg(long, env = "BAROGRAPH_ALLOW_PRIVATE_ENDPOINTS")]
    pub allow_private_endpoints: bool,

    /// The SMTP relay for e-mail, such as smtps://USER:PASSWORD@mail.example.com
    ///
    /// smtps:// is encrypted from the start (port 465), smtp://HOST:587?tls=required by STARTTLS. Plain
    /// smtp://127.0.0.1:25 is for a relay on this machine only. Reserved characters of user and password are
    /// written as %40 and the like. Without a relay e-mail subscriptions are refused.
    #[arg(
        long,
        env = "BAROGRAPH_SMTP_URL",
        value_name = "URL",
        requires = "smtp_from",
        hide_env_values = true
    )]
    pub smtp_url: Option<MailRelay>,

    /// The sender of e-mail: an address, or a name with one, such as 'Alarms <alarms@example.com>'
    #[arg(long, env = "BAROGRAPH_SMTP_FROM", value_name = "ADDRESS", value_parser = notifications::sender)]
    pub smtp_from: Option<Mailbox>,
}

impl Notifications {
    /// What deliveries go by; `endpoint` is where the server listens.
    pub fn settings(&self, endpoint: &str, signer: Signer) -> NotificationSettings {
        let mail = self.smtp_url.clone().zip(self.smtp_from.clone());
        NotificationSettings {
            public_url: self.public_url.clone().unwrap_or_else(|| endpoint.to_owned()),
            allow_private_endpoints: self.allow_private_endpoints,
            mail: mail.map(|(relay, from)| MailSettings { relay, from }),
            signer: Some(Arc::new(signer)),
        }
    }
}

impl Place {
    /// The data folder, or why there is none to be found.
    pub fn data_dir(&self) -> Result<PathBuf, String> {
        if let Some(data_dir) = &self.data_dir {
            return Ok(data_dir.clone());
        }
        etcetera::choose_base_strategy()
            .map(|strategy| strategy.data_dir().join("barograph"))
            .map_err(|_| "this user has no home folder: pass --data-dir".to_owned())
    }

    /// Where clients find the server.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.listen)
    }
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    let address: SocketAddr =
        address.as_deref().unwrap_or(text).parse().map_err(|_| {
            "expected an address and a port, such as 127.0.0.1:10132 or [::1]:10132".to_owned()
        })?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err(format!(
            "{} is not a loopback address. There is no sign-in yet, so only this machine may connect: use \
             127.0.0.1 or [::1], and a reverse proxy with access control for others",
            address.ip()
        ))
    }
}

fn host_name(text: &str) -> Result<String, String> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_name = !text.is_empty() && text.bytes().all(is_letter);
    if is_name { Ok(text.to_owned()) } else { Err("expected a host name without scheme and port".to_owned()) }
}

fn account_id(text: &str) -> Result<String, String> {
    let is_id = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_id { Ok(text.to_owned()) } else { Err("an account id has twelve digits".to_owned()) }
}

fn region(text: &str) -> Result<String, String> {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_region = (1..=64).contains(&text.len()) && text.bytes().all(is_letter);
    if is_region { Ok(text.to_owned()) } else { Err("a region is like us-east-1".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[track_caller]
    fn refuses(args: &[&str], part: &str) {
        let all = ["barograph", "serve"].iter().chain(args);
        let error = Settings::try_parse_from(all).expect_err("refused").to_string();
        assert!(error.contains(part), "{error}");
    }

    #[test]
    fn the_command_is_well_formed() {
        Settings::command().debug_assert();
    }

    #[test]
    fn only_loopback_may_be_bound() {
        refuses(&["--listen", "0.0.0.0:10132"], "0.0.0.0 is not a loopback address");
        refuses(&["--listen", "[::]:10132"], ":: is not a loopback address");
        refuses(&["--listen", "192.168.1.2:1"], "192.168.1.2 is not a loopback address");
        refuses(&["--listen", "10132"], "expected an address and a port");
        for address in ["127.0.0.1:0", "127.1.2.3:80", "[::1]:10132", "localhost:10132"] {
            let settings = Settings::try_parse_from(["barograph", "serve", "--listen", address]);
            assert!(settings.is_ok(), "{address}");
        }
    }

    #[test]
    fn ids_and_key_pairs() {
        refuses(&["--account-id", "123"], "twelve digits");
        refuses(&["--allowed-host", "home:8080"], "without scheme and port");
        refuses(&["--region", "US East"], "a region is like us-east-1");
        refuses(&["--access-key", "nonsense"], "expected ID:SECRET");
        refuses(&["--smtp-url", "smtp://127.0.0.1"], "--smtp-from");
        refuses(&["--smtp-url", "smtp://mail.example.com", "--smtp-from", "a@b.example"], "tls=required");
        refuses(&["--smtp-url", "smtp://127.0.0.1", "--smtp-from", "nobody"], "expected an address");
        refuses(&["--public-url", "example.com"], "expected http:// or https://");
        let args = ["barograph", "serve", "--access-key", "A1:x", "--access-key", "B2:y:z", "--no-collector"];
        let Ok(Settings { command: Command::Serve(serve) }) = Settings::try_parse_from(args) else {
            panic!("serve is understood")
        };
        assert_eq!(serve.access_keys.len(), 2);
        assert!(serve.no_collector);
    }
}
