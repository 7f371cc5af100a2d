//! Edits that change what the API is.

use super::{Api, Row};

macro_rules! rows {
    ($($api:ident, $name:literal, $text:literal, $edit:expr;)*) => {
        &[$(Row {
            name: $name,
            of: Api::$api,
            edit: $edit,
            shows: Some($text),
        }),*]
    };
}

pub(super) const ROWS: &[Row] = rows! {
    ThetaOne, "a typo in a text", "Invalid audio fromat",
        |p| p.everywhere("Invalid audio format", "Invalid audio fromat");
    ThetaOne, "a full stop less", "Not all words are spoken",
        |p| p.everywhere("Not all words are spoken.\"", "Not all words are spoken\"");
    ThetaOne, "another case", "Gold_text is required",
        |p| p.replace("errors", "\"gold_text is required\"", "\"Gold_text is required\"");
    ThetaOne, "a text in other words", "too low",
        |p| p.everywhere("Insufficient credits, please check your credit balance", "Your credit balance is too low, please top up");
    ThetaOne, "a row more", "Audio is longer than five minutes",
        |p| p.insert_after("errors", "\"gold_text is required\"", "\"Audio is longer than five minutes\" | Audio file exceeds the limit | Split the recording |");
    ThetaOne, "a row less", "Invalid native_speech_components format",
        |p| { p.remove_line("errors", "\"Invalid native_speech_components format\""); };
    ThetaOne, "a row under another status", "gold_text is required",
        |p| {
            let row = p.remove_line("errors", "\"gold_text is required\"");
            p.insert_after("errors", "\"Invalid API key\"", row.trim_end_matches(" Add gold_text to the options JSON |"));
        };
    ThetaOne, "a retry flips on one page", "errors.402.retry",
        |p| p.replace("errors", "402 | PAYMENT_REQUIRED | No |", "402 | PAYMENT_REQUIRED | Yes — with backoff |");
    ThetaOne, "a retry flips on both pages", "errors.internal_server_error",
        |p| {
            p.replace("errors", "500 | INTERNAL_SERVER_ERROR | Yes — limited retries |", "500 | INTERNAL_SERVER_ERROR | No |");
            p.replace("overview", "Yes — retry, then contact support", "No — contact support");
            p.replace("errors", "- Retry up to 2–3 times with exponential backoff.\n", "");
        };
    ThetaOne, "more requests per minute on both pages", "120",
        |p| p.everywhere("| Starter | 100 |", "| Starter | 120 |");
    ThetaOne, "more requests per minute on one page", "120",
        |p| p.replace("overview", "| Starter | 100 |", "| Starter | 120 |");
    ThetaOne, "a plan more", "Team",
        |p| p.everywhere("| Pro | 500 |", "| Team | 250 |\n| Pro | 500 |");
    ThetaOne, "a longer timeout", "90",
        |p| p.replace("overview", "60 seconds", "90 seconds");
    ThetaOne, "larger uploads", "50 MB",
        |p| p.replace("overview", "file_size ≤ 25 MB", "file_size ≤ 50 MB");
    ThetaOne, "shorter recordings", "120",
        |p| p.replace("overview", "duration_sec ≤ 300", "duration_sec ≤ 120");
    ThetaOne, "a format more in two of its lists", "flac",
        |p| {
            p.replace("overview", "| Officially supported formats | .wav, .mp3 |", "| Officially supported formats | .wav, .mp3, .flac |");
            p.replace("overview", "Audio file. .wav or .mp3.", "Audio file. .wav, .mp3 or .flac.");
        };
    ThetaOne, "an endpoint more", "/translate",
        |p| p.insert_after("overview", "POST | /transcribe |", "POST | /translate | Translates speech | per audio second |");
    ThetaOne, "an endpoint under another path", "/pronunciation-lite",
        |p| p.everywhere("/pronunciation-simple", "/pronunciation-lite");
    ThetaOne, "another method", "PUT",
        |p| p.replace("overview", "POST | /transcribe |", "PUT | /transcribe |");
    ThetaOne, "a part that becomes required", "transcribe_options",
        |p| p.replace("overview", "Optional STT options", "Required. STT options");
    ThetaOne, "a part under another name", "stt_options",
        |p| p.everywhere("transcribe_options", "stt_options");
    ThetaOne, "a status more", "409",
        |p| p.insert_after("errors", "402 | PAYMENT_REQUIRED |", "409 | Conflict | No | Client | The same audio is being analysed. |");
    ThetaOne, "two near twins at once", "Must be valid JSON.",
        |p| p.everywhere("Must be a valid JSON string.", "Must be valid JSON.");
    ThetaOne, "a beginning becomes a sentence", "API key is not active, please check your API keys in the console.",
        |p| p.replace("errors", "API key is not active, please check your API key...", "API key is not active, please check your API keys in the console.");
    ThetaOne, "another key in the body", "message",
        |p| p.everywhere("{\"detail\":", "{\"message\":");
    ThetaOne, "another base URL", "https://api.thetaone-ai.com",
        |p| p.everywhere("https://stt.thetaone-ai.com", "https://api.thetaone-ai.com");
    ThetaOne, "another header for the key", "x-theta-key",
        |p| p.everywhere("x-api-key", "x-theta-key");
    ThetaOne, "another beginning of keys", "sk-t1-",
        |p| p.everywhere("sk-theta-", "sk-t1-");
    Lmnt, "a code under another name", "throttled_error",
        |p| p.everywhere("rate_limit_error", "throttled_error");
    Lmnt, "a code under another status", "payment_required_error",
        |p| p.replace("errors", " - 402 -", " - 409 -");
    Lmnt, "another header for the request id", "trace-id",
        |p| p.everywhere("request-id", "trace-id");
    LlmTune, "a status in a flattened table", "409",
        |p| p.insert_after("errors", "404Not Found", "409ConflictThe job is running already.");
    LlmTune, "a status less in the list of retries", "errors.service_unavailable",
        |p| p.everywhere("Retry only on 429, 500, 502, 503;", "Retry only on 429, 500, 502;");
    LlmTune, "another code in a sample", "too_many_requests",
        |p| p.replace("errors", "\"error\": \"rate_limit_exceeded\"", "\"error\": \"too_many_requests\"");
    Deepgram, "a full stop less in a numbered sample", "Invalid credentials",
        |p| p.replace("errors", "\"Invalid credentials.\"", "\"Invalid credentials\"");
    Deepgram, "one of two near twins", "Please try again soon.",
        |p| p.replace("errors", "\"Please try again later.\"", "\"Please try again soon.\"");
    Deepgram, "one of three equal codes", "CALLBACK_ERROR",
        |p| p.replace("errors", "\"PAYLOAD_ERROR\",\n3 \"err_msg\": \"Failed to parse URL in JSON body.\"", "\"CALLBACK_ERROR\",\n3 \"err_msg\": \"Failed to parse URL in JSON body.\"");
    Deepgram, "a bullet more among the texts", "The address has expired.",
        |p| p.insert_after("errors", "  • \"Could not parse URL as a URI.\"", "  • \"The address has expired.\"");
    Deepgram, "a number in a text", "limit of 4 MB",
        |p| p.replace("errors", "Payload size exceeds limit of 2 MB.", "Payload size exceeds limit of 4 MB.");
    Markdown, "a typo in Markdown", "Send CVS or GRIB",
        |p| p.replace("errors", "Send CSV or GRIB", "Send CVS or GRIB");
    Html, "a typo in HTML", "Send CVS or GRIB",
        |p| p.replace("errors", "Send CSV or GRIB", "Send CVS or GRIB");
    Scraped, "a typo in scraped text", "Send CVS or GRIB",
        |p| p.replace("errors", "Send CSV or GRIB", "Send CVS or GRIB");
    Html, "a row more in HTML", "The chart is too old",
        |p| p.insert_after("errors", "<tr><td><code>\"chart is required\"", "<tr><td><code>\"The chart is too old\"</code></td><td>It is of last year.</td><td>Send a new one.</td></tr>");
    Scraped, "a text in a glued entry", "Something broke on your side",
        |p| p.replace("errors", "Something broke on our side", "Something broke on your side");
    Markdown, "a part that becomes required in Markdown", "label",
        |p| p.replace("overview", "Optional. A name", "Required. A name");
    Markdown, "a part more", "harbour",
        |p| p.insert_after("overview", "| `label` |", "| `harbour` | string | Required. Which harbour. |");
    Markdown, "larger uploads in Markdown", "16 MB",
        |p| p.replace("overview", "| File size | 8 MB |", "| File size | 16 MB |");
    Markdown, "a retry flips in Markdown", "errors.rate_limited",
        |p| {
            p.replace("errors", "| Yes, with backoff |", "| No |");
            p.replace("errors", " Retry with exponential backoff.", " Do not retry.");
        };
    Html, "another key in the body in HTML", "reason",
        |p| p.replace("errors", "{\"error\":", "{\"reason\":");
    Markdown, "a header under another name", "x-tides-trace",
        |p| p.everywhere("x-tides-request", "x-tides-trace");
    Markdown, "an error of all endpoints becomes one of some", "chart is required",
        |p| p.replace("errors", "The form has no chart.", "The form has no chart (`/forecast` only).");
    Markdown, "a size in words", "a few MB or less",
        |p| p.insert_after("overview", "| File size | 8 MB |", "\nKeep charts small (a few MB or less).");
    Markdown, "a size in words that excludes the number", "several hundred MB",
        |p| p.insert_after("overview", "| File size | 8 MB |", "\nCharts may have up to several hundred MB.");
};
