//! Origins: where pages come from, as browsers tell it.

use http::Uri;
use serde::{Deserialize, Serialize};

/// Origins such as `https://inspections.example.org` or `http://localhost:8080`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origins(Vec<String>);

impl Origins {
    /// Whether `origin` is one of them, letter by letter, as browsers send them.
    pub(crate) fn contains(&self, origin: &[u8]) -> bool {
        self.0.iter().any(|one| one.as_bytes() == origin)
    }
}

impl TryFrom<String> for Origins {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let origins = text.split(',').map(str::trim);
        let origins = origins.filter(|origin| !origin.is_empty()).map(|origin| {
            if is_origin(origin) {
                Ok(origin.to_owned())
            } else {
                Err(format!(
                    "\"{origin}\" is no origin: write it in small letters as https://host or \
                     https://host:port, without a path or the port that goes without saying"
                ))
            }
        });
        origins.collect::<Result<_, _>>().map(Self)
    }
}

impl From<Origins> for String {
    fn from(origins: Origins) -> Self {
        origins.0.join(",")
    }
}

/// Whether a browser would ever send `origin`.
fn is_origin(origin: &str) -> bool {
    let Ok(uri) = origin.parse::<Uri>() else {
        return false;
    };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return false;
    };
    let usual = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return false,
    };
    let host = authority.host();
    let said = match authority.port_u16() {
        None => format!("{scheme}://{host}"),
        Some(port) if port == usual => return false,
        Some(port) => format!("{scheme}://{host}:{port}"),
    };
    said == origin && origin == origin.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_would_never_send_is_refused() {
        let check = |text: &str, expected: bool| {
            let origins = Origins::try_from(text.to_owned());
            assert_eq!(origins.is_ok(), expected, "{text}: {origins:?}");
        };
        check("", true);
        check("https://one.example.org", true);
        check("https://one.example.org:8443, http://[::1]:80a", false);
        check("https://one.example.org:8443, http://localhost:8080", true);
        for wrong in [
            "*",
            "null",
            "one.example.org",
            "https://one.example.org/",
            "https://one.example.org/page",
            "https://One.example.org",
            "https://one.example.org:443",
            "http://one.example.org:80",
            "https://user@one.example.org",
            "ftp://one.example.org",
        ] {
            check(wrong, false);
        }
    }
}
