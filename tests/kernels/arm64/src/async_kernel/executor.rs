//! The executor: it polls one task after the other, on its own stack, each with its process loaded.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::space::{self, Space};

type Task<'a> = (&'a Space, Pin<&'a mut dyn Future<Output = ()>>);

/// Tasks, and which one is next.
pub(super) struct Executor<'a, const N: usize> {
    tasks: [Task<'a>; N],
    next: usize,
}

impl<'a, const N: usize> Executor<'a, N> {
    pub(super) fn new(tasks: [Task<'a>; N]) -> Self {
        Self { tasks, next: 0 }
    }

    /// Polls the next task. `polled` runs when it has been.
    pub(super) fn turn(&mut self, polled: fn()) {
        let (process, task) = &mut self.tasks[self.next];
        space::load(process);
        let ended = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        polled();
        assert!(ended.is_pending(), "the tasks of this kernel do not end");
        self.next = (self.next + 1) % N;
    }
}

/// Has the others take a turn.
pub(super) async fn yield_now() {
    let mut yielded = false;
    core::future::poll_fn(|_| {
        if core::mem::replace(&mut yielded, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}
