//! Whatever changes on a page that was accepted is shown, or is layout.

use crate::vendors::{day, load};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use theta_drift::{
    Change, ChangeKind, Drift, DriftOptions, Format, Lock, Page, PinnedPage, compare,
};
use theta_spec::contract::Contract;
use theta_spec::source::SourceText;

const PAGES: &[(&str, &str)] = &[
    ("errors.md", include_str!("pages/tides/errors.md")),
    ("errors.html", include_str!("pages/tides/errors.html")),
    ("errors.txt", include_str!("pages/tides/errors.txt")),
    ("overview.md", include_str!("pages/tides/overview.md")),
    ("clean.md", include_str!("pages/lumen/clean.md")),
    ("page.html", include_str!("pages/lumen/page.html")),
    ("viewer.txt", include_str!("pages/lumen/viewer.txt")),
    ("forms.mdx", include_str!("pages/forms.mdx")),
    ("forms.rst", include_str!("pages/forms.rst")),
];

static CONTRACT: LazyLock<(Contract, SourceText)> =
    LazyLock::new(|| load(include_str!("pages/tides/spec.toml")));

fn held(page: Page, lock: Option<&Lock>) -> Drift {
    let (contract, spec) = &*CONTRACT;
    compare(
        contract,
        spec,
        &[page.with_role("errors")],
        lock,
        &DriftOptions::default(),
        day(),
    )
}

/// A page as it was accepted, written into a file and read again.
fn accepted(name: &str, text: &str) -> Lock {
    let drift = held(Page::new(name, text.as_bytes()), None);
    let (contract, spec) = &*CONTRACT;
    let pages = drift.pin(contract, spec, None, day());
    let pages = pages.iter().map(|page| {
        PinnedPage::read(&page.to_string()).unwrap_or_else(|line| panic!("line {line} of\n{page}"))
    });
    Lock::new(pages.collect(), None)
}

/// What became of a page.
fn changed(name: &str, old: &str, new: &str) -> Drift {
    let format = Page::new(name, old.as_bytes()).format;
    held(
        Page::new(name, new.as_bytes()).with_format(format),
        Some(&accepted(name, old)),
    )
}

fn texts(changes: &[Change]) -> Vec<String> {
    let text = |piece: &Option<theta_drift::Piece>| {
        piece
            .as_ref()
            .map(|piece| piece.text.clone())
            .unwrap_or_default()
    };
    let lines = changes.iter().map(|change| {
        format!(
            "{} {:?} > {:?}",
            change.kind.as_str(),
            text(&change.old),
            text(&change.new)
        )
    });
    lines.collect()
}

/// How often each word is on a page.
fn words(page: &Page) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for block in &*page.blocks {
        for word in block
            .text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            *counts.entry(word.to_owned()).or_default() += 1;
        }
    }
    counts
}

/// Whether every word that came or went stands in what is reported.
fn covers(drift: &Drift, old: &str, name: &str) -> Result<(), TestCaseError> {
    let new = &drift.pages[0].page;
    let old = Page::new(name, old.as_bytes()).with_format(new.format);
    let (before, after) = (words(&old), words(new));
    let shown = |new: bool| -> String {
        let changes = drift.changes.iter();
        let pieces = changes.filter_map(|change| {
            if new {
                change.new.as_ref()
            } else {
                change.old.as_ref()
            }
        });
        let texts: Vec<&str> = pieces.map(|piece| piece.text.as_str()).collect();
        texts.join(" ")
    };
    let (gone, come) = (shown(false), shown(true));
    for word in before.keys().chain(after.keys()) {
        let count = |words: &BTreeMap<String, i64>| words.get(word).copied().unwrap_or(0);
        let (was, is) = (count(&before), count(&after));
        if was > is {
            prop_assert!(gone.contains(word.as_str()), "{word:?} went unseen");
        }
        if is > was {
            prop_assert!(come.contains(word.as_str()), "{word:?} came unseen");
        }
    }
    Ok(())
}

/// What is put into pages.
const PUT: &[&str] = &[
    "zq7",
    " 429 ",
    "not ",
    "`new_code`",
    "\n\nAnother paragraph, 5 of 10.\n\n",
    "\n| 409 | `gone` | It is gone |\n",
    "\n## New\n",
    "\n- an item\n",
    "<td>7</td>",
    "\"x\": 1, ",
    " of 3,000",
    "no more",
    ".",
    " - ",
    "`",
    "**",
    "\n",
    "|",
    "{",
    "\u{2014}",
];

/// One edit: where, how much of the page, and what comes in its place.
fn edits() -> impl Strategy<Value = Vec<(Index, usize, &'static str)>> {
    let edit = (any::<Index>(), 0_usize..60, select(PUT));
    proptest::collection::vec(edit, 1..4)
}

fn edited(text: &str, edits: &[(Index, usize, &str)]) -> String {
    let mut text = text.to_owned();
    for (at, length, put) in edits {
        let boundaries: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let from = at.index(boundaries.len());
        let to = (from + length).min(boundaries.len() - 1);
        text.replace_range(boundaries[from]..boundaries[to], put);
    }
    text
}

fn cases() -> u32 {
    if std::env::var_os("THETA_LONG").is_some() {
        20_000
    } else {
        256
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_word_that_comes_or_goes_is_shown(page in select(PAGES), edits in edits()) {
        let (name, old) = page;
        let new = edited(old, &edits);
        let drift = changed(name, old, &new);
        if drift.pages[0].page.unreadable.is_none() {
            covers(&drift, old, name)?;
        }
    }

    #[test]
    fn lines_in_any_order_are_shown_or_quiet(page in select(PAGES), from in any::<Index>(), to in any::<Index>()) {
        let (name, old) = page;
        let mut lines: Vec<&str> = old.lines().collect();
        let line = lines.remove(from.index(lines.len()));
        lines.insert(to.index(lines.len() + 1), line);
        let drift = changed(name, old, &lines.join("\n"));
        if drift.pages[0].page.unreadable.is_none() {
            covers(&drift, old, name)?;
        }
    }

    #[test]
    fn a_page_comes_out_of_its_file_as_it_went_in(page in select(PAGES), edits in edits()) {
        let text = edited(page.1, &edits);
        for (_, format) in Format::ALL {
            let drift = held(Page::new(page.0, text.as_bytes()).with_format(*format), None);
            let (contract, spec) = &*CONTRACT;
            for pinned in drift.pin(contract, spec, None, day()) {
                let written = pinned.to_string();
                let read = PinnedPage::read(&written);
                prop_assert!(read.is_ok(), "line {:?} of\n{written}", read.err());
                let read = read.unwrap();
                prop_assert_eq!(read.to_string(), written);
                let shown = |page: &Page| -> Vec<_> {
                    let blocks = page.blocks.iter().enumerate().filter(|(_, block)| !block.text.is_empty());
                    blocks.map(|(at, block)| {
                        let headings: Vec<String> = page.headings(at).map(|at| page.blocks[at].text.to_string()).collect();
                        let elements: Vec<String> = page.elements(at).map(|at| page.elements[at].tag.to_string()).collect();
                        (block.text.clone(), block.marks.clone(), block.kind.word(), page.header(block).to_owned(), headings, elements)
                    }).collect()
                };
                prop_assert_eq!(shown(&read.page), shown(&pinned.page));
            }
        }
    }
}

#[test]
fn the_same_bytes_change_nothing() {
    for (name, text) in PAGES {
        let drift = changed(name, text, text);
        assert_eq!(drift.changes, [], "{name}");
    }
}

#[test]
fn a_row_is_shown_by_its_column_and_its_heading() {
    let old = "# Limits\n\n## Plans\n\n| Plan | Trial | Production |\n|---|---|---|\n| Embed (Images) | 5/min | 40/min |\n| Chat | 20/min | 500/min |\n";
    let drift = changed("limits.md", old, &old.replace("40/min", "400/min"));
    let [change] = drift.changes.as_slice() else {
        panic!("{:?}", drift.changes)
    };
    assert_eq!(change.columns, ["Production"]);
    assert!(change.fails());
    let new = change.new.as_ref().unwrap();
    assert_eq!(
        (new.text.as_str(), new.headings.as_slice()),
        (
            "Embed (Images) | 5/min | 400/min",
            &["Limits".to_owned(), "Plans".to_owned()][..]
        )
    );
}

#[test]
fn words_alone_do_not_fail_and_a_digit_a_code_or_a_negation_does() {
    let old = "# Limits\n\nThe service accepts files of any kind and answers within a while.\n";
    for (from, to, fails) in [
        ("within a while", "after a while", false),
        ("of any kind", "of any kind, up to 5", true),
        ("of any kind", "of `some_kind`", true),
        ("accepts", "does not accept", true),
        ("accepts", "**accepts**", false),
        ("files of", "[files](https://a.example/x) of", false),
    ] {
        let drift = changed("limits.md", old, &old.replace(from, to));
        assert_eq!(
            drift.changes.iter().any(Change::fails),
            fails,
            "{from} → {to}: {:?}",
            texts(&drift.changes)
        );
    }
}

#[test]
fn a_negation_that_comes_or_goes_fails_in_any_script_and_another_wording_does_not() {
    for (old, new, fails) in [
        ("密钥对所有调用有效。", "密钥对所有调用无效。", true),
        ("密钥对所有调用有效。", "密钥在所有调用中有效。", false),
        ("密钥对所有调用无效。", "所有调用都不接受此密钥。", false),
        ("该接口支持流式输出。", "该接口暂不支持流式输出。", true),
        (
            "请求会被缓存，响应会被记录。",
            "请求会被缓存，响应不会被记录。",
            true,
        ),
        (
            "请求超时后会自动重试。",
            "请求超时之后，系统会自动重试。",
            false,
        ),
        ("请求失败时会扣费。", "请求失败时不会扣费。", true),
        (
            "您可以在浏览器中使用密钥。",
            "请勿在浏览器中使用密钥。",
            true,
        ),
        ("账号已通过验证。", "账号未通过验证。", true),
        ("金鑰有使用期限。", "金鑰沒有使用期限。", true),
        ("再試行してください。", "再試行しないでください。", true),
        ("再試行してください。", "もう一度お試しください。", false),
        ("キーは有効です。", "キーは有効ではありません。", true),
        (
            "ファイルは保存されます。",
            "ファイルは保存されません。",
            true,
        ),
        (
            "ファイルは保存されません。",
            "ファイルを保存することはありません。",
            false,
        ),
        (
            "キーを指定する必要があります。",
            "キーを指定しなければなりません。",
            false,
        ),
        ("認証ありで呼び出します。", "認証なしで呼び出します。", true),
        (
            "このパラメータは推奨です。",
            "このパラメータは非推奨です。",
            true,
        ),
        ("키가 만료됩니다.", "키가 만료되지 않습니다.", true),
        (
            "요청이 자동으로 다시 시도됩니다.",
            "요청은 자동으로 재시도됩니다.",
            false,
        ),
        (
            "요청 본문이 필요합니다.",
            "요청 본문이 필요 없습니다.",
            true,
        ),
        (
            "오디오 파일을 다시 보내세요.",
            "오디오 파일을 다시 보내지 마세요.",
            true,
        ),
        ("คีย์นี้ใช้ได้กับทุกคำขอ", "คีย์นี้ใช้ไม่ได้กับทุกคำขอ", true),
        ("คีย์นี้ใช้ได้กับทุกคำขอ", "คุณใช้คีย์นี้กับคำขอใดก็ได้", false),
        ("แชร์คีย์กับผู้อื่น", "อย่าแชร์คีย์กับผู้อื่น", true),
        (
            "المفتاح صالح لجميع الطلبات.",
            "المفتاح غير صالح لجميع الطلبات.",
            true,
        ),
        ("يتم حفظ الملف الصوتي.", "لا يتم حفظ الملف الصوتي.", true),
        ("يتم حفظ الملف الصوتي.", "نحفظ الملف الصوتي عندنا.", false),
        (
            "يمكن إلغاء المهمة وإعادتها.",
            "يمكن إلغاء المهمة ولا يمكن إعادتها.",
            true,
        ),
        (
            "Der Schlüssel ist für alle Aufrufe gültig.",
            "Der Schlüssel ist für alle Aufrufe ungültig.",
            true,
        ),
        (
            "Die Datei wird gespeichert.",
            "Die Datei wird nicht gespeichert.",
            true,
        ),
        (
            "Die Datei wird gespeichert.",
            "Wir speichern die Datei.",
            false,
        ),
        (
            "Er gilt in jedem Projekt.",
            "Er gilt in keinem Projekt.",
            true,
        ),
        (
            "La clé expire après une heure.",
            "La clé n'expire plus après une heure.",
            true,
        ),
        (
            "Ce champ est pris en charge.",
            "Ce champ n’est pas pris en charge.",
            true,
        ),
        (
            "Ce champ ne fonctionne pas ici.",
            "Ce champ n’est pas utilisable ici.",
            false,
        ),
        (
            "La requête est relancée automatiquement.",
            "Nous relançons la requête automatiquement.",
            false,
        ),
        (
            "Une authentification est requise.",
            "Aucune authentification n’est requise.",
            true,
        ),
        (
            "Ключ действителен для всех вызовов.",
            "Ключ недействителен для всех вызовов.",
            true,
        ),
        (
            "Файл сохраняется на сервере.",
            "Файл не сохраняется на сервере.",
            true,
        ),
        (
            "Файл сохраняется на сервере.",
            "Сервер сохраняет этот файл.",
            false,
        ),
        ("Задачу можно отменить.", "Задачу нельзя отменить.", true),
    ] {
        let page = |text: &str| format!("# Keys\n\nAPI.\n\n{text}\n\n## More\n\nMore of it.\n");
        for (old, new) in [(old, new), (new, old)] {
            let drift = changed("keys.md", &page(old), &page(new));
            assert_eq!(drift.changes.len(), 1, "{:?}", texts(&drift.changes));
            assert_eq!(drift.changes[0].fails(), fails, "{old} → {new}");
        }
    }
}

#[test]
fn what_moves_under_another_heading_is_shown_and_what_moves_within_one_is_not() {
    let old = "# Plans\n\n## Free\n\nFor trials.\n\n- 10 requests a minute\n- 1 key\n\n## Pro\n\nFor products.\n\n- 100 requests a minute\n- 9 keys\n";
    let within = old.replace(
        "- 10 requests a minute\n- 1 key",
        "- 1 key\n- 10 requests a minute",
    );
    assert_eq!(changed("plans.md", old, &within).changes, []);
    let across = old
        .replace("- 10 requests a minute\n", "")
        .replace("- 9 keys", "- 9 keys\n- 10 requests a minute");
    let drift = changed("plans.md", old, &across);
    assert!(
        drift
            .changes
            .iter()
            .any(|change| change.kind == ChangeKind::Moved && change.fails()),
        "{:?}",
        texts(&drift.changes)
    );
}
