//! What mapping costs, then tasks that are preempted and migrated. What it prints and what is
//! counted of it stands in `snapshot.txt`.
#![no_std]
#![no_main]

port::program!(run);

fn run() {
    port::task::spawn(port::costs::run).join();
    port::preemption::run();
}
