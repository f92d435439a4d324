//! The notifier: brings what waits in the store's queue to its endpoints.
//!
//! Read on in `worker` (which delivery when), `message` (what is said), `http` and `mail` (how it travels),
//! `endpoint` and `address` (where it may go), `retry_policy` (when it's tried again), `attributes` (what can
//! be set) and `pages` (what people see behind the links in their mail). Topics and subscriptions are made by
//! `operations::sns`; nothing here decides who gets what.

mod address;
mod attributes;
mod endpoint;
mod retry_policy;
mod settings;
mod structure;

pub use attributes::{Refusal, SubscriptionDocument, TopicDocument};
pub use endpoint::Endpoint;
pub use settings::{MailRelay, MailSettings, NotificationSettings, is_mail_address};
pub use structure::{MessageAttribute, StructureError, attributes_json, check_structure};
