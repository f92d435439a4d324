//! The notifier: brings what waits in the store's queue to its endpoints.
//!
//! Read on in `worker` and `roster` (which delivery when), `message` (what is said), `http` and `mail` (how it travels),
//! `endpoint` and `address` (where it may go), `retry_policy` (when it's tried again), `attributes` (what can
//! be set), `filter` (which messages a subscription wants), `sign` and `failures` (the record of what never arrived). Topics and subscriptions are made by
//! `operations::sns`; nothing here decides who gets what.

mod address;
mod attributes;
mod endpoint;
mod failures;
mod filter;
mod http;
mod mail;
mod message;
mod retry_policy;
mod roster;
mod settings;
mod sign;
mod structure;
mod worker;

pub use attributes::{Refusal, SubscriptionDocument, TopicDocument};
pub use endpoint::{Endpoint, shown};
pub use settings::{
    MailRelay, MailSettings, NotificationSettings, host_of, is_mail_address, public_url, sender,
};
pub use sign::{Signer, is_certificate_path};
pub use structure::{MessageAttribute, StructureError, attributes_json, check_structure};
pub use worker::Notifier;
