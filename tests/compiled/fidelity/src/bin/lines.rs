//! Prints the debug information of a function: the lines of its instructions, and the line where it
//! stands while its section ends.

use std::collections::BTreeSet;
use std::ffi::c_void;
use std::hint::black_box;

use backtrace::Symbol;
#[cfg(feature = "attribute")]
use fidelity::K;
use fidelity::observe;
#[cfg(feature = "attribute")]
use lazy_mmu_core::lazy_mmu;

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn map(pages: &[u8], stop: u8) -> u8 {
    let mut sum = 0;
    for page in pages {
        if *page == stop {
            return sum;
        }
        sum += page;
    }
    sum
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K, guard = _mmu))]
fn map_with_a_named_guard(pages: &[u8]) -> usize {
    let first = pages.first();
    let Some(first) = first else {
        return 0;
    };
    usize::from(*first)
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K, pause))]
fn map_in_a_pause(pages: &mut [u8]) {
    for page in pages {
        *page += 1;
    }
}

/// Returns the line of an instruction, or `None` for one that a debugger passes over.
fn line(symbol: &Symbol) -> Option<String> {
    Some(format!("{}:{}", symbol.filename()?.file_name()?.display(), symbol.lineno()?))
}

/// Returns the lines where a debugger stops in a function. Code that is inlined into it counts as
/// the line where it is inlined.
fn lines(function: *const c_void) -> BTreeSet<String> {
    // The lookup takes the byte before the given one, as for a return address.
    let mut symbols = (1..).map(|end| symbol_at(function.wrapping_byte_add(end)));
    let (name, first) = symbols.next().flatten().expect("debug information");
    let rest = symbols.map_while(|symbol| symbol.filter(|(other, _)| *other == name));
    rest.filter_map(|(_, line)| line).chain(first).collect()
}

/// Returns the function that the byte before `end` belongs to, and the line in it.
fn symbol_at(end: *const c_void) -> Option<(String, Option<String>)> {
    let mut outermost = None;
    backtrace::resolve(end.cast_mut(), |symbol| {
        outermost = symbol.name().map(|name| (name.to_string(), line(symbol)))
    });
    outermost
}

/// Returns the line that a debugger shows for the function of this program that runs now.
fn line_now() -> Option<String> {
    let mut here = None;
    backtrace::trace(|frame| {
        backtrace::resolve_frame(frame, |symbol| {
            if symbol.name().is_some_and(|name| name.to_string().starts_with("lines::map")) {
                here = line(symbol);
            }
        });
        here.is_none()
    });
    here
}

fn show(function: *const c_void, call: impl FnOnce()) {
    for line in lines(function) {
        println!("stops {line}");
    }
    call();
}

fn main() {
    observe(|call| println!("mode: {call} {}", line_now().unwrap_or_default()));
    show(map as *const c_void, || _ = black_box(map(&[1, 2, 3], 2)));
    show(map_with_a_named_guard as *const c_void, || _ = black_box(map_with_a_named_guard(&[1])));
    show(map_in_a_pause as *const c_void, || map_in_a_pause(&mut [1]));
}
