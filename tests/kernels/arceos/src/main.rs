//! Shows the cost of mapping, then tasks that are preempted and migrated. `snapshot.txt` has its
//! output and its counts.
#![no_std]
#![no_main]

port::program!(run);

fn run() {
    port::task::spawn(port::costs::run).join();
    port::preemption::run();
}
