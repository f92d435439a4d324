//! What an operation is: a service, a name, and the type that answers.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Implemented by every operation's input.
pub trait Operation: Serialize + DeserializeOwned {
    const SERVICE: Service;
    const NAME: &'static str;
    type Output: Serialize + DeserializeOwned;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    CloudWatch,
    Logs,
    Sns,
    Sts,
}

impl Service {
    pub const ALL: [Service; 4] = [Service::CloudWatch, Service::Logs, Service::Sns, Service::Sts];

    /// The service's name in a SigV4 credential scope.
    pub const fn signing_name(self) -> &'static str {
        match self {
            Service::CloudWatch => "monitoring",
            Service::Logs => "logs",
            Service::Sns => "sns",
            Service::Sts => "sts",
        }
    }

    /// What stands before the last dot of `X-Amz-Target`, and after `/service/` of an rpc-v2-cbor path.
    /// SNS and STS have neither on AWS; their names serve for our own browser app.
    pub const fn target_prefix(self) -> &'static str {
        match self {
            Service::CloudWatch => "GraniteServiceVersion20100801",
            Service::Logs => "Logs_20140328",
            Service::Sns => "AmazonSimpleNotificationService",
            Service::Sts => "AWSSecurityTokenServiceV20110615",
        }
    }

    /// `Version` of an awsQuery request and the namespace of its XML answer. `None`: no awsQuery.
    pub const fn query_version(self) -> Option<(&'static str, &'static str)> {
        match self {
            Service::CloudWatch => Some(("2010-08-01", "http://monitoring.amazonaws.com/doc/2010-08-01/")),
            Service::Logs => None,
            Service::Sns => Some(("2010-03-31", "http://sns.amazonaws.com/doc/2010-03-31/")),
            Service::Sts => Some(("2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/")),
        }
    }
}

/// The answer of an operation that returns nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoOutput {}

/// Ties an input to its service, its name and its output.
macro_rules! operation {
    ($service:ident, $name:literal, $input:ty => $output:ty) => {
        impl crate::Operation for $input {
            const SERVICE: crate::Service = crate::Service::$service;
            const NAME: &'static str = $name;
            type Output = $output;
        }
    };
}
pub(crate) use operation;
