package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.Seeded;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.VhostFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UnackedMessagesTest {
    private record Entry(BrokerQueue queue, long id, byte flags) {}

    private static final byte[] FLAGS = {
        UnackedMessages.CREDITED, UnackedMessages.CONSUMED, UnackedMessages.IN_TRANSACTION
    };

    private final VhostFixture node = new VhostFixture(1);
    private final List<BrokerQueue> queues =
            List.of(node.queue("a", false, 0), node.queue("b", false, 0), node.queue("c", false, 0));

    @Test
    void nothingIsFoundInNothing() {
        UnackedMessages unacked = new UnackedMessages();
        assertThat(unacked.indexOf(1)).isEqualTo(-1);
        assertThat(unacked.count()).isZero();
        unacked.trim();
        unacked.clear();
        assertThat(unacked.span()).isZero();
    }

    @Test
    void aHoleIsNotFoundAndGoesWhenItReachesTheFront() {
        UnackedMessages unacked = new UnackedMessages();
        for (long tag = 1; tag <= 3; tag++) {
            unacked.add(tag, queues.get(0), tag * 10, (byte) 0);
        }
        unacked.remove(unacked.indexOf(2));
        unacked.trim();
        assertThat(unacked.indexOf(2)).isEqualTo(-1);
        assertThat(unacked.span()).isEqualTo(3);
        assertThat(unacked.count()).isEqualTo(2);
        unacked.remove(unacked.indexOf(1));
        unacked.trim();
        assertThat(unacked.span()).isOne();
        assertThat(unacked.idAt(unacked.indexOf(3))).isEqualTo(30);
    }

    @Test
    void itDoesAsATreeMapDoes() {
        Seeded.run(200, this::randomRun);
    }

    private void randomRun(Random random) {
        UnackedMessages unacked = new UnackedMessages();
        TreeMap<Long, Entry> model = new TreeMap<>();
        long lastTag = 0;
        int adds = 2 + random.nextInt(5);
        for (int step = 0; step < 800; step++) {
            int choice = random.nextInt(10);
            if (choice < adds) {
                lastTag += 1 + random.nextInt(2);
                Entry entry = new Entry(queues.get(random.nextInt(3)), random.nextLong(), (byte) random.nextInt(8));
                model.put(lastTag, entry);
                unacked.add(lastTag, entry.queue(), entry.id(), entry.flags());
            } else if (choice == 9 && random.nextInt(100) == 0) {
                model.clear();
                unacked.clear();
            } else if (choice == 8) {
                settleUpTo(random, unacked, model);
            } else if (choice == 7) {
                changeFlags(random, unacked, model);
            } else {
                long tag = random.nextInt((int) lastTag + 3);
                int index = unacked.indexOf(tag);
                assertThat(index >= 0).isEqualTo(model.containsKey(tag));
                if (index >= 0) {
                    assertThat(unacked.idAt(index)).isEqualTo(model.remove(tag).id());
                    unacked.remove(index);
                    unacked.trim();
                }
            }
            assertThat(unacked.count()).isEqualTo(model.size());
        }
        assertThat(contents(unacked)).isEqualTo(model);
    }

    /** Takes out all up to a tag, as {@code multiple} does. */
    private static void settleUpTo(Random random, UnackedMessages unacked, TreeMap<Long, Entry> model) {
        if (model.isEmpty()) {
            return;
        }
        List<Long> tags = new ArrayList<>(model.keySet());
        long tag = tags.get(random.nextInt(Math.min(8, tags.size())));
        int to = unacked.indexOf(tag);
        int taken = 0;
        for (int i = 0; i <= to; i++) {
            if (unacked.queueAt(i) != null) {
                assertThat(model.remove(unacked.tagAt(i)).queue()).isSameAs(unacked.queueAt(i));
                unacked.remove(i);
                taken++;
            }
        }
        assertThat(taken).isPositive();
        assertThat(model.floorKey(tag)).isNull();
        unacked.trim();
    }

    private static void changeFlags(Random random, UnackedMessages unacked, TreeMap<Long, Entry> model) {
        byte flag = FLAGS[random.nextInt(FLAGS.length)];
        for (int i = 0; i < unacked.span(); i++) {
            if (unacked.queueAt(i) != null && random.nextBoolean()) {
                Entry before = model.get(unacked.tagAt(i));
                byte after = (byte) (before.flags() ^ flag);
                assertThat(unacked.is(i, flag)).isEqualTo((before.flags() & flag) != 0);
                if (unacked.is(i, flag)) {
                    unacked.unset(i, flag);
                } else {
                    unacked.set(i, flag);
                }
                model.put(unacked.tagAt(i), new Entry(before.queue(), before.id(), after));
            }
        }
    }

    private static TreeMap<Long, Entry> contents(UnackedMessages unacked) {
        TreeMap<Long, Entry> contents = new TreeMap<>();
        for (int i = 0; i < unacked.span(); i++) {
            if (unacked.queueAt(i) != null) {
                byte flags = 0;
                for (byte flag : FLAGS) {
                    flags |= unacked.is(i, flag) ? flag : 0;
                }
                contents.put(unacked.tagAt(i), new Entry(unacked.queueAt(i), unacked.idAt(i), flags));
            }
        }
        return contents;
    }
}
