//! What a caller of CloudWatch hears when the store fails.

use crate::operations::failure::store_failed;
use cloudwatch_api::{ApiError, Service};
use store::StoreError;

/// For errors that the operation doesn't expect.
pub fn failed(error: StoreError) -> ApiError {
    store_failed(Service::CloudWatch, error)
}
