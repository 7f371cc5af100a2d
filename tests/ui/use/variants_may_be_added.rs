use theta_tests::theta_one::Language;

fn name(language: &Language) -> &str {
    match language {
        Language::En => "English",
        Language::Ko => "Korean",
        Language::Unlisted(other) => other,
    }
}

fn main() {
    let _ = name;
}
