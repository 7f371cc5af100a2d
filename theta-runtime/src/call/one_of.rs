//! Sending a call that has several successes.

use crate::call::Call;
use crate::call::send::reads;
use crate::reply::alternatives::{Alternatives, Content, choose};
use crate::reply::error::Error;
use crate::reply::response::Response;
use crate::wire::exchange::{MAX_TEXT_BODY, Outcome, Received};
use theta_json::DecodeError;

impl Call {
    /// Sends the call and reads one of several answers.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send_one_of<R: Alternatives>(
        self: Box<Self>,
    ) -> Result<Response<R::Answer>, Error<R::Error>> {
        fn read<R: Alternatives>(received: &Received) -> Result<R::Answer, DecodeError> {
            let chosen = choose(R::ALTERNATIVES, received)?;
            R::read(chosen.answer, Content::of(received))
        }
        let mut reads = reads::<R::Error>(usize::MAX, |received| read::<R>(received).is_ok());
        reads.alternatives = R::ALTERNATIVES;
        if R::ALTERNATIVES
            .iter()
            .all(|one| one.is_text || one.media.is_empty())
        {
            reads.is_text = true;
            reads.max_body = Some(MAX_TEXT_BODY);
        }
        let done = self.run(reads).await;
        let Outcome::Replied(received, _) = &done.finished.outcome else {
            // Without a reply nothing is read.
            return done.finish(true, |_| Err(DecodeError::new("a reply", "nothing")));
        };
        let received = received.clone();
        let chosen = choose(R::ALTERNATIVES, &received);
        let whole = chosen.as_ref().is_ok_and(|chosen| !chosen.media.is_empty());
        done.finish(whole || chosen.is_err(), |_| {
            R::read(chosen?.answer, Content::of(&received))
        })
    }
}
