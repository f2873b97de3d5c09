//! The section on who callers are.

use std::{num::NonZeroU32, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::sections::nonzero;

/// `[access]`: who callers are, and so what they may do. Without any key everybody who is let in
/// may do everything. The files may be replaced while the process runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessSettings {
    /// A TOML file that says who shows which certificate: see docs/security.md. Default: none;
    /// certificates let callers in and say nothing more.
    pub callers_file: Option<PathBuf>,
    /// A JWKS file with the public keys of whoever issues tokens (JWT, as a bearer). Default: none;
    /// tokens are not looked at.
    pub token_keys_file: Option<PathBuf>,
    /// Where those keys are published instead, as a JWKS: by `https`, or by `http` on this machine.
    /// Asked for every `reload_s` seconds, and when a token names a key that is not known; while
    /// they cannot be had, the last ones are used. Default: none.
    pub token_keys_url: Option<String>,
    /// A PEM file of the authorities that may vouch for that place. Default: those that the system
    /// trusts.
    pub token_keys_authority_file: Option<PathBuf>,
    /// Who must have issued a token: its claim `iss`. Default: none; needed with
    /// `token_keys_file` and `token_keys_url`.
    pub token_issuer: Option<String>,
    /// For whom a token must be: its claim `aud`. Default: none; needed with `token_keys_file` and
    /// `token_keys_url`.
    pub token_audience: Option<String>,
    /// How far the issuer's clock may differ, in seconds, at most 300. Default: 30.
    pub token_leeway_s: u32,
    /// How often the files are looked at, in seconds. Default: 30.
    pub reload_s: NonZeroU32,
}

impl AccessSettings {
    /// Whether callers have to say who they are.
    pub fn is_on(&self) -> bool {
        self.callers_file.is_some() || self.takes_tokens()
    }

    /// Whether tokens are looked at.
    pub(crate) fn takes_tokens(&self) -> bool {
        self.token_keys_file.is_some() || self.token_keys_url.is_some()
    }
}

impl Default for AccessSettings {
    fn default() -> Self {
        Self {
            callers_file: None,
            token_keys_file: None,
            token_keys_url: None,
            token_keys_authority_file: None,
            token_issuer: None,
            token_audience: None,
            token_leeway_s: 30,
            reload_s: const { nonzero(30) },
        }
    }
}
