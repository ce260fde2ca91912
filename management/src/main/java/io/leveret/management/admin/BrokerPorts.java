package io.leveret.management.admin;

/** All ports of a broker that runs; of no use once it is stopped. */
public record BrokerPorts(
        UsersAdmin users,
        VhostsAdmin vhosts,
        PermissionsAdmin permissions,
        ParametersAdmin parameters,
        QueuesAdmin queues,
        ExchangesAdmin exchanges,
        DelayedAdmin delayed,
        ConnectionsAdmin connections,
        AlarmsAdmin alarms,
        AccessControl access,
        FiguresAdmin figures,
        LoginAttemptsAdmin loginAttempts,
        MessagingAdmin messaging,
        MessagesAdmin messages,
        JobsAdmin jobs,
        EventsAdmin events,
        DefinitionsAdmin definitions,
        ReplicasAdmin replicas,
        EngineAdmin engine) {}
