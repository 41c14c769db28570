//! What wiredesk relies on a broker for. Each check runs on the embedded broker and on a real Kafka, and asks the same of both.

#[path = "../support/mod.rs"]
mod support;

mod admin;
mod compaction;
mod groups;
mod records;
mod transactions;

/// Makes two tests of each check, one for each broker.
macro_rules! checks {
    ($($room:ident: $($check:ident)+;)+) => {
        mod embedded {
            $(mod $room { $(#[test] fn $check() { crate::$room::$check(&crate::support::brokers::embedded()); })+ })+
        }
        mod kafka {
            $(mod $room { $(#[test] fn $check() {
                if let Some(kafka) = crate::support::brokers::kafka() {
                    crate::$room::$check(&kafka);
                }
            })+ })+
        }
    };
}

checks! {
    records: keep_headers_keys_and_times have_watermarks are_found_by_time are_found_by_time_when_packed are_refused_with_a_reason
        take_the_time_of_arrival are_deleted_up_to_an_offset are_read_from_the_middle_of_a_batch out_of_range_is_an_error;
    transactions: show_committed_records_only loop_exactly_once fence_the_older_producer time_out refuse_a_stale_generation
        hold_back_unstable_offsets commit_after_a_restart;
    groups: go_on_where_they_were share_by_range share_cooperatively keep_the_place_of_a_static_member fence_the_older_static_member
        take_over_from_the_dead refuse_short_sessions are_listed;
    compaction: keeps_the_latest_of_each_key keeps_tombstones_for_readers drops_aborted_records;
    admin: topics_are_created_with_settings wrong_topics_are_refused topics_grow topics_are_deleted settings_are_altered;
}
