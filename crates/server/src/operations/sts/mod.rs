//! Who is calling.

use crate::app::App;
use cloudwatch_api::{ApiError, GetCallerIdentityInput, GetCallerIdentityOutput};

/// There is one caller here: the account itself, as its root user.
pub async fn get_caller_identity(
    app: &App,
    _input: GetCallerIdentityInput,
) -> Result<GetCallerIdentityOutput, ApiError> {
    let id = &app.account.id;
    Ok(GetCallerIdentityOutput {
        user_id: id.clone(),
        account: id.clone(),
        arn: format!("arn:aws:iam::{id}:root"),
    })
}
