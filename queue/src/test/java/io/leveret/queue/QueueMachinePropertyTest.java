package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The machine against the model: random commands, every effect checked as it comes, all counters after every command,
 * and contents rebuilt from the bytes of the facts in the end.
 */
class QueueMachinePropertyTest {
    private static final int RUNS = Integer.getInteger("runs", 300);
    private static final int COMMANDS = 200;
    private static final List<String> RARE_EVENTS = List.of(
            "bodies asked for",
            "bodies moved",
            "body lost",
            "another becomes active",
            "dead letter",
            "delivery waits for the ceiling",
            "an idle queue leaves",
            "some of an idle queue leaves",
            "get waits",
            "held too long",
            "left DELIVERY_LIMIT",
            "left EXPIRED",
            "left MAXLEN",
            "left REJECTED",
            "left before its body came",
            "let go in bulk",
            "page asked for",
            "page lost",
            "page stored",
            "refused",
            "settled by hand",
            "shown at once",
            "shown when it was read",
            "spill",
            "stays",
            "the active one yields",
            "withdrawn");

    @Test
    void theMachineDoesWhatTheModelSays() {
        Map<String, Integer> happened = new TreeMap<>();
        Seeds.run(RUNS, random -> live(random, happened));
        if (Long.getLong("seed") == null) {
            assertThat(happened.keySet()).as("what happens in some runs").containsAll(RARE_EVENTS);
        }
    }

    /** Otherwise a failure could not be replayed. */
    @Test
    void theSameSeedDoesTheSame() {
        Seeds.run(10, random -> {
            long seed = random.nextLong();
            assertThat(lived(seed)).isEqualTo(lived(seed));
        });
    }

    /** What happened how often, and the next number that would have been drawn. */
    private static List<Object> lived(long seed) {
        Map<String, Integer> happened = new TreeMap<>();
        Random random = new Random(seed);
        live(random, happened);
        return List.of(happened, random.nextLong());
    }

    private static void live(Random random, Map<String, Integer> happened) {
        Run run = new Run(random, happened);
        for (int command = 0; command < COMMANDS; command++) {
            run.command();
            run.checkCounters();
        }
        run.checkContents();
        run.deleteAndGoOn();
    }

    /** What the clients of one run do, and what is to come of it. */
    private static final class Run {
        private final ModelWorld world;
        private final Random random;
        private final ModelQueue model;
        private final ModelDisk disk;
        private final ModelEffects effects;
        private final QueueContents contents;
        private final QueueDispatch machine;
        private final Recipient[] channels = new Recipient[4];
        private final ModelQueue.CountedCredit[] credits = new ModelQueue.CountedCredit[4];
        private final long[] publisherSequences = new long[3];
        private final int burst;
        private int tags;

        Run(Random random, Map<String, Integer> happened) {
            this.random = random;
            world = new ModelWorld(random, happened);
            model = world.model;
            disk = world.disk;
            effects = world.effects;
            contents = world.contents;
            machine = world.machine;
            burst = random.nextInt(3) == 0 ? 100 : 6;
            for (int n = 0; n < channels.length; n++) {
                channels[n] = new Recipient() {};
                credits[n] = new ModelQueue.CountedCredit(1 + random.nextInt(5));
            }
        }

        void command() {
            world.pass(random.nextInt(random.nextInt(20) == 0 ? 200 : 5));
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
            } else if (random.nextInt(3) == 0) {
                purge();
            } else {
                world.reconfigure();
            }
            world.upkeep.sync();
            browse();
            boolean quiet = world.below(random.nextInt(3) == 0);
            world.upkeep.sync();
            if (quiet) {
                checkUpkeep();
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

        private void browse() {
            if (random.nextInt(6) == 0) {
                world.browser.look();
            }
            if (random.nextInt(10) == 0) {
                world.browser.withdraw();
            }
        }

        private void enqueue(int count) {
            for (int n = 0; n < count; n++) {
                Message message = world.message();
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
            Sender sender = new Sender(-1L - publisher, true);
            long known = model.lastSequence.getOrDefault(sender.id, 0L);
            boolean again = known > 0 && random.nextInt(4) == 0;
            long sequence = again ? 1 + random.nextInt((int) known) : ++publisherSequences[publisher];
            if (again) {
                world.log(message);
                effects.expected.add("confirm " + sender.id + " " + sequence);
                machine.enqueue(sender, sequence, message, world.nowMs);
                // It is not taken, but the machine may go on to drop what is too much.
                world.upkeep.sync();
            } else {
                enqueueFrom(sender, sequence, message);
            }
        }

        private void enqueueFrom(Sender sender, long sequence, Message message) {
            boolean tracked = sender != null && sender.tracked && sequence != 0;
            if (world.options.limits().overflow() != Overflow.DROP_HEAD && !checkedRefusal(sender, sequence, message)) {
                return;
            }
            ModelQueue.Entry entry = model.append(message, world.options.messageTtlMs(), world.nowMs);
            entry.body = world.log(message);
            world.upkeep.arriving = entry;
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
            machine.enqueue(sender, sequence, message, world.nowMs);
            world.upkeep.arriving = null;
            world.upkeep.sync();
        }

        /** Whether the message will be taken; if not it was brought, if it can be said what comes of it. */
        private boolean checkedRefusal(Sender sender, long sequence, Message message) {
            world.ring();
            world.upkeep.sync();
            if (world.upkeep.anyOver()) {
                return false;
            }
            if (!world.upkeep.refuses(message)) {
                return true;
            }
            disk.count("refused");
            world.log(message);
            if (world.options.deadLetters() && world.options.limits().overflow() == Overflow.REJECT_PUBLISH_DLX) {
                effects.expected.add("dead-letter refused MAXLEN");
            }
            if (sender != null && sequence != 0) {
                effects.expected.add("refuse " + sender.id + " " + sequence);
            }
            machine.enqueue(sender, sequence, message, world.nowMs);
            return false;
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
            ModelQueue.Subscription subscription = new ModelQueue.Subscription(consumer, shared, world.upkeep::mayTake);
            boolean others = !model.subscriptions.isEmpty();
            boolean refused = world.options.singleActiveConsumer() && consumer.exclusive();
            refused |= others
                    && (consumer.exclusive()
                            || model.subscriptions.get(0).consumer.exclusive());
            SubscribeOutcome outcome = machine.subscribe(consumer, world.nowMs);
            assertThat(outcome).isEqualTo(refused ? SubscribeOutcome.EXCLUSIVE_IN_USE : SubscribeOutcome.OK);
            if (!refused) {
                effects.know(subscription);
                subscription.subscribed = true;
                model.subscriptions.add(subscription);
                world.upkeep.chooseActive();
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
                assertThat(machine.cancel(subscription.consumer, world.nowMs)).isTrue();
                assertThat(machine.cancel(subscription.consumer, world.nowMs)).isFalse();
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
            machine.resume(subscription.consumer, world.nowMs);
            world.upkeep.sync();
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
                settles(ids[0]);
                machine.settle(ids[0], world.nowMs);
            } else {
                for (long id : ids) {
                    settles(id);
                }
                machine.settle(ids, ids.length, world.nowMs);
            }
        }

        private void reject() {
            long[] ids = someIds();
            for (long id : ids) {
                ModelQueue.Entry entry = model.release(id);
                if (entry != null) {
                    departs(entry, RemovalReason.REJECTED);
                }
            }
            machine.reject(ids, ids.length, world.nowMs);
        }

        private void requeue() {
            long[] ids = someIds();
            boolean counted = random.nextBoolean();
            for (long id : ids) {
                ModelQueue.Entry entry = model.release(id);
                if (entry != null) {
                    comesBack(entry, counted);
                }
            }
            machine.requeue(ids, ids.length, counted, world.nowMs);
        }

        private void settles(long id) {
            ModelQueue.Entry entry = model.release(id);
            if (entry != null) {
                if (entry.lasting) {
                    effects.expected.add("settled " + id);
                }
                model.forget(entry);
            }
        }

        private void departs(ModelQueue.Entry entry, RemovalReason reason) {
            disk.count("left " + reason);
            if (world.options.deadLetters()) {
                world.upkeep.leaving.put(entry, reason);
                return;
            }
            if (entry.lasting) {
                effects.expected.add("removed " + entry.id + " " + reason);
            }
            model.forget(entry);
        }

        private void comesBack(ModelQueue.Entry entry, boolean counted) {
            int limit = world.options.deliveryLimit();
            if (counted && limit >= 0 && entry.returns >= limit) {
                departs(entry, RemovalReason.DELIVERY_LIMIT);
                return;
            }
            if (entry.lasting) {
                effects.expected.add("returned " + entry.id + " " + counted);
            }
            model.returns(entry, counted);
        }

        private void get() {
            boolean noAck = random.nextInt(3) == 0;
            Recipient channel = channels[random.nextInt(channels.length)];
            model.gets.add(channel);
            model.getsNoAck.add(noAck);
            machine.get(channel, noAck, world.nowMs);
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
                    comesBack(model.release(entry.id), true);
                }
            }
            if (consumed) {
                expectUnused();
            }
            machine.recipientGone(channel, world.nowMs);
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
            world.upkeep.sync();
            int ready = model.ready.size() + model.damagedCount();
            if (ready != 0 && world.options.durable()) {
                effects.expected.add("purged " + model.lastId);
            }
            List.copyOf(model.ready).forEach(model::forget);
            model.entries.values().removeIf(entry -> entry.damaged);
            assertThat(machine.purge(world.nowMs)).isEqualTo(ready);
        }

        private void expectUnused() {
            if (world.options.autoDelete() && model.subscriptions.isEmpty()) {
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

        /** With all answers given, nothing is left that should not be here. */
        private void checkUpkeep() {
            world.upkeep.checkAllTold();
            assertThat(world.upkeep.leaving).isEmpty();
            assertThat(world.upkeep.anyOver()).as("what is over").isFalse();
            assertThat(world.upkeep.isTooMuch()).as("too much").isFalse();
            world.upkeep.checkWake();
            world.upkeep.checkNobodyHoldsTooLong();
        }

        void checkCounters() {
            world.upkeep.sync();
            assertThat(machine.leavingCount()).isEqualTo(world.upkeep.leaving.size());
            assertThat(machine.activeConsumer())
                    .isSameAs(world.upkeep.active() == null ? null : world.upkeep.active().consumer);
            assertThat(effects.expected).as("what the machine did not do").isEmpty();
            assertThat(machine.readyCount()).isEqualTo(model.ready.size());
            assertThat(machine.unackedCount()).isEqualTo(model.inFlight.size());
            assertThat(machine.messageCount()).isEqualTo(model.entries.size());
            assertThat(machine.damagedCount()).isEqualTo(model.damagedCount());
            world.checkBooks();
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
            world.checkAllBooks();
            long[] all =
                    java.util.stream.LongStream.rangeClosed(1, model.lastId).toArray();
            machine.present(all, present -> {});
            while (!world.isQuiet()) {
                world.step();
            }
            if (disk.lostPages == 0) {
                assertThat(ContentsDump.of(contents)).isEqualTo(model.dump(false));
            }
            assertThat(contents.lastId()).isEqualTo(model.lastId);
            assertThat(ContentsDump.of(effects.replica)).isEqualTo(model.dump(true));
            ReadyList rebuilt = effects.replica.list();
            assertThat(rebuilt.readyCount() + rebuilt.damagedCount()).isEqualTo(rebuilt.count());
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
            world.upkeep.leaving.clear();
            world.upkeep.told.clear();
            machine.delete(world.nowMs);
            assertThat(effects.toldOfEnd).isEmpty();
            long[] ids = someIds();
            machine.settle(ids, ids.length, world.nowMs);
            machine.requeue(ids, ids.length, true, world.nowMs);
            machine.recipientGone(channels[0], world.nowMs);
            model.gets.add(channels[0]);
            model.getsNoAck.add(false);
            machine.get(channels[0], false, world.nowMs);
            assertThat(model.gets).isEmpty();
            Message late = Messages.ofSize(1);
            world.log(late);
            machine.enqueue(null, 0, late, world.nowMs);
            world.checkAllBooks();
            model.subscriptions.clear();
            while (!world.isQuiet()) {
                world.below(true);
            }
            assertThat(disk.isMoving() || world.asking || world.browser.outstanding != 0)
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
