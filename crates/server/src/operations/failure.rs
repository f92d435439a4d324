//! What a caller hears when the store fails: AWS's words for a failed service; the cause goes to the log.

use cloudwatch_api::{ApiError, ErrorKind, Service};
use store::StoreError;

/// For errors that no operation expects. What an operation does expect (`NotFound`, `AlreadyExists`) it
/// answers itself before this.
pub fn store_failed(service: Service, error: StoreError) -> ApiError {
    let kind = match service {
        Service::CloudWatch => ErrorKind::InternalServiceFault,
        Service::Logs => ErrorKind::LogsServiceUnavailable,
        Service::Sns => ErrorKind::SnsInternalError,
        Service::Sts => ErrorKind::InternalFailure,
    };
    let message = match error {
        StoreError::DiskFull => {
            tracing::error!("the disk of the data folder is full; a call was refused");
            "The server's disk is full. Nothing of this call was kept."
        }
        error => {
            tracing::error!(?error, "the store failed");
            "The server's storage failed. Its log has the cause."
        }
    };
    ApiError::new(kind, message)
}
