//! Where traces go, and which.

use axum::http::Uri;

use super::{Problem, RawTraces};

/// OTLP over HTTP says where traces go at a collector (<https://opentelemetry.io/docs/specs/otlp/#otlphttp-request>).
const PATH: &str = "/v1/traces";

/// Traces that are on.
#[derive(Clone, Debug, PartialEq)]
pub struct Traces {
    /// The collector's address with the path.
    pub endpoint: String,
    /// Share of the traces that begin here and are recorded, 0 to 1.
    pub ratio: f64,
}

impl Traces {
    pub(super) fn resolve(place: &str, raw: RawTraces) -> Result<Option<Traces>, Problem> {
        let problem = |key: &str, message: String| Problem::of(place, &format!("traces.{key}"), message);
        if !(0.0..=1.0).contains(&raw.ratio) {
            return Err(problem("ratio", "from 0 to 1 are possible".into()));
        }
        let Some(endpoint) = raw.endpoint.filter(|e| !e.is_empty()) else { return Ok(None) };
        let uri: Uri = endpoint.parse().map_err(|e| problem("endpoint", format!("`{endpoint}` is no address: {e}")))?;
        match (uri.scheme_str(), uri.host()) {
            (Some("http"), Some(_)) => {}
            (Some("https"), _) => {
                let why =
                    "traces go to a collector beside this process, by http://; the collector speaks TLS and holds what it needs to log in";
                return Err(problem("endpoint", why.into()));
            }
            _ => return Err(problem("endpoint", format!("`{endpoint}` is no address like http://127.0.0.1:4318"))),
        }
        let endpoint =
            if uri.path().trim_end_matches('/').is_empty() { endpoint.trim_end_matches('/').to_owned() + PATH } else { endpoint };
        Ok(Some(Traces { endpoint, ratio: raw.ratio }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    fn read(text: &str) -> Result<Option<String>, String> {
        let config = Config::read("w.toml", &format!("[traces]\n{text}\n"), vec![]).map_err(|p| p.to_string())?;
        Ok(config.traces.map(|t| t.endpoint))
    }

    #[test]
    fn traces_are_off_unless_there_is_a_collector() {
        assert_eq!(read("ratio = 0.5"), Ok(None));
        for endpoint in ["http://a:4318", "http://a:4318/"] {
            assert_eq!(read(&format!("endpoint = \"{endpoint}\"")), Ok(Some("http://a:4318/v1/traces".into())));
        }
        assert_eq!(read("endpoint = \"http://a/otlp/traces\""), Ok(Some("http://a/otlp/traces".into())));
    }

    #[test]
    fn what_cannot_be_is_named() {
        for (text, says) in [
            ("ratio = 1.5", "w.toml:2: traces.ratio: from 0 to 1"),
            ("endpoint = \"a:4318\"", "w.toml:2: traces.endpoint: `a:4318` is no address"),
            ("endpoint = \"https://a\"", "w.toml:2: traces.endpoint: traces go to a collector beside"),
            ("endpont = \"http://a\"", "did you mean `endpoint`?"),
        ] {
            let error = read(text).expect_err("refused");
            assert!(error.contains(says), "{error}");
        }
    }
}
