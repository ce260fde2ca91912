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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Gathers what is defined, sorted. Each virtual host is looked at once, all of them one after the other. */
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
        List<VirtualHost> sorted = vhosts.all().stream()
                .sorted(Comparator.comparing(VirtualHost::name))
                .toList();
        return new DefinitionSet(
                access.users().list().stream().map(this::user).toList(),
                sorted.stream().map(DefinitionsExport::vhost).toList(),
                permissions(),
                topicPermissions(),
                parameters(each -> each.vhost().isEmpty() && each.component().equals(ParametersAdmin.GLOBAL)),
                parameters(each -> each.component().equals(ParametersAdmin.POLICY)),
                parameters(each -> !each.vhost().isEmpty() && !each.component().equals(ParametersAdmin.POLICY)),
                sorted.stream().flatMap(each -> exchanges(each).stream()).toList(),
                sorted.stream().flatMap(each -> queues(each).stream()).toList(),
                sorted.stream().flatMap(each -> bindings(each).stream()).toList());
    }

    DefinitionSet of(VirtualHost vhost) {
        String name = vhost.name();
        return new DefinitionSet(
                List.of(),
                List.of(vhost(vhost)),
                List.of(),
                List.of(),
                List.of(),
                parameters(each -> each.vhost().equals(name) && each.component().equals(ParametersAdmin.POLICY)),
                parameters(
                        each -> each.vhost().equals(name) && !each.component().equals(ParametersAdmin.POLICY)),
                exchanges(vhost),
                queues(vhost),
                bindings(vhost));
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

    private List<PermissionDetails> permissions() {
        return access.permissions().list().stream()
                .map(each ->
                        new PermissionDetails(each.user(), each.vhost(), each.configure(), each.write(), each.read()))
                .toList();
    }

    private List<TopicPermissionDetails> topicPermissions() {
        return access.permissions().topics().list().stream()
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

    private static List<ExchangeEntry> exchanges(VirtualHost vhost) {
        return vhost.exchanges().stream()
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

    private static List<BrokerQueue> shared(VirtualHost vhost) {
        return vhost.queues().stream()
                .filter(each -> each.exclusiveOwner() == null)
                .toList();
    }

    private static List<QueueEntry> queues(VirtualHost vhost) {
        return shared(vhost).stream()
                .sorted(Comparator.comparing(BrokerQueue::name))
                .map(each -> new QueueEntry(
                        vhost.name(),
                        each.name(),
                        each.durable(),
                        each.definition().autoDelete(),
                        QueueArgumentCheck.withType(
                                each.definition().arguments(), each.arguments().type())))
                .toList();
    }

    private static List<BindingDetails> bindings(VirtualHost vhost) {
        Set<String> queues = shared(vhost).stream().map(BrokerQueue::name).collect(Collectors.toSet());
        List<Binding> explicit = new ArrayList<>(vhost.bindings());
        explicit.removeIf(each -> each.source().isEmpty()
                || each.kind() == DestinationKind.QUEUE && !queues.contains(each.destination()));
        explicit.sort(BINDING_ORDER);
        return explicit.stream()
                .map(each -> new BindingDetails(
                        vhost.name(),
                        each.source(),
                        each.destination(),
                        each.kind() == DestinationKind.QUEUE,
                        each.routingKey(),
                        each.arguments()))
                .toList();
    }
}
