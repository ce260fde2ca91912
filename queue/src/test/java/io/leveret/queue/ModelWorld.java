package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A machine, its model, and what happens beneath them: time, disk, memory, the rewriting of the log. */
final class ModelWorld {
    private static final int[] MAX_PRIORITIES = {0, 0, 3, 255};
    private static final int[] PAGE_SLOTS = {64, 64, 128, Page.FULL_SLOTS};

    /** So many may be leaving before others wait. */
    static final int MOST_LEAVING = 12;

    QueueOptions options;
    final ModelUpkeep upkeep;
    final ModelDisk disk;
    final ModelQueue model;
    final ModelEffects effects;
    final QueueContents contents;
    final QueueDispatch machine;
    final ModelBrowser browser;
    long nowMs = 1_000_000;

    /** Whether an answer is outstanding to who asked which messages are present. */
    boolean asking;

    private final Random random;

    /** Whether memory is short. */
    private final boolean thrifty;

    private final Map<QueueContents, Long> counts = new IdentityHashMap<>();

    ModelWorld(Random random, Map<String, Integer> happened) {
        this.random = random;
        options = anyOptions(QueueOptions.of(
                random.nextInt(4) != 0, random.nextBoolean(), MAX_PRIORITIES[random.nextInt(MAX_PRIORITIES.length)]));
        int slots = PAGE_SLOTS[random.nextInt(PAGE_SLOTS.length)];
        model = new ModelQueue(options.maxPriority(), options.durable());
        disk = new ModelDisk(random, happened);
        disk.lossy = random.nextInt(8) == 0;
        thrifty = random.nextInt(4) != 0;
        effects = new ModelEffects(random, model, disk, new QueueContents(options.maxPriority(), slots));
        effects.lostIn = this::lostBetween;
        contents = new QueueContents(options.maxPriority(), slots);
        if (options.durable() && random.nextInt(3) == 0) {
            recover(random.nextInt(400));
        }
        upkeep = new ModelUpkeep(model, disk, contents, options);
        upkeep.nowMs = nowMs;
        effects.upkeep = upkeep;
        model.onRelease = () -> {
            upkeep.chooseActive();
            upkeep.forgetIdle();
        };
        machine = new QueueDispatch(contents, options, effects, disk.meter, 1 << random.nextInt(11), MOST_LEAVING);
        browser = new ModelBrowser(this, random);
        // As after a start: only with a command can the machine say when it wants to be woken.
        ring();
    }

    /** Half of the queues use none of it, the others any of it. */
    private QueueOptions anyOptions(QueueOptions declared) {
        if (random.nextBoolean()) {
            return declared;
        }
        long maxMessages = random.nextInt(3) == 0 ? random.nextInt(30) : QueueLimits.UNLIMITED;
        long maxBytes = random.nextInt(4) == 0 ? random.nextInt(600) : QueueLimits.UNLIMITED;
        Overflow overflow = Overflow.values()[random.nextInt(3)];
        return declared.withLimits(new QueueLimits(maxMessages, maxBytes, overflow))
                .withMessageTtlMs(random.nextInt(3) == 0 ? random.nextInt(120) : Message.NO_TTL)
                .withDeadLetters(random.nextBoolean())
                .withSingleActiveConsumer(random.nextInt(3) == 0, random.nextBoolean())
                .withDeliveryLimit(random.nextInt(3) == 0 ? random.nextInt(4) : QueueOptions.NO_DELIVERY_LIMIT)
                .withConsumerTimeoutMs(random.nextInt(3) == 0 ? 1 + random.nextInt(300) : 0);
    }

    /** The queue is to behave otherwise. */
    void reconfigure() {
        upkeep.sync();
        QueueOptions changed =
                anyOptions(QueueOptions.of(options.durable(), options.autoDelete(), options.maxPriority()));
        if (options.consumerTimeoutMs() == 0) {
            model.inFlight.values().forEach(entry -> entry.sinceMs = nowMs);
        }
        options = changed;
        upkeep.options = changed;
        upkeep.chooseActive();
        model.subscriptions.forEach(model::refresh);
        machine.reconfigure(changed, nowMs);
    }

    void pass(long ms) {
        nowMs += ms;
        upkeep.nowMs = nowMs;
    }

    /** What the machine asked for at this time, or earlier; or nothing. */
    void ring() {
        if (nowMs >= upkeep.wakeAtMs) {
            upkeep.wakeAtMs = Fact.NEVER;
        }
        machine.timeReached(nowMs);
        upkeep.sync();
    }

    private void answerDeadLetter() {
        List<ModelQueue.Entry> told = List.copyOf(upkeep.told);
        ModelQueue.Entry entry = told.get(random.nextInt(told.size()));
        if (upkeep.leaving.get(entry) == null) {
            browser.decide(entry);
            return;
        }
        if (entry.lasting) {
            effects.expected.add("removed " + entry.id + " " + upkeep.leaving.get(entry));
        }
        upkeep.answered(entry);
        machine.left(entry.id, nowMs);
    }

    /** The queue had a life before, and some of its messages are left. */
    private void recover(int count) {
        boolean unclean = random.nextBoolean();
        model.ceiling = random.nextInt(2 * count + 1);
        model.durableCeiling = model.ceiling;
        for (QueueContents recovered : List.of(contents, effects.replica)) {
            recovered.deliverableUpTo(model.ceiling);
            if (unclean) {
                recovered.afterUncleanStop();
            }
            recovered.idsUpTo(count);
        }
        contents.recoveredInto(new RecoveryStore() {
            @Override
            public boolean budgetUsedUp() {
                return random.nextInt(4) != 0;
            }

            @Override
            public long storePage(ByteBuffer index) {
                return disk.store(index);
            }
        });
        for (int n = 0; n < count; n++) {
            ModelQueue.Entry entry = model.append(message(), Message.NO_TTL, nowMs);
            if (!entry.lasting || random.nextInt(5) == 0) {
                model.forget(entry);
            } else {
                recover(entry, unclean && entry.id <= model.ceiling);
            }
        }
        contents.recoveredAll();
        model.lastId = unclean ? Math.max(model.lastId, model.ceiling) : model.lastId;
    }

    private void recover(ModelQueue.Entry entry, boolean flagged) {
        boolean redelivered = random.nextInt(5) == 0;
        int holders = 1 + random.nextInt(3);
        entry.redelivered = redelivered || flagged;
        entry.returns = random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 0;
        long place = -1;
        if (disk.lossy && random.nextInt(20) == 0) {
            model.damage(entry.id);
        } else {
            entry.body = disk.log(entry.message, holders, true);
            disk.writeAll();
            place = entry.body.places.get(0);
        }
        for (QueueContents recovered : List.of(contents, effects.replica)) {
            for (int times = random.nextInt(3); times >= 0; times--) {
                boolean taken = recovered.recovered(
                        entry.id,
                        entry.message.priority(),
                        entry.message.bodySize(),
                        entry.expiresAtMs,
                        place,
                        holders,
                        redelivered,
                        entry.returns);
                assertThat(taken).isEqualTo(recovered.messageCount() != counted(recovered));
                counts.put(recovered, recovered.messageCount());
            }
        }
    }

    private long counted(QueueContents recovered) {
        return counts.getOrDefault(recovered, 0L);
    }

    /** What happens beside the clients; {@code all} that was asked for, if wanted. Returns whether all has. */
    boolean below(boolean all) {
        if (thrifty && random.nextInt(3) == 0) {
            machine.pageOut(random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(9_000), nowMs);
        }
        if (thrifty && random.nextInt(6) == 0) {
            idle();
        }
        if (thrifty && random.nextInt(8) == 0) {
            rewrite();
        }
        for (int steps = random.nextInt(4); steps > 0 || all && !isQuiet(); steps--) {
            step();
            checkBooks();
        }
        return isQuiet();
    }

    void step() {
        happen();
        upkeep.sync();
    }

    private void happen() {
        if (!upkeep.told.isEmpty() && random.nextBoolean()) {
            answerDeadLetter();
            return;
        }
        if (upkeep.wakeAtMs <= nowMs && random.nextBoolean()) {
            ring();
            return;
        }
        if (disk.quiet() && !model.ready.isEmpty() && model.next() != null) {
            disk.count("delivery waits for the ceiling");
        }
        if (model.durableCeiling < model.ceiling && random.nextBoolean()) {
            model.durableCeiling = random.nextInt(3) == 0
                    ? model.durableCeiling + (model.ceiling - model.durableCeiling) / 2
                    : model.ceiling;
            machine.ceilingDurable(model.durableCeiling, nowMs);
        } else {
            disk.step(machine, nowMs);
        }
    }

    boolean isQuiet() {
        boolean inTime = upkeep.wakeAtMs > nowMs;
        return disk.quiet() && model.durableCeiling == model.ceiling && upkeep.told.isEmpty() && inTime;
    }

    private void idle() {
        long before = machine.inMemoryCount();
        boolean again = machine.idle();
        if (machine.inMemoryCount() < before) {
            disk.count(again ? "some of an idle queue leaves" : "an idle queue leaves");
        }
    }

    /** As whoever rewrites the log does. */
    private void rewrite() {
        if (!asking) {
            long[] ids = random.longs(random.nextInt(20), 1, model.lastId + 3)
                    .distinct()
                    .sorted()
                    .toArray();
            asking = true;
            Set<Long> before = Set.copyOf(model.entries.keySet());
            machine.present(ids, present -> {
                asking = false;
                for (int n = 0; n < ids.length; n++) {
                    checkPresent(ids[n], present[n], before);
                }
            });
        }
        List<ModelQueue.Entry> moving = new ArrayList<>(model.entries.values());
        moving.removeIf(entry -> entry.body == null || entry.body.places.isEmpty() || random.nextInt(3) == 0);
        if (!disk.isMoving() && !moving.isEmpty()) {
            List<ModelDisk.Body> bodies =
                    moving.stream().map(entry -> entry.body).toList();
            disk.move(machine, moving.stream().mapToLong(entry -> entry.id).toArray(), bodies);
        }
    }

    private void checkPresent(long id, boolean present, Set<Long> before) {
        if (model.entries.containsKey(id)) {
            assertThat(present).isTrue();
        } else if (!before.contains(id) && disk.lostPages == 0) {
            assertThat(present).isFalse();
        }
    }

    /** The ids of a page that was lost: those in its range that are in no warm page. */
    private List<Long> lostBetween(long firstId, long lastId) {
        List<Long> lost = new ArrayList<>();
        for (int priority = 0; priority < contents.list().laneCount(); priority++) {
            Lane lane = contents.list().lane(priority);
            for (int position = 0; lane != null && position < lane.end(); position++) {
                Page page = lane.pageAt(position);
                if (page != null && page.cold() != null && page.cold().lost() && page.firstId() == firstId) {
                    int here = lane.priority;
                    model.entries.subMap(firstId, true, lastId, true).values().stream()
                            .filter(entry -> entry.priority == here)
                            .forEach(entry -> lost.add(entry.id));
                }
            }
        }
        return lost;
    }

    /** The machine holds in the log what it has, and has in memory what it counts. */
    void checkBooks() {
        if (random.nextInt(8) == 0 || disk.anyInBulk()) {
            checkAllBooks();
        }
    }

    void checkAllBooks() {
        Set<ModelDisk.Body> left = new HashSet<>();
        for (ModelQueue.Entry entry : model.entries.values()) {
            if (entry.body != null) {
                left.add(entry.body);
            }
        }
        disk.settleBulk(left);
        assertThat(disk.held).isEqualTo(left);
        MemoryBooks.checkIndexCounted(contents.list(), disk.meter);
    }

    Message message() {
        int priority = random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(5);
        long ttlMs = random.nextInt(10) == 0 ? random.nextInt(100) : Message.NO_TTL;
        int size = random.nextInt(50);
        return random.nextInt(3) == 0 ? Messages.passing(size, priority) : Messages.message(size, priority, ttlMs);
    }

    /** Persistent messages are logged before any queue has them, if they are for a durable one. */
    ModelDisk.Body log(Message message) {
        boolean here = options.durable() && message.persistent();
        boolean elsewhere = message.persistent() && random.nextBoolean();
        ModelDisk.Body body = here || elsewhere ? disk.log(message, 1 + random.nextInt(3), here) : null;
        return here ? body : null;
    }
}
