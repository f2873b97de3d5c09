//! What commands print: tables for people, JSON for programs.

use std::fmt::Display;
use std::io::{self, Write};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use peel_kit::{Exit, ProcessError};
use peel_proto::descriptors;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};

/// Where answers go.
#[derive(Debug)]
pub(crate) struct Output {
    json: Option<DescriptorPool>,
}

impl Output {
    pub(crate) fn new(json: bool) -> Result<Self, ProcessError> {
        let pool = json
            .then(|| DescriptorPool::decode(descriptors::ALL))
            .transpose()
            .map_err(|error| ProcessError::from_error(Exit::Software, &error))?;
        Ok(Self { json: pool })
    }

    /// Whether programs read along.
    pub(crate) fn is_json(&self) -> bool {
        self.json.is_some()
    }

    /// Prints an answer: as JSON, exactly as gRPC clients see it, or as `text` makes it.
    pub(crate) fn answer<M: Message>(
        &self,
        name: &str,
        message: &M,
        text: impl FnOnce() -> String,
    ) -> Result<(), ProcessError> {
        match &self.json {
            None => self.line(text()),
            Some(pool) => self.line(as_json(pool, name, message)?),
        }
    }

    /// Prints a line, or several.
    pub(crate) fn line(&self, text: impl Display) -> Result<(), ProcessError> {
        match writeln!(io::stdout().lock(), "{text}") {
            // Whoever reads has seen enough, such as `head`.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(ProcessError::from_error(Exit::Io, &error)),
            Ok(()) => Ok(()),
        }
    }
}

fn as_json<M: Message>(
    pool: &DescriptorPool,
    name: &str,
    message: &M,
) -> Result<String, ProcessError> {
    let fault =
        |error: &(dyn std::error::Error + 'static)| ProcessError::from_error(Exit::Software, error);
    let descriptor = pool.get_message_by_name(name).ok_or_else(|| {
        ProcessError::new(
            Exit::Software,
            format!("the contracts have no message {name}"),
        )
    })?;
    let message = DynamicMessage::decode(descriptor, message.encode_to_vec().as_slice())
        .map_err(|error| fault(&error))?;
    let mut bytes = Vec::new();
    let options = SerializeOptions::new().skip_default_fields(false);
    message
        .serialize_with_options(&mut serde_json::Serializer::new(&mut bytes), &options)
        .map_err(|error| fault(&error))?;
    String::from_utf8(bytes).map_err(|error| fault(&error))
}

/// A table with a heading; columns in `right` are aligned to the right.
pub(crate) fn table<const N: usize>(
    heading: [&str; N],
    right: &[usize],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(heading);
    for row in rows {
        table.add_row(row);
    }
    for column in right {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}
