//! Contracts with a hostile text in every key that takes it, made from the tables of keys: a new key is in them too.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use theta_spec::keys::{Expect, Names, Notation, ROOT, Table};
use toml::Value;

/// A contract in which each table of the language stands.
pub(crate) const BASE: &str = include_str!("../fixtures/every_table.toml");

/// Texts that mean something to whoever reads them carelessly. What they bring in is named so that it is found.
pub(crate) const PAYLOADS: [&str; 5] = [
    "HOSTILE\n# HOSTILE heading\n\n* item\n\n<img src=x onerror=alert(1)><script>alert(1)</script> <!-- [a](javascript:alert(1)) \
     ![i](https://evil.example/i.png) <https://evil.example> [r]: https://evil.example\n\n[r]: https://evil.example\n***\n> quote\n\n    code\n",
    "::error file=a,line=1::HOSTILE\r\n::add-mask::x\n::stop-commands::x\n##[group]x\n##[add-mask]x]%0A::error::x \u{1b}[31m\u{1b}]8;;https://evil.example\u{7}x\u{1b}]8;;\u{7}\
     \u{0}\u{8}\u{7f}\u{85}\u{9b}31m\u{9d}\u{202e}\u{2066}\u{2028}\u{2029}\u{200b}\u{200e}\u{feff}\u{ad}\u{e0041}\u{34f}\u{180b}\u{fe00}\u{115f}\u{3164}\u{1d173}\u{fff9}",
    "`` ` ``` ~~~ @octocat (@org/team) #1 a/b#2 GH-3 deadbeef1 :+1: www.evil.example https://evil.example http://evil.example/a?b=c \
     a@evil.example mailto:a@evil.example ftp://evil.example $x$ $`x`$ &lt;b&gt; &#64;octocat a | b \\| c | **b** _i_ ~~s~~ \
     [^1] [x][y] [x](https://evil.example) [!NOTE] <details> </details> </code>\n| - | - |\n[^1]: note\n=====\n-----\n- [ ] task\n",
    "- ```rust\nfn main() { std::process::exit(1) }}\n```\n */ }} \"#\" '\\'' \\\" pub struct INJECTED_ITEM; // [`INJECTED_LINK`] [INJECTED_LINK] #[x] \
     $(touch x) `touch x` ; ' \" \\ \n//! x\n    indented_code();\n",
    "1. HOSTILE `@octocat` ``@octocat`` `a`@octocat`b` \\`@octocat\\` \\@octocat \\#1 \\[x](https://evil.example) \\\\<b> a\\|@octocat\\||@octocat",
];

/// The nearest that keys take which have rules of their own.
const NEAREST: [&str; 7] = [
    "https://url.example/@octocat/a&lt;/www.x",
    "https://url.example/?q=<b>'\"`@octocat#1",
    "https://url.example/a?b=@octocat#1",
    "text/x; a=\"<b>@octocat\"",
    "javascript:alert(1)",
    "/HOSTILE/~0<b>@octocat",
    "Xoctocat",
];

/// A contract full of a text.
pub(crate) struct Hostile {
    pub(crate) payload: &'static str,
    pub(crate) text: String,
    /// Keys that the tables say take texts and that took none of these.
    pub(crate) refused: BTreeSet<String>,
}

/// One for each payload.
pub(crate) static HOSTILE: LazyLock<Vec<Hostile>> = LazyLock::new(|| {
    let mut places: Vec<(Place, usize)> = places(&BASE.parse().unwrap())
        .into_iter()
        .map(|place| (place, 0))
        .collect();
    // What one text taught of a place holds for the next.
    PAYLOADS
        .iter()
        .map(|payload| Hostile::new(payload, &mut places))
        .collect()
});

/// Where a text may stand.
struct Place {
    path: Vec<String>,
    /// Table and key.
    key: String,
    /// Whether any text is allowed, as far as the table of keys says.
    free: bool,
    /// Whether it has to stand in a list.
    list: bool,
    /// Whether it is the name that is replaced, and not what it stands for.
    name: bool,
}

impl Hostile {
    /// Puts the text into each place in the first form that the contract takes; `places` know which they came to.
    fn new(payload: &'static str, places: &mut [(Place, usize)]) -> Self {
        let forms = forms(payload);
        let mut contract: toml::Table = BASE.parse().unwrap();
        assert!(is_contract(&contract));
        let is_open = |places: &[(Place, usize)], at: usize| places[at].1 < forms.len();
        let mut open: Vec<usize> = (0..places.len())
            .filter(|at| is_open(places, *at))
            .collect();
        while !open.is_empty() {
            let mut left = Vec::new();
            fill(&mut contract, places, &open, &forms, &mut left);
            for &at in &left {
                places[at].1 += 1;
            }
            left.retain(|at| is_open(places, *at));
            open = left;
        }
        let took = |place: &Place| {
            let same =
                |(other, form): &&(Place, usize)| other.key == place.key && *form < forms.len();
            places.iter().any(|other| same(&other))
        };
        let refused = places.iter().map(|(place, _)| place);
        let refused = refused.filter(|place| place.free && !took(place));
        Self {
            payload,
            text: contract.to_string(),
            refused: refused.map(|place| place.key.clone()).collect(),
        }
    }
}

/// Fills places all at once, or by halves when that is no contract; those that refuse are left.
fn fill(
    contract: &mut toml::Table,
    places: &[(Place, usize)],
    open: &[usize],
    forms: &[String],
    left: &mut Vec<usize>,
) {
    let mut filled = contract.clone();
    let all = open.iter().all(|&at| {
        let (place, form) = &places[at];
        put(&mut filled, place, &forms[*form], at).is_some()
    });
    match (all && is_contract(&filled), open) {
        (true, _) => *contract = filled,
        (false, [one]) => left.push(*one),
        (false, several) => {
            let (first, second) = several.split_at(several.len() / 2);
            fill(contract, places, first, forms, left);
            fill(contract, places, second, forms, left);
        }
    }
}

fn put(contract: &mut toml::Table, place: &Place, text: &str, at: usize) -> Option<()> {
    if place.name {
        return rename(contract, &place.path, &format!("{text} {at}"));
    }
    let text = Value::String(text.to_owned());
    let value = if place.list {
        Value::Array(vec![text])
    } else {
        text
    };
    set(contract, &place.path, value)
}

/// The text, the text without what is hidden, and the nearest that keys take which have rules of their own.
fn forms(payload: &str) -> Vec<String> {
    let is_hidden = theta_spec::text::is_hidden;
    let plain = payload.chars().map(|c| if is_hidden(c) { ' ' } else { c });
    let json = serde_json::to_string(payload).unwrap_or_default();
    let texts = [payload.to_owned(), plain.collect(), json];
    texts
        .into_iter()
        .chain(NEAREST.map(str::to_owned))
        .collect()
}

/// A contract that is none: the text is everywhere, and a key of its own in every table.
pub(crate) fn wrong(payload: &str) -> String {
    let mut contract: toml::Table = BASE.parse().unwrap();
    for place in places(&contract) {
        let text = Value::String(payload.to_owned());
        if !place.name {
            set(&mut contract, &place.path, text);
        }
    }
    strange(&mut contract, payload);
    contract.to_string()
}

fn strange(table: &mut toml::Table, payload: &str) {
    for (_, value) in table.iter_mut() {
        if let Value::Table(inner) = value {
            strange(inner, payload);
        }
    }
    table.insert(payload.to_owned(), Value::Integer(1));
}

fn is_contract(contract: &toml::Table) -> bool {
    theta_spec::load("spec.toml", contract.to_string().as_bytes())
        .contract
        .is_some()
}

/// Every place, names of the author's last: what lies below them is found by them.
fn places(contract: &toml::Table) -> Vec<Place> {
    let mut out = Vec::new();
    of_table(&ROOT, &[], contract, &mut out);
    out.sort_by_key(|place| (place.name, std::cmp::Reverse(place.path.len())));
    out
}

fn of_table(table: &Table, path: &[String], value: &toml::Table, out: &mut Vec<Place>) {
    for key in table.keys {
        let path = [path, &[key.name.to_owned()]].concat();
        let name = [table.path, key.name].join(".");
        of_value(&key.expects, &path, &name, value.get(key.name), out);
    }
}

fn of_value(
    expects: &Expect,
    path: &[String],
    key: &str,
    value: Option<&Value>,
    out: &mut Vec<Place>,
) {
    if !matches!(value, Some(Value::Table(_))) && may_take(expects) {
        out.push(Place {
            path: path.to_owned(),
            key: key.to_owned(),
            free: takes_texts(expects),
            list: is_list(expects),
            name: false,
        });
    }
    let Some(Value::Table(value)) = value else {
        return;
    };
    match expects {
        Expect::Table(table) => of_table(table, path, value, out),
        Expect::Map(names, each) => {
            for (name, inner) in value {
                let path = [path, std::slice::from_ref(name)].concat();
                out.push(Place {
                    path: path.clone(),
                    key: format!("{key} (name)"),
                    free: matches!(names, Names::Wire),
                    list: false,
                    name: true,
                });
                of_value(each, &path, &format!("{key}.*"), Some(inner), out);
            }
        }
        Expect::Any(choices) => {
            for choice in *choices {
                if matches!(choice, Expect::Table(_) | Expect::Map(..)) {
                    of_value(choice, path, key, Some(&Value::Table(value.clone())), out);
                }
            }
        }
        _ => {}
    }
}

fn takes_texts(expects: &Expect) -> bool {
    match expects {
        Expect::Text | Expect::Notation(Notation::Template) => true,
        Expect::Many(one) | Expect::List(one) => takes_texts(one),
        Expect::Any(choices) => choices.iter().any(takes_texts),
        _ => false,
    }
}

/// Whether a text of some form may be taken.
fn may_take(expects: &Expect) -> bool {
    match expects {
        Expect::Notation(notation) => matches!(
            notation,
            Notation::Header | Notation::Path | Notation::Pointer
        ),
        Expect::Many(one) | Expect::List(one) => may_take(one),
        Expect::Any(choices) => choices.iter().any(may_take),
        other => takes_texts(other),
    }
}

fn is_list(expects: &Expect) -> bool {
    match expects {
        Expect::List(_) => true,
        Expect::Any(choices) => choices.iter().any(is_list),
        _ => false,
    }
}

fn set(contract: &mut toml::Table, path: &[String], value: Value) -> Option<()> {
    let (last, tables) = path.split_last()?;
    inside(contract, tables)?.insert(last.clone(), value);
    Some(())
}

fn rename(contract: &mut toml::Table, path: &[String], name: &str) -> Option<()> {
    let (last, tables) = path.split_last()?;
    let table = inside(contract, tables)?;
    let value = table.remove(last)?;
    table.insert(name.to_owned(), value);
    Some(())
}

fn inside<'t>(table: &'t mut toml::Table, path: &[String]) -> Option<&'t mut toml::Table> {
    path.iter()
        .try_fold(table, |table, name| table.get_mut(name)?.as_table_mut())
}
