package io.leveret.broker.admin;

import io.leveret.broker.access.PasswordHash;
import io.leveret.broker.access.Permission;
import io.leveret.broker.access.User;
import io.leveret.broker.events.EventType;
import io.leveret.broker.policies.NamePattern;
import io.leveret.broker.settings.Settings;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.json.Json;
import io.leveret.persistence.DefinitionsStore.Change;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the settings give to each new virtual host whose name fits (RabbitMQ's rabbit_db_vhost_defaults): limits, of
 * which the first that fit hold; policies of the operator; users with permissions, who are made if they are not there.
 * Administrators may change and take away all of it afterwards.
 */
public final class VhostDefaults {
    private static final Logger LOG = LoggerFactory.getLogger(VhostDefaults.class);
    private static final String EVERYTHING = ".*";
    private static final String VHOST_PATTERN = "vhost_pattern";
    private static final String LIMITS_PATTERN = "pattern";
    private static final Set<String> NOT_IN_DEFINITION = Set.of(VHOST_PATTERN, "queue_pattern", "apply_to");

    private final SortedMap<String, SortedMap<String, Object>> limits;
    private final SortedMap<String, SortedMap<String, Object>> policies;
    private final SortedMap<String, SortedMap<String, Object>> users;
    private final Parameters parameters;
    private final StoredAccess access;

    /** As the settings have it. */
    public VhostDefaults(Settings settings, Parameters parameters, StoredAccess access) {
        this.limits = settings.groups("default_limits.vhosts");
        this.policies = settings.groups("default_policies.operator");
        this.users = settings.groups("default_users");
        this.parameters = parameters;
        this.access = access;
    }

    /** What comes to a virtual host: what is to be written, to be done in memory, and told when both are done. */
    public record Given(List<Change> changes, List<Runnable> inMemory, List<Told> told) {
        private Given() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    /** Something to tell of. */
    interface Told {
        void to(AdminEvents events);
    }

    /** Gives a new virtual host what it is to have; in memory that is done. */
    public Given giveTo(VirtualHost vhost) {
        Given given = of(vhost);
        given.inMemory.forEach(Runnable::run);
        return given;
    }

    /** What a new virtual host is to have. Users come last: nobody comes in before the rest holds. */
    Given of(VirtualHost vhost) {
        Given given = new Given();
        for (SortedMap<String, Object> each : limits.values()) {
            if (fits(each, LIMITS_PATTERN, vhost.name())) {
                giveLimits(vhost.name(), each, given);
                break;
            }
        }
        policies.forEach((name, values) -> {
            if (fits(values, VHOST_PATTERN, vhost.name())) {
                givePolicy(vhost.name(), name, values, given);
            }
        });
        given.inMemory.add(() -> vhost.policies(parameters.policies(vhost.name())));
        users.forEach((name, values) -> {
            if (fits(values, VHOST_PATTERN, vhost.name())) {
                giveUser(vhost.name(), name, values, given);
            }
        });
        return given;
    }

    private static boolean fits(Map<String, Object> values, String key, String vhost) {
        return NamePattern.compile(text(values, key)).isFoundIn(vhost);
    }

    private static String text(Map<String, Object> values, String key) {
        return values.getOrDefault(key, EVERYTHING).toString();
    }

    private static String dashed(String key) {
        return key.replace('_', '-');
    }

    private void giveLimits(String vhost, SortedMap<String, Object> values, Given given) {
        SortedMap<String, Object> limit = new TreeMap<>();
        values.forEach((key, value) -> limit.put(dashed(key), value));
        limit.remove(LIMITS_PATTERN);
        if (!limit.isEmpty()) {
            put(new Parameter(vhost, ParametersAdmin.VHOST_LIMITS, "limits", Json.write(limit)), given);
        }
    }

    private void givePolicy(String vhost, String name, SortedMap<String, Object> values, Given given) {
        SortedMap<String, Object> definition = new TreeMap<>();
        values.forEach((key, value) -> {
            if (!NOT_IN_DEFINITION.contains(key)) {
                definition.put(dashed(key), value);
            }
        });
        SortedMap<String, Object> policy = new TreeMap<>();
        policy.put("apply-to", values.getOrDefault("apply_to", "all"));
        policy.put("definition", definition);
        policy.put("pattern", text(values, "queue_pattern"));
        policy.put("priority", 0L);
        put(new Parameter(vhost, ParametersAdmin.OPERATOR_POLICY, name, Json.write(policy)), given);
    }

    private void put(Parameter parameter, Given given) {
        given.changes.add(Parameters.record(parameter));
        given.inMemory.add(() -> parameters.put(parameter));
        given.told.add(events -> new ParameterEvents(events).set(parameter, null, List.of()));
    }

    private void giveUser(String vhost, String name, SortedMap<String, Object> values, Given given) {
        Permission permission =
                new Permission(name, vhost, text(values, "configure"), text(values, "write"), text(values, "read"));
        try {
            permission.validate();
        } catch (IllegalArgumentException e) {
            LOG.warn("default_users.{} has no effect in vhost '{}': {}", name, vhost, e.getMessage());
            return;
        }
        if (access.users().get(name) == null) {
            addUser(name, values, given);
        }
        given.changes.add(access.records().put(permission));
        given.inMemory.add(() -> access.permissions().put(permission));
        given.told.add(events -> events.tell(
                EventType.PERMISSION_CREATED,
                vhost,
                name,
                table -> table.text("configure", permission.configure())
                        .text("write", permission.write())
                        .text("read", permission.read())));
    }

    private void addUser(String name, SortedMap<String, Object> values, Given given) {
        Object password = values.get("password");
        Set<String> tags = new LinkedHashSet<>();
        for (String tag : values.getOrDefault("tags", "").toString().split("[,\\s]+")) {
            if (!tag.isEmpty()) {
                tags.add(tag);
            }
        }
        PasswordHash hash =
                password == null ? PasswordHash.NONE : access.passwords().hash(password.toString());
        User user = new User(name, hash, tags);
        given.changes.add(access.records().put(user));
        given.inMemory.add(() -> {
            if (access.users().add(user)) {
                given.told.add(events -> events.tell(EventType.USER_CREATED, "", name));
            }
        });
    }
}
