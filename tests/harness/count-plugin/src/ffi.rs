//! The few functions of QEMU's plugin interface that the plugin uses, declared by hand, and what
//! they take and give in Rust's terms.
//!
//! Source: QEMU's documentation, "TCG Plugins", whose list of versions says what changed: 2 (QEMU
//! 9.0) removed the inline operations of 1, and 3 (QEMU 9.1) made `qemu_plugin_insn_data` copy into
//! a buffer. A callback on each instruction is the same in all of them.

use std::ffi::{CStr, c_char, c_int, c_uint, c_void};

/// The version of the interface that this build speaks. QEMU reads it before it calls anything.
// SAFETY: the name and the type are QEMU's for this variable; nothing else in the process has it.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals, reason = "QEMU's name for it")]
static qemu_plugin_version: c_int = if cfg!(feature = "api-3") {
    3
} else if cfg!(feature = "api-2") {
    2
} else {
    1
};

/// QEMU's number for the plugin.
pub type PluginId = u64;

/// QEMU's description of itself. More follows the first field.
#[repr(C)]
pub struct Info {
    target_name: *const c_char,
}

/// A block of instructions that is being translated. Lives until the translation callback returns.
#[repr(C)]
pub struct Block {
    opaque: [u8; 0],
}

/// An instruction of such a block, which lives as long.
#[repr(C)]
pub struct Instruction {
    opaque: [u8; 0],
}

/// The callback does not look at the guest's registers.
pub const CB_NO_REGS: c_uint = 0;

// QEMU has these functions; the dynamic linker finds them there when QEMU loads the plugin.
unsafe extern "C" {
    pub fn qemu_plugin_register_vcpu_tb_trans_cb(
        id: PluginId,
        callback: unsafe extern "C" fn(PluginId, *const Block),
    );
    pub fn qemu_plugin_register_vcpu_insn_exec_cb(
        instruction: *const Instruction,
        callback: unsafe extern "C" fn(c_uint, *mut c_void),
        flags: c_uint,
        user_data: *mut c_void,
    );
    fn qemu_plugin_tb_n_insns(block: *const Block) -> usize;
    fn qemu_plugin_tb_get_insn(block: *const Block, index: usize) -> *const Instruction;
    #[cfg(not(feature = "api-3"))]
    fn qemu_plugin_insn_size(instruction: *const Instruction) -> usize;
    #[cfg(not(feature = "api-3"))]
    fn qemu_plugin_insn_data(instruction: *const Instruction) -> *const c_void;
    #[cfg(feature = "api-3")]
    fn qemu_plugin_insn_data(instruction: *const Instruction, to: *mut c_void, len: usize)
    -> usize;
}

/// QEMU's name for the guest's architecture.
///
/// # Safety
///
/// `info` is what QEMU handed to the plugin, and it is alive.
pub unsafe fn target<'a>(info: *const Info) -> &'a CStr {
    // SAFETY: it is alive, and begins with that field in every version of the interface.
    let name = unsafe { (*info).target_name };
    // SAFETY: it is a C string, a constant of QEMU's.
    unsafe { CStr::from_ptr(name) }
}

/// The arguments that followed the plugin's path on QEMU's command line.
///
/// # Safety
///
/// `argv` holds `argc` C strings that live as long as the plugin.
pub unsafe fn arguments(argc: c_int, argv: *const *const c_char) -> Vec<&'static CStr> {
    (0..usize::try_from(argc).unwrap_or(0))
        .map(|i| {
            // SAFETY: `i` is below `argc`, and the array has that many.
            let argument = unsafe { argv.add(i) };
            // SAFETY: it points to an element of the array.
            let string = unsafe { *argument };
            // SAFETY: each element is a C string that lives as long as the plugin.
            unsafe { CStr::from_ptr(string) }
        })
        .collect()
}

/// The instructions of a block, in order.
///
/// # Safety
///
/// Called, and the iterator used, in the translation callback that got the block.
pub unsafe fn instructions(block: *const Block) -> impl Iterator<Item = *const Instruction> {
    // SAFETY: the block is alive in its callback.
    let count = unsafe { qemu_plugin_tb_n_insns(block) };
    // SAFETY: still in the callback, and the index is below the number of instructions.
    (0..count).map(move |i| unsafe { qemu_plugin_tb_get_insn(block, i) })
}

/// The instruction's word; `None` if it is not four bytes long (AArch32 and riscv64 have shorter
/// ones).
///
/// # Safety
///
/// Called in the translation callback of the block that the instruction is of.
#[cfg(not(feature = "api-3"))]
pub unsafe fn word(instruction: *const Instruction) -> Option<u32> {
    // SAFETY: the instruction is alive in its callback.
    if unsafe { qemu_plugin_insn_size(instruction) } != 4 {
        return None;
    }
    // SAFETY: as above.
    let data = unsafe { qemu_plugin_insn_data(instruction) }.cast::<[u8; 4]>();
    // SAFETY: the data is as long as the instruction, which is four bytes, and bytes need no
    // alignment.
    let bytes = unsafe { *data };
    Some(u32::from_le_bytes(bytes))
}

/// The instruction's word; `None` if it is not four bytes long (AArch32 and riscv64 have shorter
/// ones).
///
/// # Safety
///
/// Called in the translation callback of the block that the instruction is of.
#[cfg(feature = "api-3")]
pub unsafe fn word(instruction: *const Instruction) -> Option<u32> {
    let mut bytes = [0; 4];
    // SAFETY: the instruction is alive in its callback, and the buffer is as long as we say.
    let copied =
        unsafe { qemu_plugin_insn_data(instruction, bytes.as_mut_ptr().cast(), bytes.len()) };
    (copied == bytes.len()).then(|| u32::from_le_bytes(bytes))
}
