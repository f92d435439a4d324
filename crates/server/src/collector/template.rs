//! Fills the first dashboard's body in with the names of this machine.
//!
//! A name is written as JSON text, so whatever a disk or a host is called, the body stays what it is.

use super::machine::{Disk, Machine};
use crate::account::Account;
use alarm::json_text;

/// `{{host}}` and the like become names; a line with a `{{disk_…}}` is repeated for each disk.
pub fn fill(template: &str, machine: &Machine, account: &Account) -> String {
    let unknown = Disk { path: "/".to_owned(), device: "unknown".to_owned(), fstype: "unknown".to_owned() };
    let disks: Vec<&Disk> =
        if machine.disks.is_empty() { vec![&unknown] } else { machine.disks.iter().collect() };
    // Sorted by path, so the root is the first if there is one.
    let root = disks[0];
    let names = [
        ("{{host}}", &machine.host),
        ("{{account}}", &account.id),
        ("{{region}}", &account.region),
        ("{{interface}}", &machine.interface),
        ("{{block_device}}", &machine.block_device),
        ("{{root_path}}", &root.path),
        ("{{root_device}}", &root.device),
        ("{{root_fstype}}", &root.fstype),
    ];
    let mut body = String::with_capacity(template.len() * 2);
    for line in template.lines() {
        if !line.contains("{{disk_") {
            body.push_str(&replace(line, &names));
            body.push('\n');
            continue;
        }
        for (index, disk) in disks.iter().enumerate() {
            let disk_names = [
                ("{{disk_path}}", &disk.path),
                ("{{disk_device}}", &disk.device),
                ("{{disk_fstype}}", &disk.fstype),
            ];
            let repeated = replace(line, &[&disk_names[..], &names[..]].concat());
            body.push_str(&repeated);
            // The last one ends as the template's line does.
            let needs_comma = index + 1 < disks.len() && !repeated.ends_with(',');
            body.push_str(if needs_comma { ",\n" } else { "\n" });
        }
    }
    body
}

/// JSON text without its quotes.
fn inner(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

/// In one pass, so that a name which looks like a placeholder stays a name.
fn replace(line: &str, names: &[(&str, &String)]) -> String {
    let mut filled = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find("{{") {
        filled.push_str(&rest[..start]);
        rest = &rest[start..];
        match names.iter().find(|(placeholder, _)| rest.starts_with(placeholder)) {
            Some((placeholder, name)) => {
                filled.push_str(inner(&json_text(name)));
                rest = &rest[placeholder.len()..];
            }
            None => {
                filled.push_str("{{");
                rest = &rest[2..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disk(path: &str) -> Disk {
        Disk { path: path.to_owned(), device: "d".to_owned(), fstype: "ext4".to_owned() }
    }

    fn machine(disks: Vec<Disk>) -> Machine {
        Machine {
            host: "h\"{{region}}\\".to_owned(),
            disks,
            interface: "e".to_owned(),
            block_device: "b".to_owned(),
        }
    }

    #[track_caller]
    fn check(template: &str, disks: Vec<Disk>, expected: &str) {
        let account = Account { id: "000000000000".to_owned(), region: "us-east-1".to_owned() };
        assert_eq!(fill(template, &machine(disks), &account), expected);
    }

    #[test]
    fn names_are_json_text_and_never_placeholders() {
        check(
            r#"["{{host}}", "{{region}}", "{{other}}", "{{"]"#,
            vec![disk("/")],
            "[\"h\\\"{{region}}\\\\\", \"us-east-1\", \"{{other}}\", \"{{\"]\n",
        );
    }

    #[test]
    fn a_disks_line_is_repeated() {
        let both = || vec![disk("/"), disk("/home")];
        check("[\n[\"{{disk_path}}\"]\n]", both(), "[\n[\"/\"],\n[\"/home\"]\n]\n");
        check("[\n[\"{{disk_path}}\"],\n1]", both(), "[\n[\"/\"],\n[\"/home\"],\n1]\n");
        check("\"{{root_path}} {{disk_path}}\"", Vec::new(), "\"/ /\"\n");
    }
}
