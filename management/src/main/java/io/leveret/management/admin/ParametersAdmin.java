package io.leveret.management.admin;

import java.util.List;

/**
 * Parameters that are set at run time. Policies, operator policies and limits are such too, with components of their
 * own. Changes are on disk when a method returns.
 */
public interface ParametersAdmin {
    /** Of {@link Parameter#component}: policies. */
    String POLICY = "policy";

    /** Of {@link Parameter#component}: policies of the operator. */
    String OPERATOR_POLICY = "operator_policy";

    /** Of {@link Parameter#component}: limits of a virtual host, all under the name {@code limits}. */
    String VHOST_LIMITS = "vhost-limits";

    /** Of {@link Parameter#component}: limits of the user that is the name; without a virtual host. */
    String USER_LIMITS = "user-limits";

    /** Of {@link Parameter#component}: parameters of the whole node; without a virtual host. */
    String GLOBAL = "";

    /** The global parameter, a text, that is the name of the cluster. */
    String CLUSTER_NAME = "cluster_name";

    /**
     * A parameter.
     *
     * @param vhost "" for those that belong to none
     * @param value JSON
     */
    record Parameter(String vhost, String component, String name, String value) {}

    /** All of them, by virtual host, component and name. */
    List<Parameter> list();

    /** Adds or replaces. */
    void set(Parameter parameter) throws AdminException;

    /** Takes one away. */
    void clear(String vhost, String component, String name) throws AdminException;
}
