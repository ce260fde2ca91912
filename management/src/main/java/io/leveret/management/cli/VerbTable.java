package io.leveret.management.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All commands for running nodes. */
final class VerbTable {
    /** What each group is about, in the order of the help; "" has the commands without a group. */
    private static final Map<String, String> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("", "");
        GROUPS.put("node", "Nodes and their health");
        GROUPS.put("queues", "Queues");
        GROUPS.put("exchanges", "Exchanges");
        GROUPS.put("bindings", "Bindings");
        GROUPS.put("messages", "Messages in queues: look, search, move, replay, delete");
        GROUPS.put("delayed", "Messages that exchanges hold back");
        GROUPS.put("jobs", "Moves and replays under way");
        GROUPS.put("consumers", "Consumers");
        GROUPS.put("connections", "Connections");
        GROUPS.put("channels", "Channels");
        GROUPS.put("users", "Users");
        GROUPS.put("permissions", "Permissions of users in virtual hosts");
        GROUPS.put("vhosts", "Virtual hosts");
        GROUPS.put("policies", "Policies, of operators too");
        GROUPS.put("limits", "Limits of virtual hosts and users");
        GROUPS.put("parameters", "Runtime parameters");
        GROUPS.put("definitions", "Export, import, compare");
    }

    private final List<Verb> verbs = new ArrayList<>();

    VerbTable() {
        NodeVerbs.addTo(this);
        QueueVerbs.addTo(this);
        ExchangeVerbs.addTo(this);
        MessageVerbs.addTo(this);
        JobVerbs.addTo(this);
        DelayedVerbs.addTo(this);
        ConnectionVerbs.addTo(this);
        UserVerbs.addTo(this);
        PermissionVerbs.addTo(this);
        VhostVerbs.addTo(this);
        PolicyVerbs.addTo(this);
        ParameterVerbs.addTo(this);
        DefinitionVerbs.addTo(this);
        RawVerbs.addTo(this);
    }

    VerbTable add(Verb verb) {
        if (!GROUPS.containsKey(verb.group())) {
            throw new IllegalArgumentException("no group " + verb.group());
        }
        verbs.add(verb);
        return this;
    }

    /** Names and descriptions of the groups. */
    static Map<String, String> groups() {
        return GROUPS;
    }

    /** The commands of a group. */
    List<Verb> of(String group) {
        return verbs.stream().filter(each -> each.group().equals(group)).toList();
    }

    List<Verb> all() {
        return verbs;
    }
}
