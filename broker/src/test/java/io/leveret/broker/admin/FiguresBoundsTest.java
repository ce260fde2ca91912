package io.leveret.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.FiguresAdmin;
import io.leveret.persistence.disk.DiskUse;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FiguresBoundsTest {
    @Test
    void whatThePortSaysOfTheTimesOfSyncsIsWhatIsCounted() {
        assertThat(FiguresAdmin.SYNC_TIME_BOUNDS_MICROS)
                .isEqualTo(Arrays.stream(DiskUse.syncBoundsMicros()).boxed().toList());
        assertThat(new DiskUse().syncTimes()).hasSize(FiguresAdmin.SYNC_TIME_BOUNDS_MICROS.size() + 1);
    }
}
