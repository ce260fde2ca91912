package io.leveret.broker.shard;

/** Something that collects during a turn what goes out at its end: confirms of a channel, the bytes of a connection. */
public interface EndOfTurn {
    /** Called once at the end of each turn in which it asked for it, by {@link BrokerShard#atEndOfTurn}. */
    void endTurn();
}
