package io.leveret.broker.admin;

import io.leveret.broker.alarms.ResourceMonitors;
import io.leveret.broker.connection.ConnectionServices;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.management.admin.BrokerPorts;

/** Makes the ports of a broker. */
public final class Administration {
    private Administration() {}

    /**
     * @param node its name
     * @param creation epoch seconds of its start
     */
    public static BrokerPorts of(
            String node,
            long creation,
            ConnectionServices services,
            OpenConnections open,
            StoredAccess access,
            Parameters parameters,
            VhostDefaults defaults,
            ResourceMonitors monitors,
            OnDisk disk) {
        ObjectIds ids = new ObjectIds(node, creation);
        DurableChanges changes = new DurableChanges(services.vhosts().definitions());
        AdminEvents events = new AdminEvents(services.events());
        LiveConnections connections = new LiveConnections(open, ids);
        BrokerShard asking = services.shards().get(0);
        Sources sources = new Sources(services.vhosts(), asking);
        ImportPlan.Ground ground = new ImportPlan.Ground(node, services.vhosts(), access, parameters, defaults);
        LiveQueues queues = new LiveQueues(services.vhosts(), open, asking, ids);
        return new BrokerPorts(
                new StoredUsers(access, parameters, connections, changes, events),
                new LiveVhosts(node, services.vhosts(), open, access, parameters, changes, events, defaults),
                new StoredPermissions(access, services.vhosts(), changes, events),
                new StoredParameters(parameters, services.vhosts(), changes, events),
                queues,
                new LiveExchanges(services.vhosts()),
                new LiveDelayed(services.vhosts(), asking),
                connections,
                new LiveAlarms(services.alarms(), monitors, services.vhosts()),
                new LiveAccess(services.authenticator(), services.permissions(), services.vhosts()),
                new LiveFigures(services, open, ids, monitors.memoryUse(), disk.use()),
                new CountedAttempts(services.authenticator().attempts()),
                new LiveMessaging(services, node),
                new LiveMessages(sources),
                new LiveJobs(sources, services.alarms()),
                new LiveEvents(services.events()),
                new StoredDefinitions(ground, changes, events),
                new SoleReplicas(queues, node),
                new LiveEngine(services, open, disk));
    }
}
