package io.leveret.management.metrics;

import io.leveret.management.admin.VhostsAdmin.VhostDetails;
import java.util.List;

/** What is told of virtual hosts. */
final class VhostGroups {
    static final MetricGroup<VhostDetails> STATUS = new MetricGroup<>(
            "vhost_status",
            (sample, vhost) -> sample.label("vhost", vhost.name()),
            List.of(Metric.own("vhost_status", "1 for a virtual host that is served, as all are", vhost -> 1)));

    private VhostGroups() {}
}
