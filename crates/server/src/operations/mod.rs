//! One function per operation: typed input in, typed output or an `ApiError` out. One folder per service.
//!
//! What services share stands beside the folders: `page_token` (NextToken of lists by name) and `failure` (the
//! words for a store that failed). Nothing here can see HTTP, headers, encodings or who signed. A new service
//! is one new folder here and its rows in `dispatch`.

pub mod cloudwatch;
pub mod failure;
pub mod logs;
pub mod page_token;
pub mod sns;
pub mod sts;
