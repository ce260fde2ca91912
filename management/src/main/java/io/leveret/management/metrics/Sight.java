package io.leveret.management.metrics;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AlarmsAdmin.Resource;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.ExchangeFigures;
import io.leveret.management.admin.FiguresAdmin.QueueFigures;
import io.leveret.management.admin.PairFigures.Kind;
import io.leveret.management.admin.PairFigures.Pair;
import io.leveret.management.admin.VhostsAdmin.VhostDetails;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one scrape looks at. What is seen of objects is read when it is written.
 *
 * @param vhosts of which queues and exchanges are shown; empty for all
 */
record Sight(BrokerPorts ports, NodeReading node, Set<String> vhosts) {
    /** An exchange and how many bindings lead out of it. */
    record BoundExchange(String vhost, String name, String type, long bindings) {}

    FiguresAdmin figures() {
        return ports.figures();
    }

    private boolean shows(String vhost) {
        return vhosts.isEmpty() || vhosts.contains(vhost);
    }

    Collection<? extends QueueFigures> queues() {
        Collection<? extends QueueFigures> all = figures().queues();
        return vhosts.isEmpty()
                ? all
                : all.stream().filter(each -> shows(each.vhost())).toList();
    }

    Collection<? extends ExchangeFigures> exchanges() {
        return figures().exchanges().stream()
                .filter(each -> shows(each.vhost()))
                .toList();
    }

    List<? extends Pair> pairs(Kind kind) {
        return figures().pairs().all(kind).stream()
                .filter(each -> shows(each.vhost()))
                .toList();
    }

    /** Those with a name; nobody binds to the default one. */
    List<? extends ExchangeFigures> namedExchanges() {
        return exchanges().stream().filter(each -> !each.name().isEmpty()).toList();
    }

    List<VhostDetails> shownVhosts() {
        return ports.vhosts().list().stream().filter(each -> shows(each.name())).toList();
    }

    List<BoundExchange> boundExchanges() throws AdminException {
        Map<List<String>, Long> counts = new HashMap<>();
        for (VhostDetails vhost : shownVhosts()) {
            for (BindingDetails binding : ports.exchanges().bindings(vhost.name())) {
                counts.merge(List.of(vhost.name(), binding.source()), 1L, Long::sum);
            }
        }
        return namedExchanges().stream()
                .map(each -> new BoundExchange(
                        each.vhost(),
                        each.name(),
                        each.type(),
                        counts.getOrDefault(List.of(each.vhost(), each.name()), 0L)))
                .toList();
    }

    Set<Resource> alarms() {
        Set<Resource> raised = EnumSet.noneOf(Resource.class);
        raised.addAll(ports.alarms().raised());
        return raised;
    }
}
