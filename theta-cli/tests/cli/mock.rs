use crate::project::{Project, SPEECH};
use std::io::{BufRead, BufReader, Lines, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};

/// A running mock; it ends with the test.
struct Served {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    // The contract is in it.
    _project: Project,
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
            _project: project,
        }
    }

    fn line(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
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
    assert!(served.line().contains("Ctrl-C"));
    let reply = get(port(base), "/v1/nowhere");
    let line = served.line();
    assert!(
        line.starts_with("GET /v1/nowhere 4") && line.ends_with(" undocumented"),
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
