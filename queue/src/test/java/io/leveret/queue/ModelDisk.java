package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.persistence.log.Placed;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;

/**
 * What lies under a machine: a log with bodies that becomes durable late, is read late and is rewritten now and then, a
 * store of pages; and the books on who holds what.
 */
final class ModelDisk {
    /** A body in the log, as long as the queue is to hold it. */
    static final class Body {
        final Message message;

        /** Where it stands: none, one, or two places while the log is being rewritten. */
        final List<Long> places = new ArrayList<>(2);

        boolean everMoved;

        Body(Message message) {
            this.message = message;
        }

        long weight() {
            return (message.bodySize() + 64L) / message.holders();
        }
    }

    private record Request(long[] ids, long[] places) {}

    final MemoryMeter meter = new MemoryMeter();

    /** What the machine has not let go of. */
    final Set<Body> held = new LinkedHashSet<>();

    /** Whether things may be lost. */
    boolean lossy;

    /** By their handles; the answers do not need them to be kept. */
    final Map<Long, byte[]> pages = new LinkedHashMap<>();

    int lostPages;

    /** What happened at all, over many runs. */
    final Map<String, Integer> happened;

    private final Random random;
    private final Map<Long, Body> byId = new HashMap<>();
    private final Map<Long, Body> byPlace = new HashMap<>();
    private final List<Body> unwritten = new ArrayList<>();
    private final Queue<Request> requests = new ArrayDeque<>();
    private final List<Long> pageRequests = new ArrayList<>();
    private final Map<Long, long[]> letGoInBulk = new HashMap<>();
    private long bodyIds;
    private long nextPlace = 1L << 32;
    private long handles;

    /** The log is being rewritten: old places, to be forgotten when the machine says so. */
    private Map<Body, Long> moving;

    private boolean justMoved;

    ModelDisk(Random random, Map<String, Integer> happened) {
        this.random = random;
        this.happened = happened;
    }

    void count(String event) {
        happened.merge(event, 1, Integer::sum);
    }

    /** A message is given to the log; the queue is to hold it if {@code here}. */
    Body log(Message message, int holders, boolean here) {
        message.logged(++bodyIds, holders);
        Body body = new Body(message);
        byId.put(bodyIds, body);
        unwritten.add(body);
        if (here) {
            held.add(body);
        }
        return body;
    }

    Body body(long bodyId) {
        return byId.get(bodyId);
    }

    void letGo(Message message) {
        Body body = byId.get(message.bodyId());
        assertThat(body).isNotNull();
        assertThat(body.everMoved && (moving == null || !moving.containsKey(body)))
                .as("let go of at a place where it is no more")
                .isFalse();
        assertThat(held.remove(body)).as("held until now").isTrue();
    }

    void letGo(long place, int holders, int bodySize) {
        Body body = byPlace.get(place);
        assertThat(body).as("a body at " + place).isNotNull();
        assertThat(holders).isEqualTo(body.message.holders());
        assertThat(bodySize).isEqualTo(body.message.bodySize());
        assertThat(held.remove(body)).as("held until now").isTrue();
    }

    void letGoAll(long generation, int entries, long weight) {
        count("let go in bulk");
        long[] sums = letGoInBulk.computeIfAbsent(generation, g -> new long[2]);
        sums[0] += entries;
        sums[1] += weight;
    }

    boolean anyInBulk() {
        return !letGoInBulk.isEmpty();
    }

    /** What was let go of page by page is what the queue lost without a word for each. */
    void settleBulk(Set<Body> left) {
        Map<Long, long[]> expected = new HashMap<>();
        for (Body body : List.copyOf(held)) {
            if (!left.contains(body)) {
                held.remove(body);
                assertThat(body.places)
                        .as("places of what was let go of in bulk")
                        .isNotEmpty();
                boolean known = moving == null || !moving.containsKey(body);
                long[] sums = expected.computeIfAbsent(known ? body.places.get(0) >>> 32 : -1, g -> new long[2]);
                sums[0]++;
                sums[1] += body.weight();
            }
        }
        // A page that was lost, or left in the midst, could not learn that its bodies had moved.
        if (moving == null && !justMoved && lostPages == 0) {
            assertThat(letGoInBulk.keySet()).isEqualTo(expected.keySet());
            letGoInBulk.forEach((generation, sums) -> assertThat(sums).isEqualTo(expected.get(generation)));
        }
        assertThat(total(letGoInBulk, 0)).isEqualTo(total(expected, 0));
        assertThat(total(letGoInBulk, 1)).isEqualTo(total(expected, 1));
        letGoInBulk.clear();
        justMoved = false;
    }

    private static long total(Map<Long, long[]> sums, int which) {
        return sums.values().stream().mapToLong(pair -> pair[which]).sum();
    }

    void request(long[] ids, long[] places, int count) {
        long[] asked = java.util.Arrays.copyOf(ids, count);
        count("bodies asked for");
        requests.add(new Request(asked, java.util.Arrays.copyOf(places, count)));
    }

    long store(ByteBuffer index) {
        if (random.nextInt(10) == 0) {
            return -1;
        }
        byte[] bytes = new byte[index.remaining()];
        index.get(bytes);
        count("page stored");
        pages.put(++handles, bytes);
        return handles;
    }

    void requestPage(long handle) {
        assertThat(pages).containsKey(handle);
        assertThat(pageRequests).doesNotContain(handle);
        count("page asked for");
        pageRequests.add(handle);
    }

    void forgetPage(long handle) {
        assertThat(pages.remove(handle)).as("a stored page").isNotNull();
    }

    boolean quiet() {
        return requests.isEmpty() && pageRequests.isEmpty();
    }

    /** Something that was asked for happens, or a body is written. */
    void step(QueueDispatch machine, long nowMs) {
        write();
        if (!pageRequests.isEmpty() && (requests.isEmpty() || random.nextBoolean())) {
            answerPage(machine, nowMs);
        } else if (!requests.isEmpty()) {
            answerBodies(machine, nowMs);
        }
    }

    void write() {
        while (!unwritten.isEmpty() && random.nextInt(100) != 0) {
            write(unwritten.remove(0));
        }
    }

    void writeAll() {
        unwritten.forEach(this::write);
        unwritten.clear();
    }

    /** Every so often it is the first of the next generation. */
    private void write(Body body) {
        nextPlace = random.nextInt(20) == 0 ? ((nextPlace >>> 32) + 1) << 32 | 8 : nextPlace + 8;
        body.places.add(nextPlace);
        byPlace.put(nextPlace, body);
        Placed.at(body.message, nextPlace);
    }

    private void answerPage(QueueDispatch machine, long nowMs) {
        long handle = pageRequests.remove(random.nextInt(pageRequests.size()));
        byte[] bytes = pages.get(handle);
        if (bytes == null) {
            if (random.nextBoolean()) {
                machine.pageLoaded(handle, ByteBuffer.allocate(8), nowMs);
            }
        } else if (lossy && random.nextInt(4) == 0) {
            lostPages++;
            count("page lost");
            if (random.nextBoolean()) {
                machine.pageUnreadable(handle, nowMs);
            } else {
                machine.pageLoaded(handle, ByteBuffer.wrap(bytes, 0, bytes.length - 1), nowMs);
            }
        } else {
            machine.pageLoaded(handle, ByteBuffer.wrap(bytes.clone()), nowMs);
        }
    }

    private void answerBodies(QueueDispatch machine, long nowMs) {
        Request request = requests.poll();
        for (int n = 0; n < request.ids.length; n++) {
            Body body = byPlace.get(request.places[n]);
            assertThat(body).as("a body at " + request.places[n]).isNotNull();
            if (lossy && random.nextInt(50) == 0) {
                machine.bodyUnreadable(request.ids[n]);
            } else if (lossy && random.nextInt(50) == 0) {
                machine.bodyLoaded(request.ids[n], Messages.ofSize(body.message.bodySize() + 1));
            } else {
                machine.bodyLoaded(request.ids[n], body.message.unlogged());
            }
        }
        machine.bodiesLoaded(nowMs);
    }

    boolean isMoving() {
        return moving != null;
    }

    /** Moves the bodies of some messages, which are held and written. */
    void move(QueueDispatch machine, long[] ids, List<Body> bodies) {
        Map<Body, Long> old = new HashMap<>();
        long[] places = new long[ids.length];
        long generation = (nextPlace >>> 32) + 1;
        nextPlace = generation << 32;
        for (int n = 0; n < ids.length; n++) {
            Body body = bodies.get(n);
            old.put(body, body.places.get(0));
            nextPlace += 8;
            places[n] = nextPlace;
            body.places.add(nextPlace);
            byPlace.put(nextPlace, body);
            body.everMoved = true;
        }
        moving = old;
        count("bodies moved");
        machine.moved(ids, places, () -> {
            for (Map.Entry<Body, Long> moved : old.entrySet()) {
                for (Request request : requests) {
                    assertThat(request.places).doesNotContain(moved.getValue());
                }
                moved.getKey().places.remove(moved.getValue());
                byPlace.remove(moved.getValue());
            }
            moving = null;
            justMoved = true;
        });
    }
}
