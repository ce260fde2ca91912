package io.leveret.broker.admin;

import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.events.EventType;
import io.leveret.broker.policies.LimitRules;
import io.leveret.broker.policies.PolicyRules;
import io.leveret.broker.vhost.Actor;
import io.leveret.broker.vhost.Firehose;
import io.leveret.broker.vhost.TopologyImport;
import io.leveret.broker.vhost.VhostMetadata;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.DefinitionSet;
import io.leveret.management.admin.DefinitionSet.VhostEntry;
import io.leveret.management.admin.DefinitionsAdmin.ImportOptions;
import io.leveret.management.admin.DefinitionsAdmin.ImportResult;
import io.leveret.management.admin.DefinitionsAdmin.Outcome;
import io.leveret.management.admin.Doer;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.json.Json;
import io.leveret.persistence.DefinitionsStore.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * What an import would do, found out without doing anything: each object is looked at in RabbitMQ's order (users,
 * virtual hosts, permissions, parameters, exchanges, queues, bindings), against what is there and what came before it.
 *
 * <p>Made in the order of administrators' changes, so that nothing but exchanges, queues and bindings can change before
 * it is carried out.
 */
final class ImportPlan {
    /** What an import is carried out on. */
    record Ground(
            String node, VirtualHosts vhosts, StoredAccess access, Parameters parameters, VhostDefaults defaults) {}

    /** Half of what one write can be. */
    private static final long MAX_BYTES = 512L << 20;

    private final Ground ground;
    private final ImportOptions options;
    private final ImportResults results = new ImportResults();
    private final List<ImportStep> steps = new ArrayList<>();
    private final ImportedAccess access;

    /** Those that are new, and those of which something else is said. */
    private final Map<String, VirtualHost> newVhosts = new LinkedHashMap<>();

    private final Map<String, VhostMetadata> metadata = new HashMap<>();
    private final Map<String, ImportedTopology> topologies = new HashMap<>();
    private final List<TopologyImport> imports = new ArrayList<>();
    private final Set<String> policiesChanged = new TreeSet<>();

    /** @throws AdminException something is wrong with it, or with strictness cannot be */
    ImportPlan(Ground ground, DefinitionSet set, ImportOptions options) throws AdminException {
        this.ground = ground;
        this.options = options;
        this.access = new ImportedAccess(ground.access(), ground.parameters(), this::isVhost, results, steps);
        each("users", set.users(), access::user);
        each("vhosts", set.vhosts(), this::vhost);
        each("permissions", set.permissions(), access::permission);
        each("topic_permissions", set.topicPermissions(), access::topicPermission);
        each("global_parameters", set.globalParameters(), this::globalParameter);
        each("policies", set.policies(), this::parameter);
        each("parameters", set.parameters(), this::parameter);
        each("exchanges", set.exchanges(), (place, entry) -> {
            if (requireVhost(place, entry.vhost())) {
                topology(entry.vhost()).exchange(place, entry);
            }
        });
        each("queues", set.queues(), (place, entry) -> {
            if (requireVhost(place, entry.vhost())) {
                topology(entry.vhost()).queue(place, entry);
            }
        });
        queueLimits();
        each("bindings", set.bindings(), (place, entry) -> {
            if (requireVhost(place, entry.vhost())) {
                topology(entry.vhost()).binding(place, entry);
            }
        });
        keepHash();
        results.refuse(options.strict());
    }

    private static <T> void each(String list, List<T> entries, BiConsumer<String, T> look) {
        for (int i = 0; i < entries.size(); i++) {
            look.accept(list + "[" + i + "]", entries.get(i));
        }
    }

    // ---- what it comes to

    List<ImportResult> results() {
        return results.results();
    }

    /**
     * All records; those of exchanges, queues and bindings hold only as long as {@link TopologyImport} says.
     *
     * @throws AdminException they are too many for one write
     */
    List<Change> records() throws AdminException {
        List<Change> records = new ArrayList<>();
        steps.forEach(step -> records.addAll(step.records().get()));
        imports.forEach(each -> records.addAll(each.changes()));
        long bytes = 0;
        for (Change each : records) {
            bytes += 2L * each.key().length() + (each.value() == null ? 0 : each.value().length);
        }
        if (bytes > MAX_BYTES) {
            throw new AdminException(
                    AdminException.Kind.INVALID,
                    "the import has " + bytes + " bytes of records; the limit is " + MAX_BYTES);
        }
        return records;
    }

    List<ImportStep> steps() {
        return steps;
    }

    List<TopologyImport> imports() {
        return imports;
    }

    /** Virtual hosts whose policies are others now. */
    Set<String> policiesChanged() {
        return policiesChanged;
    }

    // ---- virtual hosts

    private boolean isVhost(String name) {
        return newVhosts.containsKey(name) || ground.vhosts().get(name) != null;
    }

    private boolean requireVhost(String place, String name) {
        if (!isVhost(name)) {
            results.problem(
                    place + ".vhost", "Please create virtual host \"" + name + "\" prior to importing definitions.");
            return false;
        }
        return true;
    }

    private VirtualHost vhostNamed(String name) {
        VirtualHost made = newVhosts.get(name);
        return made == null ? ground.vhosts().get(name) : made;
    }

    private void vhost(String place, VhostEntry entry) {
        String name = entry.name();
        if (!results.isName(place + ".name", name)) {
            return;
        }
        VirtualHost there = vhostNamed(name);
        VhostMetadata before = metadata.getOrDefault(name, there == null ? null : there.metadata());
        VhostMetadata after = merged(place, before == null ? VhostMetadata.NONE : before, entry);
        metadata.put(name, after);
        if (!results.fits(place, VirtualHosts.record(name, after))) {
            return;
        }
        if (there == null) {
            newVhost(place, name, after);
        } else if (!after.equals(before)) {
            steps.add(new ImportStep(
                    () -> List.of(VirtualHosts.record(name, after)),
                    () -> ground.vhosts().update(there, after),
                    events -> LiveVhosts.tell(events, EventType.VHOST_UPDATED, there)));
        }
        VirtualHost traced = vhostNamed(name);
        if (traced != null && entry.tracing() != null && entry.tracing() != (traced.firehose() != null)) {
            Firehose firehose = entry.tracing() ? new Firehose(traced, ground.node()) : null;
            steps.add(new ImportStep(List::of, () -> traced.firehose(firehose), events -> {}));
        }
        results.add(place, "", name, ImportResults.outcome(before, after));
    }

    private void newVhost(String place, String name, VhostMetadata said) {
        if (ground.vhosts().ending(name) != null) {
            results.problem(place, "virtual host '" + name + "' is being deleted");
            return;
        }
        long limit = ground.vhosts().vhostLimit();
        if (ground.vhosts().all().size() + newVhosts.size() >= limit) {
            results.problem(place, "cannot create vhost '" + name + "': vhost limit of " + limit + " is reached");
            return;
        }
        VirtualHost made = ground.vhosts().make(name, said);
        newVhosts.put(name, made);
        VhostDefaults.Given given = ground.defaults().of(made);
        steps.add(new ImportStep(
                () -> {
                    List<Change> records = new ArrayList<>(List.of(VirtualHosts.record(name, said)));
                    records.addAll(given.changes());
                    return records;
                },
                () -> {
                    given.inMemory().forEach(Runnable::run);
                    ground.vhosts().add(made);
                },
                events -> {
                    given.told().forEach(each -> each.to(events));
                    LiveVhosts.tell(events, EventType.VHOST_CREATED, made);
                }));
        policiesChanged.add(name);
        if (options.user() != null) {
            access.everythingIn(name, options.user());
        }
    }

    private VhostMetadata merged(String place, VhostMetadata before, VhostEntry entry) {
        String type = entry.defaultQueueType();
        if (type != null && !type.isEmpty() && QueueType.named(type) == null) {
            results.skip(place + ".default_queue_type", "", entry.name(), "unsupported queue type '" + type + "'");
            type = null;
        } else if (before.defaultQueueType().isEmpty()
                && QueueType.named(type) == ground.vhosts().defaultQueueType()) {
            type = null; // exports tell the node's own, where nothing was said
        }
        return new VhostMetadata(
                entry.description() == null ? before.description() : entry.description(),
                entry.tags() == null ? before.tags() : entry.tags(),
                type == null ? before.defaultQueueType() : type,
                entry.protectedFromDeletion() == null ? before.protectedFromDeletion() : entry.protectedFromDeletion());
    }

    // ---- parameters

    private void globalParameter(String place, Parameter parameter) {
        if (parameter.name().equals(DefinitionsExport.IMPORTED_HASH)) {
            results.add(place, "", parameter.name(), Outcome.UNCHANGED, "each node has its own");
            return;
        }
        put(place, parameter);
    }

    private void parameter(String place, Parameter parameter) {
        if (!requireVhost(place, parameter.vhost())) {
            return;
        }
        Parameter kept = Parameters.isPolicy(parameter.component()) ? known(place, parameter) : parameter;
        if (kept == null) {
            return;
        }
        try {
            if (Parameters.isPolicy(kept.component())) {
                Parameters.policy(kept);
                policiesChanged.add(kept.vhost());
            } else if (kept.component().equals(ParametersAdmin.VHOST_LIMITS)) {
                LimitRules.ofVhost(Json.read(kept.value()));
            }
        } catch (IllegalArgumentException e) {
            results.problem(place, "Validation failed\n\n" + e.getMessage() + "\n");
            return;
        }
        put(place, kept);
    }

    /** A policy without what no policy can say here: mirroring, federation; null if nothing is left of it. */
    private Parameter known(String place, Parameter policy) {
        if (!(Json.read(policy.value()) instanceof Map<?, ?> fields)
                || !(fields.get("definition") instanceof Map<?, ?> definition)) {
            return policy;
        }
        SortedMap<String, Object> left = new TreeMap<>();
        definition.forEach((key, value) -> left.put(key.toString(), value));
        boolean operators = policy.component().equals(ParametersAdmin.OPERATOR_POLICY);
        Set<String> unknown = PolicyRules.unknownKeys(operators, left.keySet());
        if (unknown.isEmpty()) {
            return policy;
        }
        left.keySet().removeAll(unknown);
        String reason = "no policy has " + String.join(", ", unknown) + " here"
                + (left.isEmpty() ? "" : "; the rest of it is imported");
        results.skip(place, policy.vhost(), policy.name(), reason);
        if (left.isEmpty()) {
            return null;
        }
        SortedMap<String, Object> changed = new TreeMap<>();
        fields.forEach((key, value) -> changed.put(key.toString(), value));
        changed.put("definition", left);
        return new Parameter(policy.vhost(), policy.component(), policy.name(), Json.write(changed));
    }

    private void put(String place, Parameter parameter) {
        Parameter before = ground.parameters().get(parameter.vhost(), parameter.component(), parameter.name());
        Object valueBefore = before == null ? null : Json.read(before.value());
        Outcome outcome = before == null
                ? Outcome.ADDED
                : Objects.equals(valueBefore, Json.read(parameter.value())) ? Outcome.UNCHANGED : Outcome.CHANGED;
        results.add(place, parameter.vhost(), name(parameter), outcome);
        if (outcome != Outcome.UNCHANGED && results.fits(place, Parameters.record(parameter))) {
            steps.add(step(parameter, before));
        }
    }

    private static String name(Parameter parameter) {
        return parameter.component().isEmpty() || parameter.component().equals(ParametersAdmin.POLICY)
                ? parameter.name()
                : parameter.component() + " " + parameter.name();
    }

    private ImportStep step(Parameter parameter, Parameter before) {
        return new ImportStep(
                () -> List.of(Parameters.record(parameter)),
                () -> ground.parameters().put(parameter),
                events -> new ParameterEvents(events).set(parameter, before, List.of()));
    }

    private void keepHash() {
        if (options.hash() != null) {
            Parameter hash = new Parameter(
                    "", ParametersAdmin.GLOBAL, DefinitionsExport.IMPORTED_HASH, Json.write(options.hash()));
            steps.add(new ImportStep(
                    () -> List.of(Parameters.record(hash)),
                    () -> ground.parameters().put(hash),
                    events -> {}));
        }
    }

    // ---- exchanges, queues, bindings

    private ImportedTopology topology(String vhost) {
        return topologies.computeIfAbsent(vhost, name -> {
            VirtualHost found = vhostNamed(name);
            TopologyImport toAdd = new TopologyImport(ground.vhosts(), found, new Actor(Doer.name(), ""));
            imports.add(toAdd);
            String type = metadata.getOrDefault(name, found.metadata()).defaultQueueType();
            QueueType own = QueueType.named(type);
            return new ImportedTopology(found, own == null ? ground.vhosts().defaultQueueType() : own, results, toAdd);
        });
    }

    /** Of virtual hosts those that hold before the import, as with RabbitMQ. */
    private void queueLimits() {
        int all = 0;
        for (ImportedTopology each : topologies.values()) {
            each.queuesEnd(ground.parameters().limits().queuesIn(each.vhostName()));
            all += each.newQueues();
        }
        long limit = ground.vhosts().queueLimit();
        if (all > 0 && ground.vhosts().queueCount() + all > limit) {
            results.problem("queues", "queue limit in cluster (" + limit + ") is reached");
        }
    }
}
