//! What is read is bounded, and what is written stays where it was meant to be.
#![cfg(unix)]

use crate::project::{Project, SPEECH};
use std::fs::{self, File};
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::Path;
use std::process::Command;

const PAGE: &str =
    "# Errors\n\n| Status | Detail |\n|---|---|\n| 400 | `gold_text is required` |\n";

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Names of things that are no files to be read whole.
fn odd(project: &Project) -> Vec<&'static str> {
    File::create(project.path("sparse"))
        .unwrap()
        .set_len(1 << 40)
        .unwrap();
    pipe(&project.path("pipe"));
    symlink("/dev/zero", project.path("zero")).unwrap();
    symlink("loop", project.path("loop")).unwrap();
    fs::create_dir(project.path("dir")).unwrap();
    vec!["/dev/zero", "sparse", "pipe", "zero", "loop", "dir"]
}

#[test]
fn nothing_endless_is_read_and_no_pipe_is_waited_for() {
    let project = Project::with(SPEECH);
    project.write("errors.md", PAGE);
    for odd in odd(&project) {
        for args in [
            &["check", odd][..],
            &["expand", odd],
            &["mock", odd],
            &["explain", "400", "--spec", odd],
            &["diff", odd],
            &["diff", "spec.toml", odd],
            &["diff", "spec.toml", "spec.toml", "--acknowledge", odd],
            &["drift", odd, "--docs", "errors.md"],
            &["drift", "--docs", odd],
            &["drift", "--docs", "errors.md", "--lock", odd],
        ] {
            // A folder is what `--lock` names.
            if args.ends_with(&["--lock", "dir"]) {
                continue;
            }
            let run = project.theta(args);
            assert_eq!(run.exit, Some(3), "{args:?}: {run}");
            assert!(run.stderr.len() < 2_000, "{args:?}: {run}");
        }
    }
    let run = project.theta(&["check", "/dev/zero"]);
    assert!(run.stderr.contains("more than 16 MiB"), "{run}");
}

#[test]
fn the_usual_files_are_bounded_too() {
    for name in [
        "spec.toml",
        "spec.changes.toml",
        "docs.lock/acknowledged.toml",
    ] {
        let project = Project::empty();
        project.write("old.toml", SPEECH);
        project.write("errors.md", PAGE);
        if name != "spec.toml" {
            project.write("spec.toml", SPEECH);
        }
        fs::create_dir(project.path("docs.lock")).unwrap();
        symlink("/dev/zero", project.path(name)).unwrap();
        let run = if name.starts_with("docs.lock") {
            project.theta(&["drift", "--docs", "errors.md"])
        } else {
            project.theta(&["diff", "old.toml"])
        };
        assert_eq!(run.exit, Some(3), "{name}: {run}");
    }
}

#[test]
fn standard_input_is_bounded() {
    let project = Project::with(SPEECH);
    let endless = vec![b' '; 17 << 20];
    for args in [
        &["check", "-"][..],
        &["explain", "400", "-"],
        &["diff", "-", "spec.toml"],
        &["drift", "--docs", "-"],
    ] {
        let run = project.theta_reading(args, &endless);
        assert_eq!(run.exit, Some(3), "{args:?}: {run}");
        assert!(run.stderr.contains("more than 16 MiB"), "{args:?}: {run}");
    }
}

#[test]
fn a_pipe_of_the_shell_is_read() {
    let project = Project::with(SPEECH);
    let mut command = Command::new("bash");
    command
        .args([
            "-c",
            "\"$0\" check <(cat spec.toml)",
            env!("CARGO_BIN_EXE_theta"),
        ])
        .current_dir(project.path(""));
    let run = crate::project::Run::of(command, b"");
    assert_eq!(run.exit, Some(0), "{run}");
}

#[test]
fn a_link_in_the_folder_of_the_pages_becomes_a_page_and_leads_nowhere() {
    let (project, outside) = (Project::with(SPEECH), Project::empty());
    outside.write("index.md", "mine");
    project.theta(&["docs", "--out", "real"]);
    fs::rename(project.path("real/endpoints"), outside.path("endpoints")).unwrap();
    outside.write("endpoints/gone.md", project.read("real/errors.md"));
    fs::remove_file(project.path("real/index.md")).unwrap();
    symlink(outside.path("index.md"), project.path("real/index.md")).unwrap();
    symlink(outside.path("endpoints"), project.path("real/endpoints")).unwrap();
    fs::remove_file(project.path("real/errors.md")).unwrap();
    fs::hard_link(outside.path("index.md"), project.path("real/errors.md")).unwrap();
    // What only looks like a page of ours is left alone.
    symlink("/dev/zero", project.path("real/zero.md")).unwrap();
    pipe(&project.path("real/pipe.md"));
    // The folder itself may be a link.
    symlink("real", project.path("reference")).unwrap();
    let transcribe = outside.read("endpoints/transcribe.md");
    outside.write("endpoints/transcribe.md", "mine");

    let check = project.theta(&["docs", "--out", "reference", "--check"]);
    assert_eq!(check.exit, Some(1), "{check}");
    assert!(!check.stdout.contains("no page of it"), "{check}");
    let run = project.theta(&["docs", "--out", "reference"]);
    assert_eq!(run.exit, Some(0), "{run}");
    let check = project.theta(&["docs", "--out", "reference", "--check"]);
    assert_eq!(check.exit, Some(0), "{check}");

    assert_eq!(outside.read("index.md"), "mine");
    assert_eq!(outside.read("endpoints/transcribe.md"), "mine");
    assert!(outside.path("endpoints/gone.md").exists());
    assert_eq!(project.read("real/endpoints/transcribe.md"), transcribe);
    for page in ["real/index.md", "real/errors.md", "real/endpoints"] {
        assert!(
            !fs::symlink_metadata(project.path(page))
                .unwrap()
                .is_symlink(),
            "{page}"
        );
    }
    assert!(
        fs::symlink_metadata(project.path("reference"))
            .unwrap()
            .is_symlink()
    );
    assert!(project.path("real/zero.md").exists() && project.path("real/pipe.md").exists());
}

#[test]
fn a_pipe_without_a_reader_is_refused_and_not_waited_for() {
    let project = Project::with(SPEECH);
    pipe(&project.path("pipe"));
    symlink("pipe", project.path("link")).unwrap();
    for args in [&["openapi"][..], &["schema"], &["expand"], &["docs"]] {
        for name in ["pipe", "link"] {
            let run = project.theta(&[args, &["--out", name]].concat());
            assert_eq!(run.exit, Some(3), "{args:?}: {run}");
            assert!(run.stderr.contains(name), "{args:?}: {run}");
        }
    }
    let run = project.theta(&["openapi", "--out", "pipe"]);
    assert!(run.stderr.contains("neither a regular file"), "{run}");
    assert!(
        fs::symlink_metadata(project.path("pipe"))
            .unwrap()
            .file_type()
            .is_fifo()
    );
}

#[test]
fn what_cannot_be_compared_is_said_to_be_what_it_is() {
    let project = Project::with(SPEECH);
    odd(&project);
    for (name, said) in [
        ("pipe", "no regular file"),
        ("zero", "no regular file"),
        ("sparse", "more than 16 MiB"),
        ("dir", "directory"),
    ] {
        let run = project.theta(&["openapi", "--check", "--out", name]);
        assert_eq!(run.exit, Some(3), "{name}: {run}");
        assert!(run.stderr.contains(said), "{name}: {run}");
    }
    let run = project.theta(&["openapi", "--check", "--out", "nothing.json"]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(run.stdout.contains("does not exist"), "{run}");
}

#[test]
fn a_named_file_may_be_a_link_or_a_device() {
    let project = Project::with(SPEECH);
    project.write("target.json", "");
    symlink("target.json", project.path("api.json")).unwrap();
    assert_eq!(
        project.theta(&["openapi", "--out", "api.json"]).exit,
        Some(0)
    );
    assert!(
        fs::symlink_metadata(project.path("api.json"))
            .unwrap()
            .is_symlink()
    );
    assert!(project.read("target.json").starts_with('{'));
    for args in [&["openapi"][..], &["schema"], &["expand"]] {
        let run = project.theta(&[args, &["--out", "/dev/null"]].concat());
        assert_eq!(run.exit, Some(0), "{run}");
        let run = project.theta(&[args, &["--out", "/dev/stdout"]].concat());
        assert!(run.exit == Some(0) && run.stdout.len() > 100, "{run}");
    }
    assert!(
        fs::metadata("/dev/null")
            .unwrap()
            .file_type()
            .is_char_device()
    );
    // No trace of a file in the making.
    let names: Vec<String> = fs::read_dir(project.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(
        !names.iter().any(|name| name.starts_with(".theta")),
        "{names:?}"
    );
}

#[test]
fn nothing_is_written_through_a_link_that_nobody_named() {
    let spec = "theta = 1\napi = { name = \"E\", base_url = \"https://e.example\" }\nshapes.error = { code = \"/code\" }\nendpoints.e = { post = \"/e\" }\nerrors.no_text = { status = 400, code = \"no_text\" }\nerrors.no_key = { status = 401, code = \"no_key\" }\nerrors.no_way = { status = 404, code = \"no_way\" }\n";
    let page = "# Errors\n\n| Status | Code |\n|---|---|\n| 400 | `no_text` |\n| 401 | `no_key` |\n| 404 | `no_way` |\n| 409 | `too_late` |\n";
    for (linked, args, named) in [
        ("spec.toml", &["--apply"][..], &["spec.toml", "--apply"][..]),
        ("docs.lock", &["--pin"], &["--pin", "--lock", "docs.lock"]),
    ] {
        let project = Project::with(spec);
        project.write("errors.md", page);
        let (target, written) = if linked == "spec.toml" {
            project.write("elsewhere.toml", spec);
            fs::remove_file(project.path(linked)).unwrap();
            ("elsewhere.toml", "elsewhere.toml")
        } else {
            fs::create_dir(project.path("elsewhere")).unwrap();
            ("elsewhere", "elsewhere/errors-md.txt")
        };
        symlink(target, project.path(linked)).unwrap();
        let read = || fs::read_to_string(project.path(written)).ok();
        let before = read();
        let run = project.theta(&[&["drift", "--docs", "errors.md"], args].concat());
        assert_eq!(run.exit, Some(3), "{run}");
        assert!(run.stderr.contains("is a link"), "{run}");
        assert_eq!(read(), before);
        let run = project.theta(&[&["drift", "--docs", "errors.md"], named].concat());
        assert_ne!(run.exit, Some(3), "{run}");
        assert_ne!(read(), before, "{run}");
        assert!(
            fs::symlink_metadata(project.path(linked))
                .unwrap()
                .is_symlink()
        );
    }
}
