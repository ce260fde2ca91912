package io.leveret.management.ctl;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.AccessControl;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.AlarmsAdmin;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ConnectionsAdmin;
import io.leveret.management.admin.DefinitionsAdmin;
import io.leveret.management.admin.Doer;
import io.leveret.management.admin.EngineAdmin;
import io.leveret.management.admin.EventsAdmin;
import io.leveret.management.admin.ExchangesAdmin;
import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.JobsAdmin;
import io.leveret.management.admin.LoginAttemptsAdmin;
import io.leveret.management.admin.LogsAdmin;
import io.leveret.management.admin.MessagesAdmin;
import io.leveret.management.admin.MessagingAdmin;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.PermissionsAdmin;
import io.leveret.management.admin.QueuesAdmin;
import io.leveret.management.admin.RuntimeSettingsAdmin;
import io.leveret.management.admin.UsersAdmin;
import io.leveret.management.admin.VhostsAdmin;
import io.leveret.management.definitions.FakeDefinitions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A node of maps: what it holds is set, and what was asked of it is recorded, by the test. */
public final class FakeNode implements NodeAdmin, RuntimeSettingsAdmin {
    private static final QueuesAdmin.PolicyDetails NO_POLICY =
            new QueuesAdmin.PolicyDetails("", "", Collections.emptySortedMap());

    public final Map<String, String> passwords = new LinkedHashMap<>(Map.of("guest", "guest"));
    public final Map<String, List<String>> tags = new LinkedHashMap<>(Map.of("guest", List.of("administrator")));
    public final TreeMap<String, Boolean> vhosts = new TreeMap<>(Map.of("/", false));
    public final List<PermissionsAdmin.PermissionDetails> permissions = new ArrayList<>();
    public final List<PermissionsAdmin.TopicPermissionDetails> topics = new ArrayList<>();
    public final List<ParametersAdmin.Parameter> parameters = new ArrayList<>();
    public final List<QueuesAdmin.QueueDetails> queues = new ArrayList<>();
    public final List<QueuesAdmin.ConsumerDetails> consumers = new ArrayList<>();
    public final Map<QueuesAdmin.QueueName, QueuesAdmin.HeldTimes> held = new HashMap<>();
    public final List<ExchangesAdmin.ExchangeDetails> exchanges = new ArrayList<>();
    public final List<ExchangesAdmin.BindingDetails> bindings = new ArrayList<>();
    public final List<ConnectionsAdmin.ConnectionDetails> connections = new ArrayList<>();
    public final List<ConnectionsAdmin.ChannelDetails> channels = new ArrayList<>();
    public final TreeSet<AlarmsAdmin.Resource> alarms = new TreeSet<>();
    public final List<String> damagedQueues = new ArrayList<>();
    public final List<Listener> listeners = new ArrayList<>(List.of(new Listener("::", 5672, "amqp")));

    /** Null unless the test has them. */
    public MessagesAdmin messages;

    public JobsAdmin jobs;
    public EventsAdmin events;

    /** What was done to it besides. */
    public final List<String> done = new ArrayList<>();

    /** What was said of virtual hosts; those that are not in here have the usual. */
    public final Map<String, VhostsAdmin.Metadata> metadata = new HashMap<>();

    public final List<ListenerCertificate> certificates = new ArrayList<>();
    public final List<LoginAttemptsAdmin.SourceAttempts> attempts = new ArrayList<>();
    public final SortedMap<String, String> settings = new TreeMap<>(Map.of("default_pass", "***"));
    public int connectionMax;

    /** Asked by the HTTP API; null where it does not matter. */
    public AccessControl access;

    /** Null where they do not matter. */
    public FiguresAdmin figures;

    public MessagingAdmin messaging;
    public EngineAdmin engine;

    List<String> loopbackUsers = List.of("guest");
    int channelMax = 2047;
    public boolean running = true;
    boolean maintenance;

    /** Why the next parameter is no good; null if it is. */
    public String parametersFail;

    public DefinitionsAdmin definitions = new FakeDefinitions();
    public final FakeReplicas replicas = new FakeReplicas();

    /** Thrown by the next call that lists queues. */
    AdminException queuesFail;

    @Override
    public String name() {
        return "n@h";
    }

    @Override
    public Optional<BrokerPorts> broker() {
        return running
                ? Optional.of(new BrokerPorts(
                        new FakeUsers(),
                        new FakeVhosts(),
                        new FakePermissions(this),
                        new FakeParameters(),
                        new FakeQueues(this),
                        new FakeExchanges(),
                        new FakeDelayed(this),
                        new FakeConnections(),
                        new FakeAlarms(),
                        access,
                        figures,
                        new FakeAttempts(),
                        messaging,
                        messages,
                        jobs,
                        events,
                        definitions,
                        replicas,
                        engine))
                : Optional.empty();
    }

    @Override
    public NodeStatus status() {
        return new NodeStatus("n@h", "1.2.3", 42, 7, "data", 100, 200, 300, 400, 1, 2, listeners);
    }

    @Override
    public List<ListenerCertificate> certificates() {
        return certificates;
    }

    @Override
    public int connectionMax() {
        return connectionMax;
    }

    @Override
    public String defaultClusterName() {
        return "n@h";
    }

    @Override
    public SortedMap<String, String> effectiveSettings() {
        return settings;
    }

    @Override
    public void lookAtCertificates() {
        done.add("look at certificates");
    }

    @Override
    public void stopBroker() {
        running = false;
    }

    @Override
    public void startBroker() {
        running = true;
    }

    @Override
    public void stop() {
        done.add("stop");
    }

    @Override
    public void suspendListeners() {
        done.add("suspend");
    }

    @Override
    public void resumeListeners() {
        done.add("resume");
    }

    @Override
    public void maintenance(boolean on) {
        maintenance = on;
    }

    @Override
    public boolean maintenance() {
        return maintenance;
    }

    @Override
    public LogsAdmin logs() {
        return new FakeLogs(this);
    }

    @Override
    public List<String> loopbackUsers() {
        return loopbackUsers;
    }

    @Override
    public void loopbackUsers(List<String> names) {
        loopbackUsers = names;
    }

    @Override
    public int channelMax() {
        return channelMax;
    }

    @Override
    public void channelMax(int channels) {
        channelMax = channels;
    }

    private final class FakeUsers implements UsersAdmin {
        @Override
        public List<UserDetails> list() {
            return passwords.keySet().stream()
                    .map(name -> new UserDetails(
                            name,
                            tags.getOrDefault(name, List.of()),
                            hash(passwords.get(name)),
                            "rabbit_password_hashing_sha256"))
                    .toList();
        }

        private void require(String name) throws AdminException {
            if (!passwords.containsKey(name)) {
                throw new AdminException(Kind.NO_SUCH_USER, name);
            }
        }

        @Override
        public void add(String name, String password) throws AdminException {
            if (passwords.putIfAbsent(name, password) != null) {
                throw new AdminException(Kind.EXISTS, name);
            }
        }

        @Override
        public boolean put(String name, Credential credential, List<String> wanted) throws AdminException {
            String secret = "";
            if (credential instanceof Credential.Password password) {
                secret = password.text();
            } else if (credential instanceof Credential.Hash given) {
                if (given.base64().contains("!")) {
                    throw new AdminException(Kind.INVALID, "the password hash is not base64");
                }
                secret = given.algorithm() + ":" + given.base64();
            }
            tags.put(name, wanted);
            return passwords.put(name, secret) == null;
        }

        @Override
        public void delete(String name) throws AdminException {
            require(name);
            passwords.remove(name);
            permissions.removeIf(each -> each.user().equals(name));
        }

        @Override
        public String hash(String password) {
            return FakeNode.hash(password);
        }

        @Override
        public void setPassword(String name, String password) throws AdminException {
            require(name);
            passwords.put(name, String.valueOf(password));
        }

        @Override
        public void setTags(String name, List<String> wanted) throws AdminException {
            require(name);
            tags.put(name, wanted);
        }

        @Override
        public boolean authenticate(String name, String password) {
            return password.equals(passwords.get(name));
        }
    }

    private static String hash(String password) {
        return password.isEmpty() ? "" : Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
    }

    private VhostsAdmin.Metadata metadata(String vhost) {
        return metadata.getOrDefault(vhost, new VhostsAdmin.Metadata("", List.of(), "classic", false));
    }

    private final class FakeAttempts implements LoginAttemptsAdmin {
        @Override
        public List<Attempts> byProtocol() {
            return attempts.stream().map(SourceAttempts::attempts).toList();
        }

        @Override
        public List<SourceAttempts> bySource() {
            return attempts;
        }

        @Override
        public void reset() {
            attempts.clear();
            done.add("attempts reset by " + Doer.name());
        }
    }

    private final class FakeVhosts implements VhostsAdmin {
        @Override
        public List<VhostDetails> list() {
            return vhosts.entrySet().stream()
                    .map(each -> new VhostDetails(
                            each.getKey(),
                            metadata(each.getKey()).description(),
                            metadata(each.getKey()).tags(),
                            metadata(each.getKey()).defaultQueueType(),
                            each.getValue(),
                            metadata(each.getKey()).protectedFromDeletion()))
                    .toList();
        }

        @Override
        public boolean exists(String name) {
            return vhosts.containsKey(name);
        }

        @Override
        public void add(String name, Metadata said) {
            if (vhosts.putIfAbsent(name, false) == null) {
                say(name, said);
            }
        }

        private void say(String name, Metadata said) {
            Metadata before = metadata(name);
            metadata.put(
                    name,
                    new Metadata(
                            said.description() == null ? before.description() : said.description(),
                            said.tags() == null ? before.tags() : said.tags(),
                            said.defaultQueueType() == null ? before.defaultQueueType() : said.defaultQueueType(),
                            said.protectedFromDeletion() == null
                                    ? before.protectedFromDeletion()
                                    : said.protectedFromDeletion()));
        }

        @Override
        public void update(String name, Metadata said) throws AdminException {
            if (!vhosts.containsKey(name)) {
                throw new AdminException(Kind.NO_SUCH_VHOST, name);
            }
            say(name, said);
        }

        @Override
        public void delete(String name) throws AdminException {
            if (metadata(name).protectedFromDeletion()) {
                throw new AdminException(Kind.PROTECTED, "protected");
            }
            if (vhosts.remove(name) == null) {
                throw new AdminException(Kind.NO_SUCH_VHOST, name);
            }
        }

        @Override
        public void trace(String name, boolean on) {
            vhosts.put(name, on);
        }
    }

    private final class FakeParameters implements ParametersAdmin {
        @Override
        public List<Parameter> list() {
            return parameters;
        }

        @Override
        public void set(Parameter parameter) throws AdminException {
            if (parametersFail != null) {
                String text = parametersFail;
                parametersFail = null;
                throw new AdminException(Kind.INVALID, text);
            }
            if (!parameter.vhost().isEmpty() && !vhosts.containsKey(parameter.vhost())) {
                throw new AdminException(Kind.NO_SUCH_VHOST, parameter.vhost());
            }
            remove(parameter.vhost(), parameter.component(), parameter.name());
            parameters.add(parameter);
        }

        private boolean remove(String vhost, String component, String name) {
            return parameters.removeIf(each -> each.vhost().equals(vhost)
                    && each.component().equals(component)
                    && each.name().equals(name));
        }

        @Override
        public void clear(String vhost, String component, String name) throws AdminException {
            if (!remove(vhost, component, name)) {
                throw new AdminException(Kind.NOT_FOUND, "Parameter does not exist");
            }
        }
    }

    private final class FakeExchanges implements ExchangesAdmin {
        @Override
        public List<ExchangeDetails> list(String vhost) {
            return exchanges.stream().filter(each -> each.vhost().equals(vhost)).toList();
        }

        @Override
        public Optional<ExchangeDetails> find(String vhost, String name) {
            return exchanges.stream()
                    .filter(each -> each.vhost().equals(vhost) && each.name().equals(name))
                    .findFirst();
        }

        @Override
        public List<BindingDetails> bindings(String vhost) {
            return bindings.stream().filter(each -> each.vhost().equals(vhost)).toList();
        }

        @Override
        public List<BindingDetails> bindings(String vhost, BindingEnds ends) {
            return bindings(vhost).stream()
                    .filter(each -> ends.source() == null || each.source().equals(ends.source()))
                    .filter(each -> ends.destination() == null
                            || each.toQueue() == ends.toQueue()
                                    && each.destination().equals(ends.destination()))
                    .toList();
        }
    }

    private final class FakeConnections implements ConnectionsAdmin {
        @Override
        public List<ConnectionDetails> connections() {
            return connections;
        }

        @Override
        public Map<Object, ConnectionDetails> connections(Collection<Object> ids) {
            done.add("asked for " + ids.size() + " connections");
            return connections.stream()
                    .filter(each -> ids.contains(each.id()))
                    .collect(Collectors.toMap(ConnectionDetails::id, each -> each));
        }

        @Override
        public List<ChannelDetails> channels() {
            return channels;
        }

        @Override
        public void close(String id, String reason) throws AdminException {
            if (connections.stream().noneMatch(each -> each.id().equals(id))) {
                throw new AdminException(Kind.NOT_FOUND, id);
            }
            done.add("close " + id + " " + reason);
        }

        @Override
        public int closeAll(String vhost, String user, int limit, String reason) {
            done.add("close all " + vhost + " " + user + " " + limit + " " + reason);
            return connections.size();
        }
    }

    private final class FakeAlarms implements AlarmsAdmin {
        @Override
        public List<Resource> raised() {
            return List.copyOf(alarms);
        }

        @Override
        public List<String> damagedQueues() {
            return List.copyOf(damagedQueues);
        }

        @Override
        public void raise(Resource resource) {
            alarms.add(resource);
        }

        @Override
        public void clear(Resource resource) {
            alarms.remove(resource);
        }

        @Override
        public void memoryWatermark(double share) {
            done.add("memory " + share);
        }

        @Override
        public void memoryWatermarkBytes(long bytes) {
            done.add("memory bytes " + bytes);
        }

        @Override
        public void diskFreeLimitBytes(long bytes) {
            done.add("disk bytes " + bytes);
        }

        @Override
        public void diskFreeLimit(double memoryShare) {
            done.add("disk " + memoryShare);
        }
    }

    /** A queue that lost messages. */
    static QueuesAdmin.QueueDetails damagedQueue(String name) {
        return new QueuesAdmin.QueueDetails(
                "/", name, true, false, false, NO_POLICY, FieldTable.EMPTY, "<n@h.1.0.5>", "", 0, 0, 0, 0, 0, true);
    }

    /** A queue with these figures. */
    public static QueuesAdmin.QueueDetails queue(
            String name, FieldTable arguments, long ready, long unacked, int consumers) {
        return new QueuesAdmin.QueueDetails(
                "/",
                name,
                true,
                false,
                false,
                NO_POLICY,
                arguments,
                "<n@h.1.0.5>",
                "",
                ready,
                unacked,
                10,
                20,
                consumers,
                false);
    }

    /** A queue that is gone after a start. */
    public static QueuesAdmin.QueueDetails transientQueue(String name, boolean exclusive) {
        return new QueuesAdmin.QueueDetails(
                "/",
                name,
                false,
                false,
                exclusive,
                NO_POLICY,
                FieldTable.EMPTY,
                "<n@h.1.0.6>",
                exclusive ? "<n@h.1.0.7>" : "",
                0,
                0,
                0,
                0,
                0,
                false);
    }
}
