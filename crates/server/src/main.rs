//! The `barograph` command.

use clap::Parser;
use server::settings::{Command, Settings};
use server::start;
use std::process::ExitCode;

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
