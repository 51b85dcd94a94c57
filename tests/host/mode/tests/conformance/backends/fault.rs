//! [`Fault`]: the fault of a backend that queues, and [`Tells`], what it shows to the suite.

/// A fault of the backend, the store or the platform.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    Nothing,

    // No fault either.
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

/// How much a subject can say about which stores have taken effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tells {
    /// The stores, and their number.
    Which,
    HowMany,
    Nothing,
}
