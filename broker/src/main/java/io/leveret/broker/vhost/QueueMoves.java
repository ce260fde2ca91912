package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.storage.ShardLog;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Moves messages out of a queue, some at a time; each leaves by a {@link MoveTransfer}. The answer waits for the disk,
 * so that who moves many goes no faster than it.
 */
public final class QueueMoves {
    private QueueMoves() {}

    /** The highest id that was given in a queue; answered on {@code from}. */
    public static void lastId(BrokerQueue queue, BrokerShard from, LongConsumer answer) {
        queue.command(from, () -> {
            long lastId = queue.contents().lastId();
            Shards.send(queue.shard(), from, () -> answer.accept(lastId));
        });
    }

    /**
     * Moves messages that are ready.
     *
     * @param parcels by ascending ids
     * @param answer hears on {@code from} what became of each, when what was moved is on disk
     */
    public static void move(
            BrokerQueue source, BrokerShard from, List<Parcel> parcels, Consumer<MoveOutcome[]> answer) {
        long[] ids = parcels.stream().mapToLong(Parcel::id).toArray();
        source.command(
                from,
                () -> source.machine().withdraw(ids, withdrawn -> {
                    Batch batch = new Batch(source.shard(), from, parcels.size(), answer);
                    for (int n = 0; n < withdrawn.length; n++) {
                        if (withdrawn[n]) {
                            batch.begin(source, parcels.get(n), n);
                        }
                    }
                    batch.over();
                }));
    }

    /** Messages that are on their way together; on the shard where they were withdrawn. */
    private static final class Batch {
        private final BrokerShard shard;
        private final BrokerShard asker;
        private final Consumer<MoveOutcome[]> answer;
        private final MoveOutcome[] outcomes;
        private int waiting = 1;
        private ShardLog log;

        Batch(BrokerShard shard, BrokerShard asker, int size, Consumer<MoveOutcome[]> answer) {
            this.shard = shard;
            this.asker = asker;
            this.answer = answer;
            this.outcomes = new MoveOutcome[size];
            Arrays.fill(outcomes, MoveOutcome.TAKEN);
        }

        void begin(BrokerQueue source, Parcel parcel, int n) {
            waiting++;
            log = source.log();
            new MoveTransfer(source, parcel, outcome -> {
                        outcomes[n] = outcome;
                        over();
                    })
                    .begin();
        }

        /** The log is asked in a turn of its own: asking ends a group, and what belongs together must stay in one. */
        void over() {
            if (--waiting != 0) {
                return;
            }
            if (log == null) {
                tell();
            } else {
                shard.nextTurn(() -> log.whenAllDurable(this::tell));
            }
        }

        private void tell() {
            Shards.send(shard, asker, () -> answer.accept(outcomes));
        }
    }
}
