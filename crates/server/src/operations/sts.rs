//! Who is calling.

use crate::app::App;
use cloudwatch_api::{ApiError, GetCallerIdentityInput, GetCallerIdentityOutput};

pub async fn get_caller_identity(
    _app: &App,
    _input: GetCallerIdentityInput,
) -> Result<GetCallerIdentityOutput, ApiError> {
    unimplemented!()
}
