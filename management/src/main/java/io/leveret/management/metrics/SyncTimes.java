package io.leveret.management.metrics;

import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.DiskTraffic;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/** How long syncs of the disk take, which publishers wait for; a family that RabbitMQ has not. */
final class SyncTimes {
    private static final String PREFIX = "leveret_";
    private static final String NAME = "disk_sync_seconds";
    private static final int MICROS_DIGITS = 6;

    private SyncTimes() {}

    static void write(Exposition out, DiskTraffic disk) throws IOException {
        out.family(PREFIX, NAME, MetricType.HISTOGRAM, "How long syncs of log, segments and scratch files took");
        List<Long> bounds = FiguresAdmin.SYNC_TIME_BOUNDS_MICROS;
        long sum = 0;
        for (int i = 0; i <= bounds.size(); i++) {
            sum += disk.syncTimes().get(i);
            String limit = i < bounds.size() ? seconds(bounds.get(i)) : "+Inf";
            out.sample(PREFIX, NAME + "_bucket").label("le", limit).value(sum);
        }
        out.sample(PREFIX, NAME + "_count").value(sum);
        out.sample(PREFIX, NAME + "_sum").value(disk.syncs().nanos() / 1e9);
    }

    private static String seconds(long micros) {
        return BigDecimal.valueOf(micros, MICROS_DIGITS).stripTrailingZeros().toPlainString();
    }
}
