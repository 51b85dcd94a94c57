//! [`SERIAL`]: the console of a machine that nobody emulates instruction by instruction. It prints to a PL011, and PSCI ends it.
//!
//! Both are where QEMU's `virt` machine has them, under a hypervisor too. Without EL2 and EL3 in
//! the guest its firmware is called by HVC.

use core::fmt::{self, Write as _};
use core::hint::spin_loop;
use core::ptr::{NonNull, with_exposed_provenance_mut};

use arm_pl011_uart::{
    DataBits, LineConfig, PL011Registers, Parity, StopBits, Uart, UniqueMmioPointer,
};
use kernel::Console;
use smccc::Hvc;
use smccc::psci;
use spin::{Lazy, Mutex};

/// Where the `virt` machine has its first UART.
const UART: usize = 0x0900_0000;
/// What clocks it, in Hz. QEMU looks neither at this nor at the rate.
const CLOCK: u32 = 24_000_000;
const BITS_PER_SECOND: u32 = 115_200;

/// Prints by the UART. The last line is `exit: CODE`, as switching the machine off tells nobody how
/// the program went.
pub(crate) static SERIAL: Console = Console { print, exit };

static PORT: Lazy<Mutex<Uart<'static>>> = Lazy::new(|| {
    let registers = NonNull::new(with_exposed_provenance_mut::<PL011Registers>(UART))
        .expect("an address that is not 0");
    // SAFETY: the machine has the UART's registers there, mapped as a device by the boot code, and
    // nothing else here uses them.
    let mut uart = Uart::new(unsafe { UniqueMmioPointer::new(registers) });
    let line =
        LineConfig { data_bits: DataBits::Bits8, parity: Parity::None, stop_bits: StopBits::One };
    uart.enable(line, BITS_PER_SECOND, CLOCK).expect("a rate that this clock can be divided to");
    Mutex::new(uart)
});

fn print(text: fmt::Arguments<'_>) {
    // It fails nowhere.
    let _ = PORT.lock().write_fmt(text);
}

fn exit(code: i32) -> ! {
    print(format_args!("exit: {code}\n"));
    while PORT.lock().is_busy() {
        spin_loop();
    }
    let refused = psci::system_off::<Hvc>();
    // A panic would come back here.
    print(format_args!("the machine is not switched off: {refused:?}\n"));
    loop {
        spin_loop();
    }
}
