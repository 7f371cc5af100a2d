//! Forms in which pages write errors. None of them is built in: each is found by look-up, and what has a structure is learnt.

use super::contract::{By, ROWS, Row, known, not_stated, read, shown, spec};

/// A form: its name, the file's name, what rows are known by, whether rows are found again when they are left out, and
/// the page of some rows.
struct Form {
    name: &'static str,
    file: &'static str,
    by: By,
    learnt: bool,
    page: fn(&[Row]) -> String,
}

/// A page with a section for each status.
fn sections(
    rows: &[Row],
    heading: fn(u16) -> String,
    before: &str,
    row: fn(&Row) -> String,
) -> String {
    let mut out = "# Errors\n\nWhat can go wrong.\n".to_owned();
    for status in [401, 429] {
        out.push_str(&format!("\n{}\n\n{before}", heading(status)));
        let all = rows.iter().filter(|row| row.1 == status).map(row);
        out.push_str(&all.collect::<String>());
    }
    out
}

fn reason(status: u16) -> &'static str {
    if status == 401 {
        "Unauthorized"
    } else {
        "Too Many Requests"
    }
}

fn plain(status: u16) -> String {
    format!("## {status} {}", reason(status))
}

fn table(header: &str, rows: &[Row], row: fn(&Row) -> String) -> String {
    let columns = header.matches('|').count() - 1;
    let lines: String = rows.iter().map(row).collect();
    format!(
        "# Errors\n\nWhat can go wrong.\n\n{header}\n|{}\n{lines}",
        "---|".repeat(columns)
    )
}

const FORMS: &[Form] = &[
    Form {
        name: "a table with status, code and words",
        file: "a.md",
        by: By::Code,
        learnt: true,
        page: |rows| {
            table("| Status | Code | Meaning |", rows, |r| {
                format!("| {} | `{}` | Words. |\n", r.1, r.2)
            })
        },
    },
    Form {
        name: "a table whose columns have no known name",
        file: "a.md",
        by: By::Both,
        learnt: true,
        page: |rows| {
            table("| エラー | 状態 | 本文 |", rows, |r| {
                format!("| {} | {} | {} |\n", r.2, r.1, r.3)
            })
        },
    },
    Form {
        name: "a table without a header",
        file: "a.md",
        by: By::Code,
        learnt: true,
        page: |rows| {
            table("| | | |", rows, |r| {
                format!("| `{}` | {} | Words. |\n", r.2, r.1)
            })
        },
    },
    Form {
        name: "a table of codes under each status",
        file: "a.md",
        by: By::Code,
        learnt: true,
        page: |rows| {
            sections(rows, plain, "| Code | Overview |\n|---|---|\n", |r| {
                format!("| {} | Words. |\n", r.2)
            })
        },
    },
    Form {
        name: "a table of texts under a heading that ends with the status",
        file: "a.md",
        by: By::Detail,
        learnt: true,
        page: |rows| {
            let heading = |status| format!("## {} ({status})", reason(status));
            sections(rows, heading, "| Response | Solution |\n|---|---|\n", |r| {
                format!("| \"{}\" | Words. |\n", r.3)
            })
        },
    },
    Form {
        name: "a list of codes under each status",
        file: "a.md",
        by: By::Code,
        learnt: true,
        page: |rows| {
            sections(rows, plain, "", |r| {
                format!("- `{}`: words about it.\n", r.2)
            })
        },
    },
    Form {
        name: "a list of texts under each status",
        file: "a.md",
        by: By::Detail,
        learnt: true,
        page: |rows| {
            sections(rows, plain, "", |r| {
                format!("- **{}** - words about it.\n", r.3)
            })
        },
    },
    Form {
        name: "a list with status and code in each item",
        file: "a.md",
        by: By::Code,
        learnt: true,
        page: |rows| {
            let items: String = rows
                .iter()
                .map(|r| format!("* {} - `{}`: words.\n", r.1, r.2))
                .collect();
            format!("# Errors\n\n{items}")
        },
    },
    Form {
        name: "a heading for each code, the status below it",
        file: "a.md",
        by: By::Code,
        learnt: true,
        page: |rows| {
            let parts: String = rows
                .iter()
                .map(|r| format!("### {}\n\n**HTTP {}** - Words.\n\n", r.2, r.1))
                .collect();
            format!("# Errors\n\n{parts}")
        },
    },
    Form {
        name: "a heading with code and status",
        file: "a.md",
        by: By::Code,
        learnt: true,
        page: |rows| {
            let parts: String = rows
                .iter()
                .map(|r| format!("### `{}` ({})\n\nWords.\n\n", r.2, r.1))
                .collect();
            format!("# Errors\n\n{parts}")
        },
    },
    Form {
        name: "samples under each status",
        file: "a.md",
        by: By::Both,
        learnt: true,
        page: |rows| {
            sections(rows, plain, "", |r| {
                format!(
                    "```json\n{{\"error\": {{\"code\": \"{}\", \"message\": \"{}\"}}}}\n```\n\n",
                    r.2, r.3
                )
            })
        },
    },
    Form {
        name: "samples of several bodies with comments",
        file: "a.md",
        by: By::Both,
        learnt: true,
        page: |rows| {
            let bodies = rows.iter().map(|r| {
                format!(
                    "// what comes\n{{ error: {{ status: {}, code: '{}', message: \"{}\", }}, }}\n",
                    r.1, r.2, r.3
                )
            });
            format!("# Errors\n\n```js\n{}```\n", bodies.collect::<String>())
        },
    },
    Form {
        name: "accordions",
        file: "a.mdx",
        by: By::Both,
        learnt: true,
        page: |rows| {
            let all = rows.iter().map(|r| {
                format!(
                    "  <Accordion title=\"{} — {}\" icon=\"x\">\n    ```json\n    {{\"error\": {{\"message\": \"{}\"}}}}\n    ```\n    Words.\n  </Accordion>\n",
                    r.1, r.2, r.3
                )
            });
            format!(
                "# Errors\n\n<AccordionGroup>\n{}</AccordionGroup>\n",
                all.collect::<String>()
            )
        },
    },
    Form {
        name: "attributes of a component",
        file: "a.mdx",
        by: By::Code,
        learnt: true,
        page: |rows| {
            let all = rows.iter().map(|r| {
                format!(
                    "<ResponseField name=\"{}\" type=\"{}\">\n  Words.\n</ResponseField>\n",
                    r.2, r.1
                )
            });
            format!("# Errors\n\n{}", all.collect::<String>())
        },
    },
    Form {
        name: "data in a component",
        file: "a.mdx",
        by: By::Both,
        learnt: true,
        page: |rows| {
            let all = rows.iter().map(|r| {
                format!(
                    "<Fault fault={{{{status: {}, code: \"{}\", text: \"{}\"}}}} />\n",
                    r.1, r.2, r.3
                )
            });
            format!("# Errors\n\n{}", all.collect::<String>())
        },
    },
    Form {
        name: "a table of HTML",
        file: "a.html",
        by: By::Both,
        learnt: true,
        page: |rows| {
            let all = rows.iter().map(|r| {
                format!(
                    "<tr><td>{}</td><td><code>{}</code></td><td>{}</td></tr>",
                    r.1, r.2, r.3
                )
            });
            let all = all.collect::<String>();
            format!(
                "<html><body><main><h1>Errors</h1><table><tr><th>a</th><th>b</th><th>c</th></tr>{all}</table></main></body></html>"
            )
        },
    },
    Form {
        name: "definitions of HTML under each status",
        file: "a.html",
        by: By::Code,
        learnt: true,
        page: |rows| {
            let part = |status: u16| {
                let all = rows.iter().filter(|r| r.1 == status);
                let all = all
                    .map(|r| format!("<dt><code>{}</code></dt><dd>Words.</dd>", r.2))
                    .collect::<String>();
                format!("<h2>{status}</h2><dl>{all}</dl>")
            };
            format!(
                "<html><body><main><h1>Errors</h1>{}{}</main></body></html>",
                part(401),
                part(429)
            )
        },
    },
    Form {
        name: "a table of HTML in Markdown",
        file: "a.md",
        by: By::Code,
        learnt: true,
        page: |rows| {
            let all = rows
                .iter()
                .map(|r| format!("<tr>\n<td>{}</td>\n<td>{}</td>\n</tr>\n", r.1, r.2))
                .collect::<String>();
            format!("# Errors\n\n<table>\n<tr><th>a</th><th>b</th></tr>\n{all}</table>\n\nWords.\n")
        },
    },
    Form {
        name: "a list-table",
        file: "a.rst",
        by: By::Code,
        learnt: true,
        page: |rows| {
            let all = rows
                .iter()
                .map(|r| format!("   * - {}\n     - ``{}``\n     - Words.\n", r.1, r.2))
                .collect::<String>();
            format!(
                "Errors\n======\n\n.. list-table::\n   :header-rows: 1\n\n   * - Status\n     - Code\n     - Words\n{all}"
            )
        },
    },
    Form {
        name: "a grid",
        file: "a.rst",
        by: By::Code,
        learnt: true,
        page: |rows| {
            let rule = "+-----+----------------+\n";
            let all = rows
                .iter()
                .map(|r| format!("| {} | {:14} |\n{rule}", r.1, r.2))
                .collect::<String>();
            format!(
                "Errors\n======\n\n{rule}| a   | b              |\n+=====+================+\n{all}"
            )
        },
    },
    Form {
        name: "columns below rulers",
        file: "a.rst",
        by: By::Code,
        learnt: true,
        page: |rows| {
            let rule = "===  ==============\n";
            let all = rows
                .iter()
                .map(|r| format!("{}  {:14}\n", r.1, r.2))
                .collect::<String>();
            format!("Errors\n======\n\n{rule}a    b\n{rule}{all}{rule}")
        },
    },
    Form {
        name: "a table of AsciiDoc",
        file: "a.adoc",
        by: By::Code,
        learnt: true,
        page: |rows| {
            let all = rows
                .iter()
                .map(|r| format!("|{}\n|`{}`\n|Words.\n\n", r.1, r.2))
                .collect::<String>();
            format!("= Errors\n\n[cols=\"1,2,3\"]\n|===\n|Status |Code |Words\n\n{all}|===\n")
        },
    },
    Form {
        name: "definitions of Markdown",
        file: "a.md",
        by: By::Code,
        learnt: true,
        page: |rows| {
            sections(rows, plain, "", |r| {
                format!("`{}`\n: Words about it.\n\n", r.2)
            })
        },
    },
    Form {
        name: "cells between tabs, taken out of a page",
        file: "a.txt",
        by: By::Code,
        learnt: true,
        page: |rows| {
            let all = rows
                .iter()
                .map(|r| format!("{}\t{}\tWords.\n", r.1, r.2))
                .collect::<String>();
            format!("Errors\nWhat can go wrong with a request.\nStatus\tCode\tWords\n{all}")
        },
    },
    Form {
        name: "one cell a line, taken out of a page",
        file: "a.txt",
        by: By::Code,
        learnt: false,
        page: |rows| {
            let all = rows
                .iter()
                .map(|r| format!("{}\n{}\nWords.\n", r.1, r.2))
                .collect::<String>();
            format!("Errors\nWhat can go wrong with a request.\nStatus\nCode\nWords\n{all}")
        },
    },
    Form {
        name: "sentences",
        file: "a.md",
        by: By::Detail,
        learnt: false,
        page: |rows| {
            let all = rows.iter().map(|r| {
                format!(
                    "With {} you may see \"{}\", and then do something.\n\n",
                    r.1, r.3
                )
            });
            format!("# Errors\n\n{}", all.collect::<String>())
        },
    },
    Form {
        name: "numbers as codes",
        file: "a.md",
        by: By::Code,
        learnt: true,
        page: |rows| {
            table("| Code | HTTP | Meaning |", rows, |r| {
                format!("| `{}` | {} | 3 words. |\n", r.2, r.1)
            })
        },
    },
];

/// Known rows stand there, and none of them is news.
#[test]
fn every_form_is_found_by_look_up() {
    let mut bad = Vec::new();
    for form in FORMS {
        let known = known(&spec(ROWS, form.by, ""));
        let reading = read(form.file, &(form.page)(ROWS), &known);
        let (missing, news) = (not_stated(&known, &reading), shown(&reading.news));
        if !missing.is_empty() || !news.is_empty() {
            bad.push(format!("{}: {missing:?} {news:?}", form.name));
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}

/// A page on which one row is written otherwise does not state that row.
#[test]
fn what_a_form_does_not_say_is_noticed() {
    let mut bad = Vec::new();
    for form in FORMS {
        for at in 0..ROWS.len() {
            let known = known(&spec(ROWS, form.by, ""));
            let mut rows = ROWS.to_vec();
            rows[at].2 = "something_else";
            rows[at].3 = "something else is the matter";
            let reading = read(form.file, &(form.page)(&rows), &known);
            if not_stated(&known, &reading).is_empty() {
                bad.push(format!("{}: {}", form.name, ROWS[at].0));
            }
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}

/// A row that the contract lacks is news, with its status, where the others have a structure; it is never sure where they
/// have none.
#[test]
fn a_form_with_a_structure_is_learnt() {
    let mut bad = Vec::new();
    for form in FORMS {
        for at in 0..ROWS.len() {
            let mut rows = ROWS.to_vec();
            let left = rows.remove(at);
            let known = known(&spec(&rows, form.by, ""));
            let reading = read(form.file, &(form.page)(ROWS), &known);
            let is_it = |news: &&theta_drift::News| {
                let code = form.by == By::Detail || news.code.as_deref() == Some(left.2);
                let detail = form.by == By::Code || news.detail.as_deref() == Some(left.3);
                code && detail && (news.statuses == [left.1])
            };
            let found = reading.news.iter().find(is_it);
            let right = if form.learnt {
                found.is_some_and(|news| news.sure)
            } else {
                reading.news.iter().all(|news| !news.sure)
            };
            if !right || form.learnt && reading.news.len() > 1 {
                bad.push(format!(
                    "{} without {}: {:?}",
                    form.name,
                    left.0,
                    shown(&reading.news)
                ));
            }
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}
