// A program that uses all of the client that the base contract gives. Included into a module whose `api` is a client.

use super::api::*;
use theta_runtime::{Audio, Bytes};

fn made() {
    let _ = Client::new("sk-1");
    let _ = Client::from_env();
    let _ = Options::new("text");
    let _ = Message::new("en", "words");
    let _: Names = vec![String::new()];
}

fn sent(client: &Client, audio: Audio) {
    let _: SayRequest = client.say(audio, "text").voice(Voice::Low).speed(1.0).tag("x");
    let _: ListenRequest = client.listen("room", 5).limit(3);
    let _: SpeakRequest = client.speak("en", "words");
    let _: HushRequest = client.hush();
    let _: KnockRequest = client.knock();
}

async fn received(client: &Client, audio: Audio) {
    let _: Result<Answer, theta_runtime::Error<SayError>> = client.say(audio, "text").await;
    let _: Result<String, theta_runtime::Error<ListenError>> = client.listen("room", 5).await;
    let _: Result<Bytes, theta_runtime::Error<SpeakError>> = client.speak("en", "words").await;
    let _: Result<(), theta_runtime::Error<HushError>> = client.hush().await;
}

fn delivered(headers: &theta_runtime::http::HeaderMap) {
    let hook = HookWebhook::new("secret").unwrap().or_secret("old").unwrap();
    let hook = hook.window(std::time::Duration::from_secs(1));
    match hook.verify(headers, b"{}").unwrap().event {
        HookWebhookEvent::Said(message) => drop::<Message>(message),
        _ => {}
    }
    let _: theta_runtime::Json = SpareWebhook::from_env().unwrap().verify(headers, b"{}").unwrap().event;
}

async fn walked(client: &Client) {
    let room: Room = client.rooms().items().next().await.unwrap().unwrap();
    let job = client.invite().start().await.unwrap();
    let _: Result<theta_runtime::Response<Party>, theta_runtime::JobError<Party, PartyError>> = job.wait().await;
    match client.follow().await.unwrap().next().await.unwrap().unwrap() {
        FollowEvent::Said(words) => drop::<String>(words),
        FollowEvent::Ended => {}
        _ => {}
    }
}

fn headers(response: &theta_runtime::Response<KnockReply>) {
    let headers = KnockHeaders::of(response.headers());
    let _: (Option<String>, Option<i64>) = (headers.place, headers.left);
    let _: Option<i64> = ResponseHeaders::of(response.headers()).left;
}

async fn told_apart(client: &Client) {
    match client.knock().await.unwrap() {
        KnockReply::In(words) => drop::<String>(words),
        KnockReply::Pause(Pause { .. }) | KnockReply::Found => {}
        _ => {}
    }
}

fn read(answer: Answer, options: Options, message: Message, word: Word, pause: Pause) {
    let _: String = answer.text;
    let _: Mood = answer.mood;
    let _: Option<String> = answer.said_at;
    let _: Option<Names> = answer.names;
    let _: Option<Vec<Piece>> = answer.pieces;
    let _ = answer.extra;
    let _: (String, Option<Voice>, Option<f64>) = (options.text, options.voice, options.speed);
    let _: (String, String) = (message.lang, message.words);
    let _: String = word.word;
    let _: (f64, Option<String>) = (pause.length, pause.why);
}

fn told(voice: Voice, mood: Mood, piece: Piece) {
    match voice {
        Voice::High | Voice::Low | Voice::Unlisted(_) => {}
        _ => {}
    }
    match mood {
        Mood::Calm | Mood::Loud | Mood::Unlisted(_) => {}
        _ => {}
    }
    match piece {
        Piece::Word(Word { .. }) | Piece::Pause(Pause { .. }) | Piece::Unlisted(_) => {}
        _ => {}
    }
}

fn heard(heard: Heard) {
    match heard {
        Heard::String(words) => drop::<String>(words),
        Heard::Words(words) => drop::<Vec<Word>>(words),
        _ => {}
    }
}

fn planned(plan: Plan) {
    match plan {
        Plan::Free | Plan::Paid => drop(plan.rpm()),
        _ => {}
    }
}

fn failed(say: SayError, listen: ListenError, speak: SpeakError, any: ApiError) {
    match say {
        SayError::TextRequired | SayError::RateLimited | SayError::Broken => {}
        SayError::Busy { detail } => drop::<String>(detail),
        SayError::InvalidOptions { reason } => drop::<String>(reason),
        SayError::TooLong { limit, given } => drop::<(u64, u64)>((limit, given)),
        SayError::Down { status } => drop::<u16>(status),
        _ => {}
    }
    match listen {
        ListenError::NoRoom { room } => drop::<String>(room),
        ListenError::BadField => {}
        _ => {}
    }
    match speak {
        SpeakError::TextRequired | SpeakError::PlanTooLow | SpeakError::NoVoice => {}
        _ => {}
    }
    let _ = any.is_rate_limited();
}

fn text_of(mood: Mood) {
    let _: &str = mood.as_str();
}
