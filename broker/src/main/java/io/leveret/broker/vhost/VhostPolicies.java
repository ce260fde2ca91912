package io.leveret.broker.vhost;

import io.leveret.broker.arguments.QueueArgumentCheck;
import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.policies.EffectivePolicy;
import io.leveret.broker.policies.Policies;
import io.leveret.broker.policies.PolicyTarget;
import io.leveret.exchange.Exchange;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The policies of a virtual host, and how they come to what is there. Names are matched on the calling thread and never
 * under the lock of the topology: a thousand policies take up to 20 ms for a long name. Any thread.
 */
final class VhostPolicies {
    private final VirtualHost vhost;
    private final Object order = new Object();
    private volatile Policies current = Policies.NONE;

    VhostPolicies(VirtualHost vhost) {
        this.vhost = vhost;
    }

    Policies current() {
        return current;
    }

    void current(Policies changed) {
        current = changed;
    }

    /** As {@link VirtualHost#applyPolicies}. */
    void apply(Consumer<List<BrokerQueue>> done) {
        synchronized (order) {
            applyToExchanges();
            List<BrokerQueue> changed = new ArrayList<>();
            for (BrokerQueue queue : vhost.queues()) {
                if (queue.wants(of(queue))) {
                    changed.add(queue);
                }
            }
            new QueuePass(vhost.shards(), changed, BrokerQueue::policyChanged, () -> done.accept(changed)).start();
        }
    }

    private void applyToExchanges() {
        Policies policies = current;
        Map<Exchange, String> changed = new IdentityHashMap<>();
        for (Exchange exchange : vhost.exchanges()) {
            String alternate = alternate(policies, exchange.name());
            if (!Objects.equals(alternate, exchange.alternateByPolicy())) {
                changed.put(exchange, alternate);
            }
        }
        if (!changed.isEmpty()) {
            vhost.change(made -> {
                changed.forEach(Exchange::alternateByPolicy);
                vhost.topologyChanged();
            });
        }
    }

    /** What holds for a queue now. */
    EffectivePolicy of(BrokerQueue queue) {
        return current.of(target(queue.arguments().type()), queue.name());
    }

    /** What holds for a queue that is to be added. */
    static EffectivePolicy of(Policies policies, QueueDefinition queue) {
        return policies.of(target(QueueArgumentCheck.typeOf(queue.arguments())), queue.name());
    }

    private static PolicyTarget target(QueueType type) {
        return type == QueueType.QUORUM ? PolicyTarget.QUORUM_QUEUE : PolicyTarget.CLASSIC_QUEUE;
    }

    /** The alternate exchange that is said to an exchange, or null. */
    static String alternate(Policies policies, String exchange) {
        return policies.of(PolicyTarget.EXCHANGE, exchange).text("alternate-exchange");
    }
}
