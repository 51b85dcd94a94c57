//! Each program is right, and wrong without any one of its barriers and invalidations. The list
//! below names those that are not missed, with the reason.

use lazy_mmu_arm64::record::Instruction::{self, DmbIshst, DsbIsh, DsbIshst, Isb};
use model_mmu::Cpu;
use model_mmu::model::Step;
use model_mmu::trace::Trace;

use crate::{invalidations as by, programs as one, replace, tables, tasks_and_cpus as many};

pub type Program = (&'static str, fn() -> Trace, &'static [(Cpu, Instruction)]);

macro_rules! programs {
    ($($module:ident :: $name:ident $(but for $not_missed:expr)?),+ $(,)?) => {
        [$((stringify!($name), $module::$name as fn() -> Trace, programs!(@ $($not_missed)?))),+]
    };
    (@) => { &[] };
    (@ $not_missed:expr) => { &$not_missed };
}

pub const PROGRAMS: &[Program] = &programs![
    one::map_with_new_tables,
    one::store_eagerly,
    // The cost of eager barriers: nobody uses the address before its leaf is there.
    one::map_eagerly_with_new_tables but for [(0, DsbIshst), (0, Isb), (0, DsbIshst), (0, Isb), (0, DsbIshst), (0, Isb)],
    one::store_a_run,
    one::unmap_and_map_again,
    one::protect,
    one::unmap_and_protect_in_an_outer_section,
    one::unmap_more_than_is_invalidated_one_by_one,
    one::nested_sections,
    one::an_inert_section_inside_another,
    one::paused_section,
    one::callback_that_pauses,
    one::suspended_section,
    one::flush_in_a_section,
    one::open_what_is_unsettled,
    // `populate_pages` does not use its two pages through the linear map; the allocator emits the
    // pair for that.
    one::allocate_in_a_section but for [(0, DsbIshst), (0, Isb), (0, DsbIshst), (0, Isb)],
    // Only a table has contents for walkers; `try_set` does not know whether it installs one.
    one::try_set_a_leaf but for [(0, DmbIshst)],
    tables::try_set_a_table,
    tables::set_a_table_that_is_filled,
    tables::free_a_table,
    tables::unlink_at_level_0,
    tables::unlink_at_level_minus_1,
    one::map_and_unmap_at_el2,
    one::break_before_make,
    one::map_and_unmap_a_block,
    // `tlb` ends with an ISB, which is not needed between the break and the make.
    replace::replace_a_leaf_in_a_section but for [(0, Isb)],
    replace::replace_a_leaf_and_defer_the_make but for [(0, Isb)],
    replace::replace_a_run but for [(0, Isb)],
    replace::split_a_block_in_a_section but for [(0, Isb)],
    replace::split_a_block_and_defer_the_link but for [(0, Isb)],
    // The flush settles this entry, and so does what `settle_fault` does for entries of others.
    one::settle_a_fault_in_a_section but for [(0, DsbIshst), (0, Isb), (0, DsbIsh), (0, Isb)],
    many::migrate_in_a_section,
    // The deferred pair is issued on a CPU that stored nothing: only its ISB has an effect.
    many::migrate_in_a_section_and_store_no_more but for [(1, DsbIshst)],
    // The same: `settle_fault` cannot know whose entry it is. Its DSB is for loads, and the model
    // has none.
    many::another_cpu_settles_its_fault but for [(1, DsbIsh)],
    // A leaf has no contents. The winner's ISB is for its own accesses. The loser's DSB is for
    // loads, and the model has none.
    many::lose_a_try_set but for [(0, DmbIshst), (0, Isb), (1, DmbIshst), (1, DsbIsh)],
    many::another_cpu_loses_its_translation,
    many::a_handler_in_a_section,
    many::two_tasks_in_sections,
    by::ranges,
    by::ranges_of_tables,
    by::asid,
    by::asid_in_ranges,
    by::asid_of_a_table,
    by::a_whole_asid,
    by::affected_cpus,
    by::affected_cpus_in_ranges,
    by::affected_cpus_as_a_whole,
    by::affected_cpus_one_by_one,
    by::affected_cpus_and_an_asid,
    by::gathering,
];

#[test]
fn every_program_is_right() {
    for (name, program, _) in PROGRAMS {
        program().check().unwrap_or_else(|failure| panic!("{name}: {failure}"));
    }
}

#[test]
fn every_barrier_and_every_invalidation_is_missed() {
    let mut total = 0;
    let mut wrong = Vec::new();
    for &(name, program, expected) in PROGRAMS {
        let trace = program();
        let (not_missed, removals) = trace.not_missed();
        let steps = trace.steps();
        let not_missed: Vec<_> = not_missed.into_iter().map(|step| steps[step]).collect();
        assert!(removals > 0, "{name} has no barriers");
        total += removals;
        if not_missed
            != expected
                .iter()
                .map(|&(cpu, instruction)| (cpu, Step::Instruction(instruction)))
                .collect::<Vec<_>>()
        {
            wrong.push(format!("{name}: not missed {not_missed:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{total} removals in {} programs", PROGRAMS.len());
}
