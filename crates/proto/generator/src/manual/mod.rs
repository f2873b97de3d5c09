//! Makes the manual of the interface of what the contracts say, who may call what, and the calls shown.

mod comments;
mod examples;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{
    FieldDescriptorProto, FieldOptions, FileDescriptorProto, MethodDescriptorProto, MethodOptions,
};

use self::comments::Comments;
use self::examples::{Example, anchor, examples};
use crate::refusals::{EVERYWHERE, REFUSALS};
use crate::rules::RULES;

/// Every role that a caller can have, where a method is for all of them.
const ROLES: usize = 8;

/// The manual: `words` with what is made of the contracts in the places that it marks. `calls` is the
/// page that shows a call of every method.
pub fn manual(contracts: &Path, words: &str, calls: &str) -> Result<String, Box<dyn Error>> {
    let mut compiled = protox::compile(crate::CONTRACTS, [contracts])?;
    compiled
        .file
        .sort_by(|one, other| one.name().cmp(other.name()));
    let manual = Manual {
        rules: RULES
            .iter()
            .map(|(path, roles, _)| (*path, *roles))
            .collect(),
        refusals: REFUSALS.iter().copied().collect(),
        examples: examples(calls),
        asked: compiled.file.iter().flat_map(asked).collect(),
        files: &compiled.file,
    };
    let parts = [
        ("<!-- reasons -->\n", manual.reasons()?),
        ("<!-- methods -->\n", manual.methods()?),
        ("<!-- messages -->\n", manual.messages()),
    ];
    let mut page = words.to_owned();
    for (place, made) in parts {
        if page.matches(place).count() != 1 {
            return Err(format!("{place:?} must stand once in the manual's words").into());
        }
        page = page.replace(place, &made);
    }
    Ok(page)
}

struct Manual<'s> {
    files: &'s [FileDescriptorProto],
    rules: BTreeMap<&'s str, &'s [&'s str]>,
    refusals: BTreeMap<&'s str, &'s [&'s str]>,
    examples: BTreeMap<&'s str, Example<'s>>,
    /// Requests and answers of methods, by their full names.
    asked: BTreeSet<&'s str>,
}

/// The messages that a file's methods take and give.
fn asked(file: &FileDescriptorProto) -> Vec<&str> {
    let methods = file.service.iter().flat_map(|service| &service.method);
    methods
        .flat_map(|method| [method.input_type(), method.output_type()])
        .collect()
}

impl Manual<'_> {
    /// Every reason for which a call fails, as a table.
    fn reasons(&self) -> Result<String, Box<dyn Error>> {
        let mut given: BTreeSet<&str> = EVERYWHERE.iter().copied().collect();
        given.extend(self.refusals.values().copied().flatten());
        let mut table = "| reason | code | when | of |\n|---|---|---|---|\n".to_owned();
        for file in self.files {
            let comments = Comments::of(file);
            for (number, reasons) in file.enum_type.iter().enumerate() {
                if reasons.name() != "ErrorReason" {
                    continue;
                }
                for (place, value) in reasons.value.iter().enumerate().skip(1) {
                    let name = value.name().trim_start_matches("ERROR_REASON_");
                    if !given.remove(name) {
                        return Err(
                            format!("refusals.rs says of no method that it gives {name}").into(),
                        );
                    }
                    let comment = comments.value(number, place);
                    let (when, code) = comment.split_once(" Code ").unwrap_or((&comment, ""));
                    let end = code.find(|letter: char| !matches!(letter, 'A'..='Z' | '_' | '\\'));
                    let (code, more) = code.split_at(end.unwrap_or(code.len()));
                    let code = code.replace('\\', "");
                    let more = more.trim_start_matches([',', ';', '.', ' ']);
                    let more = match more.is_empty() {
                        true => String::new(),
                        false => format!(" {}{}", more[..1].to_uppercase(), &more[1..]),
                    };
                    let all = EVERYWHERE.contains(&name);
                    let of = if all {
                        "every method"
                    } else {
                        "as each method says"
                    };
                    let _ = writeln!(table, "| `{name}` | `{code}` | {when}{more} | {of} |");
                }
            }
        }
        match given.first() {
            Some(unknown) => {
                Err(format!("refusals.rs has no reason of the contract: {unknown}").into())
            }
            None => Ok(table),
        }
    }

    /// Every method, by service.
    fn methods(&self) -> Result<String, Box<dyn Error>> {
        let mut page = String::new();
        for file in self.files {
            let comments = Comments::of(file);
            for (number, service) in file.service.iter().enumerate() {
                let name = format!("{}.{}", file.package(), service.name());
                let _ = writeln!(page, "### {name}\n\n{}\n", comments.service(number));
                for (place, method) in service.method.iter().enumerate() {
                    let said = comments.method(number, place);
                    self.method(
                        &mut page,
                        &format!("{name}/{}", method.name()),
                        method,
                        &said,
                    )?;
                }
            }
        }
        Ok(page)
    }

    fn method(
        &self,
        page: &mut String,
        path: &str,
        method: &MethodDescriptorProto,
        said: &str,
    ) -> Result<(), Box<dyn Error>> {
        let rule = format!("/{path}");
        let roles = self.rules.get(rule.as_str());
        let roles = roles.ok_or_else(|| format!("{path} has no rule in rules.rs"))?;
        let refusals = self.refusals.get(path);
        let refusals = refusals.ok_or_else(|| format!("{path} stands not in refusals.rs"))?;
        let example = self.examples.get(path);
        let example = example.ok_or_else(|| format!("docs/calls.md has no call of {path}"))?;
        let streams = match (method.client_streaming(), method.server_streaming()) {
            (false, false) => "one message, one answer",
            (true, false) => "a stream of messages, one answer",
            (false, true) => "one message, a stream of answers",
            (true, true) => "streams both ways",
        };
        let roles = match roles.len() {
            ROLES => "every role".to_owned(),
            _ => named(roles),
        };
        let deprecated = method
            .options
            .as_ref()
            .is_some_and(MethodOptions::deprecated);
        let marked = marked(deprecated);
        let _ = writeln!(page, "#### {}\n\n{marked}{said}\n", method.name());
        let _ = writeln!(page, "- call: {streams}");
        let _ = writeln!(page, "- again: {}", self.again(method));
        let _ = writeln!(page, "- for: {roles}");
        let _ = writeln!(page, "- refused as: {}", named(refusals));
        let link = anchor(example.heading);
        let _ = writeln!(
            page,
            "- typed, see [{}](calls.md#{link}):\n",
            example.heading
        );
        let _ = writeln!(page, "```console\n$ {}\n```\n", example.command);
        for (what, message) in [
            ("Request", method.input_type()),
            ("Answer", method.output_type()),
        ] {
            let _ = writeln!(
                page,
                "{what} `{}`: {}",
                short(message),
                self.message(message)
            );
        }
        Ok(())
    }

    /// Whether a call may be made again when nothing is known of the first.
    fn again(&self, method: &MethodDescriptorProto) -> &'static str {
        let request = method.input_type();
        if self.identified(request, "request_id") {
            "safe under the same `request_id`: the first answer comes again"
        } else if self.identified(request, "run") && !method.name().starts_with("Get") {
            "safe under the same identifier of the run: it stays the run that it was"
        } else {
            "safe: it only reads"
        }
    }

    /// Whether a message, or one in it, is known by `field`.
    fn identified(&self, message: &str, field: &str) -> bool {
        let found = self.files.iter().flat_map(|file| {
            let here = format!(".{}.", file.package());
            let of = message.strip_prefix(here.as_str());
            file.message_type
                .iter()
                .filter(move |one| Some(one.name()) == of)
        });
        found.flat_map(|one| &one.field).any(|one| {
            let within = matches!(one.name(), "header" | "entry");
            one.name() == field
                || field == "run" && one.name() == "runs"
                || within && self.identified(one.type_name(), field)
        })
    }

    /// Every message that is no request or answer, and every enumeration but that of reasons.
    fn messages(&self) -> String {
        let mut page = String::new();
        for file in self.files {
            let comments = Comments::of(file);
            for (number, message) in file.message_type.iter().enumerate() {
                let name = format!(".{}.{}", file.package(), message.name());
                if !self.asked.contains(name.as_str()) {
                    let said = comments.message(number);
                    let _ = writeln!(page, "### {}\n\n{said}\n", &name[1..]);
                    page.push_str(&fields(&message.field, &comments, number));
                    page.push('\n');
                }
            }
            for (number, values) in file.enum_type.iter().enumerate() {
                if values.name() == "ErrorReason" {
                    continue;
                }
                let said = comments.enumeration(number);
                let _ = writeln!(page, "### {}.{}\n\n{said}\n", file.package(), values.name());
                let _ = writeln!(page, "| value | number | meaning |\n|---|---|---|");
                for (place, value) in values.value.iter().enumerate() {
                    let said = cell(&comments.value(number, place));
                    let _ = writeln!(page, "| `{}` | {} | {said} |", value.name(), value.number());
                }
                page.push('\n');
            }
        }
        page.truncate(page.trim_end().len());
        page + "\n"
    }

    /// What a request or an answer says of itself, and its fields.
    fn message(&self, full_name: &str) -> String {
        for file in self.files {
            let comments = Comments::of(file);
            for (number, message) in file.message_type.iter().enumerate() {
                if format!(".{}.{}", file.package(), message.name()) == full_name {
                    let table = fields(&message.field, &comments, number);
                    let said = comments.message(number);
                    return format!("{said}\n\n{table}");
                }
            }
        }
        String::new()
    }
}

fn fields(fields: &[FieldDescriptorProto], comments: &Comments<'_>, message: usize) -> String {
    if fields.is_empty() {
        return "No fields.\n".to_owned();
    }
    let mut table = "| field | type | meaning |\n|---|---|---|\n".to_owned();
    for (number, field) in fields.iter().enumerate() {
        let said = cell(&comments.field(message, number));
        let deprecated = field.options.as_ref().is_some_and(FieldOptions::deprecated);
        let (kind, marked) = (kind(field), marked(deprecated));
        let _ = writeln!(table, "| `{}` | {kind} | {marked}{said} |", field.name());
    }
    table
}

/// What a field holds, in words.
fn kind(field: &FieldDescriptorProto) -> String {
    let kind = match field.r#type() {
        Type::Message | Type::Enum => {
            let name = field.type_name();
            format!("[{}](#{})", short(name), anchor(name))
        }
        plain => plain
            .as_str_name()
            .trim_start_matches("TYPE_")
            .to_lowercase(),
    };
    if field.label() == Label::Repeated {
        format!("list of {kind}")
    } else if field.proto3_optional() {
        format!("{kind}, or none")
    } else if field.oneof_index.is_some() {
        format!("{kind}, or another of these")
    } else {
        kind
    }
}

fn marked(deprecated: bool) -> &'static str {
    if deprecated { "**Deprecated.** " } else { "" }
}

fn cell(text: &str) -> String {
    text.replace("\n\n", "<br>").replace('|', "\\|")
}

fn short(full_name: &str) -> &str {
    full_name.rsplit('.').next().unwrap_or(full_name)
}

fn named(names: &[&str]) -> String {
    if names.is_empty() {
        return "nothing but what every method is refused as".to_owned();
    }
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
