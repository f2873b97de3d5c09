//! What one call hands on to the calls it makes.

use std::time::Duration;

use tonic::Request;

use crate::Deadline;

/// What a handler hands on to the calls it makes: so far, the time that is left.
///
/// It is an argument, not a task-local, so that every signature shows who is bound by it.
///
/// ```
/// use peel_kit::CallContext;
///
/// # fn handler(request: tonic::Request<()>) {
/// let context = CallContext::of(&request);
/// let onward = context.request("the message of the next call");
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct CallContext {
    deadline: Option<Deadline>,
}

impl CallContext {
    /// The context of a call that is being served.
    pub fn of<T>(request: &Request<T>) -> Self {
        Self {
            deadline: request.extensions().get().copied(),
        }
    }

    /// The context of work that nobody waits for. Its calls get the other side's default deadline.
    pub fn background() -> Self {
        Self::default()
    }

    /// The context of work that must be done `time` from now.
    pub fn within(time: Duration) -> Self {
        Self {
            deadline: Some(Deadline::after(time)),
        }
    }

    /// The deadline, if there is one.
    pub fn deadline(&self) -> Option<Deadline> {
        self.deadline
    }

    /// A request that passes the remaining time on.
    pub fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        if let Some(deadline) = self.deadline {
            request.set_timeout(deadline.remaining());
        }
        request
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_remaining_time_is_passed_on() {
        let mut request = Request::new(());
        request
            .extensions_mut()
            .insert(Deadline::after(Duration::from_secs(5)));
        let context = CallContext::of(&request);
        tokio::time::advance(Duration::from_secs(2)).await;
        let onward = context.request("message");
        assert_eq!(onward.metadata().get("grpc-timeout").unwrap(), "3000000u");
    }

    #[test]
    fn without_a_deadline_none_is_passed_on() {
        let onward = CallContext::of(&Request::new(())).request(());
        assert!(onward.metadata().is_empty());
    }
}
