package io.leveret.exchange;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The exchanges, queues and bindings of one virtual host, and the routes through them.
 *
 * <p>Not synchronised: many threads may read and {@link #route} at once, each with its own {@link Route}, as long as no
 * thread changes anything; the broker's lock sees to that. Permissions, reserved names, exclusive queues and the
 * refusal to delete system exchanges are the broker's as well.
 */
public final class Topology {
    private static final String DEFAULT_EXCHANGE = "";

    private final String vhost;
    private final Map<String, Exchange> exchanges = new LinkedHashMap<>();
    private final Map<String, Destination> queues = new LinkedHashMap<>();
    private long lastId;

    /**
     * A virtual host with the exchanges that every one has from the start.
     *
     * @param vhost its name, used in reply texts
     */
    public Topology(String vhost) {
        this.vhost = vhost;
        predeclare(DEFAULT_EXCHANGE, new DirectExchange(), false);
        predeclare("amq.direct", new DirectExchange(), false);
        predeclare("amq.topic", new TopicExchange(), false);
        predeclare("amq.match", new HeadersExchange(), false);
        predeclare("amq.headers", new HeadersExchange(), false);
        predeclare("amq.fanout", new FanoutExchange(), false);
        predeclare("amq.rabbitmq.trace", new TopicExchange(), true);
    }

    /** Adds an exchange that this virtual host has from the start: durable, internal, of type topic. */
    public void predeclareInternal(String name) {
        predeclare(name, new TopicExchange(), true);
    }

    private void predeclare(String name, ExchangeType type, boolean internal) {
        add(new ExchangeDeclaration(name, type.name(), true, false, internal, FieldTable.EMPTY), type);
    }

    private Exchange add(ExchangeDeclaration declaration, ExchangeType type) {
        Exchange exchange = new Exchange(++lastId, declaration, type);
        exchanges.put(exchange.name(), exchange);
        return exchange;
    }

    /** The name of the virtual host. */
    public String vhost() {
        return vhost;
    }

    /** The exchange of this name, or null. */
    public Exchange exchange(String name) {
        return exchanges.get(name);
    }

    /** All exchanges, the predeclared ones first, then as declared; an unmodifiable view. */
    public Collection<Exchange> exchanges() {
        return Collections.unmodifiableCollection(exchanges.values());
    }

    /** The queue of this name, or null. */
    public QueueDestination queue(String name) {
        Destination destination = queues.get(name);
        return destination == null ? null : destination.queue;
    }

    /** All queues in the order in which they were added; a copy. */
    public Collection<QueueDestination> queues() {
        return queues.values().stream().map(destination -> destination.queue).toList();
    }

    /** How many queues there are. */
    public int queueCount() {
        return queues.size();
    }

    /**
     * Makes a queue reachable: at once by its name through the default exchange, and for bindings.
     *
     * @throws IllegalStateException if there is a queue of this name
     */
    public void addQueue(QueueDestination queue) {
        if (queues.putIfAbsent(queue.name(), new Destination(queue)) != null) {
            throw new IllegalStateException("queue '" + queue.name() + "' is there already");
        }
    }

    /**
     * Takes a queue and its bindings away, and the auto-delete exchanges that it kept. Costs what its bindings cost.
     * Nothing happens if this very queue is not there.
     */
    public Removed removeQueue(QueueDestination queue) {
        Destination destination = queues.get(queue.name());
        if (destination == null || destination.queue != queue) {
            return Removed.NOTHING;
        }
        queues.remove(queue.name());
        return new Removal(exchanges).inboundOf(destination).finish();
    }

    /**
     * Creates an exchange, or finds the existing one if it is equivalent: same type, durable, auto-delete, internal and
     * {@code alternate-exchange}, checked in this order; other arguments do not count.
     *
     * @throws AmqpException 406 if the type is unknown, refuses the arguments, the alternate exchange is no string, or
     *     the existing one differs
     */
    public Exchange declare(ExchangeDeclaration declaration) throws AmqpException {
        ExchangeType type = ExchangeType.named(declaration.type());
        Exchange existing = exchanges.get(declaration.name());
        if (existing != null) {
            ExchangeRules.checkEquivalent(existing, declaration, vhost);
            return existing;
        }
        ExchangeRules.checkAlternate(declaration, vhost);
        type.check(declaration, vhost);
        return add(declaration, type.of(declaration.arguments()));
    }

    /** Whether an exchange has bindings as a source, which is what {@code if-unused} asks. */
    public boolean inUse(Exchange exchange) {
        return !exchange.outbound().isEmpty();
    }

    /**
     * Deletes an exchange with the bindings from it and to it, and the auto-delete exchanges that it kept. Nothing
     * happens if this very exchange is not there.
     *
     * @throws IllegalArgumentException if it is the default exchange
     */
    public Removed delete(Exchange exchange) {
        if (exchange.name().equals(DEFAULT_EXCHANGE)) {
            throw new IllegalArgumentException("the default exchange cannot be deleted");
        }
        if (exchanges.get(exchange.name()) != exchange) {
            return Removed.NOTHING;
        }
        return new Removal(exchanges).exchange(exchange).finish();
    }

    /**
     * Refuses a binding that cannot be made: the source is looked for first, then the destination, then the exchange
     * type is asked (RabbitMQ 4.0.5 behaviour). The broker calls it ahead of its check for exclusive queues.
     *
     * @throws AmqpException 403 on the default exchange, 404 if an end is missing, 406 if the type refuses it
     */
    public void checkBindable(Binding binding) throws AmqpException {
        if (binding.kind() == DestinationKind.EXCHANGE) {
            ExchangeRules.checkNotDefault(binding.destination());
        }
        ExchangeRules.checkNotDefault(binding.source());
        Exchange source = exchanges.get(binding.source());
        if (source == null) {
            throw ExchangeRules.notFound(DestinationKind.EXCHANGE, binding.source(), vhost);
        }
        Destination destination = destination(binding.kind(), binding.destination());
        if (destination == null) {
            throw ExchangeRules.notFound(binding.kind(), binding.destination(), vhost);
        }
        source.exchangeType().check(binding, destination);
    }

    /**
     * Binds, and says whether the binding is new.
     *
     * @throws AmqpException as {@link #checkBindable}
     */
    public boolean bind(Binding binding) throws AmqpException {
        checkBindable(binding);
        Exchange source = exchanges.get(binding.source());
        Binding sorted = sorted(binding);
        if (source.outbound().containsKey(sorted)) {
            return false;
        }
        source.attach(new Bound(sorted, source, destination(binding.kind(), binding.destination())));
        return true;
    }

    /** Whether a binding is there. */
    public boolean isBound(Binding binding) {
        Exchange source = exchanges.get(binding.source());
        return source != null && source.outbound().containsKey(sorted(binding));
    }

    /**
     * Removes a binding, and the auto-delete exchanges that it kept. Nothing happens if it is not there, or its ends
     * are not (RabbitMQ 4.0.5 behaviour).
     */
    public Removed unbind(Binding binding) {
        Exchange source = exchanges.get(binding.source());
        Bound bound = source == null ? null : source.outbound().get(sorted(binding));
        return bound == null
                ? Removed.NOTHING
                : new Removal(exchanges).binding(bound).finish();
    }

    /** All bindings, those that the default exchange has to every queue first, as RabbitMQ lists them. */
    public List<Binding> bindings() {
        List<Binding> all = new ArrayList<>(implicitBindings());
        all.addAll(explicitBindings());
        return all;
    }

    /** The bindings that somebody made, without those of the default exchange. */
    public List<Binding> explicitBindings() {
        List<Binding> explicit = new ArrayList<>();
        exchanges
                .values()
                .forEach(exchange -> explicit.addAll(exchange.outbound().keySet()));
        return explicit;
    }

    /** The bindings with this exchange as the source; every queue has one from the default exchange. */
    public List<Binding> bindingsFrom(Exchange exchange) {
        return exchange.name().equals(DEFAULT_EXCHANGE)
                ? implicitBindings()
                : List.copyOf(exchange.outbound().keySet());
    }

    /** The bindings that lead to a queue, the one from the default exchange first, or to an exchange. */
    public List<Binding> bindingsTo(DestinationKind kind, String name) {
        Destination destination = destination(kind, name);
        if (destination == null) {
            return List.of();
        }
        List<Binding> leading = new ArrayList<>();
        if (destination.queue != null) {
            leading.add(implicitBinding(name));
        }
        destination.inbound().forEach(bound -> leading.add(bound.binding));
        return leading;
    }

    /**
     * Finds the queues for a message published to an exchange; whether that is internal is not asked here. Each
     * exchange on the way is passed once, so cycles end. An exchange all of whose bindings fail hands the message to
     * its alternate exchange, if that exists; a binding to an exchange counts as matched even if nothing comes of it.
     * The default exchange routes by the names of queues when published to; reached as an alternate exchange it routes
     * nowhere (all RabbitMQ 4.0.5 behaviour).
     *
     * @param out is cleared first, and the calling thread's alone
     */
    public void route(Exchange exchange, RoutingKeys keys, Headers headers, Route out) {
        out.begin(headers);
        out.visit(exchange);
        if (exchange.name().equals(DEFAULT_EXCHANGE)) {
            routeByQueueName(keys, out);
        } else {
            for (int i = 0; i < out.exchangeCount(); i++) {
                pass(out.exchangeAt(i), keys, out);
            }
        }
        out.end();
    }

    /** The same with a result of its own. */
    Route route(Exchange exchange, RoutingKeys keys, Headers headers) {
        Route route = new Route();
        route(exchange, keys, headers, route);
        return route;
    }

    /** The way that {@link #route} would lead a message, step by step. */
    public Itinerary itinerary(Exchange exchange, RoutingKeys keys, Headers headers) {
        return Itinerary.of(this, exchange, keys, headers);
    }

    boolean isDefault(Exchange exchange) {
        return exchange.name().equals(DEFAULT_EXCHANGE);
    }

    private void routeByQueueName(RoutingKeys keys, Route out) {
        for (int i = 0; i < keys.size(); i++) {
            Destination queue = queues.get(keys.get(i));
            if (queue != null) {
                out.reach(queue);
            }
        }
    }

    private void pass(Exchange exchange, RoutingKeys keys, Route out) {
        long before = out.reached();
        exchange.index().route(keys, out);
        if (out.reached() == before && exchange.alternate() != null) {
            Exchange alternate = exchanges.get(exchange.alternate());
            if (alternate != null) {
                out.visit(alternate);
            }
        }
    }

    Destination destination(DestinationKind kind, String name) {
        if (kind == DestinationKind.QUEUE) {
            return queues.get(name);
        }
        Exchange exchange = exchanges.get(name);
        return exchange == null ? null : exchange.asDestination;
    }

    private List<Binding> implicitBindings() {
        return queues.keySet().stream().map(Topology::implicitBinding).toList();
    }

    private static Binding implicitBinding(String queue) {
        return new Binding(DEFAULT_EXCHANGE, DestinationKind.QUEUE, queue, queue, FieldTable.EMPTY);
    }

    /** RabbitMQ keeps the arguments of a binding sorted by name, so their order makes no other binding. */
    private static Binding sorted(Binding binding) {
        return binding.arguments().size() < 2
                ? binding
                : new Binding(
                        binding.source(),
                        binding.kind(),
                        binding.destination(),
                        binding.routingKey(),
                        binding.arguments().sortedByName());
    }
}
