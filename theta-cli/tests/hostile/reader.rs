//! Output as a terminal, GitHub's runner and rustc read it.

use crate::markdown;
use proc_macro2::{TokenStream, TokenTree};

/// Commands of the runner that an output may give.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Commands {
    None,
    Annotations,
}

/// What the runner knows as commands, `ActionCommandManager` and its extensions.
const KNOWN: [&str; 16] = [
    "internal-set-repo-path",
    "set-env",
    "set-output",
    "save-state",
    "add-path",
    "add-mask",
    "add-matcher",
    "remove-matcher",
    "debug",
    "warning",
    "error",
    "notice",
    "group",
    "endgroup",
    "echo",
    "stop-commands",
];

/// Whether a text holds no hidden character and no command but what is allowed.
pub(crate) fn is_data(text: &str, commands: Commands) -> Result<(), String> {
    let shown = |c: &char| *c == '\n' || *c == '\t' || !theta_spec::text::is_hidden(*c);
    if let Some(hidden) = text.chars().find(|c| !shown(c)) {
        return Err(format!("{hidden:?} is hidden"));
    }
    for line in text.lines() {
        // ActionCommand.TryParse finds the older form anywhere; nothing of ours ever has it.
        if line.contains("##[") {
            return Err(format!("a command: {line:?}"));
        }
        let Some((command, properties)) = command(line) else {
            continue;
        };
        let ours = |property: &str| {
            let name = property.split('=').next().unwrap_or_default();
            ["file", "line", "col", "title"].contains(&name)
        };
        let allowed = commands == Commands::Annotations
            && ["error", "warning", "notice"].contains(&command)
            && properties.split(',').all(ours);
        if !allowed {
            return Err(format!("a command: {line:?}"));
        }
    }
    Ok(())
}

/// `ActionCommand.TryParseV2`
fn command(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim_start().strip_prefix("::")?;
    let (info, _) = rest.split_once("::")?;
    let (command, properties) = info.split_once(' ').unwrap_or((info, ""));
    let known = KNOWN
        .iter()
        .any(|known| known.eq_ignore_ascii_case(command));
    known.then_some((command, properties))
}

/// Whether Rust holds none of the items of the texts, and documentation that is data.
pub(crate) fn rust_is_data(code: &str) -> Result<(), String> {
    syn::parse_file(code).map_err(|error| error.to_string())?;
    let tokens: TokenStream = code.parse().map_err(|error| format!("{error}"))?;
    let mut documentation = vec![String::new()];
    walk(tokens, &mut documentation)?;
    documentation
        .iter()
        .try_for_each(|text| markdown::rustdoc_is_data(text))
}

fn walk(tokens: TokenStream, documentation: &mut Vec<String>) -> Result<(), String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(ident) if ident == "INJECTED_ITEM" || ident == "exit" => {
                return Err(format!("`{ident}` is code"));
            }
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                if let [
                    TokenTree::Ident(doc),
                    TokenTree::Punct(_),
                    TokenTree::Literal(text),
                ] = inner.as_slice()
                    && doc == "doc"
                {
                    let text: syn::LitStr =
                        syn::parse_str(&text.to_string()).map_err(|error| error.to_string())?;
                    let line = text.value();
                    let last = documentation.last_mut().ok_or("no documentation")?;
                    last.push_str(line.strip_prefix(' ').unwrap_or(&line));
                    last.push('\n');
                } else {
                    documentation.push(String::new());
                    walk(group.stream(), documentation)?;
                    documentation.push(String::new());
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '#' => {}
            _ => {
                if documentation.last().is_some_and(|text| !text.is_empty()) {
                    documentation.push(String::new());
                }
            }
        }
        at += 1;
    }
    Ok(())
}

#[test]
fn commands_are_read_as_the_runner_reads_them() {
    for text in [
        "::error::x",
        "  ::warning file=a::x",
        "a ##[group]b",
        "x\n::add-mask::y",
        "a\u{1b}[0m",
        "\u{9b}",
        "\u{202e}",
    ] {
        assert!(is_data(text, Commands::None).is_err(), "{text:?}");
    }
    for text in [
        "a ::error::x",
        "::: spec.toml:1:1",
        ":: x",
        "\\u{3a}:error::x",
    ] {
        assert_eq!(is_data(text, Commands::None), Ok(()), "{text:?}");
    }
    assert!(is_data("::add-mask::x", Commands::Annotations).is_err());
    assert_eq!(
        is_data("::error file=a,line=1::x", Commands::Annotations),
        Ok(())
    );
}
