//! How much memory a piece of work takes: an allocator that counts for each thread by itself, so that tests beside it do not matter.
#![allow(unsafe_code, reason = "an allocator cannot be written without it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

#[derive(Clone, Copy)]
struct Counts {
    live: isize,
    peak: isize,
    taken: usize,
}

thread_local! {
    static COUNTS: Cell<Counts> = const { Cell::new(Counts { live: 0, peak: 0, taken: 0 }) };
}

/// The system's allocator, counted.
pub struct Meter;

/// What a piece of work took, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// The most that was held at one time, beyond what was held before.
    pub peak: usize,
    /// All that was asked for, freed or not: a measure of work that does not depend on the machine.
    pub all: usize,
}

/// Measures a piece of work of this thread.
pub fn measure<T>(work: impl FnOnce() -> T) -> (T, Taken) {
    let before = COUNTS.with(|c| {
        let now = c.get();
        c.set(Counts { peak: now.live, ..now });
        now
    });
    let result = work();
    let after = COUNTS.with(Cell::get);
    (result, Taken { peak: (after.peak - before.live).max(0).unsigned_abs(), all: after.taken - before.taken })
}

fn count(bytes: isize) {
    // A thread that is ending has no counts any more.
    let _ = COUNTS.try_with(|c| {
        let now = c.get();
        let live = now.live + bytes;
        c.set(Counts { live, peak: now.peak.max(live), taken: now.taken + bytes.max(0).unsigned_abs() });
    });
}

// SAFETY: all calls go to the system's allocator as they come; counting touches a thread-local cell that never allocates.
unsafe impl GlobalAlloc for Meter {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as isize - layout.size() as isize);
        unsafe { System.realloc(at, layout, size) }
    }
}
