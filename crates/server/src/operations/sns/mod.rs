//! The notification service: topics, who is subscribed to them, and what is published.
//!
//! What waits to be delivered is the store's queue; who delivers it is the `notifications` room.

mod arn;
mod errors;
mod links;
mod pages;
mod publish;
mod subscribe;
mod subscriptions;
mod tags;
#[cfg(test)]
mod tests;
mod topics;

pub use links::{confirm_by_link, unsubscribe_by_link};
pub use publish::{publish, publish_batch};
pub use subscribe::{confirm_subscription, subscribe, unsubscribe};
pub use subscriptions::{
    get_subscription_attributes, list_subscriptions, list_subscriptions_by_topic, set_subscription_attributes,
};
pub use tags::{list_tags_of_topic, tag_topic, untag_topic};
pub use topics::{create_topic, delete_topic, get_topic_attributes, list_topics, set_topic_attributes};
