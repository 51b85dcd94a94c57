//! An integration test is a program of its own, linked with the library as its users have it.

lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);

#[test]
fn an_integration_test_registers_in_its_own_file() {
    assert_eq!(host_library::map(3), 3);
}
