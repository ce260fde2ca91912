package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The machine against the model: random commands, every effect checked as it comes, all counters after every command,
 * and contents rebuilt from the bytes of the facts in the end.
 */
class QueueMachinePropertyTest {
    private static final int RUNS = 600;
    private static final int COMMANDS = 200;
    private static final int[] MAX_PRIORITIES = {0, 0, 3, 255};
    private static final List<String> RARE_EVENTS = List.of(
            "bodies asked for",
            "bodies moved",
            "body lost",
            "delivery waits for the ceiling",
            "get waits",
            "let go in bulk",
            "page asked for",
            "page lost",
            "page stored",
            "spill");
    private static final int[] PAGE_SLOTS = {64, 64, 128, Page.FULL_SLOTS};

    @Test
    void theMachineDoesWhatTheModelSays() {
        Map<String, Integer> happened = new TreeMap<>();
        Seeds.run(RUNS, random -> {
            Run run = new Run(random, happened);
            for (int command = 0; command < COMMANDS; command++) {
                run.command();
                run.checkCounters();
            }
            run.checkContents();
            run.deleteAndGoOn();
        });
        if (Long.getLong("seed") == null) {
            assertThat(happened.keySet()).as("what happens in some runs").containsAll(RARE_EVENTS);
        }
    }

    /** One run: the machine, its model, and the world around them. */
    private static final class Run {
        private final Random random;
        private final QueueOptions options;
        private final ModelDisk disk;
        private final ModelQueue model;
        private final ModelEffects effects;
        private final QueueContents contents;
        private final QueueDispatch machine;
        private final Recipient[] channels = new Recipient[4];
        private final ModelQueue.CountedCredit[] credits = new ModelQueue.CountedCredit[4];
        private final long[] publisherSequences = new long[3];
        private final int burst;
        private long nowMs = 1_000_000;

        /** Whether memory is short. */
        private final boolean thrifty;

        private boolean asking;
        private int tags;

        Run(Random random, Map<String, Integer> happened) {
            this.random = random;
            options = new QueueOptions(
                    random.nextInt(4) != 0,
                    random.nextBoolean(),
                    MAX_PRIORITIES[random.nextInt(MAX_PRIORITIES.length)]);
            int slots = PAGE_SLOTS[random.nextInt(PAGE_SLOTS.length)];
            model = new ModelQueue(options.maxPriority(), options.durable());
            disk = new ModelDisk(random, happened);
            disk.lossy = random.nextInt(8) == 0;
            thrifty = random.nextInt(4) != 0;
            effects = new ModelEffects(random, model, disk, new QueueContents(options.maxPriority(), slots));
            effects.lostIn = this::lostBetween;
            contents = new QueueContents(options.maxPriority(), slots);
            machine = new QueueDispatch(contents, options, effects, disk.meter, 1 << random.nextInt(11));
            burst = random.nextInt(3) == 0 ? 100 : 6;
            for (int n = 0; n < channels.length; n++) {
                channels[n] = new Recipient() {};
                credits[n] = new ModelQueue.CountedCredit(1 + random.nextInt(5));
            }
        }

        void command() {
            nowMs += random.nextInt(5);
            boolean dispatched = true;
            int choice = random.nextInt(100);
            if (choice < 38) {
                enqueue(1 + random.nextInt(burst));
            } else if (choice < 46) {
                subscribe();
                dispatched = false;
            } else if (choice < 49) {
                cancel();
                dispatched = false;
            } else if (choice < 56) {
                dispatched = resumeAny();
            } else if (choice < 70) {
                settle();
            } else if (choice < 80) {
                requeue();
            } else if (choice < 85) {
                reject();
            } else if (choice < 95) {
                get();
                dispatched = false;
            } else if (choice < 99) {
                dispatched = recipientGone();
            } else {
                purge();
            }
            boolean quiet = below(random.nextInt(3) == 0);
            if (quiet) {
                assertThat(model.gets).as("who was not answered").isEmpty();
            }
            if (dispatched && quiet) {
                assertThat(model.ready.isEmpty() || model.next() == null)
                        .as("ready messages and a consumer that can take them")
                        .isTrue();
            }
            if (random.nextInt(4) != 0) {
                resumeRefused();
            }
        }

        /** What happens beside the clients; {@code all} that was asked for, if wanted. Returns whether all has. */
        private boolean below(boolean all) {
            if (thrifty && random.nextInt(3) == 0) {
                machine.pageOut(random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(9_000), nowMs);
                checkCounters();
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

        private void step() {
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

        private boolean isQuiet() {
            return disk.quiet() && model.durableCeiling == model.ceiling;
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
        private void checkBooks() {
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

        private void enqueue(int count) {
            for (int n = 0; n < count; n++) {
                int priority = random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(5);
                long ttlMs = random.nextInt(10) == 0 ? random.nextInt(100) : Message.NO_TTL;
                int size = random.nextInt(50);
                Message message = random.nextInt(3) == 0
                        ? Messages.passing(size, priority)
                        : Messages.message(size, priority, ttlMs);
                switch (random.nextInt(4)) {
                    case 0 -> enqueueTracked(message);
                    case 1 -> enqueueFrom(new Sender(99, false), 1 + random.nextInt(1000), message);
                    case 2 -> enqueueFrom(new Sender(98, true), 0, message);
                    default -> enqueueFrom(null, 5, message);
                }
            }
        }

        private void enqueueTracked(Message message) {
            int publisher = random.nextInt(publisherSequences.length);
            boolean again = publisherSequences[publisher] > 0 && random.nextInt(4) == 0;
            long sequence =
                    again ? 1 + random.nextInt((int) publisherSequences[publisher]) : ++publisherSequences[publisher];
            Sender sender = new Sender(-1L - publisher, true);
            if (again) {
                log(message);
                effects.expected.add("confirm " + sender.id + " " + sequence);
                machine.enqueue(sender, sequence, message, nowMs);
            } else {
                enqueueFrom(sender, sequence, message);
            }
        }

        private void enqueueFrom(Sender sender, long sequence, Message message) {
            boolean tracked = sender != null && sender.tracked && sequence != 0;
            ModelQueue.Entry entry = model.append(message, nowMs);
            entry.body = log(message);
            if (tracked) {
                model.lastSequence.put(sender.id, sequence);
            }
            if (tracked && entry.lasting) {
                model.lastingSequence.put(sender.id, sequence);
            }
            if (entry.lasting) {
                effects.expected.add(
                        "enqueued " + entry.id + " " + (tracked ? sender.id : 0) + " " + (tracked ? sequence : 0));
            }
            if (sender != null && sequence != 0) {
                effects.expected.add("confirm " + sender.id + " " + sequence);
            }
            machine.enqueue(sender, sequence, message, nowMs);
        }

        /** Persistent messages are logged before any queue has them, if they are for a durable one. */
        private ModelDisk.Body log(Message message) {
            boolean here = options.durable() && message.persistent();
            boolean elsewhere = message.persistent() && random.nextBoolean();
            ModelDisk.Body body = here || elsewhere ? disk.log(message, 1 + random.nextInt(3), here) : null;
            return here ? body : null;
        }

        private void subscribe() {
            int channel = random.nextInt(channels.length);
            ModelQueue.CountedCredit shared = random.nextInt(3) == 0 ? credits[channel] : null;
            int prefetch = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(4);
            Consumer consumer = new Consumer(
                    channels[channel],
                    "c" + tags++,
                    random.nextInt(5) == 0,
                    random.nextInt(12) == 0,
                    random.nextInt(3) - 1,
                    prefetch,
                    shared == null ? null : effects.credit(shared));
            ModelQueue.Subscription subscription =
                    new ModelQueue.Subscription(consumer, consumer.noAck() ? null : shared);
            boolean others = !model.subscriptions.isEmpty();
            boolean refused = others
                    && (consumer.exclusive()
                            || model.subscriptions.get(0).consumer.exclusive());
            SubscribeOutcome outcome = machine.subscribe(consumer, nowMs);
            assertThat(outcome).isEqualTo(refused ? SubscribeOutcome.EXCLUSIVE_IN_USE : SubscribeOutcome.OK);
            if (!refused) {
                effects.know(subscription);
                subscription.subscribed = true;
                model.subscriptions.add(subscription);
                model.refresh(subscription);
                if (random.nextInt(5) != 0) {
                    resume(subscription);
                }
            }
        }

        private void cancel() {
            ModelQueue.Subscription subscription = anySubscription();
            if (subscription != null) {
                model.ends(subscription);
                expectUnused();
                assertThat(machine.cancel(subscription.consumer, nowMs)).isTrue();
                assertThat(machine.cancel(subscription.consumer, nowMs)).isFalse();
            }
        }

        private boolean resumeAny() {
            ModelQueue.Subscription subscription = anySubscription();
            if (subscription == null) {
                return false;
            }
            resume(subscription);
            return true;
        }

        private void resume(ModelQueue.Subscription subscription) {
            subscription.turnedAway = false;
            model.refresh(subscription);
            machine.resume(subscription.consumer, nowMs);
        }

        /** As the owner of a shared credit does when units came back. */
        private void resumeRefused() {
            for (ModelQueue.CountedCredit credit : credits) {
                List<ModelQueue.Subscription> refused = List.copyOf(credit.refused);
                if (credit.used < credit.limit) {
                    credit.refused.clear();
                    refused.forEach(this::resume);
                }
            }
        }

        private void settle() {
            long[] ids = someIds();
            if (ids.length == 1) {
                releaseExpecting(ids[0], "settled " + ids[0], true);
                machine.settle(ids[0], nowMs);
            } else {
                for (long id : ids) {
                    releaseExpecting(id, "settled " + id, true);
                }
                machine.settle(ids, ids.length, nowMs);
            }
        }

        private void reject() {
            long[] ids = someIds();
            for (long id : ids) {
                releaseExpecting(id, "removed " + id + " REJECTED", true);
            }
            machine.reject(ids, ids.length, nowMs);
        }

        private void requeue() {
            long[] ids = someIds();
            boolean counted = random.nextBoolean();
            for (long id : ids) {
                ModelQueue.Entry entry = releaseExpecting(id, "returned " + id + " " + counted, false);
                if (entry != null) {
                    model.returns(entry, counted);
                }
            }
            machine.requeue(ids, ids.length, counted, nowMs);
        }

        private ModelQueue.Entry releaseExpecting(long id, String fact, boolean leaves) {
            ModelQueue.Entry entry = model.release(id);
            if (entry != null) {
                if (entry.lasting) {
                    effects.expected.add(fact);
                }
                if (leaves) {
                    model.forget(entry);
                }
            }
            return entry;
        }

        private void get() {
            boolean noAck = random.nextInt(3) == 0;
            Recipient channel = channels[random.nextInt(channels.length)];
            model.gets.add(channel);
            model.getsNoAck.add(noAck);
            machine.get(channel, noAck, nowMs);
            if (!model.gets.isEmpty()) {
                disk.count("get waits");
            }
        }

        private boolean recipientGone() {
            Recipient channel = channels[random.nextInt(channels.length)];
            boolean consumed = false;
            forgetGets(channel);
            for (ModelQueue.Subscription subscription : List.copyOf(model.subscriptions)) {
                if (subscription.consumer.recipient() == channel) {
                    model.ends(subscription);
                    consumed = true;
                }
            }
            boolean held = false;
            for (ModelQueue.Entry entry : List.copyOf(model.inFlight.values())) {
                if (entry.heldBy == channel) {
                    held = true;
                    releaseExpecting(entry.id, "returned " + entry.id + " true", false);
                    model.returns(entry, true);
                }
            }
            if (consumed) {
                expectUnused();
            }
            machine.recipientGone(channel, nowMs);
            return consumed || held;
        }

        private void forgetGets(Recipient channel) {
            for (int gets = model.gets.size(); gets > 0; gets--) {
                Recipient asking = model.gets.remove();
                boolean noAck = model.getsNoAck.remove();
                if (asking != channel) {
                    model.gets.add(asking);
                    model.getsNoAck.add(noAck);
                }
            }
        }

        private void purge() {
            int ready = model.ready.size() + model.damagedCount();
            if (ready != 0 && options.durable()) {
                effects.expected.add("purged " + model.lastId);
            }
            List.copyOf(model.ready).forEach(model::forget);
            model.entries.values().removeIf(entry -> entry.damaged);
            assertThat(machine.purge(nowMs)).isEqualTo(ready);
        }

        private void expectUnused() {
            if (options.autoDelete() && model.subscriptions.isEmpty()) {
                effects.expected.add("unused");
            }
        }

        private ModelQueue.Subscription anySubscription() {
            int count = model.subscriptions.size();
            return count == 0 ? null : model.subscriptions.get(random.nextInt(count));
        }

        /** Mostly ids in flight, in any order, and one that may be anything. */
        private long[] someIds() {
            List<Long> inFlight = new ArrayList<>(model.inFlight.keySet());
            int count = random.nextInt(1 + Math.min(inFlight.size(), random.nextInt(5) == 0 ? 1000 : 4));
            long[] ids = new long[count + 1];
            for (int n = 0; n < count; n++) {
                ids[n] = inFlight.remove(random.nextInt(inFlight.size()));
            }
            ids[count] = 1 + random.nextInt((int) model.lastId + 2);
            return ids;
        }

        void checkCounters() {
            assertThat(effects.expected).as("what the machine did not do").isEmpty();
            assertThat(machine.readyCount()).isEqualTo(model.ready.size());
            assertThat(machine.unackedCount()).isEqualTo(model.inFlight.size());
            assertThat(machine.messageCount()).isEqualTo(model.entries.size());
            assertThat(machine.damagedCount()).isEqualTo(model.damagedCount());
            checkBooks();
            assertThat(machine.readyBytes()).isEqualTo(bytesOf(model.ready));
            assertThat(machine.unackedBytes()).isEqualTo(bytesOf(model.inFlight.values()));
            assertThat(machine.consumerCount()).isEqualTo(model.subscriptions.size());
            for (ModelQueue.Subscription subscription : model.subscriptions) {
                assertThat(subscription.consumer.inFlight()).isEqualTo(subscription.inFlight);
            }
            for (ModelQueue.CountedCredit credit : credits) {
                long held = model.inFlight.values().stream()
                        .filter(entry -> entry.through != null && entry.through.shared == credit)
                        .count();
                assertThat((long) credit.used).as("shared credit taken").isEqualTo(held);
            }
        }

        void checkContents() {
            long[] all =
                    java.util.stream.LongStream.rangeClosed(1, model.lastId).toArray();
            machine.present(all, present -> {});
            while (!isQuiet()) {
                step();
            }
            if (disk.lostPages == 0) {
                assertThat(ContentsDump.of(contents)).isEqualTo(model.dump(false));
            }
            assertThat(contents.lastId()).isEqualTo(model.lastId);
            assertThat(ContentsDump.of(effects.replica)).isEqualTo(model.dump(true));
            assertThat(effects.replica.list().readyCount())
                    .isEqualTo(effects.replica.list().count());
            effects.replica.afterUncleanStop();
            effects.replica.list().forEach((page, index) -> {
                if (model.entries.get(page.idAt(index)).everDelivered) {
                    assertThat(page.redelivered(index)).isTrue();
                }
            });
            assertThat(effects.replica.lastId()).isGreaterThanOrEqualTo(model.ceiling);
        }

        void deleteAndGoOn() {
            for (ModelQueue.Subscription subscription : model.subscriptions) {
                effects.toldOfEnd.add(subscription.consumer);
            }
            model.ready.clear();
            model.entries.clear();
            machine.delete(nowMs);
            assertThat(effects.toldOfEnd).isEmpty();
            long[] ids = someIds();
            machine.settle(ids, ids.length, nowMs);
            machine.requeue(ids, ids.length, true, nowMs);
            machine.recipientGone(channels[0], nowMs);
            model.gets.add(channels[0]);
            model.getsNoAck.add(false);
            machine.get(channels[0], false, nowMs);
            assertThat(model.gets).isEmpty();
            Message late = Messages.ofSize(1);
            log(late);
            machine.enqueue(null, 0, late, nowMs);
            checkBooks();
            model.subscriptions.clear();
            while (!isQuiet()) {
                below(true);
            }
            assertThat(disk.isMoving() || asking)
                    .as("a question without an answer")
                    .isFalse();
            assertThat(disk.pages).isEmpty();
            assertThat(disk.held).isEmpty();
            assertThat(disk.meter.bodyBytes() + disk.meter.indexBytes()).isZero();
            assertThat(machine.messageCount() + machine.unackedCount() + machine.consumerCount())
                    .isZero();
        }

        private static long bytesOf(Iterable<ModelQueue.Entry> entries) {
            long bytes = 0;
            for (ModelQueue.Entry entry : entries) {
                bytes += entry.message.bodySize();
            }
            return bytes;
        }
    }

    private record Sender(long id, boolean tracked) implements Publisher {}
}
