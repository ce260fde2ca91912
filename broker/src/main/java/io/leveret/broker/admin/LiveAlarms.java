package io.leveret.broker.admin;

import io.leveret.broker.alarms.Alarm;
import io.leveret.broker.alarms.Alarms;
import io.leveret.broker.alarms.ResourceMonitors;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.management.admin.AlarmsAdmin;
import java.util.List;

/** The alarms of the node. */
final class LiveAlarms implements AlarmsAdmin {
    private final Alarms alarms;
    private final ResourceMonitors monitors;
    private final VirtualHosts vhosts;

    LiveAlarms(Alarms alarms, ResourceMonitors monitors, VirtualHosts vhosts) {
        this.vhosts = vhosts;
        this.alarms = alarms;
        this.monitors = monitors;
    }

    @Override
    public List<Resource> raised() {
        return alarms.raised().stream()
                .map(Alarm::resource)
                .map(resource -> resource == io.leveret.broker.alarms.Resource.MEMORY ? Resource.MEMORY : Resource.DISK)
                .distinct()
                .toList();
    }

    @Override
    public List<String> damagedQueues() {
        return vhosts.queues().stream()
                .filter(BrokerQueue::isDamaged)
                .map(BrokerQueue::description)
                .sorted()
                .toList();
    }

    private static io.leveret.broker.alarms.Resource of(Resource resource) {
        return resource == Resource.MEMORY
                ? io.leveret.broker.alarms.Resource.MEMORY
                : io.leveret.broker.alarms.Resource.DISK;
    }

    @Override
    public void raise(Resource resource) {
        alarms.raise(of(resource), "set by an administrator");
    }

    @Override
    public void clear(Resource resource) {
        alarms.clear(of(resource));
    }

    @Override
    public void memoryWatermark(double share) {
        monitors.memoryWatermark(share);
    }

    @Override
    public void memoryWatermarkBytes(long bytes) {
        monitors.memoryWatermark((double) bytes / monitors.memoryLimits().processBytes());
    }

    @Override
    public void diskFreeLimitBytes(long bytes) {
        monitors.diskFreeLimitBytes(bytes);
    }

    @Override
    public void diskFreeLimit(double memoryShare) {
        monitors.diskFreeLimit(memoryShare);
    }
}
