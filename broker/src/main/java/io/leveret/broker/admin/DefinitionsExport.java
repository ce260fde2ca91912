package io.leveret.broker.admin;

import io.leveret.broker.access.PasswordHash;
import io.leveret.broker.access.User;
import io.leveret.broker.arguments.QueueArgumentCheck;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.VhostMetadata;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.Exchange;
import io.leveret.management.admin.DefinitionSet;
import io.leveret.management.admin.DefinitionSet.ExchangeEntry;
import io.leveret.management.admin.DefinitionSet.QueueEntry;
import io.leveret.management.admin.DefinitionSet.UserEntry;
import io.leveret.management.admin.DefinitionSet.VhostEntry;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.PermissionsAdmin.TopicPermissionDetails;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gathers what is defined, sorted. Each virtual host is looked at once, all of them one after the other; what belongs
 * to a user or a virtual host that came after they were looked at is left out. So whatever clients and administrators
 * do meanwhile, nothing in a file refers to what is not in it.
 */
final class DefinitionsExport {
    /** The global parameter with the hash of the last import; of this node alone, as in RabbitMQ. */
    static final String IMPORTED_HASH = "imported_definition_hash_value";

    private static final Comparator<Binding> BINDING_ORDER = Comparator.comparing(Binding::source)
            .thenComparing(binding -> binding.kind().label())
            .thenComparing(Binding::destination)
            .thenComparing(Binding::routingKey)
            .thenComparing(binding -> binding.arguments().isEmpty()
                    ? ""
                    : HexFormat.of()
                            .formatHex(binding.arguments().sortedByName().toBytes()));

    private final StoredAccess access;
    private final Parameters parameters;

    DefinitionsExport(StoredAccess access, Parameters parameters) {
        this.access = access;
        this.parameters = parameters;
    }

    DefinitionSet all(VirtualHosts vhosts) {
        List<User> users = access.users().list();
        List<Contents> contents = vhosts.all().stream()
                .sorted(Comparator.comparing(VirtualHost::name))
                .map(Contents::of)
                .toList();
        Set<String> userNames = users.stream().map(User::name).collect(Collectors.toSet());
        Set<String> vhostNames =
                contents.stream().map(each -> each.vhost.name()).collect(Collectors.toSet());
        return new DefinitionSet(
                users.stream().map(this::user).toList(),
                contents.stream().map(each -> vhost(each.vhost)).toList(),
                permissions(userNames, vhostNames),
                topicPermissions(userNames, vhostNames),
                parameters(each -> each.vhost().isEmpty() && each.component().equals(ParametersAdmin.GLOBAL)),
                parameters(each ->
                        vhostNames.contains(each.vhost()) && each.component().equals(ParametersAdmin.POLICY)),
                parameters(each ->
                        vhostNames.contains(each.vhost()) && !each.component().equals(ParametersAdmin.POLICY)),
                contents.stream().flatMap(each -> exchanges(each).stream()).toList(),
                contents.stream().flatMap(each -> queues(each).stream()).toList(),
                contents.stream().flatMap(each -> bindings(each).stream()).toList());
    }

    DefinitionSet of(VirtualHost vhost) {
        String name = vhost.name();
        Contents contents = Contents.of(vhost);
        return new DefinitionSet(
                List.of(),
                List.of(vhost(vhost)),
                List.of(),
                List.of(),
                List.of(),
                parameters(each -> each.vhost().equals(name) && each.component().equals(ParametersAdmin.POLICY)),
                parameters(
                        each -> each.vhost().equals(name) && !each.component().equals(ParametersAdmin.POLICY)),
                exchanges(contents),
                queues(contents),
                bindings(contents));
    }

    /** What is in a virtual host at one moment, so that both ends of each binding are among it. */
    private record Contents(
            VirtualHost vhost, List<Exchange> exchanges, List<BrokerQueue> queues, List<Binding> bindings) {
        static Contents of(VirtualHost vhost) {
            return vhost.look(topology -> new Contents(
                    vhost,
                    List.copyOf(topology.exchanges()),
                    topology.queues().stream().map(BrokerQueue.class::cast).toList(),
                    topology.explicitBindings()));
        }

        /** Those that are no connection's own. */
        Stream<BrokerQueue> shared() {
            return queues.stream().filter(each -> each.exclusiveOwner() == null);
        }
    }

    private UserEntry user(User user) {
        PasswordHash hash = user.hash();
        Parameter limits = parameters.get("", ParametersAdmin.USER_LIMITS, user.name());
        return new UserEntry(
                user.name(),
                null,
                hash.base64(),
                hash.algorithm().rabbitName(),
                List.copyOf(user.tags()),
                limits == null ? "{}" : limits.value());
    }

    private static VhostEntry vhost(VirtualHost vhost) {
        VhostMetadata metadata = vhost.metadata();
        return new VhostEntry(
                vhost.name(),
                metadata.description(),
                metadata.tags(),
                vhost.defaultQueueType().argument(),
                metadata.protectedFromDeletion(),
                vhost.firehose() != null);
    }

    private List<PermissionDetails> permissions(Set<String> users, Set<String> vhosts) {
        return access.permissions().list().stream()
                .filter(each -> users.contains(each.user()) && vhosts.contains(each.vhost()))
                .map(each ->
                        new PermissionDetails(each.user(), each.vhost(), each.configure(), each.write(), each.read()))
                .toList();
    }

    private List<TopicPermissionDetails> topicPermissions(Set<String> users, Set<String> vhosts) {
        return access.permissions().topics().list().stream()
                .filter(each -> users.contains(each.user()) && vhosts.contains(each.vhost()))
                .map(each -> new TopicPermissionDetails(
                        each.user(), each.vhost(), each.exchange(), each.write(), each.read()))
                .toList();
    }

    private List<Parameter> parameters(Predicate<Parameter> wanted) {
        return parameters.list().stream()
                .filter(wanted)
                .filter(each -> !each.vhost().isEmpty() || !each.name().equals(IMPORTED_HASH))
                .toList();
    }

    private static List<ExchangeEntry> exchanges(Contents contents) {
        VirtualHost vhost = contents.vhost;
        return contents.exchanges.stream()
                .filter(each -> !vhost.isPredeclared(each.name()))
                .sorted(Comparator.comparing(Exchange::name))
                .map(each -> new ExchangeEntry(
                        vhost.name(),
                        each.name(),
                        each.type(),
                        each.durable(),
                        each.autoDelete(),
                        each.internal(),
                        each.arguments()))
                .toList();
    }

    private static List<QueueEntry> queues(Contents contents) {
        return contents.shared()
                .sorted(Comparator.comparing(BrokerQueue::name))
                .map(each -> new QueueEntry(
                        contents.vhost.name(),
                        each.name(),
                        each.durable(),
                        each.definition().autoDelete(),
                        QueueArgumentCheck.withType(
                                each.definition().arguments(), each.arguments().type())))
                .toList();
    }

    private static List<BindingDetails> bindings(Contents contents) {
        Set<String> queues = contents.shared().map(BrokerQueue::name).collect(Collectors.toSet());
        return contents.bindings.stream()
                .filter(each -> each.kind() != DestinationKind.QUEUE || queues.contains(each.destination()))
                .sorted(BINDING_ORDER)
                .map(each -> new BindingDetails(
                        contents.vhost.name(),
                        each.source(),
                        each.destination(),
                        each.kind() == DestinationKind.QUEUE,
                        each.routingKey(),
                        each.arguments()))
                .toList();
    }
}
