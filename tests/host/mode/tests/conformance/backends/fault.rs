//! [`Fault`]: what is wrong with a backend that queues, and [`Tells`], what it lets the suite see.

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    Nothing,

    // None either.
    HandlerIsAnnounced,
    QueueFlushesWhenFull,

    // The hooks.
    FlushAndLeaveDoNothing,
    FlushDoesNothing,
    LeaveDoesNothing,
    FlushForgets,
    FlushSettlesTheLastAgain,
    LeaveSettlesTheLastAgain,
    FlushSettlesTwice,
    FlushReachesAllSlots,
    FlushSettlesAllButOne,
    FlushSettlesTheNewestAlone,
    FlushLosesTheOldest,
    FlushLosesTheNewest,
    LeaveDefersTheNewest,
    EnterToggles,
    EnterCounts,
    EnterClears,

    // The queue.
    FullQueueLosesTheNext,
    FullQueueLosesTheOldest,
    FullQueueForgetsAll,
    FullQueueSettlesAndLosesTheNext,
    FullQueueSettlesTwice,
    FullQueueLooksEmpty,
    FullQueueNeverDefersAgain,
    QueueHoldsOne,
    QueueGrows,
    QueueIsShared,
    QueueIsARange,
    QueueToggles,
    QueueForgetsBesideAnother,
    SaysSettled,
    SaysDeferred,
    SaysSettledWhenFull,

    // The store.
    StoreIgnoresThePause,
    StoreIgnoresTheHandler,
    StoreNeverWaits,
    StoreIsLostOutside,
    StoreOutsideSettlesTwice,
    StoreIsQueuedBeforeItIsMade,

    // The platform.
    HandlerIsUnknown,
    HandlerFlushesTheTask,
    HandlerForgetsTheTask,
    HandlerDoesNotRun,
    OtherTaskDoesNotRun,
    OtherTaskIsAHandler,
    NothingRunsInTheStore,
    SlotsAlternate,
    SlotOfAllTasks,
    EventsAreNotForwarded,
    EventsAreForwardedTwice,
    ViolationsAreForwardedTwice,
}

/// What a subject can say of what has taken effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tells {
    /// Which stores, and how many.
    Which,
    HowMany,
    Nothing,
}
