package io.leveret.broker.connection;

import io.leveret.broker.access.Authenticator;
import io.leveret.broker.access.Permissions;
import io.leveret.broker.access.Users;
import io.leveret.broker.alarms.Alarms;
import io.leveret.broker.counters.ChurnCounters;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.settings.RuntimeSettings;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.FieldTable;
import java.util.function.Supplier;

/** What all connections of a node share. */
public record ConnectionServices(
        Shards shards,
        VirtualHosts vhosts,
        Authenticator authenticator,
        Users users,
        Permissions permissions,
        EventBus events,
        ChurnCounters churn,
        DirectReplies replies,
        Alarms alarms,
        Supplier<FieldTable> serverProperties,
        ConnectionSettings settings,
        RuntimeSettings runtime,
        ClientCounts counts) {}
