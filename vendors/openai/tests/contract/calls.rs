//! Each sample of the vendor's reference as a call of the client.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use theta_openai::{
    ChatMessage, ChatTool, Client, Detail, EasyMessage, Effort, FileInput, FileSearch, Function,
    FunctionTool, ImageAddress, ImageInput, ImagePart, InputPart, Instruction, JsonFormat,
    Reasoning, ResponseFunction, Tool, ToolMode, UserMessage, UserPart, WebSearch, WrittenPart,
};
use theta_runtime::{Json, Upload};

/// A call, which gives what came back in words.
pub(crate) type Call = fn(Client) -> Pin<Box<dyn Future<Output = Result<String, String>>>>;

macro_rules! calls {
    ($($name:literal: $client:ident => $call:expr,)*) => {
        /// The samples with their calls.
        pub(crate) const CALLS: &[(&str, Call)] = &[
            $(($name, |$client| Box::pin(async move {
                match $call.await {
                    Ok(value) => Ok(format!("{value:?}")),
                    Err(error) => Err(error.to_string()),
                }
            }))),*
        ];
    };
}

const PICTURE: &str = "https://upload.wikimedia.org/wikipedia/commons/thumb/d/dd/Gfp-wisconsin-madison-the-nature-boardwalk.jpg/2560px-Gfp-wisconsin-madison-the-nature-boardwalk.jpg";

pub(crate) fn audio(name: &str) -> Upload {
    let audio = include_bytes!("../../../../theta-client/examples/audio/native.wav");
    // Whatever the samples call it, it is one recording.
    Upload::bytes(&audio[..]).with_file_name(name).unchecked()
}

fn says(content: &str) -> ChatMessage {
    ChatMessage::User(UserMessage::new(content))
}

fn asks(parts: Vec<InputPart>) -> Vec<theta_openai::InputItem> {
    vec![EasyMessage::new(parts, "user").into()]
}

fn weather(required: &str) -> Json {
    let schema = r#"{"type": "object", "properties": {"location": {"type": "string", "description": "The city and state, e.g. San Francisco, CA"}, "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}}, "required": REQUIRED}"#;
    Json::parse(&schema.replace("REQUIRED", required)).unwrap()
}

calls! {
    "speech": client => client.speech(
        "gpt-4o-mini-tts", "alloy", "The quick brown fox jumped over the lazy dog.",
    ),
    "transcribe": client => client.transcribe(audio("audio.mp3"), "gpt-4o-transcribe"),
    "transcribe logprobs": client => client
        .transcribe(audio("audio.mp3"), "gpt-4o-transcribe")
        .include(["logprobs"])
        .response_format(JsonFormat::Json),
    "transcribe_speakers diarization": client => client
        .transcribe_speakers(audio("meeting.wav"), "gpt-4o-transcribe-diarize")
        .chunking_strategy("auto")
        .known_speaker_names(["agent"])
        .known_speaker_references(["data:audio/wav;base64,AAA..."]),
    "transcribe_verbose word timestamps": client => client
        .transcribe_verbose(audio("audio.mp3"), "whisper-1")
        .timestamp_granularities(["word"]),
    "transcribe_verbose segment timestamps": client => client
        .transcribe_verbose(audio("audio.mp3"), "whisper-1")
        .timestamp_granularities(["segment"]),
    "translate": client => client.translate(audio("german.m4a"), "whisper-1"),
    "chat": client => client.chat("VAR_chat_model_id", [
        ChatMessage::Developer(Instruction::new("You are a helpful assistant.")),
        says("Hello!"),
    ]),
    "chat image input": client => {
        let picture = ImagePart::new(ImageAddress::new(PICTURE));
        let parts = vec![
            UserPart::Text(WrittenPart::new("What is in this image?")),
            UserPart::ImageUrl(picture),
        ];
        #[allow(deprecated, reason = "the sample has it")]
        client
            .chat("gpt-5.4", [ChatMessage::User(UserMessage::new(parts))])
            .max_tokens(300)
    },
    "chat functions": client => {
        let function = Function::new("get_current_weather")
            .with_description("Get the current weather in a given location")
            .with_parameters(weather(r#"["location"]"#));
        client
            .chat("gpt-5.4", [says("What is the weather like in Boston today?")])
            .tools([ChatTool::Function(FunctionTool::new(function))])
            .tool_choice(ToolMode::Auto)
    },
    "chat logprobs": client => client
        .chat("VAR_chat_model_id", [says("Hello!")])
        .logprobs(true)
        .top_logprobs(2),
    "chats": client => client.chats(),
    "stored_chat": client => client.stored_chat("chatcmpl-abc123"),
    "update_chat": client => client.update_chat(
        "chat_abc123",
        BTreeMap::from([("foo".to_owned(), "bar".to_owned())]),
    ),
    "delete_chat": client => client.delete_chat("chat_abc123"),
    "chat_messages": client => client.chat_messages("chat_abc123"),
    "respond text input": client => client.respond(
        "gpt-5.4", "Tell me a three sentence bedtime story about a unicorn.",
    ),
    "respond image input": client => client.respond("gpt-5.4", asks(vec![
        InputPart::InputText(WrittenPart::new("what is in this image?")),
        InputPart::InputImage(ImageInput::new().with_image_url(PICTURE)),
    ])),
    "respond file input": client => {
        let file = FileInput::new()
            .with_file_url("https://www.berkshirehathaway.com/letters/2024ltr.pdf")
            .with_detail(Detail::Auto);
        client.respond("gpt-5.4", asks(vec![
            InputPart::InputText(WrittenPart::new("what is in this file?")),
            InputPart::InputFile(file),
        ]))
    },
    "respond web search": client => client
        .respond("gpt-5.4", "What was a positive news story from today?")
        .tools([Tool::WebSearchPreview(WebSearch::new())]),
    "respond file search": client => client
        .respond("gpt-5.4", "What are the attributes of an ancient brown dragon?")
        .tools([Tool::FileSearch(FileSearch::new(["vs_1234567890"]).with_max_num_results(20))]),
    "respond functions": client => {
        let function = ResponseFunction::new("get_current_weather")
            .with_description("Get the current weather in a given location")
            .with_parameters(weather(r#"["location", "unit"]"#));
        client
            .respond("gpt-5.4", "What is the weather like in Boston today?")
            .tools([Tool::Function(function)])
            .tool_choice(ToolMode::Auto)
    },
    "respond reasoning": client => client
        .respond("o3-mini", "How much wood would a woodchuck chuck?")
        .reasoning(Reasoning::new().with_effort(Effort::High)),
    "response": client => client.response("resp_123"),
    "delete_response": client => client.delete_response("resp_123"),
    "cancel_response": client => client.cancel_response("resp_123"),
    "input_items": client => client.input_items("resp_abc123"),
    "count_tokens": client => client.count_tokens().model("gpt-5").input("Tell me a joke."),
    "files": client => client.files(),
    "upload_file": client => client
        .upload_file(Upload::bytes("{}\n").with_file_name("mydata.jsonl"), "fine-tune")
        .expires_after_anchor("created_at")
        .expires_after_seconds(2_592_000),
    "file": client => client.file("file-abc123"),
    "delete_file": client => client.delete_file("file-abc123"),
    "file_content": client => client.file_content("file-abc123"),
    "models": client => client.models(),
    "models of an organization": client => client.models(),
    "model": client => client.model("VAR_chat_model_id"),
}
