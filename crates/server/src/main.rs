//! The `barograph` command.

use clap::Parser;
use server::settings::{Command, Settings};
use server::start;
use std::process::ExitCode;

/// Calls are made of thousands of short texts, which the system's allocator is slow to take and give.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let done = match Settings::parse().command {
        Command::Serve(settings) => start::serve(&settings),
        Command::Credentials(place) => start::print_profile(&place),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("barograph: {sentence}");
            ExitCode::FAILURE
        }
    }
}
