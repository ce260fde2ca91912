package io.leveret.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.queue.QueuePosition;
import org.junit.jupiter.api.Test;

/** Where a job goes on: it ends although publishers are as fast as it is. */
class MoveJobTest {
    private static final long LAST_ID = 100;

    @Test
    void whatCameLaterIsPassedOver() {
        assertThat(MoveJob.onward(new QueuePosition(0, 101), LAST_ID)).isNull();
        assertThat(MoveJob.onward(new QueuePosition(3, 101), LAST_ID)).isEqualTo(new QueuePosition(2, 0));
    }

    @Test
    void whatWasThereIsNot() {
        QueuePosition last = new QueuePosition(0, 100);
        assertThat(MoveJob.onward(last, LAST_ID)).isEqualTo(last);
        assertThat(MoveJob.onward(null, LAST_ID)).isNull();
    }
}
