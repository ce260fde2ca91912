package io.leveret.broker.admin;

import io.leveret.broker.policies.LimitRules;
import io.leveret.broker.policies.Limits;
import io.leveret.broker.policies.Policies;
import io.leveret.broker.policies.Policy;
import io.leveret.broker.policies.PolicyRules;
import io.leveret.broker.vhost.DefinitionKinds;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.json.Json;
import io.leveret.persistence.DefinitionsStore.Change;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parameters there are, and their records. Any thread. */
public final class Parameters {
    private static final Logger LOG = LoggerFactory.getLogger(Parameters.class);
    private static final int VERSION = 1;
    private static final Comparator<Parameter> ORDER = Comparator.comparing(Parameter::vhost)
            .thenComparing(Parameter::component)
            .thenComparing(Parameter::name);

    private record Key(String vhost, String component, String name) {}

    private final Map<Key, Parameter> parameters = new ConcurrentHashMap<>();
    private final Limits limits = new Limits();

    /** None yet. */
    public Parameters() {}

    /** All of them by virtual host, component and name. */
    List<Parameter> list() {
        return parameters.values().stream().sorted(ORDER).toList();
    }

    /** One of them, or null. */
    Parameter get(String vhost, String component, String name) {
        return parameters.get(new Key(vhost, component, name));
    }

    /** The name that was given to the cluster, as JSON, or null. */
    public String clusterName() {
        Parameter given = get("", ParametersAdmin.GLOBAL, ParametersAdmin.CLUSTER_NAME);
        return given == null ? null : given.value();
    }

    /** Adds or replaces; the change is to be written. */
    Change put(Parameter parameter) {
        parameters.put(key(parameter), parameter);
        limitsChanged(key(parameter));
        return record(parameter);
    }

    /** What is written of a parameter that is put. */
    static Change record(Parameter parameter) {
        return new Change(DefinitionKinds.PARAMETER, recordKey(key(parameter)), bytes(parameter));
    }

    /** What is written of a parameter that is removed. */
    static Change removal(Parameter parameter) {
        return deletion(key(parameter));
    }

    /** Takes one away; the change is to be written, null if there was none. */
    Change remove(String vhost, String component, String name) {
        Key key = new Key(vhost, component, name);
        return removed(key) ? deletion(key) : null;
    }

    private boolean removed(Key key) {
        boolean removed = parameters.remove(key) != null;
        limitsChanged(key);
        return removed;
    }

    /** Takes all of a virtual host away; the changes are to be written. */
    List<Change> removeVhost(String vhost) {
        List<Change> removed = new ArrayList<>();
        for (Key key : parameters.keySet()) {
            if (key.vhost.equals(vhost) && removed(key)) {
                removed.add(deletion(key));
            }
        }
        return removed;
    }

    private static Change deletion(Key key) {
        return new Change(DefinitionKinds.PARAMETER, recordKey(key), null);
    }

    /** The limits that are kept here, as they change. */
    public Limits limits() {
        return limits;
    }

    /** What stands under a key now holds, if it is a limit; one that cannot be read is told of. */
    private void limitsChanged(Key key) {
        Parameter kept = parameters.get(key);
        try {
            Object value = kept == null ? Map.of() : Json.read(kept.value());
            if (key.component.equals(ParametersAdmin.VHOST_LIMITS)) {
                limits.vhost(key.vhost, LimitRules.ofVhost(value));
            } else if (key.component.equals(ParametersAdmin.USER_LIMITS)) {
                limits.user(key.name, LimitRules.ofUser(value));
            }
        } catch (IllegalArgumentException e) {
            LOG.warn("limits '{}' in vhost '{}' have no effect: {}", key.name, key.vhost, e.getMessage());
        }
    }

    /** The policies of a virtual host as they are kept here; one that cannot be read is left out and told of. */
    public Policies policies(String vhost) {
        List<Policy> policies = new ArrayList<>();
        List<Policy> operatorPolicies = new ArrayList<>();
        for (Parameter each : parameters.values()) {
            if (each.vhost().equals(vhost) && isPolicy(each.component())) {
                try {
                    (isOperators(each.component()) ? operatorPolicies : policies).add(policy(each));
                } catch (IllegalArgumentException e) {
                    LOG.warn("policy '{}' in vhost '{}' has no effect: {}", each.name(), vhost, e.getMessage());
                }
            }
        }
        return new Policies(policies, operatorPolicies);
    }

    /** Whether parameters of a component are policies, those of the operator among them. */
    static boolean isPolicy(String component) {
        return component.equals(ParametersAdmin.POLICY) || isOperators(component);
    }

    private static boolean isOperators(String component) {
        return component.equals(ParametersAdmin.OPERATOR_POLICY);
    }

    /**
     * Reads a policy.
     *
     * @throws IllegalArgumentException it is none, with RabbitMQ's text
     */
    static Policy policy(Parameter parameter) {
        Map<?, ?> value = Json.read(parameter.value()) instanceof Map<?, ?> fields ? fields : Map.of();
        return PolicyRules.policy(isOperators(parameter.component()), parameter.name(), value);
    }

    /** Puts back one stored record. */
    public void restore(byte[] value) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            int version = in.readUnsignedByte();
            if (version > VERSION) {
                throw new IllegalStateException("a parameter has format version " + version
                        + ", written by a newer version of Leveret; this one reads up to " + VERSION);
            }
            Parameter parameter = new Parameter(text(in), text(in), text(in), text(in));
            parameters.put(key(parameter), parameter);
            limitsChanged(key(parameter));
        } catch (IOException e) {
            throw new UncheckedIOException("a parameter is cut short", e);
        }
    }

    private static Key key(Parameter parameter) {
        return new Key(parameter.vhost(), parameter.component(), parameter.name());
    }

    /** Names may hold any character, so each but the last is led by its length. */
    private static String recordKey(Key key) {
        return key.vhost.length() + ":" + key.vhost + key.component.length() + ":" + key.component + key.name;
    }

    private static byte[] bytes(Parameter parameter) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            for (String text : List.of(parameter.vhost(), parameter.component(), parameter.name(), parameter.value())) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a text of " + length + " bytes");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
