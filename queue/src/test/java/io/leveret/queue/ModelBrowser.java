package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** An administrator who looks into the queue, and takes messages in hand. */
final class ModelBrowser {
    private final ModelWorld world;
    private final ModelQueue model;
    private final Random random;

    /** Questions without an answer. */
    int outstanding;

    ModelBrowser(ModelWorld world, Random random) {
        this.world = world;
        this.model = world.model;
        this.random = random;
    }

    private QueuePosition anywhere() {
        return random.nextInt(3) == 0
                ? QueuePosition.FIRST
                : new QueuePosition(random.nextInt(model.maxPriority + 1), random.nextInt((int) model.lastId + 2));
    }

    void look() {
        int most = random.nextBoolean() ? 1 + random.nextInt(10) : 1000;
        long bytes = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(300);
        QueueLook look = new QueueLook(anywhere(), most, bytes);
        Set<Long> before = Set.copyOf(model.entries.keySet());
        boolean[] asking = {true};
        outstanding++;
        world.machine.look(look, view -> {
            outstanding--;
            world.disk.count(asking[0] ? "shown at once" : "shown when it was read");
            world.upkeep.sync();
            check(look, view, before);
        });
        asking[0] = false;
    }

    private void check(QueueLook look, QueueView view, Set<Long> before) {
        TreeSet<ModelQueue.Entry> present = new TreeSet<>(model.ready.comparator());
        for (ModelQueue.Entry entry : model.entries.values()) {
            if (isBefore(look.from(), entry) && !isBefore(view.next(), entry)) {
                present.add(entry);
            }
        }
        List<Long> shown = view.entries().stream().map(QueueView.Entry::id).toList();
        assertThat(shown)
                .as("shown, in order")
                .isEqualTo(ids(present).stream().filter(shown::contains).toList());
        present.removeIf(entry -> !before.contains(entry.id));
        if (!world.disk.lossy) {
            assertThat(shown).as("shown").containsAll(ids(present));
        }
        view.entries().forEach(entry -> check(entry, look.mostBytes() > 0));
        assertThat(view.entries()).hasSizeLessThanOrEqualTo(look.mostMessages());
    }

    private static List<Long> ids(Set<ModelQueue.Entry> entries) {
        return entries.stream().map(entry -> entry.id).toList();
    }

    /** Whether a position is before a message; the end, which is null, is before none. */
    private static boolean isBefore(QueuePosition position, ModelQueue.Entry entry) {
        return position != null
                && (entry.priority < position.priority()
                        || entry.priority == position.priority() && entry.id >= position.id());
    }

    private void check(QueueView.Entry shown, boolean bodies) {
        ModelQueue.Entry entry = model.entries.get(shown.id());
        assertThat(shown.priority()).isEqualTo(entry.priority);
        assertThat(shown.sizeBytes()).isEqualTo(entry.message.bodySize());
        assertThat(shown.expiresAtMs()).isEqualTo(entry.expiresAtMs);
        assertThat(shown.redelivered()).isEqualTo(entry.redelivered);
        assertThat(shown.returnCount()).isEqualTo(entry.returns);
        assertThat(shown.state()).isEqualTo(stateOf(entry));
        if (shown.message() == null) {
            assertThat(bodies && !world.disk.lossy).as("without its body").isFalse();
        } else {
            assertThat(bodies).isTrue();
            assertThat(shown.message().content()).isSameAs(entry.message.content());
        }
    }

    private QueueView.State stateOf(ModelQueue.Entry entry) {
        if (entry.damaged) {
            return QueueView.State.DAMAGED;
        }
        if (model.ready.contains(entry)) {
            return QueueView.State.READY;
        }
        return entry.heldBy == null ? QueueView.State.LEAVING : QueueView.State.UNACKED;
    }

    void withdraw() {
        long[] ids = random.longs(random.nextInt(8), 1, model.lastId + 3)
                .distinct()
                .sorted()
                .toArray();
        outstanding++;
        world.machine.withdraw(ids, withdrawn -> {
            outstanding--;
            for (int n = 0; n < ids.length; n++) {
                if (withdrawn[n]) {
                    world.disk.count("withdrawn");
                    ModelQueue.Entry entry = model.entries.get(ids[n]);
                    assertThat(model.ready).as("what is in hand").contains(entry);
                    model.forgetReady(entry);
                    world.upkeep.withdrawn(entry);
                }
            }
            world.upkeep.sync();
            for (int n = 0; n < ids.length; n++) {
                ModelQueue.Entry entry = model.entries.get(ids[n]);
                assertThat(entry != null && model.ready.contains(entry))
                        .as("one that is ready was not given")
                        .isFalse();
            }
        });
    }

    /** One that was withdrawn is let go, or goes back. */
    void decide(ModelQueue.Entry entry) {
        if (random.nextBoolean()) {
            world.disk.count("stays");
            world.upkeep.stays(entry);
            world.machine.stay(entry.id, world.nowMs);
            return;
        }
        world.disk.count("settled by hand");
        if (entry.lasting) {
            world.effects.expected.add("settled " + entry.id);
        }
        world.upkeep.answered(entry);
        world.machine.left(entry.id, world.nowMs);
    }
}
