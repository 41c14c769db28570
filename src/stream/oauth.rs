//! Bearer tokens for OAUTHBEARER: read from a file that whoever issues them keeps fresh.

use std::error::Error;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rdkafka::client::OAuthToken;
use serde::Deserialize;

/// The claims that librdkafka needs (RFC 7519, section 4.1).
#[derive(Deserialize)]
struct Claims {
    /// Seconds since the epoch.
    exp: f64,
    #[serde(default)]
    sub: String,
}

/// Reads a JSON Web Token from a file, with its subject and expiry.
///
/// # Errors
/// A file that cannot be read or holds no such token. The token is not in the message.
pub fn read_token(file: &Path) -> Result<OAuthToken, Box<dyn Error>> {
    let name = file.display();
    let token = std::fs::read_to_string(file).map_err(|e| format!("{name} cannot be read: {e}"))?.trim().to_owned();
    let payload = token.split('.').nth(1).ok_or_else(|| format!("{name} holds no JSON Web Token"))?;
    let payload =
        BASE64_URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).map_err(|_| format!("{name}: the token's claims are no Base64"))?;
    let claims: Claims = serde_json::from_slice(&payload).map_err(|_| format!("{name}: the token has no claim `exp`"))?;
    Ok(OAuthToken { token, principal_name: claims.sub, lifetime_ms: (claims.exp * 1000.0) as i64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_tells_subject_and_expiry() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let claims = BASE64_URL_SAFE_NO_PAD.encode(r#"{"sub":"desk","exp":1800000000}"#);
        std::fs::write(file.path(), format!("e30.{claims}.c2ln\n")).expect("written");
        let token = read_token(file.path()).expect("a token");
        assert_eq!((token.principal_name.as_str(), token.lifetime_ms), ("desk", 1_800_000_000_000));
        assert!(token.token.ends_with(".c2ln"));
    }

    #[test]
    fn what_is_no_token_is_refused_without_being_shown() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "s3cret").expect("written");
        let error = read_token(file.path()).err().expect("no token").to_string();
        assert!(!error.contains("s3cret"), "{error}");
    }
}
