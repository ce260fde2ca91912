package io.leveret.broker.deadletter;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import java.util.ArrayList;
import java.util.List;

/** All deaths of a message, one for each queue and reason, the latest first. */
final class Deaths {
    static final String HEADER = "x-death";

    private final List<Death> latestFirst;

    private Deaths(List<Death> latestFirst) {
        this.latestFirst = latestFirst;
    }

    static Deaths none() {
        return new Deaths(List.of());
    }

    /** Reads the header that this broker wrote. */
    static Deaths of(FieldTable headers) {
        List<FieldValue> fields = headers.array(HEADER);
        return fields == null
                ? none()
                : new Deaths(fields.stream().map(Death::of).toList());
    }

    /** With one more; if there was one of this queue and reason it is counted, and stands first now. */
    Deaths with(Death death) {
        List<Death> all = new ArrayList<>(latestFirst.size() + 1);
        all.add(death);
        for (Death earlier : latestFirst) {
            if (earlier.isOf(death.queue(), death.reason())) {
                all.set(0, earlier.again());
            } else {
                all.add(earlier);
            }
        }
        return new Deaths(all);
    }

    FieldValue toField() {
        return FieldValue.of(latestFirst.stream().map(Death::toField).toList());
    }

    /**
     * Whether a message that comes to this queue now runs in a circle that nobody's rejection keeps going (RabbitMQ
     * 4.0.5, mc:is_cycle_v2).
     */
    boolean isCycle(String targetQueue) {
        for (Death death : latestFirst) {
            if (death.reason().equals(Death.REJECTED)) {
                return false;
            }
            if (death.queue().equals(targetQueue)) {
                return true;
            }
        }
        return false;
    }

    /** The queues, the latest first. */
    List<String> queues() {
        return latestFirst.stream().map(Death::queue).toList();
    }
}
