use std::io::Write as _;

use serde::Deserialize;

use super::*;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    listen: ListenSettings,
    telemetry: TelemetrySettings,
    limits: LimitSettings,
    data: NeighbourSettings,
    store: StoreSettings,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoreSettings {
    url: Option<String>,
    url_file: Option<PathBuf>,
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            listen: ListenSettings::local(7702),
            telemetry: TelemetrySettings::default(),
            limits: LimitSettings::default(),
            data: NeighbourSettings::local(7701),
            store: StoreSettings::default(),
        }
    }
}

fn load_sample(file: &str, environment: &[(&str, &str)]) -> Result<Sample, String> {
    let mut place = tempfile::NamedTempFile::new().unwrap();
    place.write_all(file.as_bytes()).unwrap();
    let environment = environment
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()));
    load_from(Some(place.path()), environment.collect()).map_err(|error| {
        error
            .to_string()
            .replace(&place.path().display().to_string(), "peel.toml")
    })
}

#[track_caller]
fn check_refused(file: &str, environment: &[(&str, &str)], expected: &str) {
    assert_eq!(load_sample(file, environment).unwrap_err(), expected);
}

#[test]
fn without_anything_the_defaults_hold() {
    assert_eq!(load_sample("", &[]).unwrap(), Sample::default());
}

#[test]
fn the_file_overrides_defaults_and_the_environment_overrides_the_file() {
    let file = r#"
        [listen]
        address = "0.0.0.0:80"
        [telemetry]
        otlp_endpoint = "http://collector:4317"
        sampling_ratio = 1
        log_format = "json"
        [limits]
        drain_ms = 5
        max_concurrent_calls = 7
    "#;
    let environment = [
        ("PEEL__LIMITS__MAX_CONCURRENT_CALLS", "8"),
        ("PEEL__TELEMETRY__SAMPLING_RATIO", "0.5"),
        ("PEEL__DATA__ADDRESS", "http://peel-data:7701"),
        ("PEEL_DATA_PORT", "tcp://10.0.0.1:7701"),
        ("PATH", "/bin"),
    ];
    let sample = load_sample(file, &environment).unwrap();

    let mut expected = Sample::default();
    expected.listen.address = "0.0.0.0:80".parse().unwrap();
    expected.telemetry.otlp_endpoint = Some("http://collector:4317".to_owned());
    expected.telemetry.sampling_ratio = 0.5.try_into().unwrap();
    expected.telemetry.log_format = LogFormat::Json;
    expected.limits.drain_ms = 5;
    expected.limits.max_concurrent_calls = 8.try_into().unwrap();
    expected.data.address = "http://peel-data:7701".to_owned();
    assert_eq!(sample, expected);
}

#[test]
fn an_unknown_key_is_refused_by_name() {
    check_refused(
        "[limits]\ndrain = 5",
        &[],
        r#"peel.toml: unknown key "limits.drain"; did you mean "limits.drain_ms"?"#,
    );
    check_refused(
        "[shop]\nurl = 'x'",
        &[],
        r#"peel.toml: unknown key "shop.url""#,
    );
    check_refused(
        "[listen.address]\nport = 5",
        &[],
        r#"peel.toml: unknown key "listen.address.port"; did you mean "listen.address"?"#,
    );
    check_refused(
        "",
        &[("PEEL__LIMITS__MAX_MESSAGE_BITES", "5")],
        "the environment: unknown key \"PEEL__LIMITS__MAX_MESSAGE_BITES\"; \
         did you mean \"PEEL__LIMITS__MAX_MESSAGE_BYTES\"?",
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_with_its_place() {
    check_refused(
        "[limits]\ndrain_ms = 'soon'",
        &[],
        r#"peel.toml: key "limits.drain_ms": string "soon" was found, an integer is needed"#,
    );
    check_refused(
        "[limits]\nmax_concurrent_calls = 0",
        &[],
        "peel.toml: key \"limits.max_concurrent_calls\": \
         invalid value: integer `0`, expected a nonzero u32",
    );
    check_refused(
        "",
        &[("PEEL__TELEMETRY__SAMPLING_RATIO", "2")],
        "PEEL__TELEMETRY__SAMPLING_RATIO: key \"telemetry.sampling_ratio\": \
         2 is not between 0 and 1",
    );
    check_refused(
        "[telemetry]\nlog_format = 'xml'",
        &[],
        r#"peel.toml: key "telemetry.log_format": "xml" is neither "text" nor "json""#,
    );
}

#[test]
fn a_secret_may_stand_in_a_file_of_its_own() {
    let mut place = tempfile::NamedTempFile::new().unwrap();
    let path = place.path().display().to_string();
    let file = format!("[store]\nurl_file = '{path}'");
    let variable = ("PEEL__STORE__URL_FILE", path.as_str());
    let wrong = |said: &str| format!("peel.toml: key \"store.url_file\": {path} {said}");
    check_refused(&file, &[], &wrong("is empty"));

    place
        .write_all(b"\n postgres://peel:secret@db/peel \n")
        .unwrap();
    for sample in [load_sample(&file, &[]), load_sample("", &[variable])] {
        let sample = sample.unwrap();
        assert_eq!(
            sample.store.url.as_deref(),
            Some("postgres://peel:secret@db/peel")
        );
        let shown = without_secrets(&sample).unwrap();
        assert!(shown.contains("url = \"(hidden)\""), "{shown}");
        assert!(
            shown.contains(&path) && !shown.contains("secret"),
            "{shown}"
        );
    }

    let both = "key \"store.url_file\": \"store.url\" is given too; leave one of them out";
    let given = [("PEEL__STORE__URL", "postgres://db/peel")];
    check_refused(&file, &given, &format!("peel.toml: {both}"));
    check_refused(
        "[store]\nurl = 'postgres://db/peel'",
        &[variable],
        &format!("PEEL__STORE__URL_FILE: {both}"),
    );
    check_refused(
        "[store]\nurl_file = '/no/such/secret'",
        &[],
        "peel.toml: key \"store.url_file\": /no/such/secret cannot be read: \
         No such file or directory (os error 2)",
    );
    place.write_all(&[b'x'; 64 * 1024]).unwrap();
    check_refused(
        &file,
        &[],
        &wrong("cannot be read: larger than 65536 bytes"),
    );
}

#[test]
fn a_missing_file_is_an_error() {
    let error = load_from::<Sample>(Some(Path::new("/no/such/peel.toml")), BTreeMap::new());
    let error = error.unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read the configuration file /no/such/peel.toml"
    );
}

#[test]
fn a_file_that_is_not_toml_is_an_error_with_a_place() {
    let error = load_sample("[limits\n", &[]).unwrap_err();
    assert!(
        error.starts_with("peel.toml: ") && error.contains("line 1"),
        "{error}"
    );
}
