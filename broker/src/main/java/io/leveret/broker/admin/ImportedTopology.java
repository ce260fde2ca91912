package io.leveret.broker.admin;

import io.leveret.broker.arguments.QueueArgumentCheck;
import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.QueueDefinition;
import io.leveret.broker.vhost.TopologyImport;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.ReplyCode;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.ExchangeDeclaration;
import io.leveret.exchange.ExchangeRules;
import io.leveret.exchange.QueueDestination;
import io.leveret.exchange.Topology;
import io.leveret.management.admin.DefinitionSet.ExchangeEntry;
import io.leveret.management.admin.DefinitionSet.QueueEntry;
import io.leveret.management.admin.DefinitionsAdmin.Outcome;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an import brings to one virtual host, tried in a topology that nobody else knows: it refuses what the real one
 * would refuse. Of what is there already it holds what the import names.
 */
final class ImportedTopology {
    private static final String RESERVED = "amq.";
    private static final int MAX_KEY_BYTES = 255;
    private static final int MAX_ARGUMENTS_BYTES = 1 << 20;
    private static final String CODE_END = " - ";
    private static final Pattern ARGUMENT = Pattern.compile("arg '([^']+)'");

    /** A queue as routing sees it, of which there is no more than that. */
    private record NamedQueue(String name, boolean durable, String queueType) implements QueueDestination {}

    private final VirtualHost vhost;
    private final QueueType defaultQueueType;
    private final ImportResults results;
    private final TopologyImport toAdd;
    private final Topology trial;
    private final Set<String> skippedExchanges = new HashSet<>();
    private final Set<String> skippedQueues = new HashSet<>();
    private int newQueues;

    /**
     * @param vhost which others may not find yet
     * @param toAdd takes what is new
     */
    ImportedTopology(VirtualHost vhost, QueueType defaultQueueType, ImportResults results, TopologyImport toAdd) {
        this.vhost = vhost;
        this.defaultQueueType = defaultQueueType;
        this.results = results;
        this.toAdd = toAdd;
        this.trial = new Topology(vhost.name());
    }

    String vhostName() {
        return vhost.name();
    }

    // ---- exchanges

    void exchange(String place, ExchangeEntry entry) {
        String name = entry.name();
        if (name.isEmpty() || name.startsWith(RESERVED)) {
            skipExchange(place, name, "exchanges whose names begin with 'amq.' and the default one are the broker's");
            return;
        }
        if (!ExchangeRules.isType(entry.type())) {
            skipExchange(place, name, "unknown exchange type '" + entry.type() + "'");
            return;
        }
        ExchangeDeclaration wanted = new ExchangeDeclaration(
                name, entry.type(), entry.durable(), entry.autoDelete(), entry.internal(), entry.arguments());
        if (!results.isName(place + ".name", name) || !fits(place, entry.arguments())) {
            return;
        }
        try {
            boolean there = knowsExchange(name);
            String difference = there ? difference(wanted) : "";
            if (!there) {
                trial.declare(wanted);
                toAdd.add(wanted);
            }
            results.add(place, vhost.name(), name, there ? Outcome.UNCHANGED : Outcome.ADDED, difference);
        } catch (AmqpException e) {
            refused(place, e);
        }
    }

    private void skipExchange(String place, String name, String reason) {
        if (vhost.exchange(name) == null) {
            skippedExchanges.add(name);
        }
        results.skip(place, vhost.name(), name, reason);
    }

    /** Whether there is an exchange, or will be; one that is there is then in the trial, too. */
    private boolean knowsExchange(String name) throws AmqpException {
        if (trial.exchange(name) != null) {
            return true;
        }
        Exchange there = vhost.exchange(name);
        if (there != null) {
            trial.declare(there.declaration());
        }
        return there != null;
    }

    /** What is there stays as it is; how it differs from what is wanted is said. */
    private String difference(ExchangeDeclaration wanted) {
        try {
            trial.declare(wanted);
            return "";
        } catch (AmqpException differs) {
            return "kept as it is: " + explanation(differs);
        }
    }

    // ---- queues

    void queue(String place, QueueEntry entry) {
        String name = entry.name();
        String type = entry.arguments().string("x-queue-type");
        if (name.startsWith(RESERVED)) {
            skipQueue(place, name, "queues whose names begin with 'amq.' are the broker's");
            return;
        }
        if (type != null && QueueType.named(type) == null) {
            skipQueue(place, name, "unsupported queue type '" + type + "'");
            return;
        }
        if (!results.isName(place + ".name", name) || !fits(place, entry.arguments())) {
            return;
        }
        try {
            boolean there = trial.queue(name) != null || vhost.queue(name) != null;
            QueueDefinition wanted =
                    new QueueDefinition(name, entry.durable(), false, entry.autoDelete(), typed(entry));
            String difference = there ? difference(wanted) : "";
            if (!there) {
                check(wanted);
                trial.addQueue(new NamedQueue(
                        name,
                        wanted.durable(),
                        QueueArgumentCheck.typeOf(wanted.arguments()).argument()));
                toAdd.add(wanted);
                newQueues++;
            }
            results.add(place, vhost.name(), name, there ? Outcome.UNCHANGED : Outcome.ADDED, difference);
        } catch (AmqpException e) {
            refused(place, e);
        }
    }

    private void skipQueue(String place, String name, String reason) {
        if (vhost.queue(name) == null) {
            skippedQueues.add(name);
        }
        results.skip(place, vhost.name(), name, reason);
    }

    /** As a queue that a client declares without a type. */
    private FieldTable typed(QueueEntry entry) {
        return entry.durable() && !entry.autoDelete() && defaultQueueType != QueueType.CLASSIC
                ? QueueArgumentCheck.withType(entry.arguments(), defaultQueueType)
                : entry.arguments();
    }

    private void check(QueueDefinition queue) throws AmqpException {
        FieldTable arguments = queue.arguments();
        QueueArgumentCheck.checkDeadLetterExchange(arguments, resource(queue.name()));
        QueueArgumentCheck.check(arguments, resource(queue.name()));
        if (QueueArgumentCheck.typeOf(arguments) == QueueType.QUORUM && !queue.durable()) {
            throw new AmqpException(
                    ReplyCode.PRECONDITION_FAILED, "invalid property 'non-durable' for " + resource(queue.name()));
        }
    }

    private String resource(String queue) {
        return "queue '" + queue + "' in vhost '" + vhost.name() + "'";
    }

    private String difference(QueueDefinition wanted) {
        BrokerQueue queue = vhost.queue(wanted.name());
        if (queue == null) {
            return "";
        }
        QueueDefinition there = queue.definition();
        if (there.durable() != wanted.durable() || there.autoDelete() != wanted.autoDelete()) {
            return "kept as it is: durable " + there.durable() + ", auto_delete " + there.autoDelete();
        }
        try {
            QueueArgumentCheck.checkEquivalent(wanted.arguments(), there.arguments(), resource(wanted.name()));
            return "";
        } catch (AmqpException differs) {
            return "kept as it is: " + explanation(differs);
        }
    }

    /** Looks at limits when all queues are known. */
    void queuesEnd(long limit) {
        int there = newQueues == 0 ? 0 : vhost.queues().size();
        if (newQueues > 0 && there + newQueues > limit) {
            results.problem(
                    "queues",
                    "Adding " + newQueues + " queue(s) to virtual host \"" + vhost.name()
                            + "\" would exceed the limit of " + limit + " queue(s).\n\nThis virtual host currently has "
                            + there + " queue(s) defined.\n\nImport aborted!");
        }
    }

    int newQueues() {
        return newQueues;
    }

    // ---- bindings

    void binding(String place, BindingDetails entry) {
        DestinationKind kind = entry.toQueue() ? DestinationKind.QUEUE : DestinationKind.EXCHANGE;
        Binding binding = new Binding(entry.source(), kind, entry.destination(), entry.routingKey(), entry.arguments());
        String name = entry.source() + " -> " + entry.destination() + " (" + entry.routingKey() + ")";
        String reason = reasonToSkip(binding);
        if (reason != null) {
            results.skip(place, vhost.name(), name, reason);
            return;
        }
        int keyBytes = entry.routingKey().getBytes(StandardCharsets.UTF_8).length;
        if (keyBytes > MAX_KEY_BYTES) {
            results.problem(place + ".routing_key", "has " + keyBytes + " bytes of " + MAX_KEY_BYTES);
            return;
        }
        if (!fits(place, entry.arguments())) {
            return;
        }
        try {
            knowsEnds(binding);
            boolean isNew = trial.bind(binding) && !vhost.isBound(binding);
            if (isNew) {
                toAdd.add(binding);
            }
            results.add(place, vhost.name(), name, isNew ? Outcome.ADDED : Outcome.UNCHANGED);
        } catch (AmqpException e) {
            refused(place, e);
        }
    }

    private String reasonToSkip(Binding binding) {
        if (binding.source().isEmpty()) {
            return "the default exchange leads to every queue";
        }
        if (skippedExchanges.contains(binding.source())) {
            return "its source is skipped";
        }
        Set<String> skipped = binding.kind() == DestinationKind.QUEUE ? skippedQueues : skippedExchanges;
        return skipped.contains(binding.destination()) ? "its destination is skipped" : null;
    }

    /** What is there, and named by a binding, is in the trial. */
    private void knowsEnds(Binding binding) throws AmqpException {
        knowsExchange(binding.source());
        if (binding.kind() == DestinationKind.EXCHANGE) {
            knowsExchange(binding.destination());
        } else if (trial.queue(binding.destination()) == null) {
            BrokerQueue there = vhost.queue(binding.destination());
            if (there != null) {
                trial.addQueue(new NamedQueue(there.name(), there.durable(), there.queueType()));
            }
        }
    }

    /** Whether arguments are no more than clients could send by far. */
    private boolean fits(String place, FieldTable arguments) {
        int bytes = arguments.isEmpty() ? 0 : arguments.toBytes().length;
        if (bytes > MAX_ARGUMENTS_BYTES) {
            results.problem(place + ".arguments", "has " + bytes + " bytes of " + MAX_ARGUMENTS_BYTES);
        }
        return bytes <= MAX_ARGUMENTS_BYTES;
    }

    /** With RabbitMQ's text, at the argument that it names. */
    private void refused(String place, AmqpException refusal) {
        Matcher argument = ARGUMENT.matcher(refusal.getMessage());
        String at = argument.find() ? place + ".arguments." + argument.group(1) : place;
        String code = refusal.code().name().toLowerCase(Locale.ROOT);
        results.problem(at, code + ": " + explanation(refusal));
    }

    /** A reply text without its code. */
    private static String explanation(AmqpException refusal) {
        String text = refusal.getMessage();
        return text.substring(text.indexOf(CODE_END) + CODE_END.length());
    }
}
