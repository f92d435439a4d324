//! One error type for every operation, with a table of what AWS calls each kind in each protocol.

use crate::dashboards::DashboardValidationMessage;
use std::fmt;

/// A refused or failed call. `kind` says what AWS calls it; the message is AWS's text where it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError {
    pub kind: ErrorKind,
    /// `None` where AWS's exception has no message at all.
    pub message: Option<String>,
    /// Only for [`ErrorKind::DashboardInvalidInput`].
    pub dashboard_validation_messages: Vec<DashboardValidationMessage>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Sender,
    Receiver,
}

/// What one kind of error is called, and its HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorRow {
    /// The shape's name, for `__type` of JSON and CBOR.
    pub shape: &'static str,
    /// The namespace before `#` in `__type`; empty: the shape stands alone.
    pub namespace: &'static str,
    /// `<Code>` of awsQuery and of the `x-amzn-query-error` header.
    pub query_code: &'static str,
    /// The status over awsQuery, and over JSON and CBOR in query mode. Without query mode JSON and CBOR
    /// clients get 400 (sender) or 500 (receiver).
    pub status: u16,
    pub fault: Fault,
}

macro_rules! error_kinds {
    ($($kind:ident: $namespace:expr, $shape:literal, $code:literal, $status:literal, $fault:ident;)*) => {
        /// Every error that an operation, a door or a client can name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorKind { $($kind),* }

        impl ErrorKind {
            pub const ALL: &'static [ErrorKind] = &[$(ErrorKind::$kind),*];

            pub const fn row(self) -> ErrorRow {
                match self {
                    $(ErrorKind::$kind => ErrorRow {
                        namespace: $namespace,
                        shape: $shape,
                        query_code: $code,
                        status: $status,
                        fault: Fault::$fault,
                    }),*
                }
            }
        }
    };
}

const CLOUDWATCH: &str = "com.amazonaws.cloudwatch.v2010_08_01";
const VALIDATE: &str = "com.amazon.coral.validate";
const SERVICE: &str = "com.amazon.coral.service";
const LOGS: &str = "";
const SNS: &str = "";

// Names from AWS's service models; the signature rows from the SigV4 troubleshooting documents.
error_kinds! {
    ConcurrentModification: CLOUDWATCH, "ConcurrentModificationException", "ConcurrentModificationException", 429, Sender;
    DashboardInvalidInput: CLOUDWATCH, "DashboardInvalidInputError", "InvalidParameterInput", 400, Sender;
    DashboardNotFound: CLOUDWATCH, "DashboardNotFoundError", "ResourceNotFound", 404, Sender;
    InternalServiceFault: CLOUDWATCH, "InternalServiceFault", "InternalServiceError", 500, Receiver;
    InvalidFormat: CLOUDWATCH, "InvalidFormatFault", "InvalidFormat", 400, Sender;
    InvalidNextToken: CLOUDWATCH, "InvalidNextToken", "InvalidNextToken", 400, Sender;
    InvalidParameterCombination: CLOUDWATCH, "InvalidParameterCombinationException", "InvalidParameterCombination", 400, Sender;
    InvalidParameterValue: CLOUDWATCH, "InvalidParameterValueException", "InvalidParameterValue", 400, Sender;
    LimitExceeded: CLOUDWATCH, "LimitExceededFault", "LimitExceeded", 400, Sender;
    MissingRequiredParameter: CLOUDWATCH, "MissingRequiredParameterException", "MissingParameter", 400, Sender;
    ResourceNotFound: CLOUDWATCH, "ResourceNotFound", "ResourceNotFound", 404, Sender;
    Validation: VALIDATE, "ValidationException", "ValidationError", 400, Sender;

    LogsInvalidParameter: LOGS, "InvalidParameterException", "InvalidParameterException", 400, Sender;
    LogsLimitExceeded: LOGS, "LimitExceededException", "LimitExceededException", 400, Sender;
    LogsResourceAlreadyExists: LOGS, "ResourceAlreadyExistsException", "ResourceAlreadyExistsException", 400, Sender;
    LogsResourceNotFound: LOGS, "ResourceNotFoundException", "ResourceNotFoundException", 400, Sender;
    LogsServiceUnavailable: LOGS, "ServiceUnavailableException", "ServiceUnavailableException", 500, Receiver;

    // The tag operations' own; the browser, which doesn't call them, takes this name for the logs' error.
    TaggedResourceNotFound: CLOUDWATCH, "ResourceNotFoundException", "ResourceNotFoundException", 404, Sender;

    SnsAuthorizationError: SNS, "AuthorizationErrorException", "AuthorizationError", 403, Sender;
    SnsBatchEntryIdsNotDistinct: SNS, "BatchEntryIdsNotDistinctException", "BatchEntryIdsNotDistinct", 400, Sender;
    SnsBatchRequestTooLong: SNS, "BatchRequestTooLongException", "BatchRequestTooLong", 400, Sender;
    SnsEmptyBatchRequest: SNS, "EmptyBatchRequestException", "EmptyBatchRequest", 400, Sender;
    SnsInternalError: SNS, "InternalErrorException", "InternalError", 500, Receiver;
    SnsInvalidBatchEntryId: SNS, "InvalidBatchEntryIdException", "InvalidBatchEntryId", 400, Sender;
    SnsInvalidParameter: SNS, "InvalidParameterException", "InvalidParameter", 400, Sender;
    SnsNotFound: SNS, "NotFoundException", "NotFound", 404, Sender;
    SnsParameterValueInvalid: SNS, "InvalidParameterValueException", "ParameterValueInvalid", 400, Sender;
    SnsResourceNotFound: SNS, "ResourceNotFoundException", "ResourceNotFound", 404, Sender;
    SnsSubscriptionLimitExceeded: SNS, "SubscriptionLimitExceededException", "SubscriptionLimitExceeded", 403, Sender;
    SnsTagLimitExceeded: SNS, "TagLimitExceededException", "TagLimitExceeded", 400, Sender;
    SnsThrottled: SNS, "ThrottledException", "Throttled", 429, Sender;
    SnsTooManyEntriesInBatchRequest: SNS, "TooManyEntriesInBatchRequestException", "TooManyEntriesInBatchRequest", 400, Sender;
    SnsTopicLimitExceeded: SNS, "TopicLimitExceededException", "TopicLimitExceeded", 403, Sender;

    AccessDenied: SERVICE, "AccessDeniedException", "AccessDenied", 403, Sender;
    IncompleteSignature: SERVICE, "IncompleteSignatureException", "IncompleteSignature", 400, Sender;
    InternalFailure: SERVICE, "InternalFailure", "InternalFailure", 500, Receiver;
    MissingAuthenticationToken: SERVICE, "MissingAuthenticationTokenException", "MissingAuthenticationToken", 403, Sender;
    RequestEntityTooLarge: SERVICE, "RequestEntityTooLargeException", "RequestEntityTooLarge", 413, Sender;
    Serialization: SERVICE, "SerializationException", "MalformedInput", 400, Sender;
    SignatureDoesNotMatch: SERVICE, "InvalidSignatureException", "SignatureDoesNotMatch", 403, Sender;
    UnknownOperation: SERVICE, "UnknownOperationException", "InvalidAction", 400, Sender;
    UnrecognizedClient: SERVICE, "UnrecognizedClientException", "InvalidClientTokenId", 403, Sender;

    // Only ever made by the client: no answer, or one that can't be read.
    Network: "", "NetworkError", "NetworkError", 0, Receiver;
}

impl ApiError {
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        ApiError { kind, message: Some(message.into()), dashboard_validation_messages: Vec::new() }
    }

    pub fn without_message(kind: ErrorKind) -> Self {
        ApiError { kind, message: None, dashboard_validation_messages: Vec::new() }
    }

    /// `ValidationError` / `ValidationException`.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Validation, message)
    }

    pub fn invalid_parameter_value(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidParameterValue, message)
    }

    pub fn invalid_parameter_combination(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidParameterCombination, message)
    }

    pub fn missing_parameter(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::MissingRequiredParameter, message)
    }

    /// The kind for an error that came over the wire: by `__type`'s shape name, else by query code.
    pub fn kind_from_wire(shape_or_code: &str) -> Option<ErrorKind> {
        let name = shape_or_code.rsplit('#').next().unwrap_or_default();
        let name = name.split(':').next().unwrap_or_default();
        let by_shape = ErrorKind::ALL.iter().find(|kind| kind.row().shape == name);
        by_shape.or_else(|| ErrorKind::ALL.iter().find(|kind| kind.row().query_code == name)).copied()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Some(message) if !message.is_empty() => f.write_str(message),
            _ => f.write_str(self.kind.row().query_code),
        }
    }
}

impl std::error::Error for ApiError {}
