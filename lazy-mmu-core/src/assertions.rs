// SPDX-License-Identifier: MIT OR Apache-2.0
//! Assertions at compile time, for every platform and without one: guards have no bytes if the mode
//! is off, come from their constructors alone, and stay in their context.

use crate::{
    DeferringGuard, Global, InterruptGuard, LazyMmuGuard, Mode, NoLazyMmu, PauseGuard, Platform,
    Unsettled,
};

/// Guards have no bytes without the mode. The wrapper `Unsettled` never adds any.
const _: () = {
    const fn no_bytes<T>() {
        assert!(size_of::<T>() == 0);
    }
    no_bytes::<LazyMmuGuard<NoLazyMmu>>();
    no_bytes::<DeferringGuard<NoLazyMmu>>();
    no_bytes::<PauseGuard<'static, NoLazyMmu>>();
    no_bytes::<Unsettled<(), Global>>();
};

/// Guards stay in their context. For a type that is `Send` or `Sync`, this is ambiguous, and so an
/// error.
const _: () = {
    trait StaysInItsContext<Because> {
        fn holds() {}
    }
    struct AnyType;
    struct Sent;
    struct Shared;
    impl<T: ?Sized> StaysInItsContext<AnyType> for T {}
    impl<T: ?Sized + Send> StaysInItsContext<Sent> for T {}
    impl<T: ?Sized + Sync> StaysInItsContext<Shared> for T {}
    // With these bounds, only the markers keep a guard from being `Send` or `Sync`.
    const fn guards_stay<M: Mode<Token: Send + Sync> + Send + Sync>() {
        let _ = <LazyMmuGuard<M> as StaysInItsContext<_>>::holds;
        let _ = <PauseGuard<'static, M> as StaysInItsContext<_>>::holds;
        let _ = <DeferringGuard<M> as StaysInItsContext<_>>::holds;
        let _ = <Unsettled<(), M> as StaysInItsContext<_>>::holds;
    }
    guards_stay::<NoLazyMmu>();
    #[allow(dead_code, reason = "it only has to compile")]
    const fn guards_of_handlers_stay<P: Platform + Send + Sync>() {
        let _ = <InterruptGuard<'static, P> as StaysInItsContext<_>>::holds;
    }
};

/// Guards come from their constructors alone. For a type that is `Clone` or `Default`, this is
/// ambiguous, and so an error.
const _: () = {
    trait IsMadeByItsConstructor<Because> {
        fn holds() {}
    }
    struct AnyType;
    struct Cloned;
    struct Defaulted;
    impl<T> IsMadeByItsConstructor<AnyType> for T {}
    impl<T: Clone> IsMadeByItsConstructor<Cloned> for T {}
    impl<T: Default> IsMadeByItsConstructor<Defaulted> for T {}
    // The bounds are those of a derived implementation.
    #[allow(dead_code, reason = "it only has to compile")]
    fn guards_are<M: Mode<Token: Clone + Default> + Clone + Default>() {
        let _ = <LazyMmuGuard<M> as IsMadeByItsConstructor<_>>::holds;
        let _ = <DeferringGuard<M> as IsMadeByItsConstructor<_>>::holds;
        let _ = <PauseGuard<'static, M> as IsMadeByItsConstructor<_>>::holds;
        let _ = <Unsettled<(), M> as IsMadeByItsConstructor<_>>::holds;
    }
    #[allow(dead_code, reason = "it only has to compile")]
    fn guards_of_handlers_are<P: Platform<Arch: Clone + Default> + Clone + Default>() {
        let _ = <InterruptGuard<'static, P> as IsMadeByItsConstructor<_>>::holds;
    }
};
