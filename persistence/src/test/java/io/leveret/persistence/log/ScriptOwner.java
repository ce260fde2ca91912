package io.leveret.persistence.log;

import io.leveret.persistence.log.ScriptStream.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Answers for the streams of a script as a broker does: later, in any order, after it has submitted. */
final class ScriptOwner implements StreamOwner {
    private record Task(long stream, Runnable run) {}

    private final LogScript script;
    private final Random random;
    private final List<Task> tasks = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    int moves;

    ScriptOwner(LogScript script, Random random) {
        this.script = script;
        this.random = random;
    }

    @Override
    public boolean exists(long stream) {
        ScriptStream of = script.stream(stream);
        return of != null && !of.deletionDurable;
    }

    @Override
    public void present(long stream, long[] items, Answer answer) {
        ascending(items);
        tasks.add(new Task(stream, () -> {
            boolean[] present = new boolean[items.length];
            for (int i = 0; i < items.length; i++) {
                Item item = script.stream(stream).items.get(items[i]);
                present[i] = item != null && !item.dropped;
            }
            script.submit(stream);
            answers.add(() -> answer.items(present));
        }));
    }

    @Override
    public void moved(long stream, long[] items, long[] places, Runnable done) {
        ascending(items);
        tasks.add(new Task(stream, () -> {
            for (int i = 0; i < items.length; i++) {
                Item item = script.stream(stream).items.get(items[i]);
                if (item != null && !item.dropped) {
                    item.place = places[i];
                    moves++;
                }
            }
            answers.add(done);
        }));
    }

    private static void ascending(long[] items) {
        for (int i = 1; i < items.length; i++) {
            if (items[i - 1] >= items[i]) {
                throw new AssertionError("items are not ascending");
            }
        }
    }

    /** Does one thing that is to be done: what concerns one stream in its order. */
    void step() {
        if (!answers.isEmpty() && (tasks.isEmpty() || random.nextBoolean())) {
            answers.remove(random.nextInt(answers.size())).run();
        } else if (!tasks.isEmpty()) {
            tasks.remove(next()).run().run();
        }
    }

    private int next() {
        int wanted = random.nextInt(tasks.size());
        Set<Long> before = new HashSet<>();
        for (int i = 0; i < wanted; i++) {
            before.add(tasks.get(i).stream());
        }
        return before.contains(tasks.get(wanted).stream()) ? 0 : wanted;
    }

    boolean isBusy() {
        return !tasks.isEmpty() || !answers.isEmpty();
    }
}
