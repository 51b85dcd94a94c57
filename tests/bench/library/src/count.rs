//! [`count`]: one call between the plugin's marks, and nothing else.

use core::arch::asm;

use semihosting::println;

/// Calls `function` with up to five arguments; the plugin counts it.
///
/// # Safety
///
/// It is a function of the C ABI that takes these arguments: numbers, and addresses of objects that
/// live as long as it runs.
pub unsafe fn count(what: &str, by: &str, number: usize, function: *const (), arguments: [u64; 5]) {
    println!("count: {what}; {by}; {number}");
    let [a, b, c, d, e] = arguments;
    // SAFETY: the hints do nothing, and the call is what the caller promises.
    unsafe {
        asm!(
            "hint #0x60",
            "blr {function}",
            "hint #0x61",
            function = in(reg) function,
            inlateout("x0") a => _,
            inlateout("x1") b => _,
            inlateout("x2") c => _,
            inlateout("x3") d => _,
            inlateout("x4") e => _,
            clobber_abi("C"),
        );
    }
}
