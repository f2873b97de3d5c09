//! Somebody who issues tokens.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = "https://identity.example.org";
pub(crate) const AUDIENCE: &str = "peel";

/// Whoever says who people are, with one key.
pub(crate) struct Issuer {
    id: String,
    key: EcdsaKeyPair,
}

impl Issuer {
    pub(crate) fn new(id: &str) -> Self {
        let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self {
            id: id.to_owned(),
            key: EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap(),
        }
    }

    /// The public key, as a JWK.
    pub(crate) fn public(&self) -> Value {
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        let [x, y] = [x, y].map(|part| BASE64.encode(part));
        json!({"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.id, "x": x, "y": y})
    }

    /// A file of public keys.
    pub(crate) fn keys(issuers: &[&Self]) -> String {
        let keys: Vec<_> = issuers.iter().map(|issuer| issuer.public()).collect();
        json!({"keys": keys}).to_string()
    }

    /// A token that says `claims`.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let [header, claims] = [header, claims].map(|part| BASE64.encode(part.to_string()));
        let message = format!("{header}.{claims}");
        let signature = self.key.sign(&SystemRandom::new(), message.as_bytes());
        format!("{message}.{}", BASE64.encode(signature.unwrap()))
    }

    /// A token for somebody with these roles, that holds for an hour.
    pub(crate) fn token(&self, name: &str, roles: &[&str], force: Option<&str>) -> String {
        let header = json!({"alg": "ES256", "kid": self.id});
        let mut claims = claims(name, roles);
        if let Some(force) = force {
            claims["force"] = json!(force);
        }
        self.sign(&header, &claims)
    }
}

/// What a good token says.
pub(crate) fn claims(name: &str, roles: &[&str]) -> Value {
    let ends = now() + 3600;
    json!({"iss": ISSUER, "aud": AUDIENCE, "sub": name, "roles": roles, "exp": ends})
}

/// Seconds since 1970.
pub(crate) fn now() -> i64 {
    peel_kit::Clock::system().now().as_second()
}
