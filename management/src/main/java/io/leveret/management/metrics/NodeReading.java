package io.leveret.management.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.leveret.management.admin.NodeAdmin.NodeStatus;
import java.lang.management.ManagementFactory;

/**
 * What a process is found to use, at one moment.
 *
 * @param openFiles NaN where the operating system does not say
 * @param mostFiles the same
 */
record NodeReading(NodeStatus status, double openFiles, double mostFiles, double uptimeSeconds) {
    static NodeReading of(NodeStatus status) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        boolean counts = system instanceof UnixOperatingSystemMXBean;
        return new NodeReading(
                status,
                counts ? ((UnixOperatingSystemMXBean) system).getOpenFileDescriptorCount() : Double.NaN,
                counts ? ((UnixOperatingSystemMXBean) system).getMaxFileDescriptorCount() : Double.NaN,
                ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
    }
}
