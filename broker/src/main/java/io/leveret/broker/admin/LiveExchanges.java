package io.leveret.broker.admin;

import io.leveret.broker.policies.PolicyTarget;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.exchange.DestinationKind;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.ExchangesAdmin;
import java.util.List;

/** The exchanges of the node. */
final class LiveExchanges implements ExchangesAdmin {
    private final VirtualHosts vhosts;

    LiveExchanges(VirtualHosts vhosts) {
        this.vhosts = vhosts;
    }

    private VirtualHost vhost(String name) throws AdminException {
        VirtualHost vhost = vhosts.get(name);
        if (vhost == null) {
            throw new AdminException(Kind.NO_SUCH_VHOST, name);
        }
        return vhost;
    }

    @Override
    public List<ExchangeDetails> list(String vhost) throws AdminException {
        VirtualHost found = vhost(vhost);
        return found.exchanges().stream()
                .map(exchange -> new ExchangeDetails(
                        vhost,
                        exchange.name(),
                        exchange.type(),
                        exchange.durable(),
                        exchange.autoDelete(),
                        exchange.internal(),
                        policy(found, exchange.name()),
                        exchange.arguments()))
                .toList();
    }

    private static String policy(VirtualHost vhost, String exchange) {
        return vhost.policies().of(PolicyTarget.EXCHANGE, exchange).name();
    }

    @Override
    public List<BindingDetails> bindings(String vhost) throws AdminException {
        return vhost(vhost).bindings().stream()
                .map(binding -> new BindingDetails(
                        vhost,
                        binding.source(),
                        binding.destination(),
                        binding.kind() == DestinationKind.QUEUE,
                        binding.routingKey(),
                        binding.arguments()))
                .toList();
    }
}
