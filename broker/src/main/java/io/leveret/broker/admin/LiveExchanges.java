package io.leveret.broker.admin;

import io.leveret.broker.policies.PolicyTarget;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.Exchange;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.Doer;
import io.leveret.management.admin.ExchangesAdmin;
import java.util.List;
import java.util.Optional;

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
    public Optional<ExchangeDetails> find(String vhost, String name) throws AdminException {
        VirtualHost found = vhost(vhost);
        return Optional.ofNullable(found.exchange(name)).map(exchange -> details(found, exchange));
    }

    @Override
    public List<ExchangeDetails> list(String vhost) throws AdminException {
        VirtualHost found = vhost(vhost);
        return found.exchanges().stream()
                .map(exchange -> details(found, exchange))
                .toList();
    }

    private static ExchangeDetails details(VirtualHost vhost, Exchange exchange) {
        return new ExchangeDetails(
                vhost.name(),
                exchange.name(),
                exchange.type(),
                exchange.durable(),
                exchange.autoDelete(),
                exchange.internal(),
                vhost.policies().of(PolicyTarget.EXCHANGE, exchange.name()).name(),
                exchange.declaredBy().isEmpty() ? Doer.INTERNAL : exchange.declaredBy(),
                exchange.arguments());
    }

    @Override
    public List<BindingDetails> bindings(String vhost) throws AdminException {
        return vhost(vhost).bindings().stream()
                .map(binding -> details(vhost, binding))
                .toList();
    }

    @Override
    public List<BindingDetails> bindings(String vhost, BindingEnds ends) throws AdminException {
        VirtualHost found = vhost(vhost);
        DestinationKind kind = ends.toQueue() ? DestinationKind.QUEUE : DestinationKind.EXCHANGE;
        List<Binding> bindings = ends.destination() == null
                ? found.bindingsFrom(ends.source())
                : found.bindingsTo(kind, ends.destination());
        return bindings.stream()
                .filter(binding -> ends.source() == null || binding.source().equals(ends.source()))
                .map(binding -> details(vhost, binding))
                .toList();
    }

    private static BindingDetails details(String vhost, Binding binding) {
        return new BindingDetails(
                vhost,
                binding.source(),
                binding.destination(),
                binding.kind() == DestinationKind.QUEUE,
                binding.routingKey(),
                binding.arguments());
    }
}
