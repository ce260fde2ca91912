package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

/** Counts again what a queue says it has in memory. */
final class MemoryBooks {
    private MemoryBooks() {}

    static void check(ReadyList list, MemoryMeter meter) {
        long bodies = 0;
        long index = 0;
        long out = 0;
        for (int priority = 0; priority < list.laneCount(); priority++) {
            Lane lane = list.lane(priority);
            for (int position = 0; lane != null && position < lane.end(); position++) {
                Page page = lane.pageAt(position);
                if (page == null) {
                    continue;
                }
                page.recount();
                index += page.indexBytes();
                out += page.outCount();
                boolean loading = false;
                for (int at = 0; page.cold() == null && at < page.used(); at++) {
                    loading |= page.present(at) && page.bodies().loading(at);
                }
                assertThat(page.cold() == null && page.bodies().anyLoading()).isEqualTo(loading);
                for (int at = 0; page.cold() == null && at < page.used(); at++) {
                    Message message = page.messageAt(at);
                    bodies += message == null ? 0 : MemoryShare.bytesOf(message);
                }
            }
        }
        assertThat(meter.bodyBytes()).isEqualTo(bodies);
        assertThat(list.outCount()).isEqualTo(out);
        assertThat(list.share().indexBytes()).isEqualTo(index);
    }

    /** What the meter says before it is counted again: arrays that came or went were counted at once. */
    static void checkIndexCounted(ReadyList list, MemoryMeter meter) {
        long before = meter.indexBytes();
        check(list, meter);
        assertThat(meter.indexBytes()).isEqualTo(before);
    }
}
