use theta_tests::theta_one::TranscribeError;

fn record_again(error: &TranscribeError) -> bool {
    matches!(error, TranscribeError::NotAllWordsSpoken)
}

fn main() {
    let _ = record_again;
}
