package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.http.ApiException;
import io.leveret.management.json.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * Limits as requests change them: one parameter holds all of a virtual host or user, of which requests name some. One
 * change at a time, from the reading to the writing, so that two administrators do not undo each other's.
 */
final class LimitChanges {
    /** Those of a virtual host or a user, by name; empty if there are none. */
    static Map<String, Object> limits(BrokerPorts broker, String vhost, String component, String name) {
        Map<String, Object> limits = new TreeMap<>();
        ParameterRows.find(broker, vhost, component, name).ifPresent(each -> {
            if (Json.read(each.value()) instanceof Map<?, ?> fields) {
                fields.forEach((key, value) -> limits.put(key.toString(), value));
            }
        });
        return limits;
    }

    /** Sets some, and keeps the others. */
    synchronized void merge(
            BrokerPorts broker, String vhost, String component, String name, Map<String, Object> changed)
            throws ApiException, AdminException {
        Map<String, Object> limits = limits(broker, vhost, component, name);
        limits.putAll(changed);
        ParameterRows.set(broker, vhost, component, name, limits);
    }

    /** Clears one; nothing to do if there is none of that name. */
    synchronized void clear(BrokerPorts broker, String vhost, String component, String name, String limit)
            throws ApiException, AdminException {
        Map<String, Object> limits = limits(broker, vhost, component, name);
        if (limits.remove(limit) != null) {
            ParameterRows.set(broker, vhost, component, name, limits);
        }
    }
}
