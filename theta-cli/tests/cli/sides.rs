//! What the sides of `theta diff` are.

use crate::project::{BROKEN, Project, Run, SPEECH};
use crate::repository::{commit, git};

/// The contract with its host moved.
fn moved() -> String {
    SPEECH.replacen("https://speech.example/v1", "https://other.example/v1", 1)
}

/// A repository whose last commit has the contract, and a work tree in which its host has moved.
fn project() -> Project {
    let project = Project::with(SPEECH);
    std::fs::create_dir(project.path("api")).unwrap();
    project.write("api/spec.toml", SPEECH);
    commit(&project);
    git(&project, &["branch", "release/1.0"]);
    project.write("spec.toml", moved());
    project.write("api/spec.toml", moved());
    project
}

#[test]
fn a_revision_is_read_however_it_is_written() {
    let project = project();
    for args in [
        &["main:spec.toml"][..],
        &["HEAD:spec.toml"],
        &["release/1.0:spec.toml"],
        &["main:./spec.toml"],
        &["main:api/spec.toml", "api/spec.toml"],
        &[":spec.toml"],
        &["HEAD^{commit}:spec.toml"],
        // Without a path it is where the other side is.
        &["main"],
        &["HEAD"],
        &["release/1.0"],
        &["main", "api/spec.toml"],
        &["main", "./api/../api/spec.toml"],
    ] {
        let run = project.theta(&[&["diff"], args].concat());
        assert_eq!(run.exit, Some(1), "{args:?} {run}");
        assert!(
            run.stdout.contains("base-url-host-changed"),
            "{args:?} {run}"
        );
    }
    let absolute = project.path("api/spec.toml");
    let run = project.theta(&["diff", "main", absolute.to_str().unwrap()]);
    assert!(run.stdout.contains("--> main:api/spec.toml:"), "{run}");
}

#[test]
fn a_revision_before_the_last_one_and_two_revisions_are_read() {
    let project = project();
    commit(&project);
    for args in [
        &["diff", "HEAD~1:spec.toml"][..],
        &["diff", "HEAD~1"],
        &["diff", "HEAD~1", "HEAD"],
        &["diff", "HEAD~1:api/spec.toml", "main"],
    ] {
        let run = project.theta(args);
        assert_eq!(run.exit, Some(1), "{args:?} {run}");
    }
    assert_eq!(project.theta(&["diff", "HEAD"]).exit, Some(0));
}

#[test]
fn a_file_cannot_take_the_place_of_a_revision() {
    let project = project();
    std::fs::create_dir(project.path("release")).unwrap();
    for side in [
        "main:spec.toml",
        "release/1.0:spec.toml",
        "HEAD~0:spec.toml",
        "main",
    ] {
        project.write(side, moved());
        let run = project.theta(&["diff", side]);
        assert_eq!(run.exit, Some(2), "{side} {run}");
        assert!(
            run.stderr.contains(&format!("`{side}` is a file, and"))
                || run.stderr.contains(&format!("`{side}` is a file and")),
            "{side} {run}"
        );
        assert!(run.stderr.contains(&format!("`./{side}`")), "{side} {run}");
        // The file is meant.
        let run = project.theta(&["diff", &format!("./{side}")]);
        assert_eq!(run.exit, Some(0), "{side} {run}");
        std::fs::remove_file(project.path(side)).unwrap();
        assert_eq!(project.theta(&["diff", side]).exit, Some(1), "{side}");
    }
}

#[test]
fn a_branch_or_a_tag_cannot_take_the_place_of_another_revision() {
    let project = project();
    git(
        &project,
        &["update-ref", "refs/remotes/origin/main", "HEAD"],
    );
    git(&project, &["checkout", "-q", "-b", "change"]);
    commit(&project);
    let hash = git(&project, &["rev-parse", "--short=10", "main"]);
    let hash = hash.trim();
    for (revision, taken, meant) in [
        (
            "origin/main",
            "heads/origin/main",
            "refs/remotes/origin/main",
        ),
        (
            "origin/main",
            "tags/origin/main",
            "refs/remotes/origin/main",
        ),
        ("main", "tags/main", "refs/heads/main"),
        (
            "release/1.0",
            "remotes/release/1.0",
            "refs/heads/release/1.0",
        ),
        (hash, &format!("tags/{hash}"), hash),
    ] {
        let taken = format!("refs/{taken}");
        git(&project, &["update-ref", &taken, "change"]);
        for side in [
            revision.to_owned(),
            format!("{revision}:spec.toml"),
            format!("{revision}~0:spec.toml"),
        ] {
            let run = project.theta(&["diff", &side]);
            assert_eq!(run.exit, Some(2), "{side} {taken} {run}");
            for name in [&*taken, meant] {
                assert!(run.stderr.contains(name), "{side} {taken} {run}");
            }
        }
        let full = if meant == hash { "main" } else { meant };
        let run = project.theta(&["diff", &format!("{full}:spec.toml")]);
        assert!(run.stdout.contains("base-url-host-changed"), "{full} {run}");
        git(&project, &["update-ref", "-d", &taken]);
        let run = project.theta(&["diff", &format!("{revision}:spec.toml")]);
        assert!(
            run.stdout.contains("base-url-host-changed"),
            "{revision} {run}"
        );
    }
    // A full name is no other one's end.
    git(
        &project,
        &["update-ref", "refs/heads/refs/heads/gone", "change"],
    );
    let run = project.theta(&["diff", "refs/heads/gone:spec.toml"]);
    assert_eq!(run.exit, Some(3), "{run}");
}

#[test]
fn a_file_whose_name_has_a_colon_is_written_as_a_path() {
    let project = project();
    project.write("a:b.toml", SPEECH);
    let run = project.theta(&["diff", "a:b.toml"]);
    assert_eq!(run.exit, Some(2), "{run}");
    assert!(run.stderr.contains("write `./a:b.toml`"), "{run}");
    let run = project.theta(&["diff", "./a:b.toml"]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(run.stdout.contains("--> ./a:b.toml:"), "{run}");
    let absolute = project.path("a:b.toml");
    let run = project.theta(&["diff", absolute.to_str().unwrap()]);
    assert_eq!(run.exit, Some(1), "{run}");
    // Where there is no repository too.
    let elsewhere = Project::with(moved());
    elsewhere.write("a:b.toml", SPEECH);
    assert_eq!(elsewhere.theta(&["diff", "a:b.toml"]).exit, Some(2));
    assert_eq!(elsewhere.theta(&["diff", "./a:b.toml"]).exit, Some(1));
}

#[test]
fn what_is_neither_says_what_is_missing() {
    let project = project();
    std::fs::create_dir(project.path("empty")).unwrap();
    for (side, expected) in [
        (
            "mian",
            "there is no file `mian`, and no revision of that name",
        ),
        ("mian:spec.toml", "there is no revision `mian`"),
        ("main:sepc.toml", "`sepc.toml` does not exist in `main`"),
        ("main:api", "`api` is a directory in it"),
        ("main:", "no path stands after the colon"),
        ("-x:spec.toml", "there is no revision `-x`"),
        ("--output=x:spec.toml", "there is no revision"),
        ("main:../spec.toml", "from git"),
        ("C:\\absent\\spec.toml", "there is no file"),
        ("main\nHEAD:spec.toml", "from git"),
    ] {
        let run = project.theta(&["diff", "--", side]);
        assert_eq!(run.exit, Some(3), "{side} {run}");
        assert!(run.stderr.contains(expected), "{side} {run}");
    }
    assert!(!project.path("x").exists() && !project.path("x:spec.toml").exists());
    let outside = Project::with(SPEECH);
    let run = outside.theta(&["diff", "main"]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert!(run.stderr.contains("not a git repository"), "{run}");
}

#[test]
fn a_contract_is_not_compared_with_itself() {
    let run = project().theta(&["diff", "spec.toml"]);
    assert_eq!(run.exit, Some(2), "{run}");
    assert!(run.stderr.contains("`theta diff main:spec.toml`"), "{run}");
}

#[test]
fn a_link_is_followed_inside_of_its_revision_only() {
    let project = project();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("spec.toml", project.path("link.toml")).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", project.path("out.toml")).unwrap();
    }
    project.write("spec.toml", SPEECH);
    commit(&project);
    project.write("spec.toml", moved());
    let run = project.theta(&["diff", "HEAD:link.toml"]);
    assert!(run.stdout.contains("base-url-host-changed"), "{run}");
    let run = project.theta(&["diff", "HEAD:out.toml"]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert!(
        run.stderr
            .contains("a link that leads out of the repository"),
        "{run}"
    );
}

#[test]
fn neither_the_environment_nor_the_attributes_of_a_change_decide_what_is_read() {
    let (project, other) = (project(), Project::with(moved()));
    commit(&other);
    project.write(".gitattributes", "*.toml diff=evil filter=evil\n");
    git(&project, &["config", "diff.evil.textconv", "echo evil #"]);
    git(&project, &["config", "diff.external", "echo evil #"]);
    git(&project, &["config", "filter.evil.smudge", "echo evil #"]);
    let mut command = project.command(&["diff", "main:spec.toml"]);
    command
        .env("GIT_DIR", other.path(".git"))
        .env("GIT_WORK_TREE", other.path(""))
        .env("GIT_INDEX_FILE", other.path(".git/index"))
        .env("GIT_OBJECT_DIRECTORY", other.path(".git/objects"))
        .env("GIT_EXTERNAL_DIFF", "echo evil");
    let run = Run::of(command, b"");
    assert!(run.stdout.contains("base-url-host-changed"), "{run}");
}

#[test]
fn a_replaced_object_is_read_as_it_was() {
    let project = project();
    let old = git(&project, &["rev-parse", "main:spec.toml"]);
    let new = git(&project, &["hash-object", "-w", "spec.toml"]);
    git(&project, &["replace", old.trim(), new.trim()]);
    let run = project.theta(&["diff", "main:spec.toml"]);
    assert!(run.stdout.contains("base-url-host-changed"), "{run}");
}

#[test]
fn what_is_no_contract_is_annotated_too() {
    let project = project();
    project.write("spec.toml", BROKEN);
    let run = project.theta(&["diff", "main:spec.toml", "--format", "github"]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert!(run.stdout.contains("::error file=spec.toml,line="), "{run}");
    assert!(
        run.stdout
            .lines()
            .last()
            .unwrap()
            .starts_with("::error title=theta diff::nothing was compared"),
        "{run}"
    );
    let run = project.theta(&["diff", "main:absent.toml", "--format", "github"]);
    assert!(
        run.stdout
            .starts_with("::error title=theta diff::could not read"),
        "{run}"
    );
}
