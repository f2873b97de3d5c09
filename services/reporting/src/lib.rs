//! The reporting service: fetch, arrange, render.
