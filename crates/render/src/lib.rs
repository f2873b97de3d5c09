//! Report document to HTML, figures and data tables.
