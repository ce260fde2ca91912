package io.leveret.broker.admin;

import io.leveret.broker.access.PasswordHash;
import io.leveret.broker.access.Permission;
import io.leveret.broker.access.TopicPermission;
import io.leveret.broker.access.User;
import io.leveret.broker.events.EventType;
import io.leveret.broker.policies.LimitRules;
import io.leveret.management.admin.DefinitionSet.UserEntry;
import io.leveret.management.admin.DefinitionsAdmin.Outcome;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.PermissionsAdmin.TopicPermissionDetails;
import io.leveret.management.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Users and what they may do, in an import: looked at, and what is to be done about them. */
final class ImportedAccess {
    private record Grant(String user, String vhost, String exchange) {}

    private final StoredAccess access;
    private final Parameters parameters;
    private final Predicate<String> vhosts;
    private final ImportResults results;
    private final List<ImportStep> steps;
    private final Map<String, User> users = new HashMap<>();

    /** Limits that will be, by user. */
    private final Map<String, Parameter> limits = new HashMap<>();

    private final Map<Grant, Object> grants = new HashMap<>();

    /**
     * @param vhosts whether there is a virtual host of a name, or will be
     * @param steps takes what is to be done
     */
    ImportedAccess(
            StoredAccess access,
            Parameters parameters,
            Predicate<String> vhosts,
            ImportResults results,
            List<ImportStep> steps) {
        this.access = access;
        this.parameters = parameters;
        this.vhosts = vhosts;
        this.results = results;
        this.steps = steps;
        access.permissions().list().forEach(each -> grants.put(new Grant(each.user(), each.vhost(), null), each));
        access.permissions()
                .topics()
                .list()
                .forEach(each -> grants.put(new Grant(each.user(), each.vhost(), each.exchange()), each));
    }

    private User user(String name) {
        User planned = users.get(name);
        return planned == null ? access.users().get(name) : planned;
    }

    // ---- users

    void user(String place, UserEntry entry) {
        User before = user(entry.name());
        PasswordHash hash = hash(place, entry, before);
        if (!results.isName(place + ".name", entry.name()) || hash == null) {
            return;
        }
        User user = new User(entry.name(), hash, new LinkedHashSet<>(entry.tags()));
        boolean limited = limits(place + ".limits", entry);
        if (!results.fits(place, access.records().put(user))) {
            return;
        }
        users.put(user.name(), user);
        Outcome outcome = ImportResults.outcome(before, user);
        results.add(place, "", user.name(), limited && outcome == Outcome.UNCHANGED ? Outcome.CHANGED : outcome);
        if (outcome == Outcome.UNCHANGED) {
            return;
        }
        steps.add(new ImportStep(
                () -> List.of(access.records().put(user)), () -> access.users().put(user), events -> {
                    if (outcome == Outcome.ADDED) {
                        events.tell(EventType.USER_CREATED, "", user.name());
                    } else if (!before.hash().equals(user.hash())) {
                        events.tell(EventType.USER_PASSWORD_CHANGED, "", user.name());
                    }
                    List<String> tags = List.copyOf(user.tags());
                    events.tell(EventType.USER_TAGS_SET, "", user.name(), table -> table.texts("tags", tags));
                }));
    }

    /** A password that is the user's already is not hashed anew; null if it is no hash. */
    private PasswordHash hash(String place, UserEntry entry, User before) {
        if (entry.password() != null) {
            boolean same =
                    before != null && before.hash().matches(entry.password().getBytes(StandardCharsets.UTF_8));
            Optional<String> refusal =
                    same ? Optional.empty() : access.passwords().refusal(entry.password());
            if (refusal.isPresent()) {
                results.problem(place + ".password", refusal.get());
                return null;
            }
            return same ? before.hash() : access.passwords().hash(entry.password());
        }
        try {
            return entry.passwordHash() == null
                    ? PasswordHash.NONE
                    : PasswordHash.parse(entry.passwordHash(), entry.hashingAlgorithm());
        } catch (IllegalArgumentException e) {
            results.problem(place, e.getMessage());
            return null;
        }
    }

    /** Says whether they change: what the file names is set, and the rest stays as it is, as with RabbitMQ. */
    private boolean limits(String place, UserEntry entry) {
        if (entry.limits() == null) {
            return false;
        }
        Map<String, Long> named;
        try {
            named = LimitRules.ofUser(Json.read(entry.limits()));
        } catch (IllegalArgumentException e) {
            results.problem(place, e.getMessage());
            return false;
        }
        Parameter planned = limits.get(entry.name());
        Parameter before = planned != null ? planned : parameters.get("", ParametersAdmin.USER_LIMITS, entry.name());
        Map<String, Object> kept = new TreeMap<>();
        if (before != null && Json.read(before.value()) instanceof Map<?, ?> values) {
            values.forEach((name, value) -> kept.put(name.toString(), value));
        }
        Map<String, Object> merged = new TreeMap<>(kept);
        merged.putAll(named);
        if (merged.equals(kept)) {
            return false;
        }
        Parameter changed = new Parameter("", ParametersAdmin.USER_LIMITS, entry.name(), Json.write(merged));
        limits.put(entry.name(), changed);
        steps.add(new ImportStep(
                () -> List.of(Parameters.record(changed)),
                () -> parameters.put(changed),
                events -> new ParameterEvents(events).set(changed, before, List.of())));
        return true;
    }

    // ---- what they may do

    /** Who brings a virtual host may use it, as with RabbitMQ. */
    void everythingIn(String vhost, String user) {
        if (user(user) != null) {
            put(new Permission(user, vhost, ".*", ".*", ".*"));
        }
    }

    void permission(String place, PermissionDetails entry) {
        if (!isThere(place, entry.user(), entry.vhost())) {
            return;
        }
        Permission permission =
                new Permission(entry.user(), entry.vhost(), entry.configure(), entry.write(), entry.read());
        try {
            permission.validate();
        } catch (IllegalArgumentException e) {
            results.problem(place, e.getMessage());
            return;
        }
        if (results.fits(place, access.records().put(permission))) {
            results.add(place, entry.vhost(), entry.user(), put(permission));
        }
    }

    private Outcome put(Permission permission) {
        Grant key = new Grant(permission.user(), permission.vhost(), null);
        Outcome outcome = ImportResults.outcome(grants.put(key, permission), permission);
        if (outcome != Outcome.UNCHANGED) {
            steps.add(new ImportStep(
                    () -> List.of(access.records().put(permission)),
                    () -> access.permissions().put(permission),
                    events -> events.tell(
                            EventType.PERMISSION_CREATED,
                            permission.vhost(),
                            permission.user(),
                            table -> table.text("configure", permission.configure())
                                    .text("write", permission.write())
                                    .text("read", permission.read()))));
        }
        return outcome;
    }

    void topicPermission(String place, TopicPermissionDetails entry) {
        if (!isThere(place, entry.user(), entry.vhost())) {
            return;
        }
        TopicPermission permission =
                new TopicPermission(entry.user(), entry.vhost(), entry.exchange(), entry.write(), entry.read());
        try {
            permission.validate();
        } catch (IllegalArgumentException e) {
            results.problem(place, e.getMessage());
            return;
        }
        if (!results.fits(place, access.records().put(permission))) {
            return;
        }
        Grant key = new Grant(entry.user(), entry.vhost(), Objects.requireNonNull(entry.exchange()));
        Outcome outcome = ImportResults.outcome(grants.put(key, permission), permission);
        results.add(place, entry.vhost(), entry.user() + " on '" + entry.exchange() + "'", outcome);
        if (outcome != Outcome.UNCHANGED) {
            steps.add(new ImportStep(
                    () -> List.of(access.records().put(permission)),
                    () -> access.permissions().topics().put(permission),
                    events -> events.tell(
                            EventType.TOPIC_PERMISSION_CREATED,
                            permission.vhost(),
                            permission.user(),
                            table -> table.text("exchange", permission.exchange())
                                    .text("write", permission.write())
                                    .text("read", permission.read()))));
        }
    }

    private boolean isThere(String place, String user, String vhost) {
        if (user(user) == null) {
            results.problem(place + ".user", "no user '" + user + "'");
            return false;
        }
        if (!vhosts.test(vhost)) {
            results.problem(
                    place + ".vhost",
                    "Please create virtual host \"" + vhost + "\" prior to importing" + " definitions.");
            return false;
        }
        return true;
    }
}
