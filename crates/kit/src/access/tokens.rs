//! Callers known by tokens: JWT that an identity provider has signed.

use std::collections::HashMap;

use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind, TokenData, Validation,
    crypto::{CryptoProvider, JwtVerifier, KeyUtils},
    decode, decode_header,
    errors::ErrorKind,
    jwk::JwkSet,
    signature,
};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA256, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
    VerificationAlgorithm,
};
use serde::Deserialize;

use super::caller::{Caller, Proof};
use crate::settings::AccessSettings;

/// What tokens may be signed with. None of them is secret on this side.
const ALGORITHMS: [Algorithm; 5] = [
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
    Algorithm::RS256,
    Algorithm::PS256,
];

/// The longest token that is looked at, in bytes.
const LONGEST: usize = 8 * 1024;

/// Why a token is refused whose key may have been published since.
pub(super) const UNKNOWN_KEY: &str = "its key is not known";

/// The keys that may have signed a token, by their identifiers.
pub(super) struct TokenKeys {
    keys: HashMap<String, (Option<Algorithm>, DecodingKey)>,
    validation: Validation,
}

/// What a token says of its bearer.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    name: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
    force: Option<String>,
}

impl TokenKeys {
    /// Reads the text of a JWKS file.
    ///
    /// # Errors
    ///
    /// What is wrong with it, as the rest of a sentence about the file.
    pub(super) fn read(text: &str, settings: &AccessSettings) -> Result<Self, String> {
        // Whoever was first set the same.
        let _already = PROVIDER.install_default();
        let set: JwkSet =
            serde_json::from_str(text).map_err(|error| format!("is wrong: {error}"))?;
        let mut keys = HashMap::new();
        for key in &set.keys {
            let Some(id) = &key.common.key_id else {
                return Err("is wrong: it has a key without kid".to_owned());
            };
            let algorithm = key.common.key_algorithm.map(|named| named.to_string());
            let algorithm = algorithm.map(|named| named.parse::<Algorithm>());
            let algorithm = algorithm.transpose().ok().flatten();
            let decoding = DecodingKey::from_jwk(key)
                .map_err(|error| format!("is wrong: key {id}: {error}"))?;
            if decoding.family() == AlgorithmFamily::Hmac {
                return Err(format!("is wrong: key {id} is a secret, not a public key"));
            }
            if keys.insert(id.clone(), (algorithm, decoding)).is_some() {
                return Err(format!("is wrong: key {id} stands there twice"));
            }
        }
        if keys.is_empty() {
            return Err("has no key".to_owned());
        }
        let mut validation = Validation::new(Algorithm::ES256);
        validation.leeway = settings.token_leeway_s.into();
        validation.validate_nbf = true;
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(settings.token_issuer.as_slice());
        validation.set_audience(settings.token_audience.as_slice());
        Ok(Self { keys, validation })
    }

    /// Who bears `token`.
    ///
    /// # Errors
    ///
    /// Why the token is not believed, in words that a caller may read.
    pub(super) fn bearer(&self, token: &str) -> Result<Caller, String> {
        if token.len() > LONGEST {
            return Err("it is too long".to_owned());
        }
        // `none` is no algorithm to the library.
        let header = decode_header(token).map_err(|_| "it is no signed token".to_owned())?;
        let id = header
            .kid
            .ok_or_else(|| "it does not name its key".to_owned())?;
        let Some((algorithm, key)) = self.keys.get(&id) else {
            return Err(UNKNOWN_KEY.to_owned());
        };
        let fits = algorithm.is_none_or(|algorithm| algorithm == header.alg);
        if !fits || !ALGORITHMS.contains(&header.alg) {
            return Err("it is signed in a way that is not accepted".to_owned());
        }
        let mut validation = self.validation.clone();
        validation.algorithms = vec![header.alg];
        let TokenData { claims, .. } = decode::<Claims>(token, key, &validation)
            .map_err(|error| wording(error.kind()).to_owned())?;
        let name = claims.name.unwrap_or_else(|| claims.sub.clone());
        let caller = Caller::new(name, &claims.roles, claims.force);
        let caller = caller.map_err(|wrong| format!("its bearer {wrong}"))?;
        Ok(caller.proven_by(Proof::Token(claims.sub)))
    }
}

fn wording(error: &ErrorKind) -> &'static str {
    match error {
        ErrorKind::ExpiredSignature => "it has expired",
        ErrorKind::ImmatureSignature => "it does not hold yet",
        ErrorKind::InvalidAudience => "it is for somebody else",
        ErrorKind::InvalidIssuer => "somebody else issued it",
        ErrorKind::MissingRequiredClaim(_) => "a claim is missing: exp, iss, aud or sub",
        ErrorKind::InvalidSignature => "its signature is wrong",
        _ => "it cannot be read",
    }
}

/// The one provider of cryptography that the house has, for the library that reads tokens.
static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    verifier_factory: |algorithm, key| match Verifying::new(*algorithm, key) {
        Some(verifying) => Ok(Box::new(verifying)),
        None => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    key_utils: KeyUtils::new_unimplemented(),
};

/// A key with what it is used for.
struct Verifying {
    algorithm: Algorithm,
    with: With,
}

enum With {
    Bytes(&'static dyn VerificationAlgorithm, Vec<u8>),
    Rsa(&'static RsaParameters, Vec<u8>, Vec<u8>),
}

impl Verifying {
    fn new(algorithm: Algorithm, key: &DecodingKey) -> Option<Self> {
        let bytes = || key.try_get_as_bytes().ok().map(<[u8]>::to_vec);
        let rsa = |parameters| match key.kind() {
            DecodingKeyKind::RsaModulusExponent { n, e } => {
                Some(With::Rsa(parameters, n.clone(), e.clone()))
            }
            DecodingKeyKind::SecretOrDer(_) => None,
        };
        let with = match algorithm {
            Algorithm::ES256 => With::Bytes(&ECDSA_P256_SHA256_FIXED, bytes()?),
            Algorithm::ES384 => With::Bytes(&ECDSA_P384_SHA384_FIXED, bytes()?),
            Algorithm::EdDSA => With::Bytes(&ED25519, bytes()?),
            Algorithm::RS256 => rsa(&RSA_PKCS1_2048_8192_SHA256)?,
            Algorithm::PS256 => rsa(&RSA_PSS_2048_8192_SHA256)?,
            _ => return None,
        };
        Some(Self { algorithm, with })
    }
}

impl signature::Verifier<Vec<u8>> for Verifying {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let verified = match &self.with {
            With::Bytes(algorithm, key) => {
                UnparsedPublicKey::new(*algorithm, key).verify(message, signature)
            }
            With::Rsa(parameters, n, e) => {
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature)
            }
        };
        verified.map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Verifying {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
