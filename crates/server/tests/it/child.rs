//! A child process that is killed in mid-work: this very test binary, run again for one of its tests.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// By which the child knows that it is one: the folder, and the first number that it may use.
pub const FOLDER: &str = "KILL_TEST_FOLDER";
pub const FIRST: &str = "KILL_TEST_FIRST";

/// One test with children at a time: a process that is just being started holds, for a moment, every file of
/// this one, the locks of another test's folder among them.
pub fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `test` in a child, kills it once it has had so many calls acknowledged (lines `ack NAME`), and answers
/// all of those.
pub fn killed_after(test: &str, wanted: usize, folder: &Path, first: i64) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    while text.matches("\nack ").count() < wanted {
        assert_ne!(output.read_line(&mut text).unwrap(), 0, "the child ended by itself: {text}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    output.read_to_string(&mut text).unwrap();
    let whole_lines = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
    whole_lines.filter_map(|line| line.strip_prefix("ack ")).map(str::to_owned).collect()
}
