//! [`SERIAL`]: the console of a machine that is not emulated. It prints to a PL011 and ends by
//! PSCI.
//!
//! QEMU's `virt` machine has both, under a hypervisor too. The guest has no EL2 and EL3, so HVC
//! calls its firmware.

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

/// The address of the `virt` machine's first UART.
const UART: usize = 0x0900_0000;
/// The clock of the UART, in Hz. QEMU ignores this and the rate.
const CLOCK: u32 = 24_000_000;
const BITS_PER_SECOND: u32 = 115_200;

/// Prints by the UART. The last line is `exit: CODE`, because switching the machine off tells
/// nobody the result of the program.
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
    // Printing never fails.
    let _ = PORT.lock().write_fmt(text);
}

fn exit(code: i32) -> ! {
    print(format_args!("exit: {code}\n"));
    while PORT.lock().is_busy() {
        spin_loop();
    }
    let refused = psci::system_off::<Hvc>();
    // A panic would end here again.
    print(format_args!("the machine is not switched off: {refused:?}\n"));
    loop {
        spin_loop();
    }
}
