//! What holds for every file, whatever is in it.

use theta_spec::classify::{Outcome, classify};
use theta_spec::source::{SourceText, Span};
use theta_spec::{Loaded, codes, render, sample};

/// Reads the bytes as a contract and checks everything that must hold of what comes out.
pub(crate) fn check(bytes: &[u8]) -> Loaded {
    let loaded = theta_spec::load("spec.toml", bytes);
    assert_eq!(
        loaded.contract.is_some(),
        !loaded.report.has_errors(),
        "a contract comes out exactly when there is no error"
    );
    for diagnostic in loaded.report.diagnostics() {
        assert!(
            codes::find(diagnostic.code).is_some(),
            "{} is not a code",
            diagnostic.code
        );
        assert!(!diagnostic.message.is_empty());
        let related = diagnostic.related.iter().map(|(span, _)| *span);
        for span in std::iter::once(diagnostic.span).chain(related) {
            stands_in(&loaded.source, span);
        }
        let text = render::text(&loaded.source, diagnostic);
        assert!(
            !text.contains(|c: char| c.is_control() && c != '\n'),
            "a control character reaches the terminal: {text:?}"
        );
    }
    if let Some(contract) = &loaded.contract {
        for endpoint in &contract.endpoints {
            for arm in &endpoint.classifier.arms {
                for id in arm.groups.iter().flat_map(|group| &group.rows) {
                    let reply = sample::error_reply(contract, contract.error(*id));
                    let outcome = classify(contract, endpoint, reply.status, reply.body.as_bytes());
                    assert!(
                        matches!(outcome, Outcome::Row { .. }),
                        "the documented reply {reply:?} is unknown"
                    );
                }
            }
            for body in ["", "{}", "[]", "{\"detail\": 7}", "<html>"] {
                let _ = classify(contract, endpoint, 418, body.as_bytes());
            }
        }
    }
    loaded
}

fn stands_in(source: &SourceText, span: Span) {
    let text = source.text();
    assert!(
        span.start <= span.end && text.get(span.start..span.end).is_some(),
        "{span:?} is no piece of the {} bytes",
        text.len()
    );
    let (start, end) = (source.position(span.start), source.position(span.end));
    assert!(start.line >= 1 && start.column >= 1 && start <= end);
}
