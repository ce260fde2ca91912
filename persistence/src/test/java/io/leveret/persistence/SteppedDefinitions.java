package io.leveret.persistence;

import io.leveret.persistence.log.LogPosition;
import io.leveret.persistence.log.LogWriter;
import io.leveret.persistence.log.WriteAheadLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;

/**
 * Definitions in the log as {@link LoggedDefinitions} keeps them, without threads: whoever tests more than definitions
 * decides when writes are answered, and when the checkpoint, which here is memory that a power cut leaves alone, is
 * written.
 */
public final class SteppedDefinitions implements DefinitionsStore {
    /** What a checkpoint holds: outlasts the power. */
    public static final class Medium {
        private final TreeMap<RecordKey, Change> records = new TreeMap<>();
        private long number;
        private LogPosition position = new LogPosition(0, 0);
    }

    private record Write(List<Change> changes, Completion completion, long number, long ticket) {}

    private final Medium medium;
    private final ReplayedDefinitions replayed;
    private final ArrayDeque<Write> submitted = new ArrayDeque<>();
    private final TreeMap<RecordKey, Change> uncheckpointed = new TreeMap<>();
    private WriteAheadLog log;
    private LogWriter writer;
    private long durableTicket;
    private long lastTicket;
    private long lastNumber;
    private long answeredNumber;

    public SteppedDefinitions(Medium medium) {
        this.medium = medium;
        this.replayed = new ReplayedDefinitions(medium.number);
    }

    // ---- the start

    /** Takes what the log shows. */
    public void replay(ByteBuffer record) {
        try {
            replayed.show(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link LoggedDefinitions#damaged}. */
    public void damaged(LogPosition end, String text) {
        if (end.compareTo(medium.position) > 0) {
            replayed.damaged(text);
        }
    }

    /** What is missing, for people, or null. */
    public String lost() {
        return replayed.lost();
    }

    @Override
    public void readAll(Reader reader) {
        if (replayed.lost() != null) {
            throw new UncheckedIOException(
                    new DefinitionsLostException("definitions are lost: " + replayed.lost(), null));
        }
        DefinitionsOverlay overlay = new DefinitionsOverlay(replayed.changes(), reader);
        medium.records.forEach((key, change) -> overlay.record(key.kind(), key.key(), change.value()));
        overlay.end();
    }

    /** Takes writes from here on. */
    public void start(WriteAheadLog started) {
        if (replayed.lost() != null) {
            throw new UncheckedIOException(
                    new DefinitionsLostException("definitions are lost: " + replayed.lost(), null));
        }
        log = started;
        writer = log.writer(ticket -> durableTicket = ticket);
        lastNumber = replayed.last();
        answeredNumber = lastNumber;
        uncheckpointed.putAll(replayed.changes());
    }

    // ---- writes

    @Override
    public void write(List<Change> changes, Completion completion) {
        if (!changes.isEmpty()) {
            byte[] record = DefinitionChangesEncoder.encode(changes);
            DefinitionChangesEncoder.number(record, ++lastNumber);
            writer.definitions(record);
            writer.submit();
            lastTicket = writer.ticket();
        }
        submitted.add(new Write(List.copyOf(changes), completion, lastNumber, lastTicket));
    }

    /** Whether a write is durable and not answered. */
    public boolean hasAnswer() {
        return !submitted.isEmpty() && submitted.peek().ticket() <= durableTicket;
    }

    /** Answers the first write. */
    public void answer() {
        Write write = submitted.remove();
        answeredNumber = write.number();
        write.changes().forEach(change -> uncheckpointed.put(RecordKey.of(change), change));
        write.completion().durable();
    }

    /** Writes a checkpoint; the log may forget what it holds. */
    public void checkpoint() {
        LogPosition position = log.position();
        while (hasAnswer()) {
            answer();
        }
        uncheckpointed.forEach((key, change) -> {
            if (change.value() == null) {
                medium.records.remove(key);
            } else {
                medium.records.put(key, change);
            }
        });
        uncheckpointed.clear();
        medium.number = answeredNumber;
        medium.position = position;
        log.checkpointed(position);
    }

    @Override
    public void close() {
        // The log is closed by whoever opened it.
    }
}
