package io.leveret.management.ctl;

import io.leveret.management.admin.LogsAdmin;
import java.util.List;
import java.util.function.Consumer;

/** A log of two lines, and one more for whoever follows. */
final class FakeLogs implements LogsAdmin {
    private final FakeNode node;

    FakeLogs(FakeNode node) {
        this.node = node;
    }

    @Override
    public void level(String level) {
        node.done.add("log level " + level);
    }

    @Override
    public List<String> locations() {
        return List.of("/var/log/n@h.log", "<stderr>");
    }

    @Override
    public List<String> tail(int lines) {
        return List.of("first", "second").subList(Math.max(0, 2 - lines), 2);
    }

    @Override
    public Runnable follow(Consumer<String> line) {
        line.accept("third");
        return () -> node.done.add("followed");
    }
}
