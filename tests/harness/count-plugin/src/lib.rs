//! A QEMU plugin that counts what an arm64 or riscv64 guest executes between two markers, from
//! outside the guest.
//!
//! ```text
//! qemu-system-aarch64 … -accel tcg,thread=single -plugin libcount_plugin.so,out=FILE
//! ```
//!
//! `hint #0x60` begins a region and `hint #0x61` ends it (riscv64: `slti x0, x0, 0x60` and `0x61`);
//! on real hardware and without the plugin they do nothing. Each region that ends appends one line
//! to FILE: `instructions=… dsb=… dsb_ishst=… isb=… dmb=… tlbi=… sfence=…`. The markers are not
//! counted.
//!
//! A begin inside a region starts it again from zero; an end outside of one is ignored. There is
//! one region for the whole machine: what other CPUs, interrupt handlers and firmware execute
//! meanwhile counts too. An instruction is counted when it is about to execute, so one that faults
//! and is retried counts twice.

mod decode;
mod ffi;
mod region;

use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::sync::OnceLock;

use decode::{Decoder, Kind};

/// The decoder of the guest's architecture.
static DECODER: OnceLock<Decoder> = OnceLock::new();

/// QEMU calls this once, after loading the plugin. Anything but 0 makes QEMU refuse it and exit.
///
/// # Safety
///
/// Only QEMU calls it: `info` is alive during the call, and `argv` holds `argc` C strings that live
/// as long as the plugin.
// SAFETY: the name is QEMU's for this function, and the signature that of its header; nothing else
// in the process has it.
#[unsafe(no_mangle)]
unsafe extern "C" fn qemu_plugin_install(
    id: ffi::PluginId,
    info: *const ffi::Info,
    argc: c_int,
    argv: *const *const c_char,
) -> c_int {
    // SAFETY: QEMU's promise, handed on by our own contract.
    let target = unsafe { ffi::target(info) };
    // SAFETY: as above.
    let arguments = unsafe { ffi::arguments(argc, argv) };
    let decoder = decoder(target).ok_or_else(|| {
        format!("the guest's architecture is {target:?}; the plugin counts aarch64 and riscv64")
    });
    if let Err(problem) = decoder
        .map(|decoder| DECODER.get_or_init(|| decoder))
        .and_then(|_| region::write_to(&arguments))
    {
        eprintln!("count-plugin: {problem}");
        return 1;
    }
    // SAFETY: `id` is the one QEMU just gave us, and `translated` has the type of a translation
    // callback.
    unsafe { ffi::qemu_plugin_register_vcpu_tb_trans_cb(id, translated) };
    0
}

/// Returns the decoder for QEMU's name of the guest's architecture.
fn decoder(target: &CStr) -> Option<Decoder> {
    match target.to_bytes() {
        b"aarch64" => Some(decode::arm64),
        b"riscv64" => Some(decode::riscv64),
        _ => None,
    }
}

/// QEMU calls this for each block of instructions that it translates. Each instruction then calls
/// [`executed`].
unsafe extern "C" fn translated(_: ffi::PluginId, block: *const ffi::Block) {
    let decoder = DECODER.get().expect("it is set before this is registered");
    // SAFETY: QEMU hands a live block to a translation callback.
    for instruction in unsafe { ffi::instructions(block) } {
        // SAFETY: the instruction is of the block that is being translated, in its callback.
        let kind = unsafe { ffi::word(instruction) }.map_or(Kind::Other, decoder);
        // SAFETY: the same instruction in the same callback; `executed` takes as user data what
        // `into_user_data` makes.
        unsafe {
            ffi::qemu_plugin_register_vcpu_insn_exec_cb(
                instruction,
                executed,
                ffi::CB_NO_REGS,
                kind.into_user_data(),
            )
        };
    }
}

/// QEMU calls this before each instruction.
extern "C" fn executed(_cpu: c_uint, kind: *mut c_void) {
    region::executed(Kind::from_user_data(kind));
}
