use crate::project::{Project, SPEECH};
use std::io::{BufRead, BufReader, Lines, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};

/// A running mock; it ends with the test.
struct Served {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    // The contract is in it.
    project: Project,
}

impl Served {
    fn start(args: &[&str]) -> Self {
        let project = Project::with(SPEECH);
        let mut child = project
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self {
            child,
            lines,
            project,
        }
    }

    fn line(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }

    /// Passes over what is said before the first request.
    fn begin(&mut self) {
        while !self.line().contains("Ctrl-C") {}
    }

    /// The port that it listens on, once it serves.
    fn ready(&mut self) -> u16 {
        let port = port(self.line().rsplit_once(' ').unwrap().1);
        self.begin();
        port
    }

    fn stop(mut self) -> String {
        self.child.kill().unwrap();
        let mut stderr = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut stderr)
            .unwrap();
        stderr
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn port(base: &str) -> u16 {
    let after = base.rsplit_once(':').unwrap().1;
    after.split('/').next().unwrap().parse().unwrap()
}

fn get(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}

/// What comes until the connection ends, however it ends.
fn post(port: u16) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let request = "POST /v1/pronunciation HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let _ = stream.write_all(request.as_bytes());
    let mut reply = Vec::new();
    let _ = stream.read_to_end(&mut reply);
    String::from_utf8(reply).unwrap()
}

#[test]
fn it_says_where_it_is_how_to_try_it_and_what_was_asked() {
    let mut served = Served::start(&["mock"]);
    let first = served.line();
    let (what, base) = first.rsplit_once(' ').unwrap();
    assert_eq!(what, "2 endpoints of Speech at");
    assert!(
        base.starts_with("http://127.0.0.1:") && base.ends_with("/v1"),
        "{base}"
    );
    let example = "curl -X POST -H 'x-api-key: sk-test' --form-string 'options={\"gold_text\":\"text\"}' -F file=@audio.wav";
    assert_eq!(
        served.line(),
        format!("try it: {example} {base}/pronunciation")
    );
    assert_eq!(
        served.line(),
        format!(
            "any error: `-H 'prefer: error=NAME'`; all of them: http://127.0.0.1:{}/__theta",
            port(base)
        )
    );
    assert!(served.line().contains("Ctrl-C"));
    let reply = get(port(base), "/v1/nowhere");
    let line = served.line();
    assert!(
        line.starts_with("GET /v1/nowhere 4")
            && line.contains(" undocumented: the contract has no endpoint"),
        "{line}"
    );
    assert!(reply.starts_with("HTTP/1.1 4"), "{reply}");
    assert_eq!(served.stop(), "");
}

#[test]
fn an_address_that_others_can_reach_gets_a_warning() {
    let mut served = Served::start(&["mock", "--listen", "0.0.0.0:0"]);
    served.line();
    assert_eq!(
        served.stop(),
        "warning: 0.0.0.0:0 can be reached from other machines\n"
    );
}

#[test]
fn a_port_alone_and_the_name_of_this_machine_are_addresses() {
    for address in ["0", "localhost:0", "127.0.0.1:0"] {
        let mut served = Served::start(&["mock", "--listen", address]);
        assert!(served.line().contains("http://127.0.0.1:"), "{address}");
    }
    let run = Project::with(SPEECH).theta(&["mock", "--listen", "here"]);
    assert!(run.stderr.contains("such as 127.0.0.1:8080"), "{run}");
}

#[test]
fn an_address_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let run = Project::with(SPEECH).theta(&["mock", "--listen", &address]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert!(
        run.stderr.contains(&format!("cannot listen on {address}")),
        "{run}"
    );
}

#[test]
fn faults_happen_as_often_as_they_are_asked_for() {
    let mut served = Served::start(&[
        "mock",
        "--fault",
        "html_page=503:1",
        "--fault",
        "reset_at_accept:1",
    ]);
    let first = served.line();
    let port = port(first.rsplit_once(' ').unwrap().1);
    served.line();
    assert_eq!(
        served.line(),
        "faults: html_page=503 1 time, then reset_at_accept 1 time"
    );
    served.begin();
    let reply = get(port, "/v1/pronunciation");
    assert!(
        reply.starts_with("HTTP/1.1 405"),
        "a fault needs an endpoint: {reply}"
    );
    served.line();
    assert!(post(port).starts_with("HTTP/1.1 503 "));
    assert_eq!(served.line(), "POST /v1/pronunciation 503 fault html_page");
    assert_eq!(post(port), "");
    assert_eq!(served.line(), "(a connection) 0 fault reset_at_accept");
    assert!(post(port).starts_with("HTTP/1.1 4"));
    assert!(served.line().starts_with("POST /v1/pronunciation 4"));
}

#[test]
fn faults_by_chance_name_their_seed() {
    let args = [
        "mock",
        "--fault-rate",
        "1",
        "--seed",
        "7",
        "--fault",
        "empty_body",
    ];
    let mut served = Served::start(&args);
    let port = port(served.line().rsplit_once(' ').unwrap().1);
    served.line();
    assert_eq!(served.line(), "faults by chance: rate 1, seed 7");
    served.begin();
    for _ in 0..2 {
        assert!(post(port).starts_with("HTTP/1.1 200 OK"));
        assert_eq!(served.line(), "POST /v1/pronunciation 200 fault empty_body");
    }
}

#[test]
fn all_faults_are_listed_without_a_contract() {
    let run = Project::empty().theta(&["mock", "--list-faults"]);
    assert_eq!((run.exit, run.stderr.as_str()), (Some(0), ""), "{run}");
    assert!(run.stdout.lines().count() >= 30, "{run}");
    for (name, summary) in [
        ("hang ", "read the whole request and never answer"),
        (
            "html_page=502 ",
            "answer with the HTML page of a proxy (value: status)",
        ),
    ] {
        let line = run.stdout.lines().find(|line| line.starts_with(name));
        assert!(line.is_some_and(|line| line.ends_with(summary)), "{run}");
    }
}

#[test]
fn faults_that_cannot_be_played_are_wrong_usage() {
    for (args, expected) in [
        (
            &["--fault", "hagn"][..],
            "there is no fault `hagn`: did you mean `hang`?",
        ),
        (
            &["--fault", "html_page=9"],
            "it takes a status from 200 to 999",
        ),
        (
            &["--fault", "hang:1", "--fault-rate", "0.5"],
            "leave out `:N`",
        ),
        (&["--fault", "hang", "--fault", "hang"], "--fault NAME:N"),
        (&["--seed", "1"], "--fault-rate"),
    ] {
        let run = Project::with(SPEECH).theta(&[&["mock"], args].concat());
        assert_eq!(run.exit, Some(2), "{run}");
        assert!(run.stderr.contains(expected), "{run}");
    }
    let run = Project::with(SPEECH).theta(&["mock", "--fault-rate", "2"]);
    assert_eq!(run.exit, Some(2), "{run}");
    assert!(
        run.stderr
            .contains("2 is not a valid fault rate: use 0 to 1"),
        "{run}"
    );
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_cleanly_whatever_is_half_done() {
    for signal in ["INT", "TERM"] {
        let mut served = Served::start(&["mock"]);
        let port = served.ready();
        // One connection without a request, one with half of one, and one whose reply is held back.
        let idle = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let mut half = TcpStream::connect(("127.0.0.1", port)).unwrap();
        half.write_all(
            b"POST /v1/pronunciation HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc",
        )
        .unwrap();
        let mut held = TcpStream::connect(("127.0.0.1", port)).unwrap();
        held.write_all(b"POST /v1/pronunciation HTTP/1.1\r\nhost: x\r\nprefer: fault=hang\r\n\r\n")
            .unwrap();
        let id = served.child.id().to_string();
        let kill = std::process::Command::new("kill")
            .args(["-s", signal, &id])
            .status();
        assert!(kill.unwrap().success());
        let exit = served.child.wait().unwrap();
        assert_eq!(exit.code(), Some(0), "{signal}");
        let lines: Vec<String> = served.lines.by_ref().map(Result::unwrap).collect();
        assert_eq!(
            lines.last().map(String::as_str),
            Some("stopped"),
            "{lines:?}"
        );
        drop((idle, half, held));
    }
}

#[test]
fn replies_keys_and_plans_are_said_on_the_command_line() {
    let mut served = Served::start(&[
        "mock",
        "--reply",
        "bad_gateway:2",
        "--reply",
        "rate_limited",
    ]);
    let port = served.ready();
    for expected in ["bad_gateway", "bad_gateway", "rate_limited"] {
        post(port);
        let line = served.line();
        assert!(line.ends_with(expected), "{line}");
    }
    for (args, expected) in [
        (
            &["--reply", "bad_gatewy"][..],
            "did you mean `bad_gateway`?",
        ),
        (&["--reply", "bad_gateway:x"], "--reply NAME:3"),
        (&["--keys", "nonsense"], "a key of this API begins with"),
        (&["--plan", "nonsense"], "no plan `nonsense`"),
    ] {
        let run = Project::with(SPEECH).theta(&[&["mock"], args].concat());
        assert!(run.exit == Some(2) || run.exit == Some(3), "{run}");
        assert!(run.stderr.contains(expected), "{run}");
    }
}

#[test]
fn a_contract_that_changes_is_served_as_it_is_now_and_one_with_mistakes_as_it_was() {
    let mut served = Served::start(&["mock", "--watch"]);
    let port = served.ready();
    let path = served.project.path("spec.toml");
    std::fs::write(&path, SPEECH.replacen("\"Speech\"", "7", 1)).unwrap();
    // What is wrong with it comes on the other stream.
    let mut stderr = BufReader::new(served.child.stderr.take().unwrap()).lines();
    let mut said = std::iter::from_fn(|| stderr.next()?.ok());
    assert!(said.any(|line| line.contains("still serving the previous version")));
    get(port, "/v1/nowhere");
    assert!(served.line().starts_with("GET /v1/nowhere"));
    std::fs::write(&path, SPEECH.replacen("\"Speech\"", "\"Talk\"", 1)).unwrap();
    assert_eq!(served.line(), "contract reloaded");
    let first = served.line();
    assert!(first.starts_with("2 endpoints of Talk at"), "{first}");
    assert!(first.contains(&format!(":{port}/")), "{first}");
    served.line();
    served.line();
    get(port, "/v1/nowhere");
    assert!(served.line().starts_with("GET /v1/nowhere"));
    let run = Project::with(SPEECH).theta(&["mock", "-", "--watch"]);
    assert_eq!(run.exit, Some(2), "{run}");
}
