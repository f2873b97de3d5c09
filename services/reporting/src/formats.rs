//! What reports and figures come as.

use bytes::Bytes;
use peel_proto::reporting::v1 as wire;
use peel_render::{
    HAS_PDF, figure_json, overview_json, overview_workbook, render_figure_png, render_figure_svg,
    render_html, render_overview_html, render_overview_pdf, render_pdf, report_json,
    report_workbook, tidy_csv, tidy_figure_csv, tidy_overview_csv,
};
use peel_reporting_core::{Figure, OverviewDocument, Provenance, ReportDocument};
use tonic::Status;

use crate::neighbours::fault;

/// The media type of data tables.
const CSV: &str = "text/csv; charset=utf-8; header=present";
const JSON: &str = "application/json";

/// Why there is neither PDF nor PNG where a program was built without.
const WITHOUT_PDF: &str = "is not made here: built without PDF; build it with --features pdf";

/// What a report or an overview comes as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ReportFormat {
    Html,
    Csv,
    Xlsx,
    Json,
    Pdf,
}

/// What a figure comes as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FigureFormat {
    Svg,
    Csv,
    Json,
    Png,
}

impl ReportFormat {
    /// The format that a request asks for, or why there is none.
    pub(crate) fn asked(format: i32) -> Result<Self, &'static str> {
        match wire::ReportFormat::try_from(format) {
            Ok(wire::ReportFormat::Html | wire::ReportFormat::Unspecified) => Ok(Self::Html),
            Ok(wire::ReportFormat::Csv) => Ok(Self::Csv),
            Ok(wire::ReportFormat::Xlsx) => Ok(Self::Xlsx),
            Ok(wire::ReportFormat::Json) => Ok(Self::Json),
            Ok(wire::ReportFormat::Pdf) if HAS_PDF => Ok(Self::Pdf),
            Ok(wire::ReportFormat::Pdf) => Err(WITHOUT_PDF),
            Err(_) => Err("is none that this version makes; ask for HTML, PDF, CSV, XLSX or JSON"),
        }
    }

    /// Its media type.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Csv => CSV,
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => JSON,
            Self::Pdf => "application/pdf",
        }
    }

    /// What a file's name ends with.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::Pdf => "pdf",
        }
    }

    pub(crate) fn render(self, document: &ReportDocument) -> Result<Bytes, Status> {
        Ok(match self {
            Self::Html => render_html(document).map_err(fault)?.into(),
            Self::Csv => tidy_csv(document).into(),
            Self::Xlsx => report_workbook(document).map_err(fault)?.into(),
            Self::Json => report_json(document).into(),
            Self::Pdf => render_pdf(document).map_err(fault)?.into(),
        })
    }

    pub(crate) fn render_overview(self, document: &OverviewDocument) -> Result<Bytes, Status> {
        Ok(match self {
            Self::Html => render_overview_html(document).map_err(fault)?.into(),
            Self::Csv => tidy_overview_csv(document).into(),
            Self::Xlsx => overview_workbook(document).map_err(fault)?.into(),
            Self::Json => overview_json(document).into(),
            Self::Pdf => render_overview_pdf(document).map_err(fault)?.into(),
        })
    }
}

impl FigureFormat {
    /// The format that a request asks for, or why there is none.
    pub(crate) fn asked(format: i32) -> Result<Self, &'static str> {
        match wire::FigureFormat::try_from(format) {
            Ok(wire::FigureFormat::Svg | wire::FigureFormat::Unspecified) => Ok(Self::Svg),
            Ok(wire::FigureFormat::Csv) => Ok(Self::Csv),
            Ok(wire::FigureFormat::Json) => Ok(Self::Json),
            Ok(wire::FigureFormat::Png) if HAS_PDF => Ok(Self::Png),
            Ok(wire::FigureFormat::Png) => Err(WITHOUT_PDF),
            Err(_) => Err("is none that this version makes; ask for SVG, PNG, CSV or JSON"),
        }
    }

    /// Its media type.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Csv => CSV,
            Self::Json => JSON,
            Self::Png => "image/png",
        }
    }

    pub(crate) fn render(self, made_from: &Provenance, figure: &Figure) -> Result<Bytes, Status> {
        Ok(match self {
            Self::Svg => render_figure_svg(figure).into(),
            Self::Csv => tidy_figure_csv(made_from, figure).into(),
            Self::Json => figure_json(made_from, figure).into(),
            Self::Png => render_figure_png(figure).map_err(fault)?.into(),
        })
    }
}
