//! Rustdoc text.
//!
//! Texts of a contract are data. Here they become Markdown that shows exactly their words: they cannot open a code
//! block, which rustdoc would run as a test, nor a link, a heading or an HTML tag.

use crate::context::Context;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use theta_spec::contract::{Confidence, Evidence};
use theta_spec::text::is_hidden;
use theta_spec::text::markdown::{self, escape};

pub(crate) use theta_spec::text::markdown::{address, code};

/// The documentation of one item, paragraph by paragraph. Its tokens are the attributes that carry it.
pub(crate) struct Doc<'c> {
    cx: &'c Context<'c>,
    markdown: String,
}

impl<'c> Doc<'c> {
    /// Creates documentation whose first paragraph is Markdown already.
    pub(crate) fn new(cx: &'c Context<'_>, markdown: impl Into<String>) -> Self {
        let markdown = markdown.into();
        Self { cx, markdown }
    }

    /// Creates documentation from the contract's own words, or from `otherwise`, Markdown, when it has none.
    pub(crate) fn of(cx: &'c Context<'_>, words: &str, otherwise: &str) -> Self {
        let own = text(words);
        let markdown = if own.is_empty() { otherwise } else { &own };
        Self::new(cx, markdown)
    }

    /// Adds a paragraph that is Markdown already, unless it is empty.
    pub(crate) fn paragraph(mut self, markdown: &str) -> Self {
        if !self.markdown.is_empty() && !markdown.is_empty() {
            self.markdown.push_str("\n\n");
        }
        self.markdown.push_str(markdown);
        self
    }

    /// Adds the contract's own words as paragraphs.
    pub(crate) fn prose(self, words: &str) -> Self {
        self.paragraph(&text(words))
    }

    /// Adds a list, one Markdown line for each item.
    pub(crate) fn list(self, items: impl IntoIterator<Item = String>) -> Self {
        let lines: Vec<String> = items.into_iter().map(|item| format!("- {item}")).collect();
        self.paragraph(&lines.join("\n"))
    }

    /// Adds where a fact comes from and how sure we are, unless a page plainly says so.
    pub(crate) fn evidence(self, evidence: &Evidence) -> Self {
        let certain = match evidence.confidence {
            Confidence::Documented => "",
            Confidence::Observed => "Not documented: seen in a reply.",
            Confidence::Inferred => "Not documented: inferred.",
            Confidence::Disputed => "The documentation contradicts itself here.",
        };
        let doubts = format!("{certain} {}", line(&evidence.note));
        let sources = evidence.sources.iter().map(|name| self.source(name));
        let sources = sources.collect::<Vec<_>>().join(", ");
        let doc = self.paragraph(doubts.trim());
        if sources.is_empty() {
            doc
        } else {
            doc.paragraph(&format!("Source: {sources}."))
        }
    }

    fn source(&self, name: &str) -> String {
        let mut known = self.cx.contract.sources.iter();
        match known.find(|source| source.name == name) {
            Some(source) if !source.url.is_empty() => {
                format!("{} ({})", code(name), address(&source.url))
            }
            _ => code(name),
        }
    }

    /// Returns the bytes of its Markdown.
    pub(crate) fn len(&self) -> usize {
        self.markdown.len()
    }
}

impl ToTokens for Doc<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let markdown = &self.markdown;
        if !self.cx.doc_lines {
            return tokens.extend(quote!(#[doc = #markdown]));
        }
        for line in markdown.lines() {
            let gap = if line.is_empty() { "" } else { " " };
            let line = format!("{gap}{line}");
            tokens.extend(quote!(#[doc = #line]));
        }
    }
}

/// Converts text to Markdown that shows exactly these words.
///
/// Paragraphs are kept, indentation and fences are not. A word that looks like an identifier becomes code, an address
/// becomes a link to itself, and a pair of backticks keeps its meaning.
///
/// ```
/// assert_eq!(theta_codegen::text("    *not* a <test>"), r"\*not\* a \<test\>");
/// assert_eq!(theta_codegen::text("Add gold_text."), "Add `gold_text`.");
/// ```
#[must_use]
pub fn text(words: &str) -> String {
    markdown::paragraphs_with(words, push_word)
}

/// Converts text to Markdown on one line, for a list item.
pub(crate) fn line(words: &str) -> String {
    let markdown = text(words);
    let lines = markdown.lines().filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// Returns a link to a generated type. Where a derive macro has the same name, the link says that it means the type.
pub(crate) fn link(ident: &str) -> String {
    let is_derive_too = matches!(
        ident,
        "Clone" | "Copy" | "Debug" | "Default" | "Eq" | "Hash" | "Ord" | "PartialEq" | "PartialOrd"
    );
    if is_derive_too {
        format!("[`{ident}`](type@{ident})")
    } else {
        format!("[`{ident}`]")
    }
}

/// Returns the attribute of an item that callers should not use any more.
pub(crate) fn deprecated(why: Option<&str>) -> Option<TokenStream> {
    let note = line(why?);
    Some(if note.is_empty() {
        quote!(#[deprecated])
    } else {
        quote!(#[deprecated(note = #note)])
    })
}

/// Lets generated code name what is deprecated: it warns callers, not of itself.
pub(crate) fn allow_deprecated(is_named: bool) -> Option<TokenStream> {
    is_named.then(|| quote!(#[allow(deprecated, reason = "the API still has it")]))
}

/// Returns a `#[doc(alias)]` for each of these names that rustc accepts, without the item's own name and without doubles.
pub(crate) fn aliases<'a>(ident: &str, names: impl IntoIterator<Item = &'a str>) -> TokenStream {
    let is_refused =
        |c: char| matches!(c, '"' | '\'' | '`') || is_hidden(c) || (c != ' ' && c.is_whitespace());
    let mut kept: Vec<&str> = Vec::new();
    for name in names {
        let allowed = !name.is_empty() && name.trim() == name && !name.contains(is_refused);
        if allowed && name != ident && !kept.contains(&name) {
            kept.push(name);
        }
    }
    quote!(#(#[doc(alias = #kept)])*)
}

/// Returns the alias of a member whose wire name is not its Rust name. Searches ignore case.
pub(crate) fn wire_alias(rust_name: &str, wire_name: &str) -> TokenStream {
    let renamed = !rust_name.eq_ignore_ascii_case(wire_name);
    aliases(rust_name, renamed.then_some(wire_name))
}

fn push_word(markdown: &mut String, word: &str) {
    // Most words are nothing but a word, and a contract has many.
    if is_plain(word) {
        return markdown.push_str(word);
    }
    if let Some(at) = word
        .find("https://")
        .or_else(|| word.find("http://"))
        .filter(|at| *at > 0)
    {
        push_word(markdown, &word[..at]);
        return push_word(markdown, &word[at..]);
    }
    let is_inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | '/');
    let begin = word.find(is_inner).unwrap_or(word.len());
    let end = word.rfind(is_inner).map_or(begin, |last| {
        last + word[last..].chars().next().map_or(0, char::len_utf8)
    });
    let (before, core, after) = (&word[..begin], &word[begin..end], &word[end..]);
    // A call keeps its parentheses.
    let closing = if after.starts_with("()") {
        2
    } else {
        usize::from(core.contains('(') && after.starts_with(')'))
    };
    let (core, after) = (&word[begin..end + closing], &after[closing..]);
    escape(markdown, before);
    if markdown::is_address(core) {
        markdown.push_str(&address(core));
    } else if looks_like_code(core) {
        markdown.push_str(&code(core));
    } else {
        escape(markdown, core);
    }
    escape(markdown, after);
}

/// One ASCII letter of any case, then lower case, perhaps the end of a clause: nothing to escape, no identifier.
fn is_plain(word: &str) -> bool {
    let letters = word.trim_end_matches(['.', ',', ';']).as_bytes();
    letters.split_first().is_some_and(|(first, rest)| {
        first.is_ascii_alphabetic() && rest.iter().all(u8::is_ascii_lowercase)
    })
}

/// What a reader takes for an identifier or an address: `gold_text`, `NotFoundError`, `a::b`, `f()`, `ftp://x`.
fn looks_like_code(word: &str) -> bool {
    let word_like = word.len() > 1 && !word.contains('`');
    let mixed = |part: &str| {
        part.starts_with(char::is_uppercase)
            && part.chars().filter(|c| c.is_uppercase()).count() > 1
            && part.trim_end_matches('s').chars().any(char::is_lowercase)
    };
    let written_as_code =
        ["_", "::", "://"].iter().any(|part| word.contains(part)) || word.ends_with("()");
    word_like && (written_as_code || mixed(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words() {
        let table = [
            ("Plain words, as they stand.", "Plain words, as they stand."),
            ("# no heading", r"\# no heading"),
            ("- no item", r"\- no item"),
            ("1. no item", r"1\. no item"),
            ("12) no item", r"12\) no item"),
            ("--- ", r"\---"),
            ("> no quotation", r"\> no quotation"),
            ("=====", r"\====="),
            (
                "<script>alert(1)</script>",
                r"\<script\>alert(1)\</script\>",
            ),
            ("[link](https://x.y)", r"\[link\](<https://x.y>)"),
            ("[`Vec`]", r"\[`Vec`\]"),
            (
                "*a* _b_ ~c~ | d ^e &amp;",
                r"\*a\* `_b_` \~c\~ \| d \^e \&amp;",
            ),
            ("a \\ b", r"a \\ b"),
        ];
        for (words, markdown) in table {
            assert_eq!(text(words), markdown, "{words}");
        }
    }

    #[test]
    fn no_line_is_indented_and_no_fence_is_left() {
        let hostile = "Before\n\n    std::process::exit(1);\n\tlet x;\n```rust\npanic!()\n```\n~~~\nlet it = be;\n~~~\nAfter";
        let markdown = text(hostile);
        for line in markdown.lines() {
            assert!(
                !line.starts_with([' ', '\t', '~']) && !line.starts_with("```"),
                "{line}"
            );
        }
        assert_eq!(
            markdown,
            "Before\n\n`std::process::exit(1)`;\nlet x;\n\npanic!()\n\nlet it = be;\n\nAfter"
        );
    }

    #[test]
    fn identifiers_become_code_and_addresses_links() {
        let table = [
            ("Add gold_text.", "Add `gold_text`."),
            ("\"options.gold_text\"", "\"`options.gold_text`\""),
            (
                "raises NotAllWordsSpokenError",
                "raises `NotAllWordsSpokenError`",
            ),
            ("call f() twice", "call `f()` twice"),
            ("APIs and KEYS", "APIs and KEYS"),
            ("see https://a.b/c_d.", "see <https://a.b/c_d>."),
        ];
        for (words, markdown) in table {
            assert_eq!(text(words), markdown, "{words}");
        }
    }

    #[test]
    fn a_pair_of_backticks_is_code_and_a_single_one_is_a_character() {
        assert_eq!(text("the `a*b` field"), "the `a*b` field");
        assert_eq!(text("a ` alone"), r"a \` alone");
        assert_eq!(text("a `` pair"), r"a \`\` pair");
    }

    #[test]
    fn a_list_item_is_one_line_without_fences() {
        assert_eq!(line("a\n\n    b\n```\nc\n```"), "a b c");
        assert_eq!(line("```\n```"), "");
    }

    #[test]
    fn code_survives_backticks_and_line_breaks() {
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`a`"), "`` `a` ``");
        assert_eq!(code("a\nb"), "`a\\nb`");
        assert_eq!(code(""), "(empty)");
    }

    #[test]
    fn text_cannot_run_backwards() {
        assert_eq!(text("a\u{202E}b"), r"a\\u{202e}b");
        assert_eq!(code("a\u{2066}b"), r"`a\u{2066}b`");
    }

    #[test]
    fn an_alias_is_never_the_name_itself_nor_a_double_nor_refused_by_rustc() {
        let tokens = aliases(
            "type",
            [
                "type",
                "kind",
                "kind",
                "it's",
                "a\"b",
                " x",
                "",
                "two words",
                "tab\there",
            ],
        );
        assert_eq!(
            tokens.to_string(),
            quote!(#[doc(alias = "kind")] #[doc(alias = "two words")]).to_string()
        );
    }
}
